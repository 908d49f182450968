//! One stream's scores, observed and in every round of chance, without sorting again.

use serde::{Deserialize, Serialize};

use super::brier::brier_score;
use super::plain::PlainRanks;
use super::ranks::{auc_of_rank_sum, check_classes, check_scores, doubled_rank, for_ties, sort_steps};
use super::released::Sweep;
use super::tolerant::Classes;
use super::{Rule, ScoreError, Shifts, Undefined};
use crate::chance::Shift;

/// An AUC of the forecast as it was made, and of the same forecast in each round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AucRounds {
    /// The AUC of the forecast as it was made.
    pub observed: f64,
    /// The AUC of the shifted forecast, in the order of the offsets.
    pub rounds: Vec<f64>,
}

/// The scores of one stream over a test window.
///
/// Whether an AUC is defined depends on the events alone, which no round moves: it is so in all
/// rounds or in none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreamScores {
    /// Steps in the test window.
    pub n_steps: usize,
    /// Steps that hold an event.
    pub n_events: usize,
    /// Strict rank AUC.
    pub strict: Result<AucRounds, Undefined>,
    /// Tolerant AUC by the released rule.
    pub released: Result<AucRounds, Undefined>,
    /// Tolerant AUC by the plain rule.
    pub plain: Result<AucRounds, Undefined>,
    /// Mean squared difference of probability and outcome.
    pub brier: f64,
}

impl StreamScores {
    /// Without the tolerant scores, where the tolerance reaches back to what the forecast has seen.
    /// An echo of the event `horizon_steps` before would be within the tolerance of it.
    #[must_use]
    pub fn ahead(self, width_steps: usize, horizon_steps: usize) -> Self {
        if width_steps < horizon_steps {
            return self;
        }
        let none = || Err(Undefined::ToleranceReachesHorizon);
        Self { released: none(), plain: none(), ..self }
    }

    /// Steps that hold no event.
    pub const fn n_eventless(&self) -> usize {
        self.n_steps.saturating_sub(self.n_events)
    }
}

/// Scores streams one after another in the same memory; rounds allocate nothing but their results.
///
/// A round pairs the event of a step with the forecast of the step that its shift reads there. Only
/// the forecast goes around the circle: the events, their tolerance and the window's ends stay.
/// Every AUC equals, bit for bit, what [`super::rank_auc`] and [`super::tolerant_roc`] give for the
/// shifted forecast.
///
/// # Examples
/// ```
/// use watchback::chance::Shift;
/// use watchback::score::{Shifts, StreamScorer, rank_auc, shifted};
/// let probabilities = [0.9, 0.1, 0.4, 0.2, 0.3];
/// let events = [true, false, false, false, true];
/// let scores =
///     StreamScorer::new(1).score(&probabilities, &events, &Shifts::around(5, vec![2]))?;
/// let strict = scores.strict.expect("there are events and eventless steps");
/// assert_eq!(strict.observed, 5.0 / 6.0);
/// assert_eq!(
///     strict.rounds,
///     [rank_auc(&shifted(&probabilities, Shift::new(2, 5)), &events)?]
/// );
/// # Ok::<(), watchback::score::ScoreError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct StreamScorer {
    width_steps: usize,
    order: Vec<u32>,
    /// By step of the forecast.
    doubled_ranks: Vec<u32>,
    classes: Classes,
    plain: PlainRanks,
    released: Sweep,
}

impl StreamScorer {
    /// A scorer whose tolerance is `width_steps` steps both ways.
    pub fn new(width_steps: usize) -> Self {
        Self { width_steps, ..Self::default() }
    }

    /// All scores of one stream: the forecast as it was made, and by each of `shifts`.
    /// `probabilities`, 0 to 1, and `events` go by step of the test window.
    ///
    /// # Errors
    /// Probabilities outside 0 to 1, not finite, or not as many as events; no steps at all. An AUC
    /// without a value is no error here: its field says why.
    pub fn score(
        &mut self,
        probabilities: &[f64],
        events: &[bool],
        shifts: &Shifts,
    ) -> Result<StreamScores, ScoreError> {
        self.set(probabilities, events)?;
        let brier = brier_score(probabilities, events)?;
        self.released.set_forecast(probabilities, &self.order)?;
        self.plain.set_forecast(probabilities, &self.order);
        let n_events = self.classes.event_steps.len();
        Ok(StreamScores {
            n_steps: events.len(),
            n_events,
            strict: check_classes(n_events, events.len())
                .map(|()| in_rounds(shifts, |shift| self.strict_auc(shift))),
            released: self.tolerant_rounds(Rule::Released, events, shifts),
            plain: self.tolerant_rounds(Rule::Plain, events, shifts),
            brier,
        })
    }

