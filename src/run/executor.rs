//! Who does the work: threads natively, workers in the browser. A run is written once, over this trait.

use super::work::{Shared, WorkItem, WorkOutput};
use super::{RunError, Stage};

#[allow(
    async_fn_in_trait,
    reason = "a run is one task: nothing asks its futures to be sent to another thread"
)]
/// Performs work items, many at a time, and gives the outputs in the order of the items.
pub trait Executor {
    /// Gives every worker the data that the items after it refer to.
    ///
    /// # Errors
    /// [`RunError`] when no worker is left.
    async fn share(&mut self, shared: Shared) -> Result<(), RunError>;

    /// Performs the items of a stage. Outputs come in the order of the items, however many workers there are.
    ///
    /// # Errors
    /// [`RunError::Cancelled`] when the person cancelled, and what a worker could not do.
    async fn perform(&mut self, stage: Stage, items: Vec<WorkItem>) -> Result<Vec<WorkOutput>, RunError>;

    /// Number of workers.
    fn workers(&self) -> usize;

    /// Seconds since some fixed moment, for timings only.
    fn seconds(&self) -> f64;
}
