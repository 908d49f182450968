//! The sources that seem to influence most, and the part of the city that is nearest to each.

use std::sync::Arc;

use leptos::prelude::*;

use crate::logic::format::{count, decimals};
use crate::page::chart_title::ChartTitle;
use crate::page::save_menu::SavePicture;
use crate::page::table::{Cell, Rows, Table, text};
use crate::page::verdict::name_of;
use crate::protocol::{NearestSource, RunView};
use watchback::network::StrongSource;
use watchback::scene::Point;
use watchback::wording::charts::strongest;
use watchback_translate::tr;

/// The longer side of the picture, in its own units.
const SIZE: f64 = 420.0;

/// Table and cells.
#[component]
pub(super) fn Strongest(run: Arc<RunView>) -> impl IntoView {
    let network = &run.results.network;
    if network.strongest.is_empty() {
        return ().into_any();
    }
    let source = |at: u32| run.results.streams.get(at as usize);
    let rows = network.strongest.iter().enumerate().filter_map(|(rank, strong)| {
        let stream = source(strong.stream)?;
        let chance = strong.chance;
        Some(vec![
            Cell::Name(text(rank + 1)),
            Cell::Text(tr!(
                "{}, row {} column {}",
                name_of(Some(stream.variable)),
                stream.row,
                stream.column
            )),
            Cell::Number(decimals(strong.mean_score)),
            Cell::Number(tr!(
                "{} ({} to {})",
                decimals(chance.mean),
                decimals(chance.lo),
                decimals(chance.hi)
            )),
            Cell::Number(format!("{:.2}", chance.p_at_or_above)),
        ])
    });
    let least_p = 1.0 / (1.0 + network.rotations.rounds().len() as f64);
    let reach = |strong: &&StrongSource| strong.chance.p_at_or_above < 1.000_001 * least_p;
    let reached = network.strongest.iter().filter(reach).count();
    let title = strongest(network.strongest.len(), reached, network.streams as f64 * least_p);
    let by_chance = tr!(
        "Of {} streams about {:.0} would reach p = {least_p:.2} by chance, and these are the highest of all: a list of what to look at, not a finding.",
        count(network.streams as u64),
        network.streams as f64 * least_p
    );
    let table = Rows::of(&["", tr!("Source"), tr!("Mean score"), tr!("By chance (95 %)"), "p"], rows);
    view! {
        <h3>{tr!("Strongest sources")}</h3>
        <p>{tr!("Streams by how far their mean score over the sampled targets lies above the mean of their own rotations. ")}{by_chance}</p>
        <div class="columns" data-testid="strongest">
            <Table rows=table label=tr!("Strongest sources")/>
            <figure class="histogram">
                <ChartTitle finding=title.finding measure=title.measure/>
                {run.nearest.clone().map(|nearest| view! { <Cells nearest=nearest/> })}
            </figure>
        </div>
    }
    .into_any()
}

/// The picture.
#[component]
fn Cells(nearest: NearestSource) -> impl IntoView {
    let NearestSource { tiles, sites, low, high, cells } = nearest;
    let scale = SIZE / (high.0 - low.0).max(high.1 - low.1);
    let x = |point: &Point| (point.0 - low.0) * scale;
    let y = |point: &Point| (high.1 - point.1) * scale;
    let dots: String = tiles.iter().map(|tile| format!("M{:.1} {:.1}h0", x(tile), y(tile))).collect();
    let outline = |corners: &Vec<Point>| {
        let points: Vec<String> =
            corners.iter().map(|corner| format!("{:.1},{:.1}", x(corner), y(corner))).collect();
        view! { <polygon class="cell" points=points.join(" ")/> }
    };
    let mark = |(rank, site): (usize, &Point)| {
        // Those at one place share a mark with all their ranks.
        if sites.iter().take(rank).any(|other| other == site) {
            return None;
        }
        let ranks: Vec<String> = sites
            .iter()
            .enumerate()
            .filter(|(_, other)| *other == site)
            .map(|(at, _)| (at + 1).to_string())
            .collect();
        Some(view! {
            <circle class="site" cx=x(site) cy=y(site) r="4"/>
            <text class="site-name" x=x(site) + 7.0 y=y(site) + 5.0>{ranks.join(", ")}</text>
        })
    };
    view! {
        <svg class="cells" viewBox=format!("-2 -2 {:.1} {:.1}", (high.0 - low.0) * scale + 24.0, (high.1 - low.1) * scale + 4.0) role="img" aria-label=tr!("Cells around the strongest sources; the table holds their places.")>
            <path class="tile-dots" d=dots/>
            {cells.iter().filter(|corners| !corners.is_empty()).map(outline).collect_view()}
            {sites.iter().enumerate().map(mark).collect_view()}
        </svg>
        <SavePicture name=tr!("Cells around the strongest sources").to_owned()/>
    }
}
