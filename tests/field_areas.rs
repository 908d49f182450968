//! Boundaries and tables as people have them: the pairs of the shared folder, by the library and by
//! the command line.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

#[path = "support/field.rs"]
mod field;

use std::path::Path;
use std::process::Command;

use field::field;
use serde_json::Value;
use watchback::space::{AreaChoice, AreaFiles};

/// What `watchback areas areas.geojson` says in a folder: its output, or why it refuses.
fn areas(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_watchback"));
    let asked = ["areas", "areas.geojson", "--city", "none"];
    let output = command.current_dir(folder).args(asked).args(arguments).output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(!errors.contains("panicked"), "{errors}");
    match output.status.code() {
        Some(0) => Ok(String::from_utf8(output.stdout).unwrap()),
        code => {
            assert_eq!((code, String::from_utf8_lossy(&output.stdout).as_ref()), (Some(1), ""), "{errors}");
            Err(errors)
        }
    }
}

/// The same as JSON.
fn report(folder: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&areas(folder, &[arguments, &["--json"]].concat()).unwrap()).unwrap()
}

/// Names and values by area of a report.
fn values(report: &Value) -> Vec<(&str, Option<f64>)> {
    let areas = report["areas"].as_array().unwrap().iter();
    areas.map(|area| (area["name"].as_str().unwrap(), area["value"].as_f64())).collect()
}

/// The same by the library, in the order of the file; or what it says.
fn of_library(folder: &Path, table: Option<&str>, value: &str) -> Result<Vec<Option<f64>>, String> {
    let boundaries = std::fs::read(folder.join("areas.geojson")).unwrap();
    let table = table.map(|table| std::fs::read(folder.join(table)).unwrap());
    let files = AreaFiles::read(&boundaries, table.as_deref(), None, &AreaChoice::default());
    let files = files.map_err(|error| error.to_string())?;
    files.variable(value).map(|(variable, _)| variable.values).map_err(|error| error.to_string())
}

/// Twenty values from a first one on.
fn rising(first: u32, step: u32) -> Vec<Option<f64>> {
    (0..20).map(|area| Some(f64::from(first + step * area))).collect()
}

#[track_caller]
fn joined(folder: &Path, table: &str, value: &str, keys: (&str, &str), expected: &[Option<f64>]) -> Value {
    let report = report(folder, &["--table", table, "--value", value]);
    let found: Vec<Option<f64>> = values(&report).into_iter().map(|(_, value)| value).collect();
    assert_eq!(found, expected);
    assert_eq!(of_library(folder, Some(table), value).unwrap(), expected);
    let of_table = &report["table"];
    assert_eq!(
        (of_table["keys"]["property"].as_str(), of_table["keys"]["column"].as_str()),
        (Some(keys.0), Some(keys.1))
    );
    assert_eq!(of_table["quality"]["areas_with_value"], expected.iter().flatten().count());
    assert_eq!(of_table["unmatched_rows"], Value::Array(Vec::new()));
    report
}

#[test]
fn names_beat_a_column_that_counts_rows() {
    let Some(folder) = field("areas-join-row-counter") else { return };
    let report =
        joined(&folder, "table.csv", "Income", ("AREA_NAME", "Neighbourhood"), &rising(20_000, 1000));
    assert_eq!((values(&report)[0].0, values(&report)[19].0), ("Ashford", "Tannery"));
    let text = areas(&folder, &["--table", "table.csv", "--value", "Income"]).unwrap();
    assert!(text.contains("20 of 20 areas have a row, 20 a value; 0 rows unused"), "{text}");
    assert!(text.contains("for example Ashford is row 17, Income 20000"), "{text}");
}

#[test]
fn counts_of_people_join_nothing() {
    let Some(folder) = field("areas-join-unrelated-counts") else { return };
    let error = areas(&folder, &["--table", "table.csv", "--value", "income"]).unwrap_err();
    assert!(error.contains("no key in common"), "{error}");
    assert!(error.contains("\"id\" = \"GEO_ID\", 0 in common"), "{error}");
    assert!(error.contains("--area-key PROPERTY --table-key COLUMN"), "{error}");
    assert!(of_library(&folder, Some("table.csv"), "income").is_err());
}

