//! The native executor: threads of one process.

use std::collections::BTreeMap;
use std::fs::File;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Instant;

use super::work::{FileFailure, Shared, WorkItem, WorkOutput, Worker};
use super::{Executor, Items, RunError, Stage, Take};
use crate::ingest::{Events, Gathered, ImportPlan, read_in_parts};

/// What is told while a stage is under way: the stage, what is done and what there is to do (items, or bytes for
/// [`Stage::Read`]).
pub type OnProgress = Box<dyn Fn(Stage, u64, u64) + Send + Sync>;

/// Performs items on threads.
pub struct Threads {
    threads: usize,
    files: Vec<PathBuf>,
    plan: Option<ImportPlan>,
    worker: Option<Worker>,
    rows: Mutex<Gathered>,
    started: Instant,
    on_progress: OnProgress,
}

impl Threads {
    /// `threads` threads (0: one a core) that can read `files`.
    pub fn new(threads: usize, files: Vec<PathBuf>, on_progress: OnProgress) -> Self {
        let cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let threads = if threads == 0 { cores() } else { threads };
        let rows = Mutex::default();
        Self { threads, files, plan: None, worker: None, rows, started: Instant::now(), on_progress }
    }

    /// The same, reading all files by one layout instead of telling each one's from its header and first rows.
    pub fn reading_by(self, plan: Option<ImportPlan>) -> Self {
        Self { plan, ..self }
    }

    fn read(&self, file: usize, done: &AtomicU64, sizes: &[u64]) -> Result<WorkOutput, RunError> {
        let rows = || self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.files.get(file).ok_or(RunError::WorkerConfused { stage: Stage::Read })?;
        let name = path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
        let failure = |message: String| FileFailure { file: name.to_string(), message };
        let opened = File::open(path).map_err(|error| failure(format!("{}: {error}", path.display())));
        let (mut before, total) = (0, sizes.iter().sum());
        let summary = opened.and_then(|reader| {
            let mut on_bytes = |bytes: u64| {
                let all = done.fetch_add(bytes - before, Ordering::Relaxed) + bytes - before;
                before = bytes;
                (self.on_progress)(Stage::Read, all, total);
                ControlFlow::Continue(())
            };
            let mut take = |part: &Events, bytes: u64| rows().take(file, part, bytes, sizes);
            let summary = read_in_parts(
                &name,
                std::io::Cursor::new(reader, self.plan.as_ref()),
                &mut on_bytes,
                &mut take,
            );
            summary.map(Box::new).map_err(|error| failure(error.to_string()))
        });
        if summary.is_err() {
            rows().forget(file);
        }
        Ok(WorkOutput::Read(summary))
    }

    /// Bytes of each file; 0 of one that is not there.
    fn sizes(&self) -> Vec<u64> {
        self.files.iter().map(|path| path.metadata().map_or(0, |file| file.len())).collect()
    }
}

impl Executor for Threads {
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
        let sizes = self.sizes();
        let total = if stage == Stage::Read { sizes.iter().sum() } else { items.count() as u64 };
        if stage == Stage::Read {
            // What an earlier reading left that came to no end.
            drop(self.rows());
        }
        let (done, next) = (AtomicU64::new(0), AtomicUsize::new(0));
        (self.on_progress)(stage, 0, total);
        let perform = |item| {
            if let WorkItem::Read(file) = item {
                return self.read(file, &done, &sizes);
            }
            let output = self.worker.as_ref().and_then(|worker| worker.perform(item));
            (self.on_progress)(stage, done.fetch_add(1, Ordering::Relaxed) + 1, total);
            output.ok_or(RunError::WorkerConfused { stage })
        };
        let (give, taken) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..self.threads.min(items.count()) {
                let (give, next, perform) = (give.clone(), &next, &perform);
                let work = move || {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= items.count()
                            || give.send((number, perform(items.make(number)))).is_err()
                        {
                            return;
                        }
                    }
                };
                let spawned = thread::Builder::new().spawn_scoped(scope, work);
                spawned.map_err(|error| RunError::NoWorkers { reason: error.to_string() })?;
            }
            drop(give);
            // Outputs that came before their turn.
            let mut early = BTreeMap::new();
            let mut turn = 0;
            for (number, output) in taken {
                early.insert(number, output);
                while let Some(output) = early.remove(&turn) {
                    take(output?)?;
                    turn += 1;
                }
            }
            if turn == items.count() { Ok(()) } else { Err(RunError::WorkerConfused { stage }) }
        })
    }

    fn rows(&mut self) -> Gathered {
        std::mem::take(self.rows.get_mut().unwrap_or_else(PoisonError::into_inner))
    }

    fn workers(&self) -> usize {
        self.threads
    }

    fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }
}
