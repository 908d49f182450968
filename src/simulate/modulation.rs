//! What moves a whole city at once: season, weekday, trend and a daily shock. No stream tells of
//! another by it, but all go up and down together, which a link finder must not take for links.

use serde::{Deserialize, Serialize};

use crate::chance::{Purpose, Random};

/// Factors on every stream's probability of an event, with mean 1 over the time that each goes
/// through.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Modulation {
    /// Height of the yearly cosine: 0.15, so that the factor goes from 0.85 to 1.15.
    pub season_amplitude: f64,
    /// Step on which the season is highest, 0 to 365.25.
    pub season_peak_step: f64,
    /// Factor by weekday, from that of step 0: drawn from 0.9 to 1.1, then divided by their mean.
    pub weekday_factors: [f64; 7],
    /// The trend's factor is 1 less this on the first step and 1 plus this on the last: 0.1 or
    /// -0.1.
    pub trend: f64,
    /// Standard deviation of the logarithm of the daily shock: 0.25.
    pub shock_log_sd: f64,
    /// Correlation of that logarithm with the day before's: 0.8.
    pub shock_autoregression: f64,
    /// The four together, for each step.
    pub step_factors: Vec<f64>,
}

const SEASON_AMPLITUDE: f64 = 0.15;
const DAYS_A_YEAR: f64 = 365.25;
const WEEKDAY_SPREAD: f64 = 0.1;
const TREND: f64 = 0.1;
const SHOCK_LOG_SD: f64 = 0.25;
const SHOCK_AUTOREGRESSION: f64 = 0.8;

impl Modulation {
    pub(super) fn new(seed: u64, n_steps: usize) -> Self {
        let mut random = Random::new(seed, Purpose::Modulation, 0);
        let season_peak_step = DAYS_A_YEAR * random.uniform();
        let drawn = [(); 7].map(|()| 1.0 + WEEKDAY_SPREAD * (2.0 * random.uniform() - 1.0));
        let mean = drawn.iter().fold(0.0, |sum, factor| sum + factor) / 7.0;
        let trend = if random.below(2) == 0 { TREND } else { -TREND };
        let mut modulation = Self {
            season_amplitude: SEASON_AMPLITUDE,
            season_peak_step,
            weekday_factors: drawn.map(|factor| factor / mean),
            trend,
            shock_log_sd: SHOCK_LOG_SD,
            shock_autoregression: SHOCK_AUTOREGRESSION,
            step_factors: Vec::new(),
        };
        let shocks = shocks(&mut random).take(n_steps).enumerate();
        modulation.step_factors =
            shocks.map(|(step, shock)| modulation.calendar_factor(step, n_steps) * shock).collect();
        modulation
    }

    /// What can be known of each step's factor `ahead` steps before it by someone who knows the
    /// city: season, weekday and trend, and the shock's mean given the shock as it was then. Steps
    /// without such a past have a shock of 1.
    pub(super) fn factors_ahead(&self, ahead: usize) -> Vec<f64> {
        let n_steps = self.step_factors.len();
        let calendar: Vec<f64> = (0..n_steps).map(|step| self.calendar_factor(step, n_steps)).collect();
        // The logarithm's mean is half its variance below 0; of a log-normal variable with mean 1,
        // the power r has mean exp(-(r - r^2) v / 2).
        let kept = libm::pow(self.shock_autoregression, ahead as f64);
        let variance = self.shock_log_sd * self.shock_log_sd;
        let mean_given = |past: f64| libm::exp(kept * libm::log(past) + 0.5 * kept * (1.0 - kept) * variance);
        let of = |step: usize| {
            let past = step
                .checked_sub(ahead)
                .and_then(|past| Some(self.step_factors.get(past)? / calendar.get(past)?));
            calendar.get(step).copied().unwrap_or(1.0) * past.map_or(1.0, mean_given)
        };
        (0..n_steps).map(of).collect()
    }

