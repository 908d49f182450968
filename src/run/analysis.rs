//! Events to results: all stages of an analysis, one after the other.

use super::comparison::compare;
use super::error::RunError;
use super::executor::Executor;
use super::forecasts::{forecast, from_rotated_sources, select};
use super::inspection::Inspection;
use super::network::{least_score, network_report};
use super::scoring::{Scores, score, shifts_of};
use super::timing::timing;
use super::window::Window;
use super::worker::Shared;
use crate::forecast::{Combination, ForecastTable, static_rate};
use crate::network::{Delays, KeptGammas, SelectionSummary, TargetTransducers};
use crate::results::{
    Added, AddedSums, AreasInput, CombinationSummary, DailySeries, FileReading, HarmByGroup, Parts, Receipt,
    Results, SCHEMA, Stage, StageTiming, aggregate_results, digest_of, sets_of, stream_results,
};
use crate::score::{GroupHarm, Shifts};
use crate::space::{AreaFiles, AreaVariable, Grid, JoinReading, TileGroups, TileGroupsError, tiles_inside};
use crate::streams::{CityStreams, GroupCrimes, Split, StreamsReport};
use crate::study::{Study, Variable};

/// What is known of the tiles of a study's grid from a city's areas. The default: nothing.
#[derive(Clone, Debug, Default)]
pub struct TileAreas {
    /// Whether a tile's centre lies within the city's boundary, by position in the grid. All of the
    /// city's tiles count where shares are taken, with events or without. `None`: the boundary is
    /// not known.
    pub inside: Option<Vec<bool>>,
    /// Groups of the tiles by a value of their areas: harm is told apart by them.
    pub groups: Option<TileGroups>,
    /// How the areas were joined with what is known of them.
    pub joined: Option<JoinReading>,
    /// Their files, for the receipt.
    pub input: Option<AreasInput>,
}

impl TileAreas {
    /// What is known of a study's tiles from areas, and by quintiles of a value where one is given.
    ///
    /// # Errors
    /// [`TileGroupsError`] where too few areas have a value.
    pub fn new(
        files: &AreaFiles,
        study: &Study,
        variable: Option<&AreaVariable>,
    ) -> Result<Self, TileGroupsError> {
        let grid = Grid::new(study);
        let quintiles = |variable| TileGroups::quintiles(&files.layer, &grid, variable);
        Ok(Self {
            inside: Some(tiles_inside(&files.layer, &grid)),
            groups: variable.map(quintiles).transpose()?,
            joined: files.joined(variable),
            input: None,
        })
    }
}

/// What an analysis gives: the results, and the table and streams that pictures are drawn from.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The results.
    pub results: Results,
    /// Every probability.
    pub forecast: ForecastTable,
    /// The streams.
    pub streams: CityStreams,
    /// The transducers that forecasts are made of, by target.
    pub transducers: Vec<TargetTransducers>,
    /// By target: gamma of the transducers that the same rule keeps when all sources are rotated.
    pub gammas_by_chance: Vec<KeptGammas>,
}

/// Runs a study on inspected files. `areas`: what is known of the study's tiles.
///
/// # Errors
/// A city of the wrong kind, days that the files do not cover, no stream above the threshold,
/// [`RunError::Cancelled`], and what workers could not do.
pub async fn analyse(
    executor: &mut impl Executor,
    inspection: &Inspection,
    study: &Study,
    areas: &TileAreas,
) -> Result<Analysis, RunError> {
    inspection.check(study)?;
    let mut timings = inspection.timings.clone();
    // The files may have been inspected for another study. What is outside box and period depends
    // on this one.
    let quality = inspection.quality.for_study(&inspection.merged, study);
    let started = executor.seconds();
    let (shared, filter) = shared_by(inspection, study, areas)?;
    executor.share(shared.clone()).await?;
    timings.push(timing(executor, Stage::Streams, started));

    let network = network_report(executor, &shared, Window::Training, &mut timings).await?;
    let least_score = least_score(executor, &shared, &mut timings).await?;
    let n_streams = shared.streams.len();
    let transducers = select(executor, study, (n_streams, n_streams), least_score, &mut timings).await?;
    let rates = static_rates(&shared);
    let Forecasts { table, combinations, added, gammas_by_chance } =
        forecasts(executor, &shared, (&transducers, &rates, least_score), &mut timings).await?;
    let Shared { streams, shifts, .. } = shared;
    let leader_boards = compare(executor, &table, &streams, study, &mut timings).await?;
    let sets = sets_of(&streams.keys);
    let Scores { forecast: scores, static_rate: static_scores, ranks, pooled, by_set, harm } =
        score(executor, &table, &sets, &mut timings).await?;

    let started = executor.seconds();
    let harm_by_group = areas.groups.as_ref().map(|groups| harm_by_group(groups, harm));
    let parts = Parts {
        study,
        quality: &quality,
        streams: &streams,
        network: &network,
        transducers: &transducers,
        added: &added,
        combinations: &combinations,
        forecast: &table,
        scores: &scores,
        static_scores: &static_scores,
        ranks: &ranks,
        by_set: &by_set,
        leader_boards: &leader_boards,
        harm_by_group: harm_by_group.as_ref(),
    };
    let (digest, stages) = digest_of(&parts).ok_or(RunError::WorkerConfused { stage: Stage::Results })?;
    let receipt = Receipt { areas: areas.input.clone(), stages, ..inspection.receipt() };
    let stream_results = stream_results(&parts, &rates);
    let never_moves = table.never_moves();
    let aggregates = aggregate_results(&sets, &scores, &static_scores, &never_moves, pooled)
        .map_err(|_| RunError::WorkerConfused { stage: Stage::Score })?;
    timings.push(timing(executor, Stage::Results, started));
    let results = Results {
        schema: SCHEMA,
        engine: format!("watchback {}", env!("CARGO_PKG_VERSION")),
        simulated: quality.simulated.count > 0,
        study: study.clone(),
        files: inspection.merged.files.iter().map(FileReading::new).collect(),
        unread: inspection.failures.iter().map(|failure| failure.message.clone()).collect(),
        quality,
        filter,
        selection: SelectionSummary::new(&transducers, Delays::for_study(study).count()),
        network,
        added,
        combinations: CombinationSummary::new(&combinations, &never_moves),
        aggregates,
        scores: by_set,
        leader_boards,
        harm_by_group,
        joined: areas.joined.clone(),
        as_released: None,
        series: daily_series(&sets, &table, &streams, study, &shifts),
        shifts,
        streams: stream_results,
        timings,
        digest,
        receipt: Some(receipt),
    };
    Ok(Analysis { results, forecast: table, streams, transducers, gammas_by_chance })
}