#[test]
fn a_code_of_several_areas_gives_none_of_them_a_value() {
    let Some(folder) = field("areas-ambiguous-codes") else { return };
    let error = areas(&folder, &["--table", "table.csv", "--value", "Income"]).unwrap_err();
    assert!(error.contains("10 keys stand for several areas each"), "{error}");
    assert!(of_library(&folder, Some("table.csv"), "Income").is_err());
    let said = ["--table", "table.csv", "--area-key", "TRACTCE", "--table-key", "tract"];
    assert!(values(&report(&folder, &said)).iter().all(|(_, value)| value.is_none()));
}

#[test]
fn semicolons_and_decimal_commas_are_read() {
    let Some(folder) = field("areas-table-semicolon") else { return };
    let report = joined(&folder, "table.csv", "Einkommen", ("name", "name"), &rising(20, 1));
    assert_eq!(report["table"]["keys"]["in_both"], 20);
}

#[test]
fn bounds_are_values_and_labels_are_no_row() {
    let Some(folder) = field("areas-top-coded") else { return };
    let mut expected = rising(20_000, 1000);
    (expected[0], expected[19]) = (Some(2500.0), Some(250_000.0));
    let report = joined(&folder, "table.csv", "B19013_001E", ("GEOID", "GEO_ID"), &expected);
    let problems: Vec<&str> =
        report["problems"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems.iter().all(|problem| problem.contains("is a bound")), "{problems:?}");
    assert_eq!(report["table"]["quality"]["rows"], 20);
}

#[test]
fn letters_with_and_without_accents_are_one() {
    let Some(folder) = field("areas-accents") else { return };
    let expected: Vec<Option<f64>> = (20..26).map(|thousand| Some(1000.0 * f64::from(thousand))).collect();
    let asked = ["--table", "table.csv", "--value", "ingreso", "--groups", "3"];
    let report = report(&folder, &asked);
    assert_eq!(values(&report).iter().map(|(_, value)| *value).collect::<Vec<_>>(), expected);
    assert_eq!(report["table"]["keys"]["in_both"], 6);
    assert_eq!(of_library(&folder, Some("table.csv"), "ingreso").unwrap(), expected);
}

#[test]
fn parts_of_one_area_are_one() {
    let Some(folder) = field("areas-exploded-parts") else { return };
    let expected: Vec<Option<f64>> = (20..30).map(|thousand| Some(1000.0 * f64::from(thousand))).collect();
    joined(&folder, "table.csv", "Income", ("ward", "Ward"), &expected);
}

#[test]
fn coordinates_are_read_in_the_system_that_the_file_states() {
    let Some(folder) = field("areas-web-mercator") else { return };
    let report = joined(&folder, "table.csv", "Income", ("name", "name"), &rising(20_000, 1000));
    assert_eq!(report["coordinate_system"], "EPSG 3857 (WGS 84 / Pseudo-Mercator)");
    let boundaries = std::fs::read(folder.join("areas.geojson")).unwrap();
    let files = AreaFiles::read(&boundaries, None, None, &AreaChoice::default()).unwrap();
    let (latitude, longitude) = files.layer.areas()[0].centre();
    assert!((latitude - 38.21).abs() < 1e-3 && (longitude + 85.79).abs() < 1e-3, "{latitude} {longitude}");
}

#[test]
fn values_may_stand_in_the_boundaries() {
    let Some(folder) = field("areas-values-in-properties") else { return };
    let report = report(&folder, &["--value", "income"]);
    let found: Vec<Option<f64>> = values(&report).into_iter().map(|(_, value)| value).collect();
    assert_eq!(found, rising(20_000, 1000));
    assert_eq!((&report["key_property"], &report["table"]), (&Value::from("name"), &Value::Null));
    assert_eq!(report["groups"].as_array().unwrap().len(), 5);
    assert_eq!(of_library(&folder, None, "income").unwrap(), rising(20_000, 1000));
}

#[test]
fn keys_of_nhgis_are_those_of_the_census() {
    let Some(folder) = field("areas-gisjoin") else { return };
    joined(&folder, "table.csv", "AF49E001", ("GEOID", "GISJOIN"), &rising(20_000, 1000));
    // The same as a workbook, by the census's own keys.
    joined(&folder, "table.xlsx", "Income", ("GEOID", "GEOID"), &rising(20_000, 1000));
}
