//! Where things are: the grid of tiles.

mod grid;

pub use grid::{Grid, TileId};
