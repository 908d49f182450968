//! The browser's executor: workers on the other ends of ports, each with at most two items.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, File, MessageEvent, MessagePort};

use super::file_slices::file_bytes;
use crate::protocol::{Answer, Attachment, Order, Report, attachment_bytes, decode, on_message, post};
use watchback::encoding;
use watchback::ingest::Events;
use watchback::run::jobs::{AnyJob, Job};
use watchback::run::{Executor, ReadOutput, Reading, RunError, Shared, Stage, Work};
use watchback_translate::mark;

/// Items that a worker has at a time: one under work and one waiting, so that it is never idle.
const ITEMS_PER_WORKER: usize = 2;
/// Most items take 50 ms, the longest about a second, and a worker that reads tells of each slice:
/// after this long without a word a worker is taken for dead.
const SILENCE_SECONDS: f64 = 10.0;
/// How often an item may be lost with its worker before the run is given up: it may be what kills
/// them.
const MAX_LOSSES: usize = 3;
/// Progress is told at most so often.
const PROGRESS_SECONDS: f64 = 0.1;

/// The workers and the stage under way; shared by the run and the messages' handlers.
#[derive(Clone)]
pub(super) struct PortExecutor {
    state: Rc<RefCell<State>>,
    scope: DedicatedWorkerGlobalScope,
}

struct State {
    workers: Vec<WorkerState>,
    shared: Option<Vec<u8>>,
    stage: Option<StageState>,
    last_progress: f64,
    /// Items are numbered through all stages: a late answer of a cancelled one is nobody's.
    next_number: usize,
    /// Items of the next stage that need not be done: what they gave was kept.
    kept: usize,
}

struct WorkerState {
    port: Option<MessagePort>,
    assigned: VecDeque<usize>,
    last_heard: f64,
    memory: u64,
    /// No other comes in its place.
    given_up: bool,
}

struct StageState {
    stage: Stage,
    /// Items are known to workers by their number in the stage plus this.
    first: usize,
    count: usize,
    /// Items before these, which were kept; they are told as done.
    kept: usize,
    /// The next item that no worker has had.
    next: usize,
    /// Items that were lost with their worker.
    lost: VecDeque<usize>,
    /// How often an item was lost.
    losses: BTreeMap<usize, usize>,
    /// Outputs that wait for their turn, encoded.
    outputs: BTreeMap<usize, Vec<u8>>,
    answered: usize,
    /// What is read, where the stage reads files.
    reading: Option<ReadingState>,
    failure: Option<RunError>,
    /// Wakes the run: something has changed.
    wake: Option<Function>,
}

/// Jobs of reading under way: an item is a job.
#[derive(Default)]
struct ReadingState {
    jobs: Reading,
    /// Bytes read so far of each item.
    read: BTreeMap<usize, u64>,
}

/// Sends a worker the item of a number in the stage, under the number by which workers know it.
type Send<'a> = dyn Fn(&MessagePort, usize, usize) -> Option<()> + 'a;

impl State {
    /// Wakes the run: something has changed.
    fn wake(&mut self) {
        if let Some(wake) = self.stage.as_mut().and_then(|stage| stage.wake.take()) {
            let _ = wake.call0(&JsValue::NULL);
        }
    }
}

impl WorkerState {
    fn absent() -> Self {
        Self { port: None, assigned: VecDeque::new(), last_heard: 0.0, memory: 0, given_up: false }
    }
}

impl StageState {
    /// An item's number in this stage; `None` for an item of an earlier one.
    fn number(&self, item: usize) -> Option<usize> {
        item.checked_sub(self.first).filter(|number| *number < self.next)
    }

    /// Drops the rows of an item that was not read to its end.
    fn forget_rows(&mut self, number: usize) {
        if let Some(ReadingState { jobs, .. }) = &mut self.reading {
            jobs.rows.forget(jobs.first + number);
        }
    }
}

impl PortExecutor {
    pub(super) fn new(scope: &DedicatedWorkerGlobalScope, workers: usize) -> Self {
        let state = State {
            workers: (0..workers.max(1)).map(|_| WorkerState::absent()).collect(),
            shared: None,
            stage: None,
            last_progress: 0.0,
            next_number: 0,
            kept: 0,
        };
        Self { state: Rc::new(RefCell::new(state)), scope: scope.clone() }
    }

    /// The next stage goes on behind so many items.
    pub(super) fn go_on_from(&self, kept: usize) {
        self.state.borrow_mut().kept = kept;
    }

