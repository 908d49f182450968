//! Whether what a regression leaves is still alike in neighbouring areas.

use serde::{Deserialize, Serialize};

use super::areas::RegressionAreas;
use crate::audit::spatial::autocorrelation;
use crate::chance::{Chance, Purpose, Random};
use crate::stats::Span;

/// Moran's I of the residuals (times the square root of their weight), against residuals of noise
/// without any order in space.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResidualAutocorrelation {
    /// Moran's I.
    pub i: f64,
    /// The same of independent normal noise that the same columns were fitted to, which keeps what
    /// fitting does to residuals; `p_at_or_above` is the p-value.
    pub chance: Chance,
}

impl ResidualAutocorrelation {
    /// p <= 0.05: neighbouring residuals are alike beyond chance.
    pub fn is_high(&self) -> bool {
        self.chance.p_at_or_above <= 0.05
    }

    pub(super) fn new(
        areas: &RegressionAreas,
        span: &Span,
        residuals: &[f64],
        rounds: usize,
        seed: u64,
    ) -> Option<Self> {
        let i = autocorrelation(&areas.neighbours, residuals);
        let noise = |index: u64| {
            let mut random = Random::new(seed, Purpose::Residuals, index);
            let noise: Vec<f64> = residuals.iter().map(|_| random.normal()).collect();
            autocorrelation(&areas.neighbours, &span.rest(&noise))
        };
        let chance: Vec<f64> = (0..rounds as u64).map(noise).collect();
        Some(Self { i, chance: Chance::new(i, &chance).ok()? })
    }
}
