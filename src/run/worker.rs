//! What a worker knows: the data that all workers share, and what it made of them for its last
//! jobs.

use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use serde::{Deserialize, Serialize};

use super::window::{Window, network_plan};
use crate::audit::{PlaceboCounts, PushPlan};
use crate::chance::Shift;
use crate::forecast::CombinationWindow;
use crate::network::{NetworkPlan, SelectionTables, SourceTables, TargetTransducers};
use crate::released::NamedStreams;
use crate::score::Shifts;
use crate::space::Grid;
use crate::streams::{
    CityStreams, DroppedTiles, GroupCrimes, PackedStreams, Split, TrainingStreams, WindowStreams,
};
use crate::study::Study;

/// What all workers know before they get the jobs of an analysis.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shared {
    /// The study.
    pub study: Study,
    /// The streams, over training and test steps.
    pub streams: CityStreams,
    /// The tiles that the threshold dropped, by variable.
    pub dropped: Vec<DroppedTiles>,
    /// Crimes by groups of tiles, by variable. Empty where areas have no value.
    pub groups: Vec<GroupCrimes>,
    /// How forecasts are shifted for chance.
    pub shifts: Shifts,
}

impl Shared {
    /// What is shared where neither dropped tiles nor groups of tiles are asked about.
    #[must_use]
    pub fn new(study: Study, streams: CityStreams, shifts: Shifts) -> Self {
        Self { study, streams, dropped: Vec::new(), groups: Vec::new(), shifts }
    }
}

/// Which streams transducers read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sources {
    /// The city's.
    Real,
    /// The city's, rotated within each window: nothing in them depends on the targets.
    Rotated,
}

/// What a worker keeps from one job to the next of the same stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The tables of sources that are scanned.
    Tables,
    /// The plan of a window.
    Plan,
    /// The tables of a surrogate round.
    Surrogate,
    /// The sources of a null network.
    NullSources,
}

/// A worker's knowledge.
#[derive(Debug)]
pub struct Worker {
    shared: Shared,
    rotated: OnceLock<PackedStreams>,
    training: OnceLock<TrainingStreams>,
    /// The city's streams as the authors' program names them, and the same rotated.
    named: OnceLock<NamedStreams>,
    named_rotated: OnceLock<(NamedStreams, PackedStreams)>,
    tables: Last<Sources, SelectionTables>,
    plan: Last<Window, NetworkPlan>,
    surrogate: Last<(Window, usize), SourceTables>,
    null_sources: Last<usize, NullSources>,
    /// What placebos change under the last plan of pushes.
    placebo: Last<PushPlan, PlaceboCounts>,
}

/// The rotated sources that a null network is fitted to.
#[derive(Debug)]
pub(super) struct NullSources {
    pub(super) streams: PackedStreams,
    pub(super) tables: SelectionTables,
}

/// A window, and the shift by half of its whole weeks.
fn by_half(window: Range<usize>) -> (Range<usize>, Shift) {
    let weeks = window.len() / 7;
    (window, Shift::new(weeks / 2 * 7, weeks * 7))
}

/// The value that was made last, with the key that it was made for.
type Last<K, T> = Mutex<Option<(K, Arc<T>)>>;

/// What a lock guards. A worker that failed while it held the lock gets no further jobs.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The last value, if it was made for `key`. Otherwise it is made, and kept instead.
fn last_or<K: PartialEq, T>(last: &Last<K, T>, key: K, make: impl FnOnce() -> T) -> Arc<T> {
    let mut last = locked(last);
    if let Some((_, made)) = last.as_ref().filter(|(made_for, _)| *made_for == key) {
        return Arc::clone(made);
    }
    // The old value goes first: otherwise both would take memory.
    *last = None;
    let made = Arc::new(make());
    *last = Some((key, Arc::clone(&made)));
    made
}

impl Worker {
    /// A worker that knows `shared`.
    #[must_use]
    pub const fn new(shared: Shared) -> Self {
        Self {
            shared,
            rotated: OnceLock::new(),
            training: OnceLock::new(),
            named: OnceLock::new(),
            named_rotated: OnceLock::new(),
            tables: Mutex::new(None),
            plan: Mutex::new(None),
            surrogate: Mutex::new(None),
            null_sources: Mutex::new(None),
            placebo: Mutex::new(None),
        }
    }

