//! Boolean streams packed 64 steps a word, and what a forecast may read of them.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::chance::Shift;

/// Streams over the same steps; the first step of a word is its lowest bit, bits past the last step
/// are 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedStreams {
    n_steps: usize,
    words_per_stream: usize,
    words: Vec<u64>,
}

/// Number of steps in a word.
pub(crate) const STEPS_PER_WORD: usize = 64;

impl PackedStreams {
    /// `n_streams` streams of `n_steps` empty steps.
    pub fn empty(n_streams: usize, n_steps: usize) -> Self {
        let words_per_stream = n_steps.div_ceil(STEPS_PER_WORD);
        Self { n_steps, words_per_stream, words: vec![0; n_streams * words_per_stream] }
    }

    /// Number of steps.
    pub const fn n_steps(&self) -> usize {
        self.n_steps
    }

    /// Number of streams.
    pub fn n_streams(&self) -> usize {
        self.words.len().checked_div(self.words_per_stream).unwrap_or(0)
    }

    /// Number of symbols in the alphabet: an event, or none.
    pub const fn alphabet_len(&self) -> usize {
        2
    }

    /// The words of a stream; empty when there is no such stream.
    pub fn words(&self, stream: usize) -> &[u64] {
        let start = stream.saturating_mul(self.words_per_stream);
        self.words.get(start..start.saturating_add(self.words_per_stream)).unwrap_or(&[])
    }

    /// Whether a step of a stream holds an event; steps and streams that do not exist hold none.
    pub fn get(&self, stream: usize, step: usize) -> bool {
        let word = self.words(stream).get(step / STEPS_PER_WORD).copied().unwrap_or(0);
        word >> (step % STEPS_PER_WORD) & 1 == 1
    }

    /// Marks a step of a stream as holding an event; does nothing outside the table.
    pub fn set(&mut self, stream: usize, step: usize) {
        if step >= self.n_steps {
            return;
        }
        let word = stream.saturating_mul(self.words_per_stream).saturating_add(step / STEPS_PER_WORD);
        if let Some(word) = self.words.get_mut(word) {
            *word |= 1 << (step % STEPS_PER_WORD);
        }
    }

    /// Marks a step of a stream as holding none; does nothing outside the table.
    pub fn unset(&mut self, stream: usize, step: usize) {
        if step >= self.n_steps {
            return;
        }
        let word = stream.saturating_mul(self.words_per_stream).saturating_add(step / STEPS_PER_WORD);
        if let Some(word) = self.words.get_mut(word) {
            *word &= !(1 << (step % STEPS_PER_WORD));
        }
    }

    /// Empties a stream.
    pub fn clear(&mut self, stream: usize) {
        let start = stream.saturating_mul(self.words_per_stream);
        let words = self.words.get_mut(start..start.saturating_add(self.words_per_stream));
        words.into_iter().flatten().for_each(|word| *word = 0);
    }

    /// Number of steps in `steps` that hold an event.
    pub fn count(&self, stream: usize, steps: Range<usize>) -> usize {
        steps.filter(|&step| self.get(stream, step)).count()
    }

    /// A copy of some steps of every stream, as a table of its own: what is outside is not in it.
    ///
    /// # Examples
    /// ```
    /// use watchback::streams::PackedStreams;
    /// let mut streams = PackedStreams::empty(1, 100);
    /// streams.set(0, 70);
    /// let window = streams.window(60..80);
    /// assert_eq!((window.n_steps(), window.get(0, 10), window.count(0, 0..20)), (20, true, 1));
    /// ```
    pub fn window(&self, steps: Range<usize>) -> Self {
        let steps = steps.start.min(self.n_steps)..steps.end.min(self.n_steps);
        let mut window = Self::empty(self.n_streams(), steps.len());
        for stream in 0..self.n_streams() {
            for (at, step) in steps.clone().enumerate() {
                if self.get(stream, step) {
                    window.set(stream, at);
                }
            }
        }
        window
    }

    /// Tables over the same steps, one below the other. A table over other steps is left out.
    pub fn concatenate(tables: &[Self]) -> Self {
        let Some(first) = tables.first() else { return Self::empty(0, 0) };
        let same_steps = tables.iter().filter(|table| table.n_steps == first.n_steps);
        let words = same_steps.flat_map(|table| &table.words).copied().collect();
        Self { n_steps: first.n_steps, words_per_stream: first.words_per_stream, words }
    }

    /// A copy with each stream rotated, one shift a stream: what stood at a step stands where the
    /// shift reads from it.
    ///
    /// # Examples
    /// ```
    /// use watchback::chance::Shift;
    /// use watchback::streams::PackedStreams;
    /// let mut streams = PackedStreams::empty(1, 100);
    /// streams.set(0, 3);
    /// streams.set(0, 95);
    /// streams.set(0, 99);
    /// // Fourteen weeks go around by one; the two days behind them stay.
    /// let rotated = streams.rotated(&[Shift::new(7, 98)]);
    /// assert!(rotated.get(0, 10) && rotated.get(0, 4) && rotated.get(0, 99));
    /// ```
    pub fn rotated(&self, shifts: &[Shift]) -> Self {
        let mut rotated = Self::empty(self.n_streams(), self.n_steps);
        for (stream, shift) in (0..self.n_streams()).zip(shifts) {
            for (at, &word) in self.words(stream).iter().enumerate() {
                let mut left = word;
                while left != 0 {
                    let step = at * STEPS_PER_WORD + left.trailing_zeros() as usize;
                    rotated.set(stream, shift.read_at(step));
                    left &= left - 1;
                }
            }
        }
        rotated
    }

    /// A copy with all streams rotated within each of some windows, each by its shift: other
    /// sources for the same targets. Steps in no window are empty.
    ///
    /// # Examples
    /// ```
    /// use watchback::chance::Shift;
    /// use watchback::streams::PackedStreams;
    /// let mut streams = PackedStreams::empty(1, 30);
    /// streams.set(0, 3);
    /// streams.set(0, 25);
    /// let rotated =
    ///     streams.rotated_within(&[(0..20, Shift::new(7, 14)), (20..30, Shift::NONE)]);
    /// assert!(rotated.get(0, 10) && rotated.get(0, 25) && !rotated.get(0, 3));
    /// ```
    pub fn rotated_within(&self, windows: &[(Range<usize>, Shift)]) -> Self {
        let mut rotated = Self::empty(self.n_streams(), self.n_steps);
        for (window, shift) in windows {
            for stream in 0..self.n_streams() {
                for step in window.clone().filter(|&step| self.get(stream, step)) {
                    rotated.set(stream, window.start + shift.read_at(step - window.start));
                }
            }
        }
        rotated
    }

    /// A copy of some streams, in the order given.
    pub fn select(&self, streams: &[usize]) -> Self {
        let words = streams.iter().flat_map(|&stream| self.words(stream)).copied().collect();
        Self { n_steps: self.n_steps, words_per_stream: self.words_per_stream, words }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_and_selections_hold_what_they_should() {
        let mut streams = PackedStreams::empty(3, 130);
        for step in (0..130).step_by(7) {
            streams.set(step % 3, step);
        }
        let window = streams.window(63..129);
        for stream in 0..3 {
            for step in 0..66 {
                assert_eq!(window.get(stream, step), streams.get(stream, step + 63));
            }
        }
        let selection = streams.select(&[2, 0]);
        assert_eq!((selection.words(0), selection.words(1)), (streams.words(2), streams.words(0)));
        assert!(streams.words(3).is_empty() && !streams.get(9, 9));
    }
}
