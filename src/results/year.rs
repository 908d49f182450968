//! Stability: one line a test year, each learned on the three years before.

use serde::{Deserialize, Serialize};

use super::{Added, LeaderBoard};
use crate::network::{CountAgainstRounds, NetworkReport, NetworkVerdict};
use crate::score::{Aggregate, MeanOverStreams, Verdict};
use crate::study::DayRange;

/// A test year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct YearResult {
    /// What it was learned on.
    pub training: DayRange,
    /// What it was tested on.
    pub test: DayRange,
    /// Mean scores of the whole test period, which the verdict is on.
    pub whole: PeriodFigures,
    /// The same forecasts on the paper's 101 days at the beginning.
    pub paper_days: PeriodFigures,
    /// The network against chance.
    pub network: NetworkVerdict,
    /// Pairs of different streams with p < 0.001, over the sampled targets of the first seed.
    pub significant_pairs: CountAgainstRounds,
    /// Links.
    pub links: usize,
    /// What the network adds.
    pub added: Added,
    /// The forecast against simple methods, by variable.
    pub leader_boards: Vec<LeaderBoard>,
    /// The whole run's digest.
    pub digest: String,
}

/// Mean scores over all streams in a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeriodFigures {
    /// The period.
    pub days: DayRange,
    /// Mean scores against chance, and the verdict.
    pub aggregate: Aggregate,
    /// Mean strict AUC with its interval; null where no stream has enough events.
    pub strict: Option<MeanOverStreams>,
}

impl YearResult {
    /// A line of a whole run and what was scored of it on the paper's days.
    pub(crate) fn new(results: super::Results, whole: PeriodFigures, paper_days: PeriodFigures) -> Self {
        let NetworkReport { verdict, significant_pairs, links, .. } = results.network;
        Self {
            training: results.study.training(),
            test: results.study.test(),
            whole,
            paper_days,
            network: verdict,
            significant_pairs,
            links: links.links.len(),
            added: results.added,
            leader_boards: results.leader_boards,
            digest: results.digest,
        }
    }
}

/// In how many test years the forecast was better than chance, by the full years' verdicts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct YearCounts {
    /// Years in which it was.
    pub beats_chance: usize,
    /// Years in which it was not distinguishable from chance.
    pub not_distinguishable: usize,
    /// Years with too little to judge by.
    pub not_evaluable: usize,
}

impl YearCounts {
    /// Counts years.
    #[must_use]
    pub fn new(years: &[YearResult]) -> Self {
        let mut counts = Self::default();
        for year in years {
            match year.whole.aggregate.verdict {
                Verdict::BeatsChance => counts.beats_chance += 1,
                Verdict::NotDistinguishable => counts.not_distinguishable += 1,
                Verdict::NotEvaluable { .. } => counts.not_evaluable += 1,
            }
        }
        counts
    }
}
