//! The streams' AUCs as bars, over those of the shifted forecasts as a line.

use leptos::prelude::*;

use crate::logic::format::{count, percent};
use crate::logic::histogram::{AXIS, HEIGHT, HistogramScene, WIDTH};
use crate::page::chart_title::ChartTitle;
use crate::page::save_menu::SavePicture;
use crate::page::table::{Cell, Details, Rows, Table};
use watchback::score::{AucHistogram, Exceedance};
use watchback::wording::charts::streams_by_score;
use watchback_translate::tr;

/// The picture, its meaning in words, and its table.
#[component]
pub(super) fn Histogram(
    histogram: AucHistogram,
    exceedance: Option<Exceedance>,
    period: String,
) -> impl IntoView {
    let title = streams_by_score(exceedance, histogram.n_streams);
    let scene = HistogramScene::new(&histogram);
    let outline = scene.chance_outline();
    let HistogramScene { bins, ticks, half } = scene;
    let floor = HEIGHT - AXIS;
    let bars = bins.into_iter().map(|bin| {
        view! {
            <rect class="bar" x=bin.x + 0.5 y=floor - bin.observed width=(bin.width - 1.0).max(0.5) height=bin.observed/>
        }
    });
    let labels = ticks.into_iter().map(|(x, text)| {
        view! { <text class="tick" x=x y=HEIGHT - 10.0 text-anchor="middle">{text}</text> }
    });
    let n_bins = histogram.observed.len();
    let rounds_total: u64 = histogram.rounds.iter().sum();
    let rows = (0..n_bins).filter(|at| histogram.observed[*at] > 0 || histogram.rounds[*at] > 0).map(|at| {
        let edge = |at: usize| at as f64 / n_bins as f64;
        vec![
            Cell::Name(tr!("{:.2} to {:.2}", edge(at), edge(at + 1))),
            Cell::Number(count(histogram.observed[at])),
            Cell::Number(percent(histogram.rounds[at] as f64 / rounds_total.max(1) as f64)),
        ]
    });
    let table = Rows::of(&["AUC", tr!("Streams"), tr!("Shifted forecasts")], rows);
    view! {
        <figure class="histogram" data-testid="histogram">
            <ChartTitle finding=title.finding measure=title.measure/>
            <p class="hint">
                {tr!("Strict AUC of {} streams over {period} (bars), and of the same forecasts shifted in time, {} rounds pooled (line). If the forecast knew when crimes happen, the bars would lie to the right of the line. Tails that hold less than one in a thousand are in the table only.",
                    count(histogram.n_streams as u64), histogram.n_rounds)}
            </p>
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img"
                aria-label=tr!("Histogram of AUC by stream; the table below holds its numbers.")>
                {bars.collect_view()}
                <path class="chance-line" d=outline/>
                <line class="half-line" x1=half x2=half y1="0" y2=floor/>
                <line class="axis" x1="0" x2=WIDTH y1=floor y2=floor/>
                {labels.collect_view()}
            </svg>
            <SavePicture name=tr!("Histogram of AUC by stream").to_owned()/>
            {exceedance.map(|above| view! { <p data-testid="exceedance">{in_words(&above)}</p> })}
            <Details summary=tr!("The histogram as a table")>
                <Table rows=table label=tr!("Histogram as a table")/>
            </Details>
        </figure>
    }
}

fn in_words(above: &Exceedance) -> String {
    tr!(
        "{} of {} streams with enough events exceed the 97.5 % point of their own shifted forecasts; by chance {} would ({} to {} over the rounds).",
        count(above.observed as u64),
        count(above.n_streams as u64),
        format_args!("{:.0}", above.by_chance),
        above.by_chance_least,
        above.by_chance_most
    )
}
