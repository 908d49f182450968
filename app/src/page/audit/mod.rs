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
use crate::logic::steps::Step;
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
use watchback_translate::tr;

/// The card.
#[component]
pub(super) fn Enforcement() -> impl IntoView {
    let state = expect_context::<State>();
    let has_arrests = state.has_arrests();
    view! {
        <section class="card" aria-labelledby="enforcement-title" data-testid="enforcement">
            <h2 id="enforcement-title">{if has_arrests { tr!("Who is flagged wrongly, and are arrests made alike?") } else { tr!("Who is flagged wrongly?") }}</h2>
            {(!has_arrests).then(|| view! { <p class="notice" data-testid="no-arrests">{tr!("These files do not say whether an arrest was made. So nothing is asked about arrests.")}</p> })}
            <p>{tr!("Areas are needed for which something is published: hardship, income, the share of a group. After a run with them the page tells who gets the false alarms.")}
                {has_arrests.then_some(tr!(" It also tells at once how many arrests follow reported crimes in each fifth of the areas. “Audit” raises crime in the model to see where arrests go, which takes minutes."))}
            </p>
            <AreaFilesZone/>
            {move || state.areas.get().map(|areas| {
                let of_tiles = areas.clone();
                let fits = Memo::new(move |_| state.base().is_none_or(|settings| of_tiles.fits(&settings)));
                view! {
                    <Understood areas=areas.clone()/>
                    {move || if fits.get() { view! { <Ask areas=areas.clone()/> }.into_any() } else { view! { <OtherTiles areas=areas.clone()/> }.into_any() }}
                }
            })}
            <Show when=move || state.arrests().is_some()>
                <p class="notice" role="status" data-testid="arrests-ready">{tr!("Arrests for each reported crime, by fifths of these areas, are counted. ")}
                    <button type="button" class="button small" on:click=move |_| state.go(Step::Findings)>{tr!("See what was found")}</button>
                </p>
            </Show>
        </section>
    }
}

/// Arrests for each reported crime, as told by the areas alone.
#[component]
pub(super) fn ArrestsEvidence() -> impl IntoView {
    let state = expect_context::<State>();
    move || {
        state.arrests().map(|told| {
            view! {
                <section class="card" aria-labelledby="arrests-title">
                    <h2 id="arrests-title">{tr!("Arrests for each reported crime, by fifth of the areas")}</h2>
                    <ClearancePart told=told/>
                </section>
            }
        })
    }
}

/// Keeps an audit as a file.
#[component]
pub(super) fn SaveAudit() -> impl IntoView {
    let state = expect_context::<State>();
    let save = move |_| {
        let shown = state.shown_audit.get_untracked();
        state.audits.update(|audits| {
            if let Some(audit) = audits.iter_mut().find(|audit| audit.number == shown)
                && let Some(json) = &audit.json
            {
                // A browser that refuses the download says so itself.
                let _ = download(json, "audit.json");
                audit.is_saved = true;
            }
        });
    };
    view! {
        <Show when=move || state.audit().is_some()>
            <section class="card" aria-labelledby="save-audit-title">
                <h2 id="save-audit-title">{tr!("The audit")}</h2>
                <button type="button" class="button" data-testid="save-audit" on:click=save>{tr!("Save audit.json")}</button>
            </section>
        </Show>
    }
}

/// What was found.
#[component]
pub(super) fn Audit(done: Arc<AuditDone>) -> impl IntoView {
    let state = expect_context::<State>();
    let simulated = state.invented.get_untracked();
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
            <h2 id="audit-title">{tr!("What the audit found")}</h2>
            {simulated.then(|| view! { <p class="notice simulated"><strong>{tr!("Simulated city. ")}</strong>{tr!("Its crimes, arrests and areas were invented; the areas' values know nothing of either.")}</p> })}
            <Questions done=done.clone()/>
            <p data-testid="exploratory">
                {exploratory}
            </p>
            {pushes}
            <InTurn><SurgePart surge=kept.with_value(|done| done.report.surge.clone())/></InTurn>
            <InTurn><OverTimePart done=kept.get_value()/></InTurn>
            <p class="hint">{tr!("Reported crime is not crime; arrests follow reports, clearance and the mix of crimes; areas are not people. Everything here looks back. How often each test is wrong: ")}<ValidityLink/>{tr!("; formulas: ")}<MethodLink/>{tr!(", sections 8, 14 and 15.")}</p>
        </section>
    }
}
