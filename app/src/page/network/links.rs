//! The links, if any: pairs that stand out from chance although many were tested.

use std::sync::Arc;

use leptos::prelude::*;

use crate::logic::format::decimals;
use crate::page::state::State;
use crate::page::table::{Cell, Rows, Table};
use crate::page::verdict::name_of;
use crate::protocol::RunView;
use watchback::network::Link;
use watchback::space::{Grid, TileId};
use watchback::study::steps_in_words;
use watchback::wording::{Lengths, network as wording};
use watchback_translate::tr;

/// Links that are listed.
const LISTED: usize = 50;

/// The table of links.
#[component]
pub(super) fn LinksTable(run: Arc<RunView>) -> impl IntoView {
    let state = expect_context::<State>();
    let links = run.results.network.links.clone();
    let has_any = !links.links.is_empty();
    let table = move || {
        let rows = rows_of(&run, state.lengths());
        has_any.then(|| view! { <Table rows=rows label=tr!("Links") testid="links-table" tall=true/> })
    };
    view! {
        <h3>{tr!("Links")}</h3>
        <p data-testid="links">{wording::links(&links)}{(links.links.len() > LISTED).then(|| tr!(" The first {LISTED} are listed."))}</p>
        <Show when=move || has_any>
            <p class="hint">{tr!("A link says that one stream's past goes with another's future beyond chance. It does not say why: a common cause would show alike.")}</p>
        </Show>
        {table}
    }
}

/// A row a link.
fn rows_of(run: &RunView, lengths: Lengths) -> Rows {
    let grid = Grid::new(&run.results.study);
    let step_days = run.results.study.settings().step_days;
    let stream = |at: u32| run.results.streams.get(at as usize);
    let name = |at: u32| {
        stream(at).map_or_else(String::new, |stream| {
            tr!("{}, row {} column {}", name_of(Some(stream.variable)), stream.row, stream.column)
        })
    };
    let tile = |at: u32| stream(at).map(|stream| TileId { row: stream.row, column: stream.column });
    let distance = |from: u32, to: u32| Some(lengths.long(grid.distance_km(tile(from)?, tile(to)?), 1));
    let rows = run.results.network.links.links.iter().take(LISTED).map(|link| {
        vec![
            Cell::Name(name(link.source)),
            Cell::Text(name(link.target)),
            Cell::Number(distance(link.source, link.target).unwrap_or_default()),
            Cell::Number(steps_in_words(usize::from(link.delay_steps), step_days)),
            Cell::Number(decimals(link.gamma)),
            Cell::Number(decimals(link.corrected_gamma)),
            Cell::Number(p_in_words(link)),
        ]
    });
    Rows::of(
        &[tr!("Source"), tr!("Target"), tr!("Distance"), tr!("Delay"), "gamma", tr!("Corrected"), "p"],
        rows,
    )
}

/// A p-value with two digits, rounded up: never less than the data can say.
fn p_in_words(link: &Link) -> String {
    let power = libm::floor(libm::log10(link.p));
    let digits = libm::ceil(link.p / libm::exp10(power - 1.0)) / 10.0;
    format!("{}{digits:.1}e{power:.0}", if link.below_resolution { "< " } else { "" })
}