    /// Takes a new worker, or one in the place of a lost one.
    pub(super) fn add_worker(&self, number: usize, port: MessagePort) {
        let (executor, from) = (self.clone(), port.clone());
        on_message(&port, move |event| executor.hear(number, &from, &event));
        let mut state = self.state.borrow_mut();
        if let Some(shared) = state.shared.clone() {
            let _ = post(&port, &Order::Share, vec![Attachment::Bytes(shared)]);
        }
        if let Some(worker) = state.workers.get_mut(number) {
            *worker = WorkerState {
                port: Some(port),
                last_heard: seconds(),
                memory: worker.memory,
                ..WorkerState::absent()
            };
        }
        state.wake();
    }

    /// Changes the number of workers; new ones come by [`Self::add_worker`].
    pub(super) fn set_workers(&self, count: usize) {
        let n_workers = self.state.borrow().workers.len();
        (count..n_workers).for_each(|number| self.lose_worker(number));
        self.state.borrow_mut().workers.resize_with(count.max(1), WorkerState::absent);
    }

    /// A worker is gone: its items go to the others.
    pub(super) fn lose_worker(&self, number: usize) {
        let mut state = self.state.borrow_mut();
        let State { workers, stage, .. } = &mut *state;
        let Some(worker) = workers.get_mut(number) else { return };
        worker.port = None;
        let lost: Vec<usize> = worker.assigned.drain(..).collect();
        if let Some(stage) = stage {
            for (at, item) in lost.into_iter().enumerate().rev() {
                let Some(number) = stage.number(item) else { continue };
                // Another worker reads it from its start.
                stage.forget_rows(number);
                stage.lost.push_front(number);
                let losses = stage.losses.entry(number).or_default();
                // Only the item under work can have been the cause.
                *losses += usize::from(at == 0);
                if *losses >= MAX_LOSSES {
                    stage.failure = Some(RunError::WorkersLost { stage: stage.stage, times: *losses });
                }
            }
        }
        state.wake();
    }

    /// A worker could not be replaced. When it was the last one, nobody is left to finish.
    pub(super) fn give_up_worker(&self, number: usize) {
        self.lose_worker(number);
        let mut state = self.state.borrow_mut();
        let State { workers, stage, .. } = &mut *state;
        if let Some(worker) = workers.get_mut(number) {
            worker.given_up = true;
        }
        if let Some(stage) = stage.as_mut().filter(|_| workers.iter().all(|worker| worker.given_up)) {
            let reason = mark!("each one failed several times").to_owned();
            stage.failure = Some(RunError::NoWorkers { reason });
        }
        state.wake();
    }

    pub(super) fn cancel(&self) {
        let mut state = self.state.borrow_mut();
        if let Some(stage) = &mut state.stage {
            stage.failure = Some(RunError::Cancelled);
        }
        state.wake();
    }

    /// Bytes of memory of the workers.
    pub(super) fn memory(&self) -> u64 {
        self.state.borrow().workers.iter().map(|worker| worker.memory).sum()
    }

    /// Gives up workers that have work and have been silent too long.
    pub(super) fn watch(&self) {
        let now = seconds();
        let silent =
            |worker: &WorkerState| !worker.assigned.is_empty() && now - worker.last_heard > SILENCE_SECONDS;
        let state = self.state.borrow();
        let silent: Vec<usize> = state
            .workers
            .iter()
            .enumerate()
            .filter(|(_, worker)| silent(worker))
            .map(|(number, _)| number)
            .collect();
        drop(state);
        for worker in silent {
            self.lose_worker(worker);
            let _ = post(&self.scope, &Report::WorkerSilent { worker }, Vec::new());
        }
    }

    fn hear(&self, number: usize, from: &MessagePort, event: &MessageEvent) {
        let mut state = self.state.borrow_mut();
        let State { workers, stage, .. } = &mut *state;
        // What is still heard of a worker that was given up is nobody's: its item is another's.
        let worker = workers.get_mut(number).filter(|worker| worker.port.as_ref() == Some(from));
        let (Some(worker), Some(stage)) = (worker, stage.as_mut()) else { return };
        worker.last_heard = seconds();
        match decode::<Answer>(event) {
            Some((Answer::Reading { item, bytes }, attachments)) => {
                let number = stage.number(item).filter(|_| worker.assigned.contains(&item));
                if let (Some(number), Some(reading)) = (number, &mut stage.reading) {
                    reading.read.insert(number, bytes);
                    match attachment_bytes(attachments.first()).map(|part| Events::from_bytes(&part)) {
                        Some(Ok(part)) => {
                            let Reading { rows, first, sizes, .. } = &mut reading.jobs;
                            rows.take(*first + number, &part, bytes, sizes);
                        }
                        Some(Err(_)) => {
                            stage.failure = Some(RunError::WorkerConfused { stage: stage.stage });
                        }
                        None => {}
                    }
                }
            }
            Some((Answer::Done { item, memory }, attachments)) => {
                worker.memory = memory;
                if !worker.assigned.contains(&item) {
                    return;
                }
                worker.assigned.retain(|held| *held != item);
                match (stage.number(item), attachment_bytes(attachments.first())) {
                    (Some(number), Some(output)) => {
                        stage.outputs.insert(number, output);
                        stage.answered += 1;
                        if let Some(ReadingState { jobs, read }) = &mut stage.reading {
                            let bytes = jobs.sizes.get(jobs.first + number);
                            read.insert(number, bytes.copied().unwrap_or_default());
                        }
                    }
                    _ => stage.failure = Some(RunError::WorkerConfused { stage: stage.stage }),
                }
            }
            Some((Answer::Confused, _)) | None => {
                stage.failure = Some(RunError::WorkerConfused { stage: stage.stage });
            }
        }
        state.wake();
        drop(state);
        self.tell_progress();
    }

