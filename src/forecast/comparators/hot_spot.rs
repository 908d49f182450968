//! Prospective hot-spot map: events of the last two months, nearer and later ones counting more,
//! turned into a probability by a regression on training data.

use ndarray::Array2;

use super::ComparatorTask;
use super::held::held;
use crate::forecast::RidgeLogistic;
use watchback_translate::mark;

/// Weeks that count.
const WEEKS: usize = 8;
/// Kilometres that count.
const REACH_KM: f64 = 0.8;
/// Distances are counted in tiles of about so many kilometres.
const TILE_KM: f64 = 0.305;
/// One fitted step in so many is a row of the regression; each stream begins elsewhere, so that all
/// weekdays occur.
const EVERY: usize = 5;

pub(super) fn forecast(task: &ComparatorTask<'_>) -> (Vec<(String, f64)>, Array2<f64>) {
    let n = task.n_streams();
    let near: Vec<Vec<(usize, f64)>> = (0..n).map(|stream| neighbours(task, stream)).collect();
    // Events of each stream up to each step, to count weeks by.
    let (mut rows, mut outcomes) = (Vec::new(), Vec::new());
    let mut risks = Array2::zeros((n, task.forecast.len()));
    let mut arrived: Vec<Vec<u32>> = vec![vec![0]; n];
    for step in task.horizon_steps()..task.forecast.end.max(task.fitted_steps()) {
        for (stream, arrived) in arrived.iter_mut().enumerate() {
            let before = arrived.last().copied().unwrap_or(0);
            arrived.push(before + u32::from(task.arrives(stream, step)));
        }
        let is_row = |stream: usize| step < task.fitted_steps() && (step + stream).is_multiple_of(EVERY);
        let is_forecast = task.forecast.contains(&step);
        if arrived.first().is_none_or(|counts| counts.len() <= task.steps_of(7 * WEEKS))
            || !(is_forecast || step < task.fitted_steps())
        {
            continue;
        }
        let recent: Vec<f64> = arrived.iter().map(|counts| decayed(task, counts)).collect();
        for stream in 0..n {
            if !is_forecast && !is_row(stream) {
                continue;
            }
            let risk = near[stream].iter().fold(0.0, |sum, &(other, weight)| sum + weight * recent[other]);
            if is_row(stream) {
                rows.push(libm::log(risk + 0.1));
                outcomes.push(task.happened(stream, step));
            }
            if is_forecast {
                risks[(stream, step - task.forecast.start)] = libm::log(risk + 0.1);
            }
        }
    }
    let Some(fit) = RidgeLogistic { penalty: 1.0 }.fit(&rows, 1, 1, &outcomes) else {
        return task.static_rate_instead();
    };
    let parameters = vec![
        ("intercept".to_owned(), fit.intercept),
        (mark!("log-odds a unit of ln risk").to_owned(), fit.coefficients.first().copied().unwrap_or(0.0)),
    ];
    (parameters, risks.mapv(|risk: f64| held(fit.probability(&[risk]))))
}

/// The streams within reach, with 1 / (1 + distance in tiles).
fn neighbours(task: &ComparatorTask<'_>, stream: usize) -> Vec<(usize, f64)> {
    let Some(here) = task.places.get(stream) else { return Vec::new() };
    let weight = |(other, place): (usize, &crate::network::Place)| {
        let distance = here.distance_km(place);
        (distance <= REACH_KM).then(|| (other, 1.0 / (1.0 + distance / TILE_KM)))
    };
    task.places.iter().enumerate().filter_map(weight).collect()
}

/// Events of the last weeks, each week's over 1 + its age in weeks.
fn decayed(task: &ComparatorTask<'_>, arrived: &[u32]) -> f64 {
    let last = arrived.len() - 1;
    let up_to = |weeks: usize| arrived[last - task.steps_of(7 * weeks)];
    (0..WEEKS).fold(0.0, |sum, week| sum + f64::from(up_to(week) - up_to(week + 1)) / (1.0 + week as f64))
}
