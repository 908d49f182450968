//! What may be learnt from: the first steps of streams, copied, so that no later step can be read.

use super::{PackedStreams, Split};
use crate::study::MAX_PERIOD_DAYS;

/// The most steps of a window: what the network's counters hold.
pub const MAX_WINDOW_STEPS: usize = (1 << 14) - 1;

// No study reaches it.
const _: () = assert!(MAX_PERIOD_DAYS <= MAX_WINDOW_STEPS);

/// Streams of a window from step 0 on that ends before anything it will be judged on. A copy: what
/// is later is not in it.
///
/// # Examples
/// ```
/// use watchback::streams::{PackedStreams, WindowStreams};
/// let mut streams = PackedStreams::empty(1, 100);
/// streams.set(0, 3);
/// streams.set(0, 70);
/// let window = WindowStreams::first(&streams, 60);
/// assert_eq!((window.n_steps(), window.streams().count(0, 0..100)), (60, 1));
/// ```
#[derive(Clone, Debug)]
pub struct WindowStreams(PackedStreams);

impl WindowStreams {
    /// A copy of the first `n_steps` steps; of all where there are fewer, and of at most
    /// [`MAX_WINDOW_STEPS`], so that no window is longer than counts can be.
    pub fn first(streams: &PackedStreams, n_steps: usize) -> Self {
        Self(streams.window(0..n_steps.min(MAX_WINDOW_STEPS)))
    }

    /// A copy of the inference window: what transducers are inferred and selected on.
    pub fn inference(streams: &PackedStreams, split: Split) -> Self {
        Self::first(streams, split.inference().end)
    }

    /// The streams.
    pub const fn streams(&self) -> &PackedStreams {
        &self.0
    }

    /// Number of steps.
    pub const fn n_steps(&self) -> usize {
        self.0.n_steps()
    }
}

/// What happened in a study's training window, all of it and nothing later: the outcomes that a
/// combination is fitted on.
///
/// There is no other way to make it than from a study's split, so that no test outcome can be
/// fitted on.
#[derive(Clone, Debug)]
pub struct TrainingStreams(WindowStreams);

impl TrainingStreams {
    /// A copy of the training window.
    pub fn new(streams: &PackedStreams, split: Split) -> Self {
        Self(WindowStreams::first(streams, split.training_steps()))
    }

    /// The window.
    pub const fn window(&self) -> &WindowStreams {
        &self.0
    }

    /// The window, to keep.
    pub fn into_window(self) -> WindowStreams {
        self.0
    }

    /// Whether a training step of a stream holds an event; steps after training hold none.
    pub fn get(&self, stream: usize, step: usize) -> bool {
        self.0.streams().get(stream, step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::preset;

    #[test]
    fn windows_hold_their_own_steps_and_no_later_one() {
        let split = Split::for_study(&preset("chicago").unwrap().check().unwrap());
        let mut streams = PackedStreams::empty(1, split.test().end);
        (0..split.test().end).for_each(|step| streams.set(0, step));
        let inference = WindowStreams::inference(&streams, split);
        assert_eq!((inference.n_steps(), inference.streams().count(0, 0..1461)), (822, 822));
        let training = TrainingStreams::new(&streams, split);
        assert_eq!(
            (training.window().n_steps(), training.window().streams().count(0, 0..1461)),
            (1096, 1096)
        );
        assert!(training.get(0, 1095) && !training.get(0, 1096));
    }

    #[test]
    fn no_window_is_longer_than_counts_can_be() {
        let streams = PackedStreams::empty(1, 20_000);
        assert_eq!(WindowStreams::first(&streams, 20_000).n_steps(), MAX_WINDOW_STEPS);
    }
}
