//! A part of the city that the person chose on a map: what shows it alone says so, and how to see
//! all again.

use std::sync::Arc;

use leptos::prelude::*;

use crate::logic::selection::{Place, Selection};
use crate::protocol::AreasView;
use watchback::space::{Grid, TileId};
use watchback::wording::maps as wording;
use watchback_translate::tr;

/// The chosen part; none for the whole city.
pub(super) type Only = RwSignal<Option<Selection>>;

/// Chooses an area, or the whole city again where it is chosen already.
pub(super) fn choose_area(only: Only, areas: &AreasView, area: u32) {
    let is_chosen =
        only.with_untracked(|only| only.as_ref().is_some_and(|only| only.place == Place::Area(area)));
    let name = areas.names.get(area as usize).cloned();
    only.set(name.filter(|_| !is_chosen).map(|name| Selection::area(area, name, &areas.of_tile)));
}

/// Chooses a tile, likewise; gives whether it is chosen now.
pub(super) fn choose_tile(only: Only, grid: &Grid, tile: TileId) -> bool {
    let is_chosen =
        only.with_untracked(|only| only.as_ref().is_some_and(|only| only.place == Place::Tile(tile)));
    let name = wording::tile(tile);
    only.set((!is_chosen).then(|| Selection::tile(tile, name, grid)));
    !is_chosen
}

/// Says what part is shown, with the way back to all of it.
#[component]
pub(super) fn OnlyChip(only: Only) -> impl IntoView {
    move || {
        let name = only.with(|only| only.as_ref().map(|only| only.name.clone()))?;
        let whole = tr!("{name} only: show the whole city again");
        Some(view! {
            <p class="only" data-testid="only">
                <span class="pill now">
                    <span class="only-name">{tr!("{name} only")}</span>
                    <button type="button" class="delete" data-testid="only-all" aria-label=whole on:click=move |_| only.set(None)>"\u{d7}"</button>
                </span>
            </p>
        }
        .into_any())
    }
}

/// Areas by name, for those who do not click on maps.
#[component]
pub(super) fn ChooseArea(areas: Arc<AreasView>, only: Only) -> impl IntoView {
    let mut names: Vec<(usize, String)> = areas.names.iter().cloned().enumerate().collect();
    names.sort_by(|one, other| one.1.cmp(&other.1).then(one.0.cmp(&other.0)));
    let value = move || {
        only.with(|only| match only.as_ref().map(|only| only.place) {
            Some(Place::Area(area)) => area.to_string(),
            Some(Place::Tile(_)) | None => String::new(),
        })
    };
    let choose = move |event| match event_target_value(&event).parse() {
        Ok(area) => {
            only.set(None);
            choose_area(only, &areas, area);
        }
        Err(_) => only.set(None),
    };
    view! {
        <label>{tr!("Only ")}
            <select data-testid="only-area" prop:value=value on:change=choose>
                <option value="">{tr!("the whole city")}</option>
                {names.into_iter().map(|(at, name)| view! { <option value=at.to_string()>{name}</option> }).collect_view()}
            </select>
        </label>
    }
    .into_any()
}
