//! What the scan says of the network as a whole: how many triples pass the paper's rule, and how many of those
//! independence alone would let pass.

use serde::{Deserialize, Serialize};

use super::Transducer;

/// The paper's rule: a transducer is kept when its gamma is at least this.
const PAPER_GAMMA: f64 = 0.01;

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
    #[inline]
    pub(super) fn add(&mut self, gamma: f64, corrected_information: f64, entropy: f64) {
        self.transducers += 1;
        self.gamma_passing += u64::from(gamma >= PAPER_GAMMA);
        // A division, as ContextCounts::corrected_gamma has it, so that both round alike.
        let corrected = if entropy > 0.0 { corrected_information / entropy } else { 0.0 };
        self.corrected_passing += u64::from(corrected >= PAPER_GAMMA);
    }

    fn plus(self, other: Self) -> Self {
        Self {
            transducers: self.transducers + other.transducers,
            gamma_passing: self.gamma_passing + other.gamma_passing,
            corrected_passing: self.corrected_passing + other.corrected_passing,
        }
    }
}

/// What the scan found for one target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetNetwork {
    /// Counts over other streams as sources.
    pub cross: TripleCounts,
    /// Counts over the target as its own source.
    pub own: TripleCounts,
    /// The kept transducers, best first.
    pub transducers: Vec<Transducer>,
}

/// The network of a run in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NetworkSummary {
    /// Streams, each a source and a target.
    pub streams: usize,
    /// Delays scanned.
    pub delays: usize,
    /// Triples of two different streams.
    pub cross: TripleCounts,
    /// Triples of a stream with itself.
    pub own: TripleCounts,
    /// Transducers kept for the combinations.
    pub kept: usize,
    /// Of those, self-models.
    pub kept_own: usize,
    /// Mean gamma of the kept ones; 0 when none is kept.
    pub kept_mean_gamma: f64,
    /// Mean corrected gamma of the kept ones; 0 when none is kept.
    pub kept_mean_corrected_gamma: f64,
}

impl NetworkSummary {
    /// Sums up the targets' networks, given in the order of streams.
    pub fn of(targets: &[TargetNetwork], n_delays: usize) -> Self {
        let sum = |part: fn(&TargetNetwork) -> TripleCounts| {
            targets.iter().map(part).fold(TripleCounts::default(), TripleCounts::plus)
        };
        let kept = || targets.iter().flat_map(|target| &target.transducers);
        let own = |(target, network): (usize, &TargetNetwork)| {
            network.transducers.iter().filter(|kept| kept.source as usize == target).count()
        };
        let n_kept = kept().count();
        let mean = |value: fn(&Transducer) -> f64| {
            kept().map(value).fold(0.0, |sum, value| sum + value) / n_kept.max(1) as f64
        };
        Self {
            streams: targets.len(),
            delays: n_delays,
            cross: sum(|target| target.cross),
            own: sum(|target| target.own),
            kept: n_kept,
            kept_own: targets.iter().enumerate().map(own).sum(),
            kept_mean_gamma: mean(|kept| kept.gamma),
            kept_mean_corrected_gamma: mean(|kept| kept.corrected_gamma),
        }
    }
}
