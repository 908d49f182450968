//! Workers: how they are started, what they say to each other, and the browser's executor.
//!
//! The page starts one *lead* worker, which holds the events and runs the stages, and *hands*, which do items of
//! work for it. The page itself computes nothing, so it stays responsive.

mod areas;
mod file_slices;
mod hand;
mod lead;
mod message;
mod pool;

pub(super) use message::{
    AreaValue, Artefact, Attachment, AuditAsked, Command, Init, Report, Role, bytes_of, memory_bytes,
    on_message, post, received, said,
};

use wasm_bindgen::JsCast;
use web_sys::DedicatedWorkerGlobalScope;

/// The worker's own global, when this program runs in one.
pub(super) fn worker_scope() -> Option<DedicatedWorkerGlobalScope> {
    js_sys::global().dyn_into().ok()
}

/// Waits for the first message, which tells the worker's role, and takes it up.
pub(super) fn start(scope: &DedicatedWorkerGlobalScope) {
    let begin_in = scope.clone();
    on_message(scope, move |event| {
        let Some((Init { role }, _)) = received(&event) else { return };
        match role {
            Role::Lead { hands } => lead::start(&begin_in, hands),
            Role::Hand => hand::start(&begin_in),
        }
    });
}
