//! A self-exciting point process of the kind that PredPol used: a background for each tile, and
//! each event raising the rate of its own tile for a while. PredPol's own algorithm, as it was
//! published, is `crate::predictions::predpol`.
//!
//! At step t the rate is mu + theta (1 - d) sum over events s < t of d^(t - s - 1): each event has
//! theta offspring on average, after 1 / (1 - d) steps on average. mu is each stream's; theta and d
//! are shared. Fitted by expectation and maximisation.
//!
//! Source: Mohler et al., J. Am. Stat. Assoc. 106 (2011), section 3; 110 (2015), section 2.1, in
//! steps instead of continuous time.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::ComparatorTask;
use super::held::{MOST_OF_A_PRODUCT, held};
use watchback_translate::mark;

/// Rounds of expectation and maximisation at most.
const MAX_ROUNDS: usize = 2000;
/// Converged when neither shared parameter moves by more than this part of itself.
const TOLERANCE: f64 = 1e-6;
/// The largest branching ratio that is looked for.
const MAX_BRANCHING: f64 = 0.95;

/// A fitted process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SelfExciting {
    /// Background a step, by stream.
    pub background: Vec<f64>,
    /// Offspring of an event, on average: the branching ratio.
    pub branching: f64,
    /// What is left of an event's effect after a step.
    pub decay: f64,
}

impl SelfExciting {
    /// Mean steps from an event to its offspring.
    pub fn memory_steps(&self) -> f64 {
        1.0 / (1.0 - self.decay)
    }

    /// Fits the process to streams, given as sorted event steps below `n_steps`.
    fn fit(streams: &[Vec<usize>], n_steps: usize) -> Self {
        let n_events: usize = streams.iter().map(Vec::len).sum();
        let steps = n_steps.max(1) as f64;
        let half = |events: &Vec<usize>| 0.5 * events.len() as f64 / steps;
        let mut fitted = Self { background: streams.iter().map(half).collect(), branching: 0.5, decay: 0.9 };
        if n_events == 0 {
            return Self { branching: 0.0, ..fitted };
        }
        for _ in 0..MAX_ROUNDS {
            let next = fitted.improved(streams, n_steps);
            let moved = |from: f64, to: f64| (to - from).abs() > TOLERANCE * from.abs().max(1e-6);
            let goes_on =
                moved(fitted.branching, next.branching) || moved(1.0 - fitted.decay, 1.0 - next.decay);
            fitted = next;
            if !goes_on {
                break;
            }
        }
        fitted
    }

    /// One round: which part of each event the background and each earlier event explain, and the
    /// parameters that follow.
    fn improved(&self, streams: &[Vec<usize>], n_steps: usize) -> Self {
        let (d, jump) = (self.decay, self.branching * (1.0 - self.decay));
        let (mut triggered, mut ages, mut exposure) = (0.0, 0.0, 0.0);
        let powers: Vec<f64> =
            std::iter::successors(Some(1.0), |power| Some(power * d)).take(n_steps.max(1)).collect();
        let mut background = Vec::with_capacity(streams.len());
        // Events by the steps that are left after them.
        let mut left = vec![0.0; n_steps.max(1)];
        for (events, &mu) in streams.iter().zip(&self.background) {
            // Sums over earlier events of d^(age - 1), and of age times that.
            let (mut sum, mut aged, mut last) = (0.0, 0.0, 0);
            let mut own = 0.0;
            for &step in events {
                let gap = step - last;
                let faded = powers[gap];
                (sum, aged) = (faded * sum, faded * (aged + gap as f64 * sum));
                let rate = mu + jump * sum;
                if rate > 0.0 {
                    own += mu / rate;
                    triggered += jump * sum / rate;
                    ages += jump * aged / rate;
                }
                // Seen from the event's own step its age is 0; one step later it counts as d^0.
                (sum, aged, last) = (sum + 1.0 / d, aged, step);
                // Offspring beyond the window's end are not seen.
                exposure += 1.0 - powers[n_steps - 1 - step];
                left[n_steps - 1 - step] += 1.0;
            }
            background.push(own);
        }
        let background =
            shrunk(&background, self.branching).into_iter().map(|own| own / n_steps.max(1) as f64).collect();
        let branching = (triggered / f64::max(exposure, 1e-9)).min(MAX_BRANCHING);
        let decay = decay_of(triggered, ages, branching, &left);
        Self { background, branching, decay }
    }

    /// The expected rate `ahead` steps after a step at whose end the excess over the background was
    /// `excess` for the step that follows.
    fn expected(&self, stream: usize, excess: f64, ahead: usize) -> f64 {
        let mu = self.background[stream];
        let kept = self.decay + self.branching * (1.0 - self.decay);
        let at_last = self.branching * mu / (1.0 - self.branching);
        mu + at_last + (excess - at_last) * libm::pow(kept, (ahead - 1) as f64)
    }
}

