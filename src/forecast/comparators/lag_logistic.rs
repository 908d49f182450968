//! Logistic regression on counts of the recent past: here, near by and in the whole city.

use ndarray::Array2;

use super::ComparatorTask;
use super::held::held;
use crate::forecast::RidgeLogistic;
use crate::forecast::odds::log_odds;
use watchback_translate::mark;

/// Days that counts go back: a week, four weeks, a quarter and a year. All are whole weeks, so that
/// every count holds each weekday equally often.
const LAGS: [usize; 4] = [7, 28, 91, 364];
/// Tiles up to this distance are near: about two tiles of the paper's 1,000 ft (0.305 km), the same
/// scale at which near repeats are reported (a few hundred metres; Johnson and others, Journal of
/// Quantitative Criminology 23 (2007)).
const NEAR_KM: f64 = 0.6;
/// Columns: log-odds of the rate so far, own counts, the neighbours' counts of 28 days, the city's
/// of 7 and 28 against its mean.
const COLUMNS: usize = 1 + LAGS.len() + 3;
/// The city's rate counts as this many steps of a stream's own, so that a stream without an event
/// yet has a finite log-odds. After a quarter of daily steps they weigh less than a fifth.
const PRIOR_STEPS: f64 = 20.0;
/// One fitted step in nine is a row of the regression: neighbouring days have nearly the same
/// counts and cost time without telling much more. Nine is prime to seven, so that all weekdays
/// occur; each stream begins at another step.
const EVERY: usize = 9;
/// Ridge penalty on the standardised coefficients. Next to thousands of rows it decides nothing
/// that the rows decide; it keeps the coefficients of counts that overlap (7 of 28 days) finite.
/// That the method wins on data drawn for it is tested (tests/comparators.rs).
const PENALTY: f64 = 10.0;
/// What the columns are called.
const NAMES: [&str; COLUMNS] = [
    mark!("log-odds of the rate so far"),
    mark!("ln(1 + last 7)"),
    mark!("ln(1 + last 28)"),
    mark!("ln(1 + last 91)"),
    mark!("ln(1 + last 364)"),
    mark!("ln(1 + near, last 28)"),
    mark!("city, last 7"),
    mark!("city, last 28"),
];

pub(super) fn forecast(task: &ComparatorTask<'_>) -> (Vec<(String, f64)>, Array2<f64>) {
    let n = task.n_streams();
    let mut history = History::new(task);
    let (mut rows, mut outcomes) = (Vec::new(), Vec::new());
    let mut columns = vec![0.0; n * task.forecast.len() * COLUMNS];
    for step in task.horizon_steps()..task.forecast.end.max(task.fitted_steps()) {
        history.read(step);
        let is_forecast = task.forecast.contains(&step);
        if !history.is_long_enough() && is_forecast {
            return task.static_rate_instead();
        }
        if !history.is_long_enough() || !(is_forecast || step < task.fitted_steps()) {
            continue;
        }
        let city = history.city();
        for stream in 0..n {
            let is_row = step < task.fitted_steps() && (step + stream).is_multiple_of(EVERY);
            if !is_forecast && !is_row {
                continue;
            }
            let row = history.row(stream, &city);
            if is_row {
                rows.extend(row);
                outcomes.push(task.happened(stream, step));
            }
            if is_forecast {
                let at = (stream * task.forecast.len() + step - task.forecast.start) * COLUMNS;
                columns[at..at + COLUMNS].copy_from_slice(&row);
            }
        }
    }
    let Some(fit) = RidgeLogistic { penalty: PENALTY }.fit(&rows, COLUMNS, COLUMNS, &outcomes) else {
        return task.static_rate_instead();
    };
    let parameters =
        NAMES.iter().zip(&fit.coefficients).map(|(name, value)| ((*name).to_owned(), *value)).collect();
    let at = |(stream, step): (usize, usize)| {
        let at = (stream * task.forecast.len() + step) * COLUMNS;
        held(fit.probability(&columns[at..at + COLUMNS]))
    };
    (parameters, Array2::from_shape_fn((n, task.forecast.len()), at))
}

