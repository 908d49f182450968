//! How a stage is cut into items: small enough that a worker hears a message again within about 50 ms.

use std::ops::Range;

/// Transducers in a scan item: at 40 ns each, 50 ms.
const TRANSDUCERS_PER_ITEM: usize = 1_250_000;
/// Targets in a forecast item.
pub(super) const FORECASTS_PER_ITEM: usize = 4;
/// Streams in a score item.
pub(super) const SCORES_PER_ITEM: usize = 16;

/// Targets in a scan item.
pub(super) fn targets_per_scan(n_sources: usize, n_delays: usize) -> usize {
    (TRANSDUCERS_PER_ITEM / (n_sources * n_delays).max(1)).clamp(1, 256)
}

/// 0 .. `n` cut into ranges of `size`, the last one shorter.
pub(super) fn ranges(n: usize, size: usize) -> impl Iterator<Item = Range<usize>> {
    (0..n).step_by(size.max(1)).map(move |start| start..(start + size.max(1)).min(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_cover_all_once() {
        assert_eq!(ranges(10, 4).collect::<Vec<_>>(), [0..4, 4..8, 8..10]);
        assert_eq!(ranges(0, 4).count(), 0);
        assert_eq!(targets_per_scan(2683, 54), 8);
    }
}
