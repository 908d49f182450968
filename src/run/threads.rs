//! The native executor: threads of one process.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Instant;

use super::error::RunError;
use super::executor::Executor;
use super::jobs::{AnyJob, Job};
use super::read_job::{ReadOutput, Reading};
use super::watched_file::{WatchedFile, check_size};
use super::worker::{Shared, Worker};
use crate::ingest::Events;
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
    /// Set by whoever wants the work to end.
    stop: Arc<AtomicBool>,
    /// Bytes of files when they were last looked at before reading.
    sizes: Mutex<BTreeMap<PathBuf, u64>>,
}

/// What a lock guards. A thread that failed while it held the lock ends the stage.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Threads {
    /// `threads` threads. 0: one a core.
    #[must_use]
    pub fn new(threads: usize, on_progress: OnProgress) -> Self {
        let cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let threads = if threads == 0 { cores() } else { threads };
        Self {
            threads,
            worker: None,
            started: Instant::now(),
            on_progress,
            stop: Arc::default(),
            sizes: Mutex::default(),
        }
    }

    /// Ends with [`RunError::Cancelled`] once `stop` is set. Jobs under way are finished before,
    /// and no further one is begun.
    #[must_use]
    pub fn stopped_by(mut self, stop: Arc<AtomicBool>) -> Self {
        self.stop = stop;
        self
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
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
                        if number >= count || self.is_stopped() || give.send((number, work(number))).is_err()
                        {
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
            if turn == count {
                Ok(())
            } else if self.is_stopped() {
                Err(RunError::Cancelled)
            } else {
                Err(RunError::WorkerConfused { stage })
            }
        })
    }
}

impl Executor for Threads {
    type File = PathBuf;

    fn bytes(&self, file: &PathBuf) -> u64 {
        let bytes = file.metadata().ok().filter(|found| found.is_file()).map(|found| found.len());
        match bytes {
            Some(bytes) => locked(&self.sizes).insert(file.clone(), bytes),
            None => locked(&self.sizes).remove(file),
        };
        bytes.unwrap_or_default()
    }

    fn name(&self, file: &PathBuf) -> String {
        file.file_name().map_or_else(|| file.to_string_lossy(), |name| name.to_string_lossy()).into_owned()
    }

    fn content(&self, file: &PathBuf) -> io::Result<Vec<u8>> {
        fs::read(file)
    }

    async fn read(&mut self, files: &[PathBuf], reading: &mut Reading) -> Result<Vec<ReadOutput>, RunError> {
        let Reading { jobs, first, sizes, rows } = reading;
        let (done, total) = (AtomicU64::new(0), sizes.iter().skip(*first).sum());
        (self.on_progress)(Stage::Read, 0, total);
        let gathered = Mutex::new(std::mem::take(rows));
        let rows_so_far = || locked(&gathered);
        let read = |number: usize| {
            let (file, job) = jobs.get(number)?;
            let mut before = 0;
            let mut on_bytes = |bytes: u64| {
                let all = done.fetch_add(bytes - before, Ordering::Relaxed) + bytes - before;
                before = bytes;
                (self.on_progress)(Stage::Read, all.min(total), total);
            };
            let key = *first + number;
            let mut take = |block: &Events, bytes: u64| rows_so_far().take(key, block, bytes, sizes);
            let path = files.get(*file)?;
            let name = self.name(path);
            let size = locked(&self.sizes).get(path).copied();
            let opened = WatchedFile::open(path, size);
            let opened = opened.map_err(|error| format!("{}: {error}", path.display()));
            let output = job.perform(&name, opened, &mut on_bytes, &mut take);
            let output = match size.map_or(Ok(()), |size| check_size(path, size)) {
                Ok(()) => output,
                Err(changed) => output.refused(&name, changed.to_string()),
            };
            if output.is_failure() {
                rows_so_far().forget(key);
            }
            Some(output)
        };
        let mut outputs = Vec::with_capacity(jobs.len());
        let take = |output: Option<ReadOutput>| {
            outputs.push(output.ok_or(RunError::WorkerConfused { stage: Stage::Read })?);
            Ok(())
        };
        self.in_order(Stage::Read, jobs.len(), read, take)?;
        *rows = gathered.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(outputs)
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
