//! Arrests per reported crime by quintile of the value, crude and with the city's mix of crimes, by year.

use std::sync::Arc;

use leptos::prelude::*;

use crate::page::dots::Dots;
use crate::page::format::{count, decimals, percent};
use crate::page::state::AuditDone;
use watchback::audit::{AreaEstimate, GroupRate, PeriodRates};
use watchback::scene::Dot;

/// Picture and table.
#[component]
pub(super) fn ClearancePart(done: Arc<AuditDone>) -> impl IntoView {
    let clearance = &done.report.clearance;
    let n_groups = clearance.sizes.len();
    let value =
        if done.asked.well_off { format!("less {}", done.asked.index) } else { done.asked.index.clone() };
    let name = move |group: usize| match group {
        0 => format!("1: least {value}"),
        last if last + 1 == n_groups => format!("{}: most", last + 1),
        middle => format!("{}", middle + 1),
    };
    let whole = clearance.periods.first();
    let dots =
        whole.into_iter().flat_map(|period| period.groups.iter().enumerate()).filter_map(|(at, group)| {
            let AreaEstimate { value, interval: (lo, hi), areas, .. } = group.standardised?;
            let text = format!("{}, {areas} areas, {} crimes", percent(value), count(group.crimes));
            let marks = group.crude.map(|crude| 100.0 * crude.value).into_iter().collect();
            let dot =
                Dot { value: 100.0 * value, interval: Some((100.0 * lo, 100.0 * hi)), chance: None, marks };
            Some((name(at), text, dot))
        });
    let dots: Vec<_> = dots.collect();
    let heads = (0..n_groups).map(|group| view! { <th>{name(group)}</th> }).collect_view();
    let rows = clearance.periods.iter().map(|period| rows_of(period, n_groups)).collect_view();
    let covered = whole.map_or(0.0, |period| period.coverage);
    let used = done.report.crimes;
    view! {
        <h3>"Arrests for each reported crime, by fifth of the areas"</h3>
        <figure class="histogram" data-testid="clearance">
            <figcaption>{format!("Violent and property offences with an arrest, per cent, with the same mix of offences, domestic flags and times of day in every fifth (95 % over areas). {} crimes in areas; {} of them in cells that every fifth has. {} other offences, those that arrests themselves make among them, are never counted here.", count(used.used), percent(covered), count(used.other_offence))}</figcaption>
            <p class="legend">
                <span class="key dot-key">"with the city's mix of crimes, 95 %"</span>
                <span class="key mark-key">"as reported (crude)"</span>
            </p>
            <Dots rows=dots label="Arrests per reported crime by fifth; the table below holds the numbers."/>
        </figure>
        <details>
            <summary>"By year, as a table"</summary>
            <div class="scroll" tabindex="0" role="region" aria-label="Arrests for each reported crime">
                <table data-testid="clearance-table">
                    <thead><tr><th>"Period"</th><td></td>{heads}<th>"Most to least"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}

fn rows_of(period: &PeriodRates, n_groups: usize) -> impl IntoView + use<> {
    let name = period.year.map_or_else(|| "all".to_owned(), |year| year.to_string());
    let cells = |of: fn(&GroupRate) -> Option<AreaEstimate>| {
        let cell = |group: usize| {
            period.groups.get(group).and_then(of).map_or_else(
                || "not evaluable".to_owned(),
                |AreaEstimate { value, interval: (lo, hi), .. }| {
                    format!("{} ({} to {})", percent(value), percent(lo), percent(hi))
                },
            )
        };
        (0..n_groups).map(|group| view! { <td class="number">{cell(group)}</td> }).collect_view()
    };
    let ratio = |contrast: Option<watchback::audit::Contrast>| {
        contrast.map_or_else(
            || "\u{2013}".to_owned(),
            |contrast| {
                let (ratio, (lo, hi)) = contrast.ratio();
                format!("{} ({} to {})", decimals(ratio), decimals(lo), decimals(hi))
            },
        )
    };
    view! {
        <tr>
            <th scope="rowgroup" rowspan="2">{name}</th>
            <th scope="row">"same mix"</th>
            {cells(|group| group.standardised)}
            <td class="number">{ratio(period.standardised)}</td>
        </tr>
        <tr>
            <th scope="row">"crude"</th>
            {cells(|group| group.crude)}
            <td class="number">{ratio(period.crude)}</td>
        </tr>
    }
}