    fn tell_progress(&self) {
        let mut state = self.state.borrow_mut();
        let now = seconds();
        let Some(stage) = &state.stage else { return };
        if now - state.last_progress < PROGRESS_SECONDS && stage.answered < stage.count {
            return;
        }
        let (done, total) = match &stage.reading {
            Some(ReadingState { jobs, read }) => {
                let total = jobs.sizes.iter().skip(jobs.first).sum();
                (read.values().sum::<u64>().min(total), total)
            }
            None => ((stage.kept + stage.answered) as u64, (stage.kept + stage.count) as u64),
        };
        let report = Report::Progress { stage: stage.stage, done, total };
        let _ = post(&self.scope, &report, Vec::new());
        state.last_progress = now;
    }
}

impl PortExecutor {
    fn begin(&self, stage: Stage, count: usize, reading: Option<ReadingState>) {
        let mut state = self.state.borrow_mut();
        let first = state.next_number;
        state.next_number += count;
        let kept = std::mem::take(&mut state.kept);
        state.stage = Some(StageState {
            stage,
            first,
            count,
            kept,
            next: 0,
            lost: VecDeque::new(),
            losses: BTreeMap::new(),
            outputs: BTreeMap::new(),
            answered: 0,
            reading,
            failure: None,
            wake: None,
        });
    }

    /// Fills the workers and gives the output whose turn it is, if it is there. An error is the
    /// stage's failure.
    fn turn(&self, turn: usize, send: &Send<'_>) -> Result<Option<Vec<u8>>, RunError> {
        let mut state = self.state.borrow_mut();
        let State { workers, stage: Some(stage), .. } = &mut *state else { return Ok(None) };
        if stage.failure.is_none() {
            fill(workers, stage, send);
        }
        match &stage.failure {
            Some(failure) => Err(failure.clone()),
            None => Ok(stage.outputs.remove(&turn)),
        }
    }

    /// A promise that is kept when something has changed.
    fn change(&self) -> Promise {
        Promise::new(&mut |resolve, _| {
            if let Some(stage) = &mut self.state.borrow_mut().stage {
                stage.wake = Some(resolve);
            }
        })
    }

    /// Ends a stage: late answers to it are dropped. Gives what it read.
    fn end(&self, cancelled: bool) -> Option<ReadingState> {
        let mut state = self.state.borrow_mut();
        let reading = state.stage.take().and_then(|stage| stage.reading);
        for (number, worker) in state.workers.iter_mut().enumerate() {
            // A file is read to its end unless the worker is ended. Other items are over in a
            // moment.
            if cancelled && reading.is_some() && !worker.assigned.is_empty() {
                worker.port = None;
                let _ = post(&self.scope, &Report::WorkerSilent { worker: number }, Vec::new());
            }
            worker.assigned.clear();
        }
        reading
    }

    /// Sends `count` items, and hands over what workers give for them in the order of their
    /// numbers.
    async fn take_all(
        &self,
        count: usize,
        send: &Send<'_>,
        take: &mut TakeOutput<'_>,
    ) -> Result<(), RunError> {
        self.tell_progress();
        let mut turn = 0;
        while turn < count {
            if let Some(output) = self.turn(turn, send)? {
                take(turn, &output)?;
                turn += 1;
            } else {
                let _ = JsFuture::from(self.change()).await;
            }
        }
        Ok(())
    }

    /// Drops the rows of an item that could not be read to its end.
    fn forget_rows(&self, number: usize) {
        if let Some(stage) = &mut self.state.borrow_mut().stage {
            stage.forget_rows(number);
        }
    }
}

