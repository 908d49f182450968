//! What the forecast is worth: every figure with its interval and its chance level, against simple
//! methods, by area and by what was said.

mod board;
mod figures;
mod harm;
mod lead;
mod pictures;

use std::sync::Arc;

use leptos::prelude::*;

use self::board::Board;
use self::figures::{AlarmTable, AreaTable, FigureTable};
use self::harm::HarmTable;
use self::lead::{Gains, LeadFigure};
use self::pictures::{Curve, Reliability, RocPictures};
use super::state::State;
use super::verdict::name_of;
use crate::page::documents::MethodLink;
use crate::page::in_turn::InTurn;
use crate::protocol::RunView;
use watchback::results::{HarmByGroup, LeaderBoard, SetResult};
use watchback::score::DroppedScores;
use watchback::study::{REPORTED_ARIMA, REPORTED_LABEL, Variable, reported_auc, steps_in_words};
use watchback::wording::comparison;
use watchback_translate::{look_up, tr};

/// The section, one set of streams at a time.
#[component]
pub(super) fn ScorePanel(run: Arc<RunView>) -> impl IntoView {
    let run = StoredValue::new(run);
    let chosen = RwSignal::new(0_usize);
    let options = run.with_value(|run| {
        let name = |(at, set): (usize, &SetResult)| view! { <option value=at.to_string()>{name_of(set.variable)}</option> };
        run.results.scores.iter().enumerate().map(name).collect_view()
    });
    let lead = run.with_value(|run| comparison::boards(&run.results.leader_boards));
    let shown = move || {
        run.with_value(|run| {
            let set = run.results.scores.get(chosen.get())?.clone();
            // The paper's cities are real ones.
            let city = run.results.study.settings().city.as_str();
            let reported = (!run.results.simulated).then(|| reported_auc(city, set.variable)).flatten();
            let boards = run.results.leader_boards.clone();
            Some(view! { <Set set=set reported=reported boards=boards/> })
        })
    };
    view! {
        <section class="card" aria-labelledby="scores-title" data-testid="scores">
            <h2 id="scores-title">{tr!("What the forecast is worth")}</h2>
            <p class="lead" data-testid="adds-sentence">{lead}</p>
            <div class="row">
                <label>{tr!("Show ")}
                    <select data-testid="scores-set" on:change=move |event| chosen.set(event_target_value(&event).parse().unwrap_or(0))>{options}</select>
                </label>
            </div>
            {shown}
        </section>
    }
}

/// What the threshold leaves out.
fn in_words(dropped: &DroppedScores) -> String {
    tr!(
        "{} tiles with too few events are not forecast but by their training rate; {} of {} event days of the test period ({}) fall into them. By area they are counted, in all other figures they are not.",
        crate::logic::format::count(dropped.tiles as u64),
        crate::logic::format::count(dropped.events as u64),
        crate::logic::format::count(dropped.of_events as u64),
        crate::logic::format::percent(dropped.events as f64 / dropped.of_events.max(1) as f64)
    )
}

