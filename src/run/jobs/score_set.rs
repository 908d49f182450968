//! Scoring a set of streams together.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::forecast::static_rate;
use crate::run::worker::Shared;
use crate::score::{AucRounds, GroupHarm, ScoreError, ScoredSet, SetScores, Shifts, harm, pooled_rank_auc};
use crate::space::Grid;
use crate::streams::Split;
use crate::study::Variable;

/// Score a set of streams together.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ScoreSet {
    /// The variable whose streams these are. `None`: the streams of all variables.
    pub variable: Option<Variable>,
    /// The streams.
    pub streams: Vec<usize>,
    /// The forecast probabilities, by stream and test step.
    pub probabilities: Array2<f64>,
}

/// The scores of a set of streams.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ScoredSetOfStreams {
    /// The scores.
    pub scores: SetScores,
    /// Pooled scores of the forecast and of the static rate. `None` where they are undefined.
    pub pooled: Option<(AucRounds, AucRounds)>,
    /// What acting on the forecast would mean, by groups of tiles. Empty where there are no groups.
    pub harm: Vec<GroupHarm>,
}

impl ScoreSet {
    pub(super) fn score(self, shared: &Shared) -> Result<ScoredSetOfStreams, ScoreError> {
        let Shared { study, streams: city, dropped, shifts, .. } = shared;
        let Self { variable, streams, probabilities } = self;
        let split = Split::for_study(study);
        let events = city.packed.select(&streams).window(split.test());
        let set = ScoredSet::new(probabilities.view(), &events, shifts)?;
        let rates: Vec<f64> =
            streams.iter().map(|&stream| static_rate(&city.packed, stream, split.training_steps())).collect();
        let harm = variable.map(|variable| harm_within(shared, variable, &set)).unwrap_or_default();
        let dropped = dropped.iter().find(|dropped| Some(dropped.variable) == variable);
        let (height, width) = Grid::new(study).tile_metres();
        let scores = SetScores::new(&set, &rates, dropped, height * width, study.settings().horizon_steps);
        // A pooled AUC is undefined only where no stream has an event, or all have one at every
        // step.
        let pooled = || {
            let rate = |(stream, _): (usize, usize)| rates.get(stream).copied().unwrap_or(f64::NAN);
            let static_rates = Array2::from_shape_fn(probabilities.dim(), rate);
            let forecast = pooled_rank_auc(probabilities.view(), &events, shifts).ok()?;
            // A constant rate is the same in every round.
            let comparator = pooled_rank_auc(static_rates.view(), &events, &Shifts::none()).ok()?;
            Some((forecast, comparator))
        };
        Ok(ScoredSetOfStreams { scores, pooled: pooled(), harm })
    }
}

/// What acting on the forecast of a variable's streams would mean, by groups of tiles. Empty where
/// there are no groups.
pub(in crate::run) fn harm_of_set(
    shared: &Shared,
    variable: Variable,
    streams: &[usize],
    probabilities: &Array2<f64>,
) -> Result<Vec<GroupHarm>, ScoreError> {
    let test = Split::for_study(&shared.study).test();
    let events = shared.streams.packed.select(streams).window(test);
    Ok(harm_within(shared, variable, &ScoredSet::new(probabilities.view(), &events, &shared.shifts)?))
}

fn harm_within(shared: &Shared, variable: Variable, set: &ScoredSet<'_>) -> Vec<GroupHarm> {
    let dropped = shared.dropped.iter().find(|dropped| dropped.variable == variable);
    let groups = shared.groups.iter().find(|groups| groups.variable == variable);
    dropped.zip(groups).map(|(dropped, groups)| harm(set, dropped, groups)).unwrap_or_default()
}
