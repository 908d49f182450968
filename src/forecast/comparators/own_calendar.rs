//! A level of each stream's own that forgets, times factors of season and weekday that all share,
//! times the stream's own ratios on weekdays and on school days.
//!
//! The level is Gamma-Poisson: events so far over what the factors expected of a level of 1, both
//! with older steps counting less, begun at the static rate. Half-life and priors were taken on
//! Chicago's 2017 and looked at once on its 2016 (docs/validity.md).

use ndarray::Array2;

use super::ComparatorTask;
use super::calendar::Calendar;
use super::held::{MOST_OF_A_PRODUCT, held};
use watchback_translate::mark;

/// Half-life of the level, days.
const HALF_LIFE_DAYS: f64 = 224.0;
/// The static rate counts as so many days of the level.
const PRIOR_DAYS: f64 = 8.0;
/// A ratio of 1 counts as so many events of a stream's own ratios.
const PRIOR_EVENTS: f64 = 40.0;

pub(super) fn forecast(task: &ComparatorTask<'_>) -> (Vec<(String, f64)>, Array2<f64>) {
    let calendar = Calendar::fit(task);
    let shared: Vec<f64> = (0..task.forecast.end).map(|step| calendar.factor(step)).collect();
    let kept = libm::exp2(-(task.step_days as f64) / HALF_LIFE_DAYS);
    let prior = PRIOR_DAYS / task.step_days as f64;
    let mut probabilities = Array2::zeros((task.n_streams(), task.forecast.len()));
    for (stream, rate) in task.rates().into_iter().enumerate() {
        let own = Own::fit(task, &calendar, (stream, rate), &shared);
        let factor = |step: usize| shared[step] * own.ratio(task, &calendar, step);
        // Of events, and of what a level of 1 would have led to expect.
        let (mut events, mut expected) = (0.0, 0.0);
        for step in 0..task.forecast.end {
            if let Some(read) = step.checked_sub(task.horizon_steps()) {
                events = kept * events + f64::from(u8::from(task.arrives(stream, step)));
                expected = kept * expected + factor(read);
            }
            if step >= task.forecast.start {
                let level = (events + prior * rate) / (expected + prior);
                let probability = (level * factor(step)).min(MOST_OF_A_PRODUCT.max(rate));
                probabilities[(stream, step - task.forecast.start)] = held(probability);
            }
        }
    }
    let mut parameters = vec![(mark!("half-life, days").to_owned(), HALF_LIFE_DAYS)];
    parameters.extend(calendar.parameters());
    (parameters, probabilities)
}

/// A stream's own ratios.
struct Own {
    /// By weekday.
    weekdays: [f64; 7],
    /// On days without school, and with; 1 where no school days are given.
    school: [f64; 2],
}

impl Own {
    /// Events in the fitted steps over what rate and shared factors expect, both with the prior:
    /// first by weekday, then by school day given the weekdays.
    fn fit(
        task: &ComparatorTask<'_>,
        calendar: &Calendar,
        (stream, rate): (usize, f64),
        shared: &[f64],
    ) -> Self {
        let mut own = Self { weekdays: [1.0; 7], school: [1.0; 2] };
        let mut weekdays = [(PRIOR_EVENTS, PRIOR_EVENTS); 7];
        for step in 0..task.fitted_steps() {
            let (events, expected) = &mut weekdays[calendar.weekday(step)];
            *events += f64::from(u8::from(task.happened(stream, step)));
            *expected += rate * shared[step];
        }
        own.weekdays = weekdays.map(|(events, expected)| events / expected);
        if task.school.is_empty() {
            return own;
        }
        let mut school = [(PRIOR_EVENTS, PRIOR_EVENTS); 2];
        for step in 0..task.fitted_steps() {
            let (events, expected) = &mut school[usize::from(task.is_school(step))];
            *events += f64::from(u8::from(task.happened(stream, step)));
            *expected += rate * shared[step] * own.weekdays[calendar.weekday(step)];
        }
        own.school = school.map(|(events, expected)| events / expected);
        own
    }

    fn ratio(&self, task: &ComparatorTask<'_>, calendar: &Calendar, step: usize) -> f64 {
        self.weekdays[calendar.weekday(step)] * self.school[usize::from(task.is_school(step))]
    }
}
