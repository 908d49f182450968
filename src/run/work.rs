//! How much work a run is, stage by stage, and so how much of it is left.
//!
//! The unit is the scan of one transducer. What the other stages cost in that unit was measured on
//! three cities in the browser (docs/benchmarks.md, "Stages of a run"). The share only tells people
//! how long to wait: no result depends on it.

use serde::{Deserialize, Serialize};

use super::analysis::{TileAreas, shared_by};
use super::error::RunError;
use super::inspection::Inspection;
use super::worker::{Shared, Sources, Worker};
use crate::network::{Delays, NetworkPlan};
use crate::results::Stage;
use crate::streams::Split;
use crate::study::{Admission, Study};

/// Of a round beside its scans: its tallies are put together, and travel.
const ROUND: f64 = 800_000.0;
/// Of a scan where sources are selected: all of training is scanned, at two depths.
const SELECTING_SCAN: f64 = 1.5;
/// Of a target whose transducers are selected, beside the scans of its sources.
const SELECT: f64 = 8_600.0;
/// Of a forecast of one target, with its combination.
const FORECAST: f64 = 120_000.0;
/// Of the simple methods' forecasts of one target and day, and of fitting them at all.
const COMPARE: f64 = 340.0;
const FIT: f64 = 75e6;
/// Of a score of one stream's day under one shift.
const SCORE: f64 = 27.0;

/// Of learning one target's machines of one delay as the authors' program does, and of scoring what
/// they forecast.
const CLIMB: f64 = 95_000.0;

/// Targets that are scanned at a time to see how fast this machine is.
const PROBED: usize = 4;
/// They are scanned for so long before it counts, in seconds: a browser compiles well only what has
/// run for a while.
const WARMED: f64 = 0.15;
/// Then it is watched for so long at least.
const WATCHED: f64 = 0.05;

/// The work of a run.
///
/// # Examples
/// ```
/// use watchback::run::{Stage, Work};
/// let work = Work { stages: vec![(Stage::Chance, 3.0), (Stage::Score, 1.0)] };
/// assert_eq!((work.share(Stage::Chance, 1.0), work.share(Stage::Score, 0.5)), (0.75, 0.875));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Work {
    /// Of each stage of a run that has any, in order, in scans.
    pub stages: Vec<(Stage, f64)>,
}

impl Work {
    /// The work of an analysis of these streams.
    #[must_use]
    pub fn of_analysis(shared: &Shared) -> Self {
        let (study, settings) = (&shared.study, shared.study.settings());
        let (split, tested) = (Split::for_study(study), Delays::for_study(study));
        let n = shared.streams.len() as f64;
        // The network is scanned at shorter delays too.
        let delays = Delays::from_same_step(tested.longest()).count() as f64;
        let (depth, chance) = (settings.context_symbols, &settings.chance);
        let rotations = NetworkPlan::drawn_rotations(split.training_steps(), tested, depth, chance);
        // The real data is scanned as a round is.
        let rounds = rotations.rounds().len() as f64 + 1.0;
        let sampled = chance.targets.min(shared.streams.len()) as f64;
        let days = split.test().len() as f64;
        let shifts = shared.shifts.offsets.len() as f64;
        let seeds = chance.seeds as f64;
        // Links alone are admitted by a comparison with chance of its own.
        let compared = seeds + if settings.admission == Admission::Links { 1.0 } else { 0.0 };
        let select = SELECTING_SCAN * n * n * tested.count() as f64 + SELECT * n;
        Self {
            stages: vec![
                (Stage::Chance, compared * rounds * (n * delays * sampled + ROUND)),
                (Stage::Network, n * n * delays),
                (Stage::Selection, select),
                (Stage::Forecast, FORECAST * n),
                (Stage::Rotated, select + FORECAST * n),
                (Stage::Compare, COMPARE * n * days + FIT),
                (Stage::Score, SCORE * n * days * shifts),
            ],
        }
    }

    /// The work of climbing the ladder of these streams.
    #[must_use]
    pub fn of_ladder(shared: &Shared) -> Self {
        let delays = Delays::for_study(&shared.study).count() as f64;
        Self { stages: vec![(Stage::Ladder, CLIMB * delays * shared.streams.len() as f64)] }
    }

    fn all(&self) -> f64 {
        self.stages.iter().map(|(_, work)| work).sum()
    }

    /// The share of the whole that is done when this share of a stage is.
    #[must_use]
    pub fn share(&self, stage: Stage, of_stage: f64) -> f64 {
        let all = self.all();
        let done = self.stages.iter().map(|(of, work)| match (*of).cmp(&stage) {
            std::cmp::Ordering::Less => *work,
            std::cmp::Ordering::Equal => work * of_stage.clamp(0.0, 1.0),
            std::cmp::Ordering::Greater => 0.0,
        });
        let done: f64 = done.sum();
        if all > 0.0 { done / all } else { 0.0 }
    }
}

/// How long work on a study would take on one worker of this machine, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    /// The analysis.
    pub run_seconds: f64,
    /// The ladder.
    pub ladder_seconds: f64,
}

impl Expected {
    /// The same on so many workers.
    #[must_use]
    pub fn on(self, workers: usize) -> Self {
        let share = workers.max(1) as f64;
        Self { run_seconds: self.run_seconds / share, ladder_seconds: self.ladder_seconds / share }
    }
}

/// How long work on a study would take: a little of it is done to see. `seconds` tells the time.
///
/// # Errors
/// As [`super::analyse`], before its first stage.
pub fn expected(
    inspection: &Inspection,
    study: &Study,
    areas: &TileAreas,
    seconds: impl Fn() -> f64,
) -> Result<Expected, RunError> {
    inspection.check(study)?;
    let (shared, _) = shared_by(inspection, study, areas)?;
    let (run, ladder) = (Work::of_analysis(&shared).all(), Work::of_ladder(&shared).all());
    let n = shared.streams.len();
    let probed = PROBED.min(n);
    let selected = (probed * n * Delays::for_study(study).count()) as f64;
    let scans = SELECTING_SCAN * selected + SELECT * probed as f64;
    let worker = Worker::new(shared);
    // Gives the seconds a scan, over so many seconds at least.
    let watch = |least: f64| {
        let (started, mut done) = (seconds(), 0.0);
        while done == 0.0 || seconds() - started < least {
            worker.select(Sources::Real, 0..probed, None);
            done += scans;
        }
        (seconds() - started) / done
    };
    // The tables are made then too.
    watch(WARMED);
    let a_scan = watch(WATCHED);
    Ok(Expected { run_seconds: run * a_scan, ladder_seconds: ladder * a_scan })
}
