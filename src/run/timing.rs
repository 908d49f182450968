//! How long stages took.

use super::executor::Executor;
use crate::results::{Stage, StageTiming};

/// The time since `started`.
pub(super) fn timing(executor: &impl Executor, stage: Stage, started: f64) -> StageTiming {
    let seconds = executor.seconds() - started;
    StageTiming { stage, seconds, workers: executor.workers(), transducers_per_second_per_worker: None }
}

/// The time of a scan since `started`, with its speed.
///
/// `transducers`: the factors whose product is their number. In the browser a count has 32 bits,
/// and the product is larger.
pub(super) fn timing_of_scan(
    executor: &impl Executor,
    stage: Stage,
    started: f64,
    transducers: &[usize],
) -> StageTiming {
    let mut timing = timing(executor, stage, started);
    let transducers = transducers.iter().fold(1.0, |product, &factor| product * factor as f64);
    timing.transducers_per_second_per_worker = Some(transducers / (timing.seconds * timing.workers as f64));
    timing
}
