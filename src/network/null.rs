//! The null distribution of pairs' scores, stratum by stratum, from surrogate pairs.

use serde::{Deserialize, Serialize};

use super::influence::InfluenceSums;
use super::pair_score::BINS;
use super::tally::RoundTally;
use super::{NetworkPlan, TripleCounts};

/// Levels at which the p-values are checked.
const CHECKED_LEVELS: [f64; 3] = [0.05, 0.01, 0.001];

/// One round's counts over all sampled targets.
#[derive(Clone, Debug)]
pub(super) struct Round {
    pub(super) cross: TripleCounts,
    pub(super) own: TripleCounts,
    /// By stratum and bin. The most targets that settings allow, 10,000, with 400,000 sources each
    /// would fit.
    pub(super) histogram: Vec<u32>,
    pub(super) source_scores: Vec<u32>,
    pub(super) influence: InfluenceSums,
    pub(super) matrix: Vec<Vec<u16>>,
}

/// Everything that the rounds gave, put together; round 0 is the real data.
#[derive(Clone, Debug)]
pub struct Rounds {
    pub(super) rounds: Vec<Round>,
    pub(super) null: NullDistribution,
}

impl Rounds {
    /// Adds up the tallies of a plan, in the order given: those of one round must come in the order
    /// of its targets.
    pub fn new(plan: &NetworkPlan, tallies: impl IntoIterator<Item = RoundTally>) -> Self {
        let empty = || Round {
            cross: TripleCounts::default(),
            own: TripleCounts::default(),
            histogram: vec![0; plan.n_cells() * BINS],
            source_scores: vec![0; plan.n_streams()],
            influence: InfluenceSums::new(plan.delays().count()),
            matrix: Vec::new(),
        };
        let mut rounds: Vec<Round> = (0..=plan.n_rounds()).map(|_| empty()).collect();
        for tally in tallies {
            let Some(round) = rounds.get_mut(tally.round) else { continue };
            round.cross = round.cross.plus(tally.cross);
            round.own = round.own.plus(tally.own);
            for part in &tally.histogram {
                if let Some(cell) = round.histogram.get_mut(part.cell as usize) {
                    *cell = cell.saturating_add(part.count);
                }
            }
            for (sum, score) in round.source_scores.iter_mut().zip(&tally.source_scores) {
                *sum += score;
            }
            round.influence.add(&tally.influence);
            round.matrix.extend(tally.matrix);
        }
        let histograms: Vec<&[u32]> = rounds.iter().skip(1).map(|round| round.histogram.as_slice()).collect();
        let null = NullDistribution::new(&histograms, plan.n_cells());
        Self { rounds, null }
    }

    /// By stratum, the least bin whose p-value is at most `p`: what [`NetworkPlan::list`] is asked
    /// for.
    pub fn least_bins(&self, p: f64) -> Vec<u16> {
        (0..self.null.n_strata()).map(|stratum| self.null.least_bin(stratum, p)).collect()
    }

    /// How many pairs of different streams a round holds at or above bins given by stratum.
    pub(super) fn pairs_at_or_above(round: &Round, least: &[u16], strata: std::ops::Range<usize>) -> u64 {
        let of_stratum = |stratum: usize| {
            let from = usize::from(least.get(stratum).copied().unwrap_or(u16::MAX)).min(BINS);
            let cells = round.histogram.get(stratum * BINS + from..(stratum + 1) * BINS).unwrap_or(&[]);
            cells.iter().map(|&count| u64::from(count)).sum::<u64>()
        };
        strata.map(of_stratum).sum()
    }

    /// Checks each stratum's p-values on rounds that took no part in them: odd rounds against even
    /// ones, and the other way round.
    pub(super) fn check(&self) -> Vec<StratumCheck> {
        let half = |parity: usize| -> Vec<&[u32]> {
            let rounds = self.rounds.iter().enumerate().skip(1).filter(|(round, _)| round % 2 == parity);
            rounds.map(|(_, round)| round.histogram.as_slice()).collect()
        };
        let n_strata = self.null.n_strata();
        let halves = [half(0), half(1)];
        let nulls = [0, 1].map(|at: usize| NullDistribution::new(&halves[at], n_strata));
        let check = |stratum: usize| {
            let level = |&p: &f64| {
                let direction = |(reference, held_out): (usize, usize)| {
                    let bin = nulls[reference].least_bin(stratum, p);
                    let of = nulls[held_out].total(stratum);
                    HeldOut {
                        expected: nulls[reference].share(stratum, bin) * of as f64,
                        found: nulls[held_out].at_or_above(stratum, bin),
                        of,
                    }
                };
                CheckedLevel { p, directions: [(0, 1), (1, 0)].map(direction) }
            };
            StratumCheck {
                surrogate_pairs: self.null.total(stratum),
                levels: CHECKED_LEVELS.iter().map(level).collect(),
            }
        };
        (0..n_strata - 1).map(check).collect()
    }
}

