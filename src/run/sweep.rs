//! A cell of the resolution sweep, through the same stages and by the same jobs as a full run.

use super::error::RunError;
use super::executor::Executor;
use super::forecasts::{forecast, select};
use super::inspection::Inspection;
use super::network::rounds_by_window;
use super::scoring::score_each_stream;
use super::window::Window;
use super::worker::Shared;
use crate::network::{NetworkPlan, Rounds, SeedVerdict};
use crate::results::Stage;
use crate::score::{MIN_AGGREGATE_STREAMS, RankScores};
use crate::space::Grid;
use crate::streams::{CityStreams, Split};
use crate::study::Study;
use crate::sweep::{
    Cell, CellFigures, CellOutcome, CellResult, Sample, SweptStreams, mean_entropy_rate, mean_of_rounds,
    shifts,
};
use watchback_translate::kept;

/// Runs one cell of a study's sweep on inspected files.
///
/// # Errors
/// As [`super::analyse`]. A cell that holds too little is no error: its result says so.
pub async fn sweep_cell(
    executor: &mut impl Executor,
    inspection: &Inspection,
    base: &Study,
    cell: Cell,
) -> Result<CellResult, RunError> {
    inspection.check(base)?;
    let study = cell.study(base)?;
    let grid = Grid::new(&study);
    let (streams, ..) = CityStreams::build(&inspection.merged.events, &study);
    let active = streams.len();
    let Sample { streams, n_targets } = Sample::draw(&streams, &grid, study.settings().chance.seed);
    let mut result = CellResult {
        cell,
        tile_metres: grid.tile_metres(),
        streams: SweptStreams { active, targets: n_targets, sources: streams.len() },
        outcome: CellOutcome::NotEvaluable {
            reason: kept!("{active} streams pass the threshold; at least {MIN_AGGREGATE_STREAMS} are needed"),
        },
    };
    if active < MIN_AGGREGATE_STREAMS {
        return Ok(result);
    }
    let shared = Shared::new(study.clone(), streams, shifts(&study));
    executor.share(shared.clone()).await?;
    let mut network = None;
    let take = |plan: NetworkPlan, rounds: Rounds| network = Some(SeedVerdict::new(&plan, &rounds));
    rounds_by_window(executor, &shared, &[Window::Cell { n_targets }], take).await?;
    let network = network.ok_or(RunError::WorkerConfused { stage: Stage::Chance })?;
    let size = (n_targets, shared.streams.len());
    let transducers = select(executor, &study, size, None, &mut Vec::new()).await?;
    let (table, _) = forecast(executor, &study, &transducers, |_, _, _| (), &mut Vec::new()).await?;
    let (scores, ranks) = score_each_stream(executor, &table).await?;

    let training = 0..Split::for_study(&study).training_steps();
    let streams = &shared.streams.packed;
    let rate = |target| streams.count(target, training.clone()) as f64 / training.len() as f64;
    let ranks = RankScores::mean(&ranks.iter().collect::<Vec<_>>());
    let strict = mean_of_rounds(&scores, |scores| &scores.strict, MIN_AGGREGATE_STREAMS);
    result.outcome = CellOutcome::Evaluated(Box::new(CellFigures {
        entropy_rate_bits: mean_entropy_rate(
            &streams.window(training.clone()),
            n_targets,
            study.settings().context_symbols,
        ),
        mean_rate: crate::stats::mean(&(0..n_targets).map(rate).collect::<Vec<_>>()),
        network,
        strict_interval: strict.as_ref().and(ranks.strict).and_then(|strict| strict.estimate.interval),
        strict,
        tolerant: mean_of_rounds(&scores, |scores| &scores.released, MIN_AGGREGATE_STREAMS),
    }));
    Ok(result)
}
