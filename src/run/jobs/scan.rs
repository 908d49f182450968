//! Scanning targets for the transducers that their forecasts may use.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::job::Job;
use crate::network::TargetTransducers;
use crate::results::Stage;
use crate::run::worker::{Kept, Sources, Worker};

/// Scan these targets for the transducers that a forecast may use. The output has one entry a
/// target.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Scan {
    /// The targets.
    pub targets: Range<usize>,
    /// The score that a pair of streams must reach, where a study admits links alone.
    pub least_score: Option<f64>,
}

impl Job for Scan {
    type Output = Vec<TargetTransducers>;
    const STAGE: Stage = Stage::Selection;
    const KEPT: &'static [Kept] = &[Kept::Tables];

    fn run(self, worker: &Worker) -> Self::Output {
        worker.select(Sources::Real, self.targets, self.least_score)
    }
}
