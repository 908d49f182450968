//! An executor that keeps what was finished, and does not do again what an earlier process did.
//!
//! A run asks for the same jobs in the same order whenever build, files and settings are the same.
//! So outputs are kept in the order in which they are taken. A run that begins again is handed them
//! until they end, and only then does the executor work. Between two stages the data that workers
//! share is kept as a digest: where it differs, what follows is done anew.

use std::fmt;
use std::io;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::RunError;
use super::executor::Executor;
use super::jobs::{AnyJob, Job};
use super::journal::{Journal, Store};
use super::read_job::{ReadOutput, Reading};
use super::worker::Shared;
use crate::encoding::{decode, encode, encode_into};
use crate::results::Stage;

/// An executor, and the journal of what it finished.
pub struct Resumable<'a, E, F> {
    executor: &'a mut E,
    journal: &'a mut Journal<F>,
    on_kept: Option<&'a mut OnKept<'a>>,
}

/// Hears of each stage, before any of it is done, what an earlier process left.
pub type OnKept<'a> = dyn FnMut(KeptOutputs) + 'a;

/// How much of a stage an earlier process left. A stage may have several such parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptOutputs {
    /// The stage.
    pub stage: Stage,
    /// Outputs that were kept.
    pub kept: u64,
    /// All that there are.
    pub all: u64,
}

impl<E: fmt::Debug, F: fmt::Debug> fmt::Debug for Resumable<'_, E, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { executor, journal, .. } = self;
        f.debug_struct("Resumable")
            .field("executor", executor)
            .field("journal", journal)
            .finish_non_exhaustive()
    }
}

/// What outputs are of. It stands before them in the journal.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Mark {
    /// The data that the next stages are about, by SHA-256.
    Shared([u8; 32]),
    /// A stage, and its number of jobs.
    Stage(Stage, u64),
}

impl<'a, E: Executor, F: Store> Resumable<'a, E, F> {
    /// `journal` must have been begun, or hold work of the same build, files and settings.
    pub const fn new(executor: &'a mut E, journal: &'a mut Journal<F>) -> Self {
        Self { executor, journal, on_kept: None }
    }

    /// Tells also what an earlier process left.
    pub fn telling(self, on_kept: &'a mut OnKept<'a>) -> Self {
        Self { on_kept: Some(on_kept), ..self }
    }
}

/// Goes past a mark where it is the next record, and keeps it where it is not.
fn pass<F: Store>(journal: &mut Journal<F>, mark: &Mark) {
    let is_same = |record: &[u8]| decode::<Mark>(record).is_ok_and(|found| found == *mark).then_some(());
    if journal.next(is_same).is_none() {
        keep(journal, mark);
    }
}

fn keep<F: Store>(journal: &mut Journal<F>, value: &impl Serialize) {
    if !journal.is_in_use() {
        return;
    }
    match encode(value) {
        Ok(bytes) => journal.keep(&bytes),
        Err(error) => journal.give_up(io::Error::other(error)),
    }
}

impl<E: Executor, F: Store> Executor for Resumable<'_, E, F> {
    type File = E::File;

    fn bytes(&self, file: &E::File) -> u64 {
        self.executor.bytes(file)
    }

    fn name(&self, file: &E::File) -> String {
        self.executor.name(file)
    }

    fn content(&self, file: &E::File) -> io::Result<Vec<u8>> {
        self.executor.content(file)
    }

    async fn read(&mut self, files: &[E::File], reading: &mut Reading) -> Result<Vec<ReadOutput>, RunError> {
        self.executor.read(files, reading).await
    }

    async fn share(&mut self, shared: Shared) -> Result<(), RunError> {
        if self.journal.is_in_use() {
            let mut digest = Sha256::new();
            match encode_into(&shared, |bytes| digest.update(bytes)) {
                Ok(()) => pass(self.journal, &Mark::Shared(digest.finalize().into())),
                Err(error) => self.journal.give_up(io::Error::other(error)),
            }
        }
        self.executor.share(shared).await
    }

    async fn perform<J: Job + Into<AnyJob>>(
        &mut self,
        count: usize,
        job: impl Fn(usize) -> J + Sync,
        mut take: impl FnMut(J::Output) -> Result<(), RunError>,
    ) -> Result<(), RunError> {
        let Self { executor, journal, on_kept } = self;
        pass(journal, &Mark::Stage(J::STAGE, count as u64));
        let mut done = 0;
        while done < count
            && let Some(output) = journal.next(|record| decode::<J::Output>(record).ok())
        {
            take(output)?;
            done += 1;
        }
        if let Some(on_kept) = on_kept {
            on_kept(KeptOutputs { stage: J::STAGE, kept: done as u64, all: count as u64 });
        }
        if done == count {
            return Ok(());
        }
        let keep_and_take = |output: J::Output| {
            keep(journal, &output);
            take(output)
        };
        executor.perform(count - done, |number| job(number + done), keep_and_take).await
    }

    fn workers(&self) -> usize {
        self.executor.workers()
    }

    fn seconds(&self) -> f64 {
        self.executor.seconds()
    }
}
