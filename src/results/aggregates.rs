//! What is said of all streams together, and of each variable's.

use serde::{Deserialize, Serialize};

use crate::chance::Chance;
use crate::score::{
    Aggregate, AucHistogram, AucKind, AucRounds, Exceedance, MIN_ELIGIBLE_STEPS, POOLED_LABEL, ScoreError,
    ScoreTable, aggregate, auc_histogram, exceedance,
};
use crate::streams::StreamKey;
use crate::study::Variable;

/// An aggregate's figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AggregateResult {
    /// The variable; null for all streams.
    pub variable: Option<Variable>,
    /// Whether the run's headline is about it. The others are exploratory: several are looked at,
    /// so that one in twenty passes by chance.
    pub headline: bool,
    /// Its streams, mean scores against chance, and verdict.
    pub figures: Aggregate,
    /// Streams whose forecast takes one value over the test. Their strict AUC is one half, whatever
    /// happens.
    pub constant: usize,
    /// The same figures without those; exploratory.
    pub moving: Aggregate,
    /// Streams above their own band, and how many would be by chance; null where there is too
    /// little to judge by.
    pub exceedance: Option<Exceedance>,
    /// Streams by strict AUC, over the shifted forecasts' AUCs.
    pub histogram: AucHistogram,
    /// All steps of all its streams ranked together; null where there is too little to judge by.
    pub pooled: Option<PooledFigures>,
}

/// A pooled AUC: it says where, not when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PooledFigures {
    /// What it must be called.
    pub label: String,
    /// Pooled AUC of the forecast.
    pub auc: f64,
    /// The same with forecasts shifted in time.
    pub chance: Chance,
    /// Pooled AUC of the static rate, which knows where and not when.
    pub auc_static_rate: f64,
}

impl PooledFigures {
    /// From the pooled AUC of a forecast with its rounds, and that of the static rate.
    #[must_use]
    pub fn new(forecast: &AucRounds, static_rate: &AucRounds) -> Option<Self> {
        let chance = Chance::new(forecast.observed, &forecast.rounds).ok()?;
        let label = POOLED_LABEL.to_owned();
        Some(Self { label, auc: forecast.observed, chance, auc_static_rate: static_rate.observed })
    }
}

/// The sets of streams that are judged together: all, then each variable that has any.
#[must_use]
pub fn sets_of(keys: &[StreamKey]) -> Vec<(Option<Variable>, Vec<usize>)> {
    let of = |variable: Variable| {
        let streams = keys.iter().enumerate().filter(|(_, key)| key.variable == variable);
        (Some(variable), streams.map(|(at, _)| at).collect::<Vec<_>>())
    };
    let all = (None, (0..keys.len()).collect());
    let each = Variable::ALL.into_iter().map(of).filter(|(_, streams)| !streams.is_empty());
    std::iter::once(all).chain(each).collect()
}

/// Judges every set. `pooled` goes by set; `never_moves` by stream: whether its forecast takes one
/// value.
///
/// # Errors
/// Tables that do not belong together.
pub fn aggregate_results(
    sets: &[(Option<Variable>, Vec<usize>)],
    scores: &ScoreTable,
    static_scores: &ScoreTable,
    never_moves: &[bool],
    pooled: Vec<Option<PooledFigures>>,
) -> Result<Vec<AggregateResult>, ScoreError> {
    let judge = |((variable, streams), pooled): (&(Option<Variable>, Vec<usize>), Option<PooledFigures>)| {
        let figures = aggregate(streams, scores, static_scores)?;
        let moves = |stream: &usize| never_moves.get(*stream).is_some_and(|never| !never);
        let moving: Vec<usize> = streams.iter().copied().filter(moves).collect();
        let evaluable = figures.figures.is_some();
        Ok(AggregateResult {
            variable: *variable,
            headline: variable.is_none(),
            figures,
            constant: streams.len() - moving.len(),
            moving: aggregate(&moving, scores, static_scores)?,
            exceedance: exceedance(scores, AucKind::Strict, streams)?.ok().filter(|_| evaluable),
            histogram: auc_histogram(scores, AucKind::Strict, streams, MIN_ELIGIBLE_STEPS)?,
            pooled: pooled.filter(|_| evaluable),
        })
    };
    sets.iter().zip(pooled).map(judge).collect()
}
