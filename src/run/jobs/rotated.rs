//! Forecasting targets from rotated sources: what the same steps give when the sources hold no
//! information.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::job::Job;
use crate::forecast::forecast_target;
use crate::network::{KeptGammas, TargetTransducers};
use crate::results::Stage;
use crate::run::worker::{Kept, Sources, Worker};

/// Scan, fit and forecast these targets with rotated sources. The output has one entry a target.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rotated {
    /// The targets.
    pub targets: Range<usize>,
    /// The score that a pair of streams must reach, where a study admits links alone.
    pub least_score: Option<f64>,
}

/// The forecast of a target from rotated sources.
///
/// Only this leaves the workers: rotated transducers and combinations would be as large as the real
/// ones.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ForecastFromRotated {
    /// gamma of the transducers that were kept.
    pub gammas: KeptGammas,
    /// The probabilities, by test step.
    pub test: Vec<f64>,
}

impl Job for Rotated {
    type Output = Vec<ForecastFromRotated>;
    const STAGE: Stage = Stage::Rotated;
    const KEPT: &'static [Kept] = &[Kept::Tables];

    fn run(self, worker: &Worker) -> Self::Output {
        let window = worker.combination_window(worker.rotated());
        let kept = worker.select(Sources::Rotated, self.targets.clone(), self.least_score);
        let forecast = |(target, kept): (usize, TargetTransducers)| ForecastFromRotated {
            gammas: KeptGammas::from_kept(&kept),
            test: forecast_target(&window, target, &kept.best).test,
        };
        self.targets.zip(kept).map(forecast).collect()
    }
}
