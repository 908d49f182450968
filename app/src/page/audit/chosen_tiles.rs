//! Tiles chosen on a map: crime is pushed in them by themselves too.

use std::sync::Arc;

use leptos::prelude::*;

use super::maps::Ground;
use crate::logic::format::count;
use crate::logic::layers::{Colours, TileValue};
use crate::logic::theme::Scale;
use crate::page::map::Map;
use crate::page::state::State;
use crate::page::table::Details;
use crate::page::tiles::dark_signal;
use crate::protocol::AreasView;
use watchback::space::TileId;
use watchback_translate::{look_up, mark, tr};

/// What a click takes: a whole area, or a square of so many tiles a side.
const WHOLE_AREA: u16 = 0;
const SIDES: [(u16, &str); 4] = [
    (1, mark!("one tile")),
    (3, mark!("3 by 3 tiles")),
    (9, mark!("9 by 9 tiles")),
    (WHOLE_AREA, mark!("the whole area")),
];

/// The map; a click or Enter on a tile takes what is asked, or leaves it out again where the tile
/// is taken already.
#[component]
pub(super) fn ChosenTiles(areas: Arc<AreasView>, taken: RwSignal<Vec<TileId>>) -> impl IntoView {
    let state = expect_context::<State>();
    let ground = state.base_untracked().and_then(|settings| Ground::plain(&settings, areas));
    let Some(ground) = ground else { return ().into_any() };
    let ground = StoredValue::new(ground);
    let side = RwSignal::new(3_u16);
    let (focus, by_keys) = (RwSignal::new(None), RwSignal::new(false));
    let clicked = RwSignal::new(None::<TileId>);
    Effect::new(move || {
        let Some(tile) = clicked.get() else { return };
        clicked.set(None);
        let with = ground.with_value(|ground| {
            if side.get_untracked() == WHOLE_AREA {
                ground.tiles_of_area(tile)
            } else {
                ground.square(tile, side.get_untracked() / 2)
            }
        });
        taken.update(|taken| {
            let leave_out = taken.contains(&tile);
            taken.retain(|tile| !with.contains(tile));
            if !leave_out {
                taken.extend(with);
            }
        });
    });
    let picture = Memo::new(move |_| {
        let colours = Colours { scale: Scale::Sequential, low: 0.0, high: 1.0 };
        ground.with_value(|ground| {
            let taken = taken.get();
            let value = |(position, area): (usize, &Option<u32>)| {
                let is_taken = taken.contains(&ground.grid.tile(position));
                (area.is_some() || is_taken).then(|| TileValue {
                    shown: Some(f64::from(u8::from(is_taken))),
                    hatched: false,
                    happened: None,
                })
            };
            let values = ground.areas.of_tile.iter().enumerate().map(value).collect();
            ground.picture(colours, values)
        })
    });
    let says = move || {
        let n = taken.with(Vec::len);
        let at = focus.get().map_or_else(String::new, |tile| {
            let is_taken = taken.with(|taken| taken.contains(&tile));
            let name = ground.with_value(|ground| ground.name_of(tile));
            tr!(" Here: {name}, {}.", if is_taken { tr!("chosen") } else { tr!("not chosen") })
        });
        let chosen = if n == 1 {
            tr!("1 tile is chosen.").to_owned()
        } else {
            tr!("{} tiles are chosen.", count(n as u64))
        };
        chosen + &at
    };
    let options = SIDES.map(|(value, name)| {
        view! { <option value=value.to_string() selected=value == side.get_untracked()>{look_up(name)}</option> }
    });
    view! {
        <Details summary=tr!("Push crime in tiles of your own too") testid="chosen-tiles">
            <div class="row">
                <label>{tr!("A click or Enter takes ")}
                    <select data-testid="chosen-side" on:change=move |event| side.set(event_target_value(&event).parse().unwrap_or(1))>{options.into_iter().collect_view()}</select>
                </label>
                <button type="button" class="button" on:click=move |_| taken.set(Vec::new())>{tr!("Choose none")}</button>
            </div>
            <Map picture=picture focus=focus chosen=clicked by_keys=by_keys dark=dark_signal() testid="map-chosen" saved_as=tr!("Tiles that are chosen").to_owned()
                label=tr!("Map of tiles to choose. Arrow keys move from tile to tile, Enter chooses and leaves out, plus and minus zoom, 0 shows all.")/>
            <p class="tile-text" data-testid="chosen-text" aria-live=move || if by_keys.get() { "polite" } else { "off" }>{says}</p>
            <p class="hint">{tr!("Crime is then raised and lowered by 10 % in the chosen tiles alone, each kind by itself, with everything else left as it was. What areas answer stands in the table of every push. Exploratory.")}</p>
        </Details>
    }
    .into_any()
}
