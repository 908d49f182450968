//! Who does the work: threads natively, workers in the browser. A run is written once, over this trait.

use super::work::{Shared, WorkItem, WorkOutput};
use super::{RunError, Stage};
use crate::ingest::Gathered;

/// The items of a stage: each is made when somebody is free for it, so that what it carries is not held for all at once.
pub struct Items<'a> {
    count: usize,
    make: Box<dyn Fn(usize) -> WorkItem + Sync + 'a>,
}

impl<'a> Items<'a> {
    /// `count` items, made by their number. An item may be made again, when the worker that had it is lost.
    pub fn new(count: usize, make: impl Fn(usize) -> WorkItem + Sync + 'a) -> Self {
        Self { count, make: Box::new(make) }
    }

    /// How many.
    pub const fn count(&self) -> usize {
        self.count
    }

    /// The item of a number below [`Self::count`].
    pub fn make(&self, number: usize) -> WorkItem {
        (self.make)(number)
    }
}

/// Takes an item's output. An error ends the stage.
pub type Take<'a> = dyn FnMut(WorkOutput) -> Result<(), RunError> + 'a;

#[allow(
    async_fn_in_trait,
    reason = "a run is one task: nothing asks its futures to be sent to another thread"
)]
/// Performs work items, many at a time, and hands over the outputs in the order of the items.
pub trait Executor {
    /// Gives every worker the data that the items after it refer to.
    ///
    /// # Errors
    /// [`RunError`] when no worker is left.
    async fn share(&mut self, shared: Shared) -> Result<(), RunError>;

    /// Performs the items of a stage. Outputs are taken in the order of the items, however many workers there are.
    ///
    /// # Errors
    /// [`RunError::Cancelled`] when the person cancelled, what a worker could not do, and what `take` refuses.
    async fn perform(&mut self, stage: Stage, items: &Items<'_>, take: &mut Take<'_>)
    -> Result<(), RunError>;

    /// The rows of the files that were read in the last [`Stage::Read`]: workers hand them over while they read, and not with a file's output.
    /// Nothing is left of them afterwards.
    fn rows(&mut self) -> Gathered;

    /// Number of workers.
    fn workers(&self) -> usize;

    /// Seconds since some fixed moment, for timings only.
    fn seconds(&self) -> f64;
}
