//! What a combination is fitted on and forecasts from.

use std::ops::Range;

use super::RidgeLogistic;
use crate::network::Transducer;
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

    /// The steps that weights are fitted on: the combination window; by evidence all of training
    /// from where every one of `transducers` has read two symbols.
    pub(super) fn fitted_on(&self, transducers: &[Transducer]) -> Range<usize> {
        match self.combiner {
            Combiner::Logistic | Combiner::Boosting => self.split.combination(),
            Combiner::Evidence => {
                let longest = transducers.iter().map(|transducer| usize::from(transducer.delay_steps)).max();
                longest.map_or(0, |longest| longest + 1)..self.split.training_steps()
            }
        }
    }

    pub(super) const fn training_streams(&self) -> &'a PackedStreams {
        self.training.window().streams()
    }
}
