//! Pushes of the model: arrest forecasts are learnt, frozen, and asked under every scenario; and so
//! are null networks.

use super::error::RunError;
use super::executor::Executor;
use super::forecasts::{forecast, select};
use super::inspection::Inspection;
use super::jobs::{FrozenModel, Refit, Respond};
use super::network::least_score;
use super::ranges::Ranges;
use super::refits::Refits;
use super::scoring::shifts_of;
use super::timing::timing;
use super::worker::Shared;
use crate::audit::spatial::{SecondOpinion, SurrogateKind, SurrogateMaps};
use crate::audit::{
    Answers, AuditSettings, AuditedAreas, Claim, Group, PRIMARY_PUSH, Primary, PushPlan, PushReport,
    Pushable, Scenario, TargetResponse, scenarios,
};
use crate::chance::Rotations;
use crate::forecast::static_rate;
use crate::network::{Delays, TargetTransducers};
use crate::results::{Stage, StageTiming};
use crate::space::{Grid, TileId};
use crate::streams::{CityStreams, Split, StreamKey};
use crate::study::{RotationKind, Study, Variable};

/// Targets in an item: some tens of milliseconds with all scenarios.
const TARGETS_PER_PUSH_ITEM: usize = 1;
/// Targets in an item of a null network: whoever does the first one rotates the sources.
const TARGETS_PER_REFIT_ITEM: usize = 40;

/// Arrest forecasts that are learnt, and held fast from then on.
pub(super) struct Frozen {
    /// All streams, those of arrests first.
    pub(super) streams: CityStreams,
    /// What each arrest stream's forecast is made of.
    pub(super) models: Vec<FrozenModel>,
    /// The score from which pairs of streams were used.
    least_score: Option<f64>,
}

impl Frozen {
    /// What the forecasts are of.
    pub(super) fn targets(&self) -> &[StreamKey] {
        self.streams.keys.get(..self.models.len()).unwrap_or(&[])
    }

    /// By target: events in the test window.
    pub(super) fn events(&self, study: &Study) -> Vec<usize> {
        let test = Split::for_study(study).test();
        (0..self.models.len()).map(|target| self.streams.packed.count(target, test.clone())).collect()
    }
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
/// As [`super::analyse`]; [`RunError::NoArrests`] where no arrest stream passes the threshold, as
/// in files without arrests.
pub async fn push(
    executor: &mut impl Executor,
    inspection: &Inspection,
    study: &Study,
    areas: &AuditedAreas,
    settings: &AuditSettings,
) -> Result<(PushReport, Vec<StageTiming>), RunError> {
    push_files(executor, inspection, study, (areas, settings), &mut Refits::default()).await
}

/// As [`push`], with null networks kept from one audit of the files to the next.
pub(super) async fn push_files(
    executor: &mut impl Executor,
    inspection: &Inspection,
    study: &Study,
    asked: (&AuditedAreas, &AuditSettings),
    refits: &mut Refits,
) -> Result<(PushReport, Vec<StageTiming>), RunError> {
    inspection.check(study)?;
    let (streams, ..) = CityStreams::build(&inspection.merged.events, study);
    push_kept(executor, &streams, study, asked, refits).await
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
    settings: &AuditSettings,
) -> Result<(PushReport, Vec<StageTiming>), RunError> {
    push_kept(executor, streams, study, (areas, settings), &mut Refits::default()).await
}

async fn push_kept(
    executor: &mut impl Executor,
    streams: &CityStreams,
    study: &Study,
    (areas, settings): (&AuditedAreas, &AuditSettings),
    refits: &mut Refits,
) -> Result<(PushReport, Vec<StageTiming>), RunError> {
    let mut timings = Vec::new();
    let frozen = learn(executor, streams, study, &mut timings).await?;
    let streams = &frozen.streams;
    let grid = Grid::new(study);
    let groups = settings.grouping.groups(&areas.values);
    let pushable = |seed| pushable(study, streams, (areas, &groups), &settings.chosen, seed);
    let outgoing = outgoing(&frozen.models, streams.len());
    let events = frozen.events(study);
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
        let responses = respond(executor, &frozen.models, &plan, &mut timings).await?;
        let which = (frozen.models.len(), frozen.least_score, settings.networks);
        let sizes = (settings.draws, settings.networks);
        let networks = match refits.get(study.settings(), sizes, seed) {
            Some(networks) => networks,
            None => {
                let networks = refit(executor, study, which, &plan, &mut timings).await?;
                refits.keep(study.settings(), sizes, seed, &networks);
                networks
            }
        };
        let answers = Answers {
            plan: &plan,
            targets: frozen.targets(),
            areas,
            groups: &groups,
            grid: &grid,
            responses: &responses,
            events: &events,
        };
        let evidence = answers.evidence(&primary, &networks);
        // Where there are too few or too many areas for maps, the claim's spatial test is not
        // passed.
        let kind = SurrogateKind::MoranSpectral;
        let maps = SurrogateMaps::new(kind, &areas.centres, &areas.values, settings.maps, seed).ok();
        let difference_on = |map: &[Option<f64>]| {
            evidence.up.difference(&settings.grouping.groups_on(map, &areas.values), None)
        };
        let spatial = maps.and_then(|maps| maps.test(difference_on));
        let counts = (answers.counts(Group::Low), answers.counts(Group::High));
        let mut claim = Claim::judge(&evidence, &groups, counts, spatial);
        match &mut first {
            None => {
                claim.second_opinions =
                    SecondOpinion::all(&areas.centres, &areas.values, settings.maps, seed, difference_on);
                first = Some(PushReport {
                    grouping: settings.grouping,
                    groups: groups.clone(),
                    targets: answers.by_target(),
                    scenarios: answers.by_scenario(),
                    claim,
                    other_seeds: Vec::new(),
                    moved_grids: Vec::new(),
                });
            }
            Some(report) => report.other_seeds.push(claim.verdict),
        }
    }
    first.map(|report| (report, timings)).ok_or(RunError::WorkerConfused { stage: Stage::Push })
}

