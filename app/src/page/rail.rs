//! The steps, always there: which is shown, which are done, which wait. And above the view: whose
//! files these are, and which run is shown.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::language::{fragment, in_language};
use super::progress::seconds_left;
use super::state::{Activity, State};
use super::units::ChooseUnits;
use crate::logic::address::parts;
use crate::logic::format::{brief_duration, capitalised, count};
use crate::logic::steps::{Step, View};
use crate::protocol::{InspectionView, city_name};
use watchback_translate::tr;

/// Keeps the step to what the page's address says, now and at each step back.
pub(super) fn follow_address(state: State) {
    let follow = move || {
        let whole = fragment();
        let (_, hash) = parts(&whole);
        let step = match Step::of_fragment(hash) {
            Some(step) => step,
            // The address that the page was opened at.
            None if whole.is_empty() => Step::Bring,
            // A layout, or a heading: the view stays.
            None => return,
        };
        if let Some(view) = View::of_fragment(hash) {
            state.view.set(view);
        }
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
        mount_to(place, move || {
            move || {
                state.language.track();
                view! { <Steps state=state/> }
            }
        })
        .forget();
    }
}

/// A step's entry.
#[component]
fn Steps(state: State) -> impl IntoView {
    let is_done = move |step: Step| match step {
        Step::Bring => state.inspection.with(Option::is_some),
        Step::Check => state.chosen.with(Option::is_some),
        Step::Question => state.is_open(Step::Question) && state.has_results(),
        Step::Run => state.run.with(Option::is_some) || state.audit().is_some() || state.ladder().is_some(),
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
            (true, ..) => tr!(" (under way)"),
            (_, true, ..) => "",
            (_, _, true, _) => tr!(" (done)"),
            (.., true) => "",
            _ => tr!(" (later)"),
        };
        let time = move || match step {
            Step::Bring => state.took.get().reading.map(brief_duration),
            Step::Run if is_running() => {
                let left = state.progress.get().and_then(|progress| seconds_left(state, &progress)).flatten();
                left.map(|seconds| tr!("{} left", brief_duration(seconds)))
            }
            Step::Run if is_done(step) => state.took.get().answer.map(brief_duration),
            _ => None,
        };
        let inner = move || {
            view! {
                <span class="mark" aria-hidden="true">{mark}</span>
                <span class="name">{step.title()}</span>
                <span class="time">{time}</span>
                <span class="visually-hidden">{says}</span>
            }
        };
        view! {
            <li class:now=is_now class:done=move || is_done(step) class:running=is_running>
                {move || if open.get() {
                    view! {
                        <a href=format!("#{}", in_language(&step.fragment())) data-step-link=step.name() aria-current=move || is_now().then_some("step")>{inner()}</a>
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
        let pill = pills(state, "run", state.shown.get(), State::show_run, State::delete_run);
        state.runs.with(|runs| runs.iter().map(|of| pill(of.number, of.is_saved)).collect_view())
    };
    let audits = move || {
        let show = |state: State, number| state.shown_audit.set(number);
        let pill = pills(state, "audit", state.shown_audit.get(), show, State::delete_audit);
        state.audits.with(|audits| audits.iter().map(|of| pill(of.number, of.is_saved)).collect_view())
    };
    let ladders = move || {
        let pill = pills(state, "ladder", state.shown_ladder.get(), State::show_ladder, State::delete_ladder);
        state.ladders.with(|ladders| ladders.iter().map(|of| pill(of.number, of.is_saved)).collect_view())
    };
    view! {
        <div class="crumb" data-testid="crumb">
            {of_files}
            {runs}
            {audits}
            {ladders}
            {move || (!state.is_together()).then(|| view! { <span data-testid="other-files">{whose(state)}</span> })}
            <ChooseUnits/>
            <span>{move || if state.activity.get() == Activity::Starting { "" } else { tr!("Nothing uploaded") }}</span>
        </div>
    }
}

/// Of what the run that is shown is, where not of the files that were brought last.
fn whose(state: State) -> &'static str {
    if state.is_from_a_file() {
        tr!("The run shown comes from a saved file")
    } else {
        tr!("The run shown is of files that were brought before")
    }
}

/// Makes the pills of one kind, by number and by whether it was saved.
fn pills(
    state: State,
    what: &'static str,
    shown: usize,
    show: fn(State, usize),
    delete: fn(State, usize),
) -> impl Fn(usize, bool) -> AnyView {
    move |number, is_saved| {
        let show = Callback::new(move |()| show(state, number));
        let delete = Callback::new(move |()| delete(state, number));
        let is_now = number == shown;
        view! { <Pill what=what number=number is_now=is_now is_saved=is_saved show=show delete=delete/> }
            .into_any()
    }
}

/// A run, an audit or a ladder that is kept: to be shown, and to be deleted. It is asked first
/// where it was not saved.
#[component]
fn Pill(
    what: &'static str,
    number: usize,
    is_now: bool,
    is_saved: bool,
    show: Callback<()>,
    delete: Callback<()>,
) -> impl IntoView {
    let called = match what {
        "run" => tr!("run"),
        "audit" => tr!("audit"),
        _ => tr!("ladder"),
    };
    let ask = move || {
        let asked = tr!("Delete {called} {number}? It was not saved.");
        is_saved || window().confirm_with_message(&asked).unwrap_or(true)
    };
    let delete = move |_| {
        if ask() {
            delete.run(());
        }
    };
    let name = format!("{} {number}", capitalised(called));
    view! {
        <span class="pill" class:now=is_now>
            <button type="button" data-testid=format!("{what}-{number}") aria-pressed=is_now.to_string() on:click=move |_| show.run(())>{name}</button>
            <button type="button" class="delete" aria-label=tr!("Delete {called} {number}") on:click=delete>"\u{d7}"</button>
        </span>
    }
}

fn in_a_line(inspection: &InspectionView, invented: bool) -> impl IntoView + use<> {
    let base = inspection.studies.base();
    let city = base.map_or(tr!("A city"), |settings| city_name(&settings.city)).to_owned();
    let city = if invented { tr!("Simulated city").to_owned() } else { city };
    let days = inspection.quality.days;
    let days = days.map(|days| tr!("{} to {}", days.first(), days.last()));
    view! {
        <b>{city}</b>
        {days.map(|days| view! { <span>{days}</span> })}
        <span>{tr!("{} records", count(inspection.quality.rows_kept))}</span>
    }
}
