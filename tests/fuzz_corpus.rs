//! Changed files to events, layouts and areas.

#![cfg(not(target_arch = "wasm32"))]

#[path = "../tables/tests/support/mod.rs"]
mod support;

use support::changed_files::Body;
use support::changed_files::{run, run_for_set_time};
use watchback::ingest::fuzz_bodies::BODIES;

fn bodies() -> Vec<Body> {
    BODIES.to_vec()
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
