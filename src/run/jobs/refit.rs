//! What null networks answer to pushes: forecasts fitted to sources that were rotated in training.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::job::Job;
use super::respond::{FrozenModel, response};
use crate::audit::{PushPlan, TargetResponse};
use crate::forecast::forecast_target;
use crate::results::Stage;
use crate::run::worker::{Kept, Worker};

/// Learn the forecasts of these targets from rotated sources, and ask them what they say under a
/// plan's pushes. The output has one entry a target.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Refit {
    /// The targets.
    pub targets: Range<usize>,
    /// The score that a pair of streams must reach, where a study admits links alone.
    pub least_score: Option<f64>,
    /// Steps that the sources are rotated by in training.
    pub offset: usize,
    /// The pushes.
    pub plan: Box<PushPlan>,
}

impl Job for Refit {
    type Output = Vec<TargetResponse>;
    const STAGE: Stage = Stage::Refit;
    const KEPT: &'static [Kept] = &[Kept::NullSources];

    fn run(self, worker: &Worker) -> Self::Output {
        let sources = worker.null_sources(self.offset);
        let window = worker.combination_window(&sources.streams);
        let mut selector = sources.tables.selector();
        let respond = |target| {
            let transducers = selector.select(target, self.least_score).best;
            let combination = forecast_target(&window, target, &transducers).combination;
            let model = FrozenModel { transducers, combination };
            response(worker, &self.plan, &sources.streams, (&window, target), &model)
        };
        self.targets.map(respond).collect()
    }
}
