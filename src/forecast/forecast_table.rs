//! The one table that scores read: stream, step, probability, event.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::TargetForecast;

/// Forecasts of all streams over the test window and the steps after it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForecastTable {
    /// Probability by stream and test step.
    test: Array2<f64>,
    /// Probability by stream and step after the test window: no outcome is known.
    beyond: Array2<f64>,
}

impl ForecastTable {
    /// Puts the targets' forecasts, given in the order of streams, into one table. All must cover the same steps;
    /// a shorter one is filled with NaN, which no score accepts.
    pub fn new(targets: &[TargetForecast]) -> Self {
        let collect = |part: fn(&TargetForecast) -> &Vec<f64>| {
            let n_steps = targets.first().map_or(0, |target| part(target).len());
            let at = |(stream, step): (usize, usize)| {
                targets.get(stream).and_then(|target| part(target).get(step)).copied().unwrap_or(f64::NAN)
            };
            Array2::from_shape_fn((targets.len(), n_steps), at)
        };
        Self { test: collect(|target| &target.test), beyond: collect(|target| &target.beyond) }
    }

    /// Probability by stream and test step.
    pub const fn test(&self) -> &Array2<f64> {
        &self.test
    }

    /// Probability by stream and step after the test window.
    pub const fn beyond(&self) -> &Array2<f64> {
        &self.beyond
    }
}
