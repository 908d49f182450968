//! Forecasts that know nothing of the test days, or nothing but the calendar, under the released
//! score: what a tolerant score gives away.

use serde::{Deserialize, Serialize};

use crate::chance::{Purpose, Random};

/// Noise on a constant rate, as a part of it.
const JITTER: f64 = 0.02;

/// Smoothing factors that are tried for ARIMA(0,1,1): hundredths.
const SMOOTHINGS: std::ops::RangeInclusive<usize> = 1..=60;

/// A forecast that a tolerant score should not reward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ignorant {
    /// The stream's rate in training, every step the same.
    Constant,
    /// The same with 2 % of random noise.
    Jitter,
    /// The rate times factors of weekday and season, which do know something.
    Calendar,
    /// Exponential smoothing, which is ARIMA(0,1,1), fitted to the training steps.
    Arima,
}

impl Ignorant {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Constant, Self::Jitter, Self::Calendar, Self::Arima];
}

/// The forecasts of a stream in the test window, as [`Ignorant::ALL`]. `events` goes by step from
/// the first of training on. `calendar`: that comparator's forecast.
pub fn ignorant_forecasts(
    events: &[bool],
    (training_steps, horizon): (usize, usize),
    calendar: &[f64],
    (seed, stream): (u64, usize),
) -> [Vec<f64>; 4] {
    let (training, test) = events.split_at(training_steps.min(events.len()));
    let rate = training.iter().filter(|&&event| event).count() as f64 / training.len().max(1) as f64;
    let mut random = Random::new(seed, Purpose::Jitter, stream as u64);
    let jitter = || (rate * (1.0 + JITTER * random.normal())).clamp(0.0, 1.0);
    [
        vec![rate; test.len()],
        std::iter::repeat_with(jitter).take(test.len()).collect(),
        calendar.to_vec(),
        smoothed(events, training.len(), rate, horizon),
    ]
}

/// The level of exponential smoothing, `horizon` steps before each test step. The factor is the one
/// with the least squared error a step ahead in training; of equals the smallest.
fn smoothed(events: &[bool], training_steps: usize, rate: f64, horizon: usize) -> Vec<f64> {
    let levels = |factor: f64| {
        let mut level = rate;
        events.iter().map(move |&event| {
            level += factor * (f64::from(u8::from(event)) - level);
            level
        })
    };
    let error = |factor: f64| {
        let before = std::iter::once(rate).chain(levels(factor));
        let steps = before.zip(events).take(training_steps);
        steps.fold(0.0, |sum, (level, &event)| {
            let missed = f64::from(u8::from(event)) - level;
            sum + missed * missed
        })
    };
    let factors = SMOOTHINGS.map(|hundredths| hundredths as f64 / 100.0);
    let best = factors.map(|factor| (error(factor), factor)).reduce(|a, b| if b.0 < a.0 { b } else { a });
    let levels: Vec<f64> = levels(best.map_or(0.01, |(_, factor)| factor)).collect();
    let read = |step: usize| step.checked_sub(horizon).and_then(|at| levels.get(at)).copied().unwrap_or(rate);
    (training_steps..events.len()).map(|step| read(step).clamp(0.0, 1.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_sees_the_days_it_forecasts() {
        let events: Vec<bool> = (0..300).map(|step| step % 11 == 0 || step % 17 == 3).collect();
        let mut other = events.clone();
        // All that a forecast for step 260 and those before it must not know is turned round.
        other[254..].iter_mut().for_each(|event| *event = !*event);
        let of = |events: &[bool]| ignorant_forecasts(events, (200, 7), &[0.1; 100], (1, 0));
        for (known, blind) in of(&events).iter().zip(&of(&other)) {
            assert_eq!(known[..=60], blind[..=60]);
        }
        assert_ne!(of(&events)[3], of(&other)[3]);
    }
}
