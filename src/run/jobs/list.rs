//! Listing the pairs of streams whose scores stand out.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::job::Job;
use crate::network::Listing;
use crate::results::Stage;
use crate::run::window::Window;
use crate::run::worker::{Kept, Worker};

/// List a window's pairs of these targets whose scores reach a bin.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct List {
    /// The window.
    pub window: Window,
    /// The targets.
    pub targets: Range<usize>,
    /// The bin of scores that a pair must reach, by stratum.
    pub least_bins: Vec<u16>,
}

impl Job for List {
    type Output = Listing;
    const STAGE: Stage = Stage::Network;
    const KEPT: &'static [Kept] = &[Kept::Plan];

    fn run(self, worker: &Worker) -> Self::Output {
        worker.plan(self.window).list(self.targets, &self.least_bins)
    }
}
