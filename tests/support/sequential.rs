//! The plainest executor: one worker that does jobs in order. It stands for any platform, also one
//! without threads.

use std::convert::Infallible;
use std::io;

use watchback::run::jobs::{AnyJob, Job};
use watchback::run::{Executor, ReadOutput, Reading, RunError, Shared, Worker};

/// One worker.
#[derive(Debug, Default)]
pub(crate) struct Sequential {
    worker: Option<Worker>,
    performed: usize,
}

impl Executor for Sequential {
    /// It reads no files.
    type File = Infallible;

    fn bytes(&self, _: &Infallible) -> u64 {
        0
    }

    fn name(&self, _: &Infallible) -> String {
        String::new()
    }

    fn content(&self, _: &Infallible) -> io::Result<Vec<u8>> {
        Ok(Vec::new())
    }

    async fn read(&mut self, _: &[Infallible], _: &mut Reading) -> Result<Vec<ReadOutput>, RunError> {
        Ok(Vec::new())
    }

    async fn share(&mut self, shared: Shared) -> Result<(), RunError> {
        self.worker = Some(Worker::new(shared));
        Ok(())
    }

    async fn perform<J: Job + Into<AnyJob>>(
        &mut self,
        count: usize,
        job: impl Fn(usize) -> J + Sync,
        take: impl FnMut(J::Output) -> Result<(), RunError>,
    ) -> Result<(), RunError> {
        self.performed += count;
        let worker = self.worker.as_ref().ok_or(RunError::WorkerConfused { stage: J::STAGE })?;
        (0..count).map(|number| job(number).perform(worker)).try_for_each(take)
    }

    fn workers(&self) -> usize {
        1
    }

    /// A clock that ticks once a job: wasm has none of the standard library's, and no test depends
    /// on time.
    fn seconds(&self) -> f64 {
        self.performed as f64
    }
}
