//! A digest of the simulated city's ladder, over everything it reports: natively and in wasm it
//! must be the same.

use sha2::{Digest, Sha256};
use watchback::run::{Executor, climb, inspect_simulated};
use watchback::simulate::{SimulatedCity, SimulationSettings};
use watchback::study::StudySettings;

/// Few streams: each takes a thousand machines.
const STREAMS: usize = 12;

pub(crate) async fn ladder_digest(executor: &mut impl Executor) -> String {
    let simulation = SimulationSettings { streams: STREAMS, links: 4, ..SimulationSettings::default() };
    let city = SimulatedCity::new(simulation).unwrap();
    let study = city.study_settings().and_then(StudySettings::check).unwrap();
    let inspection = inspect_simulated(executor, simulation, &study).unwrap();
    let climbed = climb(executor, &inspection, &study).await.unwrap();
    let bytes = watchback::encoding::encode(&climbed.ladder).unwrap();
    watchback::encoding::hex(&Sha256::digest(&bytes))
}