/// The decay that makes lags of `ages` steps in all over `triggered` offspring likeliest, where of
/// an event's offspring those beyond the window's end are not seen (`left`: events by the steps
/// that are left after them). The end counts: one per cent of the lags, and ten times as much of
/// the memory once the rounds have settled.
fn decay_of(triggered: f64, ages: f64, branching: f64, left: &[f64]) -> f64 {
    let slope = |d: f64| {
        let mut power = 1.0;
        let unseen = left.iter().enumerate().skip(1).fold(0.0, |sum, (steps, events)| {
            let part = events * steps as f64 * power;
            power *= d;
            sum + part
        });
        (ages - triggered) / d - triggered / (1.0 - d) + branching * unseen
    };
    let (mut low, mut high) = (0.01, 0.9999);
    for _ in 0..50 {
        let middle = 0.5 * (low + high);
        if slope(middle) > 0.0 { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// Counts drawn towards their mean as far as they vary no more than chance would have them
/// (empirical Bayes, gamma prior by moments: Marshall, Appl. Statist. 40 (1991)). What chance would
/// have: a background that is told from clustered events by their share varies as they do, by 1 /
/// (1 - branching) of its mean. Each tile's own background would otherwise take up what is slow in
/// its excitement, and the memory would come out a tenth too short.
fn shrunk(counts: &[f64], branching: f64) -> Vec<f64> {
    let mean = crate::stats::mean(counts);
    let squares: Vec<f64> = counts.iter().map(|count| (count - mean) * (count - mean)).collect();
    let by_chance = mean / (1.0 - branching);
    let beyond_chance = crate::stats::mean(&squares) - by_chance;
    if mean <= 0.0 {
        return counts.to_vec();
    }
    let own_weight = if beyond_chance > 0.0 { beyond_chance / (beyond_chance + by_chance) } else { 0.0 };
    counts.iter().map(|count| mean + own_weight * (count - mean)).collect()
}

pub(super) fn forecast(task: &ComparatorTask<'_>) -> (Vec<(String, f64)>, Array2<f64>) {
    let events =
        |stream: usize| (0..task.fitted_steps()).filter(|&step| task.happened(stream, step)).collect();
    let events: Vec<Vec<usize>> = (0..task.n_streams()).map(events).collect();
    let fitted = SelfExciting::fit(&events, task.fitted_steps());
    let jump = fitted.branching * (1.0 - fitted.decay);
    let mut probabilities = Array2::zeros((task.n_streams(), task.forecast.len()));
    for stream in 0..task.n_streams() {
        let mut excess = 0.0;
        for step in task.horizon_steps()..task.forecast.end {
            excess = fitted.decay * excess + jump * f64::from(u8::from(task.arrives(stream, step)));
            if step >= task.forecast.start {
                let rate = fitted.expected(stream, excess, task.horizon_steps());
                probabilities[(stream, step - task.forecast.start)] = held(rate.min(MOST_OF_A_PRODUCT));
            }
        }
    }
    let parameters = vec![
        ("branching".to_owned(), fitted.branching),
        (mark!("memory, steps").to_owned(), fitted.memory_steps()),
        (mark!("mean background a step").to_owned(), crate::stats::mean(&fitted.background)),
    ];
    (parameters, probabilities)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{Purpose, Random};

    /// Streams of the process itself.
    fn simulated(seed: u64, n_streams: usize, n_steps: usize, truth: &SelfExciting) -> Vec<Vec<usize>> {
        let of = |stream: usize| {
            let mut random = Random::new(seed, Purpose::Events, stream as u64);
            let mut excess = 0.0;
            let mut events = Vec::new();
            for step in 0..n_steps {
                let event = random.uniform() < truth.background[stream] + excess;
                if event {
                    events.push(step);
                }
                let jump = truth.branching * (1.0 - truth.decay);
                excess = truth.decay * excess + jump * f64::from(u8::from(event));
            }
            events
        };
        (0..n_streams).map(of).collect()
    }

    fn median(mut values: Vec<f64>) -> f64 {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    }

    #[test]
    fn planted_parameters_are_found() {
        // A memory of 14 days, branching .4, more than 20,000 events, tiles that differ; medians
        // over seeds (issue C.4).
        let background: Vec<f64> = (0..250).map(|tile| 0.02 + 0.06 * f64::from(tile) / 249.0).collect();
        let truth = SelfExciting { background, branching: 0.4, decay: 1.0 - 1.0 / 14.0 };
        let mut errors: Vec<[f64; 4]> = Vec::new();
        for seed in 1..=7 {
            let streams = simulated(seed, 250, 1096, &truth);
            assert!(streams.iter().map(Vec::len).sum::<usize>() > 20_000);
            let found = SelfExciting::fit(&streams, 1096);
            let error = |found: f64, truth: f64| (found / truth - 1.0).abs();
            errors.push([
                error(found.branching, 0.4),
                error(found.memory_steps(), 14.0),
                error(crate::stats::mean(&found.background), 0.05),
                // The tiles' own: their median.
                median(found.background.iter().zip(&truth.background).map(|(a, b)| error(*a, *b)).collect()),
            ]);
        }
        for parameter in 0..4 {
            let of = median(errors.iter().map(|error| error[parameter]).collect());
            assert!(of <= 0.15, "parameter {parameter}: {of}");
        }
    }

    #[test]
    fn independent_events_have_little_branching_and_none_have_none() {
        let truth = SelfExciting { background: vec![0.1; 100], branching: 0.0, decay: 0.9 };
        let found = SelfExciting::fit(&simulated(3, 100, 1096, &truth), 1096);
        assert!(found.branching < 0.12, "{found:?}");
        assert_eq!(SelfExciting::fit(&[Vec::new()], 100).branching, 0.0);
    }

    #[test]
    fn far_ahead_the_rate_is_the_mean_one() {
        let process = SelfExciting { background: vec![0.06], branching: 0.4, decay: 0.9 };
        assert!((process.expected(0, 0.5, 1) - 0.56).abs() < 1e-12);
        assert!((process.expected(0, 0.5, 5000) - 0.1).abs() < 1e-9);
    }
}
