//! Pieces of work that can go to any worker: each takes values and gives values, and its result does not depend on
//! who does it.

use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::audit::{Experiment, PlaceboCounts, PushPlan, TargetResponse};
use crate::chance::Shift;
use crate::forecast::{
    Combination, CombinationWindow, Comparator, ComparatorForecast, ComparatorTask, FrozenForecast,
    TargetForecast, forecast_target, static_rate,
};
use crate::ingest::FileSummary;
use crate::network::{
    Delays, KeptGammas, Listing, NetworkPlan, Place, RoundTally, SourceTables, TargetScan, TargetTransducers,
    Transducer,
};
use crate::score::{
    AucRounds, Cadence, GroupHarm, ScoreError, ScoredSet, SetScores, Shifts, StreamRanks, StreamScorer,
    StreamScores, harm, mean_log_score, pooled_rank_auc,
};
use crate::space::Grid;
use crate::streams::{
    CityStreams, DroppedTiles, GroupCrimes, PackedStreams, SourceStreams, Split, StreamKey, TrainingStreams,
    WindowStreams,
};
use crate::study::{Study, StudySettings, Variable};
use crate::sweep;

/// What all workers know before the items of an analysis.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shared {
    /// The study.
    pub study: Study,
    /// The streams, over training and test steps.
    pub streams: CityStreams,
    /// The tiles that the threshold dropped, by variable.
    pub dropped: Vec<DroppedTiles>,
    /// Crimes by groups of tiles, by variable; none where areas have no value.
    pub groups: Vec<GroupCrimes>,
    /// How forecasts are shifted for chance.
    pub shifts: Shifts,
}

/// A piece of work.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum WorkItem {
    /// Read the file of this number.
    Read(usize),
    /// Scan these targets for the transducers that a forecast may use: with a score, only pairs that reach it.
    Scan(Range<usize>, Option<f64>),
    /// Scan some of a window's sampled targets, given as positions among them, in a round; round 0 is the real data.
    Tally(Window, usize, Range<usize>),
    /// List a window's pairs of these targets that reach a bin of scores, given by stratum.
    List(Window, Range<usize>, Vec<u16>),
    /// Fit and forecast these targets, with their transducers.
    Forecast(Range<usize>, Vec<Vec<Transducer>>),
    /// Scan, fit and forecast these targets with rotated sources, with a score as above.
    Rotated(Range<usize>, Option<f64>),
    /// Fit a simple method to a variable's streams and forecast them.
    Compare(Variable, Comparator),
    /// Score these streams: probabilities by stream and test step.
    Score(Range<usize>, Array2<f64>),
    /// Score a set of streams together, likewise; with a variable, its streams alone.
    ScoreSet(Option<Variable>, Vec<usize>, Array2<f64>),
    /// Ask the frozen forecasts of these targets, given with what they are made of, what they say under pushes.
    Respond(Range<usize>, Vec<(Vec<Transducer>, Combination)>, Box<PushPlan>),
    /// Learn these targets' forecasts from sources rotated by so many steps in training, with a score as above, and ask those.
    Refit(Range<usize>, Option<f64>, usize, Box<PushPlan>),
}

/// A window that a network is told from chance on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Window {
    /// The whole of training, for what is said of the network.
    Training,
    /// The part that transducers are inferred on, for what a forecast may use.
    Inference,
    /// The whole of training, with targets and rounds of a seed so much further on.
    Repeat(u64),
    /// The whole of training in a cell of the sweep, whose first so many streams are its targets.
    Cell(usize),
}

/// Which streams transducers read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sources {
    /// The city's.
    Real,
    /// The same, rotated within each window against the targets: they know nothing of them.
    Rotated,
}

