//! Where things are: the grid of tiles, and areas with their tables.

mod areas;
mod grid;

pub use areas::*;
pub(crate) use grid::METRES_A_DEGREE;
pub use grid::{Grid, TileId};
