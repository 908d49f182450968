//! The verdict as a sentence in plain words, and the figures it rests on.

use leptos::prelude::*;

use super::table::{Cell, Rows, Table};
use crate::logic::format::{count, days_ahead, decimals, signed};
use watchback::chance::Chance;
use watchback::results::{AggregateResult, Results};
use watchback::score::{AgainstChance, ShiftKind, Verdict};
use watchback::space::Grid;
use watchback::study::Variable;

/// The headline.
#[component]
pub(super) fn Headline(results: Results) -> impl IntoView {
    let Some(all) = results.aggregates.iter().find(|aggregate| aggregate.headline).cloned() else {
        return ().into_any();
    };
    let test = results.study.test();
    let settings = results.study.settings();
    let ahead = days_ahead(settings.horizon_steps * settings.step_days);
    let (class, sentence) = match all.figures.verdict {
        Verdict::BeatsChance => (
            "beats",
            format!(
                "The forecast did better than chance at telling, {ahead}, on which days a tile would have an event."
            ),
        ),
        Verdict::NotDistinguishable => (
            "null",
            format!(
                "The forecast is not distinguishable from chance: this test did not show that it knows, {ahead}, on which days a tile has an event."
            ),
        ),
        Verdict::NotEvaluable { .. } => ("null", "There is too little to judge by.".to_owned()),
    };
    let detail = all.figures.figures.map(|figures| {
        let strict = figures.strict;
        format!(
            "Mean AUC {} where 0.5 is a coin; the same forecasts shifted in time got {} ({} to {} in 95 % of {} rounds). p = {:.3}. {} streams, {} event days.",
            decimals(strict.observed), decimals(strict.chance.mean), decimals(strict.chance.lo), decimals(strict.chance.hi),
            strict.chance.rounds, strict.chance.p_at_or_above, count(strict.n_streams as u64), count(all.figures.n_events)
        )
    });
    let missed = match (all.figures.verdict, all.figures.figures) {
        (Verdict::NotDistinguishable, Some(figures)) => Some(format!(
            "Had the mean AUC been {} or more, this test would most likely have seen it (80 % power).",
            decimals(figures.minimum_detectable.mean_auc)
        )),
        (Verdict::NotEvaluable { reason }, _) => Some(format!("Not evaluable: {reason}.")),
        _ => None,
    };
    // Where steps have several days, the last of the test may belong to none.
    let (_, last) = results.study.days_of_steps();
    let (height, width) = Grid::new(&results.study).tile_metres();
    let period = format!(
        "Tested on {} to {}, {} days that the forecast had not seen; made {ahead}, for tiles of {height:.0} by {width:.0} metres; strict, the day itself counts.",
        test.first(),
        last,
        last - test.first() + 1,
    );
    let long_steps = (settings.step_days > 1).then(|| {
        format!(
            "A step of this study has {} days: what is said of a day below is said of such a step.",
            settings.step_days
        )
    });
    let shifts = match results.shifts.kind {
        ShiftKind::WholeWeeks => {
            "Chance: the forecasts shifted in time by whole weeks, all streams together. Weekday skill stays in them and so counts as chance; knowledge of the season does not."
        }
        ShiftKind::EveryStep => {
            "Chance: the forecasts shifted in time by every number of steps from a week on, because the period is short. Weekday skill does not count as chance here."
        }
    };
    view! {
        <div class=format!("headline {class}") data-testid="verdict" tabindex="-1">
            {results.simulated.then(|| view! { <p class="simulated"><strong>"Simulated city. "</strong>"These crimes were invented, with links planted for the forecast to find."</p> })}
            <p class="sentence">{sentence}</p>
            {detail.map(|text| view! { <p>{text}</p> })}
            {missed.map(|text| view! { <p>{text}</p> })}
            <p class="hint">{period}" "{shifts}</p>
            {long_steps.map(|text| view! { <p data-testid="long-steps">{text}</p> })}
        </div>
    }
    .into_any()
}

/// A table of aggregates: each figure with its chance.
#[component]
pub(super) fn Aggregates(aggregates: Vec<AggregateResult>, tolerance: String) -> impl IntoView {
    let mut rows = Rows::new(&["Figure", "Forecast", "By chance (95 %)", "p", "Streams counted"]);
    for aggregate in &aggregates {
        add(&mut rows, aggregate, &tolerance);
    }
    let rows = rows.caption("Figures beside what chance alone gives. The headline is about all streams; the rows below it are exploratory: when several are looked at, one in twenty passes by chance.");
    view! { <Table rows=rows label="Figures against chance" testid="aggregates"/> }
}

/// What a set of streams is called.
pub(super) const fn name_of(variable: Option<Variable>) -> &'static str {
    match variable {
        None => "All streams",
        Some(Variable::Violent) => "Violent crime",
        Some(Variable::Property) => "Property crime",
        Some(Variable::Arrest) => "Arrests",
    }
}

fn add(rows: &mut Rows, aggregate: &AggregateResult, tolerance: &str) {
    let verdict = match aggregate.figures.verdict {
        Verdict::BeatsChance => "beats chance".to_owned(),
        Verdict::NotDistinguishable => "not distinguishable from chance".to_owned(),
        Verdict::NotEvaluable { reason } => format!("not evaluable: {reason}"),
    };
    let exploratory = if aggregate.headline { "" } else { " (exploratory)" };
    rows.group(&format!("{}: {verdict}{exploratory}", name_of(aggregate.variable)));
    let mut figures: Vec<(String, AgainstChance)> = Vec::new();
    if let Some(found) = aggregate.figures.figures {
        figures.push(("mean AUC, strict".to_owned(), found.strict));
        figures.push(("its difference from the static rate's".to_owned(), found.above_static_rate));
        figures.extend(
            found
                .released
                .map(|figure| (format!("mean AUC, ±{tolerance}, the paper's released rule"), figure)),
        );
        figures
            .extend(found.plain.map(|figure| (format!("mean AUC, ±{tolerance}, each event once"), figure)));
    }
    let mut line = |name: String, observed: f64, chance: &Chance, streams: usize, show: fn(f64) -> String| {
        rows.row([
            Cell::Text(name),
            Cell::Strong(show(observed)),
            Cell::Text(format!("{} ({} to {})", show(chance.mean), show(chance.lo), show(chance.hi))),
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
        let name = format!("pooled AUC: {}; a constant rate per tile gets {static_rate}", pooled.label);
        line(name, pooled.auc, &pooled.chance, aggregate.figures.n_streams, decimals);
    }
}
