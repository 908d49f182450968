//! A cell of the resolution sweep, through the same stages and by the same items as a whole run.

use super::analysis::confused;
use super::forecasts::{forecast, select};
use super::inspection::Inspection;
use super::plan::{Ranges, SCORES_PER_ITEM, TARGETS_PER_ROUND_ITEM, targets_per_scan};
use super::work::{Shared, Window, WorkItem, WorkOutput, network_plan};
use super::{Executor, Items, RunError, Stage};
use crate::forecast::ForecastTable;
use crate::network::{Rounds, SeedVerdict};
use crate::score::{MIN_AGGREGATE_STREAMS, RankScores, StreamRanks, StreamScores};
use crate::space::Grid;
use crate::streams::{CityStreams, Split};
use crate::study::Study;
use crate::sweep::{
    Cell, CellFigures, CellOutcome, CellResult, Sample, SweptStreams, mean_entropy_rate, mean_of_rounds,
    shifts,
};

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
    super::analysis::check_files(inspection, base)?;
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
            reason: format!(
                "{active} streams pass the threshold; at least {MIN_AGGREGATE_STREAMS} are needed"
            ),
        },
    };
    if active < MIN_AGGREGATE_STREAMS {
        return Ok(result);
    }
    let shared = Shared {
        study: study.clone(),
        streams,
        dropped: Vec::new(),
        groups: Vec::new(),
        shifts: shifts(&study),
    };
    executor.share(shared.clone()).await?;
    let network = network_of(executor, &shared, n_targets).await?;
    let size = (n_targets, shared.streams.len());
    let transducers = select(executor, &study, size, None, &mut Vec::new()).await?;
    let (table, _) = forecast(executor, &study, &transducers, |_, _, _| (), &mut Vec::new()).await?;
    let (scores, ranks) = score(executor, &table).await?;

    let training = 0..Split::of(&study).training_steps();
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

async fn network_of(
    executor: &mut impl Executor,
    shared: &Shared,
    n_targets: usize,
) -> Result<SeedVerdict, RunError> {
    let window = Window::Cell(n_targets);
    let plan = network_plan(shared, window);
    let per_item = targets_per_scan(plan.n_streams(), plan.delays().count()).max(TARGETS_PER_ROUND_ITEM);
    let ranges = Ranges::new(n_targets, per_item);
    let count = (plan.n_rounds() + 1) * ranges.count();
    let tally_of =
        |number: usize| WorkItem::Tally(window, number / ranges.count(), ranges.get(number % ranges.count()));
    let mut tallies = Vec::with_capacity(count);
    let mut take = |output| {
        let WorkOutput::Tally(tally) = output else { return confused(Stage::Chance) };
        tallies.push(*tally);
        Ok(())
    };
    executor.perform(Stage::Chance, &Items::new(count, tally_of), &mut take).await?;
    Ok(SeedVerdict::of(&plan, &Rounds::new(&plan, tallies)))
}

async fn score(
    executor: &mut impl Executor,
    table: &ForecastTable,
) -> Result<(Vec<StreamScores>, Vec<StreamRanks>), RunError> {
    let ranges = Ranges::new(table.test().nrows(), SCORES_PER_ITEM);
    let score_of = |number| {
        let streams = ranges.get(number);
        let rows = table.rows(&streams.clone().collect::<Vec<_>>());
        WorkItem::Score(streams, rows)
    };
    let (mut scores, mut ranks) = (Vec::new(), Vec::new());
    let mut take = |output| {
        match output {
            WorkOutput::Score(some) => {
                for (of_forecast, _, of_ranks) in some {
                    scores.push(of_forecast);
                    ranks.push(of_ranks);
                }
            }
            WorkOutput::Unscored(reason) => return Err(RunError::Unscored { reason }),
            _ => return confused(Stage::Score),
        }
        Ok(())
    };
    executor.perform(Stage::Score, &Items::new(ranges.count(), score_of), &mut take).await?;
    Ok((scores, ranks))
}
