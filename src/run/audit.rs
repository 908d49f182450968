//! The enforcement audit by pushes of the model: arrest forecasts are learnt, frozen, and asked under every scenario; and so are networks
//! that know nothing.

use super::analysis::{check_files, confused, least_score};
use super::forecasts::{forecast, select};
use super::inspection::timing;
use super::plan::Ranges;
use super::work::{Shared, WorkItem, WorkOutput};
use super::{Executor, Inspection, Items, RunError, Stage, StageTiming};
use crate::audit::regression::{Column, Explanatory, RegressionAreas, regress};
use crate::audit::spatial::{SecondOpinion, SurrogateKind, SurrogateMaps};
use crate::audit::{
    Answers, ArrestCounts, AuditReport, AuditedAreas, Claim, Crimes, Found, Group, Mark, NamedRegression,
    PRIMARY_PUSH, Primary, PushPlan, PushReport, Pushable, Rate, Reporting, Scenario, ScenarioResult,
    TargetResponse, clearance, log_ratio, mark_of, over_time, scenarios, surge_response,
};
use crate::chance::Rotations;
use crate::forecast::{Combination, static_rate};
use crate::network::{Delays, Transducer};
use crate::score::Shifts;
use crate::space::{AreaLayer, Grid, Groups, TileId};
use crate::streams::{CityStreams, Split};
use crate::study::{RotationKind, Study, Variable};

/// Groups that arrests per crime are told by.
const QUINTILES: usize = 5;
/// Targets in an item: some tens of milliseconds with all scenarios.
const TARGETS_PER_PUSH_ITEM: usize = 1;
/// Targets in an item of a network that knows nothing: whoever does the first one rotates the sources.
const TARGETS_PER_REFIT_ITEM: usize = 40;

/// What an audit is asked.
#[derive(Clone, Debug)]
pub struct PushSettings {
    /// Which areas are compared, by their values: of the real map, and of every surrogate map anew.
    pub groups: fn(&[Option<f64>]) -> Vec<Option<Group>>,
    /// Surrogate wealth maps.
    pub maps: usize,
    /// Tiles chosen by hand.
    pub chosen: Vec<TileId>,
    /// Draws of each push.
    pub draws: usize,
    /// Networks that know nothing.
    pub networks: usize,
    /// Seed of draws, networks and maps; each further seed is one more.
    pub seed: u64,
    /// Seeds that the primary question is repeated for.
    pub seeds: usize,
}

/// A variable by area that the response is explained by.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaVariable {
    /// Its name.
    pub name: String,
    /// One an area.
    pub values: Vec<Option<f64>>,
}

/// What an audit is made of, beside the files.
#[derive(Clone, Debug)]
pub struct Audited<'a> {
    /// The areas' boundaries.
    pub layer: &'a AreaLayer,
    /// The value that areas are grouped by: an index of hardship.
    pub index: AreaVariable,
    /// What it is made of.
    pub components: Vec<AreaVariable>,
    /// How the model is pushed.
    pub push: PushSettings,
}

/// The whole enforcement audit: pushes of the model, their regressions on what is published of the areas, and what needs no model.
///
/// # Errors
/// As [`super::analyse`], and where boundaries overlap too many tiles. What can only not be told, as pushes without arrest streams, is no error: the
/// report says so.
pub async fn audit(
    executor: &mut impl Executor,
    inspection: &Inspection,
    study: &Study,
    audited: &Audited<'_>,
) -> Result<(AuditReport, Vec<StageTiming>), RunError> {
    let Audited { layer, index, components, push: settings } = audited;
    let grid = Grid::new(study);
    let areas = AuditedAreas::of(layer, &grid, index.values.clone())
        .map_err(|error| RunError::Areas { reason: error.to_string() })?;
    let n_areas = areas.names.len();
    let (pushes, mut timings) = match push(executor, inspection, study, &areas, settings).await {
        Ok((report, timings)) => (Found::Found(report), timings),
        Err(error @ RunError::NoArrests) => (Found::Refused { reason: error.to_string() }, Vec::new()),
        Err(error) => return Err(error),
    };

    let started = executor.seconds();
    let events = &inspection.merged.events;
    let area_of = |event: crate::ingest::Event| layer.area_at(event.latitude?, event.longitude?);
    let areas_of_events: Vec<Option<usize>> = events.iter().map(area_of).collect();
    let (crimes, used) = Crimes::build(events, &areas_of_events, n_areas, study);
    let counts = ArrestCounts::new(&crimes);
    let quintiles = |values: &[Option<f64>]| {
        Groups::by_quantile(values, QUINTILES, &index.name)
            .map_or_else(|_| vec![None; values.len()], |groups| groups.of_areas)
    };
    let of_areas = quintiles(&areas.values);
    let clearance = clearance(&counts, &of_areas, QUINTILES);
    let maps = SurrogateMaps::new(
        SurrogateKind::MoranSpectral,
        &areas.centres,
        &areas.values,
        settings.maps,
        settings.seed,
    );
    let ratio_on = |map: &[Option<f64>]| log_ratio(&counts, &quintiles(map), QUINTILES, Rate::Standardised);
    let clearance_spatial = maps.ok().and_then(|maps| maps.test(ratio_on));
    let clearance_second_opinions =
        SecondOpinion::all(&areas.centres, &areas.values, settings.maps, settings.seed, ratio_on);
    let contrast = clearance.periods.first().and_then(|whole| whole.standardised);
    let numbered = |group: Option<Group>| Some(usize::from(group? == Group::High));
    let outer: Vec<Option<usize>> = (settings.groups)(&areas.values).into_iter().map(numbered).collect();
    let report = AuditReport {
        areas: areas.names.clone(),
        values: areas.values.clone(),
        quintiles: of_areas,
        regressions: pushes
            .found()
            .map(|report| regressions(report, &areas, &crimes, (index, components), settings))
            .unwrap_or_default(),
        pushes,
        crimes: used,
        clearance,
        clearance_spatial,
        clearance_second_opinions,
        reporting: contrast.as_ref().map(Reporting::of),
        surge: Found::of(surge_response(&crimes, &outer, settings.seed)),
        over_time: over_time(&crimes, None),
        exploratory: Vec::new(),
    };
    timings.push(timing(executor, Stage::Results, started));
    Ok((report.with_exploratory(), timings))
}

