//! Events to results: the stages of an analysis, each cut into items that any worker can do.

use std::num::NonZeroU32;

use super::forecasts::{forecast, from_rotated_sources, select};
use super::inspection::timing;
use super::plan::{Ranges, SCORES_PER_ITEM, TARGETS_PER_ROUND_ITEM, targets_per_scan};
use super::work::{Shared, Window, WorkItem, WorkOutput, network_plan};
use super::{Executor, Inspection, Items, RunError, Stage, StageTiming};
use crate::forecast::{Comparator, ForecastTable, static_rate};
use crate::ingest::{Share, check_coverage};
use crate::network::{
    Delays, KeptGammas, NetworkReport, Rounds, SeedVerdict, SelectionSummary, TargetTransducers,
};
use crate::results::{
    AddedSums, CombinationSummary, ComparatorRow, DailySeries, HarmByGroup, LeaderBoard, Parts,
    PooledFigures, Results, SCHEMA, SetResult, aggregate_results, digest_of, sets_of, stream_results,
};
use crate::score::{GroupHarm, NotEvaluable, RankScores, ScoreTable, Shifts, StreamRanks, StreamScores};
use crate::streams::{CityStreams, GroupCrimes, Split};
use crate::study::{Admission, CHICAGO, SIMULATED, Study, Variable};

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
    check_files(inspection, study)?;
    let mut timings = inspection.timings.clone();
    // The files may have been inspected for another study; what is outside box and period depends on this one.
    let quality = inspection.quality.for_study(&inspection.merged, study);
    let started = executor.seconds();
    let (streams, filter, dropped) =
        CityStreams::build_within(&inspection.merged.events, study, inspection.inside.as_deref());
    if streams.is_empty() {
        let min_share = format!("{} %", 100.0 * study.settings().min_event_share);
        return Err(RunError::NoStreams { min_share });
    }
    let shifts = shifts_of(study)?;
    let of_groups = |tiles| GroupCrimes::of_variables(&inspection.merged.events, study, &streams, tiles);
    let groups = inspection.groups.as_ref().map(of_groups).unwrap_or_default();
    let shared =
        Shared { study: study.clone(), streams: streams.clone(), dropped, groups, shifts: shifts.clone() };
    executor.share(shared.clone()).await?;
    timings.push(timing(executor, Stage::Streams, started));

    let network = judge_network(executor, &shared, Window::Training, &mut timings).await?;
    let least_score = least_score(executor, &shared, &mut timings).await?;
    let n_streams = streams.len();
    let transducers = select(executor, study, (n_streams, n_streams), least_score, &mut timings).await?;
    let training_steps = Split::of(study).training_steps();
    let rate = |stream| static_rate(&streams.packed, stream, training_steps);
    let rates: Vec<f64> = (0..n_streams).map(rate).collect();
    let events = streams.packed.window(Split::of(study).test());
    let mut sums = AddedSums::new(study.test_steps());
    let by_own_past = |target: usize, full: &[f64], own: &[f64]| {
        let happened = |step| events.get(target, step);
        sums.own_past.add(full.iter().copied().zip(own.iter().copied()), happened);
        let rate = rates.get(target).copied().unwrap_or(f64::NAN);
        sums.no_sources.add(full.iter().map(|&said| (said, rate)), happened);
    };
    let (table, combinations) = forecast(executor, study, &transducers, by_own_past, &mut timings).await?;
    let (added, gammas_by_chance) =
        from_rotated_sources(executor, study, &table, &events, (sums, least_score), &mut timings).await?;
    let confused = |_| RunError::WorkerConfused { stage: Stage::Score };
    let sets = sets_of(&streams.keys);
    let leader_boards = compare(executor, &table, &streams, study, &mut timings).await?;
    let Scores { forecast: scores, static_rate: static_scores, ranks, pooled, by_set, harm } =
        score(executor, &table, &sets, &mut timings).await?;

    let harm_by_group = inspection.groups.as_ref().map(|groups| HarmByGroup {
        value: groups.value.clone(),
        groups: groups.names.clone(),
        variables: harm,
    });
    let started = executor.seconds();
    let series = sets.iter().map(|set| DailySeries::of(set, table.test().view(), &events, &shifts)).collect();
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
        selection: SelectionSummary::of(&transducers, Delays::of(study).count()),
        network,
        added,
        combinations: CombinationSummary::of(&combinations),
        shifts,
        aggregates,
        scores: by_set,
        leader_boards,
        harm_by_group,
        series,
        streams: stream_results,
        timings,
        digest,
    };
    Ok(Analysis { results, forecast: table, streams, transducers, gammas_by_chance })
}

/// How forecasts are shifted in the test period to say what chance would score.
pub(super) fn shifts_of(study: &Study) -> Result<Shifts, NotEvaluable> {
    let step_days = u32::try_from(study.settings().step_days).ok().and_then(NonZeroU32::new);
    Shifts::of(study.test_steps(), step_days.unwrap_or(NonZeroU32::MIN))
}

