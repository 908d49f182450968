//! The enforcement audit: areas in, what they are compared by, and where arrests go when crime
//! rises in the model.

mod answers;
mod areas;
mod ask;
mod chosen_tiles;
mod clearance;
mod forest;
mod maps;
mod over_time;
mod questions;
mod surge;

use std::sync::Arc;

use leptos::prelude::*;

use super::save::download;
use super::state::{AuditDone, State};
use crate::page::documents::{MethodLink, ValidityLink};
use crate::page::in_turn::InTurn;
use answers::Answers;
use areas::{AreaFilesZone, OtherTiles, Understood};
use ask::Ask;
use clearance::ClearancePart;
use forest::Forest;
use maps::ResponseMaps;
use over_time::OverTimePart;
use questions::Questions;
use surge::SurgePart;
use watchback::audit::Found;
use watchback::wording::pushes as pushes_wording;

/// The card.
#[component]
pub(super) fn Enforcement() -> impl IntoView {
    let state = expect_context::<State>();
    view! {
        <section class="card" aria-labelledby="enforcement-title" data-testid="enforcement">
            <h2 id="enforcement-title">"5. Where do arrests go?"</h2>
            <p>"When crime rises in the model, does the predicted chance of an arrest rise everywhere alike? Are as many arrests made for each reported crime where people are poor? Both need areas for which wealth is published."</p>
            <AreaFilesZone/>
            {move || state.areas.get().map(|areas| {
                let of_tiles = areas.clone();
                let fits = Memo::new(move |_| state.base().is_none_or(|settings| of_tiles.fits(&settings)));
                view! {
                    <Understood areas=areas.clone()/>
                    {move || if fits.get() { view! { <Ask areas=areas.clone()/> }.into_any() } else { view! { <OtherTiles areas=areas.clone()/> }.into_any() }}
                }
            })}
        </section>
        {move || state.audit.get().map(|done| view! { <Audit done=done/> })}
    }
}

/// What was found.
#[component]
fn Audit(done: Arc<AuditDone>) -> impl IntoView {
    let state = expect_context::<State>();
    let simulated = state.invented.get_untracked();
    let save = move |_| {
        state.audit_json.with_value(|json| {
            if let Some(json) = json {
                // A browser that refuses the download says so itself.
                let _ = download(json, "audit.json");
            }
        });
    };
    let report = &done.report;
    let exploratory = pushes_wording::exploratory(&report.exploratory);
    let kept = StoredValue::new(done.clone());
    let pushes = report.pushes.found().map(|pushes| {
        let has_regressions = report.regressions.iter().any(|of| matches!(of.regression, Found::Found(_)));
        view! {
            <Answers report=pushes.clone()/>
            <InTurn><ResponseMaps done=kept.get_value()/></InTurn>
            {has_regressions.then(|| view! { <Forest regressions=report.regressions.clone()/> })}
        }
    });
    view! {
        <section class="card" aria-labelledby="audit-title" data-testid="audit">
            <h2 id="audit-title">"What the audit found"</h2>
            {simulated.then(|| view! { <p class="notice simulated"><strong>"Simulated city. "</strong>"Its crimes, arrests and areas were invented; the areas' values know nothing of either."</p> })}
            <Questions done=done.clone()/>
            <p data-testid="exploratory">
                {exploratory}
            </p>
            {pushes}
            <InTurn><ClearancePart done=kept.get_value()/></InTurn>
            <InTurn><SurgePart surge=kept.with_value(|done| done.report.surge.clone())/></InTurn>
            <InTurn><OverTimePart done=kept.get_value()/></InTurn>
            <p class="hint">"Reported crime is not crime; arrests follow reports, clearance and the mix of crimes; areas are not people. Everything here looks back. How often each test is wrong: "<ValidityLink/>"; formulas: "<MethodLink/>", sections 8, 14 and 15."</p>
            <button type="button" class="button" data-testid="save-audit" on:click=save>"Save audit.json"</button>
        </section>
    }
}
