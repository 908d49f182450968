//! Where things are: the grid of tiles, areas with their tables, and projected coordinates.

mod areas;
mod coordinate_system;
mod datum_shift;
mod definition;
mod grid;
mod projection;
mod stated;

pub use areas::*;
pub use coordinate_system::{CoordinateSystem, UnknownSystem};
pub(crate) use grid::METRES_A_DEGREE;
pub use grid::{Grid, TileId, square_tile};
pub use projection::Projection;