/// How a stratum's p-values hold on rounds that took no part in them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StratumCheck {
    /// Surrogate pairs in the stratum.
    pub surrogate_pairs: u64,
    /// What was found at each level.
    pub levels: Vec<CheckedLevel>,
}

/// A level of p, and how many held-out surrogate pairs reach it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckedLevel {
    /// The level.
    pub p: f64,
    /// Odd rounds by the p-values of even ones, and the other way round.
    pub directions: [HeldOut; 2],
}

/// Pairs of rounds that took no part in the p-values they are held against.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeldOut {
    /// Pairs that would reach the level if the p-values were right: at most p of them, as scores
    /// come in bins.
    pub expected: f64,
    /// Pairs that do.
    pub found: u64,
    /// All pairs.
    pub of: u64,
}

impl CheckedLevel {
    /// The worse of the two directions' found / expected, or its inverse where that is greater: 1
    /// is perfect.
    pub fn worst_factor(&self) -> f64 {
        let factor = |held: &HeldOut| {
            let ratio = held.found as f64 / held.expected;
            if ratio > 0.0 { ratio.max(1.0 / ratio) } else { f64::INFINITY }
        };
        self.directions.iter().map(factor).fold(1.0, f64::max)
    }
}

/// Surrogate pairs by stratum, at or above each bin of scores. The last stratum is streams and
/// themselves.
#[derive(Clone, Debug)]
pub(super) struct NullDistribution {
    at_or_above: Vec<u64>,
}

impl NullDistribution {
    fn new(histograms: &[&[u32]], n_cells: usize) -> Self {
        let mut counts = vec![0_u64; n_cells * BINS];
        for histogram in histograms {
            for (count, part) in counts.iter_mut().zip(*histogram) {
                *count += u64::from(*part);
            }
        }
        for stratum in counts.chunks_exact_mut(BINS) {
            let mut sum = 0;
            for count in stratum.iter_mut().rev() {
                sum += *count;
                *count = sum;
            }
        }
        Self { at_or_above: counts }
    }

    pub(super) fn n_strata(&self) -> usize {
        self.at_or_above.len() / BINS
    }

    /// Surrogate pairs at or above a bin.
    pub(super) fn at_or_above(&self, stratum: usize, bin: u16) -> u64 {
        if usize::from(bin) >= BINS {
            return 0;
        }
        self.at_or_above.get(stratum * BINS + usize::from(bin)).copied().unwrap_or(0)
    }

    /// Surrogate pairs in all.
    pub(super) fn total(&self, stratum: usize) -> u64 {
        self.at_or_above(stratum, 0)
    }

    /// The share of surrogate pairs at or above a bin.
    pub(super) fn share(&self, stratum: usize, bin: u16) -> f64 {
        self.at_or_above(stratum, bin) as f64 / self.total(stratum).max(1) as f64
    }

    /// The p-value of a real pair: (1 + surrogate pairs at or above its bin) / (1 + surrogate
    /// pairs). Never 0.
    pub(super) fn p(&self, stratum: usize, bin: u16) -> f64 {
        let share = |count: u64| 1.0 + count as f64;
        share(self.at_or_above(stratum, bin)) / share(self.total(stratum))
    }

    /// The least bin whose p-value is at most `p`; one past the last when there is none.
    pub(super) fn least_bin(&self, stratum: usize, p: f64) -> u16 {
        (0..BINS as u16).find(|&bin| self.p(stratum, bin) <= p).unwrap_or(BINS as u16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_rounds_of_many_pairs_add_up_beyond_32_bits() {
        let mut histogram = vec![0; BINS];
        (histogram[0], histogram[200]) = (u32::MAX, 1_000_000_000);
        let null = NullDistribution::new(&[histogram.as_slice(); 9], 1);
        assert_eq!(null.at_or_above(0, 200), 9_000_000_000);
        assert_eq!(null.total(0), 9 * (u64::from(u32::MAX) + 1_000_000_000));
        assert!((null.p(0, 1) - 9.0 / 47.654_705_655).abs() < 1e-9);
    }
}
