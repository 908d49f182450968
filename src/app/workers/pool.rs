//! The browser's executor: hands on the other ends of ports, each with at most two items in hand.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, File, MessageEvent, MessagePort};

use super::message::{Answer, Attachment, Order, Report, bytes_of, memory_bytes, on_message, post, received};
use crate::run::work::{Shared, WorkItem, WorkOutput};
use crate::run::{Executor, RunError, Stage};

/// Items that a hand holds at a time: one under work and one waiting, so that it is never idle.
const ITEMS_IN_HAND: usize = 2;
/// Most items take 50 ms, the longest about a second, and a hand that reads tells of each slice: after this long
/// without a word a hand is taken for dead.
const SILENCE_SECONDS: f64 = 10.0;
/// How often an item may be lost with its hand before the run is given up: it may be what kills them.
const MAX_LOSSES: usize = 3;
/// Progress is told at most so often.
const PROGRESS_SECONDS: f64 = 0.1;

/// The hands and the stage under way; shared by the run and the messages' handlers.
#[derive(Clone)]
pub(super) struct Pool {
    state: Rc<RefCell<State>>,
    scope: DedicatedWorkerGlobalScope,
}

struct State {
    hands: Vec<Hand>,
    shared: Option<Vec<u8>>,
    files: Vec<File>,
    stage: Option<StageState>,
    last_progress: f64,
    /// Items are numbered through all stages: a late answer of a cancelled one is nobody's.
    next_number: usize,
}

struct Hand {
    port: Option<MessagePort>,
    in_hand: VecDeque<usize>,
    last_heard: f64,
    memory: u64,
    /// No other comes in its place.
    given_up: bool,
}

struct StageState {
    stage: Stage,
    /// Number of the first item.
    first: usize,
    items: Vec<Work>,
    waiting: VecDeque<usize>,
    left: usize,
    failure: Option<RunError>,
    wake: Option<Function>,
}

impl Hand {
    fn absent() -> Self {
        Self { port: None, in_hand: VecDeque::new(), last_heard: 0.0, memory: 0, given_up: false }
    }
}

impl StageState {
    fn work(&mut self, number: usize) -> Option<&mut Work> {
        self.items.get_mut(number.checked_sub(self.first)?)
    }
}

struct Work {
    /// Kept until the output is there, for another hand if the first one fails.
    order: Option<WorkItem>,
    output: Option<WorkOutput>,
    losses: usize,
    /// For progress: bytes of a file, 1 for other items.
    size: u64,
    done: u64,
}

impl Pool {
    pub(super) fn new(scope: &DedicatedWorkerGlobalScope, hands: usize) -> Self {
        let state = State {
            hands: (0..hands.max(1)).map(|_| Hand::absent()).collect(),
            shared: None,
            files: Vec::new(),
            stage: None,
            last_progress: 0.0,
            next_number: 0,
        };
        Self { state: Rc::new(RefCell::new(state)), scope: scope.clone() }
    }

    /// Takes a new hand, or one in the place of a lost one.
    pub(super) fn add_hand(&self, number: usize, port: MessagePort) {
        let pool = self.clone();
        on_message(&port, move |event| pool.hear(number, &event));
        let mut state = self.state.borrow_mut();
        if let Some(shared) = state.shared.clone() {
            let _ = post(&port, &Order::Share, vec![Attachment::Bytes(shared)]);
        }
        if let Some(hand) = state.hands.get_mut(number) {
            *hand = Hand { port: Some(port), last_heard: seconds(), memory: hand.memory, ..Hand::absent() };
        }
        drop(state);
        self.send();
    }

    /// Changes the number of hands; new ones come by [`Self::add_hand`].
    pub(super) fn set_hands(&self, count: usize) {
        let n_hands = self.state.borrow().hands.len();
        (count..n_hands).for_each(|number| self.lose_hand(number));
        self.state.borrow_mut().hands.resize_with(count.max(1), Hand::absent);
    }

    /// A hand is gone: its items go to the others.
    pub(super) fn lose_hand(&self, number: usize) {
        let mut state = self.state.borrow_mut();
        let State { hands, stage, .. } = &mut *state;
        let Some(hand) = hands.get_mut(number) else { return };
        hand.port = None;
        let lost: Vec<usize> = hand.in_hand.drain(..).collect();
        if let Some(stage) = stage {
            let name = stage.stage;
            for (at, item) in lost.into_iter().enumerate().rev() {
                stage.waiting.push_front(item);
                let Some(work) = stage.work(item) else { continue };
                // Only the item under work can have been the cause.
                work.losses += usize::from(at == 0);
                if work.losses >= MAX_LOSSES {
                    stage.failure = Some(RunError::WorkersLost { stage: name, times: work.losses });
                }
            }
        }
        drop(state);
        self.send();
    }