/// One set: pictures first, then their tables, then how it is computed.
#[component]
fn Set(set: SetResult, reported: Option<f64>, boards: Vec<LeaderBoard>) -> impl IntoView {
    let title = tr!(
        "{}: {} streams, {}, {} event days.",
        name_of(set.variable),
        crate::logic::format::count(set.set.n_streams as u64),
        steps_in_words(set.set.n_steps, expect_context::<State>().step_days()),
        crate::logic::format::count(set.set.n_events as u64)
    );
    let boards: Vec<LeaderBoard> = boards
        .into_iter()
        .filter(|board| set.variable.is_none_or(|variable| variable == board.variable))
        .collect();
    let gains = boards.iter().map(|board| view! { <Gains board=board.clone()/> }).collect_view();
    let tables = boards.into_iter().map(|board| view! { <Board board=board/> }).collect_view();
    let (lead, roc, areas) = (set.clone(), set.set.roc.clone(), set.set.areas.clone());
    let (curve, bins, alarms) = (set.set.curve.clone(), set.set.reliability.clone(), set.set.alarms.clone());
    let dropped = set.set.dropped;
    let (blocks, arima) = (set.set.blocks, reported.map(|_| REPORTED_ARIMA));
    let set = StoredValue::new(set);
    view! {
        <p class="hint">{title}</p>
        <h3>{tr!("Against chance")}</h3>
        <LeadFigure set=lead/>
        <h3>{tr!("Against simple methods")}</h3>
        <p class="hint">{tr!("What the network gains in log score over each method, thousandths of a nat a stream and day, 95 % interval: right of zero the network is better, left of it worse. Each method is fitted on training data and forecasts the same days as far ahead. The best one is chosen on the last part of training, before the test days were looked at (\u{2020}). Exploratory: one comparison a kind of crime.")}</p>
        <div class="charts">{gains}</div>
        <h3>{tr!("Curves")}</h3>
        {(!roc.is_empty()).then(|| {
            let roc = StoredValue::new(roc);
            view! { <InTurn><RocPictures curves=roc.get_value()/></InTurn> }
        })}
        <div class="charts">
            {curve.map(|curve| view! { <Curve curve=curve/> })}
            <Reliability bins=bins/>
        </div>
        <h3>{tr!("Every figure")}</h3>
        {dropped.map(|dropped| view! { <p data-testid="dropped">{in_words(&dropped)}</p> })}
        <InTurn><FigureTable set=set.get_value() reported=reported/></InTurn>
        {areas.map(|areas| view! { <AreaTable areas=areas/> })}
        <AlarmTable alarms=alarms whole=dropped.is_some()/>
        {tables}
        {arima.map(|arima| view! { <p class="hint">{tr!("The paper's own ARIMA baselines lie between {:.2} and {:.2}: {}.", arima.lo, arima.hi, look_up(REPORTED_LABEL))}</p> })}
        <h3>{tr!("How it is computed")}</h3>
        <HowComputed blocks=blocks/>
    }
}

/// Who would bear the false alarms, by fifths of areas: of the run that is shown.
#[component]
pub(super) fn FalseAlarms() -> impl IntoView {
    let state = expect_context::<State>();
    let harm = move || state.of_shown(|run| run.harm.as_ref().map(|(_, harm)| harm.clone())).flatten();
    let tables = |harm: HarmByGroup| {
        let variables: Vec<Variable> = harm.variables.iter().map(|(variable, _)| *variable).collect();
        let table = move |variable| view! { <HarmTable harm=harm.clone() variable=variable/> };
        view! {
            <section class="card" aria-labelledby="alarms-title" data-testid="harm">
                <h2 id="alarms-title">{tr!("Who gets the false alarms")}</h2>
                <p>{tr!("Each tile is of the area that covers most of it, and areas are in five groups by the value. A group needs 20 forecast tiles and 300 reported crimes. Descriptive: no test compares the groups. Where fewer crimes are reported for as many that happen, each reported one bears more false alarms.")}</p>
                {variables.into_iter().map(table).collect_view()}
            </section>
        }
    };
    move || harm().map(tables)
}

/// In words, with the names that docs/method.md explains.
#[component]
fn HowComputed(blocks: usize) -> impl IntoView {
    view! {
        <dl class="how" data-testid="how-computed">
            <dt>"AUC"</dt>
            <dd>{tr!("Of an event day and another day of the same tile, how often the event day was given the higher risk, ties counted half. Strict: the day itself. Tolerant: an event may fall some days off, by the rule of the authors' released program, or with each event counted once.")}</dd>
            <dt>{tr!("Chance")}</dt>
            <dd>{tr!("The same forecast shifted in time, all streams together, and scored by the same code. It knows places and weekdays, but not the dates. Bands hold 95 % of the shifts; p is how often a shift did as well or better, never below 1 over the number of shifts and one.")}</dd>
            <dt>{tr!("Interval")}</dt>
            <dd>{tr!("This city's streams over weeks like these: four-week blocks ({blocks} here) are left out one at a time, all streams together. Below 8 blocks there is none. It says nothing about other places.")}</dd>
            <dt>{tr!("Skill")}</dt>
            <dd>{tr!("The way from chance to perfect: (value less mean chance) over (1 less mean chance). Below zero is worse than chance. Not given where chance is above 0.9, nor for figures whose best value is not 1.")}</dd>
            <dt>{tr!("Pooled curves")}</dt>
            <dd>{tr!("All streams and days under one threshold. A forecast that knows only the bad corners does well in them: where, not when.")}</dd>
            <dt>{tr!("Paper reported")}</dt>
            <dd>{tr!("What the paper gives for this city: tolerant scores of its own models on its own streams, not run here. A dash: the paper has no such figure.")}</dd>
        </dl>
        <p class="hint">{tr!("In full, with formulas and sources: ")}<MethodLink/>{tr!(", sections 6 (scores and chance) and 7 (verdicts), under these names.")}</p>
    }
}
