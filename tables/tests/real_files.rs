//! Real files in formats other than CSV, against what other programs find in them.
//!
//! The numbers were taken with Python alone: `json`, `zipfile`, `struct` for the dBASE table's
//! fixed widths, and `Counter`. Rows, missing coordinates and clearances also stand in the data's
//! MANIFEST.md.
#![allow(clippy::panic, clippy::unwrap_used, reason = "the helpers of tests are tests too")]
#![cfg(not(target_arch = "wasm32"))]

#[path = "../../tests/support/data.rs"]
mod data;
mod support;

use std::collections::BTreeMap;
use std::io::Read;

use data::real_data;

use support::made_files::{Rows, rows_of};

fn file(name: &str) -> Option<Vec<u8>> {
    real_data(&format!("samples/{name}")).map(|path| std::fs::read(path).unwrap())
}

/// How often each value stands in a column.
fn counts(rows: &Rows, column: &str) -> BTreeMap<String, usize> {
    let at =
        rows[0].iter().position(|name| name == column).unwrap_or_else(|| panic!("{column} of {:?}", rows[0]));
    let mut counts = BTreeMap::new();
    for row in &rows[1..] {
        assert_eq!(row.len(), rows[0].len());
        *counts.entry(row[at].clone()).or_default() += 1;
    }
    counts
}

fn counted(expected: &[(&str, usize)]) -> BTreeMap<String, usize> {
    expected.iter().map(|(value, n)| ((*value).to_owned(), *n)).collect()
}

#[test]
fn austins_json_has_its_thousand_rows() {
    let Some(file) = file("austin_crime_reports_soda_sample.json") else { return };
    let rows = rows_of(&file).unwrap();
    // 27 names, of which one holds an object of three.
    assert_eq!((rows.len(), rows[0].len()), (1_001, 29));
    assert_eq!(rows[0][..3], ["incident_report_number", "crime_type", "ucr_code"]);
    assert_eq!(counts(&rows, "clearance_status"), counted(&[("", 542), ("C", 156), ("N", 297), ("O", 5)]));
    assert_eq!(counts(&rows, "latitude")[""], 33);
    assert_eq!(counts(&rows, "location.latitude")[""], 33);
    assert_eq!(counts(&rows, "crime_type")["BURGLARY OF VEHICLE"], 86);
    assert_eq!(counts(&rows, "incident_report_number").len(), 1_000);
    let address = "{\"address\": \"\", \"city\": \"\", \"state\": \"\", \"zip\": \"\"}";
    assert_eq!(counts(&rows, "location.human_address"), counted(&[("", 33), (address, 967)]));
}

const CATEGORIES: [(&str, usize); 4] =
    [("BURGLARY", 20), ("MOTOR VEHICLE THEFT", 51), ("OTHER", 2_336), ("STREET CRIMES", 391)];
const DAYS: [(&str, usize); 5] =
    [("2017-02-22", 589), ("2017-02-23", 635), ("2017-02-24", 547), ("2017-02-25", 545), ("2017-02-26", 482)];

/// Sum of the x of all rows, in whole feet.
fn sum_of_x(rows: &Rows, column: &str) -> u64 {
    counts(rows, column).iter().map(|(x, n)| x.parse::<f64>().unwrap() as u64 * *n as u64).sum()
}

#[test]
fn portlands_shapefile_has_its_calls_by_category_and_day() {
    let Some(file) = file("portland_NIJ2017_FEB22_FEB26_shapefile.zip") else { return };
    let rows = rows_of(&file).unwrap();
    let names = [
        "CATEGORY",
        "CALL_GROUP",
        "final_case",
        "CASE_DESC",
        "occ_date",
        "x_coordina",
        "y_coordina",
        "census_tra",
    ];
    assert_eq!((rows.len(), rows[0].as_slice()), (2_799, names.map(str::to_owned).as_slice()));
    assert_eq!(counts(&rows, "CATEGORY"), counted(&CATEGORIES));
    assert_eq!(counts(&rows, "occ_date"), counted(&DAYS));
    assert_eq!(sum_of_x(&rows, "x_coordina"), 21_427_877_108);
}

#[test]
fn portlands_spreadsheet_has_the_same() {
    let Some(archive) = file("portland_NIJ2017_FEB22_FEB26_shapefile.zip") else { return };
    // The last but one of its entries, by its place in the archive's directory.
    let name = b"NIJ2017_FEB22_FEB26.xlsx";
    let at = archive.windows(name.len()).position(|window| window == name).unwrap();
    let mut sheet = Vec::new();
    flate2::read::DeflateDecoder::new(&archive[at + name.len()..]).read_to_end(&mut sheet).unwrap();
    assert_eq!(sheet.len(), 144_230);
    let rows = rows_of(&sheet).unwrap();
    assert_eq!((rows.len(), rows[0].len()), (2_799, 8));
    assert_eq!(counts(&rows, "CATEGORY"), counted(&CATEGORIES));
    assert_eq!(counts(&rows, "occ_date"), counted(&DAYS));
    assert_eq!(sum_of_x(&rows, &rows[0][5].clone()), 21_427_877_108);
}
