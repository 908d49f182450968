//! The browser's executor: hands on the other ends of ports, each with at most two items in hand.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, File, MessageEvent, MessagePort};

use super::message::{Answer, Attachment, Order, Report, bytes_of, on_message, post, received};
use watchback::encoding::{packed, unpacked};
use watchback::ingest::{Events, Gathered, ImportPlan};
use watchback::run::work::{Shared, WorkItem, WorkOutput};
use watchback::run::{Executor, Items, RunError, Stage, Take};

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
    files: Brought,
    /// Rows of the files, as hands read them.
    rows: Gathered,
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
    /// Items are known to hands by their number in the stage plus this.
    first: usize,
    count: usize,
    /// The next item that no hand has had.
    next: usize,
    /// Items that were lost with their hand.
    lost: VecDeque<usize>,
    /// How often an item was lost.
    losses: BTreeMap<usize, usize>,
    /// Outputs that wait for their turn.
    outputs: BTreeMap<usize, WorkOutput>,
    answered: usize,
    /// Bytes read so far, by item.
    read: BTreeMap<usize, u64>,
    failure: Option<RunError>,
    /// Wakes the run: something has changed.
    wake: Option<Function>,
}

impl State {
    /// Wakes the run: something has changed.
    fn wake(&mut self) {
        if let Some(wake) = self.stage.as_mut().and_then(|stage| stage.wake.take()) {
            let _ = wake.call0(&JsValue::NULL);
        }
    }
}

impl Hand {
    fn absent() -> Self {
        Self { port: None, in_hand: VecDeque::new(), last_heard: 0.0, memory: 0, given_up: false }
    }
}

impl StageState {
    /// An item's number in this stage; `None` for an item of an earlier one.
    fn number(&self, item: usize) -> Option<usize> {
        item.checked_sub(self.first).filter(|number| *number < self.next)
    }
}

impl Pool {
    pub(super) fn new(scope: &DedicatedWorkerGlobalScope, hands: usize) -> Self {
        let state = State {
            hands: (0..hands.max(1)).map(|_| Hand::absent()).collect(),
            shared: None,
            files: Brought::default(),
            rows: Gathered::default(),
            stage: None,
            last_progress: 0.0,
            next_number: 0,
        };
        Self { state: Rc::new(RefCell::new(state)), scope: scope.clone() }
    }

