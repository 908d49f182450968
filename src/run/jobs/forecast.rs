//! Combining each target's transducers and forecasting it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::job::Job;
use crate::forecast::{TargetForecast, forecast_target};
use crate::network::Transducer;
use crate::results::Stage;
use crate::run::worker::Worker;

/// Fit and forecast these targets. The output has one entry a target.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Forecast {
    /// The targets.
    pub targets: Range<usize>,
    /// The transducers of each target.
    pub transducers: Vec<Vec<Transducer>>,
}

/// The forecast of a target.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ForecastOfTarget {
    /// By all of its transducers.
    pub full: TargetForecast,
    /// By its own past alone.
    pub own_past: TargetForecast,
}

impl Job for Forecast {
    type Output = Vec<ForecastOfTarget>;
    const STAGE: Stage = Stage::Forecast;

    fn run(self, worker: &Worker) -> Self::Output {
        let window = worker.combination_window(&worker.shared().streams.packed);
        let forecast = |(target, kept): (usize, &Vec<Transducer>)| {
            let own = kept.first().filter(|first| first.source as usize == target);
            ForecastOfTarget {
                own_past: forecast_target(&window, target, own.map_or(&[], std::slice::from_ref)),
                full: forecast_target(&window, target, kept),
            }
        };
        self.targets.zip(&self.transducers).map(forecast).collect()
    }
}