/// What a piece of work gives.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum WorkOutput {
    /// What a file held, or why it could not be read. Its rows were handed over while it was read.
    Read(Result<Box<FileSummary>, FileFailure>),
    /// The kept transducers of each target.
    Scan(Vec<TargetTransducers>),
    /// Counts of a round.
    Tally(Box<RoundTally>),
    /// Pairs that stand out.
    List(Listing),
    /// A forecast for each target, and one by its own past alone.
    Forecast(Vec<(TargetForecast, TargetForecast)>),
    /// For each target gamma of what was kept, and the forecast of the test window.
    Rotated(Vec<(KeptGammas, Vec<f64>)>),
    /// A simple method's mean log score on the last part of training, fitted on the first; and its forecast of the test window.
    Compare(f64, ComparatorForecast),
    /// Scores of each stream: the forecast's, the static rate's, and the forecast's rank scores with their intervals.
    Score(Vec<(StreamScores, StreamScores, StreamRanks)>),
    /// Scores of a set; its pooled scores, the forecast's and the static rate's, `None` where they are undefined; and what acting on it would
    /// mean by groups of tiles.
    ScoreSet(Box<SetScores>, Option<(AucRounds, AucRounds)>, Vec<GroupHarm>),
    /// The scores could not be taken, in words.
    Unscored(String),
    /// Each target's answers.
    Respond(Vec<TargetResponse>),
}

/// A file that could not be read, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFailure {
    /// The file's name.
    pub file: String,
    /// What is wrong, where, and what to do.
    pub message: String,
}

/// A worker's knowledge: what was shared, and what it made of it once.
#[derive(Debug)]
pub struct Worker {
    shared: Shared,
    rotated: OnceLock<PackedStreams>,
    training: OnceLock<TrainingStreams>,
    /// The tables last scanned: items of one kind of sources follow each other.
    tables: Last<Sources, SourceTables>,
    /// The plan last worked by: items of one window follow each other.
    plan: Last<Window, NetworkPlan>,
    /// The surrogate round last worked on, likewise.
    surrogate: Last<(Window, usize), SourceTables>,
    /// The rotated sources last learnt from, and the same as tables; likewise.
    refit: Last<usize, (PackedStreams, SourceTables)>,
    /// What placebos change under the plan last worked by.
    placebo: Last<PushPlan, PlaceboCounts>,
}

/// What was made last, and for what.
type Last<K, T> = Mutex<Option<(K, Arc<T>)>>;

/// What a lock guards. A worker that failed while it held the lock is not asked again.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What was last made, if it was made for `key`; else it is made, and kept instead.
fn last_or<K: PartialEq, T>(last: &Last<K, T>, key: K, make: impl FnOnce() -> T) -> Arc<T> {
    let mut last = locked(last);
    if let Some((_, made)) = last.as_ref().filter(|(of, _)| *of == key) {
        return Arc::clone(made);
    }
    // The old one goes first: both would be held otherwise.
    *last = None;
    let made = Arc::new(make());
    *last = Some((key, Arc::clone(&made)));
    made
}

/// The plan by which the network of a study's window is told from chance.
pub(super) fn network_plan(shared: &Shared, window: Window) -> NetworkPlan {
    let Shared { study, streams, .. } = shared;
    let settings = study.settings();
    let places = Place::of(&streams.keys, &Grid::new(study));
    let mut chance = settings.chance;
    let window = match window {
        Window::Training => streams.training(study).into_window(),
        Window::Inference => streams.inference(study),
        Window::Repeat(further) => {
            chance.seed = chance.seed.wrapping_add(further);
            streams.training(study).into_window()
        }
        Window::Cell(n_targets) => {
            return NetworkPlan::with(
                streams.training(study).into_window(),
                Vec::new(),
                Delays::of(study),
                settings.context_symbols,
                (0..n_targets).collect(),
                sweep::rotations(study),
                chance.seed,
            );
        }
    };
    NetworkPlan::new(window, places, Delays::of(study), settings.context_symbols, &chance)
}

impl Worker {
    /// A worker that knows `shared`.
    pub const fn new(shared: Shared) -> Self {
        Self {
            shared,
            rotated: OnceLock::new(),
            training: OnceLock::new(),
            tables: Mutex::new(None),
            plan: Mutex::new(None),
            surrogate: Mutex::new(None),
            refit: Mutex::new(None),
            placebo: Mutex::new(None),
        }
    }

