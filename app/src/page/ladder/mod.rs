//! How the paper's 90 % come about: what is asked, the picture, its tables, and the file.

mod ask;
mod rungs;

use leptos::prelude::*;

use super::save::download;
use super::state::{KeptLadder, State};
use super::table::{Cell, Rows, Table};
use crate::logic::format::capitalised;
use crate::protocol::city_name;
pub(super) use ask::AskLadder;
pub(super) use rungs::Rungs;
use watchback::chance::Chance;
use watchback::released::VariableLadder;
use watchback::wording::comparison;
use watchback::wording::findings;
use watchback::wording::ladder as wording;
use watchback::wording::numbers::{self, decimals};
use watchback_translate::{look_up, tr};

/// A button for ladder.json.
#[component]
pub(super) fn SaveLadder() -> impl IntoView {
    let state = expect_context::<State>();
    let can_be_saved = move || state.ladder().is_some_and(|kept| kept.json.is_some());
    let save = move |_| {
        let shown = state.shown_ladder.get_untracked();
        state.ladders.update(|ladders| {
            if let Some(kept) = ladders.iter_mut().find(|kept| kept.number == shown)
                && let Some(json) = &kept.json
            {
                // A browser that refuses the download says so itself.
                let _ = download(json, "ladder.json");
                kept.is_saved = true;
            }
        });
    };
    view! {
        <Show when=can_be_saved>
            <section class="card" aria-labelledby="save-ladder-title">
                <h2 id="save-ladder-title">{tr!("The ladder to the 90 %")}</h2>
                <button type="button" class="button" data-testid="save-ladder" on:click=save>{tr!("Save ladder.json")}</button>
            </section>
        </Show>
    }
}

/// All variables: rungs with their chance, other choices, and what knows nothing.
#[component]
pub(super) fn LadderEvidence(kept: KeptLadder) -> impl IntoView {
    let ladder = kept.ladder.clone();
    let of = |ladder: &VariableLadder| view! { <OfVariable kept=kept.clone() ladder=ladder.clone()/> };
    view! { <div data-testid="ladder">{ladder.variables.iter().map(of).collect_view()}</div> }
}

/// One variable's picture and tables.
#[component]
fn OfVariable(kept: KeptLadder, ladder: VariableLadder) -> impl IntoView {
    let step_days = kept.settings.step_days;
    let what = comparison::variable(Some(ladder.variable));
    // The finding's own picture stands above.
    let is_drawn = findings::ladder(&kept.ladder).is_some_and(|(drawn, _)| drawn == ladder.variable);
    let title = capitalised(what);
    let days = tr!("{} to {}", kept.settings.training_last + 1, kept.settings.test_last);
    let measure = tr!("Mean score of {what}, {}, {days}", city_name(&kept.settings.city));
    let mut rungs = Rows::new(&[
        tr!("Choice"),
        tr!("Score"),
        tr!("By chance (95 %)"),
        tr!("Rotated sources"),
        tr!("What is chosen"),
    ]);
    for rung in &ladder.rungs {
        rungs.row([
            Cell::Name(wording::name(rung.rung, step_days)),
            Cell::Strong(value(rung.value)),
            Cell::Number(band(rung.chance)),
            Cell::Number(value(rung.rotated)),
            Cell::Text(wording::choice(rung.rung, step_days)),
        ]);
    }
    if let Some(paper) = ladder.paper {
        rungs.row([
            Cell::Name(tr!("The paper's figure").to_owned()),
            Cell::Strong(decimals(paper)),
            Cell::Number(tr!("none given").to_owned()),
            Cell::Number(tr!("none given").to_owned()),
            Cell::Text(look_up(wording::PAPER).to_owned()),
        ]);
    }
    let mut others = Rows::new(&[tr!("Another single choice"), tr!("Score"), tr!("By chance (95 %)")]);
    for other in &ladder.others {
        others.row([
            Cell::Name(wording::other(other.choice).to_owned()),
            Cell::Strong(value(other.value)),
            Cell::Number(band(other.chance)),
        ]);
    }
    others.row([
        Cell::Name(tr!("All places in one ranking: where, not when").to_owned()),
        Cell::Strong(value(ladder.pooled)),
        Cell::Number("\u{2013}".to_owned()),
    ]);
    let mut ignorant =
        Rows::new(&[tr!("Forecast"), tr!("Strict"), tr!("Their way of counting"), tr!("By chance (95 %)")]);
    for forecast in &ladder.ignorant {
        ignorant.row([
            Cell::Name(wording::ignorant(forecast.forecast).to_owned()),
            Cell::Number(value(forecast.strict)),
            Cell::Strong(value(forecast.released)),
            Cell::Number(band(forecast.chance)),
        ]);
    }
    view! {
        <section class="card">
            <h2>{title}</h2>
            {wording::summary(&ladder).map(|text| view! { <p class="lead">{text}</p> })}
            {(!is_drawn).then(|| view! {
                <figure class="picture large">
                    <strong class="measure">{measure}</strong>
                    <Rungs kept=kept variable=ladder.variable/>
                    <figcaption>{look_up(wording::NOTE)}</figcaption>
                </figure>
            })}
            <Table rows=rungs label=tr!("The rungs of {what}") testid="rungs"/>
            <h3>{tr!("One other choice at a time, in their way of counting")}</h3>
            <Table rows=others label=tr!("Other choices, {what}")/>
            <h3>{tr!("What a forecast scores that knows little or nothing of the test days")}</h3>
            <p class="hint">{tr!("The first line knows nothing and scores one half. A little random noise lifts the same line: nothing was learnt in between.")}</p>
            <Table rows=ignorant label=tr!("Forecasts that know little, {what}")/>
        </section>
    }
}

fn value(value: Option<f64>) -> String {
    value.map_or_else(|| tr!("not evaluable").to_owned(), decimals)
}

fn band(chance: Option<Chance>) -> String {
    chance.map_or_else(|| "\u{2013}".to_owned(), |chance| numbers::band(&chance))
}
