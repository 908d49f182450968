//! The findings' pictures as SVG that needs no script, for page and report alike. Places go in
//! percent, so that text keeps its size on any paper and screen; each has its numbers as text.

use std::fmt::Write;

use watchback_translate::{look_up, tr};

use crate::audit::Claim;
use crate::forecast::Comparator;
use crate::markup::escaped;
use crate::results::{LeaderBoard, Results};
use crate::wording::findings::{Ends, Fifth};
use crate::wording::numbers::{change, percent, signed_small};

fn at(share: f64) -> String {
    format!("{:.2}%", 100.0 * share)
}

fn svg(height: f64, label: &str, inner: &str) -> String {
    format!(
        "<svg class=\"line-picture\" width=\"100%\" height=\"{height:.0}\" role=\"img\" aria-label=\"{}\">{inner}</svg>",
        escaped(label)
    )
}

fn text(class: &str, x: &str, y: f64, anchor: &str, says: &str) -> String {
    let says = escaped(says);
    format!("<text class=\"{class}\" x=\"{x}\" y=\"{y:.0}\" text-anchor=\"{anchor}\">{says}</text>")
}

fn line(class: &str, x: [&str; 2], y: [f64; 2]) -> String {
    let ([x1, x2], [y1, y2]) = (x, y);
    format!("<line class=\"{class}\" x1=\"{x1}\" x2=\"{x2}\" y1=\"{y1:.1}\" y2=\"{y2:.1}\"/>")
}

/// Half the width of the line, in shares: the first that holds point and band with room.
const REACHES: [f64; 6] = [0.01, 0.02, 0.05, 0.1, 0.25, 0.5];

/// How often days were put in the right order: a point on a line around a coin's half, over the
/// band of chance. `None` where there is too little to judge by.
pub fn on_the_line(results: &Results) -> Option<String> {
    let all = results.aggregates.iter().find(|aggregate| aggregate.headline)?;
    let strict = all.figures.figures.as_ref()?.strict;
    let (observed, chance) = (strict.observed, strict.chance);
    let ends = [observed, chance.lo, chance.hi];
    let farthest = ends.map(|share| (share - 0.5).abs()).into_iter().fold(0.0, f64::max);
    let reach = REACHES.into_iter().find(|reach| *reach >= 1.4 * farthest).unwrap_or(0.5);
    let x = |share: f64| 0.5 + (share - 0.5) / (2.0 * reach);
    let end = |share: f64| format!("{:.0} %", 100.0 * share);
    let (low, width) = (at(x(chance.lo)), at((x(chance.hi) - x(chance.lo)).max(0.006)));
    let mut inner = line("axis-line", ["0", "100%"], [60.0, 60.0]);
    let _ =
        write!(inner, "<rect class=\"chance-box\" x=\"{low}\" width=\"{width}\" y=\"40\" height=\"40\"/>");
    inner += &line("coin", ["50%", "50%"], [32.0, 88.0]);
    let _ = write!(inner, "<circle class=\"model-dot\" cx=\"{}\" cy=\"60\" r=\"9\"/>", at(x(observed)));
    inner += &text("value", &at(x(observed)), 22.0, "middle", &percent(observed));
    inner += &text("label", "0", 106.0, "start", &end(0.5 - reach));
    inner += &text("label", "50%", 106.0, "middle", tr!("a coin, 50 %"));
    inner += &text("label", "100%", 106.0, "end", &end(0.5 + reach));
    let label = tr!(
        "{} of pairs in the right order; by chance {} to {}.",
        percent(observed),
        percent(chance.lo),
        percent(chance.hi)
    );
    Some(svg(112.0, &label, &inner))
}

/// Pixels of a row: its name above, its bar below.
const ROW: f64 = 40.0;

/// Log scores beside that of a constant rate: simple methods, then the network.
pub fn gains(board: &LeaderBoard) -> String {
    let base = board.rows.iter().find(|row| row.comparator == Comparator::StaticRate);
    let base = base.map_or(board.log_score, |row| row.log_score);
    let simple = board.rows.iter().filter(|row| row.comparator != Comparator::StaticRate);
    let simple =
        simple.map(|row| (look_up(row.comparator.title()), 1e3 * (row.log_score - base), "bar-plain"));
    let bars: Vec<(&str, f64, &str)> =
        simple.chain([(tr!("The network"), 1e3 * (board.log_score - base), "bar-model")]).collect();
    let least = bars.iter().map(|bar| bar.1).fold(0.0, f64::min);
    let most = bars.iter().map(|bar| bar.1).fold(0.0, f64::max);
    // Numbers stand beyond the bars' ends.
    let room = (most - least).max(1e-9);
    let from = if least < 0.0 { 0.18 } else { 0.0 };
    let x = |value: f64| from + (0.80 - from) * (value - least) / room;
    let height = ROW * bars.len() as f64;
    let zero = at(x(0.0));
    let mut inner = line("coin", [&zero, &zero], [20.0, height]);
    for (place, (name, value, class)) in bars.iter().enumerate() {
        let top = ROW * place as f64;
        let (left, right) = (x(value.min(0.0)), x(value.max(0.0)));
        let (side, anchor) = if *value < 0.0 { (left - 0.012, "end") } else { (right + 0.012, "start") };
        inner += &text("label", "0", top + 15.0, "start", name);
        let (start, width) = (at(left), at((right - left).max(0.003)));
        let _ = write!(
            inner,
            "<rect class=\"{class}\" x=\"{start}\" width=\"{width}\" y=\"{:.0}\" height=\"18\"/>",
            top + 19.0
        );
        inner += &text("value", &at(side), top + 33.0, anchor, &signed_small(*value));
    }
    let label: Vec<String> =
        bars.iter().map(|(name, value, _)| format!("{name} {}", signed_small(*value))).collect();
    svg(height, &label.join("; "), &inner)
}

