//! The rungs of the ladder for one target: from its strict score to the largest of all that the
//! authors' tables hold, one choice a rung.

use serde::{Deserialize, Serialize};

use super::forecasts::{KindForecasts, TargetForecasts};
use crate::score::{AucRounds, Rule, Shifts, StreamScorer};

/// Half-width of the tolerance, steps: their option `flex_width` in their examples.
pub const WIDTH_STEPS: usize = 1;

/// A rung: the choices up to here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// The forecast by all sources, scored strictly.
    Strict,
    /// Events within a step count, each of them once.
    WithinAStep,
    /// Counted as the released scorer does: a flag for each step that is near an event.
    ReleasedCounting,
    /// The largest of the kinds of sources: each variable, and all.
    BestKind,
    /// And the largest of 10, 15, 20 and 25 models.
    BestCount,
    /// On the paper's 101 days of test instead of the whole window.
    PaperDays,
    /// And the larger of two orders of models, by gamma and by distance.
    BothOrders,
}

impl Rung {
    /// All of them, from below.
    pub const ALL: [Self; 7] = [
        Self::Strict,
        Self::WithinAStep,
        Self::ReleasedCounting,
        Self::BestKind,
        Self::BestCount,
        Self::PaperDays,
        Self::BothOrders,
    ];
}

/// A target's rungs, as [`Rung::ALL`]. `None` where the score has no value: no event, say, or no
/// step far from all events; and of rungs that the study does not have ([`RungScorer::has`]).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetRungs(pub Vec<Option<AucRounds>>);

/// How a study's rungs are scored.
#[derive(Clone, Debug)]
pub struct RungScorer {
    scorer: StreamScorer,
    shifts: Shifts,
    /// The paper's days: their number of steps and how forecasts are shifted in them. `None` where
    /// the test window is no longer.
    paper: Option<(usize, Shifts)>,
    /// Whether tolerant scores say anything: not where the tolerance reaches the horizon, because
    /// the forecast has seen the event that makes a step near.
    is_tolerant: bool,
}

impl RungScorer {
    /// A scorer for a test window, shifted by `shifts`, and for the paper's days of it; of
    /// forecasts made so many steps ahead.
    pub fn new(shifts: &Shifts, paper: Option<(usize, Shifts)>, horizon_steps: usize) -> Self {
        let is_tolerant = WIDTH_STEPS < horizon_steps;
        Self { scorer: StreamScorer::new(WIDTH_STEPS), shifts: shifts.clone(), paper, is_tolerant }
    }

    /// Whether a study has a rung at all. Where its test is no longer than the paper's there is no
    /// rung of the paper's days, and the last one is of the whole test.
    pub const fn has(&self, rung: Rung) -> bool {
        match rung {
            Rung::Strict => true,
            Rung::PaperDays => self.is_tolerant && self.paper.is_some(),
            _ => self.is_tolerant,
        }
    }

    /// The rungs of a target. `events` goes by test step.
    pub fn rungs(&mut self, forecasts: &TargetForecasts, events: &[bool]) -> TargetRungs {
        let unchosen = forecasts.unchosen();
        let scores = unchosen.and_then(|forecast| self.scorer.score(forecast, events, &self.shifts).ok());
        let (strict, plain, released) = scores.map_or((None, None, None), |scores| {
            (scores.strict.ok(), scores.plain.ok(), scores.released.ok())
        });
        let whole = |kind: &KindForecasts| vec![kind.whole.clone()];
        let by_gamma = |kind: &KindForecasts| kind.by_gamma.clone();
        let both = |kind: &KindForecasts| [by_gamma(kind), kind.by_distance.clone()].concat();
        let paper = self.paper.clone();
        let rungs = vec![
            strict,
            plain,
            released,
            self.largest(forecasts, whole, events, None),
            self.largest(forecasts, by_gamma, events, None),
            paper.as_ref().and_then(|paper| self.largest(forecasts, by_gamma, events, Some(paper))),
            self.largest(forecasts, both, events, paper.as_ref()),
        ];
        let of_study = Rung::ALL.iter().zip(rungs).map(|(rung, auc)| auc.filter(|_| self.has(*rung)));
        TargetRungs(of_study.collect())
    }

    /// The largest released score of some forecasts of every kind, in the real test and in each
    /// round: the choice is made anew in every round.
    fn largest(
        &mut self,
        forecasts: &TargetForecasts,
        of_kind: impl Fn(&KindForecasts) -> Vec<Vec<f64>>,
        events: &[bool],
        paper: Option<&(usize, Shifts)>,
    ) -> Option<AucRounds> {
        let (n_steps, shifts) =
            paper.map_or((events.len(), &self.shifts), |(steps, shifts)| (*steps, shifts));
        let mut best: Option<AucRounds> = None;
        for forecast in forecasts.kinds().flat_map(of_kind) {
            let (forecast, events) = (forecast.get(..n_steps)?, events.get(..n_steps)?);
            let score = self.scorer.score_tolerant(Rule::Released, forecast, events, shifts).ok()?;
            best = Some(match best {
                None => score,
                Some(best) => AucRounds {
                    observed: best.observed.max(score.observed),
                    rounds: best.rounds.iter().zip(&score.rounds).map(|(a, b)| a.max(*b)).collect(),
                },
            });
        }
        best
    }
}
