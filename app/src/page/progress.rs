//! What is running: the stages, how far the present one is, the time left, and the way to stop it.

use leptos::prelude::*;

use super::state::{Activity, Progress, State};
use crate::logic::format::{count, megabytes, time_left};
use watchback::run::Stage;

/// How long stages take against each other on a city of Chicago's size; only for the time left.
const WEIGHTS: [(Stage, f64); 8] = [
    (Stage::Streams, 0.5),
    (Stage::Chance, 120.0),
    (Stage::Network, 6.0),
    (Stage::Selection, 14.0),
    (Stage::Forecast, 8.0),
    (Stage::Compare, 8.0),
    (Stage::Score, 6.0),
    (Stage::Results, 1.0),
];

/// The panel that shows what is running.
#[component]
pub(super) fn Running() -> impl IntoView {
    let state = expect_context::<State>();
    let stages = move || match state.activity.get() {
        Activity::Inspecting => vec![Stage::Read, Stage::Inspect],
        Activity::Auditing => {
            vec![Stage::Chance, Stage::Selection, Stage::Forecast, Stage::Push, Stage::Refit]
        }
        Activity::Sweeping => vec![Stage::Chance, Stage::Selection, Stage::Forecast, Stage::Score],
        _ => Stage::ANALYSIS.to_vec(),
    };
    let present = move || state.progress.get().map(|progress| progress.stage);
    let share = move || {
        let is_run = state.activity.get() == Activity::Running;
        state
            .progress
            .get()
            .map_or(0.0, |progress| if is_run { whole_of(&progress) } else { share_of(&progress) })
    };
    // Whoever looks at another tab sees how far it is.
    Effect::new(move || {
        document().set_title(&format!("{:.0} % \u{b7} Watchback", 100.0 * share()));
    });
    on_cleanup(|| document().set_title("Watchback"));
    view! {
        <section class="card" aria-labelledby="running-title" data-testid="running">
            <h1 id="running-title">
                {move || match state.activity.get() {
                    Activity::Inspecting => "Reading".to_owned(),
                    Activity::Sweeping => format!("Sweeping, cell {}", cells_done(state) + 1),
                    Activity::Years => format!("Running the years, number {}", state.years.with(Vec::len) + 1),
                    Activity::Auditing => "Auditing".to_owned(),
                    _ => "Running".to_owned(),
                }}
            </h1>
            <ol class="stages">
                {move || {
                    let present = present();
                    stages().into_iter().map(|stage| {
                        let class = match present {
                            Some(present) if stage == present => "now",
                            Some(present) if stage < present => "done",
                            _ => "",
                        };
                        let current = (class == "now").then_some("step");
                        view! { <li class=class aria-current=current>{stage.title()}</li> }
                    }).collect_view()
                }}
            </ol>
            <progress max="1" prop:value=share aria-label="Progress"></progress>
            <p class="row spread" data-testid="progress-text">
                <span>{move || state.progress.get().map(|progress| amount(&progress)).unwrap_or_default()}</span>
                <span>{move || state.progress.get().filter(|progress| tells_time(state.activity.get(), progress.stage)).map(|progress| left(&progress)).unwrap_or_default()}</span>
                <button type="button" class="button" data-testid="cancel" on:click=move |_| state.cancel()>"Cancel"</button>
            </p>
        </section>
    }
}

/// Cells of the sweep that are done.
fn cells_done(state: State) -> usize {
    state.sweep.with(|sweep| sweep.as_ref().map_or(0, |report| report.cells.len()))
}

/// Whether the time left is known: a sweep's cells and an audit's first stages are followed by
/// others of unlike length.
fn tells_time(activity: Activity, stage: Stage) -> bool {
    activity != Activity::Sweeping && (activity != Activity::Auditing || stage >= Stage::Push)
}

/// The share of a whole run that is done, by how long its stages take on a large city.
fn whole_of(progress: &Progress) -> f64 {
    let all: f64 = WEIGHTS.iter().map(|(_, weight)| weight).sum();
    let before = WEIGHTS.iter().filter(|(stage, _)| *stage < progress.stage).map(|(_, weight)| weight);
    let now = WEIGHTS.iter().find(|(stage, _)| *stage == progress.stage).map_or(0.0, |(_, weight)| *weight);
    (before.sum::<f64>() + now * share_of(progress)) / all
}

fn share_of(progress: &Progress) -> f64 {
    if progress.total == 0 { 0.0 } else { progress.done as f64 / progress.total as f64 }
}

fn amount(progress: &Progress) -> String {
    match progress.stage {
        Stage::Read => format!("{} of {}", megabytes(progress.done), megabytes(progress.total)),
        _ => format!("{} of {} pieces of work", count(progress.done), count(progress.total)),
    }
}

fn left(progress: &Progress) -> String {
    let share = share_of(progress);
    let elapsed = progress.now - progress.began;
    if share < 0.05 || elapsed < 0.5 {
        return "estimating the time left".to_owned();
    }
    let whole_stage = elapsed / share;
    let weight =
        |stage: Stage| WEIGHTS.iter().find(|(of, _)| *of == stage).map_or(0.0, |(_, weight)| *weight);
    let later: f64 =
        Stage::ANALYSIS.iter().filter(|stage| **stage > progress.stage).map(|stage| weight(*stage)).sum();
    // Reading is followed by nothing that takes long.
    let later = if weight(progress.stage) > 0.0 { whole_stage * later / weight(progress.stage) } else { 0.0 };
    time_left(whole_stage - elapsed + later)
}
