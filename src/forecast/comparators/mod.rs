//! Simple methods that a forecast must beat to be worth anything: each fitted on training data, each forecasting at the same horizon
//! from the same past.

mod calendar;
mod hot_spot;
mod lag_logistic;
mod recency;
mod self_exciting;
mod task;

pub use self_exciting::SelfExciting;
pub use task::{Comparator, ComparatorForecast, ComparatorTask};

use ndarray::Array2;

use super::RidgeLogistic;

/// Probabilities are held within so much of 0 and 1, as in every log score.
const LEAST: f64 = 1e-6;
/// Products and sums of rates are no probabilities by themselves and are held below this.
const MOST_OF_A_PRODUCT: f64 = 0.99;

fn held(probability: f64) -> f64 {
    probability.clamp(LEAST, 1.0 - LEAST)
}

/// Where nothing can be fitted: the static rate, and a word that says so.
fn no_fit(task: &ComparatorTask<'_>) -> (Vec<(String, f64)>, Array2<f64>) {
    (vec![("nothing could be fitted, so the static rate".to_owned(), 1.0)], task.by_rate(|rate, _| rate))
}
