//! Where things are: the grid of tiles, and areas with their tables.

mod areas;
mod grid;

pub use areas::*;
pub use grid::{Grid, TileId};
