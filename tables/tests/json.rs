//! What is made of good JSON, and said of what should not be.
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

mod support;

use std::ops::ControlFlow;

use watchback_tables::{Limits, ReadError, Records};

use support::made_files::{json, records_of, rows_of, table};

#[test]
fn json_gives_one_column_for_each_name_that_occurs() {
    let text = r#" [ {"id": 1, "place": {"latitude": "45.5", "tags": ["a", {"b": 2}], "x": {"y": true}}, "n": null},
        {"id": -2.50e3, "late": "say \"\u00e9\u20ac\"\n", "id ": "last"}, 5, ["x"], {} ] "#;
    let found = records_of(text.as_bytes()).unwrap();
    let rows: Vec<String> = found.iter().map(|(_, fields)| fields.join("|")).collect();
    assert_eq!(
        rows,
        [
            "id|place.latitude|place.tags|place.x.y|n|late|id",
            "1|45.5|[\"a\", {\"b\": 2}]|true|||",
            "-2.50e3|||||say \"\u{e9}\u{20ac}\"|last",
            "",
            "",
            "||||||"
        ]
    );
    assert_eq!(found[2].0, 3);
    assert_eq!(rows_of(json(&table()).as_bytes()).unwrap(), table());
    let carto = format!(
        "{{\"time\": 0.1, \"fields\": {{\"a\": [1]}}, \"rows\": {}, \"total_rows\": 3}}",
        json(&table())
    );
    assert_eq!(rows_of(carto.as_bytes()).unwrap(), table());
    assert!(rows_of(b"[]").unwrap().is_empty());
}

#[test]
fn points_of_geojson_give_their_coordinates() {
    let feature = |geometry: &str, id: u32| {
        format!(
            "{{\"type\": \"Feature\", \"geometry\": {geometry}, \"properties\": {{\"id\": {id}, \"kind\": {{\"a\": 1}}}}}}"
        )
    };
    let features = [
        feature("{\"type\": \"Point\", \"coordinates\": [ -122.5, 45.25, 7 ]}", 1),
        feature("null", 2),
        feature("{\"type\": \"LineString\", \"coordinates\": [[1, 2], [3, 4]]}", 3),
    ];
    let collection = format!(
        "{{\"type\": \"FeatureCollection\", \"crs\": {{\"a\": [{{}}]}}, \"features\": [{}]}}",
        features.join(",")
    );
    let joined =
        |text: &str| rows_of(text.as_bytes()).unwrap().iter().map(|row| row.join("|")).collect::<Vec<_>>();
    assert_eq!(joined(&collection), ["longitude|latitude|id|kind.a", "-122.5|45.25|1|1", "||2|1", "||3|1"]);
    let feet = collection.replace("-122.5, 45.25", "7650000.5, 690000");
    assert_eq!(joined(&feet)[..2], ["x|y|id|kind.a", "7650000.5|690000|1|1"]);
    let esri =
        "{\"features\": [{\"attributes\": {\"OBJECTID\": 3}, \"geometry\": {\"x\": -83.0, \"y\": 42.3}}]}";
    assert_eq!(joined(esri), ["OBJECTID|longitude|latitude", "3|-83.0|42.3"]);
}

#[test]
fn what_is_wrong_with_json_is_named() {
    let problem = |text: &str| rows_of(text.as_bytes()).unwrap_err();
    for text in ["{\"error\": true}", "[1, 2]", "{\"rows\": [[1]]}", "{}"] {
        assert!(matches!(problem(text), ReadError::NotATable { .. }), "{text}");
    }
    let whole = json(&table());
    for length in 1..whole.len() {
        let Some(start) = whole.get(..length) else { continue };
        assert!(matches!(problem(start), ReadError::TruncatedJson { rows: 0..=3 }), "{start}");
    }
    let bad = problem("[{\"a\": 1}, {\"a\": tru}]");
    assert_eq!(
        bad.to_string(),
        "the JSON file is damaged after 1 rows: there is tru}] where a value must be; download it again"
    );
    assert!(matches!(problem("[{\"a\": 1} {\"a\": 1}]"), ReadError::BadJson { rows: 1, .. }));
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = |depth: usize| {
            format!("[{{\"a\": 1}}, {{\"b\": {}1{}}}]", open.repeat(depth), close.repeat(depth))
        };
        assert_eq!(rows_of(deep(62).as_bytes()).unwrap().len(), 3);
        assert_eq!(problem(&deep(63)), ReadError::TooDeep { row: 2, limit: 64 });
        let endless = format!("[{{\"a\": {}", open.repeat(400_000));
        assert_eq!(problem(&endless), ReadError::TooDeep { row: 0, limit: 64 });
    }
    let long = format!("[{{\"a\": \"{}\"}}]", "x".repeat(3_000_000));
    assert!(matches!(problem(&long), ReadError::RecordTooLong { record: 0, line: 1, limit: 1_000_000 }));
    let open = format!("[{{\"a\": 1}}, {{\"a\": \"{}", "x".repeat(3_000_000));
    assert!(matches!(problem(&open), ReadError::RecordTooLong { record: 2, line: 3, .. }));
}

#[test]
fn names_that_come_late_in_json_lose_nothing_else() {
    let mut text = "[{\"id\": 0}".to_owned();
    for id in 1..60_000 {
        text += &format!(", {{\"id\": {id}}}");
    }
    text += ", {\"id\": \"last\", \"new\": 1}]";
    let mut progress = |_: u64| ControlFlow::Continue(());
    let mut records = Records::open(std::io::Cursor::new(text), Limits::default()).unwrap();
    let mut last = Vec::new();
    while let Some(record) = records.next(&mut progress).unwrap() {
        last = record.fields().map(<[u8]>::to_vec).collect();
        assert_eq!(record.n_fields, 1);
    }
    assert_eq!((last, records.values_without_column()), (vec![b"last".to_vec()], 1));
}

#[test]
fn a_number_at_the_end_of_a_window_is_not_cut() {
    // Rows of every length around a window's end, with numbers that are none when they are cut.
    for width in 1..40 {
        let row = format!("{{\"a\": \"{}\", \"b\": -87.5e-1, \"c\": -1}}", "x".repeat(width));
        let text = format!("[{}]", vec![row; 1_400_000 / (width + 36)].join(", "));
        let mut records = Records::open(std::io::Cursor::new(text), Limits::default()).unwrap();
        while let Some(record) = records.next(&mut |_| ControlFlow::Continue(())).unwrap() {
            assert!(record.number == 0 || record.field(1) == b"-87.5e-1");
        }
    }
    let cut = rows_of(b"[{\"a\": 1}, {\"a\": -8.");
    assert!(matches!(cut, Err(ReadError::TruncatedJson { rows: 1 })), "{cut:?}");
}