/// A worker gave something else than what it was asked for.
pub(super) const fn confused<T>(stage: Stage) -> Result<T, RunError> {
    Err(RunError::WorkerConfused { stage })
}

/// The files must be of the study's kind and cover its days.
pub(super) fn check_files(inspection: &Inspection, study: &Study) -> Result<(), RunError> {
    check_kind(inspection, study)?;
    Ok(check_coverage(&inspection.merged, study)?)
}

/// A simulated city must be run as one, and a real one must not; a mixture is neither.
fn check_kind(inspection: &Inspection, study: &Study) -> Result<(), RunError> {
    let Share { count: simulated, of: rows } = inspection.quality.simulated;
    if simulated > 0 && simulated < rows {
        return Err(RunError::MixedKinds { simulated, rows });
    }
    let city = study.settings().city.as_str();
    if (simulated > 0) != (city == SIMULATED) {
        let choose = if simulated > 0 { SIMULATED } else { inspection.city().unwrap_or(CHICAGO) };
        return Err(RunError::WrongKind { simulated, rows, city: city.to_owned(), choose });
    }
    let of_portals =
        || inspection.merged.files.iter().filter_map(|file| Some((&file.name, file.portal?.city())));
    let other = |&(_, found): &(&String, &str)| simulated == 0 && found != city;
    match of_portals().find(other) {
        Some((file, found)) => Err(RunError::OtherCity { file: file.clone(), found, city: city.to_owned() }),
        None => Ok(()),
    }
}

/// The score that a pair must reach to be used in a forecast, where a study admits links alone.
pub(super) async fn least_score(
    executor: &mut impl Executor,
    shared: &Shared,
    timings: &mut Vec<StageTiming>,
) -> Result<Option<f64>, RunError> {
    Ok(match shared.study.settings().admission {
        Admission::Gamma => None,
        Admission::Links => {
            let network = judge_network(executor, shared, Window::Inference, timings).await?;
            // Without any link no pair may be used.
            Some(network.links.score_threshold.unwrap_or(f64::INFINITY))
        }
    })
}

/// Tells the network from chance: rounds of surrogates on sampled targets, then all pairs of the real data.
async fn judge_network(
    executor: &mut impl Executor,
    shared: &Shared,
    window: Window,
    timings: &mut Vec<StageTiming>,
) -> Result<NetworkReport, RunError> {
    let started = executor.seconds();
    let plan = network_plan(shared, window);
    let (n_streams, n_delays) = (plan.n_streams(), plan.delays().count());
    let per_item = targets_per_scan(n_streams, n_delays);
    let further = match window {
        Window::Training => 1..shared.study.settings().chance.seeds as u64,
        _ => 1..1,
    };
    let windows: Vec<Window> = std::iter::once(window).chain(further.map(Window::Repeat)).collect();
    // All items of a round follow each other, because its sources are rotated once for all.
    let n_sampled = plan.sampled().len();
    let ranges = Ranges::new(n_sampled, per_item.max(TARGETS_PER_ROUND_ITEM));
    let items_a_window = (plan.n_rounds() + 1) * ranges.count();
    let tally_of = |number: usize| {
        let (window, of_window) = (number / items_a_window, number % items_a_window);
        let (round, range) = (of_window / ranges.count(), of_window % ranges.count());
        WorkItem::Tally(windows[window], round, ranges.get(range))
    };
    let (mut tallies, mut first, mut seeds) = (Vec::with_capacity(items_a_window), None, Vec::new());
    let mut take = |output| {
        let WorkOutput::Tally(tally) = output else { return confused(Stage::Chance) };
        tallies.push(*tally);
        if tallies.len() == items_a_window {
            let tallies = std::mem::take(&mut tallies);
            if first.is_none() {
                first = Some(Rounds::new(&plan, tallies));
            } else if let Some(window) = windows.get(1 + seeds.len()) {
                let plan = network_plan(shared, *window);
                seeds.push(SeedVerdict::of(&plan, &Rounds::new(&plan, tallies)));
            }
        }
        Ok(())
    };
    let items = Items::new(windows.len() * items_a_window, tally_of);
    executor.perform(Stage::Chance, &items, &mut take).await?;
    let rounds = first.unwrap_or_else(|| Rounds::new(&plan, Vec::new()));
    let factors = [windows.len(), plan.n_rounds() + 1, n_sampled, n_streams, n_delays];
    timings.push(timing_of_scan(executor, Stage::Chance, started, &factors));
    let started = executor.seconds();
    let least = rounds.least_bins(NetworkReport::LISTED_P);
    let ranges = Ranges::new(n_streams, per_item);
    let list_of = |number| WorkItem::List(window, ranges.get(number), least.clone());
    let mut listings = Vec::new();
    let mut take = |output| {
        let WorkOutput::List(listing) = output else { return confused(Stage::Network) };
        listings.push(listing);
        Ok(())
    };
    executor.perform(Stage::Network, &Items::new(ranges.count(), list_of), &mut take).await?;
    let report = NetworkReport::new(&plan, &rounds, listings).repeated(seeds);
    timings.push(timing_of_scan(executor, Stage::Network, started, &[n_streams, n_streams, n_delays]));
    Ok(report)
}