    /// What all workers know.
    pub const fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Frees what the next job does not use: each stage's tables are large.
    pub(super) fn keep_only(&self, kept: &[Kept]) {
        if !kept.contains(&Kept::Tables) {
            *locked(&self.tables) = None;
        }
        if !kept.contains(&Kept::Plan) {
            *locked(&self.plan) = None;
        }
        if !kept.contains(&Kept::Surrogate) {
            *locked(&self.surrogate) = None;
        }
        if !kept.contains(&Kept::NullSources) {
            *locked(&self.null_sources) = None;
        }
    }

    /// The sources, rotated by half of each window's whole weeks.
    pub(super) fn rotated(&self) -> &PackedStreams {
        let split = Split::for_study(&self.shared.study);
        let windows = [split.inference(), split.combination(), split.test()].map(by_half);
        self.rotated.get_or_init(|| self.shared.streams.packed.rotated_within(&windows))
    }

    /// The transducers of `targets` that a forecast may use. With `least_score`, only pairs that
    /// reach it.
    pub(super) fn select(
        &self,
        sources: Sources,
        targets: Range<usize>,
        least_score: Option<f64>,
    ) -> Vec<TargetTransducers> {
        let Shared { study, streams, .. } = &self.shared;
        let tables = last_or(&self.tables, sources, || {
            let rotated = (sources == Sources::Rotated).then(|| self.rotated());
            SelectionTables::new(study, streams, rotated)
        });
        let mut selector = tables.selector();
        targets.map(|target| selector.select(target, least_score)).collect()
    }

    /// The plan of a window.
    pub(super) fn plan(&self, window: Window) -> Arc<NetworkPlan> {
        let Shared { study, streams, .. } = &self.shared;
        last_or(&self.plan, window, || network_plan(study, streams, window))
    }

    /// The tables of a surrogate round of a window.
    pub(super) fn surrogate(&self, window: Window, round: usize) -> Arc<SourceTables> {
        last_or(&self.surrogate, (window, round), || self.plan(window).surrogate(round))
    }

    /// The window that combinations are fitted on, with `sources` read by the transducers.
    pub(super) fn combination_window<'a>(&'a self, sources: &'a PackedStreams) -> CombinationWindow<'a> {
        CombinationWindow::new(self.training(), sources, &self.shared.study)
    }

    /// What happened in training.
    pub(super) fn training(&self) -> &TrainingStreams {
        let Shared { study, streams, .. } = &self.shared;
        self.training.get_or_init(|| streams.training(study))
    }

    /// The sources of the authors' program, to learn from in training and to read: the city's, or
    /// rotated by half of the whole weeks of training and of the test period.
    pub(super) fn named(&self, sources: Sources) -> (&NamedStreams, &PackedStreams) {
        let Shared { study, streams, .. } = &self.shared;
        let (split, grid) = (Split::for_study(study), Grid::new(study));
        match sources {
            Sources::Real => {
                let named = || NamedStreams::new(self.training().window(), &streams.keys, &grid);
                (self.named.get_or_init(named), &streams.packed)
            }
            Sources::Rotated => {
                let (named, rotated) = self.named_rotated.get_or_init(|| {
                    let windows = [0..split.training_steps(), split.test()].map(by_half);
                    let rotated = streams.packed.rotated_within(&windows);
                    let training = WindowStreams::first(&rotated, split.training_steps());
                    (NamedStreams::new(&training, &streams.keys, &grid), rotated)
                });
                (named, rotated)
            }
        }
    }

    /// The sources of a null network: rotated by `offset` steps in training, and unchanged in the
    /// test period.
    ///
    /// What is pushed in the test period is therefore the same for every network.
    pub(super) fn null_sources(&self, offset: usize) -> Arc<NullSources> {
        let Shared { study, streams, .. } = &self.shared;
        last_or(&self.null_sources, offset, || {
            let split = Split::for_study(study);
            let training = 0..split.training_steps();
            let shift = Shift::new(offset, training.len() - training.len() % 7);
            let rotated = streams.packed.rotated_within(&[(training, shift), (split.test(), Shift::NONE)]);
            let tables = SelectionTables::new(study, streams, Some(&rotated));
            NullSources { streams: rotated, tables }
        })
    }

    /// What the placebos of a plan change in `sources`.
    pub(super) fn placebo(&self, plan: &PushPlan, sources: &PackedStreams) -> Arc<PlaceboCounts> {
        last_or(&self.placebo, plan.clone(), || PlaceboCounts::new(plan, sources))
    }
}
