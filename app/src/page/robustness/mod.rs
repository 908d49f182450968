//! Does a result hold elsewhere: at other resolutions, in other years? Both go on beside the
//! results of a run and keep what they have when cancelled.

mod sweep;
mod years;

use std::sync::Arc;

use leptos::prelude::*;

use super::state::{Activity, State};
use crate::protocol::InspectionView;
use sweep::SweepPart;
use watchback::study::{ChanceSettings, StudySettings};
use watchback_translate::tr;
use years::YearsPart;

/// The card. Sweep and years go by the settings of the run that is shown, else by the chosen ones.
#[component]
pub(super) fn Robustness(inspection: Arc<InspectionView>) -> impl IntoView {
    let state = expect_context::<State>();
    let years = StoredValue::new(inspection.years.clone());
    let base = Memo::new(move |_| state.base().map(quick));
    move || {
        base.get().map(|base| {
            let of_year = |year: &StudySettings| StudySettings {
                training_first: year.training_first,
                training_last: year.training_last,
                test_last: year.test_last,
                ..base.clone()
            };
            let years = years.with_value(|years| years.iter().map(of_year).collect::<Vec<_>>());
            view! {
                <section class="card" aria-labelledby="robustness-title" data-testid="robustness">
                    <h2 id="robustness-title">{tr!("Does it hold elsewhere?")}</h2>
                    <p>{tr!("The size of tiles, the length of steps and the years are choices. What holds for one choice alone is no result about a city.")}</p>
                    <SweepPart base=base/>
                    <YearsPart years=years/>
                </section>
            }
        })
    }
}

/// The network's verdict for one seed: a look at many studies.
fn quick(settings: StudySettings) -> StudySettings {
    StudySettings { chance: ChanceSettings { seeds: 1, ..settings.chance }, ..settings }
}

/// A button that starts or goes on.
#[component]
fn Go(
    label: Signal<String>,
    testid: &'static str,
    finished: Signal<bool>,
    go: Callback<()>,
) -> impl IntoView {
    let state = expect_context::<State>();
    let idle = move || state.activity.get() == Activity::Idle;
    view! {
        <button type="button" class="button" data-testid=testid disabled=move || !idle() || finished.get() on:click=move |_| go.run(())>
            {label}
        </button>
    }
}
