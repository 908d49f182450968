//! The workers' side: one *coordinator* holds the events and runs the stages; *workers* do items of
//! work for it. The page itself computes nothing, so that it stays responsive.

mod areas;
mod coordinator;
mod executor;
mod file_slices;
mod items;
mod keeping;
mod kept;
mod publishing;

use wasm_bindgen::JsCast;
use web_sys::DedicatedWorkerGlobalScope;

use crate::protocol::{Init, Role, decode, on_message};

/// The worker's own global, when this program runs in one.
pub(super) fn worker_scope() -> Option<DedicatedWorkerGlobalScope> {
    js_sys::global().dyn_into().ok()
}

/// Waits for the first message, which tells the role, and takes it up.
pub(super) fn start(scope: &DedicatedWorkerGlobalScope) {
    let scope_of_role = scope.clone();
    on_message(scope, move |event| {
        let Some((Init { role }, _)) = decode(&event) else { return };
        match role {
            Role::Coordinator { workers, build } => coordinator::start(&scope_of_role, workers, build),
            Role::Worker => items::start(&scope_of_role),
        }
    });
}