    /// A hand could not be replaced. When it was the last one, nobody is left to finish.
    pub(super) fn give_up_hand(&self, number: usize) {
        self.lose_hand(number);
        let mut state = self.state.borrow_mut();
        let State { hands, stage, .. } = &mut *state;
        if let Some(hand) = hands.get_mut(number) {
            hand.given_up = true;
        }
        if let Some(stage) = stage.as_mut().filter(|_| hands.iter().all(|hand| hand.given_up)) {
            let reason = "each one failed several times".to_owned();
            stage.failure = Some(RunError::NoWorkers { reason });
        }
        drop(state);
        self.send();
    }

    pub(super) fn set_files(&self, files: Vec<File>) {
        self.state.borrow_mut().files = files;
    }

    pub(super) fn cancel(&self) {
        if let Some(stage) = &mut self.state.borrow_mut().stage {
            stage.failure = Some(RunError::Cancelled);
        }
        self.send();
    }

    /// Bytes of memory of lead and hands.
    pub(super) fn memory(&self) -> u64 {
        let state = self.state.borrow();
        state.hands.iter().fold(memory_bytes(), |sum, hand| sum + hand.memory)
    }

    /// Gives up hands that have work and have been silent too long.
    pub(super) fn watch(&self) {
        let now = seconds();
        let silent = |hand: &Hand| !hand.in_hand.is_empty() && now - hand.last_heard > SILENCE_SECONDS;
        let state = self.state.borrow();
        let silent: Vec<usize> = state
            .hands
            .iter()
            .enumerate()
            .filter(|(_, hand)| silent(hand))
            .map(|(number, _)| number)
            .collect();
        drop(state);
        for hand in silent {
            self.lose_hand(hand);
            let _ = post(&self.scope, &Report::HandSilent { hand }, Vec::new());
        }
    }

    fn hear(&self, number: usize, event: &MessageEvent) {
        let mut state = self.state.borrow_mut();
        let State { hands, stage, .. } = &mut *state;
        let (Some(hand), Some(stage)) = (hands.get_mut(number), stage.as_mut()) else { return };
        hand.last_heard = seconds();
        match received::<Answer>(event) {
            Some((Answer::Reading { item, bytes }, _)) => {
                if let Some(work) = stage.work(item) {
                    work.done = bytes;
                }
            }
            Some((Answer::Done { item, memory }, attachments)) => {
                hand.memory = memory;
                if !hand.in_hand.contains(&item) {
                    return;
                }
                hand.in_hand.retain(|held| *held != item);
                let output =
                    bytes_of(attachments.first()).and_then(|bytes| postcard::from_bytes(&bytes).ok());
                match (stage.work(item), output) {
                    (Some(work), Some(output)) => {
                        work.output = Some(output);
                        work.order = None;
                        work.done = work.size;
                        stage.left = stage.left.saturating_sub(1);
                    }
                    _ => stage.failure = Some(RunError::WorkerConfused { stage: stage.stage }),
                }
            }
            Some((Answer::Confused, _)) | None => {
                stage.failure = Some(RunError::WorkerConfused { stage: stage.stage });
            }
        }
        drop(state);
        self.tell_progress();
        self.send();
    }

    /// Fills the hands, and wakes the run when the stage is over.
    fn send(&self) {
        let mut state = self.state.borrow_mut();
        let State { hands, stage, files, .. } = &mut *state;
        let Some(stage) = stage else { return };
        if stage.left == 0 || stage.failure.is_some() {
            if let Some(wake) = stage.wake.take() {
                let _ = wake.call0(&JsValue::NULL);
            }
            return;
        }
        fill(hands, stage, files);
        if stage.failure.is_some()
            && let Some(wake) = stage.wake.take()
        {
            let _ = wake.call0(&JsValue::NULL);
        }
    }

    fn tell_progress(&self) {
        let mut state = self.state.borrow_mut();
        let now = seconds();
        let Some(stage) = &state.stage else { return };
        if now - state.last_progress < PROGRESS_SECONDS && stage.left > 0 {
            return;
        }
        let sum = |part: fn(&Work) -> u64| stage.items.iter().map(part).sum();
        let report = Report::Progress {
            stage: stage.stage,
            done: sum(|work| work.done),
            total: sum(|work| work.size),
        };
        let _ = post(&self.scope, &report, Vec::new());
        state.last_progress = now;
    }
}

