//! What a cell of the sweep gives.

use serde::{Deserialize, Serialize};

use super::Cell;
use crate::chance::Chance;
use crate::network::SeedVerdict;
use crate::score::{AucRounds, MIN_ELIGIBLE_STEPS, StreamScores, Undefined};
use crate::stats::mean;
use crate::streams::PackedStreams;
use crate::xpfsa::{Contexts, Symbols};

/// A cell and what was found there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellResult {
    /// The cell.
    pub cell: Cell,
    /// Height and width of its tiles on the ground, metres.
    pub tile_metres: (f64, f64),
    /// Its streams.
    pub streams: SweptStreams,
    /// What was found.
    pub outcome: CellOutcome,
}

/// The streams of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweptStreams {
    /// Streams that pass the threshold.
    pub active: usize,
    /// Of those, looked at as targets.
    pub targets: usize,
    /// Of those, looked at as sources.
    pub sources: usize,
}

/// What was found in a cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellOutcome {
    /// The figures.
    Evaluated(Box<CellFigures>),
    /// There is too little to judge by.
    NotEvaluable {
        /// What there is too little of.
        reason: String,
    },
}

/// The figures of a cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellFigures {
    /// Mean over targets of the entropy of a step given the three before it, bits: what the paper
    /// chooses a resolution by.
    pub entropy_rate_bits: f64,
    /// Mean share of training steps that are events, over targets.
    pub mean_rate: f64,
    /// The network against its surrogate rounds.
    pub network: SeedVerdict,
    /// Mean strict AUC over targets with enough events; null where too few have.
    pub strict: Option<ScoreRounds>,
    /// Its 95 % interval, from four-week blocks.
    pub strict_interval: Option<(f64, f64)>,
    /// Mean tolerant AUC by the released rule.
    pub tolerant: Option<ScoreRounds>,
}

/// A mean score over streams, and the same with forecasts shifted in time, round by round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreRounds {
    /// Streams averaged.
    pub n_streams: usize,
    /// The mean.
    pub observed: f64,
    /// In every round.
    pub rounds: Vec<f64>,
    /// What the rounds say.
    pub chance: Chance,
}

impl ScoreRounds {
    /// (mean - mean of chance) / (1 - mean of chance); `None` where the mean of chance is above
    /// 0.9, as a tolerant score's is.
    pub fn skill(&self) -> Option<f64> {
        self.chance.skill(self.observed)
    }
}

/// The mean of a score over the streams that have it, and enough events and eventless steps; `None`
/// with fewer than `least` such streams or without rounds.
pub fn mean_of_rounds(
    streams: &[StreamScores],
    of: fn(&StreamScores) -> &Result<AucRounds, Undefined>,
    least: usize,
) -> Option<ScoreRounds> {
    let is_eligible =
        |stream: &&StreamScores| stream.n_events.min(stream.n_eventless()) >= MIN_ELIGIBLE_STEPS;
    let scored: Vec<&AucRounds> =
        streams.iter().filter(is_eligible).filter_map(|stream| of(stream).as_ref().ok()).collect();
    if scored.len() < least.max(1) {
        return None;
    }
    let observed: Vec<f64> = scored.iter().map(|auc| auc.observed).collect();
    let round = |at: usize| mean(&scored.iter().map(|auc| auc.rounds[at]).collect::<Vec<_>>());
    let rounds: Vec<f64> = (0..scored[0].rounds.len()).map(round).collect();
    let observed = mean(&observed);
    let chance = Chance::new(observed, &rounds).ok()?;
    Some(ScoreRounds { n_streams: scored.len(), observed, rounds, chance })
}

/// The mean over the first `n_targets` streams of the entropy of a step given the `depth` before
/// it, bits.
///
/// # Examples
/// A stream that alternates has none; whoever looks at no earlier step sees one bit.
/// ```
/// use watchback::streams::PackedStreams;
/// use watchback::sweep::mean_entropy_rate;
/// let mut streams = PackedStreams::empty(1, 400);
/// (0..400).step_by(2).for_each(|step| streams.set(0, step));
/// assert_eq!(mean_entropy_rate(&streams, 1, 3), 0.0);
/// ```
pub fn mean_entropy_rate(streams: &PackedStreams, n_targets: usize, depth: usize) -> f64 {
    let rate = |target: usize| {
        let own = Symbols::of_stream(streams, target);
        let contexts = Contexts::count(&own, &own, 1, depth).ok()?;
        let nats = contexts.total_entropy() * (1.0 - contexts.gamma()) / contexts.pairs().max(1) as f64;
        Some(nats / std::f64::consts::LN_2)
    };
    mean(&(0..n_targets).filter_map(rate).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skill_is_not_shown_where_chance_leaves_too_little_to_gain() {
        let score = |observed: f64, chance: f64| {
            let rounds = vec![chance; 19];
            let chance = Chance::new(observed, &rounds).unwrap();
            ScoreRounds { n_streams: 20, observed, rounds, chance }.skill()
        };
        assert_eq!((score(0.625, 0.5), score(0.25, 0.5)), (Some(0.25), Some(-0.5)));
        assert!(score(0.95, 0.9).is_some());
        assert_eq!(score(0.95, 0.901), None);
    }
}