    /// Performs an item; `None` for a file, which needs more than what is shared.
    pub fn perform(&self, item: WorkItem) -> Option<WorkOutput> {
        self.forget_for(&item);
        match item {
            WorkItem::Read(_) => None,
            WorkItem::Scan(targets, least_score) => {
                Some(WorkOutput::Scan(self.scan(Sources::Real, targets, least_score)))
            }
            WorkItem::Tally(window, round, sampled) => {
                Some(WorkOutput::Tally(Box::new(self.tally(window, round, sampled))))
            }
            WorkItem::List(window, targets, least) => {
                Some(WorkOutput::List(self.plan(window).list(targets, &least)))
            }
            WorkItem::Forecast(targets, transducers) => {
                Some(WorkOutput::Forecast(self.forecast(targets, &transducers)))
            }
            WorkItem::Rotated(targets, least_score) => {
                Some(WorkOutput::Rotated(self.forecast_from_rotated(targets, least_score)))
            }
            WorkItem::Respond(targets, forecasts, plan) => {
                Some(WorkOutput::Respond(self.respond(targets, &forecasts, &plan)))
            }
            WorkItem::Refit(targets, least_score, offset, plan) => {
                Some(WorkOutput::Respond(self.refit(targets, least_score, offset, &plan)))
            }
            WorkItem::Compare(variable, comparator) => {
                let (training, forecast) = self.compare(variable, comparator);
                Some(WorkOutput::Compare(training, forecast))
            }
            WorkItem::Score(streams, probabilities) => {
                let scores = self.score(streams, &probabilities);
                Some(scores.map_or_else(|error| WorkOutput::Unscored(error.to_string()), WorkOutput::Score))
            }
            WorkItem::ScoreSet(variable, streams, probabilities) => {
                let scores = self.set_scores(variable, &streams, &probabilities);
                Some(scores.map_or_else(
                    |error| WorkOutput::Unscored(error.to_string()),
                    |(scores, harm)| {
                        let pooled = self.pooled(&streams, &probabilities);
                        WorkOutput::ScoreSet(Box::new(scores), pooled, harm)
                    },
                ))
            }
        }
    }

    fn scan(
        &self,
        sources: Sources,
        targets: Range<usize>,
        least_score: Option<f64>,
    ) -> Vec<TargetTransducers> {
        let Shared { study, streams, .. } = &self.shared;
        let settings = study.settings();
        let tables = last_or(&self.tables, sources, || {
            let inference = streams.inference(study);
            let (delays, depth) = (Delays::of(study), settings.context_symbols);
            match sources {
                Sources::Real => SourceTables::new(&inference, delays, depth),
                Sources::Rotated => {
                    let rotated = self.rotated().window(Split::of(study).inference());
                    SourceTables::rotated(&inference, rotated, delays, depth)
                }
            }
        });
        let mut scan = TargetScan::new(&tables);
        targets.map(|target| scan.select(target, settings.max_models, least_score)).collect()
    }

    /// Frees what the stage of an item has no use for.
    fn forget_for(&self, item: &WorkItem) {
        if !matches!(item, WorkItem::Scan(..) | WorkItem::Rotated(..)) {
            *locked(&self.tables) = None;
        }
        if !matches!(item, WorkItem::Tally(..)) {
            *locked(&self.surrogate) = None;
        }
        if !matches!(item, WorkItem::Refit(..)) {
            *locked(&self.refit) = None;
        }
        if !matches!(item, WorkItem::Tally(..) | WorkItem::List(..)) {
            *locked(&self.plan) = None;
        }
    }

    /// By half of each window's whole weeks.
    fn rotated(&self) -> &PackedStreams {
        let split = Split::of(&self.shared.study);
        let by_half = |window: Range<usize>| {
            let weeks = window.len() / 7;
            (window, Shift::new(weeks / 2 * 7, weeks * 7))
        };
        let windows = [split.inference(), split.combination(), split.test()].map(by_half);
        self.rotated.get_or_init(|| self.shared.streams.packed.rotated_within(&windows))
    }

    fn plan(&self, window: Window) -> Arc<NetworkPlan> {
        last_or(&self.plan, window, || network_plan(&self.shared, window))
    }

    fn tally(&self, window: Window, round: usize, sampled: Range<usize>) -> RoundTally {
        let plan = self.plan(window);
        if round == 0 {
            return plan.tally(plan.real(), round, sampled);
        }
        let tables = last_or(&self.surrogate, (window, round), || plan.surrogate(round));
        plan.tally(&tables, round, sampled)
    }

    fn window<'a>(&'a self, sources: &'a PackedStreams) -> CombinationWindow<'a> {
        let Shared { study, streams, .. } = &self.shared;
        CombinationWindow::new(self.training.get_or_init(|| streams.training(study)), sources, study)
    }

