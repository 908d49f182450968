#![doc = include_str!("../README.md")]

mod archive;
mod areas;
mod bytes;
#[cfg(not(target_arch = "wasm32"))]
mod civil;
mod dbf;
mod delimited;
mod delimiter;
mod encoding;
mod error;
#[doc(hidden)]
pub mod fuzz_bodies;
#[cfg(not(target_arch = "wasm32"))]
mod geopackage;
#[cfg(not(target_arch = "wasm32"))]
mod held_file;
mod held_rows;
mod json_rows;
mod json_shape;
mod json_values;
mod kind;
mod limits;
#[cfg(not(target_arch = "wasm32"))]
mod parquet;
mod points;
mod reading;
mod reconcile;
mod record;
mod row_source;
mod shapefile;
mod split;
mod start;
mod stored_zip;
pub mod text;
#[cfg(not(target_arch = "wasm32"))]
mod wkb;
mod workbook;

pub use areas::areas_as_geojson;
pub use error::{ReadError, ZipFault};
pub use limits::Limits;
pub use record::{Parted, Record, Records, Section, StatedSystem, Unread};
