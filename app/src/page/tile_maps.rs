//! A layer of tiles as a map, and the same of a second layer beside it: both show the same part of
//! the city, the same day and the same choice.

use std::sync::Arc;

use leptos::prelude::*;

use super::chart_title::ChartTitle;
use super::map::{AreaValues, Map, Picture};
use super::only::{Only, choose_area, choose_tile};
use super::tiles::{Legend, day_of, describe, picture_of};
use crate::logic::format::{decimals, percent, signed};
use crate::logic::grain::{Grain, PartValue, block_of};
use crate::logic::layers::{Layer, TileValue};
use crate::logic::selection::Place;
use crate::logic::viewport::{Extent, Viewport};
use crate::protocol::{AreasView, Outline, RunView};
use watchback::results::{AggregateResult, StreamResult};
use watchback::space::{Grid, TileId};
use watchback::study::Variable;
use watchback::wording::charts::{self, Title};
use watchback::wording::maps as wording;
use watchback_translate::tr;

/// What maps of layers share.
#[derive(Clone, Copy)]
pub(super) struct Shared {
    pub(super) run: StoredValue<Arc<RunView>>,
    /// The areas, where they were read for the tiles of the run.
    pub(super) areas: Signal<Option<Arc<AreasView>>>,
    pub(super) variable: RwSignal<Variable>,
    pub(super) step: RwSignal<usize>,
    /// The tile that the person points at or has moved to.
    pub(super) focus: RwSignal<Option<TileId>>,
    pub(super) by_keys: RwSignal<bool>,
    pub(super) only: Only,
    pub(super) viewport: RwSignal<Option<Viewport>>,
    pub(super) dark: Signal<bool>,
}

/// A layer as it is drawn.
#[derive(Clone, Copy)]
pub(super) struct Drawn {
    layer: Signal<Layer>,
    picture: Memo<Picture>,
    /// By what it is drawn now.
    pub(super) grain: Memo<Grain>,
}

impl Shared {
    /// The tile that is chosen.
    pub(super) fn tile(self) -> Option<TileId> {
        self.only.with(|only| match only.as_ref()?.place {
            Place::Tile(tile) => Some(tile),
            Place::Area(_) => None,
        })
    }

    /// The area that is chosen.
    fn area(self) -> Option<u32> {
        self.only.with(|only| match only.as_ref()?.place {
            Place::Area(area) => Some(area),
            Place::Tile(_) => None,
        })
    }

    /// A layer with the outlines and means of areas.
    pub(super) fn drawn(self, layer: Signal<Layer>, outlines: Memo<Arc<Vec<(Outline, bool)>>>) -> Drawn {
        let picture = Memo::new(move |_| {
            let of = self.run.with_value(|run| {
                picture_of(run, layer.get(), self.variable.get(), self.step.get(), self.tile())
            });
            let Some(areas) = self.areas.get() else { return of };
            // All areas are seen, also those where nothing is forecast.
            let in_areas = areas.of_tile.iter().enumerate().filter(|(_, area)| area.is_some());
            let in_areas = in_areas.map(|(position, _)| of.grid.tile(position));
            let extent = of.extent.and(Extent::around(in_areas));
            let areas = Some(AreaValues::means(&areas, &of.values));
            Picture { outlines: outlines.get(), areas, chosen_area: self.area(), extent, ..of }
        });
        let grain = Memo::new(move |_| {
            let shown = self.viewport.get();
            shown.map_or(Grain::Tiles, |shown| picture.with(|picture| picture.grain(&shown)))
        });
        Drawn { layer, picture, grain }
    }

    /// The name of the area that a tile belongs to.
    pub(super) fn area_name(self, tile: TileId) -> Option<String> {
        let areas = self.areas.get()?;
        let position = self.run.with_value(|run| Grid::new(&run.results.study).position(tile));
        let area = areas.of_tile.get(position).copied().flatten()?;
        areas.names.get(area as usize).cloned()
    }

    /// Chooses what was clicked: the area where areas are drawn, else the tile.
    fn choose(self, tile: TileId, grain: Grain) {
        let position = self.run.with_value(|run| Grid::new(&run.results.study).position(tile));
        let areas = self.areas.get_untracked().filter(|_| grain == Grain::Areas);
        match areas {
            Some(areas) => {
                if let Some(area) = areas.of_tile.get(position).copied().flatten() {
                    choose_area(self.only, &areas, area);
                }
            }
            None => {
                let _ =
                    self.run.with_value(|run| choose_tile(self.only, &Grid::new(&run.results.study), tile));
            }
        }
    }
}

impl Drawn {
    /// What is said of the part of the city in focus; none where single tiles are drawn.
    pub(super) fn part_text(self, of: Shared) -> Option<String> {
        let tile = of.focus.get()?;
        let (name, part) = self.picture.with(|picture| match self.grain.get() {
            Grain::Tiles => None,
            Grain::Areas => {
                let name = of.area_name(tile).unwrap_or_else(|| tr!("No area").to_owned());
                let areas = picture.areas.as_ref().map(|areas| areas.areas.of_tile.as_slice());
                let area =
                    areas.and_then(|of_tile| of_tile.get(picture.grid.position(tile)).copied().flatten());
                let of_area = |(value, of): (&Option<TileValue>, &Option<u32>)| {
                    (area.is_some() && *of == area).then_some(*value).flatten()
                };
                let values: Vec<TileValue> =
                    picture.values.iter().zip(areas.unwrap_or_default()).filter_map(of_area).collect();
                Some((name, PartValue::of(values.iter())))
            }
            Grain::Blocks(side) => {
                let tiles = block_of(&picture.grid, side, tile);
                let values =
                    tiles.filter_map(|tile| picture.values.get(picture.grid.position(tile))?.as_ref());
                Some((wording::tile(tile), PartValue::of(values)))
            }
        })?;
        let mean = part.mean.map(|mean| value_in_words(self.layer.get(), mean));
        Some(wording::together(&wording::Together {
            name: &name,
            measure: self.layer.get().measure(),
            mean: mean.as_deref(),
            tiles: part.tiles,
            without: part.without,
            happened: part.happened,
        }))
    }

