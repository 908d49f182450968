//! The verdict, and the figures that it rests on.

use leptos::prelude::*;

use super::state::State;
use super::table::{Cell, Rows, Table};
use crate::logic::format::{count, days_ahead, decimals, signed};
use crate::logic::units::tile_in_words;
use watchback::chance::Chance;
use watchback::results::{AggregateResult, Results};
use watchback::score::{AgainstChance, Verdict};
use watchback::space::Grid;
use watchback::study::Variable;
use watchback::wording::forecast as wording;
use watchback_translate::{tr, translated};

/// The headline.
#[component]
pub(super) fn Headline(results: Results) -> impl IntoView {
    let Some(all) = results.aggregates.iter().find(|aggregate| aggregate.headline).cloned() else {
        return ().into_any();
    };
    let test = results.study.test();
    let settings = results.study.settings();
    let ahead = days_ahead(settings.horizon_steps * settings.step_days);
    let class = if all.figures.verdict == Verdict::BeatsChance { "beats" } else { "null" };
    let sentence = wording::verdict(all.figures.verdict, &results.study);
    let evidence = wording::evidence(&all);
    // Where steps have several days, the last of the test may belong to none.
    let (_, last) = results.study.days_of_steps();
    let state = expect_context::<State>();
    let tile = Grid::new(&results.study).tile_metres();
    let period = move || {
        tr!(
            "Tested on {} to {}, {} days that the forecast had not seen; made {ahead}, for tiles of {}; strict, the day itself counts.",
            test.first(),
            last,
            last - test.first() + 1,
            tile_in_words(tile, state.lengths()),
        )
    };
    let long_steps = (settings.step_days > 1).then(|| {
        tr!(
            "A step of this study has {} days: what is said of a day below is said of such a step.",
            settings.step_days
        )
    });
    let shifts = wording::chance(results.shifts.kind);
    view! {
        <div class=format!("headline {class}") data-testid="verdict" tabindex="-1">
            {results.simulated.then(|| view! { <p class="simulated"><strong>{tr!("Simulated city. ")}</strong>{tr!("These crimes were invented, with links planted for the forecast to find.")}</p> })}
            <p class="sentence">{sentence}</p>
            {evidence.into_iter().map(|text| view! { <p>{text}</p> }).collect_view()}
            <p class="hint">{period}" "{shifts}</p>
            {long_steps.map(|text| view! { <p data-testid="long-steps">{text}</p> })}
        </div>
    }
    .into_any()
}

/// A table of aggregates: each figure with its chance.
#[component]
pub(super) fn Aggregates(aggregates: Vec<AggregateResult>, tolerance: String) -> impl IntoView {
    let mut rows =
        Rows::new(&[tr!("Figure"), tr!("Forecast"), tr!("By chance (95 %)"), "p", tr!("Streams counted")]);
    for aggregate in &aggregates {
        add(&mut rows, aggregate, &tolerance);
    }
    let rows = rows.caption(tr!("Figures beside what chance alone gives. The headline is about all streams; the rows below it are exploratory: when several are looked at, one in twenty passes by chance."));
    view! { <Table rows=rows label=tr!("Figures against chance") testid="aggregates"/> }
}

/// What a set of streams is called.
pub(super) fn name_of(variable: Option<Variable>) -> &'static str {
    match variable {
        None => tr!("All streams"),
        Some(Variable::Violent) => tr!("Violent crime"),
        Some(Variable::Property) => tr!("Property crime"),
        Some(Variable::Arrest) => tr!("Arrests"),
    }
}

fn add(rows: &mut Rows, aggregate: &AggregateResult, tolerance: &str) {
    let verdict = wording::label(aggregate.figures.verdict);
    let exploratory = if aggregate.headline { "" } else { tr!(" (exploratory)") };
    rows.group(&format!("{}: {verdict}{exploratory}", name_of(aggregate.variable)));
    let mut figures: Vec<(String, AgainstChance)> = Vec::new();
    if let Some(found) = aggregate.figures.figures {
        figures.push((tr!("mean AUC, strict").to_owned(), found.strict));
        figures.push((tr!("its difference from the static rate's").to_owned(), found.above_static_rate));
        figures.extend(
            found.released.map(|figure| (tr!("mean AUC, ±{tolerance}, the paper's released rule"), figure)),
        );
        figures.extend(found.plain.map(|figure| (tr!("mean AUC, ±{tolerance}, each event once"), figure)));
    }
    let mut line = |name: String, observed: f64, chance: &Chance, streams: usize, show: fn(f64) -> String| {
        rows.row([
            Cell::Text(name),
            Cell::Strong(show(observed)),
            Cell::Text(tr!("{} ({} to {})", show(chance.mean), show(chance.lo), show(chance.hi))),
            Cell::Text(decimals(chance.p_at_or_above)),
            Cell::Number(count(streams as u64)),
        ]);
    };
    for (at, (name, figure)) in figures.into_iter().enumerate() {
        let show = if at == 1 { signed } else { decimals };
        line(name, figure.observed, &figure.chance, figure.n_streams, show);
    }
    if let Some(pooled) = &aggregate.pooled {
        let static_rate = decimals(pooled.auc_static_rate);
        let name =
            tr!("pooled AUC: {}; a constant rate per tile gets {static_rate}", translated(&pooled.label));
        line(name, pooled.auc, &pooled.chance, aggregate.figures.n_streams, decimals);
    }
}
