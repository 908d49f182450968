//! The one table that scores read: stream, step, probability, event.

use ndarray::{Array2, Axis};
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
    /// A table of so many streams, test steps and steps after them, filled with NaN, which no score
    /// accepts.
    pub fn empty(n_streams: usize, test_steps: usize, beyond_steps: usize) -> Self {
        let of = |n_steps| Array2::from_elem((n_streams, n_steps), f64::NAN);
        Self { test: of(test_steps), beyond: of(beyond_steps) }
    }

    /// A table of test steps alone.
    pub fn of_test(test: Array2<f64>) -> Self {
        let beyond = Array2::from_elem((test.nrows(), 0), f64::NAN);
        Self { test, beyond }
    }

    /// Writes a target's forecast into its row; steps that are missing stay NaN.
    pub fn set(&mut self, target: usize, forecast: &TargetForecast) {
        let Self { test, beyond } = self;
        for (table, steps) in [(test, &forecast.test), (beyond, &forecast.beyond)] {
            let row = table.rows_mut().into_iter().nth(target).into_iter().flatten();
            row.zip(steps).for_each(|(to, from)| *to = *from);
        }
    }

    /// Some streams' probabilities by test step.
    pub fn rows(&self, streams: &[usize]) -> Array2<f64> {
        self.test.select(Axis(0), streams)
    }

    /// By stream, whether its forecast takes one value over the whole test. Such a forecast scores
    /// one half by every rank rule, whatever happens.
    pub fn never_moves(&self) -> Vec<bool> {
        let is_constant = |row: ndarray::ArrayView1<'_, f64>| row.iter().all(|p| Some(p) == row.first());
        self.test.rows().into_iter().map(is_constant).collect()
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
