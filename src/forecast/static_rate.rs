//! The comparator that knows where and not when: a stream's share of event steps in training, at
//! every step.

use crate::streams::PackedStreams;

/// Share of the first `n_training_steps` steps that hold an event.
///
/// # Examples
/// ```
/// use watchback::{forecast::static_rate, streams::PackedStreams};
/// let mut streams = PackedStreams::empty(1, 20);
/// streams.set(0, 3);
/// streams.set(0, 15);
/// assert_eq!(static_rate(&streams, 0, 10), 0.1);
/// ```
pub fn static_rate(streams: &PackedStreams, stream: usize, n_training_steps: usize) -> f64 {
    streams.count(stream, 0..n_training_steps) as f64 / n_training_steps.max(1) as f64
}
