//! The areas that an audit compares: where they are, what is published of them, and which tiles
//! they hold.

use serde::{Deserialize, Serialize};

use crate::space::{AreaLayer, Grid, TileAreas, TooManyOverlaps};

/// Areas with one published value each, by index.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditedAreas {
    /// What they are called.
    pub names: Vec<String>,
    /// Their centres, metres east and north of some common place.
    pub centres: Vec<(f64, f64)>,
    /// The value that groups are cut by; null where the table has none.
    pub values: Vec<Option<f64>>,
    /// By position of a tile in the grid: the area that overlaps it most.
    pub of_tile: Vec<Option<u32>>,
}

impl AuditedAreas {
    /// A layer's areas over a grid, each with its value.
    ///
    /// # Errors
    /// Where boundaries overlap more tiles than can be held.
    pub fn new(layer: &AreaLayer, grid: &Grid, values: Vec<Option<f64>>) -> Result<Self, TooManyOverlaps> {
        let of_tile = TileAreas::new(layer, grid)?;
        Ok(Self {
            names: (0..layer.len()).map(|area| layer.name(area)).collect(),
            centres: layer.centres_metres(grid),
            values,
            of_tile: of_tile.areas().iter().map(|area| area.map(|area| area as u32)).collect(),
        })
    }

    /// The area of a tile, given its position in the grid.
    pub fn of_tile(&self, position: usize) -> Option<usize> {
        self.of_tile.get(position).copied().flatten().map(|area| area as usize)
    }
}
