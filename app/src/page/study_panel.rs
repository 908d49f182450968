//! What is to be run: the test period, the number of workers, and the button.

use std::sync::Arc;

use leptos::prelude::*;

use super::state::{Activity, MAX_WORKERS, State};
use super::study_changes::StudyChanges;
use crate::logic::format::{days_ahead, sentence};
use crate::logic::question::{Question, SEEDS, combiner_named};
use crate::protocol::{InspectionView, Offer};
use watchback::study::{Combiner, StudySettings, unit_of_steps};
use watchback::wording::Lengths;
use watchback_translate::{tr, translated};

/// The first study that can be run on the files.
fn first_that_runs(offers: &[Offer]) -> usize {
    offers.iter().position(|offer| offer.refusal.is_none()).unwrap_or(0)
}

/// The study's settings and "Run".
#[component]
pub(super) fn StudyPanel(inspection: Arc<InspectionView>) -> impl IntoView {
    let state = expect_context::<State>();
    let offers = StoredValue::new(inspection.studies.offers.clone());
    let asked = state.question;
    // The study that an address or a person asked for, where these files offer it.
    let chosen = Memo::new(move |_| {
        let wanted = asked.get().test_last;
        offers.with_value(|offers| {
            let at = offers.iter().position(|offer| Some(offer.settings.test_last) == wanted);
            at.unwrap_or_else(|| first_that_runs(offers))
        })
    });
    let refusal =
        move || offers.with_value(|offers| offers.get(chosen.get()).and_then(|offer| offer.refusal.clone()));
    let idle = move || state.activity.get() == Activity::Idle;
    let reasons = move || {
        offers.with_value(|offers| {
            let [metric, feet] =
                offers.get(chosen.get()).map(|offer| offer.reasons.clone()).unwrap_or_default();
            if state.lengths() == Lengths::Feet { feet } else { metric }
        })
    };
    let offered = Memo::new(move |_| {
        offers.with_value(|offers| offers.get(chosen.get()).map(|offer| offer.settings.clone()))
    });
    let none = inspection.studies.none.clone();
    let trouble = move || {
        let settings = state.chosen.get()?;
        settings.check().err().map(|error| error.to_string())
    };
    Effect::new(move || {
        let offer = offers.with_value(|offers| offers.get(chosen.get()).cloned());
        let accepted = offer.filter(|offer| offer.refusal.is_none());
        let classes = state.classes.get();
        let settings = accepted.map(|offer| asked.get().applied_to(offer.settings));
        state.chosen.set(settings.map(|settings| StudySettings {
            classes: classes.unwrap_or_else(|| settings.classes.clone()),
            ..settings
        }));
    });
    let run = move |_| {
        if let Some(settings) = state.chosen.get_untracked() {
            state.run_study(settings);
        }
    };
    let period =
        move || state.chosen.get().or_else(|| offered.get()).map(|settings| period_in_words(&settings));
    view! {
        <section class="card" aria-labelledby="study-title">
            <h2 id="study-title">{tr!("Does the forecast work?")}</h2>
            <p>{tr!("A network after Rotaru et al. is learnt and tested on days that it has not seen, against chance and against simple averages. With neighbourhoods it also tells who gets the false alarms.")}</p>
            <p class="hint needs"><b>{tr!("Needs ")}</b>{tr!("the crime records. ")}<Expected/></p>
            <ChooseOffer offers=offers chosen=chosen/>
            <p class="hint" data-testid="period">{period}</p>
            {move || {
                let reasons = reasons();
                (!reasons.is_empty()).then(|| view! {
                    <ul class="hint" data-testid="reasons">{reasons.iter().map(|reason| view! { <li>{sentence(&translated(reason))}</li> }).collect_view()}</ul>
                })
            }}
            {none.map(|why| view! { <NoStudy why=why/> })}
            <Settings offered=offered/>
            {move || refusal().or_else(trouble).map(|text| view! { <p class="notice bad" role="alert" data-testid="refusal">{sentence(&translated(&text))}</p> })}
            <button type="button" class="button primary" data-testid="run"
                disabled=move || !idle() || state.chosen.get().is_none() || trouble().is_some() on:click=run>
                {tr!("Run")}
            </button>
        </section>
    }
}