/// Height of the tallest bar, and of all with names and numbers.
const BARS: f64 = 150.0;
const FIFTHS: f64 = 210.0;

/// A bar a fifth, with its interval and what chance gives. `None` where none can be told.
pub fn fifths(fifths: &[Option<Fifth>], ends: &Ends, decimals: usize) -> Option<String> {
    fifths.iter().flatten().next()?;
    let tops = fifths.iter().flatten().flat_map(|fifth| {
        [Some(fifth.value), fifth.beside, fifth.interval.map(|(_, hi)| hi)].into_iter().flatten()
    });
    let most = tops.fold(0.0, f64::max).max(1e-9);
    let n = fifths.len().max(1) as f64;
    let height = |value: f64| BARS * value.max(0.0) / most;
    let floor = BARS + 30.0;
    let mut inner = String::new();
    let last = fifths.len().saturating_sub(1);
    for (place, fifth) in fifths.iter().enumerate() {
        let left = (place as f64 + 0.1) / n;
        let (width, middle) = (0.8 / n, at((place as f64 + 0.5) / n));
        match fifth {
            Some(fifth) => {
                let tall = height(fifth.value);
                let (start, wide) = (at(left), at(width));
                let _ = write!(
                    inner,
                    "<rect class=\"fifth fifth-{place}\" x=\"{start}\" width=\"{wide}\" y=\"{:.1}\" height=\"{tall:.1}\"/>",
                    floor - tall
                );
                if let Some(beside) = fifth.beside {
                    let y = floor - height(beside);
                    inner += &line("by-chance", [&at(left - 0.01), &at(left + width + 0.01)], [y, y]);
                }
                let mut top = floor - tall;
                if let Some((lo, hi)) = fifth.interval {
                    inner += &line("whisker", [&middle, &middle], [floor - height(lo), floor - height(hi)]);
                    top = top.min(floor - height(hi));
                }
                inner += &text("value", &middle, top - 8.0, "middle", &format!("{:.decimals$}", fifth.value));
            }
            None => inner += &text("label", &middle, floor - 8.0, "middle", tr!("too few")),
        }
        let name = match place {
            0 => ends.first_word().to_owned(),
            place if place == last => ends.last_word().to_owned(),
            place => (place + 1).to_string(),
        };
        inner += &text("label", &middle, floor + 20.0, "middle", &name);
    }
    inner += &line("axis-line", ["0", "100%"], [floor, floor]);
    let said = |fifth: &Option<Fifth>| {
        fifth.map_or(tr!("not evaluable").to_owned(), |fifth| format!("{:.decimals$}", fifth.value))
    };
    let said = fifths.iter().map(said).collect::<Vec<_>>().join(", ");
    Some(svg(FIFTHS, &tr!("From {} to {}: {}", ends.first(), ends.last(), said), &inner))
}

/// The response at both ends, with intervals, around no change.
pub fn two_ends(claim: &Claim, ends: &Ends) -> String {
    let rows: Vec<_> =
        [(ends.first(), "low", &claim.response_low), (ends.last(), "high", &claim.response_high)]
            .into_iter()
            .filter_map(|(name, class, response)| Some((name, class, response.as_ref()?)))
            .collect();
    let reach =
        rows.iter().flat_map(|(_, _, of)| [of.interval.0.abs(), of.interval.1.abs()]).fold(1e-9, f64::max);
    let x = |value: f64| at(0.5 + 0.45 * value / reach);
    let height = 56.0 * rows.len() as f64 + 24.0;
    let mut inner = line("coin", ["50%", "50%"], [22.0, height - 20.0]);
    for (place, (name, class, of)) in rows.iter().enumerate() {
        let top = 56.0 * place as f64;
        inner += &text("label", "0", top + 16.0, "start", name);
        inner += &text("value", "100%", top + 16.0, "end", &change(of.value));
        let (from, to) = of.interval;
        inner += &line(&format!("whisker {class}"), [&x(from), &x(to)], [top + 36.0, top + 36.0]);
        let middle = x(of.value);
        let _ = write!(
            inner,
            "<circle class=\"end-dot {class}\" cx=\"{middle}\" cy=\"{:.0}\" r=\"7\"/>",
            top + 36.0
        );
    }
    inner += &text("label", "50%", height - 4.0, "middle", tr!("no change"));
    let label: Vec<String> =
        rows.iter().map(|(name, _, of)| format!("{name}: {}", change(of.value))).collect();
    svg(height, &label.join("; "), &inner)
}
