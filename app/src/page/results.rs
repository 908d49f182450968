//! What a run found: the verdict with its figures; network, map, days and tables of every stream.

use std::sync::Arc;

use leptos::prelude::*;

use super::city_series::CitySeries;
use super::histogram::Histogram;
use super::in_turn::InTurn;
use super::network::NetworkSection;
use super::only::Only;
use super::scores_table::ScoresTable;
use super::state::State;
use super::tiles::{ARREST_CAVEAT, Tiles};
use super::verdict::{Aggregates, Headline, name_of};
use crate::logic::format::{count, percent};
use crate::page::table::{Cell, Details, Rows, Table, text};
use crate::protocol::RunView;
use watchback::results::Results;
use watchback::study::steps_in_words;
use watchback_translate::{look_up, tr};

/// The verdict, with its figures.
#[component]
pub(super) fn WhatWasFound(run: Arc<RunView>) -> impl IntoView {
    let state = expect_context::<State>();
    let results = run.results.clone();
    let all = results.aggregates.iter().find(|aggregate| aggregate.headline);
    let judged = all.filter(|all| all.figures.figures.is_some());
    let histogram = judged.map(|all| (all.histogram.clone(), all.exceedance));
    let test = results.study.test();
    let period = tr!("{} to {}", test.first(), test.last());
    let has_arrests = results
        .aggregates
        .iter()
        .any(|aggregate| aggregate.variable == Some(watchback::study::Variable::Arrest));
    view! {
        <section class="card" aria-labelledby="results-title" data-testid="results">
            <h2 id="results-title">{tr!("The verdict and its figures")}</h2>
            <Headline results=results.clone()/>
            <Aggregates aggregates=results.aggregates.clone() tolerance=steps_in_words(results.study.settings().tolerance_steps, state.step_days())/>
            {has_arrests.then(|| view! {
                <p class="notice" data-testid="arrest-caveat">
                    {look_up(ARREST_CAVEAT)}
                </p>
            })}
            {histogram.map(|(histogram, exceedance)| view! { <Histogram histogram=histogram exceedance=exceedance period=period.clone()/> })}
        </section>
    }
}

/// The network, the maps, each day and each stream.
#[component]
pub(super) fn EveryFigure(run: Arc<RunView>) -> impl IntoView {
    let run = StoredValue::new(run);
    let step = RwSignal::new(0_usize);
    let only: Only = RwSignal::new(None);
    view! {
        <InTurn><NetworkSection run=run.get_value()/></InTurn>
        <InTurn><Tiles run=run.get_value() step=step only=only/></InTurn>
        <InTurn><CitySeries run=run.get_value() only=only/></InTurn>
        <InTurn><Detail run=run.get_value() step=step only=only/></InTurn>
    }
}

/// Every stream, what was left out, and how long it took.
#[component]
fn Detail(run: Arc<RunView>, step: RwSignal<usize>, only: Only) -> impl IntoView {
    let results = run.results.clone();
    view! {
        <section class="card" aria-labelledby="detail-title">
            <h2 id="detail-title">{tr!("In detail")}</h2>
            <ScoresTable run=run step=step only=only/>
            <Filter results=results.clone()/>
            <Timings results=results/>
        </section>
    }
}

/// What the threshold dropped.
#[component]
fn Filter(results: Results) -> impl IntoView {
    let filter = results.filter;
    // A city that publishes no arrests has none that could be left out.
    let seen = filter.filters.into_iter().filter(|filter| filter.streams_seen > 0);
    let rows = seen.map(|filter| {
        vec![
            Cell::Name(text(name_of(Some(filter.variable)))),
            Cell::Number(count(filter.streams_seen as u64)),
            Cell::Number(count(filter.streams_kept as u64)),
            Cell::Number(count(filter.events_seen)),
            Cell::Number(count(filter.events_kept)),
            Cell::Number(percent(1.0 - filter.events_kept as f64 / filter.events_seen.max(1) as f64)),
        ]
    });
    let share = percent(results.study.settings().min_event_share);
    let table = Rows::of(
        &[
            "",
            tr!("Tiles with events"),
            tr!("Tiles kept"),
            tr!("Events"),
            tr!("Events kept"),
            tr!("Events left out"),
        ],
        rows,
    );
    view! {
        <Details summary=tr!("What was left out")>
            <p>{tr!("A tile is forecast only where at least {share} of its training days hold an event. {} of {} tiles with any event are kept.", count(filter.tiles_kept as u64), count(filter.tiles_seen as u64))}</p>
            <Table rows=table label=tr!("What was left out")/>
            <p class="hint">{tr!("Of all rows, {} were other offences, {} had no coordinates and {} lay outside the box.", count(filter.events.other_offence), count(filter.events.without_place), count(filter.events.outside_box))}</p>
        </Details>
    }
}

/// How long it took.
#[component]
fn Timings(results: Results) -> impl IntoView {
    let state = expect_context::<State>();
    let memory = move || state.memory.get().iter().sum::<u64>();
    let rows = results.timings.into_iter().map(|timing| {
        let rate = timing
            .transducers_per_second_per_worker
            .map(|rate| tr!("{:.1} ns a transducer a worker", 1e9 / rate));
        vec![
            Cell::Name(text(look_up(timing.stage.title()))),
            Cell::Number(format!("{:.2} s", timing.seconds)),
            Cell::Number(text(timing.workers)),
            Cell::Text(rate.unwrap_or_default()),
        ]
    });
    let table_2 = Rows::of(&[tr!("Stage"), tr!("Time"), tr!("Workers"), ""], rows);
    view! {
        <Details summary=tr!("How long it took")>
            <Table rows=table_2 label=tr!("How long it took") testid="timings"/>
            <p class="hint" data-testid="memory" data-bytes=move || memory().to_string()>
                {move || {
                    let [page, coordinator, workers] = state.memory.get().map(|bytes| bytes as f64 / 1e6);
                    let all = memory() as f64 / 1e6;
                    tr!(
                        "Page and workers hold {all:.0} MB of memory: the page {page:.0} MB, the worker that leads \
                         {coordinator:.0} MB, the others {workers:.0} MB."
                    )
                }}
            </p>
        </Details>
    }
}
