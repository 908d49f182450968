//! Counting the scores of a window's sampled targets, in the real data and in surrogate rounds.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::job::Job;
use crate::network::RoundTally;
use crate::results::Stage;
use crate::run::window::Window;
use crate::run::worker::{Kept, Worker};

/// Scan some of a window's sampled targets in one round, and count their scores.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tally {
    /// The window.
    pub window: Window,
    /// The round: 0 is the real data, any other a surrogate.
    pub round: usize,
    /// The targets, as positions among the window's sampled targets.
    pub sampled: Range<usize>,
}

impl Job for Tally {
    type Output = RoundTally;
    const STAGE: Stage = Stage::Chance;
    const KEPT: &'static [Kept] = &[Kept::Plan, Kept::Surrogate];

    fn run(self, worker: &Worker) -> Self::Output {
        let Self { window, round, sampled } = self;
        let plan = worker.plan(window);
        if round == 0 {
            plan.tally(plan.real(), round, sampled)
        } else {
            plan.tally(&worker.surrogate(window, round), round, sampled)
        }
    }
}
