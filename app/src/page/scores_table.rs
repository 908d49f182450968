//! Every stream in a table, a page at a time: what the map shows, for those who read rather than
//! look.

use std::cmp::Reverse;
use std::sync::Arc;

use leptos::prelude::*;

use super::only::{Only, OnlyChip};
use super::tiles::{day_of, outcome};
use super::verdict::name_of;
use crate::logic::format::{decimals, percent, signed};
use crate::protocol::RunView;
use watchback::results::StreamResult;
use watchback::space::Grid;
use watchback_translate::{look_up, mark, tr};

/// Rows on a page of the table.
const ROWS: usize = 20;

/// What the table is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Place,
    Events,
    AboveChance,
}

const ORDERS: [(Order, &str); 3] = [
    (Order::Events, mark!("most events first")),
    (Order::AboveChance, mark!("most above chance first")),
    (Order::Place, mark!("by place, south to north")),
];

/// The table.
#[component]
pub(super) fn ScoresTable(run: Arc<RunView>, step: RwSignal<usize>, only: Only) -> impl IntoView {
    let run = StoredValue::new(run);
    let order = RwSignal::new(Order::Events);
    let page = RwSignal::new(0_usize);
    let sorted = Memo::new(move |_| {
        run.with_value(|run| {
            let grid = Grid::new(&run.results.study);
            let mut sorted = sorted_by(&run.results.streams, order.get());
            only.with(|only| {
                let is_of = |at: &usize| {
                    let stream = run.results.streams.get(*at);
                    only.as_ref().is_none_or(|only| stream.is_some_and(|stream| only.holds(&grid, stream)))
                };
                sorted.retain(is_of);
            });
            sorted
        })
    });
    Effect::new(move || {
        only.track();
        page.set(0);
    });
    let n_pages = move || sorted.with(Vec::len).div_ceil(ROWS).max(1);
    let rows = move || {
        run.with_value(|run| {
            let shown = sorted
                .with(|sorted| sorted.iter().skip(page.get() * ROWS).take(ROWS).copied().collect::<Vec<_>>());
            let step = step.get();
            shown
                .into_iter()
                .filter_map(|at| Some(row(run, at, run.results.streams.get(at)?, step)))
                .collect_view()
        })
    };
    view! {
        <details data-testid="scores">
            <summary>{tr!("Every stream in a table")}</summary>
            <OnlyChip only=only/>
            <div class="row">
                <label>{tr!("Sorted ")}
                    <select on:change=move |event| {
                        let at: usize = event_target_value(&event).parse().unwrap_or(0);
                        order.set(ORDERS.get(at).map_or(Order::Events, |(order, _)| *order));
                        page.set(0);
                    }>
                        {ORDERS.iter().enumerate().map(|(at, (_, name))| view! { <option value=at.to_string()>{look_up(name)}</option> }).collect_view()}
                    </select>
                </label>
                <button type="button" class="button" disabled=move || page.get() == 0 on:click=move |_| page.update(|page| *page = page.saturating_sub(1))>{tr!("Previous")}</button>
                <span>{move || tr!("page {} of {}", page.get() + 1, n_pages())}</span>
                <button type="button" class="button" disabled=move || page.get() + 1 >= n_pages() on:click=move |_| page.update(|page| *page += 1)>{tr!("Next")}</button>
            </div>
            <div class="scroll" tabindex="0" role="region" aria-label=tr!("Scores of streams")>
                <table>
                    <caption><span>{tr!("Strict AUC a stream, with its own band of chance. A single stream strays widely by chance alone.")}</span></caption>
                    <thead><tr>
                        <th>{tr!("Counts")}</th><th>{tr!("Row")}</th><th>{tr!("Column")}</th><th>{tr!("Latitude, longitude")}</th><th>{tr!("Event days")}</th><th>{tr!("Rate")}</th>
                        <th>"AUC"</th><th>{tr!("By chance (95 %)")}</th><th>{tr!("Above chance")}</th>
                        <th>{move || run.with_value(|run| tr!("Forecast for {}", day_of(run, step.get())))}</th><th>{tr!("Event that day")}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}

fn sorted_by(streams: &[StreamResult], order: Order) -> Vec<usize> {
    let mut sorted: Vec<usize> = (0..streams.len()).collect();
    let above = |at: &usize| {
        let judged = streams.get(*at).filter(|stream| stream.not_evaluable.is_none());
        judged.and_then(|stream| stream.strict.above_chance()).unwrap_or(f64::NEG_INFINITY)
    };
    let events = |at: &usize| streams.get(*at).map_or(0, |stream| stream.test_events);
    match order {
        Order::Place => {}
        // Stable sorts: streams that are equal stay in their order.
        Order::Events => sorted.sort_by_key(|at| Reverse(events(at))),
        Order::AboveChance => sorted.sort_by(|a, b| above(b).total_cmp(&above(a))),
    }
    sorted
}

fn row(run: &RunView, at: usize, stream: &StreamResult, step: usize) -> impl IntoView + use<> {
    let judged = stream.not_evaluable.is_none();
    let cell =
        |value: Option<String>| value.filter(|_| judged).unwrap_or_else(|| tr!("not evaluable").to_owned());
    let chance = stream.strict.chance.map(|chance| tr!("{} to {}", decimals(chance.lo), decimals(chance.hi)));
    view! {
        <tr>
            <td>{name_of(Some(stream.variable))}</td>
            <td class="number">{stream.row}</td>
            <td class="number">{stream.column}</td>
            <td>{format!("{:.4}, {:.4}", stream.latitude, stream.longitude)}</td>
            <td class="number">{stream.test_events}</td>
            <td class="number">{percent(stream.test_rate())}</td>
            <td class="number">{cell(stream.strict.value.map(decimals))}</td>
            <td class="number">{cell(chance)}</td>
            <td class="number">{cell(stream.strict.above_chance().map(signed))}</td>
            <td class="number">{run.probability(at, step).map(|risk| percent(f64::from(risk)))}</td>
            <td>{match outcome(run, at, step) { Some(true) => tr!("yes"), Some(false) => tr!("no"), None => tr!("no outcome") }}</td>
        </tr>
    }
}
