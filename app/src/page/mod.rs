//! The page: files in, what was understood, a run, and what it found.

#![allow(unreachable_pub, reason = "leptos makes a component's properties public")]

mod address;
mod area_map;
mod audit;
mod chart;
mod chart_title;
mod check;
mod city_series;
mod documents;
mod evidence;
mod dots;
mod files;
mod findings;
mod first_screen;
mod found;
mod histogram;
mod in_turn;
mod keep;
mod ladder;
mod language;
mod layout;
mod layout_questions;
mod lines;
mod lock;
mod map;
mod network;
mod offences;
mod only;
mod part_series;
mod preview;
mod progress;
mod publish;
mod quality;
mod rail;
mod results;
mod robustness;
mod save;
mod save_menu;
mod score_panel;
mod scores_table;
mod state;
mod study_changes;
mod study_panel;
mod table;
mod tile_maps;
mod tile_sources;
mod tiles;
mod units;
mod values;
mod verdict;
mod wake;
mod words;
mod workers;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{BeforeUnloadEvent, HtmlElement};

use crate::logic::format::sentence;
use crate::logic::steps::{Step, View};
use address::keep_address;
use audit::{Enforcement, SaveAudit};
use check::AtOneLook;
use evidence::Evidence;
use found::Found;
use in_turn::{InTurn, in_next_task};
use keep::{KeepStages, KeptNotices};
use ladder::{AskLadder, SaveLadder};
use layout::Layout;
use progress::Running;
use publish::{SaveBundle, Verify};
use quality::QualityReport;
use rail::Crumb;
use save::Save;
use state::{Activity, State};
use study_panel::StudyPanel;
use watchback_translate::{tr, translated};

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
    language::take_over(state);
    keep_address(state);
    rail::take_over(state);
    rail::follow_address(state);
    first_screen::take_over(state);
    // After the page is drawn: workers and the lock are work of their own.
    in_next_task(move || spawn_local(state.start()));
    warn_before_leaving(state);
    lead_the_eye(state);
    tell_by_areas(state);
    // In another language all is drawn anew; what was found stays in the state.
    view! { {move || { state.language.track(); view! { <Steps/> } }} }
}

/// The steps, one of them shown.
#[component]
fn Steps() -> impl IntoView {
    let state = expect_context::<State>();
    let busy = move || state.activity.get().is_work();
    let on_step = move |step: Step| move || state.step.get() != step;
    let run = move || state.run.get();
    view! {
        <Show when=move || state.inspection.with(Option::is_some) || state.runs.with(|runs| !runs.is_empty()) || state.ladders.with(|ladders| !ladders.is_empty())><Crumb/></Show>
        {move || state.by_address.get().map(|text| view! { <p class="notice" role="status" data-testid="by-address">{sentence(&text)}</p> })}
        <div id="notices" aria-live="polite">
            {move || state.failure.get().map(|text| view! { <p class="notice bad" role="alert" data-testid="failure">{sentence(&translated(&text))}</p> })}
            {move || state.cancelled.get().then(|| view! { <p class="notice" data-testid="cancelled">{tr!("Cancelled. The piece of work under way is lost; everything that was finished before it is kept.")}</p> })}
            <KeptNotices/>
        </div>
        <Show when=busy><Running/></Show>
        <div data-step="check" hidden=on_step(Step::Check)>
            <h1 id="check-title">{tr!("Check what was understood")}</h1>
            {move || state.inspection.get().map(|inspection| view! { <AtOneLook inspection=inspection/> })}
            {move || state.layout.get().map(|guess| view! { <Layout guess=guess/> })}
            {move || state.inspection.get().map(|inspection| view! { <QualityReport inspection=inspection/> })}
            <Show when=move || state.inspection.with(Option::is_some)><Onward to=Step::Question label=tr!("Choose the question")/></Show>
        </div>
        <div data-step="question" hidden=on_step(Step::Question)>
            {move || state.inspection.get().map(|inspection| view! {
                <h1 id="question-title">{tr!("What do you want to know?")}</h1>
                <InTurn><StudyPanel inspection=inspection.clone()/></InTurn>
                <KeepStages/>
                <InTurn><Enforcement/></InTurn>
                <AskLadder/>
            })}
        </div>
        <div data-step="run" hidden=on_step(Step::Run)>
            <Show when=move || !busy()><h1>{tr!("Nothing is under way")}</h1></Show>
        </div>
        <div data-step="findings" hidden=on_step(Step::Findings)><Found/></div>
        <div data-step="evidence" hidden=on_step(Step::Evidence)>
            <Evidence/>
        </div>
        <div data-step="share" hidden=on_step(Step::Share)>
            <h1>{tr!("Keep it, and let others check it")}</h1>
            {move || run().map(|_| view! { <SaveBundle/><Verify/> })}
            {move || run().map(|run| view! { <Save digest=run.results.digest.clone()/> })}
            <SaveAudit/>
            <SaveLadder/>
        </div>
    }
}

