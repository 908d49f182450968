//! What the forecast is worth: every figure with its interval and its chance level, against simple methods, by area and by what was said.

mod board;
mod figures;
mod pictures;

use std::sync::Arc;

use leptos::prelude::*;

use self::board::Board;
use self::figures::{AlarmTable, AreaTable, FigureTable};
use self::pictures::{Curve, Reliability};
use super::verdict::name_of;
use crate::view::RunView;
use watchback::results::{LeaderBoard, SetResult};
use watchback::score::DroppedScores;

/// The section, one set of streams at a time.
#[component]
pub(super) fn ScorePanel(run: Arc<RunView>) -> impl IntoView {
    let run = StoredValue::new(run);
    let chosen = RwSignal::new(0_usize);
    let options = run.with_value(|run| {
        let name = |(at, set): (usize, &SetResult)| view! { <option value=at.to_string()>{name_of(set.variable)}</option> };
        run.results.scores.iter().enumerate().map(name).collect_view()
    });
    let lead = run.with_value(|run| in_a_sentence(&run.results.leader_boards));
    let boards = run.with_value(|run| run.results.leader_boards.clone());
    let shown = move || {
        run.with_value(|run| {
            let city = run.results.study.settings().city.clone();
            run.results.scores.get(chosen.get()).map(|set| view! { <Set set=set.clone() city=city/> })
        })
    };
    view! {
        <section class="card" aria-labelledby="scores-title" data-testid="scores">
            <h2 id="scores-title">"What the forecast is worth"</h2>
            <p class="lead" data-testid="adds-sentence">{lead}</p>
            <h3>"Against simple methods"</h3>
            <p class="hint">"Each method is fitted on training data and forecasts the same days as far ahead. The best one is chosen on the last part of training, before the test days were looked at (\u{2020}). Log score in nats; the network's gains in thousandths of it, with 95 % intervals, and the least gain that would have been seen with 80 % power; gains in AUC in hundredths. Exploratory: one comparison a kind of crime."</p>
            {boards.into_iter().map(|board| view! { <Board board=board/> }).collect_view()}
            <h3>"Every figure"</h3>
            <div class="row">
                <label>"Show "
                    <select data-testid="scores-set" on:change=move |event| chosen.set(event_target_value(&event).parse().unwrap_or(0))>{options}</select>
                </label>
            </div>
            {shown}
        </section>
    }
}

/// Whether the network adds anything to the best simple method, by variable.
fn in_a_sentence(boards: &[LeaderBoard]) -> String {
    let name = |board: &LeaderBoard| name_of(Some(board.variable)).to_lowercase();
    let is_worse = |board: &LeaderBoard| {
        let best = board.rows.iter().find(|row| row.comparator == board.best_on_training);
        best.and_then(|row| row.forecast_over.interval).is_some_and(|(_, hi)| hi < 0.0)
    };
    let names = |wanted: Option<bool>, worse: bool| -> Vec<String> {
        boards.iter().filter(|board| board.adds == wanted && is_worse(board) == worse).map(name).collect()
    };
    let (adds, not, unknown) = (names(Some(true), false), names(Some(false), false), names(None, false));
    let worse = names(Some(false), true);
    let mut parts = Vec::new();
    if !adds.is_empty() {
        parts.push(format!(
            "The network forecasts {} better than the simple method that did best on training data.",
            adds.join(" and ")
        ));
    }
    if !not.is_empty() {
        parts.push(format!(
            "For {} it is not shown to add anything to the simple method that did best on training data.",
            not.join(" and ")
        ));
    }
    if !worse.is_empty() {
        parts.push(format!(
            "For {} the network forecasts worse than the simple method that did best on training data.",
            worse.join(" and ")
        ));
    }
    if !unknown.is_empty() {
        parts.push(format!("The test period is too short to say for {}.", unknown.join(" and ")));
    }
    parts.join(" ")
}

/// What the threshold leaves out.
fn in_words(dropped: &DroppedScores) -> String {
    format!(
        "{} tiles with too few events are not forecast but by their training rate; {} of {} event days of the test period ({}) fall into them. By area they are counted, in all other figures they are not.",
        super::format::count(dropped.tiles as u64),
        super::format::count(dropped.events as u64),
        super::format::count(dropped.of_events as u64),
        super::format::percent(dropped.events as f64 / dropped.of_events.max(1) as f64)
    )
}

#[component]
fn Set(set: SetResult, city: String) -> impl IntoView {
    let title = format!(
        "{}: {} streams, {} days, {} event days.",
        name_of(set.variable),
        super::format::count(set.set.n_streams as u64),
        set.set.n_steps,
        super::format::count(set.set.n_events as u64)
    );
    let areas = set.set.areas.clone();
    let curve = set.set.curve.clone();
    let bins = set.set.reliability.clone();
    let alarms = set.set.alarms.clone();
    let whole = set.set.dropped.is_some();
    view! {
        <p class="hint">{title}" Chance: the same forecast shifted in time. Intervals: this city's streams over weeks like these, by leaving out one four-week block at a time. Skill: the way from chance to perfect; not given where chance is above 0.9."</p>
        {set.set.dropped.map(|dropped| view! { <p data-testid="dropped">{in_words(&dropped)}</p> })}
        <FigureTable set=set city=city/>
        {areas.map(|areas| view! { <AreaTable areas=areas/> })}
        <AlarmTable alarms=alarms whole=whole/>
        <div class="charts">
            {curve.map(|curve| view! { <Curve curve=curve/> })}
            <Reliability bins=bins/>
        </div>
    }
}
