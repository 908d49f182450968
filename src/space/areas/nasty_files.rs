//! What goes wrong with files of areas, and what is said of it.

use super::*;
use crate::study::BoundingBox;

const CHICAGO: BoundingBox = BoundingBox { south: 41.64, north: 42.06, west: -87.88, east: -87.52 };

fn feature(geometry: &str) -> String {
    format!(r#"{{"type": "Feature", "properties": {{"name": "Bad"}}, "geometry": {geometry}}}"#)
}

fn polygon(rings: &str) -> String {
    feature(&format!(r#"{{"type": "Polygon", "coordinates": {rings}}}"#))
}

/// A good area, then the given features.
fn collection(features: &[String]) -> String {
    let good = r#"{"type": "Feature", "properties": {"name": "Good"}, "geometry": {"type": "MultiPolygon",
        "coordinates": [[[[-87.7, 41.8], [-87.6, 41.8, 180], [-87.6, 41.9, 180, 1], [-87.7, 41.9], [-87.7, 41.8]]]]}}"#;
    let all: Vec<&str> = [good].into_iter().chain(features.iter().map(String::as_str)).collect();
    format!(r#"{{"type": "FeatureCollection", "features": [{}]}}"#, all.join(","))
}

/// What is said of one feature beside a good one, which must be read.
fn said_of(feature: String, bounds: Option<BoundingBox>) -> (usize, String) {
    let layer = AreaLayer::read(collection(&[feature]).as_bytes(), bounds).unwrap();
    assert_eq!(layer.areas()[0].feature(), 1);
    let problems: Vec<String> = layer.problems().iter().map(ToString::to_string).collect();
    assert!(problems.iter().all(|problem| problem.starts_with("feature 2")), "{problems:?}");
    (layer.len(), problems.join("; "))
}

#[test]
fn each_bad_feature_is_named_and_left_out() {
    let deep = "[".repeat(5000) + "]".repeat(5000).as_str();
    let bad = [
        (feature("null"), "(Bad): it has no geometry"),
        (r#"{"type": "Feature", "properties": null}"#.to_owned(), "it has no geometry"),
        ("7".to_owned(), "it cannot be read"),
        (r#"{"properties": 7, "geometry": null}"#.to_owned(), "it cannot be read"),
        (feature(r#"{"type": "Point", "coordinates": [-87.6, 41.8]}"#), "is Point; expected Polygon"),
        (feature(r#"{"type": "Polygon"}"#), "not rings of [longitude, latitude]"),
        (feature(r#"{"coordinates": []}"#), "(Bad): it cannot be read (missing field `type` at byte 331)"),
        (polygon("[]"), "it has no geometry"),
        (polygon("[[]]"), "a ring has 0 positions"),
        (polygon("[[[-87.7, 41.8], [-87.6, 41.8], [-87.7, 41.8]]]"), "a ring has 3 positions"),
        (polygon("[[[-87.7], [-87.6, 41.8], [-87.6, 41.9], [-87.7, 41.8]]]"), "not rings"),
        (polygon(r#"[[["-87.7", "41.8"], [-87.6, 41.8], [-87.6, 41.9], [-87.7, 41.8]]]"#), "not rings"),
        (
            polygon("[[[1e400, 41.8], [-87.6, 41.8], [-87.6, 41.9], [1e400, 41.8]]]"),
            "not rings of [longitude, latitude] (number out of range at byte ",
        ),
        (polygon(&deep), "not rings"),
        (polygon("[[[-87.7, 41.8], [-87.6, 41.8], [-87.65, 41.8], [-87.7, 41.8]]]"), "encloses nothing"),
        (
            polygon("[[[-87.7, 41.8], [-87.6, 41.9], [-87.6, 41.8], [-87.7, 41.9], [-87.7, 41.8]]]"),
            "crosses itself near 41.85000, -87.65000; what it ties off is 50.00 %",
        ),
        (
            polygon(
                "[[[-87.7, 41.8], [-87.6, 41.8], [-87.6, 41.9], [-87.7, 41.9], [-87.7, 41.8]],
                [[-87.69, 41.85], [-87.59, 41.85], [-87.65, 41.86], [-87.69, 41.85]]]",
            ),
            "a hole reaches outside its outer ring at 41.85000, -87.59000",
        ),
        (
            polygon("[[[41.8, -87.7], [41.8, -87.6], [41.9, -87.6], [41.8, -87.7]]]"),
            "coordinates seem swapped ([41.8, -87.7])",
        ),
        (
            polygon("[[[1176000, 1890000], [1177000, 1890000], [1177000, 1891000], [1176000, 1890000]]]"),
            "another projection",
        ),
        (
            polygon("[[[-75.2, 40.0], [-75.1, 40.0], [-75.1, 40.1], [-75.2, 40.0]]]"),
            "outside the city's box, near 40.000, -75.200",
        ),
    ];
    for (feature, expected) in bad {
        let (n_areas, said) = said_of(feature, Some(CHICAGO));
        assert_eq!(n_areas, 1, "{said}");
        assert!(said.contains(expected) && said.ends_with("it is left out"), "{said}: {expected}");
    }
}

#[test]
fn what_can_be_used_is_used_and_said() {
    let open = polygon("[[[-87.7, 41.7], [-87.6, 41.7], [-87.6, 41.75], [-87.7, 41.75]]]");
    let (n_areas, said) = said_of(open, Some(CHICAGO));
    assert_eq!(n_areas, 2);
    assert!(said.contains("is closed by a straight line; it is used all the same"), "{said}");
    // Between the two positions at 41.75 the ring turns over: a triangle of 0.01 by 0.0005, a
    // thousandth of it.
    let kinked = polygon(
        "[[[-87.7, 41.7], [-87.6, 41.7], [-87.6, 41.75], [-87.66, 41.75], [-87.65, 41.7505], [-87.65, 41.7495],
        [-87.7, 41.75], [-87.7, 41.7]]]",
    );
    let (n_areas, said) = said_of(kinked, Some(CHICAGO));
    assert_eq!(n_areas, 2, "{said}");
    assert!(said.contains("crosses itself near 41.7") && said.ends_with("used all the same"), "{said}");
    // A hole that touches its outer ring in a corner, and one ring that touches itself there: no
    // fault.
    let touching = polygon(
        "[[[-87.7, 41.8], [-87.6, 41.8], [-87.6, 41.9], [-87.7, 41.9], [-87.7, 41.8]],
        [[-87.7, 41.8], [-87.65, 41.85], [-87.69, 41.85], [-87.7, 41.8]]]",
    );
    assert_eq!(said_of(touching, Some(CHICAGO)), (2, String::new()));
}

#[test]
fn without_a_box_only_what_is_no_place_on_earth_is_refused() {
    // 87 degrees south is one.
    let swapped = polygon("[[[41.8, -87.7], [41.8, -87.6], [41.9, -87.6], [41.8, -87.7]]]");
    assert_eq!(said_of(swapped, None), (2, String::new()));
    let swapped = polygon("[[[37.7, -122.4], [37.7, -122.3], [37.8, -122.3], [37.7, -122.4]]]");
    assert!(said_of(swapped, None).1.contains("seem swapped"));
    let elsewhere = polygon("[[[500, 500], [501, 500], [501, 501], [500, 500]]]");
    assert!(said_of(elsewhere, None).1.contains("another projection"));
}

#[test]
fn files_that_cannot_be_used_say_why() {
    let error = |bytes: &[u8]| AreaLayer::read(bytes, Some(CHICAGO)).unwrap_err().to_string();
    assert!(error(b"").contains("not JSON (the file ends within a value at line 1 column 0)"));
    assert!(error(b"\xff\xfe{").contains("not JSON"));
    assert!(error(b"{\"type\": NaN}").contains("expected value at line 1 column 10"));
    assert!(error("[".repeat(1 << 20).as_bytes()).contains("not JSON"));
    assert!(error(br#"{"type": "FeatureCollection", "features": 7}"#).contains("not JSON"));
    assert!(error(br#"{"type": "Topology", "objects": {}}"#).contains("is a Topology; expected a GeoJSON"));
    assert!(error(b"{}").contains("JSON without a type"));
    let none = error(br#"{"type": "FeatureCollection", "features": []}"#);
    assert_eq!(none, "none of the file's 0 features can be used");
    let swapped = polygon("[[[41.8, -87.7], [41.8, -87.6], [41.9, -87.6], [41.8, -87.7]]]");
    let swapped = error(format!(r#"{{"type": "FeatureCollection", "features": [{swapped}]}}"#).as_bytes());
    assert!(
        swapped.contains("none of the file's 1 features can be used; the first: feature 1 (Bad)"),
        "{swapped}"
    );
    assert!(swapped.contains("seem swapped"), "{swapped}");
    let many = "1,".repeat(MAX_FEATURES) + "1";
    let many = error(format!(r#"{{"type": "FeatureCollection", "features": [{many}]}}"#).as_bytes());
    assert!(many.contains("50001 features, more than the limit of 50000"), "{many}");
    assert!(error(&vec![b' '; MAX_AREA_FILE_BYTES + 1]).contains("more than the limit"));
    // A mark of byte order is none.
    assert!(AreaLayer::read(&[b"\xef\xbb\xbf", collection(&[]).as_bytes()].concat(), None).is_ok());
}

#[test]
fn what_would_take_without_end_is_given_up() {
    // Every segment beside every other: 20,000 of them are 200 million pairs a ring.
    let zigzag: Vec<String> = (0..20_000)
        .map(|step| {
            format!("[{}, {}]", if step % 2 == 0 { -87.7 } else { -87.6 }, 41.7 + 1e-6 * f64::from(step))
        })
        .collect();
    let zigzag = polygon(&format!("[[{}]]", zigzag.join(",")));
    let layer = AreaLayer::read(collection(&vec![zigzag; 8]).as_bytes(), None).unwrap();
    let given_up = layer.problems().iter().filter(|problem| problem.fault == AreaFault::TooIntricate).count();
    assert!(given_up > 0, "{:?}", layer.problems().len());
    // Areas over areas.
    let over =
        collection(&vec![polygon("[[[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]]]"); 9000]);
    let layer = AreaLayer::read(over.as_bytes(), Some(CHICAGO)).unwrap();
    let grid = crate::space::Grid::new(&crate::study::preset("chicago").unwrap().check().unwrap());
    assert!(TileAreas::new(&layer, &grid).is_err());
}
