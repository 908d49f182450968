//! Where things are: the grid of tiles, areas with their tables, and projected coordinates.

mod areas;
mod cities;
mod coordinate_system;
mod datum_shift;
mod definition;
mod grid;
mod homes;
mod land;
mod projection;
mod stated;

pub use areas::*;
pub(crate) use cities::degrees_to_city;
pub use coordinate_system::{CoordinateSystem, UnknownSystem};
pub(crate) use grid::METRES_A_DEGREE;
pub use grid::{Grid, TileId, square_tile};
pub(crate) use land::is_land;
pub use projection::Projection;
