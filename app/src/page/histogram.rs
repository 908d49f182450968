//! The streams' AUCs over the pooled AUCs of the shifted forecasts: from counts to a scene of bars and a line.

use leptos::prelude::*;

use crate::logic::format::{count, percent};
use crate::page::table::{Cell, Details, Rows, Table};
use watchback::score::{AucHistogram, Exceedance};

/// Size of the drawing, in its own units.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 240.0;
/// Room for the axis below.
const AXIS: f64 = 28.0;

/// A bar of the observed streams, and the height of the outline of chance above the same bin.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bin {
    x: f64,
    width: f64,
    observed: f64,
    chance: f64,
}

/// What is drawn: bins and ticks, in units of the drawing.
#[derive(Clone, Debug, PartialEq)]
struct Scene {
    bins: Vec<Bin>,
    ticks: Vec<(f64, String)>,
    half: f64,
}

/// Lays the histogram out. Only bins between the first and the last that hold anything are shown.
fn scene(histogram: &AucHistogram) -> Scene {
    let n_bins = histogram.observed.len();
    let share = |counts: &[u64], at: usize| {
        let total: u64 = counts.iter().sum();
        counts.get(at).copied().unwrap_or(0) as f64 / total.max(1) as f64
    };
    // What is rarer than one in a thousand would only flatten the rest.
    let shown = |at: &usize| {
        share(&histogram.observed, *at) > 0.001 || share(&histogram.rounds, *at) > 0.001 || *at * 2 == n_bins
    };
    let first = (0..n_bins).find(shown).unwrap_or(0);
    let last = (0..n_bins).rev().find(shown).unwrap_or(n_bins.saturating_sub(1));
    let highest = (first..=last)
        .map(|at| share(&histogram.observed, at).max(share(&histogram.rounds, at)))
        .fold(1e-9, f64::max);
    let width = WIDTH / (last - first + 1).max(1) as f64;
    let height = |share: f64| share / highest * (HEIGHT - AXIS - 8.0);
    let bin = |at: usize| Bin {
        x: (at - first) as f64 * width,
        width,
        observed: height(share(&histogram.observed, at)),
        chance: height(share(&histogram.rounds, at)),
    };
    let x_of = |auc: f64| (auc * n_bins as f64 - first as f64) * width;
    let ticks = (0..=20).map(|at| f64::from(at) / 20.0).map(|auc| (x_of(auc), format!("{auc:.2}")));
    let ticks = ticks.filter(|(x, _)| (14.0..=WIDTH - 14.0).contains(x)).collect();
    Scene { bins: (first..=last).map(bin).collect(), ticks, half: x_of(0.5) }
}

/// The picture, its meaning in words, and its table.
#[component]
pub(super) fn Histogram(
    histogram: AucHistogram,
    exceedance: Option<Exceedance>,
    period: String,
) -> impl IntoView {
    let Scene { bins, ticks, half } = scene(&histogram);
    let floor = HEIGHT - AXIS;
    let bars = bins.clone().into_iter().map(|bin| {
        view! {
            <rect class="bar" x=bin.x + 0.5 y=floor - bin.observed width=(bin.width - 1.0).max(0.5) height=bin.observed/>
        }
    });
    let outline: String = bins.iter().enumerate().fold(String::new(), |path, (at, bin)| {
        let command = if at == 0 { 'M' } else { 'L' };
        let y = floor - bin.chance;
        format!("{path}{command}{:.2} {y:.2} L{:.2} {y:.2} ", bin.x, bin.x + bin.width)
    });
    let labels = ticks.into_iter().map(|(x, text)| {
        view! { <text class="tick" x=x y=HEIGHT - 10.0 text-anchor="middle">{text}</text> }
    });
    let n_bins = histogram.observed.len();
    let rounds_total: u64 = histogram.rounds.iter().sum();
    let rows = (0..n_bins).filter(|at| histogram.observed[*at] > 0 || histogram.rounds[*at] > 0).map(|at| {
        let edge = |at: usize| at as f64 / n_bins as f64;
        vec![
            Cell::Name(format!("{:.2} to {:.2}", edge(at), edge(at + 1))),
            Cell::Number(count(histogram.observed[at])),
            Cell::Number(percent(histogram.rounds[at] as f64 / rounds_total.max(1) as f64)),
        ]
    });
    let table = Rows::of(&["AUC", "Streams", "Shifted forecasts"], rows);
    view! {
        <figure class="histogram" data-testid="histogram">
            <figcaption>
                {format!("Strict AUC of {} streams over {period} (bars), and of the same forecasts shifted in time, {} rounds pooled (line). If the forecast knew when crimes happen, the bars would lie to the right of the line. Tails that hold less than one in a thousand are in the table only.",
                    count(histogram.n_streams as u64), histogram.n_rounds)}
            </figcaption>
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img"
                aria-label="Histogram of AUC by stream; the table below holds its numbers.">
                {bars.collect_view()}
                <path class="chance-line" d=outline/>
                <line class="half-line" x1=half x2=half y1="0" y2=floor/>
                <line class="axis" x1="0" x2=WIDTH y1=floor y2=floor/>
                {labels.collect_view()}
            </svg>
            {exceedance.map(|above| view! { <p data-testid="exceedance">{in_words(&above)}</p> })}
            <Details summary="The histogram as a table">
                <Table rows=table label="Histogram as a table"/>
            </Details>
        </figure>
    }
}

fn in_words(above: &Exceedance) -> String {
    format!(
        "{} of {} streams with enough events exceed the 97.5 % point of their own shifted forecasts; by chance {} would ({} to {} over the rounds).",
        count(above.observed as u64),
        count(above.n_streams as u64),
        format_args!("{:.0}", above.by_chance),
        above.by_chance_least,
        above.by_chance_most
    )
}
