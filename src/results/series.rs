//! City-wide daily sums, forecast and actual, in time and in frequency (method.md 9).

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use crate::chance::Chance;
use crate::score::{Shifts, shifted};
use crate::streams::PackedStreams;
use crate::study::Variable;

/// Streams with an event on each test step: how many were expected, and how many there were.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DailySeries {
    /// The variable; null for all streams.
    pub variable: Option<Variable>,
    /// Sum of the forecast probabilities by test step.
    pub predicted: Vec<f64>,
    /// Streams with an event by test step.
    pub actual: Vec<u32>,
    /// Pearson's correlation of the two, and of the shifted forecasts with what happened; null
    /// where one of them never changes.
    pub correlation: Option<SeriesCorrelation>,
    /// Both as sums of waves, from the longest period to that of two steps.
    pub spectrum: Vec<Harmonic>,
}

/// How alike two series run, against chance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeriesCorrelation {
    /// Pearson's correlation.
    pub observed: f64,
    /// The same with the forecast shifted in time.
    pub chance: Chance,
}

/// One wave of a series.
///
/// A series that is shifted in time keeps all its amplitudes: likeness here says nothing about
/// when.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Harmonic {
    /// Period, steps.
    pub period_steps: f64,
    /// Amplitude in the forecast, streams a step.
    pub predicted: f64,
    /// Amplitude in what happened, streams a step.
    pub actual: f64,
}

impl DailySeries {
    /// Sums a set of streams up. `probabilities`: by stream and test step; `events`: the same
    /// streams and steps.
    #[must_use]
    pub fn new(
        (variable, streams): &(Option<Variable>, Vec<usize>),
        probabilities: ArrayView2<'_, f64>,
        events: &PackedStreams,
        shifts: &Shifts,
    ) -> Self {
        let mut predicted = vec![0.0; probabilities.ncols()];
        let mut actual = vec![0; probabilities.ncols()];
        for &stream in streams.iter().filter(|&&stream| stream < probabilities.nrows()) {
            for ((step, sum), probability) in predicted.iter_mut().enumerate().zip(probabilities.row(stream))
            {
                *sum += probability;
                actual[step] += u32::from(events.get(stream, step));
            }
        }
        let numbers: Vec<f64> = actual.iter().map(|&count| f64::from(count)).collect();
        let spectrum = amplitudes(&predicted)
            .into_iter()
            .zip(amplitudes(&numbers))
            .enumerate()
            .map(|(at, (predicted, actual))| Harmonic {
                period_steps: numbers.len() as f64 / (at + 1) as f64,
                predicted,
                actual,
            })
            .collect();
        let correlation = correlate(&predicted, &numbers, shifts);
        Self { variable: *variable, predicted, actual, correlation, spectrum }
    }
}

fn correlate(predicted: &[f64], actual: &[f64], shifts: &Shifts) -> Option<SeriesCorrelation> {
    let observed = pearson(predicted, actual)?;
    let rounds: Vec<f64> =
        shifts.iter().filter_map(|shift| pearson(&shifted(predicted, shift), actual)).collect();
    Some(SeriesCorrelation { observed, chance: Chance::new(observed, &rounds).ok()? })
}

/// Pearson's correlation of two series of one length; `None` where one of them never changes.
fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    let mean = |of: &[f64]| crate::stats::mean(of);
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut both, mut square_a, mut square_b) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a - mean_a, b - mean_b);
        both += a * b;
        square_a += a * a;
        square_b += b * b;
    }
    // Sums of probabilities that should be alike differ in their last bits.
    let changes = |squares: f64, mean: f64| squares > 1e-20 * (1.0 + mean * mean);
    (changes(square_a, mean_a) && changes(square_b, mean_b)).then(|| both / (square_a * square_b).sqrt())
}

/// Amplitudes of a series' waves of 1, 2, ... n/2 periods over its length, by the discrete Fourier
/// transform.
fn amplitudes(series: &[f64]) -> Vec<f64> {
    let n = series.len();
    let angle = |at: usize| std::f64::consts::TAU * at as f64 / n as f64;
    let cosines: Vec<f64> = (0..n).map(|at| libm::cos(angle(at))).collect();
    let sines: Vec<f64> = (0..n).map(|at| libm::sin(angle(at))).collect();
    let of_wave = |periods: usize| {
        let (mut real, mut imaginary) = (0.0, 0.0);
        for (step, value) in series.iter().enumerate() {
            let at = step * periods % n;
            real += value * cosines[at];
            imaginary += value * sines[at];
        }
        // The fastest wave has no second half.
        let halves = if 2 * periods == n { 1.0 } else { 2.0 };
        halves / n as f64 * (real * real + imaginary * imaginary).sqrt()
    };
    (1..=n / 2).map(of_wave).collect()
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;
    use std::num::NonZeroU32;

    use super::*;
    use crate::streams::PackedStreams;

    fn series_of(probability: impl Fn(usize) -> f64, event: impl Fn(usize, usize) -> bool) -> DailySeries {
        let (n_streams, n_steps) = (4, 364);
        let probabilities = Array2::from_shape_fn((n_streams, n_steps), |(_, step)| probability(step));
        let mut events = PackedStreams::empty(n_streams, n_steps);
        for stream in 0..n_streams {
            (0..n_steps).filter(|step| event(stream, *step)).for_each(|step| events.set(stream, step));
        }
        let shifts = Shifts::new(n_steps, NonZeroU32::MIN).unwrap();
        DailySeries::new(&(None, (0..n_streams).collect()), probabilities.view(), &events, &shifts)
    }

    #[test]
    fn a_wave_is_found_at_its_period_with_its_amplitude() {
        let wave = |step: usize| 0.5 + 0.25 * libm::sin(std::f64::consts::TAU * step as f64 / 91.0);
        let series = series_of(wave, |stream, step| stream < 2 && (step / 7).is_multiple_of(2));
        let longest = series.spectrum.iter().max_by(|a, b| a.predicted.total_cmp(&b.predicted)).unwrap();
        assert_eq!(longest.period_steps, 91.0);
        // Four streams of amplitude a quarter each.
        assert!((longest.predicted - 1.0).abs() < 1e-9);
        let square = series.spectrum.iter().max_by(|a, b| a.actual.total_cmp(&b.actual)).unwrap();
        assert_eq!((square.period_steps, series.actual[0], series.actual[7]), (14.0, 2, 0));
    }

    #[test]
    fn a_forecast_of_what_happens_beats_its_shifts_and_a_constant_one_is_not_compared() {
        // No shift repeats it.
        let happens = |step: usize| (step as u32 + 1).wrapping_mul(2_654_435_761) >> 30 == 1;
        let knowing = series_of(|step| if happens(step) { 0.9 } else { 0.1 }, |_, step| happens(step));
        let correlation = knowing.correlation.unwrap();
        assert!((correlation.observed - 1.0).abs() < 1e-12);
        assert!(correlation.chance.hi < 1.0 && correlation.chance.rounds == 51);
        assert_eq!(series_of(|_| 0.3, |_, step| happens(step)).correlation, None);
        assert!(series_of(|_| 0.3, |_, _| true).spectrum.iter().all(|wave| wave.actual < 1e-9));
    }
}