/// Takes the output of an item, by its number, as the bytes that the worker sent.
type TakeOutput<'a> = dyn FnMut(usize, &[u8]) -> Result<(), RunError> + 'a;

/// Gives each worker up to two items: one round after the other, so that few items spread over all
/// workers.
fn fill(workers: &mut [WorkerState], stage: &mut StageState, send: &Send<'_>) {
    for depth in 0..ITEMS_PER_WORKER {
        for worker in workers.iter_mut().filter(|worker| worker.assigned.len() == depth) {
            let Some(port) = &worker.port else { continue };
            let number = match stage.lost.pop_front() {
                Some(number) => number,
                None if stage.next < stage.count => {
                    stage.next += 1;
                    stage.next - 1
                }
                None => return,
            };
            let item = stage.first + number;
            if send(port, item, number).is_none() {
                stage.failure = Some(RunError::WorkerConfused { stage: stage.stage });
                return;
            }
            if worker.assigned.is_empty() {
                worker.last_heard = seconds();
            }
            worker.assigned.push_back(item);
        }
    }
}

impl Executor for PortExecutor {
    type File = File;

    fn bytes(&self, file: &File) -> u64 {
        file.size() as u64
    }

    fn name(&self, file: &File) -> String {
        file.name()
    }

    fn content(&self, file: &File) -> io::Result<Vec<u8>> {
        file_bytes(file.clone())
    }

    async fn read(&mut self, files: &[File], reading: &mut Reading) -> Result<Vec<ReadOutput>, RunError> {
        let jobs = reading.jobs.clone();
        let send = |port: &MessagePort, item, number: usize| {
            let (file, job) = jobs.get(number)?;
            let file = JsValue::from(files.get(*file)?.clone());
            post(port, &Order::Read { item, job: job.clone() }, vec![Attachment::Copy(file)]).ok()
        };
        let mut outputs = Vec::with_capacity(jobs.len());
        let mut take = |number, output: &[u8]| {
            let output: ReadOutput = decode_output(Stage::Read, output)?;
            if output.is_failure() {
                self.forget_rows(number);
            }
            outputs.push(output);
            Ok(())
        };
        let state = ReadingState { jobs: std::mem::take(reading), ..ReadingState::default() };
        self.begin(Stage::Read, jobs.len(), Some(state));
        let outcome = self.take_all(jobs.len(), &send, &mut take).await;
        *reading = self.end(outcome == Err(RunError::Cancelled)).unwrap_or_default().jobs;
        outcome.map(|()| outputs)
    }

    async fn share(&mut self, shared: Shared) -> Result<(), RunError> {
        let bytes = encoding::encode(&shared);
        let bytes = bytes.map_err(|error| RunError::NoWorkers { reason: error.to_string() })?;
        let _ = post(&self.scope, &Report::Planned(Work::of_analysis(&shared)), Vec::new());
        let mut state = self.state.borrow_mut();
        for port in state.workers.iter().filter_map(|worker| worker.port.as_ref()) {
            let _ = post(port, &Order::Share, vec![Attachment::Bytes(bytes.clone())]);
        }
        // Kept for workers that come later.
        state.shared = Some(bytes);
        Ok(())
    }

    async fn perform<J: Job + Into<AnyJob>>(
        &mut self,
        count: usize,
        job: impl Fn(usize) -> J + Sync,
        mut take: impl FnMut(J::Output) -> Result<(), RunError>,
    ) -> Result<(), RunError> {
        let send = |port: &MessagePort, item, number| {
            let job: AnyJob = job(number).into();
            post(port, &Order::Item { item }, vec![Attachment::Bytes(encoding::encode(&job).ok()?)]).ok()
        };
        self.begin(J::STAGE, count, None);
        let outcome =
            self.take_all(count, &send, &mut |_, output| take(decode_output(J::STAGE, output)?)).await;
        self.end(outcome == Err(RunError::Cancelled));
        outcome
    }

    fn workers(&self) -> usize {
        self.state.borrow().workers.len()
    }

    fn seconds(&self) -> f64 {
        seconds()
    }
}

/// A job's output from the bytes that a worker sent.
fn decode_output<'a, T: serde::Deserialize<'a>>(stage: Stage, output: &'a [u8]) -> Result<T, RunError> {
    encoding::decode(output).map_err(|_| RunError::WorkerConfused { stage })
}

/// Seconds since the worker started.
pub(super) fn seconds() -> f64 {
    let scope: Option<DedicatedWorkerGlobalScope> = js_sys::global().dyn_into().ok();
    scope.and_then(|scope| scope.performance()).map_or(0.0, |performance| performance.now() / 1000.0)
}