    fn forecast(
        &self,
        targets: Range<usize>,
        transducers: &[Vec<Transducer>],
    ) -> Vec<(TargetForecast, TargetForecast)> {
        let window = self.window(&self.shared.streams.packed);
        let forecast = |(target, kept): (usize, &Vec<Transducer>)| {
            let own = kept.first().filter(|first| first.source as usize == target);
            let by_own = forecast_target(&window, target, own.map_or(&[], std::slice::from_ref));
            (forecast_target(&window, target, kept), by_own)
        };
        targets.zip(transducers).map(forecast).collect()
    }

    fn forecast_from_rotated(
        &self,
        targets: Range<usize>,
        least_score: Option<f64>,
    ) -> Vec<(KeptGammas, Vec<f64>)> {
        let window = self.window(self.rotated());
        let kept = self.scan(Sources::Rotated, targets.clone(), least_score);
        let forecast = |(target, kept): (usize, TargetTransducers)| {
            (KeptGammas::of(&kept), forecast_target(&window, target, &kept.best).test)
        };
        targets.zip(kept).map(forecast).collect()
    }

    fn respond(
        &self,
        targets: Range<usize>,
        forecasts: &[(Vec<Transducer>, Combination)],
        plan: &PushPlan,
    ) -> Vec<TargetResponse> {
        let sources = &self.shared.streams.packed;
        let window = self.window(sources);
        let respond = |(target, (transducers, combination)): (usize, &(Vec<Transducer>, Combination))| {
            self.respond_of(plan, sources, (&window, target), transducers, combination)
        };
        targets.zip(forecasts).map(respond).collect()
    }

    fn refit(
        &self,
        targets: Range<usize>,
        least_score: Option<f64>,
        offset: usize,
        plan: &PushPlan,
    ) -> Vec<TargetResponse> {
        let Shared { study, streams, .. } = &self.shared;
        let settings = study.settings();
        let split = Split::of(study);
        let rotated = last_or(&self.refit, offset, || {
            // The test window stays as it is: what is pushed there is the same, and only the network differs.
            let training = 0..split.training_steps();
            let shift = Shift::new(offset, training.len() - training.len() % 7);
            let sources = streams.packed.rotated_within(&[(training, shift), (split.test(), Shift::NONE)]);
            let inference = sources.window(split.inference());
            let (delays, depth) = (Delays::of(study), settings.context_symbols);
            let tables = SourceTables::rotated(&streams.inference(study), inference, delays, depth);
            (sources, tables)
        });
        let (sources, tables) = rotated.as_ref();
        let window = self.window(sources);
        let mut scan = TargetScan::new(tables);
        targets
            .map(|target| {
                let kept = scan.select(target, settings.max_models, least_score);
                let combination = forecast_target(&window, target, &kept.best).combination;
                self.respond_of(plan, sources, (&window, target), &kept.best, &combination)
            })
            .collect()
    }

