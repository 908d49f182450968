//! What a comparator is given.

use std::ops::Range;

use ndarray::Array2;

use super::super::static_rate;
use super::held::held;
use crate::network::Place;
use crate::streams::{SourceStreams, WindowStreams};
use watchback_translate::mark;

/// The streams of one variable, what may be fitted on, and what is to be forecast.
#[derive(Clone, Debug)]
pub struct ComparatorTask<'a> {
    /// What anything may be fitted on: the first steps of the streams.
    pub fitted: &'a WindowStreams,
    /// The same streams as forecasts may read them, from the first training step on.
    pub sources: SourceStreams<'a>,
    /// Where they are.
    pub places: &'a [Place],
    /// Weekday of step 0, or of its first day: 0 to 6.
    pub first_weekday: usize,
    /// Days of a step.
    pub step_days: usize,
    /// Whether each step, from 0 to the last forecast, is a day of school; empty where that is not
    /// known.
    pub school: &'a [bool],
    /// Steps to forecast.
    pub forecast: Range<usize>,
}

impl ComparatorTask<'_> {
    pub(super) fn n_streams(&self) -> usize {
        self.fitted.streams().n_streams()
    }

    /// Steps that anything may be fitted on: from step 0.
    pub(super) fn fitted_steps(&self) -> usize {
        self.fitted.n_steps()
    }

    /// Steps that hold so many days.
    pub(super) fn steps_of(&self, days: usize) -> usize {
        days.div_ceil(self.step_days.max(1))
    }

    /// How many steps ahead forecasts are made.
    pub(super) fn horizon_steps(&self) -> usize {
        self.sources.horizon_steps()
    }

    /// Each stream's share of event steps among those that may be fitted on.
    pub(super) fn rates(&self) -> Vec<f64> {
        self.rates_before(self.fitted_steps())
    }

    /// The same among the first `n_steps` of them.
    pub(super) fn rates_before(&self, n_steps: usize) -> Vec<f64> {
        (0..self.n_streams()).map(|stream| static_rate(self.fitted.streams(), stream, n_steps)).collect()
    }

    /// A forecast from each stream's rate and the step alone.
    pub(super) fn by_rate(&self, of: impl Fn(f64, usize) -> f64) -> Array2<f64> {
        let rates = self.rates();
        let at = |(stream, step): (usize, usize)| held(of(rates[stream], self.forecast.start + step));
        Array2::from_shape_fn((self.n_streams(), self.forecast.len()), at)
    }

    /// Where nothing can be fitted: the static rate, and a parameter's name that says so.
    pub(super) fn static_rate_instead(&self) -> (Vec<(String, f64)>, Array2<f64>) {
        let parameters = vec![(mark!("nothing could be fitted, so the static rate").to_owned(), 1.0)];
        (parameters, self.by_rate(|rate, _| rate))
    }

    /// Whether a stream had an event at the last step that a forecast for `target_step` may read;
    /// going through target steps in order reads every step once.
    pub(super) fn arrives(&self, stream: usize, target_step: usize) -> bool {
        let past = self.sources.past_of(target_step);
        target_step.checked_sub(self.horizon_steps()).is_some_and(|step| past.symbol(stream, step) == Some(1))
    }

    /// Whether a step is a day of school, where that is known.
    pub(super) fn is_school(&self, step: usize) -> bool {
        self.school.get(step).copied().unwrap_or(false)
    }

    /// What happened at a step of the fitted window; `false` beyond it.
    pub(super) fn happened(&self, stream: usize, step: usize) -> bool {
        self.fitted.streams().get(stream, step)
    }
}
