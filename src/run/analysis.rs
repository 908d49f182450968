//! Events to results: the stages of an analysis, each cut into items that any worker can do.

use ndarray::Axis;

use super::inspection::timing;
use super::plan::{FORECASTS_PER_ITEM, SCORES_PER_ITEM, ranges, targets_per_scan};
use super::work::{Shared, WorkItem, WorkOutput};
use super::{Executor, Inspection, RunError, Stage, StageTiming};
use crate::forecast::{ForecastTable, TargetForecast, static_rate};
use crate::ingest::{Share, check_coverage, quality};
use crate::network::{Delays, NetworkSummary, TargetNetwork};
use crate::results::{
    CombinationSummary, Parts, PooledFigures, Results, SCHEMA, aggregate_results, digest_of, sets_of,
    stream_results,
};
use crate::score::{ScoreTable, Shifts, StreamScores};
use crate::streams::{CityStreams, Split};
use crate::study::{CHICAGO, SIMULATED, Study, Variable};

/// What an analysis gives: the results, and the table and streams that pictures are drawn from.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The results.
    pub results: Results,
    /// Every probability.
    pub forecast: ForecastTable,
    /// The streams.
    pub streams: CityStreams,
}

/// Runs a study on inspected files.
///
/// # Errors
/// A city of the wrong kind, days that the files do not cover, no stream above the threshold,
/// [`RunError::Cancelled`], and what workers could not do.
pub async fn analyse(
    executor: &mut impl Executor,
    inspection: &Inspection,
    study: &Study,
) -> Result<Analysis, RunError> {
    check_kind(inspection, study)?;
    check_coverage(&inspection.merged, study)?;
    let mut timings = inspection.timings.clone();
    // The files may have been inspected for another study; what is outside box and period depends on this one.
    let quality = quality(&inspection.merged, study);
    let started = executor.seconds();
    let (streams, filter) = CityStreams::build(&inspection.merged.events, study);
    if streams.is_empty() {
        let min_share = format!("{} %", 100.0 * study.settings().min_event_share);
        return Err(RunError::NoStreams { min_share });
    }
    let shifts = Shifts::of(study.test().n_days(), std::num::NonZeroU32::MIN)?;
    let shared = Shared { study: study.clone(), streams: streams.clone(), shifts: shifts.clone() };
    executor.share(shared).await?;
    timings.push(timing(executor, Stage::Streams, started));

    let networks = scan(executor, study, streams.len(), &mut timings).await?;
    let targets = forecast(executor, &networks, &mut timings).await?;
    let table = ForecastTable::new(&targets);
    let sets = sets_of(&streams.keys);
    let (scores, static_scores, pooled) = score(executor, &table, &sets, &mut timings).await?;

    let started = executor.seconds();
    let confused = |_| RunError::WorkerConfused { stage: Stage::Score };
    let parts = Parts {
        study,
        quality: &quality,
        streams: &streams,
        networks: &networks,
        targets: &targets,
        forecast: &table,
        scores: &scores,
        static_scores: &static_scores,
    };
    let training_steps = Split::of(study).training_steps();
    let rate = |stream| static_rate(&streams.packed, stream, training_steps);
    let rates: Vec<f64> = (0..streams.len()).map(rate).collect();
    let digest = digest_of(&parts).ok_or(RunError::WorkerConfused { stage: Stage::Results })?;
    let stream_results = stream_results(&parts, &rates);
    let aggregates = aggregate_results(&sets, &scores, &static_scores, pooled).map_err(confused)?;
    timings.push(timing(executor, Stage::Results, started));
    let results = Results {
        schema: SCHEMA,
        engine: format!("watchback {}", env!("CARGO_PKG_VERSION")),
        simulated: quality.simulated.count > 0,
        study: study.clone(),
        quality,
        filter,
        network: NetworkSummary::of(&networks, Delays::of(study).count()),
        combinations: CombinationSummary::of(&targets),
        shifts,
        aggregates,
        streams: stream_results,
        timings,
        digest,
    };
    Ok(Analysis { results, forecast: table, streams })
}

