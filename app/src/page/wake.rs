//! The screen stays on while something runs, where the browser allows it.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Keeps the screen on until the component that asks is gone. A browser may refuse, and lets it go
/// when another tab is looked at: nothing depends on it.
pub(super) fn keep_awake() {
    let lock = StoredValue::new_local(None::<JsValue>);
    spawn_local(async move {
        let Some(promise) = request() else { return };
        let Ok(sentinel) = JsFuture::from(promise).await else { return };
        // What asked may be gone by now.
        if lock.try_update_value(|lock| *lock = Some(sentinel.clone())).is_none() {
            release(&sentinel);
        }
    });
    on_cleanup(move || {
        if let Some(sentinel) = lock.get_value() {
            release(&sentinel);
        }
    });
}

fn request() -> Option<Promise> {
    let locks = Reflect::get(&window().navigator(), &"wakeLock".into()).ok()?;
    let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    request.call1(&locks, &"screen".into()).ok()?.dyn_into().ok()
}

fn release(sentinel: &JsValue) {
    if let Ok(Ok(release)) = Reflect::get(sentinel, &"release".into()).map(JsCast::dyn_into::<Function>) {
        let _ = release.call0(sentinel);
    }
}