/// The areas' response to the primary push, weighted by their targets: on the index, on each component, on all of them; each also with the
/// observed crime rate.
fn regressions(
    report: &PushReport,
    areas: &AuditedAreas,
    crimes: &Crimes,
    (index, components): (&AreaVariable, &[AreaVariable]),
    settings: &PushSettings,
) -> Vec<NamedRegression> {
    let n = areas.names.len();
    let is_primary = |scenario: &ScenarioResult| scenario.push == PRIMARY_PUSH && !scenario.placebo;
    let primary = report.scenarios.iter().position(is_primary);
    let (mut sums, mut weights) = (vec![(0.0, 0.0); n], vec![0.0; n]);
    for target in &report.targets {
        let change = primary.and_then(|at| target.answers.get(at)).map_or(0.0, |answer| answer.0);
        if let Some(area) = target.area.map(|area| area as usize).filter(|&area| area < n) {
            sums[area] = (sums[area].0 + target.baseline, sums[area].1 + change);
            weights[area] += 1.0;
        }
    }
    let response: Vec<Option<f64>> =
        sums.iter().map(|&(baseline, change)| (baseline > 0.0).then(|| change / baseline)).collect();
    let mut rates = vec![0.0; n];
    for crime in crimes.rows() {
        rates[crime.area as usize] += 1.0;
    }
    let mut tiles = vec![0.0; n];
    for area in areas.of_tile.iter().flatten() {
        tiles[*area as usize] += 1.0;
    }
    let days = crimes.period().n_days() as f64;
    let rates: Vec<Option<f64>> = rates
        .iter()
        .zip(&tiles)
        .map(|(crimes, &tiles)| (tiles > 0.0).then(|| crimes / tiles / days))
        .collect();
    let columns: Vec<Column<'_>> =
        components.iter().map(|variable| Column { name: &variable.name, values: &variable.values }).collect();
    let index_column = Column { name: &index.name, values: &index.values };
    let crime_rate = Column { name: "crimes a tile and day", values: &rates };
    let needed: Vec<Column<'_>> = columns.iter().copied().chain([index_column, crime_rate]).collect();
    let chosen = RegressionAreas::new(&areas.centres, &response, &weights, &needed);
    let mut asked: Vec<(String, Explanatory<'_>)> =
        vec![(index.name.clone(), Explanatory::Index(index_column))];
    asked.extend(columns.iter().map(|&column| (column.name.to_owned(), Explanatory::Component(column))));
    if columns.len() > 1 {
        asked.push(("all components".to_owned(), Explanatory::Components(&columns)));
    }
    let mut regressions = Vec::new();
    for (name, explanatory) in asked {
        for (suffix, with) in [("", None), (", with crime", Some(crime_rate))] {
            let regression = chosen
                .clone()
                .and_then(|chosen| regress(&chosen, explanatory, with, settings.maps, settings.seed));
            regressions
                .push(NamedRegression { name: format!("{name}{suffix}"), regression: Found::of(regression) });
        }
    }
    regressions
}

/// The streams of a study with those of arrests first, and how many those are.
fn arrests_first(streams: &CityStreams) -> (CityStreams, usize) {
    let is_arrest =
        |&stream: &usize| streams.keys.get(stream).map(|key| key.variable) == Some(Variable::Arrest);
    let (mut order, others): (Vec<usize>, Vec<usize>) = (0..streams.len()).partition(is_arrest);
    let n_targets = order.len();
    order.extend(others);
    let keys = order.iter().filter_map(|&stream| streams.keys.get(stream).copied()).collect();
    (CityStreams { keys, packed: streams.packed.select(&order) }, n_targets)
}

/// Pushes crime in the model and tells what arrest forecasts answer, by group of areas.
///
/// # Errors
/// As [`super::analyse`]; [`RunError::NoArrests`] where no arrest stream passes the threshold, as in files without arrests.
pub async fn push(
    executor: &mut impl Executor,
    inspection: &Inspection,
    study: &Study,
    areas: &AuditedAreas,
    settings: &PushSettings,
) -> Result<(PushReport, Vec<StageTiming>), RunError> {
    check_files(inspection, study)?;
    let (streams, ..) = CityStreams::build(&inspection.merged.events, study);
    push_streams(executor, &streams, study, areas, settings).await
}

/// As [`push`], on streams that are there already.
///
/// # Errors
/// As [`push`], but for what is wrong with files.
pub async fn push_streams(
    executor: &mut impl Executor,
    streams: &CityStreams,
    study: &Study,
    areas: &AuditedAreas,
    settings: &PushSettings,
) -> Result<(PushReport, Vec<StageTiming>), RunError> {
    let mut timings = Vec::new();
    let (streams, n_targets) = arrests_first(streams);
    if n_targets == 0 {
        return Err(RunError::NoArrests);
    }
    let shifts = Shifts::of(study.test_steps(), std::num::NonZeroU32::MIN)?;
    let shared = Shared { study: study.clone(), streams: streams.clone(), dropped: Vec::new(), shifts };
    executor.share(shared.clone()).await?;

    let least_score = least_score(executor, &shared, &mut timings).await?;
    let size = (n_targets, streams.len());
    let transducers = select(executor, study, size, least_score, &mut timings).await?;
    let (_, combinations) = forecast(executor, study, &transducers, |_, _, _| (), &mut timings).await?;
    let frozen: Vec<(Vec<Transducer>, Combination)> =
        transducers.into_iter().map(|kept| kept.best).zip(combinations).collect();

    let grid = Grid::new(study);
    let groups = (settings.groups)(&areas.values);
    let pushable = |seed| pushable(study, &streams, (areas, &groups), &settings.chosen, seed);
    let outgoing = outgoing(&frozen, streams.len());
    let events = |target| streams.packed.count(target, Split::of(study).test());
    let events: Vec<usize> = (0..n_targets).map(events).collect();
    let mut first: Option<PushReport> = None;
    for seed in (0..settings.seeds.max(1) as u64).map(|further| settings.seed.wrapping_add(further)) {
        let pushable = pushable(seed);
        let mut asked = scenarios(&pushable, &streams.keys, &outgoing);
        if first.is_some() {
            // Other seeds are asked the primary question alone.
            asked.retain(|scenario| scenario.push.is_of_primary());
        }
        let primary = Primary::among(&asked);
        let plan = PushPlan { pushable, scenarios: asked, draws: settings.draws };
        let responses = respond(executor, &frozen, &plan, &mut timings).await?;
        let which = (n_targets, least_score, settings.networks);
        let networks = refit(executor, study, which, &plan, &mut timings).await?;
        let answers = Answers {
            plan: &plan,
            targets: streams.keys.get(..n_targets).unwrap_or(&[]),
            areas,
            groups: &groups,
            grid: &grid,
            responses: &responses,
            events: &events,
        };
        let evidence = answers.evidence(&primary, &networks);
        // Where there are too few or too many areas for maps, the claim's spatial test is not passed.
        let kind = SurrogateKind::MoranSpectral;
        let maps = SurrogateMaps::new(kind, &areas.centres, &areas.values, settings.maps, seed).ok();
        let difference_on = |map: &[Option<f64>]| evidence.up.difference(&(settings.groups)(map), None);
        let spatial = maps.and_then(|maps| maps.test(difference_on));
        let counts = (answers.counts(Group::Low), answers.counts(Group::High));
        let mut claim = Claim::judge(&evidence, &groups, counts, spatial);
        match &mut first {
            None => {
                claim.second_opinions =
                    SecondOpinion::all(&areas.centres, &areas.values, settings.maps, seed, difference_on);
                first = Some(PushReport {
                    groups: groups.clone(),
                    targets: answers.by_target(),
                    scenarios: answers.by_scenario(),
                    claim,
                    other_seeds: Vec::new(),
                });
            }
            Some(report) => report.other_seeds.push(claim.verdict),
        }
    }
    first.map_or_else(|| confused(Stage::Push), |report| Ok((report, timings)))
}

fn pushable(
    study: &Study,
    streams: &CityStreams,
    (areas, groups): (&AuditedAreas, &[Option<Group>]),
    chosen: &[TileId],
    seed: u64,
) -> Pushable {
    let grid = Grid::new(study);
    let split = Split::of(study);
    let mark = |key: &crate::streams::StreamKey| {
        let area = areas.of_tile(grid.position(key.tile));
        let group = area.and_then(|area| groups.get(area).copied().flatten());
        let of_group = group.map_or(0, |group| mark_of(group) as u8);
        of_group | if chosen.contains(&key.tile) { Mark::Chosen as u8 } else { 0 }
    };
    let history = Delays::of(study).longest() + study.settings().context_symbols;
    Pushable {
        seed,
        marks: streams.keys.iter().map(mark).collect(),
        rates: (0..streams.len())
            .map(|stream| static_rate(&streams.packed, stream, split.training_steps()))
            .collect(),
        steps: split.test().start.saturating_sub(history)..split.test().end,
    }
}

/// By stream: how many of the transducers that combinations use read it.
fn outgoing(frozen: &[(Vec<Transducer>, Combination)], n_streams: usize) -> Vec<u32> {
    let mut outgoing = vec![0; n_streams];
    for (transducers, combination) in frozen {
        for transducer in combination.used(transducers) {
            if let Some(models) = outgoing.get_mut(transducer.source as usize) {
                *models += 1;
            }
        }
    }
    outgoing
}

async fn respond(
    executor: &mut impl Executor,
    frozen: &[(Vec<Transducer>, Combination)],
    plan: &PushPlan,
    timings: &mut Vec<StageTiming>,
) -> Result<Vec<TargetResponse>, RunError> {
    let started = executor.seconds();
    let ranges = Ranges::new(frozen.len(), TARGETS_PER_PUSH_ITEM);
    let item = |number| {
        let targets = ranges.get(number);
        let of_targets = frozen.get(targets.clone()).unwrap_or(&[]).to_vec();
        WorkItem::Respond(targets, of_targets, Box::new(plan.clone()))
    };
    let mut responses = Vec::with_capacity(frozen.len());
    let mut take = |output| {
        let WorkOutput::Respond(some) = output else { return confused(Stage::Push) };
        responses.extend(some);
        Ok(())
    };
    executor.perform(Stage::Push, &Items::new(ranges.count(), item), &mut take).await?;
    timings.push(timing(executor, Stage::Push, started));
    Ok(responses)
}

/// The answers of networks learnt from rotated sources to the primary push alone: by network, then target.
async fn refit(
    executor: &mut impl Executor,
    study: &Study,
    (n_targets, least_score, networks): (usize, Option<f64>, usize),
    plan: &PushPlan,
    timings: &mut Vec<StageTiming>,
) -> Result<Vec<Vec<TargetResponse>>, RunError> {
    let started = executor.seconds();
    let longest = Delays::of(study).longest();
    let rotations = Rotations::draw(
        RotationKind::Common,
        study.training_steps(),
        longest,
        study.settings().context_symbols,
        networks,
        plan.pushable.seed,
    );
    let primary =
        PushPlan { scenarios: vec![Scenario { push: PRIMARY_PUSH, placebo: None }], ..plan.clone() };
    let ranges = Ranges::new(n_targets, TARGETS_PER_REFIT_ITEM);
    let offsets = rotations.rounds();
    let item = |number: usize| {
        let (network, at) = (number / ranges.count(), number % ranges.count());
        let offset = offsets.get(network).copied().unwrap_or(0);
        WorkItem::Refit(ranges.get(at), least_score, offset, Box::new(primary.clone()))
    };
    let mut responses: Vec<Vec<TargetResponse>> = Vec::with_capacity(offsets.len());
    let mut items = 0;
    let mut take = |output| {
        let WorkOutput::Respond(some) = output else { return confused(Stage::Refit) };
        if items % ranges.count() == 0 {
            responses.push(Vec::with_capacity(n_targets));
        }
        if let Some(network) = responses.last_mut() {
            network.extend(some);
        }
        items += 1;
        Ok(())
    };
    let count = offsets.len() * ranges.count();
    executor.perform(Stage::Refit, &Items::new(count, item), &mut take).await?;
    timings.push(timing(executor, Stage::Refit, started));
    Ok(responses)
}
