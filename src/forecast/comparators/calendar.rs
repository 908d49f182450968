//! The static rate times a weekday's factor and a season's, both shared by all streams. A step of
//! several days has the weekday of its first.

use ndarray::Array2;

use super::ComparatorTask;
use super::held::MOST_OF_A_PRODUCT;
use crate::stats::solve_positive_definite;
use watchback_translate::kept;

/// Days of a year.
const YEAR: f64 = 365.25;
/// Waves of the season: one and two a year.
const WAVES: usize = 2;
/// A season's factor is held above this.
const LEAST_FACTOR: f64 = 0.2;

/// Factors of weekday and season, fitted to all streams together.
pub(super) struct Calendar {
    first_weekday: usize,
    step_days: usize,
    weekdays: Vec<f64>,
    season: Vec<f64>,
}

impl Calendar {
    pub(super) fn fit(task: &ComparatorTask<'_>) -> Self {
        let count =
            |step: usize| (0..task.n_streams()).filter(|&stream| task.happened(stream, step)).count() as f64;
        let daily: Vec<f64> = (0..task.fitted_steps()).map(count).collect();
        let mean = crate::stats::mean(&daily).max(1e-9);
        let mut calendar = Self {
            first_weekday: task.first_weekday,
            step_days: task.step_days,
            weekdays: Vec::new(),
            season: vec![0.0; 2 * WAVES],
        };
        let factor = |weekday: usize| {
            let is_of = |(step, _): &(usize, &f64)| calendar.weekday(*step) == weekday;
            let of: Vec<f64> = daily.iter().enumerate().filter(is_of).map(|(_, n)| *n).collect();
            if of.is_empty() { 1.0 } else { crate::stats::mean(&of) / mean }
        };
        calendar.weekdays = (0..7).map(factor).collect();
        // Less than a year says nothing of seasons.
        if calendar.day(task.fitted_steps()) as f64 >= YEAR {
            calendar.season = season(&daily, mean, |step| calendar.day(step));
        }
        calendar
    }

    fn day(&self, step: usize) -> usize {
        step * self.step_days
    }

    /// The weekday of a step, 0 to 6.
    pub(super) fn weekday(&self, step: usize) -> usize {
        (self.first_weekday + self.day(step)) % 7
    }

    /// What a step has of events, by weekday and season, where an average step has 1.
    pub(super) fn factor(&self, step: usize) -> f64 {
        let waves = waves(self.day(step));
        let season = waves.iter().zip(&self.season).fold(1.0, |sum, (wave, weight)| sum + wave * weight);
        self.weekdays[self.weekday(step)] * season.max(LEAST_FACTOR)
    }

    /// The factors by name.
    pub(super) fn parameters(&self) -> Vec<(String, f64)> {
        let weekdays = self.weekdays.iter().enumerate();
        let weekdays = weekdays.map(|(at, factor)| (kept!("factor of weekday {at}"), *factor));
        let swings = self.season.chunks(2).map(|wave| (wave[0] * wave[0] + wave[1] * wave[1]).sqrt());
        let swings = swings.enumerate().map(|(at, swing)| (kept!("swing, {} a year", at + 1), swing));
        weekdays.chain(swings).collect()
    }
}

pub(super) fn forecast(task: &ComparatorTask<'_>) -> (Vec<(String, f64)>, Array2<f64>) {
    let calendar = Calendar::fit(task);
    let probabilities =
        task.by_rate(|rate, step| (rate * calendar.factor(step)).min(MOST_OF_A_PRODUCT.max(rate)));
    (calendar.parameters(), probabilities)
}

fn waves(day: usize) -> [f64; 2 * WAVES] {
    std::array::from_fn(|at| {
        let angle = std::f64::consts::TAU * (at / 2 + 1) as f64 * day as f64 / YEAR;
        if at % 2 == 0 { libm::cos(angle) } else { libm::sin(angle) }
    })
}

/// Least squares of the steps' counts over their mean, less 1, on the waves of a year.
fn season(daily: &[f64], mean: f64, day_of: impl Fn(usize) -> usize) -> Vec<f64> {
    // With a constant, because the steps are no whole number of years; it is not part of the
    // season.
    let n = 2 * WAVES + 1;
    let (mut products, mut sums) = (vec![0.0; n * n], vec![0.0; n]);
    for (step, count) in daily.iter().enumerate() {
        let waves: Vec<f64> = waves(day_of(step)).into_iter().chain([1.0]).collect();
        for (row, wave) in waves.iter().enumerate() {
            sums[row] += wave * (count / mean - 1.0);
            for (column, other) in waves.iter().enumerate() {
                products[row * n + column] += wave * other;
            }
        }
    }
    let solved = solve_positive_definite(&mut products, &mut sums);
    sums.truncate(2 * WAVES);
    if solved { sums } else { vec![0.0; 2 * WAVES] }
}