    /// One tolerant AUC, observed and by each of `shifts`: for scores that need not be
    /// probabilities.
    ///
    /// # Errors
    /// Those of [`super::tolerant_roc`].
    pub fn score_tolerant(
        &mut self,
        rule: Rule,
        scores: &[f64],
        events: &[bool],
        shifts: &Shifts,
    ) -> Result<AucRounds, ScoreError> {
        self.set(scores, events)?;
        self.classes.check()?;
        match rule {
            Rule::Released => self.released.set_forecast(scores, &self.order)?,
            Rule::Plain => self.plain.set_forecast(scores, &self.order),
        }
        Ok(self.tolerant_rounds(rule, events, shifts)?)
    }

    fn set(&mut self, scores: &[f64], events: &[bool]) -> Result<(), ScoreError> {
        check_scores(scores, events.len())?;
        let Self { order, doubled_ranks, .. } = self;
        sort_steps(scores, order);
        doubled_ranks.clear();
        doubled_ranks.resize(scores.len(), 0);
        for_ties(scores, order, |below, group| {
            for &step in group {
                doubled_ranks[step as usize] = doubled_rank(below, group.len());
            }
        });
        self.classes.set(events, self.width_steps);
        Ok(())
    }

    fn strict_auc(&self, shift: Shift) -> f64 {
        let event_steps = &self.classes.event_steps;
        let rank = |&step: &u32| u64::from(self.doubled_ranks[shift.read_at(step as usize)]);
        let sum = event_steps.iter().map(rank).sum();
        auc_of_rank_sum(sum, event_steps.len() as u64, self.classes.near.len() as u64)
    }

    fn tolerant_rounds(
        &mut self,
        rule: Rule,
        events: &[bool],
        shifts: &Shifts,
    ) -> Result<AucRounds, Undefined> {
        let Self { classes, plain, released, width_steps, .. } = self;
        classes.check()?;
        Ok(in_rounds(shifts, |shift| match rule {
            Rule::Released => released.auc(events, &classes.near, *width_steps, shift),
            Rule::Plain => plain.auc(&classes.event_steps, &classes.far_steps, *width_steps, shift),
        }))
    }
}

/// Calls `auc` without a shift and for each of `shifts`.
fn in_rounds(shifts: &Shifts, mut auc: impl FnMut(Shift) -> f64) -> AucRounds {
    AucRounds { observed: auc(Shift::NONE), rounds: shifts.iter().map(auc).collect() }
}

