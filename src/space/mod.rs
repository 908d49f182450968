//! Where things are: the grid of tiles, areas with their tables, and projected coordinates.

mod areas;
mod grid;
mod projection;

pub use areas::*;
pub use grid::{Grid, TileId};
pub use projection::{CoordinateSystem, Projection, UnknownSystem};