/// Learns arrest forecasts; workers know these streams then.
pub(super) async fn learn(
    executor: &mut impl Executor,
    streams: &CityStreams,
    study: &Study,
    timings: &mut Vec<StageTiming>,
) -> Result<Frozen, RunError> {
    let (streams, n_targets) = arrests_first(streams);
    if n_targets == 0 {
        return Err(RunError::NoArrests);
    }
    let shifts = shifts_of(study)?;
    let shared = Shared::new(study.clone(), streams, shifts);
    executor.share(shared.clone()).await?;
    let least_score = least_score(executor, &shared, timings).await?;
    let streams = shared.streams;
    let size = (n_targets, streams.len());
    let transducers = select(executor, study, size, least_score, timings).await?;
    let (_, combinations) = forecast(executor, study, &transducers, |_, _, _| (), timings).await?;
    let model =
        |(kept, combination): (TargetTransducers, _)| FrozenModel { transducers: kept.best, combination };
    let models = transducers.into_iter().zip(combinations).map(model).collect();
    Ok(Frozen { streams, models, least_score })
}

pub(super) fn pushable(
    study: &Study,
    streams: &CityStreams,
    (areas, groups): (&AuditedAreas, &[Option<Group>]),
    chosen: &[TileId],
    seed: u64,
) -> Pushable {
    let grid = Grid::new(study);
    let split = Split::for_study(study);
    let group = |key: &StreamKey| {
        let area = areas.of_tile(grid.position(key.tile))?;
        groups.get(area).copied().flatten()
    };
    let history = Delays::for_study(study).longest() + study.settings().context_symbols;
    Pushable {
        seed,
        groups: streams.keys.iter().map(group).collect(),
        chosen: streams.keys.iter().map(|key| chosen.contains(&key.tile)).collect(),
        rates: (0..streams.len())
            .map(|stream| static_rate(&streams.packed, stream, split.training_steps()))
            .collect(),
        steps: split.test().start.saturating_sub(history)..split.test().end,
    }
}

/// By stream: how many of the transducers that combinations use read it.
fn outgoing(models: &[FrozenModel], n_streams: usize) -> Vec<u32> {
    let mut outgoing = vec![0; n_streams];
    for model in models {
        for transducer in model.combination.used(&model.transducers) {
            if let Some(count) = outgoing.get_mut(transducer.source as usize) {
                *count += 1;
            }
        }
    }
    outgoing
}

pub(super) async fn respond(
    executor: &mut impl Executor,
    models: &[FrozenModel],
    plan: &PushPlan,
    timings: &mut Vec<StageTiming>,
) -> Result<Vec<TargetResponse>, RunError> {
    let started = executor.seconds();
    let ranges = Ranges::new(models.len(), TARGETS_PER_PUSH_ITEM);
    let job = |number| {
        let targets = ranges.get(number);
        let models = models.get(targets.clone()).unwrap_or(&[]).to_vec();
        Respond { targets, models, plan: Box::new(plan.clone()) }
    };
    let mut responses = Vec::with_capacity(models.len());
    let take = |of_targets| {
        responses.extend::<Vec<_>>(of_targets);
        Ok(())
    };
    executor.perform(ranges.count(), job, take).await?;
    timings.push(timing(executor, Stage::Push, started));
    Ok(responses)
}

/// The answers of networks learnt from rotated sources to the primary push alone: by network, then
/// target.
async fn refit(
    executor: &mut impl Executor,
    study: &Study,
    (n_targets, least_score, networks): (usize, Option<f64>, usize),
    plan: &PushPlan,
    timings: &mut Vec<StageTiming>,
) -> Result<Vec<Vec<TargetResponse>>, RunError> {
    let started = executor.seconds();
    let longest = Delays::for_study(study).longest();
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
    let job = |number: usize| {
        let (network, at) = (number / ranges.count(), number % ranges.count());
        let offset = offsets.get(network).copied().unwrap_or(0);
        Refit { targets: ranges.get(at), least_score, offset, plan: Box::new(primary.clone()) }
    };
    let mut responses: Vec<Vec<TargetResponse>> = Vec::with_capacity(offsets.len());
    let mut items = 0;
    let take = |of_targets: Vec<TargetResponse>| {
        if items % ranges.count() == 0 {
            responses.push(Vec::with_capacity(n_targets));
        }
        if let Some(network) = responses.last_mut() {
            network.extend(of_targets);
        }
        items += 1;
        Ok(())
    };
    executor.perform(offsets.len() * ranges.count(), job, take).await?;
    timings.push(timing(executor, Stage::Refit, started));
    Ok(responses)
}
