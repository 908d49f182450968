//! How many (source, target, delay) triples pass the paper's rule, with and without what
//! independence gives.

use serde::{Deserialize, Serialize};

use super::PairScan;

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
    /// Counts a pair's delays from the `first` on. A target that never changes has no gamma and
    /// passes nothing.
    #[inline]
    pub(super) fn add(&mut self, pair: &PairScan<'_>, first: usize) {
        // Slices of delays and no `skip`, which would keep the loop from using vector instructions.
        let information = pair.information.get(first..).unwrap_or(&[]);
        let least = pair.least_information.get(first..).unwrap_or(&[]);
        let half_degrees = pair.half_degrees.get(first..).unwrap_or(&[]);
        self.transducers += information.len() as u64;
        let (mut gamma_passing, mut corrected_passing) = (0, 0);
        for ((&information, &least), &half_degrees) in information.iter().zip(least).zip(half_degrees) {
            gamma_passing += u64::from(information >= least);
            corrected_passing += u64::from(information - half_degrees >= least);
        }
        self.gamma_passing += gamma_passing;
        self.corrected_passing += corrected_passing;
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
