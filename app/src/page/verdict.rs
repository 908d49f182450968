//! The verdict as a sentence in plain words, and the figures it rests on.

use leptos::prelude::*;

use super::format::{count, days_ahead, decimals, signed};
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
    let ahead = days_ahead(settings.horizon_steps);
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
    let (height, width) = Grid::new(&results.study).tile_metres();
    let period = format!(
        "Tested on {} to {}, {} days that the forecast had not seen; made {} days ahead, for tiles of {height:.0} by {width:.0} metres; strict, the day itself counts.",
        test.first(),
        test.last(),
        test.n_days(),
        settings.horizon_steps
    );
    let shifts = match results.shifts.kind {
        ShiftKind::WholeWeeks => {
            "Chance: the forecasts shifted in time by whole weeks, all streams together. Weekday skill stays in them and so counts as chance; knowledge of the season does not."
        }
        ShiftKind::EveryStep => {
            "Chance: the forecasts shifted in time by every number of days from 7 on, because the period is short. Weekday skill does not count as chance here."
        }
    };
    view! {
        <div class=format!("headline {class}") data-testid="verdict" tabindex="-1">
            {results.simulated.then(|| view! { <p class="simulated"><strong>"Simulated city. "</strong>"These crimes were invented, with links planted for the forecast to find."</p> })}
            <p class="sentence">{sentence}</p>
            {detail.map(|text| view! { <p>{text}</p> })}
            {missed.map(|text| view! { <p>{text}</p> })}
            <p class="hint">{period}" "{shifts}</p>
        </div>
    }
    .into_any()
}

/// A table of aggregates: each figure with its chance.
#[component]
pub(super) fn Aggregates(aggregates: Vec<AggregateResult>, tolerance_steps: usize) -> impl IntoView {
    let rows = aggregates
        .into_iter()
        .map(|aggregate| view! { <Rows aggregate=aggregate tolerance_steps=tolerance_steps/> });
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Figures against chance">
            <table data-testid="aggregates">
                <caption><span>"Figures beside what chance alone gives. The headline is about all streams; the rows below it are exploratory: when several are looked at, one in twenty passes by chance."</span></caption>
                <thead><tr>
                    <th>"Figure"</th><th>"Forecast"</th><th>"By chance (95 %)"</th><th>"p"</th><th>"Streams counted"</th>
                </tr></thead>
                {rows.collect_view()}
            </table>
        </div>
    }
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

#[component]
fn Rows(aggregate: AggregateResult, tolerance_steps: usize) -> impl IntoView {
    let verdict = match aggregate.figures.verdict {
        Verdict::BeatsChance => "beats chance".to_owned(),
        Verdict::NotDistinguishable => "not distinguishable from chance".to_owned(),
        Verdict::NotEvaluable { reason } => format!("not evaluable: {reason}"),
    };
    let mut figures: Vec<(String, AgainstChance)> = Vec::new();
    if let Some(found) = aggregate.figures.figures {
        figures.push(("mean AUC, strict".to_owned(), found.strict));
        figures.push(("its difference from the static rate's".to_owned(), found.above_static_rate));
        let days =
            if tolerance_steps == 1 { "±1 day".to_owned() } else { format!("±{tolerance_steps} days") };
        figures.extend(
            found.released.map(|figure| (format!("mean AUC, {days}, the paper's released rule"), figure)),
        );
        figures.extend(found.plain.map(|figure| (format!("mean AUC, {days}, each event once"), figure)));
    }
    let lines = figures.into_iter().enumerate().map(|(at, (label, figure))| {
        let show = if at == 1 { signed } else { decimals };
        let chance = figure.chance;
        view! {
            <tr>
                <td class="figure-name">{label}</td>
                <td class="number strong">{show(figure.observed)}</td>
                <td class="band">{format!("{} ({} to {})", show(chance.mean), show(chance.lo), show(chance.hi))}</td>
                <td class="band">{format!("{:.3}", chance.p_at_or_above)}</td>
                <td class="number">{count(figure.n_streams as u64)}</td>
            </tr>
        }
    });
    let pooled = aggregate.pooled.map(|pooled| {
        let chance = pooled.chance;
        let static_rate = decimals(pooled.auc_static_rate);
        view! {
            <tr>
                <td>{format!(
                        "pooled AUC: {}; a constant rate per tile gets {static_rate}", pooled.label)}</td>
                <td class="number strong">{decimals(pooled.auc)}</td>
                <td class="band">{format!("{} ({} to {})", decimals(chance.mean), decimals(chance.lo), decimals(chance.hi))}</td>
                <td class="band">{format!("{:.3}", chance.p_at_or_above)}</td>
                <td class="number">{count(aggregate.figures.n_streams as u64)}</td>
            </tr>
        }
    });
    view! {
        <tbody>
            <tr class="group">
                <th scope="rowgroup" colspan="5">
                    {name_of(aggregate.variable)}": "{verdict}{(!aggregate.headline).then_some(" (exploratory)")}
                </th>
            </tr>
            {lines.collect_view()}
            {pooled}
        </tbody>
    }
}
