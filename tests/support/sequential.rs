//! The plainest executor: one worker that performs items in order. It stands for any platform, also one without threads.

use watchback::run::work::{Shared, WorkItem, WorkOutput, Worker};
use watchback::run::{Executor, RunError, Stage};

/// One worker.
#[derive(Debug, Default)]
pub(crate) struct Sequential {
    worker: Option<Worker>,
    performed: usize,
}

impl Executor for Sequential {
    async fn share(&mut self, shared: Shared) -> Result<(), RunError> {
        self.worker = Some(Worker::new(shared));
        Ok(())
    }

    async fn perform(&mut self, stage: Stage, items: Vec<WorkItem>) -> Result<Vec<WorkOutput>, RunError> {
        self.performed += items.len();
        let worker = self.worker.as_ref().ok_or(RunError::WorkerConfused { stage })?;
        let perform = |item| worker.perform(item).ok_or(RunError::WorkerConfused { stage });
        items.into_iter().map(perform).collect()
    }

    fn workers(&self) -> usize {
        1
    }

    /// A clock that ticks once an item: wasm has none of the standard library's, and no test depends on time.
    fn seconds(&self) -> f64 {
        self.performed as f64
    }
}
