//! The stages that compare a network with chance: rounds of surrogates on sampled targets, then all
//! pairs of the real data.

use super::error::RunError;
use super::executor::Executor;
use super::jobs::{List, Tally};
use super::ranges::{Ranges, TARGETS_PER_ROUND_ITEM, targets_per_scan};
use super::timing::timing_of_scan;
use super::window::{Window, network_plan};
use super::worker::Shared;
use crate::network::{NetworkPlan, NetworkReport, Rounds, SeedVerdict};
use crate::results::{Stage, StageTiming};
use crate::study::{Admission, Combiner};

/// Compares the network of a window with chance. Of all of training, also with the study's further
/// seeds.
pub(super) async fn network_report(
    executor: &mut impl Executor,
    shared: &Shared,
    window: Window,
    timings: &mut Vec<StageTiming>,
) -> Result<NetworkReport, RunError> {
    let started = executor.seconds();
    let further = match window {
        Window::Training => 1..shared.study.settings().chance.seeds as u64,
        _ => 1..1,
    };
    let later_seeds = further.map(|offset| Window::LaterSeed { offset });
    let windows: Vec<Window> = std::iter::once(window).chain(later_seeds).collect();
    let (mut first, mut seeds) = (None, Vec::new());
    let take = |plan: NetworkPlan, rounds: Rounds| match first {
        None => first = Some((plan, rounds)),
        Some(_) => seeds.push(SeedVerdict::new(&plan, &rounds)),
    };
    rounds_by_window(executor, shared, &windows, take).await?;
    let (plan, rounds) = first.ok_or(RunError::WorkerConfused { stage: Stage::Chance })?;
    let (n_streams, n_delays, n_sampled) = (plan.n_streams(), plan.delays().count(), plan.sampled().len());
    let factors = [windows.len(), plan.n_rounds() + 1, n_sampled, n_streams, n_delays];
    timings.push(timing_of_scan(executor, Stage::Chance, started, &factors));

    let started = executor.seconds();
    let least_bins = rounds.least_bins(NetworkReport::LISTED_P);
    let ranges = Ranges::new(n_streams, targets_per_scan(n_streams, n_delays));
    let list = |number| List { window, targets: ranges.get(number), least_bins: least_bins.clone() };
    let mut listings = Vec::with_capacity(ranges.count());
    let take = |listing| {
        listings.push(listing);
        Ok(())
    };
    executor.perform(ranges.count(), list, take).await?;
    let report = NetworkReport::new(&plan, &rounds, listings).repeated(seeds);
    timings.push(timing_of_scan(executor, Stage::Network, started, &[n_streams, n_streams, n_delays]));
    Ok(report)
}

/// Scans the real data and all surrogate rounds of each window, and hands over one window after the
/// other. The windows have equally many rounds and sampled targets.
pub(super) async fn rounds_by_window(
    executor: &mut impl Executor,
    shared: &Shared,
    windows: &[Window],
    mut take: impl FnMut(NetworkPlan, Rounds),
) -> Result<(), RunError> {
    let Shared { study, streams, .. } = shared;
    let Some(&first) = windows.first() else { return Ok(()) };
    let plan = network_plan(study, streams, first);
    let per_item = targets_per_scan(plan.n_streams(), plan.delays().count()).max(TARGETS_PER_ROUND_ITEM);
    // All jobs of a round follow each other, because its sources are rotated once for all.
    let ranges = Ranges::new(plan.sampled().len(), per_item);
    let per_window = (plan.n_rounds() + 1) * ranges.count();
    let tally = |number: usize| {
        let in_window = number % per_window;
        Tally {
            window: windows[number / per_window],
            round: in_window / ranges.count(),
            sampled: ranges.get(in_window % ranges.count()),
        }
    };
    let mut first_plan = Some(plan);
    let mut left = windows.iter();
    let mut tallies = Vec::with_capacity(per_window);
    let take_tally = |tally| {
        tallies.push(tally);
        if tallies.len() == per_window
            && let Some(&window) = left.next()
        {
            let plan = first_plan.take().unwrap_or_else(|| network_plan(study, streams, window));
            let rounds = Rounds::new(&plan, std::mem::take(&mut tallies));
            take(plan, rounds);
        }
        Ok(())
    };
    executor.perform(windows.len() * per_window, tally, take_tally).await
}

/// The score that a pair of streams must reach to be used in a forecast, where a study admits links
/// alone.
pub(super) async fn least_score(
    executor: &mut impl Executor,
    shared: &Shared,
    timings: &mut Vec<StageTiming>,
) -> Result<Option<f64>, RunError> {
    Ok(match shared.study.settings().admission {
        Admission::Gamma => None,
        Admission::Links => {
            let window = match shared.study.settings().combiner {
                Combiner::Evidence => Window::Training,
                Combiner::Logistic | Combiner::Boosting => Window::Inference,
            };
            let network = network_report(executor, shared, window, timings).await?;
            // Without any link no pair may be used.
            Some(network.links.score_threshold.unwrap_or(f64::INFINITY))
        }
    })
}
