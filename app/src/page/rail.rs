//! The steps, always there: which is shown, which are done, which wait. And above the view: whose
//! files these are, and which run is shown.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::state::{Activity, State};
use crate::logic::format::count;
use crate::logic::steps::Step;
use crate::protocol::{InspectionView, city_name};

/// Keeps the step to what the page's address says, now and at each step back.
pub(super) fn follow_address(state: State) {
    let follow = move || {
        let hash = window().location().hash().unwrap_or_default();
        let step = match Step::of_fragment(&hash) {
            Some(step) => step,
            // The address that the page was opened at.
            None if hash.is_empty() => Step::Bring,
            // A layout, or a heading: the view stays.
            None => return,
        };
        // What has nothing to show yet is not gone to.
        state.step.set(if untrack(|| state.is_open(step)) { step } else { Step::Bring });
    };
    follow();
    let listener = window_event_listener(leptos::ev::hashchange, move |_| follow());
    on_cleanup(move || listener.remove());
}

/// Takes the place of the list that index.html holds.
pub(super) fn take_over(state: State) {
    let place = document().get_element_by_id("steps").and_then(|place| place.dyn_into::<HtmlElement>().ok());
    if let Some(place) = place {
        place.set_inner_html("");
        mount_to(place, move || view! { <Steps state=state/> }).forget();
    }
}

/// A step's entry.
#[component]
fn Steps(state: State) -> impl IntoView {
    let is_done = move |step: Step| match step {
        Step::Bring => state.inspection.with(Option::is_some),
        Step::Check => state.chosen.with(Option::is_some),
        Step::Question => state.has_results(),
        Step::Run => state.run.with(Option::is_some) || state.audit.with(Option::is_some),
        Step::Findings | Step::Evidence => false,
        Step::Share => state.of_shown(|run| run.is_saved).unwrap_or(false),
    };
    let entry = move |step: Step| {
        let is_now = move || state.step.get() == step;
        let is_running = move || step == Step::Run && state.activity.get().is_work();
        let open = Memo::new(move |_| state.is_open(step));
        let mark = move || {
            if is_done(step) && !is_now() { "\u{2713}".to_owned() } else { step.number().to_string() }
        };
        let says = move || match (is_running(), is_now(), is_done(step), open.get()) {
            (true, ..) => " (under way)",
            (_, true, ..) => "",
            (_, _, true, _) => " (done)",
            (.., true) => "",
            _ => " (later)",
        };
        let inner = move || {
            view! {
                <span class="mark" aria-hidden="true">{mark}</span>
                <span class="name">{step.title()}</span>
                <span class="visually-hidden">{says}</span>
            }
        };
        view! {
            <li class:now=is_now class:done=move || is_done(step) class:running=is_running>
                {move || if open.get() {
                    view! {
                        <a href=format!("#{}", step.fragment()) data-step-link=step.name() aria-current=move || is_now().then_some("step")>{inner()}</a>
                    }.into_any()
                } else {
                    view! { <span class="waiting" data-step-waits=step.name()>{inner()}</span> }.into_any()
                }}
            </li>
        }
    };
    view! { {Step::ALL.map(entry).collect_view()} }
}

/// Whose files, of what time, and which run.
#[component]
pub(super) fn Crumb() -> impl IntoView {
    let state = expect_context::<State>();
    let of_files =
        move || state.inspection.get().map(|inspection| in_a_line(&inspection, state.invented.get()));
    let runs = move || {
        let now = state.shown.get();
        let of_run = |number: usize| {
            let pressed = move || (state.shown.get() == number).to_string();
            view! {
                <span class="pill" class:now=number == now>
                    <button type="button" data-testid=format!("run-{number}") aria-pressed=pressed on:click=move |_| state.show_run(number)>{format!("Run {number}")}</button>
                    <button type="button" class="delete" aria-label=format!("Delete run {number}") on:click=move |_| delete(state, number)>"\u{d7}"</button>
                </span>
            }
        };
        state.runs.with(|runs| runs.iter().map(|run| of_run(run.number)).collect_view())
    };
    view! {
        <div class="crumb" data-testid="crumb">
            {of_files}
            {runs}
            {move || (!state.is_together()).then(|| view! { <span data-testid="other-files">"The run shown is of other files"</span> })}
            <span>{move || if state.activity.get() == Activity::Starting { "" } else { "Nothing uploaded" }}</span>
        </div>
    }
}

/// Asks first where the run was not saved.
fn delete(state: State, number: usize) {
    let is_saved =
        state.runs.with_untracked(|runs| runs.iter().any(|run| run.number == number && run.is_saved));
    let ask =
        || window().confirm_with_message(&format!("Delete run {number}? It was not saved.")).unwrap_or(true);
    if is_saved || ask() {
        state.delete_run(number);
    }
}

fn in_a_line(inspection: &InspectionView, invented: bool) -> impl IntoView + use<> {
    let base = inspection.studies.base();
    let city = base.map_or("A city", |settings| city_name(&settings.city)).to_owned();
    let city = if invented { "Simulated city".to_owned() } else { city };
    let days = inspection.quality.days;
    let days = days.map(|days| format!("{} to {}", days.first(), days.last()));
    view! {
        <b>{city}</b>
        {days.map(|days| view! { <span>{days}</span> })}
        <span>{format!("{} records", count(inspection.quality.rows_kept))}</span>
    }
}
