//! Logistic regression on counts of the recent past: here, near by and in the whole city.

use ndarray::Array2;

use super::{ComparatorTask, RidgeLogistic, held, no_fit};

/// Days that counts go back.
const LAGS: [usize; 4] = [7, 28, 91, 364];
/// Tiles up to this distance are near.
const NEAR_KM: f64 = 0.6;
/// Columns: log-odds of the rate so far, own counts, the neighbours' counts of 28 days, the city's of 7 and 28 against its mean.
const COLUMNS: usize = 1 + LAGS.len() + 3;
/// The city's rate counts as so many steps of a stream's own.
const PRIOR_STEPS: f64 = 20.0;
/// One fitted step in so many is a row of the regression; each stream begins elsewhere, so that all weekdays occur.
const EVERY: usize = 9;

pub(super) fn forecast(task: &ComparatorTask<'_>) -> (Vec<(String, f64)>, Array2<f64>) {
    let n = task.n_streams();
    let lags = LAGS.map(|days| task.steps_of(days));
    let [week, four_weeks, quarter, _] = lags;
    let rates = task.rates();
    let near: Vec<Vec<usize>> = (0..n)
        .map(|stream| {
            let is_near = |other: &usize| {
                *other != stream
                    && task
                        .places
                        .get(stream)
                        .zip(task.places.get(*other))
                        .is_some_and(|(a, b)| a.distance_km(b) <= NEAR_KM)
            };
            (0..n).filter(is_near).collect()
        })
        .collect();
    let city_rate = crate::stats::mean(&rates).max(1e-9) * n.max(1) as f64;
    let mut arrived: Vec<Vec<u32>> = vec![vec![0]; n];
    let (mut rows, mut outcomes) = (Vec::new(), Vec::new());
    let mut columns = vec![0.0; n * task.forecast.len() * COLUMNS];
    for step in task.horizon_steps()..task.forecast.end.max(task.fitted_steps()) {
        for (stream, arrived) in arrived.iter_mut().enumerate() {
            let before = arrived.last().copied().unwrap_or(0);
            arrived.push(before + u32::from(task.arrives(stream, step)));
        }
        let is_forecast = task.forecast.contains(&step);
        let known = arrived.first().map_or(0, Vec::len);
        if known <= quarter && is_forecast {
            return no_fit(task);
        }
        if known <= quarter || !(is_forecast || step < task.fitted_steps()) {
            continue;
        }
        // Over what is known of the longest lag, scaled to it.
        let recent = |stream: usize, lag: usize| {
            let counts = &arrived[stream];
            let back = lag.min(counts.len() - 1);
            let count = counts[counts.len() - 1] - counts[counts.len() - 1 - back];
            f64::from(count) * lag as f64 / back as f64
        };
        let month: Vec<f64> = (0..n).map(|stream| recent(stream, four_weeks)).collect();
        let city =
            |lag: usize| (0..n).fold(0.0, |sum, stream| sum + recent(stream, lag)) / (lag as f64 * city_rate);
        let (city_week, city_month) = (city(week), city(four_weeks));
        let all: f64 = arrived.iter().map(|counts| f64::from(counts[counts.len() - 1])).sum();
        let rate_so_far = all / ((known - 1) as f64 * n.max(1) as f64);
        for stream in 0..n {
            let is_row = step < task.fitted_steps() && (step + stream).is_multiple_of(EVERY);
            if !is_forecast && !is_row {
                continue;
            }
            let mut row = [0.0; COLUMNS];
            // The rate so far, never one that knows the row's own future.
            let counts = &arrived[stream];
            let so_far = f64::from(counts[counts.len() - 1] - counts[0]) + PRIOR_STEPS * rate_so_far;
            let rate = held(so_far / ((counts.len() - 1) as f64 + PRIOR_STEPS));
            row[0] = libm::log(rate / (1.0 - rate));
            for (cell, &lag) in row[1..].iter_mut().zip(&lags) {
                *cell = libm::log1p(recent(stream, lag));
            }
            let around = near[stream].iter().fold(0.0, |sum, &other| sum + month[other]);
            row[5] = libm::log1p(around / near[stream].len().max(1) as f64);
            (row[6], row[7]) = (city_week, city_month);
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
    let Some(fit) = RidgeLogistic { penalty: 10.0 }.fit(&rows, COLUMNS, COLUMNS, &outcomes) else {
        return no_fit(task);
    };
    let names = [
        "log-odds of the rate so far",
        "ln(1 + last 7)",
        "ln(1 + last 28)",
        "ln(1 + last 91)",
        "ln(1 + last 364)",
        "ln(1 + near, last 28)",
        "city, last 7",
        "city, last 28",
    ];
    let parameters =
        names.iter().zip(&fit.coefficients).map(|(name, value)| ((*name).to_owned(), *value)).collect();
    let at = |(stream, step): (usize, usize)| {
        let at = (stream * task.forecast.len() + step) * COLUMNS;
        held(fit.probability(&columns[at..at + COLUMNS]))
    };
    (parameters, Array2::from_shape_fn((n, task.forecast.len()), at))
}
