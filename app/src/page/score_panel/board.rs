//! The forecast against simple methods.

use leptos::prelude::*;

use crate::page::format::signed_small;
use crate::page::verdict::name_of;
use watchback::results::{ComparatorRow, LeaderBoard};

/// One variable's methods.
#[component]
pub(super) fn Board(board: LeaderBoard) -> impl IntoView {
    let auc = |auc: Option<f64>| auc.map_or_else(|| "\u{2013}".to_owned(), |auc| format!("{auc:.4}"));
    let best = board.best_on_training;
    let row = |row: &ComparatorRow| {
        let skill = row.forecast_over;
        let gain = format!("{}{}", signed_small(1e3 * skill.mean_difference), interval(1e3, skill.interval));
        let gain_auc = row.forecast_over_auc.map_or_else(
            || "\u{2013}".to_owned(),
            |paired| {
                format!("{}{}", signed_small(1e2 * paired.mean_difference), interval(1e2, paired.interval))
            },
        );
        let detectable =
            row.detectable.map_or_else(|| "\u{2013}".to_owned(), |least| format!("{:.2}", 1e3 * least));
        let parameters: Vec<String> = row
            .parameters
            .iter()
            .map(|(name, value)| format!("{name} {value:.3}").replace('-', "\u{2212}"))
            .collect();
        view! {
            <tr class:now=row.comparator == best>
                <th scope="row" title=parameters.join(", ")>{row.comparator.title()}{(row.comparator == best).then_some(" \u{2020}")}</th>
                <td class="number">{format!("{:.5}", row.log_score).replace('-', "\u{2212}")}</td>
                <td class="number">{auc(row.mean_auc)}</td>
                <td class="number">{gain}</td>
                <td class="number">{detectable}</td>
                <td class="number">{gain_auc}</td>
            </tr>
        }
    };
    let rows = board.rows.iter().map(row).collect_view();
    let fitted = board
        .rows
        .iter()
        .filter(|row| !row.parameters.is_empty())
        .map(|row| {
            let parameters: Vec<String> = row
                .parameters
                .iter()
                .map(|(name, value)| format!("{name} {value:.3}").replace('-', "\u{2212}"))
                .collect();
            view! { <li>{row.comparator.title()}": "{parameters.join("; ")}</li> }
        })
        .collect_view();
    view! {
        <details>
            <summary>{format!("{}: the methods as a table", name_of(Some(board.variable)))}</summary>
        <div class="scroll" tabindex="0" role="region" aria-label=format!("Methods for {}", name_of(Some(board.variable)))>
            <table data-testid="leader-board">
                <thead><tr><th>"Method"</th><th>"Log score"</th><th>"Strict AUC"</th><th>"Network gains, log score"</th><th>"Could be seen"</th><th>"Network gains, AUC"</th></tr></thead>
                <tbody>
                    <tr><th scope="row">"The network"</th><td class="number">{format!("{:.5}", board.log_score).replace('-', "\u{2212}")}</td><td class="number">{auc(board.mean_auc)}</td><td></td><td></td><td></td></tr>
                    {rows}
                </tbody>
            </table>
        </div>
            <p>"What they were fitted to:"</p>
            <ul>{fitted}</ul>
        </details>
    }
}

fn interval(scale: f64, interval: Option<(f64, f64)>) -> String {
    interval.map_or_else(
        || " (no interval: too few weeks)".to_owned(),
        |(lo, hi)| format!(" ({} to {})", signed_small(scale * lo), signed_small(scale * hi)),
    )
}