/// `transducers` as a product: it is more than 32 bits hold, which is what a count has in the browser.
pub(super) fn timing_of_scan(
    executor: &impl Executor,
    stage: Stage,
    started: f64,
    transducers: &[usize],
) -> StageTiming {
    let mut timing = timing(executor, stage, started);
    let transducers = transducers.iter().fold(1.0, |product, &factor| product * factor as f64);
    timing.transducers_per_second_per_worker = Some(transducers / (timing.seconds * timing.workers as f64));
    timing
}

/// The forecast against simple methods, each variable by itself.
async fn compare(
    executor: &mut impl Executor,
    table: &ForecastTable,
    streams: &CityStreams,
    study: &Study,
    timings: &mut Vec<StageTiming>,
) -> Result<Vec<LeaderBoard>, RunError> {
    let started = executor.seconds();
    let confused = || RunError::WorkerConfused { stage: Stage::Compare };
    let indices = |variable: Variable| -> Vec<usize> {
        (0..streams.len()).filter(|&at| streams.keys[at].variable == variable).collect()
    };
    let variables: Vec<(Variable, Vec<usize>)> = Variable::ALL
        .into_iter()
        .map(|variable| (variable, indices(variable)))
        .filter(|(_, streams)| !streams.is_empty())
        .collect();
    let events = streams.packed.window(Split::of(study).test());
    let mut boards = Vec::new();
    for (variable, streams) in variables {
        let of_variable = events.select(&streams);
        let forecast = table.rows(&streams);
        let items =
            Items::new(Comparator::ALL.len(), |number| WorkItem::Compare(variable, Comparator::ALL[number]));
        let mut rows = Vec::with_capacity(Comparator::ALL.len());
        let mut take = |output| {
            // Each method's forecast is as large as the network's: it goes when it has been compared.
            let WorkOutput::Compare(training, comparator) = output else { return Err(confused()) };
            let row = ComparatorRow::of(forecast.view(), &of_variable, training, comparator);
            rows.push(row.map_err(|_| confused())?);
            Ok(())
        };
        executor.perform(Stage::Compare, &items, &mut take).await?;
        boards.extend(LeaderBoard::of(variable, forecast.view(), &of_variable, rows));
    }
    timings.push(timing(executor, Stage::Compare, started));
    Ok(boards)
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

pub(super) async fn score(
    executor: &mut impl Executor,
    table: &ForecastTable,
    sets: &[(Option<Variable>, Vec<usize>)],
    timings: &mut Vec<StageTiming>,
) -> Result<Scores, RunError> {
    let started = executor.seconds();
    let ranges = Ranges::new(table.test().nrows(), SCORES_PER_ITEM);
    // The long items go first, so that none is left over at the end.
    let score_of = |number: usize| match sets.get(number) {
        Some((variable, streams)) => WorkItem::ScoreSet(*variable, streams.clone(), table.rows(streams)),
        None => {
            let streams = ranges.get(number - sets.len());
            let rows = table.rows(&streams.clone().collect::<Vec<_>>());
            WorkItem::Score(streams, rows)
        }
    };
    let (mut forecast, mut comparator): (Vec<StreamScores>, Vec<StreamScores>) = Default::default();
    let (mut pooled, mut ranks, mut set_scores) = (Vec::new(), Vec::<StreamRanks>::new(), Vec::new());
    let mut harms = Vec::new();
    let mut take = |output| {
        match output {
            WorkOutput::Score(some) => {
                for (of_forecast, of_comparator, of_ranks) in some {
                    forecast.push(of_forecast);
                    comparator.push(of_comparator);
                    ranks.push(of_ranks);
                }
            }
            WorkOutput::ScoreSet(scores, rounds, harm) => {
                harms.push(harm);
                set_scores.push(*scores);
                pooled.push(rounds.and_then(|(auc, static_rate)| PooledFigures::new(&auc, &static_rate)));
            }
            WorkOutput::Unscored(reason) => return Err(RunError::Unscored { reason }),
            _ => return confused(Stage::Score),
        }
        Ok(())
    };
    executor.perform(Stage::Score, &Items::new(sets.len() + ranges.count(), score_of), &mut take).await?;
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
        static_rate: ScoreTable::new(&comparator).map_err(confused)?,
        ranks,
        pooled,
        by_set,
    };
    timings.push(timing(executor, Stage::Score, started));
    Ok(scores)
}
