//! Does a result hold elsewhere: at other resolutions, in other years? Both go on beside the results of a run and keep what they have
//! when cancelled.

mod sweep;
mod years;

use std::sync::Arc;

use leptos::prelude::*;

use super::state::{Activity, State};
use crate::view::InspectionView;
use sweep::SweepPart;
use years::YearsPart;

/// The card.
#[component]
pub(super) fn Robustness(inspection: Arc<InspectionView>) -> impl IntoView {
    let years = inspection.years.clone();
    let base =
        inspection.offers.iter().find(|offer| offer.refusal.is_none()).map(|offer| offer.settings.clone());
    base.map(|base| {
        view! {
            <section class="card" aria-labelledby="robustness-title" data-testid="robustness">
                <h2 id="robustness-title">"4. Does it hold elsewhere?"</h2>
                <p>"The size of tiles, the length of steps and the years are choices. What holds for one choice alone is no result about a city."</p>
                <SweepPart base=base/>
                <YearsPart years=years/>
            </section>
        }
    })
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