    /// Season, weekday and trend.
    fn calendar_factor(&self, step: usize, n_steps: usize) -> f64 {
        let angle = std::f64::consts::TAU * (step as f64 - self.season_peak_step) / DAYS_A_YEAR;
        let season = 1.0 + self.season_amplitude * libm::cos(angle);
        let last = n_steps.saturating_sub(1).max(1);
        let trend = 1.0 + self.trend * (2.0 * step as f64 / last as f64 - 1.0);
        season * self.weekday_factors[step % 7] * trend
    }
}

/// exp of a stationary autoregression, divided by its mean: a log-normal variable's is exp(variance
/// / 2).
fn shocks(random: &mut Random) -> impl Iterator<Item = f64> + '_ {
    let innovation_sd = SHOCK_LOG_SD * libm::sqrt(1.0 - SHOCK_AUTOREGRESSION * SHOCK_AUTOREGRESSION);
    let mut log_shock = SHOCK_LOG_SD * random.normal();
    std::iter::from_fn(move || {
        let shock = libm::exp(log_shock - 0.5 * SHOCK_LOG_SD * SHOCK_LOG_SD);
        log_shock = SHOCK_AUTOREGRESSION * log_shock + innovation_sd * random.normal();
        Some(shock)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
        let n = values.len() as f64;
        values.sum::<f64>() / n
    }

    #[test]
    fn the_shock_is_as_spread_and_as_slow_as_it_says() {
        let mut random = Random::new(1, Purpose::Modulation, 9);
        let shocks: Vec<f64> = shocks(&mut random).take(100_000).collect();
        assert!((mean(shocks.iter().copied()) - 1.0).abs() < 0.01);
        let logs: Vec<f64> = shocks.iter().map(|&shock| libm::log(shock)).collect();
        let centre = mean(logs.iter().copied());
        let covariance =
            |lag: usize| mean(logs.iter().zip(&logs[lag..]).map(|(a, b)| (a - centre) * (b - centre)));
        assert!((covariance(0).sqrt() - 0.25).abs() < 0.01);
        for (lag, expected) in [(1, 0.8), (3, 0.512)] {
            assert!((covariance(lag) / covariance(0) - expected).abs() < 0.03, "lag {lag}");
        }
    }

    #[test]
    fn what_is_known_ahead_is_the_mean_of_what_comes() {
        // Whole years and weeks.
        let n_steps = 1461 * 7;
        let modulation = Modulation::new(4, n_steps);
        for (ahead, error) in [(0, 1e-12), (1, 0.02), (7, 0.02), (60, 0.02)] {
            let known = modulation.factors_ahead(ahead);
            // What comes over what was known: 1 on average, after quiet days as after stirred ones.
            for stirred in [false, true] {
                let days = (60..n_steps).filter(|&step| {
                    let past = step - ahead;
                    (modulation.step_factors[past] > modulation.calendar_factor(past, n_steps)) == stirred
                });
                let ratios: Vec<f64> = days.map(|step| modulation.step_factors[step] / known[step]).collect();
                let ratio = mean(ratios.iter().copied());
                assert!((ratio - 1.0).abs() < error, "{ahead} ahead, stirred {stirred}: {ratio}");
            }
        }
    }

    #[test]
    fn factors_have_the_sizes_and_means_that_are_documented() {
        // Whole years and weeks, so that every part goes through its time.
        let n_steps = 1461 * 7;
        for seed in 1..=20 {
            let modulation = Modulation::new(seed, n_steps);
            assert!((mean(modulation.weekday_factors.iter().copied()) - 1.0).abs() < 1e-12);
            assert!(modulation.weekday_factors.iter().all(|factor| (0.8..1.25).contains(factor)));
            let calendar = (0..n_steps).map(|step| modulation.calendar_factor(step, n_steps));
            assert!((mean(calendar) - 1.0).abs() < 0.005);
            assert!((mean(modulation.step_factors.iter().copied()) - 1.0).abs() < 0.05);
        }
    }
}
