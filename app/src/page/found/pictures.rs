//! The findings' pictures. Places go in percent, so that text keeps its size on any screen; each
//! has its numbers as text.

use std::sync::Arc;

use leptos::prelude::*;

use crate::logic::format::{percent, signed_small};
use crate::protocol::RunView;
use watchback::audit::Claim;
use watchback::forecast::Comparator;
use watchback::results::LeaderBoard;
use watchback::wording::findings::{Ends, Fifth};
use watchback::wording::numbers::change;
use watchback_translate::{look_up, tr};

fn at(share: f64) -> String {
    format!("{:.2}%", 100.0 * share)
}

/// Half the width of the line, in shares: the first that holds point and band with room.
const REACHES: [f64; 6] = [0.01, 0.02, 0.05, 0.1, 0.25, 0.5];

/// How often days were put in the right order: a point on a line around a coin's half, over the
/// band of chance.
#[component]
pub(super) fn OnTheLine(run: Arc<RunView>) -> impl IntoView {
    let all = run.results.aggregates.iter().find(|aggregate| aggregate.headline);
    let Some(strict) = all.and_then(|all| all.figures.figures.as_ref()).map(|figures| figures.strict) else {
        return view! { <p class="hint">{tr!("There is too little to draw.")}</p> }.into_any();
    };
    let (observed, chance) = (strict.observed, strict.chance);
    let label = tr!(
        "{} of pairs in the right order; by chance {} to {}.",
        percent(observed),
        percent(chance.lo),
        percent(chance.hi)
    );
    let farthest =
        [observed, chance.lo, chance.hi].map(|share| (share - 0.5).abs()).into_iter().fold(0.0, f64::max);
    let reach = REACHES.into_iter().find(|reach| *reach >= 1.4 * farthest).unwrap_or(0.5);
    let x = move |share: f64| 0.5 + (share - 0.5) / (2.0 * reach);
    let end = |share: f64| format!("{:.0} %", 100.0 * share);
    view! {
        <svg class="line-picture" height="112" role="img" aria-label=label>
            <line class="axis-line" x1="0" x2="100%" y1="60" y2="60"/>
            <rect class="chance-box" x=at(x(chance.lo)) width=at((x(chance.hi) - x(chance.lo)).max(0.006)) y="40" height="40"/>
            <line class="coin" x1="50%" x2="50%" y1="32" y2="88"/>
            <circle class="model-dot" cx=at(x(observed)) cy="60" r="9"/>
            <text class="value" x=at(x(observed)) y="22" text-anchor="middle">{percent(observed)}</text>
            <text class="label" x="0" y="106">{end(0.5 - reach)}</text>
            <text class="label" x="50%" y="106" text-anchor="middle">{tr!("a coin, 50 %")}</text>
            <text class="label" x="100%" y="106" text-anchor="end">{end(0.5 + reach)}</text>
        </svg>
    }
    .into_any()
}

/// Pixels of a row: its name above, its bar below.
const ROW: f64 = 40.0;

/// Log scores beside that of a constant rate: simple methods, then the network.
#[component]
pub(super) fn Gains(board: LeaderBoard) -> impl IntoView {
    let base = board.rows.iter().find(|row| row.comparator == Comparator::StaticRate);
    let base = base.map_or(board.log_score, |row| row.log_score);
    let mut bars: Vec<(String, f64, bool)> = board
        .rows
        .iter()
        .filter(|row| row.comparator != Comparator::StaticRate)
        .map(|row| (look_up(row.comparator.title()).to_owned(), 1e3 * (row.log_score - base), false))
        .collect();
    bars.push((tr!("The network").to_owned(), 1e3 * (board.log_score - base), true));
    let least = bars.iter().map(|bar| bar.1).fold(0.0, f64::min);
    let most = bars.iter().map(|bar| bar.1).fold(0.0, f64::max);
    // Numbers stand beyond the bars' ends.
    let room = (most - least).max(1e-9);
    let from = if least < 0.0 { 0.18 } else { 0.0 };
    let x = move |value: f64| from + (0.80 - from) * (value - least) / room;
    let zero = x(0.0);
    let height = ROW * bars.len() as f64;
    let label =
        bars.iter().map(|(name, value, _)| format!("{name} {}", signed_small(*value))).collect::<Vec<_>>();
    let row = |(place, (name, value, is_network)): (usize, (String, f64, bool))| {
        let top = ROW * place as f64;
        let middle = top + 28.0;
        let (from, to) = (x(value.min(0.0)), x(value.max(0.0)));
        let (side, anchor) = if value < 0.0 { (from - 0.012, "end") } else { (to + 0.012, "start") };
        let class = if is_network { "bar-model" } else { "bar-plain" };
        view! {
            <text class="label" x="0" y=top + 15.0>{name}</text>
            <rect class=class x=at(from) width=at((to - from).max(0.003)) y=middle - 9.0 height="18"/>
            <text class="value" x=at(side) y=middle + 5.0 text-anchor=anchor>{signed_small(value)}</text>
        }
    };
    view! {
        <svg class="line-picture" height=height role="img" aria-label=label.join("; ")>
            <line class="coin" x1=at(zero) x2=at(zero) y1="20" y2=height/>
            {bars.into_iter().enumerate().map(row).collect_view()}
        </svg>
    }
}

