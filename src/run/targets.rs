//! The loops over targets that a whole run and a cell of the sweep share: transducers selected, forecasts made.

use super::analysis::confused;
use super::plan::{FORECASTS_PER_ITEM, Ranges, targets_per_scan};
use super::work::{Shared, Sources, WorkItem, WorkOutput};
use super::{Executor, Items, RunError, Stage};
use crate::forecast::TargetForecast;
use crate::network::{Delays, TargetTransducers};

/// The transducers of the first `n_targets` streams, from each kind of sources, one kind after the other.
pub(super) async fn select(
    executor: &mut impl Executor,
    shared: &Shared,
    n_targets: usize,
    kinds: &[Sources],
    least_score: Option<f64>,
) -> Result<Vec<TargetTransducers>, RunError> {
    let n_delays = Delays::of(&shared.study).count();
    let ranges = Ranges::new(n_targets, targets_per_scan(shared.streams.len(), n_delays));
    let scan_of = |number: usize| {
        let (kind, range) = (number / ranges.count(), number % ranges.count());
        WorkItem::Scan(kinds[kind], ranges.get(range), least_score)
    };
    let mut transducers = Vec::with_capacity(kinds.len() * n_targets);
    let mut take = |output| {
        let WorkOutput::Scan(some) = output else { return confused(Stage::Selection) };
        transducers.extend(some);
        Ok(())
    };
    executor.perform(Stage::Selection, &Items::new(kinds.len() * ranges.count(), scan_of), &mut take).await?;
    Ok(transducers)
}

/// Forecasts targets from the transducers of each kind of sources, as many of each kind. `take` is given the target, its forecast,
/// and that by its own past alone where the city's own streams are read; kind by kind, in the order of targets.
pub(super) async fn forecast(
    executor: &mut impl Executor,
    kinds: &[(Sources, &[TargetTransducers])],
    mut take: impl FnMut(usize, TargetForecast, Option<TargetForecast>),
) -> Result<(), RunError> {
    let n_targets = kinds.first().map_or(0, |(_, transducers)| transducers.len());
    let ranges = Ranges::new(n_targets, FORECASTS_PER_ITEM);
    let forecast_of = |number: usize| {
        let (sources, transducers) = kinds[number / ranges.count()];
        let targets = ranges.get(number % ranges.count());
        let some = transducers.get(targets.clone()).unwrap_or(&[]);
        WorkItem::Forecast(sources, targets, some.iter().map(|target| target.best.clone()).collect())
    };
    let mut taken = 0;
    let mut take_some = |output| {
        let WorkOutput::Forecast(some) = output else { return confused(Stage::Forecast) };
        for (forecast, by_own_past) in some {
            take(taken % n_targets.max(1), forecast, by_own_past);
            taken += 1;
        }
        Ok(())
    };
    executor
        .perform(Stage::Forecast, &Items::new(kinds.len() * ranges.count(), forecast_of), &mut take_some)
        .await
}
