//! What forecasts read: streams that show nothing but the past of the step that is forecast.

use super::PackedStreams;

/// Streams that forecasts are made from, a fixed number of steps ahead. [`Past`] is the only way to
/// read them: what a forecast must not see cannot be asked for.
#[derive(Clone, Copy, Debug)]
pub struct SourceStreams<'a> {
    streams: &'a PackedStreams,
    horizon_steps: usize,
}

/// What a forecast for one step may read: every stream up to `horizon` steps before it, and nothing
/// later.
#[derive(Clone, Copy, Debug)]
pub struct Past<'a> {
    streams: &'a PackedStreams,
    readable_steps: usize,
}

impl<'a> SourceStreams<'a> {
    /// Streams to forecast from, `horizon_steps` ahead.
    pub const fn new(streams: &'a PackedStreams, horizon_steps: usize) -> Self {
        Self { streams, horizon_steps }
    }

    /// How many steps ahead forecasts are made.
    pub const fn horizon_steps(&self) -> usize {
        self.horizon_steps
    }

    /// Number of streams.
    pub fn n_streams(&self) -> usize {
        self.streams.n_streams()
    }

    /// What may be read for a forecast of a step.
    ///
    /// # Examples
    /// ```
    /// use watchback::streams::{PackedStreams, SourceStreams};
    /// let mut streams = PackedStreams::empty(1, 20);
    /// streams.set(0, 5);
    /// streams.set(0, 6);
    /// let past = SourceStreams::new(&streams, 7).past_of(12);
    /// assert_eq!([4, 5, 6].map(|step| past.symbol(0, step)), [Some(0), Some(1), None]);
    /// ```
    pub fn past_of(&self, target_step: usize) -> Past<'a> {
        let readable_steps = (target_step + 1).saturating_sub(self.horizon_steps).min(self.streams.n_steps());
        Past { streams: self.streams, readable_steps }
    }
}

impl Past<'_> {
    /// The symbol of a step: 1 for an event. `None` for a step past what may be read.
    pub fn symbol(&self, source: usize, step: usize) -> Option<usize> {
        (step < self.readable_steps).then(|| usize::from(self.streams.get(source, step)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forecast_reads_up_to_its_horizon_and_no_further() {
        let mut streams = PackedStreams::empty(1, 20);
        for step in [3, 5, 10] {
            streams.set(0, step);
        }
        let sources = SourceStreams::new(&streams, 7);
        let past = sources.past_of(12);
        assert_eq!([3, 4, 5].map(|step| past.symbol(0, step)), [Some(1), Some(0), Some(1)]);
        assert_eq!(past.symbol(0, 6), None, "step 6 is nearer than the horizon");
        // Past the end of the data, only what has been seen can be read.
        assert_eq!(sources.past_of(26).symbol(0, 19), Some(0));
        assert_eq!(sources.past_of(40).symbol(0, 20), None);
    }
}
