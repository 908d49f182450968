//! Boundaries and their table: where they come in, and what was understood of them.

use std::sync::Arc;

use leptos::html::Input;
use leptos::prelude::*;
use web_sys::{DragEvent, File};

use crate::logic::format::count;
use crate::page::files::files_of;
use crate::page::state::{Activity, State};
use crate::page::table::Details;
use crate::protocol::{AreaTableView, AreasView};
use watchback::space::{AreaChoice, KeyPair};
use watchback_translate::{tr, translated};

/// Pages of the data sets; plain links that the person follows.
const CHICAGO_AREAS: &str = "https://data.cityofchicago.org/Facilities-Geographic-Boundaries/Boundaries-Community-Areas-Map/cauq-8yn6";
const CHICAGO_HARDSHIP: &str =
    "https://data.cityofchicago.org/Health-Human-Services/hardship-index/792q-4jtu";

/// Lines of a list that are shown.
const SHOWN: usize = 20;

/// The drop zone.
#[component]
pub(super) fn AreaFilesZone() -> impl IntoView {
    let state = expect_context::<State>();
    let input = NodeRef::<Input>::new();
    let idle = move || state.activity.get() == Activity::Idle;
    let take = move |files: Vec<File>| state.take_area_files(files);
    // Taken here, the window's own listener leaves it alone.
    let on_drop = move |event: DragEvent| {
        event.prevent_default();
        take(files_of(event.data_transfer().and_then(|transfer| transfer.files())));
    };
    let on_change = move |_| {
        if let Some(input) = input.get_untracked() {
            take(files_of(input.files()));
            input.set_value("");
        }
    };
    let invent = move |_| {
        if let Some(settings) = state.base_untracked() {
            state.invent_areas(settings);
        }
    };
    view! {
        <div class="drop" data-testid="area-drop" on:drop=on_drop>
            <p>{tr!("Drop here: the areas' boundaries (GeoJSON), and a table with a row for each (CSV, a workbook). One after the other will do.")}</p>
            <div class="row">
                <label class="button" class:disabled=move || !idle()>
                    {tr!("Choose boundaries and table")}
                    <input node_ref=input type="file" multiple=true accept=".geojson,.json,.csv,.txt,.tsv,.gz,.xlsx,.xls,.ods,.xlsb" class="visually-hidden"
                        data-testid="area-input" disabled=move || !idle() on:change=on_change/>
                </label>
                <Show when=move || state.invented.get()>
                    <button type="button" class="button" data-testid="invent-areas" disabled=move || !idle() on:click=invent>{tr!("Use invented areas")}</button>
                </Show>
            </div>
        </div>
        <p class="hint">
            {tr!("For Chicago: ")}<a href=CHICAGO_AREAS target="_blank" rel="noopener noreferrer">{tr!("boundaries of the community areas")}</a>{tr!(" (export as GeoJSON) and ")}
            <a href=CHICAGO_HARDSHIP target="_blank" rel="noopener noreferrer">{tr!("the hardship index")}</a>{tr!(" (export as CSV). Census tracts and block groups work the same way.")}
        </p>
    }
}

/// What was read and joined, and the way to join it otherwise.
#[component]
pub(super) fn Understood(areas: Arc<AreasView>) -> impl IntoView {
    let named = areas.name_property.as_ref().map_or_else(String::new, |name| tr!(", named by {name:?}"));
    let tiles = areas.of_tile.iter().flatten().count();
    let says = tr!(
        "{} areas{named}. {} of the grid's {} tiles belong to one: a tile belongs to the area that covers most of it.",
        count(areas.names.len() as u64),
        count(tiles as u64),
        count(areas.of_tile.len() as u64)
    );
    let no_table = areas.table.is_none();
    view! {
        <h3 id="areas-title">{tr!("What was understood of the areas")}</h3>
        <p data-testid="areas-text">{says}</p>
        {no_table.then(|| view! { <p class="notice">{tr!("Choose the table as well: without values there is nothing to compare areas by.")}</p> })}
        {areas.table.clone().map(|table| view! { <Joined table=table properties=areas.properties.clone() choice=areas.choice.clone()/> })}
        <Lines title=tr!("Features and rows with something wrong") lines=areas.problems.clone() testid="area-problems"/>
        <p class="hint">{tr!("The areas are also taken for the city's outline: in a run from now on, shares of the area are of the tiles inside them.")}</p>
    }
}

