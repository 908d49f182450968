//! What is running: what it does now, how far the whole is, the time left, and the way to stop it.

use leptos::prelude::*;

use super::state::{Activity, State};
use super::wake::keep_awake;
use crate::logic::format::{megabytes, time_left};
use crate::logic::time_left::Progress;
use watchback::run::Stage;
use watchback::study::ChanceSettings;
use watchback::wording::progress::doing;
use watchback_translate::tr;

/// The panel that shows what is running.
#[component]
pub(super) fn Running() -> impl IntoView {
    let state = expect_context::<State>();
    let share = move || {
        let progress = state.progress.get();
        progress.map_or(0.0, |progress| state.work.with(|work| progress.whole(work_of(state, work.as_ref()))))
    };
    // Whoever looks at another tab sees how far it is.
    Effect::new(move || {
        document().set_title(&format!("{:.0} % \u{b7} Watchback", 100.0 * share()));
    });
    on_cleanup(|| document().set_title("Watchback"));
    keep_awake();
    let title = move || match state.activity.get() {
        Activity::Inspecting => tr!("Reading").to_owned(),
        Activity::Sweeping => tr!("Sweeping, cell {}", cells_done(state) + 1),
        Activity::Years => tr!("Running the years, number {}", state.years.with(Vec::len) + 1),
        Activity::Auditing => tr!("Auditing").to_owned(),
        Activity::Climbing => tr!("Following the authors' program").to_owned(),
        Activity::Writing => tr!("Writing a file").to_owned(),
        Activity::Verifying => tr!("Making the published run again").to_owned(),
        _ => tr!("Running").to_owned(),
    };
    let now = move || state.progress.get().map(|progress| now_doing(state, &progress)).unwrap_or_default();
    let number = move || state.progress.get().and_then(|progress| stage_number(state, &progress));
    let left = move || state.progress.get().and_then(|progress| left(state, &progress)).unwrap_or_default();
    let silent = move || {
        state.silent.get().map(|seconds| {
            tr!(
                "The worker that leads has not answered for {seconds:.0} seconds. It may be at a long step. Cancel \
                 ends it; your files stay and are read again."
            )
        })
    };
    view! {
        <section class="card" aria-labelledby="running-title" data-testid="running">
            <h1 id="running-title">{title}</h1>
            <p class="doing" data-testid="doing">{now}</p>
            {move || number().map(|text| view! { <p class="hint" data-testid="stage-number">{text}</p> })}
            <progress max="1" prop:value=share aria-label=tr!("Progress of the whole")></progress>
            <p class="row spread" data-testid="progress-text">
                <span>{move || format!("{:.0} %", 100.0 * share())}</span>
                <span data-testid="time-left">{left}</span>
                <button type="button" class="button" data-testid="cancel" on:click=move |_| state.cancel()>{tr!("Cancel")}</button>
            </p>
            {move || silent().map(|text| view! { <p class="notice" role="status" data-testid="silent">{text}</p> })}
        </section>
    }
}

/// Cells of the sweep that are done.
fn cells_done(state: State) -> usize {
    state.sweep.with(|sweep| sweep.as_ref().map_or(0, |report| report.cells.len()))
}

/// The work of the whole, where all of it is one run.
fn work_of(state: State, work: Option<&watchback::run::Work>) -> Option<&watchback::run::Work> {
    work.filter(|_| matches!(state.activity.get(), Activity::Running | Activity::Years | Activity::Verifying))
}

/// What is done now, in words.
fn now_doing(state: State, progress: &Progress) -> String {
    if progress.stage == Stage::Read {
        return tr!("{} of {}", megabytes(progress.done), megabytes(progress.total));
    }
    // A cell of the sweep, and an audit, have rounds of their own.
    let is_run = state.activity.get() == Activity::Running;
    let chance = state.running.with(|running| running.as_ref().map(|running| running.chance));
    let chance =
        chance.filter(|_| is_run).unwrap_or(ChanceSettings { seeds: 1, ..ChanceSettings::default() });
    doing(progress.stage, progress.share(), &chance)
}

/// Which of its stages a run is at.
fn stage_number(state: State, progress: &Progress) -> Option<String> {
    state.work.with(|work| {
        let stages = &work_of(state, work.as_ref())?.stages;
        let at = stages.iter().position(|(stage, _)| *stage == progress.stage)?;
        Some(tr!("Stage {number} of {stages}", number = at + 1, stages = stages.len()))
    })
}

/// The time left, in words.
fn left(state: State, progress: &Progress) -> Option<String> {
    let left = seconds_left(state, progress)?;
    Some(left.map_or_else(|| tr!("estimating the time left").to_owned(), time_left))
}

/// The time left, seconds; `Some(None)` until it can be told. A sweep's cells and an audit's first
/// stages are followed by others of unlike length: there it is not known.
pub(super) fn seconds_left(state: State, progress: &Progress) -> Option<Option<f64>> {
    let activity = state.activity.get();
    if activity == Activity::Sweeping || (activity == Activity::Auditing && progress.stage < Stage::Push) {
        return None;
    }
    let expected = state.expected.with(|expected| {
        let (of, seconds) = expected.as_ref()?;
        state.running.with(|running| running.as_ref() == Some(of)).then_some(*seconds)?
    });
    let expected = match activity {
        Activity::Running => expected.map(|expected| expected.run_seconds),
        Activity::Climbing => expected.map(|expected| expected.ladder_seconds),
        _ => None,
    };
    let began = (state.began.get_value(), state.began_at_share.get_value().unwrap_or(0.0));
    Some(state.work.with(|work| progress.left(work_of(state, work.as_ref()), began, expected)))
}