impl Pool {
    /// Lays out a stage's items; the promise is kept when all are done or the stage has failed.
    fn begin(&self, stage: Stage, items: Vec<WorkItem>) -> Promise {
        let mut state = self.state.borrow_mut();
        let size = |item: &WorkItem| match item {
            WorkItem::Read(file) => state.files.get(*file).map_or(0, |file| file.size() as u64),
            _ => 1,
        };
        let work =
            |item: WorkItem| Work { size: size(&item), order: Some(item), output: None, losses: 0, done: 0 };
        let items: Vec<Work> = items.into_iter().map(work).collect();
        let left = items.len();
        let mut wake = None;
        let over = Promise::new(&mut |resolve, _| wake = Some(resolve));
        let first = state.next_number;
        state.next_number += left;
        let waiting = (first..first + left).collect();
        state.stage = Some(StageState { stage, first, items, waiting, left, failure: None, wake });
        over
    }

    /// Takes the stage's outputs, in the order of its items.
    fn end(&self, stage: Stage) -> Result<Vec<WorkOutput>, RunError> {
        let mut state = self.state.borrow_mut();
        let cancelled = state.stage.as_ref().is_some_and(|ended| ended.failure == Some(RunError::Cancelled));
        for (number, hand) in state.hands.iter_mut().enumerate() {
            // A file is read to its end unless the worker is ended; other items are over in a moment.
            if cancelled && stage == Stage::Read && !hand.in_hand.is_empty() {
                hand.port = None;
                let _ = post(&self.scope, &Report::HandSilent { hand: number }, Vec::new());
            }
            hand.in_hand.clear();
        }
        let Some(ended) = state.stage.take() else { return Err(RunError::WorkerConfused { stage }) };
        if let Some(failure) = ended.failure {
            return Err(failure);
        }
        let outputs: Option<Vec<WorkOutput>> = ended.items.into_iter().map(|work| work.output).collect();
        outputs.ok_or(RunError::WorkerConfused { stage })
    }
}

/// Gives each hand up to two items: one round after the other, so that few items spread over all hands.
fn fill(hands: &mut [Hand], stage: &mut StageState, files: &[File]) {
    for depth in 0..ITEMS_IN_HAND {
        for hand in hands.iter_mut().filter(|hand| hand.in_hand.len() == depth) {
            let Some(port) = &hand.port else { continue };
            let Some(item) = stage.waiting.pop_front() else { return };
            let order = stage.work(item).and_then(|work| work.order.as_ref());
            if order.and_then(|order| send_item(port, item, order, files)).is_none() {
                stage.failure = Some(RunError::WorkerConfused { stage: stage.stage });
                return;
            }
            if hand.in_hand.is_empty() {
                hand.last_heard = seconds();
            }
            hand.in_hand.push_back(item);
        }
    }
}

fn send_item(port: &MessagePort, item: usize, order: &WorkItem, files: &[File]) -> Option<()> {
    if let WorkItem::Read(file) = order {
        let file = JsValue::from(files.get(*file)?.clone());
        return post(port, &Order::Read { item }, vec![Attachment::Copy(file)]).ok();
    }
    let bytes = postcard::to_stdvec(order).ok()?;
    post(port, &Order::Item { item }, vec![Attachment::Bytes(bytes)]).ok()
}

impl Executor for Pool {
    async fn share(&mut self, shared: Shared) -> Result<(), RunError> {
        let bytes = postcard::to_stdvec(&shared);
        let bytes = bytes.map_err(|error| RunError::NoWorkers { reason: error.to_string() })?;
        let mut state = self.state.borrow_mut();
        for port in state.hands.iter().filter_map(|hand| hand.port.as_ref()) {
            let _ = post(port, &Order::Share, vec![Attachment::Bytes(bytes.clone())]);
        }
        // Kept for hands that come later.
        state.shared = Some(bytes);
        Ok(())
    }

    async fn perform(&mut self, stage: Stage, items: Vec<WorkItem>) -> Result<Vec<WorkOutput>, RunError> {
        if items.is_empty() {
            return Ok(Vec::new());
        }
        let over = self.begin(stage, items);
        self.tell_progress();
        self.send();
        let _ = JsFuture::from(over).await;
        self.end(stage)
    }

    fn workers(&self) -> usize {
        self.state.borrow().hands.len()
    }

    fn seconds(&self) -> f64 {
        seconds()
    }
}

/// Seconds since the worker started.
pub(super) fn seconds() -> f64 {
    let scope: Option<DedicatedWorkerGlobalScope> = js_sys::global().dyn_into().ok();
    scope.and_then(|scope| scope.performance()).map_or(0.0, |performance| performance.now() / 1000.0)
}
