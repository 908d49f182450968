//! The engine in a browser's worker, where the page runs it. `make test-wasm` builds it as the page
//! is built.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "wasm-bindgen's tests are no #[test], which clippy knows tests by")]

#[path = "support/area_digest.rs"]
mod area_digest;
#[path = "support/audit_digest.rs"]
mod audit_digest;
#[path = "support/expected.rs"]
mod expected;
#[path = "support/ladder_digest.rs"]
mod ladder_digest;
#[path = "support/sequential.rs"]
mod sequential;
#[path = "support/square_areas.rs"]
mod square_areas;

use area_digest::area_digest;
use audit_digest::{digest_of, small_audit};
use expected::{AREA_DIGEST, AUDIT_DIGEST, LADDER_DIGEST, SIMULATED_DIGEST};
use ladder_digest::ladder_digest;
use sequential::Sequential;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use watchback::run::{TileAreas, analyse, inspect_simulated};
use watchback::score::Verdict;
use watchback::simulate::{SimulatedCity, SimulationSettings};
use watchback::study::{CHICAGO, StudySettings, preset};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn chicago_is_checked_as_natively() {
    let chicago = preset(CHICAGO).and_then(|settings| settings.check());
    assert_eq!(chicago.map(|study| study.training().n_days()), Ok(1096));
}

/// tests/run.rs holds the native engine to the same digest.
#[wasm_bindgen_test]
async fn the_simulated_city_gives_the_same_bits_as_natively() {
    let settings = SimulationSettings::default();
    let city = SimulatedCity::new(settings).unwrap();
    let study = city.study_settings().and_then(StudySettings::check).unwrap();
    let mut worker = Sequential::default();
    let inspection = inspect_simulated(&worker, settings, &study).unwrap();
    let results = analyse(&mut worker, &inspection, &study, &TileAreas::default()).await.unwrap().results;
    assert_eq!(results.aggregates[0].figures.verdict, Verdict::BeatsChance);
    assert_eq!(results.digest, SIMULATED_DIGEST);
}

/// tests/areas.rs holds the native engine to the same digest.
#[wasm_bindgen_test]
fn made_up_areas_give_the_same_bits_as_natively() {
    assert_eq!(area_digest(), AREA_DIGEST);
}

/// tests/audit.rs holds the native engine to the same digest.
#[wasm_bindgen_test]
async fn an_audit_gives_the_same_bits_as_natively() {
    assert_eq!(digest_of(&small_audit(&mut Sequential::default()).await), AUDIT_DIGEST);
}

/// tests/released.rs holds the native engine to the same digest.
#[wasm_bindgen_test]
async fn a_ladder_gives_the_same_bits_as_natively() {
    assert_eq!(ladder_digest(&mut Sequential::default()).await, LADDER_DIGEST);
}