    /// What the map shows as a whole.
    fn title(self, of: Shared) -> Title {
        let (layer, variable) = (self.layer.get(), of.variable.get());
        let kind = describe(variable);
        let finding = of.run.with_value(|run| match layer {
            Layer::Risk => {
                let (step, picture) = (of.step.get(), self.picture.get());
                let tiles = picture.values.iter().flatten();
                let risks = tiles.filter_map(|tile| Some((tile.shown?, tile.happened)));
                charts::risk_of_day(&day_of(run, step), &risks.collect::<Vec<_>>())
            }
            Layer::EventRate => {
                let streams = run.results.streams.iter().filter(|stream| stream.variable == variable);
                charts::event_rates(&streams.map(StreamResult::test_rate).collect::<Vec<_>>(), kind)
            }
            Layer::Auc | Layer::AboveChance => {
                let of_kind = |aggregate: &&AggregateResult| aggregate.variable == Some(variable);
                let aggregate = run.results.aggregates.iter().find(of_kind);
                charts::tiles_above_chance(aggregate.and_then(|aggregate| aggregate.exceedance), kind)
            }
        });
        Title::new(finding, tr!("{} of {kind}: {}", layer.title(), layer.unit()))
    }

    /// What is said at the pointer, shortly.
    fn tip(self, of: Shared) -> Option<String> {
        let tile = of.focus.get()?;
        if self.grain.get() != Grain::Tiles {
            return self.part_text(of);
        }
        let value = self
            .picture
            .with(|picture| picture.values.get(picture.grid.position(tile)).copied().flatten())?;
        let shown = value.shown.map_or_else(
            || tr!("not evaluable").to_owned(),
            |shown| format!("{} {}", self.layer.get().measure(), value_in_words(self.layer.get(), shown)),
        );
        let place = of.area_name(tile).unwrap_or_else(|| wording::tile(tile));
        let happened = match value.happened {
            Some(true) => tr!("; it happened"),
            Some(false) => tr!("; it did not happen"),
            None => "",
        };
        Some(format!("{place}: {shown}{happened}"))
    }
}

fn value_in_words(layer: Layer, value: f64) -> String {
    match layer {
        Layer::Risk | Layer::EventRate => percent(value),
        Layer::Auc => decimals(value),
        Layer::AboveChance => signed(value),
    }
}

/// A map of a layer with its legend. `second`: it stands beside another, which leads.
#[component]
pub(super) fn LayerMap(of: Shared, drawn: Drawn, second: bool) -> impl IntoView {
    let clicked = RwSignal::new(None::<TileId>);
    Effect::new(move || {
        if let Some(tile) = clicked.get() {
            clicked.set(None);
            of.choose(tile, drawn.grain.get_untracked());
        }
    });
    // The pointer moves more often than from one part to another.
    let tip = Memo::new(move |_| drawn.tip(of));
    let outlined = Signal::derive(move || of.areas.with(Option::is_some));
    let saved_as = Signal::derive(move || drawn.title(of).measure);
    let (testid, label) = if second {
        (
            "map-2",
            tr!(
                "Second map of the same tiles. Arrow keys move, Enter chooses, plus and minus zoom, 0 shows all. The table of every stream, under In detail, holds the same figures."
            ),
        )
    } else {
        (
            "map",
            tr!(
                "Map of tiles. Arrow keys move from tile to tile, Enter shows what a tile's forecast reads, plus and minus zoom, 0 shows all. The table of every stream, under In detail, holds the same figures."
            ),
        )
    };
    view! {
        <figure class="layer-map">
            {move || {
                let title = drawn.title(of);
                view! { <ChartTitle finding=title.finding measure=title.measure/> }
            }}
            <Map picture=drawn.picture focus=of.focus chosen=clicked by_keys=of.by_keys dark=of.dark label=label testid=testid shared=(of.viewport, second) tip=tip saved_as=saved_as/>
            <Legend layer=drawn.layer dark=of.dark grain=drawn.grain outlined=outlined/>
        </figure>
    }
    .into_any()
}

/// The choice of a layer to stand beside the first.
#[component]
pub(super) fn ChooseBeside(
    beside: RwSignal<Option<Layer>>,
    viewport: RwSignal<Option<Viewport>>,
) -> impl IntoView {
    let choose = move |event| {
        let at: Option<usize> = event_target_value(&event).parse().ok();
        beside.set(at.and_then(|at| Layer::ALL.get(at).copied()));
        // Each map has another width from now on.
        viewport.set(None);
    };
    view! {
        <label>{tr!("beside ")}
            <select data-testid="layer-beside" on:change=choose>
                <option value="">{tr!("nothing else")}</option>
                {Layer::ALL.iter().enumerate().map(|(at, layer)| view! { <option value=at.to_string()>{layer.title()}</option> }).collect_view()}
            </select>
        </label>
    }
    .into_any()
}
