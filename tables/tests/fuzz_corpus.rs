//! Changed files to the bodies of every format.
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]
#![cfg(not(target_arch = "wasm32"))]

mod support;

use support::changed_files::Body;
use support::changed_files::{run, run_for_set_time};
use watchback_tables::fuzz_bodies::{BODIES, LIMITS, check, text_with_commas};

fn bodies() -> Vec<Body> {
    let mut bodies = BODIES.to_vec();
    bodies.push(("as_csv_crate", as_csv_crate));
    bodies
}

/// Text with commas gives the records of the csv crate.
fn as_csv_crate(bytes: &[u8]) {
    let text = text_with_commas(bytes);
    let Some(found) = check(&text) else { return };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_slice());
    let expected: Vec<Vec<Vec<u8>>> = reader
        .byte_records()
        .filter_map(Result::ok)
        .map(|record| record.iter().take(LIMITS.columns).map(|field| field.trim_ascii().to_vec()).collect())
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_thousand_changed_files_break_no_promise() {
    assert_eq!(run(&bodies(), 6, |runs| runs == 1_000), 1_000);
}

#[test]
#[ignore = "as long as WATCHBACK_FUZZ_SECONDS says; `make fuzz` runs it"]
fn files_changed_for_a_set_time_break_no_promise() {
    run_for_set_time(&bodies());
}
