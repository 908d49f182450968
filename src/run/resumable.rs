//! An executor that keeps what was finished, and does not do again what an earlier process did.
//!
//! A run asks for the same jobs in the same order whenever build, files and settings are the same.
//! So outputs are kept in the order in which they are taken. A run that begins again is handed them
//! until they end, and only then does the executor work. Between two stages the data that workers
//! share is kept as a digest: where it differs, what follows is done anew.

use std::io::{self, Read, Seek, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::RunError;
use super::executor::Executor;
use super::jobs::{AnyJob, Job};
use super::journal::Journal;
use super::read_job::{ReadOutput, Reading};
use super::worker::Shared;
use crate::encoding::{decode, encode, encode_into};
use crate::results::Stage;

/// An executor, and the journal of what it finished.
#[derive(Debug)]
pub struct Resumable<'a, E, F> {
    executor: &'a mut E,
    journal: &'a mut Journal<F>,
}

/// What outputs are of. It stands before them in the journal.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Mark {
    /// The data that the next stages are about, by SHA-256.
    Shared([u8; 32]),
    /// A stage, and its number of jobs.
    Stage(Stage, u64),
}

impl<'a, E: Executor, F: Read + Write + Seek> Resumable<'a, E, F> {
    /// `journal` must have been begun, or hold work of the same build, files and settings.
    pub const fn new(executor: &'a mut E, journal: &'a mut Journal<F>) -> Self {
        Self { executor, journal }
    }
}

/// Goes past a mark where it is the next record, and keeps it where it is not.
fn pass<F: Read + Write + Seek>(journal: &mut Journal<F>, mark: &Mark) {
    let is_same = |record: &[u8]| decode::<Mark>(record).is_ok_and(|found| found == *mark).then_some(());
    if journal.next(is_same).is_none() {
        keep(journal, mark);
    }
}

fn keep<F: Read + Write + Seek>(journal: &mut Journal<F>, value: &impl Serialize) {
    match encode(value) {
        Ok(bytes) => journal.keep(&bytes),
        Err(error) => journal.give_up(io::Error::other(error)),
    }
}

impl<E: Executor, F: Read + Write + Seek> Executor for Resumable<'_, E, F> {
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
        let mut digest = Sha256::new();
        match encode_into(&shared, |bytes| digest.update(bytes)) {
            Ok(()) => pass(self.journal, &Mark::Shared(digest.finalize().into())),
            Err(error) => self.journal.give_up(io::Error::other(error)),
        }
        self.executor.share(shared).await
    }

    async fn perform<J: Job + Into<AnyJob>>(
        &mut self,
        count: usize,
        job: impl Fn(usize) -> J + Sync,
        mut take: impl FnMut(J::Output) -> Result<(), RunError>,
    ) -> Result<(), RunError> {
        let Self { executor, journal } = self;
        pass(journal, &Mark::Stage(J::STAGE, count as u64));
        let mut done = 0;
        while done < count
            && let Some(output) = journal.next(|record| decode::<J::Output>(record).ok())
        {
            take(output)?;
            done += 1;
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