    /// Takes a new hand, or one in the place of a lost one.
    pub(super) fn add_hand(&self, number: usize, port: MessagePort) {
        let (pool, from) = (self.clone(), port.clone());
        on_message(&port, move |event| pool.hear(number, &from, &event));
        let mut state = self.state.borrow_mut();
        if let Some(shared) = state.shared.clone() {
            let _ = post(&port, &Order::Share, vec![Attachment::Bytes(shared)]);
        }
        if let Some(hand) = state.hands.get_mut(number) {
            *hand = Hand { port: Some(port), last_heard: seconds(), memory: hand.memory, ..Hand::absent() };
        }
        state.wake();
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
        let State { hands, stage, rows, .. } = &mut *state;
        let Some(hand) = hands.get_mut(number) else { return };
        hand.port = None;
        let lost: Vec<usize> = hand.in_hand.drain(..).collect();
        if let Some(stage) = stage {
            for (at, item) in lost.into_iter().enumerate().rev() {
                let Some(number) = stage.number(item) else { continue };
                // Another reads it from its start.
                rows.forget(number);
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
        state.wake();
    }

    /// The files to be read, and the layout to read them by; told from each where none is given.
    pub(super) fn set_files(&self, list: Vec<File>, plan: Option<ImportPlan>) {
        let sizes = list.iter().map(|file| file.size() as u64).collect();
        self.state.borrow_mut().files = Brought { list, sizes, plan: plan.map(Box::new) };
    }

    pub(super) fn cancel(&self) {
        let mut state = self.state.borrow_mut();
        if let Some(stage) = &mut state.stage {
            stage.failure = Some(RunError::Cancelled);
        }
        state.wake();
    }

    /// Bytes of memory of the hands.
    pub(super) fn memory(&self) -> u64 {
        self.state.borrow().hands.iter().map(|hand| hand.memory).sum()
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

    fn hear(&self, number: usize, from: &MessagePort, event: &MessageEvent) {
        let mut state = self.state.borrow_mut();
        let State { hands, stage, files, rows, .. } = &mut *state;
        // What is still heard of a hand that was given up is nobody's: its item is another's.
        let hand = hands.get_mut(number).filter(|hand| hand.port.as_ref() == Some(from));
        let (Some(hand), Some(stage)) = (hand, stage.as_mut()) else { return };
        hand.last_heard = seconds();
        match received::<Answer>(event) {
            Some((Answer::Reading { item, bytes }, attachments)) => {
                let number = stage.number(item).filter(|_| hand.in_hand.contains(&item));
                if let Some(number) = number {
                    stage.read.insert(number, bytes);
                    match bytes_of(attachments.first()).map(|part| Events::from_bytes(&part)) {
                        Some(Ok(part)) => rows.take(number, &part, bytes, &files.sizes),
                        Some(Err(_)) => {
                            stage.failure = Some(RunError::WorkerConfused { stage: stage.stage });
                        }
                        None => {}
                    }
                }
            }
            Some((Answer::Done { item, memory }, attachments)) => {
                hand.memory = memory;
                if !hand.in_hand.contains(&item) {
                    return;
                }
                hand.in_hand.retain(|held| *held != item);
                let output = bytes_of(attachments.first()).map(|bytes| unpacked(&bytes));
                match (stage.number(item), output) {
                    (Some(number), Some(output)) => {
                        if matches!(output, WorkOutput::Read(Err(_))) {
                            rows.forget(number);
                        }
                        stage.outputs.insert(number, output);
                        stage.answered += 1;
                        if let Some(size) = files.sizes.get(number).filter(|_| stage.stage == Stage::Read) {
                            stage.read.insert(number, *size);
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
        let (done, total) = match stage.stage {
            Stage::Read => (stage.read.values().sum(), state.files.sizes.iter().sum()),
            _ => (stage.answered as u64, stage.count as u64),
        };
        let report = Report::Progress { stage: stage.stage, done, total };
        let _ = post(&self.scope, &report, Vec::new());
        state.last_progress = now;
    }
}

impl Pool {
    fn begin(&self, stage: Stage, count: usize) {
        let mut state = self.state.borrow_mut();
        state.rows = Gathered::default();
        let first = state.next_number;
        state.next_number += count;
        state.stage = Some(StageState {
            stage,
            first,
            count,
            next: 0,
            lost: VecDeque::new(),
            losses: BTreeMap::new(),
            outputs: BTreeMap::new(),
            answered: 0,
            read: BTreeMap::new(),
            failure: None,
            wake: None,
        });
    }

    /// Fills the hands and gives the output whose turn it is, if it is there; the stage's failure, if it has one.
    fn turn(&self, turn: usize, items: &Items<'_>) -> Result<Option<WorkOutput>, RunError> {
        let mut state = self.state.borrow_mut();
        let State { hands, stage: Some(stage), files, .. } = &mut *state else { return Ok(None) };
        if stage.failure.is_none() {
            fill(hands, stage, items, files);
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

    /// Ends a stage; late answers to it are nobody's.
    fn end(&self, stage: Stage, cancelled: bool) {
        let mut state = self.state.borrow_mut();
        state.stage = None;
        for (number, hand) in state.hands.iter_mut().enumerate() {
            // A file is read to its end unless the worker is ended; other items are over in a moment.
            if cancelled && stage == Stage::Read && !hand.in_hand.is_empty() {
                hand.port = None;
                let _ = post(&self.scope, &Report::HandSilent { hand: number }, Vec::new());
            }
            hand.in_hand.clear();
        }
    }

    async fn take_all(&self, items: &Items<'_>, take: &mut Take<'_>) -> Result<(), RunError> {
        let mut turn = 0;
        while turn < items.count() {
            if let Some(output) = self.turn(turn, items)? {
                take(output)?;
                turn += 1;
            } else {
                let _ = JsFuture::from(self.change()).await;
            }
        }
        Ok(())
    }
}

/// Files to be read.
#[derive(Default)]
struct Brought {
    list: Vec<File>,
    /// Bytes of each.
    sizes: Vec<u64>,
    /// The layout to read them by.
    plan: Option<Box<ImportPlan>>,
}

/// Gives each hand up to two items: one round after the other, so that few items spread over all hands.
fn fill(hands: &mut [Hand], stage: &mut StageState, items: &Items<'_>, files: &Brought) {
    for depth in 0..ITEMS_IN_HAND {
        for hand in hands.iter_mut().filter(|hand| hand.in_hand.len() == depth) {
            let Some(port) = &hand.port else { continue };
            let number = match stage.lost.pop_front() {
                Some(number) => number,
                None if stage.next < stage.count => {
                    stage.next += 1;
                    stage.next - 1
                }
                None => return,
            };
            let item = stage.first + number;
            if send_item(port, item, &items.make(number), files).is_none() {
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

fn send_item(port: &MessagePort, item: usize, order: &WorkItem, files: &Brought) -> Option<()> {
    if let WorkItem::Read(file) = order {
        let file = JsValue::from(files.list.get(*file)?.clone());
        let order = Order::Read { item, plan: files.plan.clone() };
        return post(port, &order, vec![Attachment::Copy(file)]).ok();
    }
    let bytes = packed(order).ok()?;
    post(port, &Order::Item { item }, vec![Attachment::Bytes(bytes)]).ok()
}

impl Executor for Pool {
    async fn share(&mut self, shared: Shared) -> Result<(), RunError> {
        let bytes = packed(&shared);
        let bytes = bytes.map_err(|error| RunError::NoWorkers { reason: error.to_string() })?;
        let mut state = self.state.borrow_mut();
        for port in state.hands.iter().filter_map(|hand| hand.port.as_ref()) {
            let _ = post(port, &Order::Share, vec![Attachment::Bytes(bytes.clone())]);
        }
        // Kept for hands that come later.
        state.shared = Some(bytes);
        Ok(())
    }

    async fn perform(
        &mut self,
        stage: Stage,
        items: &Items<'_>,
        take: &mut Take<'_>,
    ) -> Result<(), RunError> {
        self.begin(stage, items.count());
        self.tell_progress();
        let outcome = self.take_all(items, take).await;
        self.end(stage, outcome == Err(RunError::Cancelled));
        outcome
    }

    fn rows(&mut self) -> Gathered {
        std::mem::take(&mut self.state.borrow_mut().rows)
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
