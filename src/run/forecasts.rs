//! The stages between network and scores: transducers are selected, combined and made to forecast; and the same from sources that
//! know nothing.

use super::analysis::{confused, timing_of_scan};
use super::inspection::timing;
use super::plan::{FORECASTS_PER_ITEM, Ranges, targets_per_scan};
use super::work::{WorkItem, WorkOutput};
use super::{Executor, Items, RunError, Stage, StageTiming};
use crate::forecast::{Combination, ForecastTable};
use crate::network::{Delays, KeptGammas, TargetTransducers};
use crate::results::{Added, AddedSums};
use crate::streams::PackedStreams;
use crate::study::Study;

/// The transducers of the first `n_targets` of `n_streams` streams. `least_score`: see [`crate::network::TargetScan::select`].
pub(super) async fn select(
    executor: &mut impl Executor,
    study: &Study,
    (n_targets, n_streams): (usize, usize),
    least_score: Option<f64>,
    timings: &mut Vec<StageTiming>,
) -> Result<Vec<TargetTransducers>, RunError> {
    let started = executor.seconds();
    let n_delays = Delays::of(study).count();
    let ranges = Ranges::new(n_targets, targets_per_scan(n_streams, n_delays));
    let scan_of = |number| WorkItem::Scan(ranges.get(number), least_score);
    let mut transducers = Vec::with_capacity(n_targets);
    let mut take = |output| {
        let WorkOutput::Scan(some) = output else { return confused(Stage::Selection) };
        transducers.extend(some);
        Ok(())
    };
    executor.perform(Stage::Selection, &Items::new(ranges.count(), scan_of), &mut take).await?;
    timings.push(timing_of_scan(executor, Stage::Selection, started, &[n_targets, n_streams, n_delays]));
    Ok(transducers)
}

/// The forecasts of all targets, their combinations, and each target's forecast by its own past alone, which `by_own_past` is given with
/// the target's number and the full one by test step.
pub(super) async fn forecast(
    executor: &mut impl Executor,
    study: &Study,
    transducers: &[TargetTransducers],
    mut by_own_past: impl FnMut(usize, &[f64], &[f64]),
    timings: &mut Vec<StageTiming>,
) -> Result<(ForecastTable, Vec<Combination>), RunError> {
    let started = executor.seconds();
    let n_targets = transducers.len();
    let ranges = Ranges::new(n_targets, FORECASTS_PER_ITEM);
    let forecast_of = |number| {
        let targets = ranges.get(number);
        let kept = transducers.get(targets.clone()).unwrap_or(&[]).iter();
        WorkItem::Forecast(targets, kept.map(|target| target.best.clone()).collect())
    };
    let mut table = ForecastTable::empty(n_targets, study.test_steps(), study.settings().horizon_steps);
    let mut combinations = Vec::with_capacity(n_targets);
    let mut take = |output| {
        let WorkOutput::Forecast(some) = output else { return confused(Stage::Forecast) };
        for (forecast, own) in some {
            let target = combinations.len();
            table.set(target, &forecast);
            by_own_past(target, &forecast.test, &own.test);
            combinations.push(forecast.combination);
        }
        Ok(())
    };
    executor.perform(Stage::Forecast, &Items::new(ranges.count(), forecast_of), &mut take).await?;
    timings.push(timing(executor, Stage::Forecast, started));
    Ok((table, combinations))
}

/// Selects and forecasts once more from rotated sources. What the network adds, and by target the gammas of what was kept.
///
/// Only these leave the workers: rotated transducers and forecasts would be as large as the real ones.
pub(super) async fn from_rotated_sources(
    executor: &mut impl Executor,
    study: &Study,
    table: &ForecastTable,
    events: &PackedStreams,
    (mut sums, least_score): (AddedSums, Option<f64>),
    timings: &mut Vec<StageTiming>,
) -> Result<(Added, Vec<KeptGammas>), RunError> {
    let started = executor.seconds();
    let (n_streams, n_delays) = (table.test().nrows(), Delays::of(study).count());
    let ranges = Ranges::new(n_streams, targets_per_scan(n_streams, n_delays));
    let mut gammas = Vec::with_capacity(n_streams);
    let mut take = |output| {
        let WorkOutput::Rotated(some) = output else { return confused(Stage::Rotated) };
        for (kept, forecast) in some {
            let target = gammas.len();
            let full = table.test().rows().into_iter().nth(target).into_iter().flatten();
            let paired = full.copied().zip(forecast);
            sums.rotated.add(paired, |step| events.get(target, step));
            gammas.push(kept);
        }
        Ok(())
    };
    let rotated_of = |number| WorkItem::Rotated(ranges.get(number), least_score);
    executor.perform(Stage::Rotated, &Items::new(ranges.count(), rotated_of), &mut take).await?;
    timings.push(timing_of_scan(executor, Stage::Rotated, started, &[n_streams, n_streams, n_delays]));
    Ok((sums.finish(), gammas))
}
