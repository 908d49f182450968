//! What a combination is fitted on and forecasts from.

use super::RidgeLogistic;
use crate::streams::{PackedStreams, SourceStreams, Split, TrainingStreams};
use crate::study::{Combiner, Study};

/// What forecasts are made from: what happened in training, the past of every step, and where a
/// study's windows lie. What happened in the test window can be had from neither.
#[derive(Clone, Copy, Debug)]
pub struct CombinationWindow<'a> {
    pub(super) training: &'a TrainingStreams,
    pub(super) sources: SourceStreams<'a>,
    pub(super) split: Split,
    pub(super) ridge: RidgeLogistic,
    pub(super) combiner: Combiner,
}

impl<'a> CombinationWindow<'a> {
    /// The windows of a study. `training`: the targets. `sources` (training and test steps): what
    /// transducers read, the targets themselves or others in their place.
    pub fn new(training: &'a TrainingStreams, sources: &'a PackedStreams, study: &Study) -> Self {
        let settings = study.settings();
        Self {
            training,
            sources: SourceStreams::new(sources, settings.horizon_steps),
            split: Split::for_study(study),
            ridge: RidgeLogistic { penalty: settings.ridge_penalty },
            combiner: settings.combiner,
        }
    }

    pub(super) const fn training_streams(&self) -> &'a PackedStreams {
        self.training.window().streams()
    }
}
