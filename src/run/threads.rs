//! The native executor: threads of one process.

use std::collections::BTreeMap;
use std::fs::File;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Instant;

use super::error::RunError;
use super::executor::{Executor, FileFailure, ReadFiles};
use super::jobs::{AnyJob, Job};
use super::worker::{Shared, Worker};
use crate::ingest::{Events, FileSummary, Gathered, ImportPlan, read_in_parts};
use crate::results::Stage;

/// Hears of progress while a stage is under way: the stage, what is done and what there is to do.
/// Both are numbers of jobs, or of bytes for [`Stage::Read`].
pub type OnProgress = Box<dyn Fn(Stage, u64, u64) + Send + Sync>;

/// Does jobs on threads.
pub struct Threads {
    threads: usize,
    worker: Option<Worker>,
    started: Instant,
    on_progress: OnProgress,
}

impl Threads {
    /// `threads` threads. 0: one a core.
    pub fn new(threads: usize, on_progress: OnProgress) -> Self {
        let cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let threads = if threads == 0 { cores() } else { threads };
        Self { threads, worker: None, started: Instant::now(), on_progress }
    }

    /// Does `count` pieces of work on threads, and hands over what they give in the order of their
    /// numbers.
    fn in_order<T: Send>(
        &self,
        stage: Stage,
        count: usize,
        work: impl Fn(usize) -> T + Sync,
        mut take: impl FnMut(T) -> Result<(), RunError>,
    ) -> Result<(), RunError> {
        let next = AtomicUsize::new(0);
        let (give, given) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..self.threads.min(count) {
                let (give, next, work) = (give.clone(), &next, &work);
                let work_on = move || {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= count || give.send((number, work(number))).is_err() {
                            return;
                        }
                    }
                };
                let spawned = thread::Builder::new().spawn_scoped(scope, work_on);
                spawned.map_err(|error| RunError::NoWorkers { reason: error.to_string() })?;
            }
            drop(give);
            // Outputs that came before their turn.
            let mut early = BTreeMap::new();
            let mut turn = 0;
            for (number, output) in given {
                early.insert(number, output);
                while let Some(output) = early.remove(&turn) {
                    take(output)?;
                    turn += 1;
                }
            }
            if turn == count { Ok(()) } else { Err(RunError::WorkerConfused { stage }) }
        })
    }
}

impl Executor for Threads {
    type File = PathBuf;

    async fn read(&mut self, files: &[PathBuf], plan: Option<&ImportPlan>) -> Result<ReadFiles, RunError> {
        let size = |path: &PathBuf| path.metadata().map_or(0, |file| file.len());
        let sizes: Vec<u64> = files.iter().map(size).collect();
        let (done, total) = (AtomicU64::new(0), sizes.iter().sum());
        (self.on_progress)(Stage::Read, 0, total);
        let gathered = Mutex::new(Gathered::default());
        let rows = || gathered.lock().unwrap_or_else(PoisonError::into_inner);
        let read = |number: usize| {
            let mut before = 0;
            let mut on_bytes = |bytes: u64| {
                let all = done.fetch_add(bytes - before, Ordering::Relaxed) + bytes - before;
                before = bytes;
                (self.on_progress)(Stage::Read, all, total);
            };
            let mut take = |block: &Events, bytes: u64| rows().take(number, block, bytes, &sizes);
            let path = files.get(number).map_or(Path::new(""), PathBuf::as_path);
            let summary = read_path(path, plan, &mut on_bytes, &mut take);
            if summary.is_err() {
                rows().forget(number);
            }
            summary
        };
        let mut summaries = Vec::with_capacity(files.len());
        let take = |summary| {
            summaries.push(summary);
            Ok(())
        };
        self.in_order(Stage::Read, files.len(), read, take)?;
        let rows = gathered.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(ReadFiles { rows, files: summaries })
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
        let stage = J::STAGE;
        let worker = self.worker.as_ref().ok_or(RunError::WorkerConfused { stage })?;
        let done = AtomicU64::new(0);
        let tell = |done| (self.on_progress)(stage, done, count as u64);
        tell(0);
        let work = |number| {
            let output = job(number).perform(worker);
            tell(done.fetch_add(1, Ordering::Relaxed) + 1);
            output
        };
        self.in_order(stage, count, work, take)
    }

    fn workers(&self) -> usize {
        self.threads
    }

    fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }
}

fn read_path(
    path: &Path,
    plan: Option<&ImportPlan>,
    on_bytes: &mut dyn FnMut(u64),
    take: &mut dyn FnMut(&Events, u64),
) -> Result<FileSummary, FileFailure> {
    let name = path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
    let failure = |message: String| FileFailure { file: name.to_string(), message };
    let file = File::open(path).map_err(|error| failure(format!("{}: {error}", path.display())))?;
    let mut on_bytes = |bytes| {
        on_bytes(bytes);
        ControlFlow::Continue(())
    };
    let summary = read_in_parts(&name, file, plan, &mut on_bytes, take);
    summary.map_err(|error| failure(error.to_string()))
}
