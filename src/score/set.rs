//! What all figures of a set of streams are taken from: the forecast of every stream and step, and
//! what happened.

use ndarray::ArrayView2;

use super::{ScoreError, Shifts};
use crate::chance::Shift;
use crate::streams::PackedStreams;

/// A set's forecast over the test window, and the rounds of chance. Rows are streams, columns
/// steps.
#[derive(Clone, Copy, Debug)]
pub struct ScoredSet<'a> {
    pub(super) probabilities: ArrayView2<'a, f64>,
    pub(super) events: &'a PackedStreams,
    pub(super) shifts: &'a Shifts,
}

impl<'a> ScoredSet<'a> {
    /// Pairs a forecast with what happened. `shifts`: how it is shifted in each round.
    ///
    /// # Errors
    /// [`ScoreError::Windows`] when the two do not cover the same streams and steps;
    /// [`ScoreError::NotFinite`] for a forecast that is no number, [`ScoreError::OutsideUnit`] for
    /// one that is no probability.
    pub fn new(
        probabilities: ArrayView2<'a, f64>,
        events: &'a PackedStreams,
        shifts: &'a Shifts,
    ) -> Result<Self, ScoreError> {
        let (streams, steps) = probabilities.dim();
        if events.n_streams() != streams || (streams > 0 && events.n_steps() != steps) {
            let (found_streams, found_steps) = (events.n_streams(), events.n_steps());
            return Err(ScoreError::Windows { streams, steps, found_streams, found_steps });
        }
        for ((_, step), &found) in probabilities.indexed_iter() {
            if !found.is_finite() {
                return Err(ScoreError::NotFinite { step });
            }
            if !(0.0..=1.0).contains(&found) {
                return Err(ScoreError::OutsideUnit { step, found });
            }
        }
        Ok(Self { probabilities, events, shifts })
    }

    /// Number of streams.
    pub fn n_streams(&self) -> usize {
        self.probabilities.nrows()
    }

    /// Number of steps.
    pub fn n_steps(&self) -> usize {
        self.probabilities.ncols()
    }

    /// What was said of a stream and step, the forecast shifted.
    pub(super) fn said(&self, stream: usize, step: usize, shift: Shift) -> f64 {
        self.probabilities[(stream, shift.read_at(step))]
    }

    /// Steps with an event, by stream.
    pub(super) fn event_steps(&self) -> Vec<Vec<usize>> {
        let of = |stream: usize| (0..self.n_steps()).filter(|&step| self.events.get(stream, step)).collect();
        (0..self.n_streams()).map(of).collect()
    }
}
