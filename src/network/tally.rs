//! What scans of the network give: counts that add up, whoever made them.

use serde::{Deserialize, Serialize};

use super::TripleCounts;
use super::influence::InfluenceSums;

/// Pairs of one stratum and one bin of scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StratumBin {
    /// Stratum times the number of bins, plus the bin.
    pub(super) cell: u32,
    pub(super) count: u32,
}

/// One round's scan of some sampled targets; round 0 is the real data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoundTally {
    /// The round.
    pub round: usize,
    /// Triples of different streams.
    pub(super) cross: TripleCounts,
    /// Triples of streams and themselves.
    pub(super) own: TripleCounts,
    /// Pairs by stratum and bin, ascending.
    pub(super) histogram: Vec<StratumBin>,
    /// Sum of the pairs' bins, by source.
    pub(super) source_scores: Vec<u32>,
    /// Influence by kind, distance and delay.
    pub(super) influence: InfluenceSums,
    /// By target: the bin of every sampled source. In rounds 0 and 1 only.
    pub(super) matrix: Vec<Vec<u16>>,
}

impl RoundTally {
    pub(super) fn new(round: usize, n_sources: usize, n_delays: usize) -> Self {
        Self {
            round,
            cross: TripleCounts::default(),
            own: TripleCounts::default(),
            histogram: Vec::new(),
            source_scores: vec![0; n_sources],
            influence: InfluenceSums::new(n_delays),
            matrix: Vec::new(),
        }
    }
}

/// A pair whose score is high for its stratum.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    pub(super) source: u32,
    pub(super) target: u32,
    pub(super) delay_steps: u16,
    pub(super) stratum: u16,
    pub(super) bin: u16,
    pub(super) score: f64,
    /// n times the mutual information, nats.
    pub(super) information: f64,
    /// What that is on average under independence, nats.
    pub(super) half_degrees: f64,
    /// n times the target's entropy, nats.
    pub(super) target_entropy: f64,
}

/// What the real data hold over some targets.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    pub(super) cross: TripleCounts,
    pub(super) own: TripleCounts,
    /// Pairs of different streams at the same step, and those with gamma >= 0.01.
    pub(super) same_step: u64,
    pub(super) same_step_passing: u64,
    /// Pairs of different streams.
    pub(super) candidates: Vec<Candidate>,
}
