//! How many (source, target, delay) triples pass the paper's rule, with and without what independence gives.

use serde::{Deserialize, Serialize};

use super::PairScan;

/// The paper's rule: a transducer is kept when its gamma is at least this.
pub const PAPER_GAMMA: f64 = 0.01;

/// Counts over (source, target, delay) triples.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TripleCounts {
    /// Triples scanned.
    pub transducers: u64,
    /// Triples with gamma >= 0.01.
    pub gamma_passing: u64,
    /// Triples with corrected gamma >= 0.01: after taking off what independence gives on average.
    pub corrected_passing: u64,
}

impl TripleCounts {
    /// Counts a pair's delays from the `first` on. A target that never changes has no gamma and passes nothing.
    #[inline]
    pub(super) fn add(&mut self, pair: &PairScan<'_>, first: usize) {
        let by_delay = pair.information.iter().zip(pair.entropies).zip(pair.half_degrees).skip(first);
        self.transducers += pair.information.len().saturating_sub(first) as u64;
        for ((&information, &entropy), &half_degrees) in by_delay {
            // gamma = information / entropy, without dividing.
            let least = PAPER_GAMMA * entropy;
            let corrected = information - half_degrees;
            self.gamma_passing += u64::from((information >= least) & (entropy > 0.0));
            self.corrected_passing += u64::from((corrected >= least) & (entropy > 0.0));
        }
    }

    /// The sum of two counts.
    pub fn plus(self, other: Self) -> Self {
        Self {
            transducers: self.transducers + other.transducers,
            gamma_passing: self.gamma_passing + other.gamma_passing,
            corrected_passing: self.corrected_passing + other.corrected_passing,
        }
    }
}
