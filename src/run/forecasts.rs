//! The stages between network and scores: transducers are selected and combined, and targets are
//! forecast; then the same from rotated sources.

use super::error::RunError;
use super::executor::Executor;
use super::jobs::{Forecast, ForecastFromRotated, ForecastOfTarget, Rotated, Scan};
use super::ranges::{FORECASTS_PER_ITEM, Ranges, targets_per_scan};
use super::timing::{timing, timing_of_scan};
use crate::forecast::{Combination, ForecastTable};
use crate::network::{Delays, KeptGammas, TargetTransducers, depths};
use crate::results::{Added, AddedSums, Stage, StageTiming};
use crate::streams::PackedStreams;
use crate::study::Study;

/// The transducers of the first `n_targets` of `n_streams` streams.
///
/// `least_score`: see [`crate::network::Selector::select`].
pub(super) async fn select(
    executor: &mut impl Executor,
    study: &Study,
    (n_targets, n_streams): (usize, usize),
    least_score: Option<f64>,
    timings: &mut Vec<StageTiming>,
) -> Result<Vec<TargetTransducers>, RunError> {
    let started = executor.seconds();
    let n_delays = Delays::for_study(study).count();
    let ranges = Ranges::new(n_targets, targets_per_scan(n_streams, n_delays));
    let scan = |number| Scan { targets: ranges.get(number), least_score };
    let mut transducers = Vec::with_capacity(n_targets);
    let take = |of_targets| {
        transducers.extend::<Vec<_>>(of_targets);
        Ok(())
    };
    executor.perform(ranges.count(), scan, take).await?;
    let n_depths = depths(study).len();
    let scanned = [n_targets, n_streams, n_delays, n_depths];
    timings.push(timing_of_scan(executor, Stage::Selection, started, &scanned));
    Ok(transducers)
}

/// The forecasts of all targets, and their combinations.
///
/// `by_own_past` gets, by target: its number, its forecast, and its forecast by its own past alone,
/// both by test step.
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
    let job = |number| {
        let targets = ranges.get(number);
        let kept = transducers.get(targets.clone()).unwrap_or(&[]).iter();
        Forecast { targets, transducers: kept.map(|target| target.best.clone()).collect() }
    };
    let mut table = ForecastTable::empty(n_targets, study.test_steps(), study.settings().horizon_steps);
    let mut combinations = Vec::with_capacity(n_targets);
    let take = |of_targets: Vec<ForecastOfTarget>| {
        for ForecastOfTarget { full, own_past } in of_targets {
            let target = combinations.len();
            table.set(target, &full);
            by_own_past(target, &full.test, &own_past.test);
            combinations.push(full.combination);
        }
        Ok(())
    };
    executor.perform(ranges.count(), job, take).await?;
    timings.push(timing(executor, Stage::Forecast, started));
    Ok((table, combinations))
}

/// Selects and forecasts once more, from rotated sources. Gives what the network adds, and by
/// target the gammas of the transducers that were kept.
pub(super) async fn from_rotated_sources(
    executor: &mut impl Executor,
    study: &Study,
    table: &ForecastTable,
    events: &PackedStreams,
    (mut sums, least_score): (AddedSums, Option<f64>),
    timings: &mut Vec<StageTiming>,
) -> Result<(Added, Vec<KeptGammas>), RunError> {
    let started = executor.seconds();
    let (n_streams, n_delays) = (table.test().nrows(), Delays::for_study(study).count());
    let ranges = Ranges::new(n_streams, targets_per_scan(n_streams, n_delays));
    let mut gammas = Vec::with_capacity(n_streams);
    let job = |number| Rotated { targets: ranges.get(number), least_score };
    let take = |of_targets: Vec<ForecastFromRotated>| {
        for rotated in of_targets {
            let target = gammas.len();
            let full = table.test().rows().into_iter().nth(target).into_iter().flatten();
            let paired = full.copied().zip(rotated.test);
            sums.rotated.add(paired, |step| events.get(target, step));
            gammas.push(rotated.gammas);
        }
        Ok(())
    };
    executor.perform(ranges.count(), job, take).await?;
    let scanned = [n_streams, n_streams, n_delays, depths(study).len()];
    timings.push(timing_of_scan(executor, Stage::Rotated, started, &scanned));
    Ok((sums.finish(), gammas))
}
