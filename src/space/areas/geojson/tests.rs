//! What GeoJSON is cut into, and what is said where it is none.

use super::*;

const COLLECTION: &str = r#"{"type": "FeatureCollection", "name": "a \"b\" ]", "crs": {"a": [{}]}, "features": [
    {"type": "Feature", "id": 7, "properties": {"na\u006de": " Old\nTown\u00e9 ", "no": 1.50, "no": -2e3, "list": [1, "]"],
     "yes": true, "nothing": null, "empty": ""}, "bbox": [0, 0, 1, 1], "geometry": {"coordinates":
     [[[0, 0], [1, 0.5, null], [1, 1, 2, 3], [0, 0]], []], "type": "Polygon"}}
    , {"geometry": {"type": "MultiPolygon", "coordinates": [[[[1, 2]]], []]}, "properties": {"id": "own"}, "id": "other"}]} "#;

type Read = (BTreeMap<String, String>, Result<Vec<Vec<Ring>>, AreaFault>);

fn read(text: &str) -> Vec<Read> {
    let read = |feature: &RawValue| {
        let mut properties = BTreeMap::new();
        let polygons = polygons(text, feature, &mut properties);
        (properties, polygons)
    };
    features(text).unwrap().0.into_iter().map(read).collect()
}

fn properties(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn features_are_read_whatever_stands_between() {
    let found = read(COLLECTION);
    let of_first = properties(&[("id", "7"), ("name", "Old\nTown\u{e9}"), ("no", "-2e3"), ("yes", "true")]);
    let ring = vec![[0.0, 0.0], [1.0, 0.5], [1.0, 1.0], [0.0, 0.0]];
    assert_eq!(found[0], (of_first, Ok(vec![vec![ring, vec![]]])));
    assert_eq!(found[1], (properties(&[("id", "own")]), Ok(vec![vec![vec![[1.0, 2.0]]]])));
    assert_eq!(found.len(), 2);
}

#[test]
fn a_bad_geometry_costs_no_other_feature_and_says_where_it_is() {
    for (text, bad, says, found) in [
        ("0.5, null", "\"0.5\"", "invalid type: string \"0.5\", expected f64 at byte ", "\"0.5\""),
        ("0.5, null", "1e999", "number out of range at byte ", "1e999"),
        ("[1, 1, 2, 3]", "[1, 1, 2, 3, 4]", "invalid length 5, expected a position of 2 to 4 numbers", ""),
        ("[1, 1, 2, 3]", "[1]", "invalid length 1, expected a position of 2 to 4 numbers", ""),
        ("[1, 1, 2, 3]", "7", "invalid type: integer `7`, expected a position of 2 to 4 numbers", ""),
        ("\"type\": \"Polygon\"}", "\"type\": 7}", "expected a string", ""),
        ("\"bbox\": [0", "\"geometry\": [0", "duplicate field `geometry`", ""),
    ] {
        let file = COLLECTION.replace(text, bad);
        let read = read(&file);
        let error = read[0].1.as_ref().unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
        if !found.is_empty() {
            let (_, at) = error.split_once(" at byte ").unwrap();
            let at: usize = at.split(')').next().unwrap().parse().unwrap();
            let value = file.find(found).unwrap();
            assert!((value..value + found.len()).contains(&at), "{error}: {value}");
        }
        assert!(read[1].1.is_ok());
    }
}

#[test]
fn a_file_that_is_cut_anywhere_is_said_to_be() {
    let text = COLLECTION.trim_end();
    for length in (0..text.len()).filter(|&length| text.is_char_boundary(length)) {
        let error = features(&text[..length]).unwrap_err().to_string();
        assert!(error.contains("not JSON (the file ends within a value at line "), "{error}");
    }
}

#[test]
fn files_that_are_no_collection_say_where() {
    for (text, says) in [
        ("[{\"a\": [1]}]\n", "the file is a list; expected a GeoJSON FeatureCollection"),
        ("{\"type\": \"FeatureCollection\", \"features\": null}", "is a FeatureCollection without features"),
        ("{\"type\": 7}", "not JSON (invalid type: integer `7`, expected a string at line 1 column 10)"),
        ("{\n \"a\": [1}]}", "not JSON (expected `,` or `]` at line 2 column 9)"),
        ("{} x", "not JSON (trailing characters at line 1 column 4)"),
        ("{\"type\": \"a\", \"t\\u0079pe\": \"b\"}", "duplicate field `type`"),
        ("ID,Date", "not JSON (expected value at line 1 column 1)"),
    ] {
        let error = features(text).unwrap_err().to_string();
        assert!(error.contains(says), "{error}: {says}");
    }
    let bad = COLLECTION.replace("0.5, null", "NaN");
    let error = features(&bad).unwrap_err().to_string();
    assert!(error.contains("not JSON (expected value at line 4 column "), "{error}");
    let deep = features(&"[".repeat(1 << 20)).unwrap_err().to_string();
    assert!(deep.contains("the file ends within a value"), "{deep}");
    let deep = format!("{{\"a\": {}", "{\"b\": [".repeat(1 << 18));
    assert!(features(&deep).unwrap_err().to_string().contains("the file ends within a value"));
}

#[cfg(not(target_arch = "wasm32"))]
mod against_serde_json {
    use proptest::prelude::*;
    use serde_json::{Value as Json, json};

    use super::*;

    fn values() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            any::<f64>().prop_map(Json::from),
            any::<i64>().prop_map(Json::from),
            "[a-z\"\\\\\\[\\]{}\u{e9}\u{1f6a8}\n ]{0,6}".prop_map(Json::from),
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..3).prop_map(Json::from),
                proptest::collection::btree_map("[a-z\"\\\\]{0,2}", inner, 0..3).prop_map(Json::from_iter),
            ]
        })
    }

    /// What [`simple`] should say of a value.
    fn expected(value: &Json) -> Option<String> {
        let text = match value {
            Json::String(text) => text.trim().to_owned(),
            Json::Bool(_) | Json::Number(_) => value.to_string(),
            Json::Null | Json::Array(_) | Json::Object(_) => String::new(),
        };
        (!text.is_empty()).then_some(text)
    }

    proptest! {
        #[test]
        fn features_are_those_of_serde_json(
            members in proptest::collection::btree_map("[a-zA-Z\"\\\\\u{e9}]{0,4}", values(), 0..5),
            other in values(),
            rings in proptest::collection::vec(proptest::collection::vec(
                (proptest::num::f64::NORMAL, proptest::num::f64::NORMAL), 0..4), 1..3),
            pretty: bool,
        ) {
            let coordinates: Vec<Vec<[f64; 2]>> =
                rings.iter().map(|ring| ring.iter().map(|(x, y)| [*x, *y]).collect()).collect();
            let feature = json!({"properties": members, "other": other,
                "geometry": {"type": "Polygon", "coordinates": coordinates}});
            let file = json!({"features": [feature, other], "other": other, "type": "FeatureCollection"});
            let text = if pretty { serde_json::to_string_pretty(&file) } else { serde_json::to_string(&file) };
            let text = text.unwrap();
            let found = read(&text);
            prop_assert_eq!(found.len(), 2);
            let wanted: BTreeMap<String, String> = members.iter()
                .filter_map(|(name, value)| Some((name.clone(), expected(value)?))).collect();
            prop_assert_eq!(&found[0], &(wanted, Ok(vec![coordinates])));
            prop_assert!(found[1].1.is_err());
        }
    }
}