    fn respond_of(
        &self,
        plan: &PushPlan,
        sources: &PackedStreams,
        (window, target): (&CombinationWindow<'_>, usize),
        transducers: &[Transducer],
        combination: &Combination,
    ) -> TargetResponse {
        let Shared { study, streams, .. } = &self.shared;
        let has_placebo = plan.scenarios.iter().any(|scenario| scenario.placebo.is_some());
        let placebo = if has_placebo {
            last_or(&self.placebo, plan.clone(), || PlaceboCounts::of(plan, sources))
        } else {
            Arc::new(PlaceboCounts::default())
        };
        let experiment = Experiment {
            plan,
            keys: &streams.keys,
            streams: sources,
            placebo: &placebo,
            tolerance_steps: study.settings().tolerance_steps,
        };
        let events: Vec<bool> =
            Split::of(study).test().map(|step| streams.packed.get(target, step)).collect();
        let first = plan.pushable.steps.start;
        let mut frozen = FrozenForecast::new(window, target, transducers, combination, first);
        experiment.respond(&mut frozen, &events)
    }

    fn compare(&self, variable: Variable, comparator: Comparator) -> (f64, ComparatorForecast) {
        let Shared { study, streams, .. } = &self.shared;
        let split = Split::of(study);
        let of_variable = |at: &usize| streams.keys.get(*at).is_some_and(|key| key.variable == variable);
        let indices: Vec<usize> = (0..streams.len()).filter(of_variable).collect();
        let keys: Vec<StreamKey> = indices.iter().filter_map(|&at| streams.keys.get(at).copied()).collect();
        let packed = streams.packed.select(&indices);
        let places = Place::of(&keys, &Grid::new(study));
        let step_days = study.settings().step_days;
        // Days of training that are no whole step come before the first one.
        let first_day = study.training().first() + (study.training().n_days() % step_days) as i32;
        let run = |fitted_steps: usize, forecast: Range<usize>| {
            let task = ComparatorTask {
                fitted: &WindowStreams::first(&packed, fitted_steps),
                sources: SourceStreams::new(&packed, study.settings().horizon_steps),
                places: &places,
                first_weekday: first_day.weekday(),
                step_days,
                forecast,
            };
            task.run(comparator)
        };
        let judged = split.combination();
        let on_training = run(split.inference().end, judged.clone());
        let happened = |stream: usize, step: usize| packed.get(stream, judged.start + step);
        let training = mean_log_score(on_training.probabilities.view(), happened);
        (training, run(split.training_steps(), split.test()))
    }

    fn score(
        &self,
        streams: Range<usize>,
        probabilities: &Array2<f64>,
    ) -> Result<Vec<(StreamScores, StreamScores, StreamRanks)>, ScoreError> {
        let Shared { study, streams: city, shifts, .. } = &self.shared;
        let split = Split::of(study);
        let StudySettings { step_days, horizon_steps, tolerance_steps, .. } = *study.settings();
        let cadence = Cadence { step_days, horizon_steps };
        let mut scorer = StreamScorer::new(tolerance_steps);
        let mut score = |stream: usize, probabilities: Vec<f64>| {
            let events: Vec<bool> = split.test().map(|step| city.packed.get(stream, step)).collect();
            let rate = static_rate(&city.packed, stream, split.training_steps());
            let forecast = scorer.score(&probabilities, &events, shifts)?;
            let comparator = scorer.score(&vec![rate; events.len()], &events, shifts)?;
            Ok((forecast, comparator, StreamRanks::of(&probabilities, &events, shifts, cadence)?))
        };
        streams.zip(probabilities.rows()).map(|(stream, row)| score(stream, row.to_vec())).collect()
    }

    fn set_scores(
        &self,
        variable: Option<Variable>,
        streams: &[usize],
        probabilities: &Array2<f64>,
    ) -> Result<(SetScores, Vec<GroupHarm>), ScoreError> {
        let Shared { study, streams: city, dropped, groups, shifts } = &self.shared;
        let split = Split::of(study);
        let events = city.packed.select(streams).window(split.test());
        let set = ScoredSet::new(probabilities.view(), &events, shifts)?;
        let rates: Vec<f64> =
            streams.iter().map(|&stream| static_rate(&city.packed, stream, split.training_steps())).collect();
        let dropped = dropped.iter().find(|dropped| Some(dropped.variable) == variable);
        let (height, width) = Grid::new(study).tile_metres();
        let groups = groups.iter().find(|groups| Some(groups.variable) == variable);
        let harm = dropped.zip(groups).map(|(dropped, groups)| harm(&set, dropped, groups));
        Ok((SetScores::of(&set, &rates, dropped, height * width), harm.unwrap_or_default()))
    }

    /// A pooled AUC is undefined only where no stream has an event, or all have one at every step.
    fn pooled(&self, streams: &[usize], probabilities: &Array2<f64>) -> Option<(AucRounds, AucRounds)> {
        let Shared { study, streams: city, shifts, .. } = &self.shared;
        let split = Split::of(study);
        let events = city.packed.select(streams).window(split.test());
        let rates: Vec<f64> =
            streams.iter().map(|&stream| static_rate(&city.packed, stream, split.training_steps())).collect();
        let rate = |(stream, _): (usize, usize)| rates.get(stream).copied().unwrap_or(f64::NAN);
        let static_rates = Array2::from_shape_fn(probabilities.dim(), rate);
        let forecast = pooled_rank_auc(probabilities.view(), &events, shifts).ok()?;
        // A constant rate is the same in every round.
        let comparator = pooled_rank_auc(static_rates.view(), &events, &Shifts::none()).ok()?;
        Some((forecast, comparator))
    }
}
