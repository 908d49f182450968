//! Areas for which wealth is published: their boundaries (GeoJSON), their tables, and what
//! joins the two to tiles.

mod files;
mod geojson;
mod groups;
mod join;
mod join_error;
#[cfg(test)]
mod joins;
mod key_fit;
mod key_form;
mod key_names;
mod key_search;
mod key_two;
mod layer;
mod lines;
#[cfg(test)]
mod nasty_files;
mod numbers;
mod parts;
mod polygon;
mod problem;
mod read;
mod table;
mod tile_groups;
mod tiles;

pub use files::{AreaChoice, AreaFiles, AreaFilesError, AreaVariable, inflated};
pub use geojson::MAX_FEATURES;
pub use groups::{GroupError, Groups};
pub use join::{Join, JoinQuality, JoinReading, KeyPair, UnmatchedRow, join};
pub use join_error::{JoinError, TriedPair, WhyNot};
pub use layer::{Area, AreaLayer};
pub use lines::{Lines, LinesError};
pub use polygon::Position;
pub use problem::{AreaFault, AreaFileError, AreaProblem, LineFault, MAX_KINK_SHARE};
pub use read::MAX_AREA_FILE_BYTES;
pub use table::{AreaTable, MAX_TABLE_BYTES, TableError, TableProblem};
pub use tile_groups::{TileGroups, TileGroupsError};
pub use tiles::{TileAreas, TooManyOverlaps, area_weighted_values_for_maps, tiles_inside};
