//! What a map shows.

use std::sync::Arc;

use crate::logic::grain::{Grain, PartValue, by_area};
use crate::logic::layers::{Colours, TileValue};
use crate::logic::viewport::{Extent, Viewport};
use crate::page::tile_sources::SourceMark;
use crate::protocol::{AreasView, Outline};
use watchback::space::{Grid, TileId};

/// A value a tile, in row-major order, and what is outlined.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page) struct Picture {
    pub(in crate::page) grid: Grid,
    pub(in crate::page) colours: Colours,
    pub(in crate::page) values: Vec<Option<TileValue>>,
    pub(in crate::page) extent: Extent,
    /// Boundaries of areas, each with whether it is drawn strongly.
    pub(in crate::page) outlines: Arc<Vec<(Outline, bool)>>,
    /// What is drawn where tiles are too small to be read; blocks of tiles where there is none.
    pub(in crate::page) areas: Option<AreaValues>,
    /// The area that is chosen.
    pub(in crate::page) chosen_area: Option<u32>,
    /// The tile whose sources are shown.
    pub(in crate::page) chosen: Option<TileId>,
    /// Its sources, in any order.
    pub(in crate::page) sources: Vec<SourceMark>,
}

/// A value an area.
#[derive(Clone, Debug)]
pub(in crate::page) struct AreaValues {
    pub(in crate::page) areas: Arc<AreasView>,
    pub(in crate::page) values: Vec<Option<f64>>,
    /// Whether areas are drawn at any size: the values are theirs.
    pub(in crate::page) always: bool,
}

impl PartialEq for AreaValues {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.areas, &other.areas) && self.values == other.values && self.always == other.always
    }
}

impl AreaValues {
    /// The means of the areas' tiles.
    pub(in crate::page) fn means(areas: &Arc<AreasView>, values: &[Option<TileValue>]) -> Self {
        let parts = by_area(values, &areas.of_tile, areas.names.len());
        let values = parts.into_iter().map(|part| part.mean).collect();
        Self { areas: areas.clone(), values, always: false }
    }
}

impl Picture {
    /// By what it is drawn in a viewport.
    pub(in crate::page) fn grain(&self, shown: &Viewport) -> Grain {
        match &self.areas {
            Some(areas) if areas.always => Grain::Areas,
            areas => Grain::readable(shown, areas.is_some()),
        }
    }

    /// By position in the grid the tile's area; empty without areas.
    pub(super) fn of_tile(&self) -> &[Option<u32>] {
        self.areas.as_ref().map_or(&[], |areas| &areas.areas.of_tile)
    }

    /// The area of a tile.
    pub(super) fn area_of(&self, tile: TileId) -> Option<u32> {
        self.of_tile().get(self.grid.position(tile)).copied().flatten()
    }

    /// What the block at a row and a column of blocks has together.
    pub(super) fn block(&self, side: u16, tile: TileId) -> PartValue {
        let tiles = crate::logic::grain::block_of(&self.grid, side, tile);
        PartValue::of(tiles.filter_map(|tile| self.values.get(self.grid.position(tile))?.as_ref()))
    }
}
