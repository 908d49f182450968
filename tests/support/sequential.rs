//! The plainest executor: one worker that performs items in order. It stands for any platform, also one without threads.

use watchback::ingest::Gathered;
use watchback::run::work::{Shared, Worker};
use watchback::run::{Executor, Items, RunError, Stage, Take};

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

    async fn perform(
        &mut self,
        stage: Stage,
        items: &Items<'_>,
        take: &mut Take<'_>,
    ) -> Result<(), RunError> {
        self.performed += items.count();
        let worker = self.worker.as_ref().ok_or(RunError::WorkerConfused { stage })?;
        for number in 0..items.count() {
            take(worker.perform(items.make(number)).ok_or(RunError::WorkerConfused { stage })?)?;
        }
        Ok(())
    }

    /// It reads no files.
    fn rows(&mut self) -> Gathered {
        Gathered::default()
    }

    fn workers(&self) -> usize {
        1
    }

    /// A clock that ticks once an item: wasm has none of the standard library's, and no test depends on time.
    fn seconds(&self) -> f64 {
        self.performed as f64
    }
}
