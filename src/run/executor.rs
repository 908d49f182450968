//! Who does the work: threads natively, workers in the browser. A run is written once, over this
//! trait.

use serde::{Deserialize, Serialize};

use super::error::RunError;
use super::jobs::{AnyJob, Job};
use super::worker::Shared;
use crate::ingest::{FileSummary, Gathered, ImportPlan};

/// A file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFailure {
    /// The file's name.
    pub file: String,
    /// What is wrong, where, and what to do.
    pub message: String,
}

/// What reading files gave.
#[derive(Debug, Default)]
pub struct ReadFiles {
    /// The rows of all files.
    pub rows: Gathered,
    /// By file: its summary, or why it could not be read.
    pub files: Vec<Result<FileSummary, FileFailure>>,
}

#[allow(
    async_fn_in_trait,
    reason = "a run is one task: nothing asks its futures to be sent to another thread"
)]
/// Does jobs, many at a time, and gives their outputs in the order of the jobs.
pub trait Executor {
    /// A file that it can read.
    type File;

    /// Reads files: each by `plan`, or by its own header and first rows where there is none.
    ///
    /// Rows are gathered while they are read, a block at a time. No worker holds a file's rows as a
    /// whole.
    ///
    /// # Errors
    /// [`RunError::Cancelled`], and [`RunError`] when no worker is left. That a file cannot be read
    /// is no error here.
    async fn read(&mut self, files: &[Self::File], plan: Option<&ImportPlan>) -> Result<ReadFiles, RunError>;

    /// Gives every worker the data that the jobs after it refer to.
    ///
    /// # Errors
    /// [`RunError`] when no worker is left.
    async fn share(&mut self, shared: Shared) -> Result<(), RunError>;

    /// Does `count` jobs of one kind.
    ///
    /// `job` makes each by its number when a worker is free for it, so that what jobs carry is not
    /// held for all at once. It may be asked again for a job whose worker was lost. `take` gets the
    /// outputs in the order of the numbers, however many workers there are. Its error ends the
    /// stage.
    ///
    /// # Errors
    /// [`RunError::Cancelled`] when the person cancelled, [`RunError`] when no worker is left, and
    /// what `take` refuses.
    async fn perform<J: Job + Into<AnyJob>>(
        &mut self,
        count: usize,
        job: impl Fn(usize) -> J + Sync,
        take: impl FnMut(J::Output) -> Result<(), RunError>,
    ) -> Result<(), RunError>;

    /// Number of workers.
    fn workers(&self) -> usize;

    /// Seconds since some fixed moment, for timings only.
    fn seconds(&self) -> f64;
}