/// Height of the tallest bar, and of all with names and numbers.
const BARS: f64 = 150.0;
const FIFTHS: f64 = 210.0;

/// A bar a fifth, with its interval and what chance gives.
#[component]
pub(super) fn Fifths(fifths: Vec<Option<Fifth>>, ends: Ends, decimals: usize) -> impl IntoView {
    let tops = fifths.iter().flatten().flat_map(|fifth| {
        [Some(fifth.value), fifth.beside, fifth.interval.map(|(_, hi)| hi)].into_iter().flatten()
    });
    let most = tops.fold(0.0, f64::max).max(1e-9);
    let n = fifths.len().max(1) as f64;
    let height = move |value: f64| BARS * value.max(0.0) / most;
    let floor = BARS + 30.0;
    let said = |fifth: &Option<Fifth>| match fifth {
        Some(fifth) => format!("{:.decimals$}", fifth.value),
        None => tr!("not evaluable").to_owned(),
    };
    let label = tr!(
        "From {} to {}: {}",
        ends.first(),
        ends.last(),
        fifths.iter().map(said).collect::<Vec<_>>().join(", ")
    );
    let last = fifths.len().saturating_sub(1);
    let bar = |(place, fifth): (usize, &Option<Fifth>)| {
        let left = (place as f64 + 0.1) / n;
        let (width, middle) = (0.8 / n, (place as f64 + 0.5) / n);
        let name = match place {
            0 => ends.first_word().to_owned(),
            place if place == last => ends.last_word().to_owned(),
            place => (place + 1).to_string(),
        };
        let drawn = fifth.map(|fifth| {
            let tall = height(fifth.value);
            let beside = fifth.beside.map(|beside| {
                let y = floor - height(beside);
                view! { <line class="by-chance" x1=at(left - 0.01) x2=at(left + width + 0.01) y1=y y2=y/> }
            });
            let interval = fifth.interval.map(|(lo, hi)| {
                view! { <line class="whisker" x1=at(middle) x2=at(middle) y1=floor - height(lo) y2=floor - height(hi)/> }
            });
            let top = floor - tall.max(fifth.interval.map_or(0.0, |(_, hi)| height(hi)));
            view! {
                <rect class=format!("fifth fifth-{place}") x=at(left) width=at(width) y=floor - tall height=tall/>
                {beside}
                {interval}
                <text class="value" x=at(middle) y=top - 8.0 text-anchor="middle">{format!("{:.decimals$}", fifth.value)}</text>
            }
        });
        let missing = fifth.is_none().then(
            || view! { <text class="label" x=at(middle) y=floor - 8.0 text-anchor="middle">{tr!("too few")}</text> },
        );
        view! {
            {drawn}
            {missing}
            <text class="label" x=at(middle) y=floor + 20.0 text-anchor="middle">{name}</text>
        }
    };
    view! {
        <svg class="line-picture" height=FIFTHS role="img" aria-label=label>
            {fifths.iter().enumerate().map(bar).collect_view()}
            <line class="axis-line" x1="0" x2="100%" y1=floor y2=floor/>
        </svg>
    }
}

/// The response at both ends, with intervals, around no change.
#[component]
pub(super) fn TwoEnds(claim: Claim, ends: Ends) -> impl IntoView {
    let rows: Vec<(String, &'static str, watchback::audit::AreaEstimate)> =
        [(ends.first(), "low", claim.response_low), (ends.last(), "high", claim.response_high)]
            .into_iter()
            .filter_map(|(name, class, response)| Some((name, class, response?)))
            .collect();
    let reach =
        rows.iter().flat_map(|(_, _, of)| [of.interval.0.abs(), of.interval.1.abs()]).fold(1e-9, f64::max);
    let x = move |value: f64| 0.5 + 0.45 * value / reach;
    let label: Vec<String> =
        rows.iter().map(|(name, _, of)| format!("{name}: {}", change(of.value))).collect();
    let height = 56.0 * rows.len() as f64 + 24.0;
    let row = |(place, (name, class, of)): (
        usize,
        (String, &'static str, watchback::audit::AreaEstimate),
    )| {
        let top = 56.0 * place as f64;
        view! {
            <text class="label" x="0" y=top + 16.0>{name}</text>
            <text class="value" x="100%" y=top + 16.0 text-anchor="end">{change(of.value)}</text>
            <line class=format!("whisker {class}") x1=at(x(of.interval.0)) x2=at(x(of.interval.1)) y1=top + 36.0 y2=top + 36.0/>
            <circle class=format!("end-dot {class}") cx=at(x(of.value)) cy=top + 36.0 r="7"/>
        }
    };
    view! {
        <svg class="line-picture" height=height role="img" aria-label=label.join("; ")>
            <line class="coin" x1="50%" x2="50%" y1="22" y2=height - 20.0/>
            {rows.into_iter().enumerate().map(row).collect_view()}
            <text class="label" x="50%" y=height - 4.0 text-anchor="middle">{tr!("no change")}</text>
        </svg>
    }
}
