//! The page: files in, what was understood, a run, and what it found.

#![allow(unreachable_pub, reason = "leptos makes a component's properties public")]

mod address;
mod audit;
mod chart;
mod city_series;
mod dots;
mod files;
mod findings;
mod histogram;
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

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{BeforeUnloadEvent, HtmlElement};

use crate::logic::format::sentence;
use address::keep_address;
use audit::Enforcement;
use files::Files;
use layout::Layout;
use progress::Running;
use quality::QualityReport;
use results::RunResults;
use robustness::Robustness;
use state::{Activity, State};
use study_panel::StudyPanel;

/// Puts the page into the document.
pub(super) fn mount() {
    // It says what to do where the program does not come this far.
    if let Some(loading) = document().get_element_by_id("loading") {
        loading.remove();
    }
    mount_to_body(Page);
}

#[component]
fn Page() -> impl IntoView {
    let state = State::new();
    provide_context(state);
    keep_address(state);
    spawn_local(state.start());
    warn_before_leaving(state);
    lead_the_eye(state);
    let busy = move || state.activity.get().is_work();
    view! {
        <a class="skip" href="#main">"Skip to the main part"</a>
        <header>
            <h1>"Watchback"</h1>
            <p>
                "Does a crime forecast know more than chance? This page forecasts a city's crime with a published method, from the city's own public file, and says beside every figure what chance alone would give."
            </p>
            <p class="promise">
                "Your files stay on this machine: everything is computed in this tab, and once loaded the page makes no request."
            </p>
        </header>
        <main id="main" tabindex="-1">
            <Files/>
            {move || state.by_address.get().map(|text| view! { <p class="notice" role="status" data-testid="by-address">{sentence(&text)}</p> })}
            {move || state.layout.get().map(|guess| view! { <Layout guess=guess/> })}
            {move || state.inspection.get().map(|inspection| view! { <QualityReport inspection=inspection.clone()/><StudyPanel inspection=inspection/> })}
            <div id="notices" aria-live="polite">
                {move || state.failure.get().map(|text| view! { <p class="notice bad" role="alert" data-testid="failure">{sentence(&text)}</p> })}
                {move || state.cancelled.get().then(|| view! { <p class="notice" data-testid="cancelled">"Cancelled. Nothing was kept of the piece under way; what was finished before stays, and you can start again or go on."</p> })}
                {move || (state.activity.get() == Activity::Starting).then(|| view! { <p>"Starting the workers …"</p> })}
            </div>
            <Show when=busy><Running/></Show>
            {move || state.run.get().map(|run| view! { <RunResults run=run/> })}
            {move || state.inspection.get().map(|inspection| view! { <Robustness inspection=inspection/> })}
            {move || state.inspection.get().map(|_| view! { <Enforcement/> })}
        </main>
        <footer>
            <p>
                "Method: Rotaru et al., Nature Human Behaviour 6 (2022). Reported crime is not crime; areas are not people; everything here looks back."
            </p>
        </footer>
    }
}

/// Brings what is new into view and under the reader's cursor: what was understood, what runs, what was found.
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
