//! A rate in which older steps count less.

use ndarray::Array2;

use super::ComparatorTask;
use super::held::held;
use watchback_translate::mark;

/// Half-lives that are tried, days.
const HALF_LIVES: [f64; 7] = [14.0, 28.0, 56.0, 112.0, 224.0, 448.0, 896.0];
/// The static rate counts as so many steps.
const PRIOR_STEPS: f64 = 20.0;

pub(super) fn forecast(task: &ComparatorTask<'_>) -> (Vec<(String, f64)>, Array2<f64>) {
    let rates = task.rates();
    // The last third of what may be fitted on chooses; what is said of it must not know it.
    let judged = 2 * task.fitted_steps() / 3..task.fitted_steps();
    let before = task.rates_before(judged.start);
    let mut best = (HALF_LIVES[0], f64::NEG_INFINITY);
    for half_life in HALF_LIVES.map(|days| days / task.step_days as f64) {
        let mut score = 0.0;
        run(task, &before, half_life, judged.end, |stream, step, probability| {
            if step >= judged.start {
                score += libm::log(if task.happened(stream, step) { probability } else { 1.0 - probability });
            }
        });
        if score > best.1 {
            best = (half_life, score);
        }
    }
    let mut probabilities = Array2::zeros((task.n_streams(), task.forecast.len()));
    run(task, &rates, best.0, task.forecast.end, |stream, step, probability| {
        if step >= task.forecast.start {
            probabilities[(stream, step - task.forecast.start)] = probability;
        }
    });
    (vec![(mark!("half-life, steps").to_owned(), best.0)], probabilities)
}

fn run(
    task: &ComparatorTask<'_>,
    rates: &[f64],
    half_life: f64,
    end: usize,
    mut say: impl FnMut(usize, usize, f64),
) {
    let kept = libm::exp2(-1.0 / half_life);
    for (stream, &rate) in rates.iter().enumerate() {
        let (mut events, mut steps) = (0.0, 0.0);
        for step in 0..end {
            if step >= task.horizon_steps() {
                events = kept * events + f64::from(u8::from(task.arrives(stream, step)));
                steps = kept * steps + 1.0;
            }
            say(stream, step, held((events + PRIOR_STEPS * rate) / (steps + PRIOR_STEPS)));
        }
    }
}
