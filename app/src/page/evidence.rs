//! What each finding rests on: its picture large, its tables, and how it is computed with this
//! run's numbers. And everything else, for statisticians.

use std::sync::Arc;

use leptos::prelude::*;

use super::area_map::AreaMap;
use super::audit::{ArrestsEvidence, Audit};
use super::found::{Badge, Picture, Told, told};
use super::in_turn::InTurn;
use super::ladder::LadderEvidence;
use super::language::in_language;
use super::results::{EveryFigure, WhatWasFound};
use super::robustness::Robustness;
use super::score_panel::{FalseAlarms, ScorePanel};
use super::state::State;
use super::words::Words;
use crate::logic::glossary::words_of;
use crate::logic::steps::View;
use crate::protocol::AreaValue;
use watchback::wording::evidence as wording;
use watchback::wording::findings::Finding;
use watchback_translate::{look_up, mark, tr};

/// The parts of the view for statisticians: the element of each title, and what it is called.
const PARTS: [(&str, &str); 5] = [
    ("network-title", mark!("The network")),
    ("map-title", mark!("Map of tiles")),
    ("series-title", mark!("Day by day")),
    ("detail-title", mark!("Every stream")),
    ("robustness-title", mark!("Other tiles, horizons and years")),
];

/// The step: its views, one of them shown.
#[component]
pub(super) fn Evidence() -> impl IntoView {
    let state = expect_context::<State>();
    // Where the view of the address has no finding, the first that has one is shown.
    let shown = Memo::new(move |_| {
        let asked = state.view.get();
        let open = open_views(state);
        if open.contains(&asked) { asked } else { open.first().copied().unwrap_or(asked) }
    });
    view! {
        <nav class="views" aria-label=tr!("Evidence of")>{move || links(state, shown)}</nav>
        {View::ALL.map(|view| view! {
            <div data-view=view.name() hidden=move || shown.get() != view>
                <Head view=view/>
                {body(state, view)}
            </div>
        })}
    }
}

/// The views that have something to show.
fn open_views(state: State) -> Vec<View> {
    told(state).into_iter().map(|told| told.view).chain([View::Statisticians]).collect()
}

fn links(state: State, shown: Memo<View>) -> Vec<impl IntoView> {
    let link = |view: View| {
        let is_now = move || (shown.get() == view).then_some("page");
        view! { <a href=format!("#{}", in_language(&view.fragment())) data-view-link=view.name() aria-current=is_now>{view.title()}</a> }
    };
    open_views(state).into_iter().map(link).collect()
}

/// The finding itself.
#[component]
fn Head(view: View) -> impl IntoView {
    let state = expect_context::<State>();
    if view == View::Statisticians {
        let part = |(id, title): (&'static str, &'static str)| {
            view! { <li><button type="button" class="link" on:click=move |_| super::show(id)>{look_up(title)}</button></li> }
        };
        return view! {
            <h1>{tr!("Every figure, for statisticians")}</h1>
            <ul class="parts" aria-label=tr!("Parts of this view")>{PARTS.map(part)}</ul>
            <Words words=words_of(view)/>
        }
        .into_any();
    }
    let head = move || {
        let Told { finding, picture, .. } = told(state).into_iter().find(|told| told.view == view)?;
        let Finding { question, answer, certainty, doubt, measure, note } = finding;
        Some(view! {
            <p class="asked">{question}</p>
            <h1>{answer}</h1>
            <p class="row"><Badge certainty=certainty/><span class="doubt">{doubt}</span></p>
            {picture.map(|picture| view! { <div class="large"><Picture name=tr!("{question} (large)") measure=measure note=note picture=picture/></div> })}
            <How lines=how(state, view)/>
            <Words words=words_of(view)/>
        })
    };
    view! { {head} }.into_any()
}

/// How a finding is computed.
#[component]
fn How(lines: Vec<String>) -> impl IntoView {
    (!lines.is_empty()).then(|| {
        view! {
            <h2>{tr!("How it is computed")}</h2>
            <ul class="how-lines">{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
        }
    })
}

fn how(state: State, view: View) -> Vec<String> {
    let of_run = |of: fn(&watchback::results::Results) -> Vec<String>| {
        state.run.with(|run| run.as_ref().map(|run| of(&run.results)).unwrap_or_default())
    };
    match view {
        View::Forecast => of_run(wording::of_forecast),
        View::Simple => of_run(wording::of_simple_methods),
        View::Alarms => state
            .of_shown(|run| run.harm.as_ref().map(|(_, harm)| wording::of_alarms(harm)))
            .flatten()
            .unwrap_or_default(),
        View::Arrests => state.arrests().map(|told| wording::of_arrests(&told.rates)).unwrap_or_default(),
        View::Pushes => state.audit().map(|done| wording::of_pushes(&done.report)).unwrap_or_default(),
        View::Ladder => state.ladder().map(|kept| wording::of_ladder(&kept.ladder)).unwrap_or_default(),
        View::Statisticians => Vec::new(),
    }
}

/// What stands below the finding.
fn body(state: State, view: View) -> AnyView {
    let run = move || state.run.get();
    match view {
        View::Forecast => view! { {move || run().map(|run| view! { <WhatWasFound run=run/> })} }.into_any(),
        View::Simple => {
            view! { {move || run().map(|run| view! { <InTurn><ScorePanel run=run.clone()/></InTurn> })} }.into_any()
        }
        View::Alarms => {
            let value = move || state.of_shown(|run| run.harm.as_ref().map(|(value, _)| value.clone())).flatten();
            view! { {move || map_of(state, value(), [tr!("The areas of the false alarms as a table"), tr!("The areas of the false alarms")])}<FalseAlarms/> }.into_any()
        }
        View::Arrests => {
            let value = move || state.arrests().map(|told| told.value.clone());
            view! { {move || map_of(state, value(), [tr!("The areas of the arrests as a table"), tr!("The areas of the arrests")])}<ArrestsEvidence/> }.into_any()
        }
        View::Pushes => {
            view! { {move || state.audit().map(|done| view! { <Audit done=done/> })} }.into_any()
        }
        View::Ladder => {
            view! { {move || state.ladder().map(|kept| view! { <LadderEvidence kept=kept/> })} }.into_any()
        }
        View::Statisticians => view! {
            {move || run().map(|run| view! { <EveryFigure run=run/> })}
            {move || state.inspection.get().map(|inspection| view! { <InTurn><Robustness inspection=Arc::clone(&inspection)/></InTurn> })}
        }
        .into_any(),
    }
}

/// The areas by fifths of a value, where they are at hand and belong to the run that is shown.
fn map_of(
    state: State,
    value: Option<AreaValue>,
    [table_name, saved_as]: [&'static str; 2],
) -> Option<impl IntoView> {
    let (areas, value) = (state.areas.get().filter(|_| state.is_together())?, value?);
    let settings = state.base()?;
    Some(
        view! { <AreaMap areas=areas value=value settings=settings table_name=table_name saved_as=saved_as/> },
    )
}
