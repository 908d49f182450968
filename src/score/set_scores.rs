//! Figures of a set of streams taken together, each with its interval and its level of chance.
//! Means over streams are [`super::RankScores`].

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::alarms::alarms;
use super::area::AreaRanking;
use super::average_precision::average_precision;
use super::probability_scores::probability_scores;
use super::reliability::reliability;
use super::roc_curve::roc_curves;
use super::{
    Alarms, AreaScore, AveragePrecision, Blocks, HitCurve, ProbabilityScores, ReliabilityBin, RocCurve,
    ScoredSet, mean_log_score,
};
use crate::streams::DroppedTiles;
use watchback_translate::kept;

/// Square metres of a square mile.
const SQUARE_MILE: f64 = 2_589_988.110_336;

/// Figures of a set, over all its streams and steps together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetScores {
    /// Streams of the set.
    pub n_streams: usize,
    /// Steps of the test window.
    pub n_steps: usize,
    /// Steps of streams with an event.
    pub n_events: usize,
    /// Four-week blocks that intervals are taken over.
    pub blocks: usize,
    /// Scores of probabilities; null without a stream.
    pub probability: Option<ProbabilityScores>,
    /// Average precision, pooled: where, not when; null without an event.
    pub average_precision: Option<AveragePrecision>,
    /// Pooled curves of true over false positives at tolerances of 0 to 3 steps; those that are not
    /// defined are left out, and those whose tolerance reaches the horizon.
    pub roc: Vec<RocCurve>,
    /// Shares of the area; null for sets of several variables, which have several streams a tile,
    /// and without an event.
    pub areas: Option<Vec<AreaScore>>,
    /// Hit rate by share of the area, likewise.
    pub curve: Option<HitCurve>,
    /// Reliability: what happened where so much was said.
    pub reliability: Vec<ReliabilityBin>,
    /// What flagging tiles would mean.
    pub alarms: Vec<Alarms>,
    /// The tiles that the threshold dropped; null for sets of several variables.
    pub dropped: Option<DroppedScores>,
}

/// What the threshold leaves out of every other figure: tiles that are not forecast but by their
/// training rate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DroppedScores {
    /// Tiles with any event in training, of whatever variable, that are not forecast.
    pub tiles: usize,
    /// Of those, with an event of the variable in training.
    pub tiles_with_events: usize,
    /// Test steps with an event in them.
    pub events: usize,
    /// The same over all tiles of the box, forecast or not, known from training or not.
    pub of_events: usize,
    /// Mean log score of their training rates in the test window, nats.
    pub log_score: f64,
}

impl DroppedScores {
    fn new(dropped: &DroppedTiles) -> Self {
        let (tiles, n_steps) = (dropped.events.n_streams(), dropped.events.n_steps());
        let events: usize = (0..tiles).map(|tile| dropped.events.count(tile, 0..n_steps)).sum();
        let said = Array2::from_shape_fn((tiles, n_steps), |(tile, _)| dropped.training_rates[tile]);
        Self {
            tiles,
            tiles_with_events: dropped.training_rates.iter().filter(|&&rate| rate > 0.0).count(),
            events,
            of_events: dropped.of_all_tiles,
            log_score: mean_log_score(said.view(), |tile, step| dropped.events.get(tile, step)),
        }
    }
}

impl SetScores {
    /// Scores a set. `static_rates`: a probability a stream. `dropped`: for a set of one variable,
    /// the tiles that its threshold dropped; `tile_square_metres`: their size. `horizon_steps`: how
    /// far ahead forecasts are made.
    pub fn new(
        set: &ScoredSet<'_>,
        static_rates: &[f64],
        dropped: Option<&DroppedTiles>,
        tile_square_metres: f64,
        horizon_steps: usize,
    ) -> Self {
        let ranking = dropped.map(|dropped| AreaRanking::new(set, dropped));
        let areas = ranking
            .as_ref()
            .and_then(|ranking| ranking.scores(&area_sizes(ranking.n_tiles(), tile_square_metres)));
        let n_events = (0..set.n_streams()).map(|stream| set.events.count(stream, 0..set.n_steps())).sum();
        Self {
            n_streams: set.n_streams(),
            n_steps: set.n_steps(),
            n_events,
            dropped: dropped.map(DroppedScores::new),
            blocks: Blocks::of_days(set.n_steps()).count(),
            probability: probability_scores(set, static_rates),
            average_precision: average_precision(set, static_rates),
            roc: roc_curves(set, horizon_steps),
            areas,
            curve: ranking.and_then(|ranking| ranking.curve(static_rates)),
            reliability: reliability(set),
            alarms: alarms(set, dropped),
        }
    }
}

/// The areas that are scored, in tiles: fixed, never the one that looks best.
fn area_sizes(n_tiles: usize, tile_square_metres: f64) -> Vec<(String, usize)> {
    let miles = [0.25, 0.5, 0.75]
        .map(|miles| (kept!("{miles} square miles"), (miles * SQUARE_MILE / tile_square_metres).round()));
    let shares = [0.01, 0.02, 0.05]
        .map(|share| (kept!("{:.0} % of the tiles", 100.0 * share), (share * n_tiles as f64).round()));
    miles.into_iter().chain(shares).map(|(name, tiles)| (name, (tiles as usize).max(1))).collect()
}
