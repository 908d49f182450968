//! The native executor: threads of one process.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use rayon::prelude::*;

use super::work::{FileFailure, Shared, WorkItem, WorkOutput, Worker};
use super::{Executor, RunError, Stage};
use crate::ingest::{ImportPlan, read_file};

/// What is told while a stage is under way: the stage, what is done and what there is to do (items, or bytes for
/// [`Stage::Read`]).
pub type OnProgress = Box<dyn Fn(Stage, u64, u64) + Send + Sync>;

/// Performs items on a pool of threads.
pub struct Threads {
    pool: rayon::ThreadPool,
    files: Vec<PathBuf>,
    worker: Option<Arc<Worker>>,
    started: Instant,
    on_progress: OnProgress,
}

impl Threads {
    /// `threads` threads (0: one a core) that can read `files`.
    ///
    /// # Errors
    /// [`RunError::NoWorkers`] when the system gives no threads.
    pub fn new(threads: usize, files: Vec<PathBuf>, on_progress: OnProgress) -> Result<Self, RunError> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.map_err(|error| RunError::NoWorkers { reason: error.to_string() })?;
        Ok(Self { pool, files, worker: None, started: Instant::now(), on_progress })
    }

    fn read(&self, file: usize, done: &AtomicU64, total: u64) -> Result<WorkOutput, RunError> {
        let path = self.files.get(file).ok_or(RunError::WorkerConfused { stage: Stage::Read })?;
        let name = path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
        let failure = |message: String| FileFailure { file: name.to_string(), message };
        let opened = File::open(path).map_err(|error| failure(format!("{}: {error}", path.display())));
        let events = opened.and_then(|reader| {
            let mut before = 0;
            let mut on_bytes = |bytes: u64| {
                let all = done.fetch_add(bytes - before, Ordering::Relaxed) + bytes - before;
                before = bytes;
                (self.on_progress)(Stage::Read, all, total);
                ControlFlow::Continue(())
            };
            let events = read_file(&name, reader, &ImportPlan::chicago_portal(), &mut on_bytes);
            events.map(Box::new).map_err(|error| failure(error.to_string()))
        });
        Ok(WorkOutput::Read(events))
    }

    fn file_bytes(&self) -> u64 {
        self.files.iter().filter_map(|path| path.metadata().ok()).map(|file| file.len()).sum()
    }
}

impl Executor for Threads {
    async fn share(&mut self, shared: Shared) -> Result<(), RunError> {
        self.worker = Some(Arc::new(Worker::new(shared)));
        Ok(())
    }

    async fn perform(&mut self, stage: Stage, items: Vec<WorkItem>) -> Result<Vec<WorkOutput>, RunError> {
        let total = if stage == Stage::Read { self.file_bytes() } else { items.len() as u64 };
        let done = AtomicU64::new(0);
        (self.on_progress)(stage, 0, total);
        let perform = |item| {
            if let WorkItem::Read(file) = item {
                return self.read(file, &done, total);
            }
            let output = self.worker.as_ref().and_then(|worker| worker.perform(item));
            (self.on_progress)(stage, done.fetch_add(1, Ordering::Relaxed) + 1, total);
            output.ok_or(RunError::WorkerConfused { stage })
        };
        // Collecting an indexed iterator keeps the order of the items; one item is one job, so that none waits
        // behind another in a thread's share.
        self.pool.install(|| items.into_par_iter().with_max_len(1).map(perform).collect())
    }

    fn workers(&self) -> usize {
        self.pool.current_num_threads()
    }

    fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }
}
