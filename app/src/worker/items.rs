//! A worker: keeps the shared data, does one item after another, and reads files.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, File, MessageEvent, MessagePort};

use super::file_slices::FileSlices;
use crate::protocol::{Answer, Attachment, Order, attachment_bytes, decode, memory_bytes, on_message, post};
use watchback::encoding::{self, encode};
use watchback::ingest::{Events, SAMPLE_BYTES, Section};
use watchback::run::jobs::AnyJob;
use watchback::run::{ReadJob, Worker};

/// Waits for the port to the coordinator, then for orders on it.
pub(super) fn start(scope: &DedicatedWorkerGlobalScope) {
    let known = Rc::new(RefCell::new(None));
    on_message(scope, move |event: MessageEvent| {
        let Ok(port) = event.data().dyn_into::<MessagePort>() else { return };
        let (known, answer_to) = (Rc::clone(&known), port.clone());
        on_message(&port, move |event| {
            let answered = handle(&event, &known, &answer_to);
            if answered.is_none() {
                let _ = post(&answer_to, &Answer::Confused, Vec::new());
            }
        });
    });
}

/// `None` when the order was not understood.
fn handle(event: &MessageEvent, known: &RefCell<Option<Worker>>, port: &MessagePort) -> Option<()> {
    let (order, attachments) = decode::<Order>(event)?;
    let (item, output) = match order {
        Order::Share => {
            let shared = encoding::decode(&attachment_bytes(attachments.first())?).ok()?;
            *known.borrow_mut() = Some(Worker::new(shared));
            return Some(());
        }
        Order::Item { item } => {
            let job: AnyJob = encoding::decode(&attachment_bytes(attachments.first())?).ok()?;
            (item, job.perform_encoded(known.borrow().as_ref()?).ok()?)
        }
        Order::Read { item, job } => {
            let file = attachments.first()?.dyn_ref::<File>()?.clone();
            spawn_local(read_and_answer(file, item, job, port.clone()));
            return Some(());
        }
    };
    answer(port, item, output)
}

fn answer(port: &MessagePort, item: usize, output: Vec<u8>) -> Option<()> {
    let answer = Answer::Done { item, memory: memory_bytes() };
    post(port, &answer, vec![Attachment::Bytes(output)]).ok()
}

/// Reads a file. Tells of the bytes read so far, and hands over rows as they come.
///
/// A large file's rows would otherwise be in memory twice: here and with the coordinator.
async fn read_and_answer(file: File, item: usize, job: ReadJob, port: MessagePort) {
    let tell = |bytes, rows| drop(post(&port, &Answer::Reading { item, bytes }, rows));
    let name = file.name();
    let opened = match &job {
        ReadJob::Section { section, .. } => FileSlices::of_section(file, *section).await,
        ReadJob::Layout { .. } => {
            FileSlices::of_section(file, Section { from: 0, to: 2 * SAMPLE_BYTES as u64 }).await
        }
        _ => FileSlices::new(file),
    };
    let mut on_bytes = |bytes| tell(bytes, Vec::new());
    let mut take = |rows: &Events, bytes| tell(bytes, vec![Attachment::Bytes(rows.to_bytes())]);
    let opened = opened.map_err(|error| error.to_string());
    let output = job.perform(&name, opened, &mut on_bytes, &mut take);
    if encode(&output).ok().and_then(|output| answer(&port, item, output)).is_none() {
        let _ = post(&port, &Answer::Confused, Vec::new());
    }
}
