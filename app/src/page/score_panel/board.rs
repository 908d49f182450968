//! The forecast against simple methods.

use leptos::prelude::*;

use crate::logic::format::signed_small;
use crate::page::table::{Cell, Details, Rows, Table};
use crate::page::verdict::name_of;
use watchback::results::LeaderBoard;
use watchback_translate::{look_up, tr, translated};

/// One variable's methods.
#[component]
pub(super) fn Board(board: LeaderBoard) -> impl IntoView {
    let auc = |auc: Option<f64>| auc.map_or_else(|| "\u{2013}".to_owned(), |auc| format!("{auc:.4}"));
    let best = board.best_on_training;
    let paired = |skill: f64, scale: f64, of: Option<(f64, f64)>| {
        format!("{}{}", signed_small(skill), interval(scale, of))
    };
    let minus = |text: String| text.replace('-', "\u{2212}");
    let mut rows = Rows::new(&[
        tr!("Method"),
        tr!("Log score"),
        tr!("Strict AUC"),
        tr!("Network gains, log score"),
        tr!("Could be seen"),
        tr!("Network gains, AUC"),
    ]);
    rows.row([
        Cell::Name(tr!("The network").to_owned()),
        Cell::Number(minus(format!("{:.5}", board.log_score))),
        Cell::Number(auc(board.mean_auc)),
        Cell::Wide(3, String::new()),
    ]);
    for row in &board.rows {
        let dash = || "\u{2013}".to_owned();
        let skill = row.forecast_over;
        let is_best = row.comparator == best;
        let gain_auc =
            row.forecast_over_auc.map_or_else(dash, |of| paired(1e2 * of.mean_difference, 1e2, of.interval));
        let cells = [
            Cell::Name(format!(
                "{}{}",
                look_up(row.comparator.title()),
                if is_best { " \u{2020}" } else { "" }
            )),
            Cell::Number(minus(format!("{:.5}", row.log_score))),
            Cell::Number(auc(row.mean_auc)),
            Cell::Number(paired(1e3 * skill.mean_difference, 1e3, skill.interval)),
            Cell::Number(row.detectable.map_or_else(dash, |least| format!("{:.2}", 1e3 * least))),
            Cell::Number(gain_auc),
        ];
        rows.marked_row(is_best, &mut cells.into_iter());
    }
    let fitted = board
        .rows
        .iter()
        .filter(|row| !row.parameters.is_empty())
        .map(|row| {
            let parameters: Vec<String> = row
                .parameters
                .iter()
                .map(|(name, value)| format!("{} {value:.3}", translated(name)).replace('-', "\u{2212}"))
                .collect();
            view! { <li>{look_up(row.comparator.title())}": "{parameters.join("; ")}</li> }
        })
        .collect_view();
    view! {
        <Details summary=tr!("{}: the methods as a table", name_of(Some(board.variable)))>
            <Table rows=rows label=tr!("Methods for {}", name_of(Some(board.variable))) testid="leader-board"/>
            <p>{tr!("What they were fitted to:")}</p>
            <ul>{fitted}</ul>
        </Details>
    }
}

fn interval(scale: f64, interval: Option<(f64, f64)>) -> String {
    interval.map_or_else(
        || tr!(" (no interval: too few weeks)").to_owned(),
        |(lo, hi)| tr!(" ({} to {})", signed_small(scale * lo), signed_small(scale * hi)),
    )
}
