//! Climbing the ladder: what the authors' program makes of a target, and what its scores come to
//! choice by choice.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::job::Job;
use crate::network::Delays;
use crate::released::{
    OtherChoice, RungScorer, Survivors, TargetForecasts, TargetLadder, WIDTH_STEPS, ignorant_forecasts,
};
use crate::results::Stage;
use crate::run::worker::{Shared, Sources, Worker};
use crate::score::{AucRounds, Rule, Shifts, StreamScorer, rank_auc};
use crate::streams::{PackedStreams, Split};
use crate::xpfsa::ReleasedLearner;

/// Climb the ladder of these targets. The output has one entry a target.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Climb {
    /// The targets.
    pub targets: Range<usize>,
    /// Their forecasts by weekday and season.
    pub calendar: Vec<Vec<f64>>,
    /// The paper's days of test: their number of steps, and how forecasts are shifted in them.
    /// `None` where the test window is no longer.
    pub paper: Option<(usize, Shifts)>,
    /// Seed of the draws of eps, and of noise.
    pub seed: u64,
}

impl Job for Climb {
    type Output = Vec<TargetLadder>;
    const STAGE: Stage = Stage::Ladder;

    fn run(self, worker: &Worker) -> Self::Output {
        let Shared { study, shifts, .. } = worker.shared();
        let horizon_steps = study.settings().horizon_steps;
        let mut learner = ReleasedLearner::new(Split::for_study(study).training_steps());
        let mut climber = Climber {
            worker,
            seed: self.seed,
            rungs: RungScorer::new(shifts, self.paper.clone(), horizon_steps),
            rotated: RungScorer::new(
                &Shifts::none(),
                self.paper.map(|(steps, _)| (steps, Shifts::none())),
                horizon_steps,
            ),
        };
        let climb = |(target, calendar): (usize, &Vec<f64>)| climber.climb(&mut learner, target, calendar);
        self.targets.zip(&self.calendar).map(climb).collect()
    }
}

struct Climber<'a> {
    worker: &'a Worker,
    seed: u64,
    rungs: RungScorer,
    rotated: RungScorer,
}

impl Climber<'_> {
    fn climb(&mut self, learner: &mut ReleasedLearner, target: usize, calendar: &[f64]) -> TargetLadder {
        let Shared { study, streams, .. } = self.worker.shared();
        let events = window_of(&streams.packed, target, Split::for_study(study).test());
        let (survivors, forecasts) = self.forecasts(learner, target, Sources::Real);
        let (_, from_rotated) = self.forecasts(learner, target, Sources::Rotated);
        let unchosen = forecasts.unchosen();
        let others = OtherChoice::ALL.map(|choice| self.other(choice, target, unchosen?, &events));
        TargetLadder {
            rungs: self.rungs.rungs(&forecasts, &events),
            rotated: self
                .rotated
                .rungs(&from_rotated, &events)
                .0
                .iter()
                .map(|auc| auc.as_ref().map(|auc| auc.observed))
                .collect(),
            others: others.into(),
            ignorant: self.ignorant(target, calendar, &events),
            forecast: unchosen.map(<[f64]>::to_vec),
            learnt: survivors.learnt,
            kept: survivors.by_kind.iter().map(|(_, kept)| kept.len() as u64).sum(),
            cut: survivors.cut,
        }
    }

    /// The survivors of a target and what they forecast: from the city's streams, or from rotated
    /// ones.
    fn forecasts(
        &self,
        learner: &mut ReleasedLearner,
        target: usize,
        sources: Sources,
    ) -> (Survivors, TargetForecasts) {
        let study = &self.worker.shared().study;
        let (split, delays) = (Split::for_study(study), Delays::for_study(study));
        let (named, sources) = self.worker.named(sources);
        let training = self.worker.training().window().streams();
        let delays = delays.shortest()..=delays.longest();
        let survivors = named.survivors(learner, training, target, delays, self.seed);
        let forecasts = TargetForecasts::new(&survivors, target, (named, sources), split.test());
        (survivors, forecasts)
    }

    fn other(
        &self,
        choice: OtherChoice,
        target: usize,
        forecast: &[f64],
        events: &[bool],
    ) -> Option<AucRounds> {
        let Shared { study, shifts, .. } = self.worker.shared();
        let around = match choice {
            OtherChoice::NineTiles => self.around(target),
            OtherChoice::WithinTwoSteps | OtherChoice::WithinThreeSteps => events.to_vec(),
        };
        released(choice.width_steps(), forecast, &around, (shifts, study.settings().horizon_steps))
    }

    /// Events of the target's variable in the forecast tiles among the 3 x 3 around it, by test
    /// step.
    fn around(&self, target: usize) -> Vec<bool> {
        let Shared { study, streams, .. } = self.worker.shared();
        let test = Split::for_study(study).test();
        let mut around = vec![false; test.len()];
        let Some(own) = streams.keys.get(target) else { return around };
        for (stream, key) in streams.keys.iter().enumerate() {
            let is_near =
                key.tile.row.abs_diff(own.tile.row) <= 1 && key.tile.column.abs_diff(own.tile.column) <= 1;
            if key.variable == own.variable && is_near {
                let events = window_of(&streams.packed, stream, test.clone());
                around.iter_mut().zip(events).for_each(|(any, event)| *any |= event);
            }
        }
        around
    }

    fn ignorant(
        &self,
        target: usize,
        calendar: &[f64],
        events: &[bool],
    ) -> Vec<(Option<f64>, Option<AucRounds>)> {
        let Shared { study, streams, shifts, .. } = self.worker.shared();
        let split = Split::for_study(study);
        let whole = window_of(&streams.packed, target, 0..split.test().end);
        let steps = (split.training_steps(), study.settings().horizon_steps);
        let forecasts = ignorant_forecasts(&whole, steps, calendar, (self.seed, target));
        let score = |forecast: &Vec<f64>| {
            (rank_auc(forecast, events).ok(), released(WIDTH_STEPS, forecast, events, (shifts, steps.1)))
        };
        forecasts.iter().map(score).collect()
    }
}

/// `None` where the tolerance reaches the horizon: the forecast has seen the event that makes a
/// step near.
fn released(
    width_steps: usize,
    forecast: &[f64],
    events: &[bool],
    (shifts, horizon_steps): (&Shifts, usize),
) -> Option<AucRounds> {
    if width_steps >= horizon_steps {
        return None;
    }
    StreamScorer::new(width_steps).score_tolerant(Rule::Released, forecast, events, shifts).ok()
}

fn window_of(streams: &PackedStreams, stream: usize, steps: Range<usize>) -> Vec<bool> {
    steps.map(|step| streams.get(stream, step)).collect()
}