pub(super) fn harm_by_group(groups: &TileGroups, variables: Vec<(Variable, Vec<GroupHarm>)>) -> HarmByGroup {
    HarmByGroup { value: groups.value.clone(), groups: groups.names.clone(), variables }
}

/// By set of streams: expected and met events of each test day.
fn daily_series(
    sets: &[(Option<Variable>, Vec<usize>)],
    table: &ForecastTable,
    streams: &CityStreams,
    study: &Study,
    shifts: &Shifts,
) -> Vec<DailySeries> {
    let events = streams.packed.window(Split::for_study(study).test());
    sets.iter().map(|set| DailySeries::new(set, table.test().view(), &events, shifts)).collect()
}

/// What workers know of a study, and what became of the events on the way to streams.
pub(super) fn shared_by(
    inspection: &Inspection,
    study: &Study,
    areas: &TileAreas,
) -> Result<(Shared, StreamsReport), RunError> {
    let events = &inspection.merged.events;
    let (streams, filter, dropped) = CityStreams::build_within(events, study, areas.inside.as_deref());
    if streams.is_empty() {
        let min_share = format!("{} %", 100.0 * study.settings().min_event_share);
        return Err(RunError::NoStreams { min_share });
    }
    let shifts = shifts_of(study)?;
    let of_groups = |tiles| GroupCrimes::of_variables(events, study, &streams, tiles);
    let groups = areas.groups.as_ref().map(of_groups).unwrap_or_default();
    Ok((Shared { study: study.clone(), streams, dropped, groups, shifts }, filter))
}

/// By stream: the share of training steps with an event.
fn static_rates(shared: &Shared) -> Vec<f64> {
    let Shared { study, streams, .. } = shared;
    let training_steps = Split::for_study(study).training_steps();
    (0..streams.len()).map(|stream| static_rate(&streams.packed, stream, training_steps)).collect()
}

/// The forecasts of all targets, and what they owe to the network.
struct Forecasts {
    table: ForecastTable,
    combinations: Vec<Combination>,
    added: Added,
    gammas_by_chance: Vec<KeptGammas>,
}

/// Forecasts all targets, and once more from rotated sources.
async fn forecasts(
    executor: &mut impl Executor,
    Shared { study, streams, .. }: &Shared,
    (transducers, rates, least_score): (&[TargetTransducers], &[f64], Option<f64>),
    timings: &mut Vec<StageTiming>,
) -> Result<Forecasts, RunError> {
    let events = streams.packed.window(Split::for_study(study).test());
    let mut sums = AddedSums::new(study.test_steps());
    let by_own_past = |target: usize, full: &[f64], own: &[f64]| {
        let happened = |step| events.get(target, step);
        sums.own_past.add(full.iter().copied().zip(own.iter().copied()), happened);
        let rate = rates.get(target).copied().unwrap_or(f64::NAN);
        sums.no_sources.add(full.iter().map(|&probability| (probability, rate)), happened);
    };
    let (table, combinations) = forecast(executor, study, transducers, by_own_past, timings).await?;
    let (added, gammas_by_chance) =
        from_rotated_sources(executor, study, &table, &events, (sums, least_score), timings).await?;
    Ok(Forecasts { table, combinations, added, gammas_by_chance })
}
