//! What is to be run: the test period, the number of workers, and the button.

use std::sync::Arc;

use leptos::prelude::*;

use super::format::sentence;
use super::state::{Activity, MAX_WORKERS, State};
use crate::app::view::InspectionView;

/// The study's settings and "Run".
#[component]
pub(super) fn StudyPanel(inspection: Arc<InspectionView>) -> impl IntoView {
    let state = expect_context::<State>();
    let offers = StoredValue::new(inspection.offers.clone());
    let chosen = RwSignal::new(
        offers.with_value(|offers| offers.iter().position(|offer| offer.refusal.is_none()).unwrap_or(0)),
    );
    let refusal =
        move || offers.with_value(|offers| offers.get(chosen.get()).and_then(|offer| offer.refusal.clone()));
    let idle = move || state.activity.get() == Activity::Idle;
    let run = move |_| {
        if let Some(offer) = offers.with_value(|offers| offers.get(chosen.get_untracked()).cloned()) {
            state.run_study(offer.settings);
        }
    };
    let choices = offers.with_value(|offers| {
        offers
            .iter()
            .enumerate()
            .map(|(at, offer)| view! { <option value=at.to_string()>{offer.title.clone()}</option> })
            .collect_view()
    });
    let period = move || {
        let settings =
            offers.with_value(|offers| offers.get(chosen.get()).map(|offer| offer.settings.clone()));
        settings.map(|settings| {
            format!(
                "Learns from {} to {}, then forecasts each day to {} a week ahead without looking at it.",
                settings.training_first, settings.training_last, settings.test_last
            )
        })
    };
    view! {
        <section class="card" aria-labelledby="study-title">
            <h2 id="study-title">"3. Run"</h2>
            <div class="row">
                <label>
                    "Test period "
                    <select data-testid="offer" on:change=move |event| chosen.set(event_target_value(&event).parse().unwrap_or(0))
                        prop:value=move || chosen.get().to_string()>
                        {choices}
                    </select>
                </label>
                <label>
                    "Workers "
                    <select data-testid="workers" disabled=move || !idle()
                        prop:value=move || state.workers.get().to_string()
                        on:change=move |event| state.set_workers(event_target_value(&event).parse().unwrap_or(1))>
                        {(1..=MAX_WORKERS).map(|n| view! { <option value=n.to_string() selected=move || state.workers.get() == n>{n}</option> }).collect_view()}
                    </select>
                </label>
            </div>
            <p class="hint">{period}</p>
            {move || refusal().map(|text| view! { <p class="notice bad" role="alert" data-testid="refusal">{sentence(&text)}</p> })}
            <button type="button" class="button primary" data-testid="run"
                disabled=move || !idle() || refusal().is_some() on:click=run>
                "Run"
            </button>
        </section>
    }
}