/// The forecast of a round, by step.
///
/// # Examples
/// ```
/// use watchback::chance::Shift;
/// use watchback::score::shifted;
/// assert_eq!(shifted(&[0.1, 0.2, 0.3], Shift::new(1, 3)), [0.2, 0.3, 0.1]);
/// ```
pub fn shifted(scores: &[f64], shift: Shift) -> Vec<f64> {
    (0..scores.len()).filter_map(|step| scores.get(shift.read_at(step)).copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::{rank_auc, tolerant_roc};

    #[test]
    fn an_undefined_auc_is_told_and_the_others_stay() {
        let scores = StreamScorer::new(1)
            .score(&[0.1, 0.2, 0.3], &[false, true, false], &Shifts::around(3, vec![1]))
            .unwrap();
        assert_eq!(scores.released, Err(Undefined::NoStepsFarFromEvents));
        assert_eq!(scores.strict.unwrap().observed, 0.5);
        let empty = StreamScorer::new(1).score(&[], &[], &Shifts::none());
        assert_eq!(empty.unwrap_err(), ScoreError::Undefined(Undefined::NoSteps));
        let quiet = StreamScorer::new(0).score(&[0.5, 0.25], &[false; 2], &Shifts::none()).unwrap();
        assert_eq!((quiet.strict, quiet.brier), (Err(Undefined::NoEvents), 0.156_25));
    }

    #[test]
    fn a_constant_forecast_gets_one_half_by_every_rule_and_in_every_round() {
        let events: Vec<bool> = (0..100).map(|step| step % 9 == 2 || step % 31 == 0).collect();
        for rate in [0.0, 0.07, 1.0] {
            let scores = StreamScorer::new(1)
                .score(&[rate; 100], &events, &Shifts::around(98, vec![7, 14, 21]))
                .unwrap();
            for auc in [scores.strict, scores.released, scores.plain] {
                assert_eq!(auc, Ok(AucRounds { observed: 0.5, rounds: vec![0.5; 3] }), "{rate}");
            }
        }
    }

    proptest::proptest! {
        /// The memory of one stream must not leak into the next, so both are scored by one scorer.
        #[test]
        fn every_round_equals_the_plain_functions_on_the_rotated_forecast(
            first in proptest::collection::vec((0_u32..12, 0_u32..5), 1..40),
            second in proptest::collection::vec((0_u32..5000, 0_u32..5), 1..80),
            width in 0_usize..4, behind in 0_usize..3,
        ) {
            let mut scorer = StreamScorer::new(width);
            for (steps, top) in [(first, 12.0), (second, 5000.0)] {
                let p: Vec<f64> = steps.iter().map(|(s, _)| f64::from(*s) / top).collect();
                let events: Vec<bool> = steps.iter().map(|(_, e)| *e == 0).collect();
                let shifts = Shifts::around(p.len().saturating_sub(behind), (1..p.len() + 2).collect());
                let scores = scorer.score(&p, &events, &shifts).unwrap();
                let all = |auc: &dyn Fn(&[f64]) -> Result<f64, ScoreError>| match auc(&p) {
                    Ok(observed) => {
                        Ok((observed.to_bits(), shifts.iter().map(|shift| auc(&shifted(&p, shift)).unwrap().to_bits()).collect()))
                    }
                    Err(ScoreError::Undefined(reason)) => Err(reason),
                    Err(other) => panic!("{other}"),
                };
                let bits = |scores: &Result<AucRounds, Undefined>| {
                    scores.clone().map(|s| (s.observed.to_bits(), s.rounds.iter().map(|r| r.to_bits()).collect::<Vec<_>>()))
                };
                assert_eq!(bits(&scores.strict), all(&|p| rank_auc(p, &events)));
                for (rule, found) in [(Rule::Released, &scores.released), (Rule::Plain, &scores.plain)] {
                    assert_eq!(bits(found), all(&|p| tolerant_roc(rule, p, &events, width, 0).map(|roc| roc.auc)));
                    assert_eq!(
                        scorer.score_tolerant(rule, &p, &events, &shifts).ok(),
                        found.clone().ok()
                    );
                }
            }
        }

        #[test]
        fn strict_and_plain_auc_keep_their_definitions(
            steps in proptest::collection::vec((0_u32..9, 0_u32..3), 2..50), width in 0_usize..3,
        ) {
            let p: Vec<f64> = steps.iter().map(|(s, _)| f64::from(*s)).collect();
            let events: Vec<bool> = steps.iter().map(|(_, e)| *e == 0).collect();
            let n = p.len();
            let around = |t: usize| t.saturating_sub(width)..(t + width + 1).min(n);
            let wins = |width_of: &dyn Fn(usize) -> f64, far: &dyn Fn(usize) -> bool| {
                let (mut wins, mut pairs) = (0.0, 0.0);
                for e in (0..n).filter(|&t| events[t]) {
                    for q in (0..n).filter(|&t| far(t)) {
                        let (x, y) = (width_of(e), p[q]);
                        wins += if x > y { 1.0 } else if x == y { 0.5 } else { 0.0 };
                        pairs += 1.0;
                    }
                }
                (pairs > 0.0).then_some(wins / pairs)
            };
            let strict = wins(&|t| p[t], &|t| !events[t]);
            assert_eq!(rank_auc(&p, &events).ok(), strict);
            let highest = |t: usize| around(t).map(|j| p[j]).fold(f64::MIN, f64::max);
            let plain = wins(&highest, &|t| !around(t).any(|j| events[j]));
            let roc = tolerant_roc(Rule::Plain, &p, &events, width, 0).ok();
            assert_eq!(roc.as_ref().map(|roc| roc.auc), plain);
            if width == 0 {
                assert_eq!(plain, strict);
            }
            if let Some(roc) = roc {
                let area: f64 = roc.points.windows(2).map(|w| (w[1].fpr - w[0].fpr) * (w[0].tpr + w[1].tpr) / 2.0).sum();
                assert!((area - roc.auc).abs() < 1e-12);
                assert_eq!(roc.points.last().map(|p| (p.fpr, p.tpr)), Some((1.0, 1.0)));
            }
        }
    }
}