/// What is known of every stream at a step.
struct History<'a> {
    task: &'a ComparatorTask<'a>,
    /// [`LAGS`] in steps.
    lags: [usize; LAGS.len()],
    /// By stream: the streams near it.
    near: Vec<Vec<usize>>,
    /// Events a step in the whole city, from the training rates.
    city_rate: f64,
    /// By stream: events up to each step that is known, after a 0.
    arrived: Vec<Vec<u32>>,
}

/// What all streams share at a step.
struct City {
    /// By stream: events of the last four weeks.
    month: Vec<f64>,
    /// Events of the last week and of the last four, over those that the city's rate would give.
    recent: [f64; 2],
    /// Events a stream and step, of all that is known.
    rate_so_far: f64,
}

impl<'a> History<'a> {
    fn new(task: &'a ComparatorTask<'a>) -> Self {
        let n = task.n_streams();
        let is_near = |stream: usize, other: usize| {
            let places = task.places.get(stream).zip(task.places.get(other));
            other != stream && places.is_some_and(|(a, b)| a.distance_km(b) <= NEAR_KM)
        };
        Self {
            task,
            lags: LAGS.map(|days| task.steps_of(days)),
            near: (0..n).map(|stream| (0..n).filter(|&other| is_near(stream, other)).collect()).collect(),
            city_rate: crate::stats::mean(&task.rates()).max(1e-9) * n.max(1) as f64,
            arrived: vec![vec![0]; n],
        }
    }

    /// Takes in what a forecast for `step` may know beyond the step before.
    fn read(&mut self, step: usize) {
        for (stream, arrived) in self.arrived.iter_mut().enumerate() {
            let before = arrived.last().copied().unwrap_or(0);
            arrived.push(before + u32::from(self.task.arrives(stream, step)));
        }
    }

    /// Entries of a stream's counts: the known steps, and one.
    fn known(&self) -> usize {
        self.arrived.first().map_or(0, Vec::len)
    }

    /// Whether a quarter is known.
    fn is_long_enough(&self) -> bool {
        let [_, _, quarter, _] = self.lags;
        self.known() > quarter
    }

    /// A stream's events over a lag. Where less is known, over what is known and scaled to the lag.
    fn recent(&self, stream: usize, lag: usize) -> f64 {
        let counts = &self.arrived[stream];
        let back = lag.min(counts.len() - 1);
        let count = counts[counts.len() - 1] - counts[counts.len() - 1 - back];
        f64::from(count) * lag as f64 / back as f64
    }

    fn city(&self) -> City {
        let [week, four_weeks, ..] = self.lags;
        let n = self.arrived.len();
        let recent = |lag: usize| {
            (0..n).fold(0.0, |sum, stream| sum + self.recent(stream, lag)) / (lag as f64 * self.city_rate)
        };
        let all: f64 = self.arrived.iter().map(|counts| f64::from(counts[counts.len() - 1])).sum();
        City {
            month: (0..n).map(|stream| self.recent(stream, four_weeks)).collect(),
            recent: [recent(week), recent(four_weeks)],
            rate_so_far: all / ((self.known() - 1) as f64 * n.max(1) as f64),
        }
    }

    fn row(&self, stream: usize, city: &City) -> [f64; COLUMNS] {
        let mut row = [0.0; COLUMNS];
        // The rate so far, never one that knows the row's own future.
        let counts = &self.arrived[stream];
        let so_far = f64::from(counts[counts.len() - 1] - counts[0]) + PRIOR_STEPS * city.rate_so_far;
        let rate = held(so_far / ((counts.len() - 1) as f64 + PRIOR_STEPS));
        row[0] = log_odds(rate);
        for (cell, &lag) in row[1..].iter_mut().zip(&self.lags) {
            *cell = libm::log1p(self.recent(stream, lag));
        }
        let near = &self.near[stream];
        let around = near.iter().fold(0.0, |sum, &other| sum + city.month[other]);
        row[5] = libm::log1p(around / near.len().max(1) as f64);
        [row[6], row[7]] = city.recent;
        row
    }
}