/// The way to the next step.
#[component]
fn Onward(to: Step, label: &'static str) -> impl IntoView {
    let state = expect_context::<State>();
    view! {
        <p class="onward"><button type="button" class="button primary" data-testid=format!("to-{}", to.name()) on:click=move |_| state.go(to)>{label}</button></p>
    }
}

/// What areas tell without a new run is asked for when they come, and after each run.
fn tell_by_areas(state: State) {
    let is_idle = Memo::new(move |_| state.activity.get() == Activity::Idle);
    Effect::new(move || {
        if is_idle.get() {
            state.take_waiting_areas();
        }
    });
    Effect::new(move || {
        if is_idle.get() {
            state.tell_by_areas();
        }
    });
    Effect::new(move || state.expect());
}

/// Canvases that were drawn while hidden know no size.
fn tell_size() {
    if let Ok(event) = web_sys::Event::new("resize") {
        let _ = window().dispatch_event(&event);
    }
}

/// Brings an element into view and under the reader's cursor, once it is drawn.
fn show(id: &'static str) {
    request_animation_frame(move || {
        if let Some(title) = focused(id) {
            title.scroll_into_view();
        }
    });
}

/// Puts the reader's cursor on the title of a step, which is shown from its top.
fn take_up(id: &'static str) {
    request_animation_frame(move || {
        focused(id);
        window().scroll_to_with_x_and_y(0.0, 0.0);
    });
}

/// An element that the focus is now on. Titles take it from here only; the outline would be noise.
fn focused(id: &str) -> Option<HtmlElement> {
    let title = document().get_element_by_id(id)?.dyn_into::<HtmlElement>().ok()?;
    let _ = title.set_attribute("tabindex", "-1");
    let _ = title.focus();
    Some(title)
}

/// Shows each step from its top, and brings what is new into view: what runs, what went wrong.
fn lead_the_eye(state: State) {
    Effect::new(move |before: Option<Step>| {
        let step = state.step.get();
        if let Some(bring) = document().get_element_by_id("bring") {
            let _ = bring.toggle_attribute_with_force("hidden", step != Step::Bring);
        }
        if before.is_some_and(|before| before != step) {
            tell_size();
            take_up(match step {
                Step::Bring => "bring-title",
                Step::Check => "check-title",
                Step::Question => "question-title",
                Step::Run => "running-title",
                Step::Findings => "found-title",
                Step::Evidence | Step::Share => "main",
            });
        }
        step
    });
    Effect::new(move |before: Option<View>| {
        let view = state.view.get();
        if before.is_some_and(|before| before != view) {
            tell_size();
            take_up("main");
        }
        view
    });
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
        if state.areas.with(Option::is_some) {
            show("areas-title");
        }
    });
}

/// Leaving loses what runs and what was not saved, so the browser asks first.
fn warn_before_leaving(state: State) {
    let listener = window_event_listener(leptos::ev::beforeunload, move |event: BeforeUnloadEvent| {
        if state.activity.get_untracked().is_work() || state.is_unsaved() {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}
