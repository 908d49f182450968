//! How far probabilities are from what happened: Brier and log score, over the static rate.

use serde::{Deserialize, Serialize};

use super::blocks::RatioBlocks;
use super::paired::LEAST_PROBABILITY;
use super::{Blocks, Estimate, ScoredSet, block_interval};
use crate::chance::Shift;

/// Scores of probabilities, all streams and steps with equal weights.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProbabilityScores {
    /// Mean squared difference of probability and outcome: 0 is perfect. Source: Brier (1950).
    pub brier: Estimate,
    /// 1 - Brier / Brier of the static rate: above 0, the forecast is better.
    pub brier_skill: Estimate,
    /// Mean ln of the probability of what happened, nats: 0 is perfect. Source: Good (1952).
    pub log: Estimate,
    /// 1 - log / log of the static rate: above 0, the forecast is better.
    pub log_skill: Estimate,
}

/// The sums of one score that do not depend on which steps hold events, and what an event changes.
struct Linear<'a, 'b> {
    set: &'a ScoredSet<'b>,
    event_steps: &'a [Vec<usize>],
    eventless: fn(f64) -> f64,
    event: fn(f64) -> f64,
}

fn held(probability: f64) -> f64 {
    probability.clamp(LEAST_PROBABILITY, 1.0 - LEAST_PROBABILITY)
}

impl Linear<'_, '_> {
    /// Sums by block of event steps, the forecast as it was made.
    fn by_block(&self, blocks: Blocks) -> RatioBlocks {
        let mut sums = RatioBlocks::new(blocks);
        for stream in 0..self.set.n_streams() {
            for step in 0..self.set.n_steps() {
                sums.add(blocks.of(step), (self.eventless)(self.set.said(stream, step, Shift::NONE)), 1.0);
            }
            for &step in &self.event_steps[stream] {
                let said = self.set.said(stream, step, Shift::NONE);
                sums.add(blocks.of(step), (self.event)(said) - (self.eventless)(said), 0.0);
            }
        }
        sums
    }

    /// The mean in every round: what is said of eventless steps is the same sum in all of them.
    fn rounds(&self) -> Vec<f64> {
        let all = self.set.probabilities.iter().fold(0.0, |sum, &said| sum + (self.eventless)(said));
        let n = (self.set.n_streams() * self.set.n_steps()) as f64;
        let round = |shift: Shift| {
            let mut sum = all;
            for (stream, steps) in self.event_steps.iter().enumerate() {
                for &step in steps {
                    let said = self.set.said(stream, step, shift);
                    sum += (self.event)(said) - (self.eventless)(said);
                }
            }
            sum / n
        };
        self.set.shifts.iter().map(round).collect()
    }
}

/// Scores of a set and of the static rate (`static_rates`: a probability a stream). `None` without
/// any stream or step.
pub(super) fn probability_scores(set: &ScoredSet<'_>, static_rates: &[f64]) -> Option<ProbabilityScores> {
    let blocks = Blocks::of_days(set.n_steps());
    let event_steps = set.event_steps();
    let brier = Linear {
        set,
        event_steps: &event_steps,
        eventless: |said| said * said,
        event: |said| (1.0 - said) * (1.0 - said),
    };
    let log = Linear {
        set,
        event_steps: &event_steps,
        eventless: |said| libm::log(1.0 - held(said)),
        event: |said| libm::log(held(said)),
    };
    let (brier, brier_skill) = with_skill(&brier, static_rates, blocks)?;
    let (log, log_skill) = with_skill(&log, static_rates, blocks)?;
    Some(ProbabilityScores { brier, brier_skill, log, log_skill })
}

fn with_skill(score: &Linear<'_, '_>, static_rates: &[f64], blocks: Blocks) -> Option<(Estimate, Estimate)> {
    let sums = score.by_block(blocks);
    let rounds = score.rounds();
    let own = Estimate::new(sums.ratio()?, sums.interval(), &rounds);
    let mut fixed = RatioBlocks::new(blocks);
    for (steps, &rate) in score.event_steps.iter().zip(static_rates) {
        for step in 0..score.set.n_steps() {
            fixed.add(blocks.of(step), (score.eventless)(rate), 1.0);
        }
        for &step in steps {
            fixed.add(blocks.of(step), (score.event)(rate) - (score.eventless)(rate), 0.0);
        }
    }
    let of_fixed = fixed.ratio()?;
    let skill = |value: f64, of: f64| if of == 0.0 { 0.0 } else { 1.0 - value / of };
    let value = skill(own.value, of_fixed);
    let without: Vec<f64> =
        sums.without().into_iter().zip(fixed.without()).map(|(value, of)| skill(value, of)).collect();
    let rounds: Vec<f64> = rounds.into_iter().map(|round| skill(round, of_fixed)).collect();
    Some((own, Estimate::new(value, block_interval(value, &without), &rounds)))
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::score::Shifts;
    use crate::streams::PackedStreams;

    #[test]
    fn the_static_rate_has_no_skill_and_a_knowing_forecast_has_some() {
        let mut events = PackedStreams::empty(3, 364);
        for stream in 0..3 {
            (0..364).filter(|step| (step * step + stream) % 11 < 3).for_each(|step| events.set(stream, step));
        }
        let rates: Vec<f64> = (0..3).map(|stream| events.count(stream, 0..364) as f64 / 364.0).collect();
        let fixed = Array2::from_shape_fn((3, 364), |(stream, _)| rates[stream]);
        let shifts = Shifts::around(364, (1..=51).map(|week| 7 * week).collect());
        let set = ScoredSet::new(fixed.view(), &events, &shifts).unwrap();
        let scores = probability_scores(&set, &rates).unwrap();
        assert!(scores.brier_skill.value.abs() < 1e-12 && scores.log_skill.value.abs() < 1e-12);
        assert!((scores.brier.value - scores.brier.chance.unwrap().mean).abs() < 1e-12);

        let knows = Array2::from_shape_fn(
            (3, 364),
            |(stream, step)| if events.get(stream, step) { 0.8 } else { 0.1 },
        );
        let set = ScoredSet::new(knows.view(), &events, &shifts).unwrap();
        let scores = probability_scores(&set, &rates).unwrap();
        let n_events: usize = (0..3).map(|stream| events.count(stream, 0..364)).sum();
        let share = n_events as f64 / (3.0 * 364.0);
        assert!((scores.brier.value - (0.04 * share + 0.01 * (1.0 - share))).abs() < 1e-12);
        let log = share * libm::log(0.8) + (1.0 - share) * libm::log(0.9);
        assert!((scores.log.value - log).abs() < 1e-12);
        let chance = scores.brier_skill.chance.unwrap();
        assert!(scores.brier_skill.value > chance.hi && chance.p_at_or_above == 1.0 / 52.0);
        let (lo, hi) = scores.log_skill.interval.unwrap();
        assert!(lo < scores.log_skill.value && scores.log_skill.value < hi && lo > 0.0);
    }
}
