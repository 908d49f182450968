//! What the network adds to a forecast: the same model with other sources, or with none.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::forecast::ForecastTable;
use crate::score::{PairedSkill, ScoreError, paired_skill};
use crate::streams::PackedStreams;

/// Paired skill of the full network over the same model without it. The headline is [`Added::over_own_past`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Added {
    /// Over the same model with each stream's own past as its only source.
    pub over_own_past: PairedSkill,
    /// Over the same model with no sources: each stream's training rate.
    pub over_no_sources: PairedSkill,
    /// Over the same model with sources that were rotated in time, in training and test, and so know nothing.
    pub over_rotated_sources: PairedSkill,
}

impl Added {
    /// Compares the forecasts of a test window. `rates`: each stream's training rate.
    ///
    /// # Errors
    /// Tables that do not cover the same streams and steps.
    pub fn of(
        full: &ForecastTable,
        rates: &[f64],
        own_past: &ForecastTable,
        rotated: &ForecastTable,
        events: &PackedStreams,
    ) -> Result<Self, ScoreError> {
        let no_sources = Array2::from_shape_fn(full.test().dim(), |(stream, _)| {
            rates.get(stream).copied().unwrap_or(f64::NAN)
        });
        let over = |other: &Array2<f64>| paired_skill(full.test().view(), other.view(), events);
        Ok(Self {
            over_own_past: over(own_past.test())?,
            over_no_sources: over(&no_sources)?,
            over_rotated_sources: over(rotated.test())?,
        })
    }
}
