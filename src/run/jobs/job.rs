//! What all kinds of jobs have in common.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::results::Stage;
use crate::run::worker::{Kept, Worker};

/// A kind of work. A job is plain data, and so is its output: both can go to another thread or
/// another process.
pub trait Job: Sized {
    /// What a worker gives for it.
    type Output: Serialize + DeserializeOwned + Send;
    /// The stage that consists of such jobs.
    const STAGE: Stage;
    /// What a worker keeps for the next job of this kind. All else is freed.
    const KEPT: &'static [Kept] = &[];

    /// Does the work, with what the worker knows.
    fn run(self, worker: &Worker) -> Self::Output;

    /// Frees what this kind of job does not use, then does the work.
    fn perform(self, worker: &Worker) -> Self::Output {
        worker.keep_only(Self::KEPT);
        self.run(worker)
    }
}
