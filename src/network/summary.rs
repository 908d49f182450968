//! The transducers that are kept for the forecast, in numbers.

use serde::{Deserialize, Serialize};

use super::{TargetTransducers, Transducer};

/// The kept transducers of a run in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SelectionSummary {
    /// Delays that a forecast may use.
    pub delays: usize,
    /// Transducers kept for the combinations.
    pub kept: usize,
    /// Of those, self-models.
    pub kept_own: usize,
    /// Mean gamma of the kept ones; 0 when none is kept.
    pub mean_gamma: f64,
    /// Mean corrected gamma of the kept ones; 0 when none is kept.
    pub mean_corrected_gamma: f64,
}

impl SelectionSummary {
    /// Sums up the targets' transducers, given in the order of streams.
    pub fn new(targets: &[TargetTransducers], n_delays: usize) -> Self {
        let kept = || targets.iter().flat_map(|target| &target.best);
        let own = |(target, transducers): (usize, &TargetTransducers)| {
            transducers.best.iter().filter(|kept| kept.source as usize == target).count()
        };
        let n_kept = kept().count();
        let mean = |value: fn(&Transducer) -> f64| {
            kept().map(value).fold(0.0, |sum, value| sum + value) / n_kept.max(1) as f64
        };
        Self {
            delays: n_delays,
            kept: n_kept,
            kept_own: targets.iter().enumerate().map(own).sum(),
            mean_gamma: mean(|kept| kept.gamma),
            mean_corrected_gamma: mean(|kept| kept.corrected_gamma),
        }
    }
}
