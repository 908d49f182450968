//! The scoring stage: scores of streams one by one, and of sets of streams.

use std::num::NonZeroU32;
use std::ops::Range;

use super::error::RunError;
use super::executor::Executor;
use super::jobs::{Score, ScoreSet, ScoreStreams, Scored, ScoredSetOfStreams, ScoredStream};
use super::ranges::{Ranges, SCORES_PER_ITEM};
use super::timing::timing;
use crate::forecast::ForecastTable;
use crate::results::{PooledFigures, SetResult, Stage, StageTiming};
use crate::score::{
    GroupHarm, NotEvaluable, RankScores, ScoreError, ScoreTable, Shifts, StreamRanks, StreamScores,
};
use crate::study::{Study, Variable};

/// How forecasts are shifted in the test period to say what chance would score.
pub(super) fn shifts_of(study: &Study) -> Result<Shifts, NotEvaluable> {
    let step_days = u32::try_from(study.settings().step_days).ok().and_then(NonZeroU32::new);
    Shifts::new(study.test_steps(), step_days.unwrap_or(NonZeroU32::MIN))
}

/// Scores of streams, and of sets by set.
pub(super) struct Scores {
    pub(super) forecast: ScoreTable,
    pub(super) static_rate: ScoreTable,
    pub(super) ranks: Vec<StreamRanks>,
    pub(super) pooled: Vec<Option<PooledFigures>>,
    pub(super) by_set: Vec<SetResult>,
    /// By variable: by rule, then group of tiles; empty where tiles have none.
    pub(super) harm: Vec<(Variable, Vec<GroupHarm>)>,
}

/// Scores streams one by one, and sets of streams together.
pub(super) async fn score(
    executor: &mut impl Executor,
    table: &ForecastTable,
    sets: &[(Option<Variable>, Vec<usize>)],
    timings: &mut Vec<StageTiming>,
) -> Result<Scores, RunError> {
    let started = executor.seconds();
    let ranges = Ranges::new(table.test().nrows(), SCORES_PER_ITEM);
    // The long items go first, so that none is left over at the end.
    let job = |number: usize| match sets.get(number) {
        Some((variable, streams)) => Score::Set(ScoreSet {
            variable: *variable,
            streams: streams.clone(),
            probabilities: table.rows(streams),
        }),
        None => Score::Streams(score_streams(table, ranges.get(number - sets.len()))),
    };
    let (mut forecast, mut static_rate): (Vec<StreamScores>, Vec<StreamScores>) = Default::default();
    let (mut pooled, mut ranks, mut set_scores) = (Vec::new(), Vec::<StreamRanks>::new(), Vec::new());
    let mut harms = Vec::new();
    let take = |scored: Result<Scored, ScoreError>| {
        match scored? {
            Scored::Streams(streams) => {
                for stream in streams {
                    forecast.push(stream.forecast);
                    static_rate.push(stream.static_rate);
                    ranks.push(stream.ranks);
                }
            }
            Scored::Set(set) => {
                let ScoredSetOfStreams { scores, pooled: rounds, harm } = *set;
                harms.push(harm);
                set_scores.push(scores);
                pooled.push(rounds.and_then(|(auc, static_rate)| PooledFigures::new(&auc, &static_rate)));
            }
        }
        Ok(())
    };
    executor.perform(sets.len() + ranges.count(), job, take).await?;
    let confused = |_| RunError::WorkerConfused { stage: Stage::Score };
    let by_set = sets.iter().zip(set_scores).map(|((variable, streams), set)| {
        let ranks: Vec<&StreamRanks> = streams.iter().filter_map(|&stream| ranks.get(stream)).collect();
        SetResult { variable: *variable, rank: RankScores::mean(&ranks), set }
    });
    let by_set = by_set.collect();
    let harm = sets.iter().zip(harms).filter_map(|((variable, _), harm)| Some(((*variable)?, harm)));
    let scores = Scores {
        harm: harm.collect(),
        forecast: ScoreTable::new(&forecast).map_err(confused)?,
        static_rate: ScoreTable::new(&static_rate).map_err(confused)?,
        ranks,
        pooled,
        by_set,
    };
    timings.push(timing(executor, Stage::Score, started));
    Ok(scores)
}

/// The job that scores these streams of a forecast.
fn score_streams(table: &ForecastTable, streams: Range<usize>) -> ScoreStreams {
    let probabilities = table.rows(&streams.clone().collect::<Vec<_>>());
    ScoreStreams { streams, probabilities }
}

/// The forecast's scores and rank scores, by stream.
pub(super) async fn score_each_stream(
    executor: &mut impl Executor,
    table: &ForecastTable,
) -> Result<(Vec<StreamScores>, Vec<StreamRanks>), RunError> {
    let ranges = Ranges::new(table.test().nrows(), SCORES_PER_ITEM);
    let (mut scores, mut ranks) = (Vec::new(), Vec::new());
    let take = |scored: Result<Vec<ScoredStream>, ScoreError>| {
        for stream in scored? {
            scores.push(stream.forecast);
            ranks.push(stream.ranks);
        }
        Ok(())
    };
    executor.perform(ranges.count(), |number| score_streams(table, ranges.get(number)), take).await?;
    Ok((scores, ranks))
}
