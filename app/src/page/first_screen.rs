//! The first screen, which index.html holds so that it is there before the program: its elements
//! are taken over as they are, with the files that came early.

use gloo::events::EventListener;
use js_sys::{Array, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{DragEvent, Element, File, FileList, HtmlElement, HtmlInputElement};

use super::files::{Portals, files_of};
use super::state::{Activity, State};
use crate::logic::format::count;
use watchback_translate::{look_up, tr};

/// What is said where the browser cannot run the program: index.html holds the sentence.
pub(super) fn unfit_browser() -> String {
    let told = document().get_element_by_id("browsers").and_then(|told| told.text_content());
    told.unwrap_or_else(|| tr!("This browser cannot run the program.").to_owned())
}

/// Makes the first screen the program's own.
pub(super) fn take_over(state: State) {
    if let Some(place) = element::<HtmlElement>("portals") {
        mount_to(place, move || {
            move || {
                state.language.track();
                view! { <Portals/> }
            }
        })
        .forget();
    }
    take_dropped(state);
    take_chosen(state);
    show_state(state);
    let files = early_files();
    if !files.is_empty() {
        state.take_files(files);
    }
}

fn element<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The files that www/start.js kept; it keeps none from now on.
fn early_files() -> Vec<File> {
    let Ok(early) = Reflect::get(&window(), &"early".into()) else { return Vec::new() };
    let _ = Reflect::set(&early, &"taken".into(), &true.into());
    let files = Reflect::get(&early, &"files".into()).ok().and_then(|files| files.dyn_into::<Array>().ok());
    files.iter().flat_map(Array::iter).filter_map(|file| file.dyn_into().ok()).collect()
}

/// Files may be dropped anywhere: a browser would open one that misses the zone, and so leave the
/// page.
fn take_dropped(state: State) {
    let over = RwSignal::new(false);
    let on_over = window_event_listener(leptos::ev::dragover, move |event: DragEvent| {
        event.prevent_default();
        over.set(true);
    });
    let on_leave = window_event_listener(leptos::ev::dragleave, move |_| over.set(false));
    let on_drop = window_event_listener(leptos::ev::drop, move |event: DragEvent| {
        // The zone for areas has taken what was dropped on it.
        let taken = event.default_prevented();
        event.prevent_default();
        over.set(false);
        if taken {
            return;
        }
        let files = files_of(event.data_transfer().and_then(|transfer| transfer.files()));
        state.take_files(files);
    });
    on_cleanup(move || {
        on_over.remove();
        on_leave.remove();
        on_drop.remove();
    });
    let zone = element::<Element>("drop");
    Effect::new(move || {
        if let Some(zone) = &zone {
            let _ = zone.class_list().toggle_with_force("over", over.get());
        }
    });
}

/// Ticks a slot of the drop zone, or empties it again.
fn fill_slot(id: &str, says: Option<String>) {
    let Some(slot) = element::<Element>(id) else { return };
    let _ = slot.class_list().toggle_with_force("there", says.is_some());
    let Ok(Some(line)) = slot.query_selector("span") else { return };
    // What it said while it was empty is kept with it.
    let empty = line.get_attribute("data-empty").unwrap_or_else(|| {
        let text = line.text_content().unwrap_or_default();
        let _ = line.set_attribute("data-empty", &text);
        text
    });
    line.set_text_content(Some(says.as_deref().unwrap_or_else(|| look_up(&empty))));
}

fn take_chosen(state: State) {
    if let Some(input) = element::<HtmlInputElement>("file-input") {
        // So that choosing the same files again is a change again.
        input.set_value("");
        let take = move |files: Option<FileList>| state.take_files(files_of(files));
        let of = input.clone();
        EventListener::new(&input, "change", move |_| {
            take(of.files());
            of.set_value("");
        })
        .forget();
    }
    if let Some(button) = element::<HtmlElement>("try-simulated") {
        EventListener::new(&button, "click", move |_| state.simulate()).forget();
    }
}

/// Keeps buttons and the line below them to what the program does.
fn show_state(state: State) {
    let set_disabled = |element: &Element, disabled: bool| {
        let _ = element.toggle_attribute_with_force("disabled", disabled);
    };
    Effect::new(move || {
        let activity = state.activity.get();
        let takes_files = matches!(activity, Activity::Idle | Activity::Starting);
        if let (Some(input), Some(label)) =
            (element::<Element>("file-input"), element::<Element>("choose-files"))
        {
            set_disabled(&input, !takes_files);
            let _ = label.class_list().toggle_with_force("disabled", !takes_files);
        }
        if let Some(button) = element::<Element>("try-simulated") {
            set_disabled(&button, activity != Activity::Idle);
        }
    });
    Effect::new(move || {
        state.language.track();
        let crimes = state.inspection.with(|inspection| {
            let inspection = inspection.as_ref()?;
            let names: Vec<&str> = inspection.files.iter().map(|file| file.name.as_str()).take(2).collect();
            let more = inspection.files.len().saturating_sub(names.len());
            let more = if more > 0 { tr!(" and {more} more") } else { String::new() };
            let name = if state.invented.get() {
                tr!("The simulated city").to_owned()
            } else {
                names.join(", ") + &more
            };
            Some(tr!("{name}: {} records", count(inspection.quality.rows_kept)))
        });
        fill_slot("slot-crimes", crimes);
    });
    Effect::new(move || {
        state.language.track();
        let areas = state.areas.get();
        fill_slot("slot-areas", areas.as_ref().map(|areas| tr!("{} areas", count(areas.names.len() as u64))));
        let table = areas.as_ref().and_then(|areas| areas.table.as_ref());
        fill_slot(
            "slot-table",
            table.map(|table| {
                tr!(
                    "{} rows, {} of {} areas joined",
                    count(table.rows as u64),
                    table.keys.in_both,
                    table.keys.of_areas
                )
            }),
        );
    });
    Effect::new(move || {
        state.language.track();
        let waiting = state.waiting.with(Vec::len);
        let text = match (state.activity.get(), waiting) {
            (Activity::Starting, 0) => tr!("Starting the workers.").to_owned(),
            (Activity::Starting, 1) => {
                tr!("Starting the workers. The file is kept and will be read next.").to_owned()
            }
            (Activity::Starting, n) => {
                tr!("Starting the workers. The {n} files are kept and will be read next.")
            }
            (Activity::Broken, _) => tr!("The program could not start.").to_owned(),
            _ => tr!("Ready. The network is locked: from now on this page makes no request.").to_owned(),
        };
        if let Some(line) = element::<Element>("start-text") {
            line.set_text_content(Some(&text));
        }
        if let Some(bar) = element::<Element>("start-progress") {
            let _ = bar.class_list().toggle_with_force("done", true);
        }
    });
}
