//! How a stage is cut into items: small enough that a worker hears a message again within about 50
//! ms. Items of surrogate rounds are larger, and so are simple methods and scores of whole sets.
//!
//! A round's tables (its sources rotated, and their contexts counted) are made once by each worker
//! that does an item of the round, so that an item holds all of a round's targets up to a hundred:
//! of Chicago 16 million transducers, half a second. What that means for cancel: the run stops
//! sending and ends the stage at once; a worker finishes the item it has, hears nothing meanwhile,
//! and its answer is nobody's.

use std::ops::Range;

/// Transducers in a scan item: at 40 ns each, 50 ms.
const TRANSDUCERS_PER_ITEM: usize = 1_250_000;
/// Targets in a forecast item.
pub(super) const FORECASTS_PER_ITEM: usize = 4;
/// Streams in a score item.
pub(super) const SCORES_PER_ITEM: usize = 16;

/// Targets of a surrogate round in an item at least: whoever does an item of a round first rotates
/// its sources.
pub(super) const TARGETS_PER_ROUND_ITEM: usize = 100;

/// Targets in a scan item.
pub(super) fn targets_per_scan(n_sources: usize, n_delays: usize) -> usize {
    (TRANSDUCERS_PER_ITEM / (n_sources * n_delays).max(1)).clamp(1, 256)
}

/// 0 .. `n` cut into ranges of `size`, the last one shorter.
#[derive(Clone, Copy)]
pub(super) struct Ranges {
    n: usize,
    size: usize,
}

impl Ranges {
    pub(super) fn new(n: usize, size: usize) -> Self {
        Self { n, size: size.max(1) }
    }

    pub(super) const fn count(self) -> usize {
        self.n.div_ceil(self.size)
    }

    pub(super) fn get(self, at: usize) -> Range<usize> {
        (at * self.size).min(self.n)..((at + 1) * self.size).min(self.n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_cover_all_once() {
        let ranges = Ranges::new(10, 4);
        assert_eq!((0..ranges.count()).map(|at| ranges.get(at)).collect::<Vec<_>>(), [0..4, 4..8, 8..10]);
        assert_eq!(Ranges::new(0, 4).count(), 0);
        assert_eq!(targets_per_scan(2683, 54), 8);
    }
}
