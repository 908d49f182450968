//! Reliability: how often it happened when so much was said.

use serde::{Deserialize, Serialize};

use super::blocks::RatioBlocks;
use super::{Blocks, ScoredSet};

/// Edges of the bins of probability.
const EDGES: [f64; 11] = [0.0, 0.02, 0.05, 0.08, 0.12, 0.16, 0.2, 0.3, 0.4, 0.6, 1.0];
/// A bin with fewer steps is not shown.
const MIN_STEPS: u64 = 30;

/// A bin of the reliability diagram.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReliabilityBin {
    /// Steps of streams whose forecast lies in the bin.
    pub steps: u64,
    /// Of those, with an event.
    pub events: u64,
    /// The mean of what was said.
    pub mean_probability: f64,
    /// The share with an event.
    pub event_share: f64,
    /// 95 % interval of that share from four-week blocks; null with fewer than 8 blocks.
    pub interval: Option<(f64, f64)>,
}

/// The bins that hold at least 30 steps, ascending. Source: Murphy and Winkler, Appl. Statist. 26
/// (1977).
pub(super) fn reliability(set: &ScoredSet<'_>) -> Vec<ReliabilityBin> {
    let blocks = Blocks::of_days(set.n_steps());
    let mut bins: Vec<(RatioBlocks, f64, u64, u64)> =
        (1..EDGES.len()).map(|_| (RatioBlocks::new(blocks), 0.0, 0, 0)).collect();
    for ((stream, step), &said) in set.probabilities.indexed_iter() {
        let at = EDGES[1..EDGES.len() - 1].iter().filter(|&&edge| said >= edge).count();
        let happened = set.events.get(stream, step);
        let (shares, sum, steps, events) = &mut bins[at];
        shares.add(blocks.of(step), f64::from(u8::from(happened)), 1.0);
        *sum += said;
        *steps += 1;
        *events += u64::from(happened);
    }
    let bin = |(shares, sum, steps, events): (RatioBlocks, f64, u64, u64)| {
        Some(ReliabilityBin {
            steps,
            events,
            mean_probability: sum / steps as f64,
            event_share: shares.ratio()?,
            interval: shares.interval(),
        })
    };
    bins.into_iter().filter(|(_, _, steps, _)| *steps >= MIN_STEPS).filter_map(bin).collect()
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::score::Shifts;
    use crate::streams::PackedStreams;

    #[test]
    fn shares_and_counts_by_what_was_said() {
        let mut events = PackedStreams::empty(2, 300);
        (0..300).step_by(4).for_each(|step| events.set(0, step));
        let said = Array2::from_shape_fn((2, 300), |(stream, _)| [0.25, 0.01][stream]);
        let bins = reliability(&ScoredSet::new(said.view(), &events, &Shifts::none()).unwrap());
        assert_eq!(bins.len(), 2);
        assert_eq!((bins[0].steps, bins[0].events, bins[0].event_share), (300, 0, 0.0));
        assert_eq!((bins[1].events, bins[1].event_share, bins[1].mean_probability), (75, 0.25, 0.25));
        assert_eq!(bins[1].interval, Some((0.25, 0.25)));
    }
}