/// The choice among the studies that the files offer.
#[component]
fn ChooseOffer(offers: StoredValue<Vec<Offer>>, chosen: Memo<usize>) -> impl IntoView {
    let asked = expect_context::<State>().question;
    let choose = move |event| {
        let at: Option<usize> = event_target_value(&event).parse().ok();
        let offered = |offers: &Vec<Offer>| offers.get(at?).map(|offer| offer.settings.test_last);
        asked.update(|asked| asked.test_last = offers.with_value(offered));
    };
    let choices = offers.with_value(|offers| {
        offers
            .iter()
            .enumerate()
            .map(|(at, offer)| view! { <option value=at.to_string() selected=at == chosen.get_untracked()>{translated(&offer.title)}</option> })
            .collect_view()
    });
    view! {
        <div class="row">
            <label>
                {tr!("Test period ")}
                <select data-testid="offer" on:change=choose
                    prop:value=move || chosen.get().to_string()>
                    {choices}
                </select>
            </label>
        </div>
    }
}

/// How long a run of the chosen settings takes here.
#[component]
fn Expected() -> impl IntoView {
    let state = expect_context::<State>();
    let says = move || state.takes(|expected| expected.run_seconds);
    view! { <span data-testid="expected">{says}</span> }
}

/// Why no study can be suggested, and the way to one.
#[component]
fn NoStudy(why: String) -> impl IntoView {
    let state = expect_context::<State>();
    let waits = move || state.activity.get() != Activity::Idle || state.classes.get().is_none();
    view! {
        <p class="notice" data-testid="no-study">{sentence(&tr!("no study can be suggested from the files alone: {why}", why = translated(&why)))}</p>
        <button type="button" class="button" data-testid="suggest" disabled=waits
            on:click=move |_| state.suggest()>{tr!("Suggest one by the offences as classed above")}</button>
    }
}

/// The drawer of settings.
#[component]
fn Settings(offered: Memo<Option<StudySettings>>) -> impl IntoView {
    let asked = expect_context::<State>().question;
    view! {
        <details data-testid="study-settings">
            <summary>{tr!("Settings, fixed beforehand")}</summary>
            <p class="hint">{tr!("As they stand they were fixed before any result was seen. Settle yours before you look: of many settings that are tried, the best looks good by chance.")}</p>
            <Workers/>
            <MethodSettings asked=asked/>
            <StudyChanges offered=offered asked=asked/>
        </details>
    }
}

/// The number of workers.
#[component]
fn Workers() -> impl IntoView {
    let state = expect_context::<State>();
    let idle = move || state.activity.get() == Activity::Idle;
    view! {
        <label>
            {tr!("Workers ")}
            <select data-testid="workers" disabled=move || !idle()
                prop:value=move || state.workers.get().to_string()
                on:change=move |event| state.set_workers(event_target_value(&event).parse().unwrap_or(1))>
                {(1..=MAX_WORKERS).map(|n| view! { <option value=n.to_string() selected=move || state.workers.get() == n>{n}</option> }).collect_view()}
            </select>
        </label>
    }
}

/// Choices that most people leave alone.
#[component]
fn MethodSettings(asked: RwSignal<Question>) -> impl IntoView {
    let Question { seeds, links_only, combiner, .. } = asked.get_untracked();
    view! {
            <div class="row">
                <label>{tr!("Seeds that the network's verdict is repeated for ")}
                    <select data-testid="seeds-choice" on:change=move |event| asked.update(|asked| asked.seeds = event_target_value(&event).parse().unwrap_or(SEEDS))>
                        <option value="5">"5"</option>
                        <option value="1" selected=seeds == 1>{tr!("1: a quick look, in a fifth of the time")}</option>
                    </select>
                </label>
                <label>{tr!("A forecast may read ")}
                    <select data-testid="admission" on:change=move |event| asked.update(|asked| asked.links_only = event_target_value(&event) == "links")>
                        <option value="gamma">{tr!("all sources; by regression and boosting, those with a gamma of at least 0.01, the paper's threshold")}</option>
                        <option value="links" selected=links_only>{tr!("links only")}</option>
                    </select>
                </label>
                <label>{tr!("Sources are combined by ")}
                    <select data-testid="combiner" on:change=move |event| asked.update(|asked| asked.combiner = combiner_named(&event_target_value(&event)))>
                        <option value="evidence">{tr!("how likely each is to be no chance finding")}</option>
                        <option value="logistic" selected=combiner == Combiner::Logistic>{tr!("logistic regression on a window of its own")}</option>
                        <option value="boosting" selected=combiner == Combiner::Boosting>{tr!("gradient boosting on a window of its own")}</option>
                    </select>
                </label>
            </div>
    }
}

/// What a study learns from and what it forecasts.
fn period_in_words(settings: &StudySettings) -> String {
    let study = settings.clone().check();
    let (first, last) =
        study.map_or((settings.training_first, settings.test_last), |study| study.days_of_steps());
    tr!(
        "Learns from {first} to {}, then forecasts each {} to {last} {} without looking at it.",
        settings.training_last,
        unit_of_steps(1, settings.step_days),
        days_ahead(settings.horizon_steps * settings.step_days)
    )
}