#[component]
fn Joined(table: AreaTableView, properties: Vec<String>, choice: AreaChoice) -> impl IntoView {
    let state = expect_context::<State>();
    let KeyPair { property, column, in_both, of_areas, of_table, .. } = table.keys.clone();
    let example = table.example.clone().map_or_else(String::new, |example| tr!(" For example, {example}."));
    let joined = tr!(
        "Joined by {property:?} of the boundaries and {column:?} of the table ({} rows): {in_both} keys in both, of {of_areas} and {of_table}.{example}",
        count(table.rows as u64)
    );
    let is_open = table.question.is_some();
    let says =
        table.question.clone().map_or(joined, |question| tr!("Choose the keys: {}", translated(&question)));
    let rejoin = move |choice: AreaChoice| {
        if let Some(settings) = state.base_untracked() {
            state.read_areas(settings, Vec::new(), choice);
        }
    };
    let choice = StoredValue::new(choice);
    let options = |names: Vec<String>, now: &str| {
        // Nothing is chosen yet where no keys could be told.
        let none = now.is_empty().then(String::new);
        none.into_iter()
            .chain(names)
            .map(|name| view! { <option selected=name == now value=name.clone()>{name.clone()}</option> })
            .collect_view()
    };
    let said = choice.with_value(|choice| (choice.property.clone(), choice.column.clone()));
    let property = if property.is_empty() { said.0.unwrap_or_default() } else { property };
    let column = if column.is_empty() { said.1.unwrap_or_default() } else { column };
    let columns: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    let rows = table.columns.iter().filter(|column| column.texts.len() > 1);
    let only = choice.with_value(|choice| choice.only.clone());
    let kept = rows.flat_map(|column| {
        column.texts.iter().map(|text| (column.name.clone(), text.clone())).collect::<Vec<_>>()
    });
    let kept = StoredValue::new(kept.collect::<Vec<_>>());
    let kept_options = kept.with_value(|kept| {
        kept.iter()
            .enumerate()
            .map(|(at, pair)| {
                let name = format!("{} = {}", pair.0, pair.1);
                view! { <option selected=only.as_ref() == Some(pair) value=at.to_string()>{name}</option> }
            })
            .collect_view()
    });
    let unmatched: Vec<String> = table
        .unmatched_rows
        .iter()
        .map(|row| {
            let why = row.same_key_as_row.map(|first| tr!("; row {first} has the same key"));
            tr!("row {}: {}{}", row.row, row.name, why.unwrap_or_default())
        })
        .collect();
    view! {
        <p data-testid="join-text">{says}</p>
        <details open=is_open>
            <summary>{tr!("Join otherwise")}</summary>
            <div class="row">
                <label>{tr!("Key of the areas ")}
                    <select data-testid="area-key" on:change=move |event| rejoin(AreaChoice { property: Some(event_target_value(&event)), ..choice.get_value() })>
                        {options(properties, &property)}
                    </select>
                </label>
                <label>{tr!("Key of the table ")}
                    <select data-testid="table-key" on:change=move |event| rejoin(AreaChoice { column: Some(event_target_value(&event)), ..choice.get_value() })>
                        {options(columns, &column)}
                    </select>
                </label>
                <label>{tr!("Rows ")}
                    <select data-testid="table-rows" on:change=move |event| {
                        let at: Option<usize> = event_target_value(&event).parse().ok();
                        let only = at.and_then(|at| kept.with_value(|kept| kept.get(at).cloned()));
                        rejoin(AreaChoice { only, ..choice.get_value() });
                    }>
                        <option value="">{tr!("all")}</option>
                        {kept_options}
                    </select>
                </label>
            </div>
        </details>
        <Lines title=tr!("Areas without a row") lines=table.unmatched_areas testid="unmatched-areas"/>
        <Lines title=tr!("Rows without an area") lines=unmatched testid="unmatched-rows"/>
    }
}

/// The study's tiles are no longer those that the areas were read for.
#[component]
pub(super) fn OtherTiles(areas: Arc<AreasView>) -> impl IntoView {
    let state = expect_context::<State>();
    let idle = move || state.activity.get() == Activity::Idle;
    let refit = move |_| {
        if let Some(settings) = state.base_untracked() {
            state.read_areas(settings, Vec::new(), areas.choice.clone());
        }
    };
    view! {
        <p class="notice" data-testid="other-tiles">{tr!("The study's tiles have changed since the areas were read.")}</p>
        <button type="button" class="button" data-testid="refit-areas" disabled=move || !idle() on:click=refit>{tr!("Read the areas for these tiles")}</button>
    }
}

/// A list behind its length.
#[component]
pub(super) fn Lines(title: &'static str, lines: Vec<String>, testid: &'static str) -> impl IntoView {
    let more = lines.len().saturating_sub(SHOWN);
    (!lines.is_empty()).then(|| {
        view! {
            <Details summary=format!("{title}: {}", lines.len()) testid=testid>
                <ul>{lines.into_iter().take(SHOWN).map(|line| view! { <li>{translated(&line)}</li> }).collect_view()}</ul>
                {(more > 0).then(|| view! { <p class="hint">{tr!("and {more} more; watchback areas --json prints all")}</p> })}
            </Details>
        }
    })
}
