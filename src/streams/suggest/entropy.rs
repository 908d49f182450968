//! How much a step tells: the entropy rate of streams at steps of one to seven days.

use serde::{Deserialize, Serialize};

use super::enough::{LEAST_STREAMS, enough, kept_streams};
use super::error::SuggestError;
use crate::ingest::Events;
use crate::streams::{CityStreams, PackedStreams, Split};
use crate::study::{StudySettings, Variable};

/// Steps that are compared, days.
const STEP_DAYS: std::ops::RangeInclusive<usize> = 1..=7;

/// The kept streams at one length of steps.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepRate {
    /// Days of a step.
    pub step_days: usize,
    /// Streams of violent and of property offences that pass the threshold.
    pub streams: usize,
    /// Whether each class has 20.
    pub enough: bool,
    /// Entropy of a step given the step before, bits, in the mean stream over training; 0 without
    /// streams.
    pub bits_a_step: f64,
    /// The same for a day.
    pub bits_a_day: f64,
}

impl StepRate {
    pub(super) fn is_enough(&self) -> bool {
        self.enough
    }
}

/// Sets a step, and horizon and longest delay so that they stay as many days.
pub(super) fn set_step(settings: &mut StudySettings, step_days: usize) {
    let (horizon, delay) =
        (settings.horizon_steps * settings.step_days, settings.max_delay_steps * settings.step_days);
    settings.step_days = step_days;
    settings.horizon_steps = horizon.div_ceil(step_days);
    settings.max_delay_steps = (delay / step_days).max(settings.horizon_steps);
}

/// Steps of one to seven days, as far as the periods are long enough for them.
pub(super) fn step_rates(events: &Events, settings: &StudySettings) -> Result<Vec<StepRate>, SuggestError> {
    let mut rates = Vec::new();
    for step_days in STEP_DAYS {
        let mut settings = settings.clone();
        set_step(&mut settings, step_days);
        let study = match settings.check() {
            Ok(study) => study,
            Err(_) if step_days > 1 => break,
            Err(error) => return Err(error.into()),
        };
        let (streams, report, _) = CityStreams::build(events, &study);
        let training = Split::for_study(&study).training_steps();
        let of_crimes = streams.keys.iter().enumerate().filter(|(_, key)| key.variable != Variable::Arrest);
        let rates_of_streams = of_crimes.map(|(stream, _)| entropy_rate(&streams.packed, stream, training));
        let (sum, n_streams) = rates_of_streams.fold((0.0, 0), |(sum, n), rate| (sum + rate, n + 1));
        let bits_a_step = if n_streams > 0 { sum / f64::from(n_streams) } else { 0.0 };
        rates.push(StepRate {
            step_days,
            streams: n_streams as usize,
            enough: n_streams as usize >= LEAST_STREAMS && enough(events, &study, kept_streams(&report)),
            bits_a_step,
            bits_a_day: bits_a_step / step_days as f64,
        });
    }
    Ok(rates)
}

/// Bits a step given the step before, of the first `n_steps` steps.
fn entropy_rate(packed: &PackedStreams, stream: usize, n_steps: usize) -> f64 {
    // By the step before: steps, and steps with an event.
    let mut counts = [(0_u32, 0_u32); 2];
    for step in 1..n_steps {
        if let Some((steps, events)) = counts.get_mut(usize::from(packed.get(stream, step - 1))) {
            *steps += 1;
            *events += u32::from(packed.get(stream, step));
        }
    }
    let n_log_n = |n: u32| if n > 0 { f64::from(n) * libm::log2(f64::from(n)) } else { 0.0 };
    let total: f64 =
        counts.iter().map(|&(n, events)| n_log_n(n) - n_log_n(events) - n_log_n(n - events)).sum();
    total / (n_steps.saturating_sub(1).max(1)) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_that_its_past_tells_has_no_entropy_and_a_fair_coin_has_a_bit() {
        let mut packed = PackedStreams::empty(2, 4_001);
        for step in 0..4_001 {
            if step % 2 == 0 {
                packed.set(0, step);
            }
            // Each pair of symbols a quarter of the time.
            if step % 4 < 2 {
                packed.set(1, step);
            }
        }
        assert_eq!(entropy_rate(&packed, 0, 4_001), 0.0);
        assert!((entropy_rate(&packed, 1, 4_001) - 1.0).abs() < 1e-12);
    }
}
