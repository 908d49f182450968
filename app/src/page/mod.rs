//! The page: files in, what was understood, a run, and what it found.

#![allow(unreachable_pub, reason = "leptos makes a component's properties public")]

mod address;
mod audit;
mod chart;
mod city_series;
mod documents;
mod dots;
mod files;
mod findings;
mod first_screen;
mod histogram;
mod in_turn;
mod layout;
mod map;
mod network;
mod offences;
mod preview;
mod progress;
mod quality;
mod results;
mod robustness;
mod save;
mod score_panel;
mod scores_table;
mod state;
mod study_changes;
mod study_panel;
mod table;
mod tile_sources;
mod tiles;
mod values;
mod verdict;
mod workers;

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{BeforeUnloadEvent, HtmlElement};

use crate::logic::format::sentence;
use crate::protocol::InspectionView;
use address::keep_address;
use audit::Enforcement;
use in_turn::{InTurn, in_next_task};
use layout::Layout;
use progress::Running;
use quality::QualityReport;
use results::RunResults;
use robustness::Robustness;
use state::{Activity, State};
use study_panel::StudyPanel;

/// Starts the page, in a task of its own: the program has only now been made ready to run.
pub(super) fn start() {
    in_next_task(mount);
}

/// Puts the page into the document, below the first screen that is there already.
fn mount() {
    let place = document().get_element_by_id("app").and_then(|place| place.dyn_into::<HtmlElement>().ok());
    if let Some(place) = place {
        mount_to(place, Page).forget();
    }
}

#[component]
fn Page() -> impl IntoView {
    let state = State::new();
    provide_context(state);
    keep_address(state);
    first_screen::take_over(state);
    // After the page is drawn: workers and the lock are work of their own.
    in_next_task(move || spawn_local(state.start()));
    warn_before_leaving(state);
    lead_the_eye(state);
    let busy = move || state.activity.get().is_work();
    view! {
        {move || state.by_address.get().map(|text| view! { <p class="notice" role="status" data-testid="by-address">{sentence(&text)}</p> })}
        {move || state.layout.get().map(|guess| view! { <Layout guess=guess/> })}
        {move || state.inspection.get().map(|inspection| view! { <Understood inspection=inspection/> })}
        <div id="notices" aria-live="polite">
            {move || state.failure.get().map(|text| view! { <p class="notice bad" role="alert" data-testid="failure">{sentence(&text)}</p> })}
            {move || state.cancelled.get().then(|| view! { <p class="notice" data-testid="cancelled">"Cancelled. Nothing was kept of the piece under way; what was finished before stays, and you can start again or go on."</p> })}
        </div>
        <Show when=busy><Running/></Show>
        {move || state.run.get().map(|run| view! { <RunResults run=run/> })}
        {move || state.inspection.get().map(|inspection| view! { <InTurn><Robustness inspection=inspection.clone()/></InTurn> })}
        {move || state.inspection.get().map(|_| view! { <InTurn><Enforcement/></InTurn> })}
    }
}

/// What was understood of the files, and the study that can be run on them.
#[component]
fn Understood(inspection: Arc<InspectionView>) -> impl IntoView {
    let study = inspection.clone();
    view! {
        <QualityReport inspection=inspection/>
        <InTurn><StudyPanel inspection=study.clone()/></InTurn>
    }
}

/// Brings what is new into view and under the reader's cursor: what was understood, what runs, what
/// was found.
fn lead_the_eye(state: State) {
    let show = |id: &'static str| {
        request_animation_frame(move || {
            let title =
                document().get_element_by_id(id).and_then(|title| title.dyn_into::<HtmlElement>().ok());
            if let Some(title) = title {
                title.scroll_into_view();
                // Titles take the focus from here only; the outline would be noise.
                let _ = title.set_attribute("tabindex", "-1");
                let _ = title.focus();
            }
        });
    };
    Effect::new(move || {
        if state.activity.get().is_work() {
            show("running-title");
        }
    });
    Effect::new(move || {
        if state.failure.with(Option::is_some) || state.cancelled.get() {
            show("notices");
        }
    });
    Effect::new(move |was_shown: Option<bool>| {
        let is_shown = state.layout.with(Option::is_some);
        // What is said of the layout leaves the reader where they are.
        if is_shown && was_shown != Some(true) {
            show("layout-title");
        }
        is_shown
    });
    Effect::new(move || {
        if state.inspection.with(Option::is_some) {
            show("quality-title");
        }
    });
    Effect::new(move || {
        if state.run.with(Option::is_some) {
            show("results-title");
        }
    });
    Effect::new(move || {
        if state.areas.with(Option::is_some) {
            show("areas-title");
        }
    });
    Effect::new(move || {
        if state.audit.with(Option::is_some) {
            show("audit-title");
        }
    });
}

/// Leaving during a run loses it, so the browser asks first.
fn warn_before_leaving(state: State) {
    let listener = window_event_listener(leptos::ev::beforeunload, move |event: BeforeUnloadEvent| {
        if matches!(
            state.activity.get_untracked(),
            Activity::Running | Activity::Sweeping | Activity::Years | Activity::Auditing
        ) {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}
