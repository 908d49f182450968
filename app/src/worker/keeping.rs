//! Work that keeps its finished stages, where the person has asked for that, and goes on from them.

use std::io;

use serde::Serialize;
use web_sys::{DedicatedWorkerGlobalScope, File};

use super::coordinator::Coordinator;
use super::executor::PortExecutor;
use super::kept;
use crate::protocol::{KeepTrouble, Report, post};
use watchback::run::jobs::{AnyJob, Job};
use watchback::run::{
    Executor, Inspection, Journal, KeptOutputs, ReadOutput, Reading, Resumable, RunError, Shared, Store,
};
use watchback::study::Study;
use watchback_translate::mark;

/// The workers, and the journal of what they finish. All work goes through it, kept or not: so each
/// kind of work is compiled once.
pub(super) struct Keeping {
    executor: PortExecutor,
    scope: DedicatedWorkerGlobalScope,
    journal: Journal<Box<dyn Store>>,
    /// The file that the journal stands in; `None` where nothing is kept, or nothing more.
    name: Option<String>,
}

impl Keeping {
    /// Closes the journal. One without any work is deleted.
    pub(super) async fn end(self) {
        let empty = self.name.filter(|_| !self.journal.holds_work());
        drop(self.journal);
        if let Some(name) = empty {
            // It holds a digest; the next work of this kind goes on from there.
            let _ = kept::remove(&name).await;
        }
    }

    /// Says once that nothing more is kept. The work goes on.
    fn tell_failure(&mut self) {
        if let Some(error) = self.journal.failure()
            && self.name.take().is_some()
        {
            let _ = post(&self.scope, &Report::NotKept(kept::trouble_of(error)), Vec::new());
        }
    }
}

impl Coordinator {
    /// The workers, for work of which nothing is kept.
    pub(super) fn plain(&self) -> Keeping {
        let (executor, scope) = (self.executor.clone(), self.scope.clone());
        Keeping { executor, scope, journal: Journal::nowhere(), name: None }
    }

    /// The workers, with what an earlier tab left of the same work. `asked`: all that the work
    /// depends on beside study, files and program.
    pub(super) async fn keeping(
        &self,
        kind: &str,
        inspection: &Inspection,
        study: &Study,
        asked: &impl Serialize,
    ) -> Keeping {
        let plain = self.plain();
        if !kept::is_on().await {
            return plain;
        }
        let opened = match inspection.work_digest(kind, study, asked) {
            Some(name) => kept::journal(&name).await.map(|journal| (journal, name)),
            None => Err(KeepTrouble::Other(BUILD_UNKNOWN.to_owned())),
        };
        match opened {
            Ok((journal, name)) => {
                let mut keeping = Keeping { journal, name: Some(name), ..plain };
                keeping.tell_failure();
                keeping
            }
            Err(trouble) => {
                self.report(&Report::NotKept(trouble), Vec::new());
                plain
            }
        }
    }

    /// Tells the page what is kept.
    pub(super) async fn tell_kept(&self) {
        self.report(&Report::Kept(kept::look().await), Vec::new());
    }

    /// From now on finished stages are kept, or not any more.
    pub(super) async fn switch_keeping(&self, on: bool) {
        match kept::switch(on).await {
            Ok(()) | Err(KeepTrouble::Busy) => self.tell_kept().await,
            Err(trouble) => self.report(&Report::Kept(Err(trouble)), Vec::new()),
        }
    }

    /// Deletes all that is kept.
    pub(super) async fn delete_kept(&self) {
        if let Err(trouble) = kept::delete_everything().await {
            self.report(&Report::NotKept(trouble), Vec::new());
        }
        self.tell_kept().await;
    }
}

/// Another build's stages are not used, so a build that does not know itself keeps none.
const BUILD_UNKNOWN: &str = mark!("the page does not name its program");

impl Executor for Keeping {
    type File = File;

    fn bytes(&self, file: &File) -> u64 {
        self.executor.bytes(file)
    }

    fn name(&self, file: &File) -> String {
        self.executor.name(file)
    }

    fn content(&self, file: &File) -> io::Result<Vec<u8>> {
        self.executor.content(file)
    }

    async fn read(&mut self, files: &[File], reading: &mut Reading) -> Result<Vec<ReadOutput>, RunError> {
        self.executor.read(files, reading).await
    }

    async fn share(&mut self, shared: Shared) -> Result<(), RunError> {
        let shared = Resumable::new(&mut self.executor, &mut self.journal).share(shared).await;
        self.tell_failure();
        shared
    }

    async fn perform<J: Job + Into<AnyJob>>(
        &mut self,
        count: usize,
        job: impl Fn(usize) -> J + Sync,
        take: impl FnMut(J::Output) -> Result<(), RunError>,
    ) -> Result<(), RunError> {
        let (executor, scope, is_kept) = (self.executor.clone(), self.scope.clone(), self.name.is_some());
        let mut tell = move |outputs: KeptOutputs| {
            if is_kept {
                executor.go_on_from(outputs.kept as usize);
                let _ = post(&scope, &Report::Resumed(outputs), Vec::new());
            }
        };
        let resumable = Resumable::new(&mut self.executor, &mut self.journal);
        let outcome = resumable.telling(&mut tell).perform(count, job, take).await;
        self.tell_failure();
        outcome
    }

    fn workers(&self) -> usize {
        self.executor.workers()
    }

    fn seconds(&self) -> f64 {
        self.executor.seconds()
    }
}
