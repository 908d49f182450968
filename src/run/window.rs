//! The windows that a network is compared with chance on, and the plan of the comparison on each.

use serde::{Deserialize, Serialize};

use crate::network::{Delays, NetworkPlan, Place};
use crate::space::Grid;
use crate::streams::CityStreams;
use crate::study::Study;
use crate::sweep;

/// A window of time that a network is compared with chance on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Window {
    /// All of training: for what is reported of the network.
    Training,
    /// The part of training that transducers are inferred on by gamma: for what a forecast may use.
    Inference,
    /// All of training, with targets and rounds drawn by a later seed.
    LaterSeed {
        /// What is added to the study's seed.
        offset: u64,
    },
    /// All of training in a cell of the resolution sweep.
    Cell {
        /// The cell's first streams are its targets: so many.
        n_targets: usize,
    },
}

/// The plan by which the network of a study's window is compared with chance.
pub(super) fn network_plan(study: &Study, streams: &CityStreams, window: Window) -> NetworkPlan {
    let settings = study.settings();
    let places = Place::for_streams(&streams.keys, &Grid::new(study));
    let mut chance = settings.chance;
    let steps = match window {
        Window::Training => streams.training(study).into_window(),
        Window::Inference => streams.inference(study),
        Window::LaterSeed { offset } => {
            chance.seed = chance.seed.wrapping_add(offset);
            streams.training(study).into_window()
        }
        Window::Cell { n_targets } => {
            return NetworkPlan::with(
                streams.training(study).into_window(),
                Vec::new(),
                Delays::for_study(study),
                settings.context_symbols,
                (0..n_targets).collect(),
                sweep::rotations(study),
                chance.seed,
            );
        }
    };
    NetworkPlan::new(steps, places, Delays::for_study(study), settings.context_symbols, &chance)
}