/// A simulated city must be run as one, and a real one must not; a mixture is neither.
fn check_kind(inspection: &Inspection, study: &Study) -> Result<(), RunError> {
    let Share { count: simulated, of: rows } = inspection.quality.simulated;
    if simulated > 0 && simulated < rows {
        return Err(RunError::MixedKinds { simulated, rows });
    }
    let city = study.settings().city.as_str();
    if (simulated > 0) == (city == SIMULATED) {
        return Ok(());
    }
    let choose = if simulated > 0 { SIMULATED } else { CHICAGO };
    Err(RunError::WrongKind { simulated, rows, city: city.to_owned(), choose })
}

async fn scan(
    executor: &mut impl Executor,
    study: &Study,
    n_streams: usize,
    timings: &mut Vec<StageTiming>,
) -> Result<Vec<TargetNetwork>, RunError> {
    let started = executor.seconds();
    let n_delays = Delays::of(study).count();
    let items = ranges(n_streams, targets_per_scan(n_streams, n_delays)).map(WorkItem::Scan).collect();
    let mut networks = Vec::with_capacity(n_streams);
    for output in executor.perform(Stage::Network, items).await? {
        let WorkOutput::Scan(some) = output else {
            return Err(RunError::WorkerConfused { stage: Stage::Network });
        };
        networks.extend(some);
    }
    let mut timing = timing(executor, Stage::Network, started);
    let transducers = (n_streams * n_streams * n_delays) as f64;
    timing.transducers_per_second_per_worker = Some(transducers / (timing.seconds * timing.workers as f64));
    timings.push(timing);
    Ok(networks)
}

async fn forecast(
    executor: &mut impl Executor,
    networks: &[TargetNetwork],
    timings: &mut Vec<StageTiming>,
) -> Result<Vec<TargetForecast>, RunError> {
    let started = executor.seconds();
    let item = |targets: std::ops::Range<usize>| {
        let kept =
            networks.get(targets.clone()).unwrap_or(&[]).iter().map(|network| network.transducers.clone());
        WorkItem::Forecast(targets, kept.collect())
    };
    let items = ranges(networks.len(), FORECASTS_PER_ITEM).map(item).collect();
    let mut targets = Vec::with_capacity(networks.len());
    for output in executor.perform(Stage::Forecast, items).await? {
        let WorkOutput::Forecast(some) = output else {
            return Err(RunError::WorkerConfused { stage: Stage::Forecast });
        };
        targets.extend(some);
    }
    timings.push(timing(executor, Stage::Forecast, started));
    Ok(targets)
}

/// Scores of streams and of sets; pooled figures go by set.
async fn score(
    executor: &mut impl Executor,
    table: &ForecastTable,
    sets: &[(Option<Variable>, Vec<usize>)],
    timings: &mut Vec<StageTiming>,
) -> Result<(ScoreTable, ScoreTable, Vec<Option<PooledFigures>>), RunError> {
    let started = executor.seconds();
    let rows = |streams: &[usize]| table.test().select(Axis(0), streams);
    let of_set = |(_, streams): &(_, Vec<usize>)| WorkItem::Pooled(streams.clone(), rows(streams));
    let of_range = |streams: std::ops::Range<usize>| {
        let rows = rows(&streams.clone().collect::<Vec<_>>());
        WorkItem::Score(streams, rows)
    };
    // The long items go first, so that none is left over at the end.
    let items =
        sets.iter().map(of_set).chain(ranges(table.test().nrows(), SCORES_PER_ITEM).map(of_range)).collect();
    let (mut forecast, mut comparator): (Vec<StreamScores>, Vec<StreamScores>) = Default::default();
    let mut pooled = Vec::new();
    for output in executor.perform(Stage::Score, items).await? {
        match output {
            WorkOutput::Score(some) => {
                for (of_forecast, of_comparator) in some {
                    forecast.push(of_forecast);
                    comparator.push(of_comparator);
                }
            }
            WorkOutput::Pooled(rounds) => {
                pooled.push(rounds.and_then(|(auc, static_rate)| PooledFigures::new(&auc, &static_rate)));
            }
            WorkOutput::Unscored(reason) => return Err(RunError::Unscored { reason }),
            _ => return Err(RunError::WorkerConfused { stage: Stage::Score }),
        }
    }
    let confused = |_| RunError::WorkerConfused { stage: Stage::Score };
    let forecast = ScoreTable::new(&forecast).map_err(confused)?;
    let comparator = ScoreTable::new(&comparator).map_err(confused)?;
    timings.push(timing(executor, Stage::Score, started));
    Ok((forecast, comparator, pooled))
}
