//! Who does the work: threads natively, workers in the browser. A run is written once, over this
//! trait.

use std::io;

use super::error::RunError;
use super::jobs::{AnyJob, Job};
use super::read_job::{ReadOutput, Reading};
use super::worker::Shared;

#[allow(
    async_fn_in_trait,
    reason = "a run is one task: nothing asks its futures to be sent to another thread"
)]
/// Does jobs, many at a time, and gives their outputs in the order of the jobs.
pub trait Executor {
    /// A file that it can read.
    type File;

    /// Bytes of a file; 0 where they are not known.
    fn bytes(&self, file: &Self::File) -> u64;

    /// A file's name, as results have it.
    fn name(&self, file: &Self::File) -> String;

    /// All bytes of a file, as they are: boundaries or a table, which are small.
    ///
    /// # Errors
    /// What the system says.
    fn content(&self, file: &Self::File) -> io::Result<Vec<u8>>;

    /// Does jobs of reading, and gives their outputs in the order of the jobs.
    ///
    /// Rows are gathered while they are read, a block at a time. No worker holds a file's rows as a
    /// whole. Rows of a job that came to no end are forgotten.
    ///
    /// # Errors
    /// [`RunError::Cancelled`], and [`RunError`] when no worker is left. That a file cannot be read
    /// is no error here.
    async fn read(
        &mut self,
        files: &[Self::File],
        reading: &mut Reading,
    ) -> Result<Vec<ReadOutput>, RunError>;

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
