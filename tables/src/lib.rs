#![doc = include_str!("../README.md")]

mod bytes;
mod checksum;
mod dbf;
mod delimited;
mod delimiter;
mod encoding;
mod error;
#[doc(hidden)]
pub mod fuzz_bodies;
pub mod gzip;
#[doc(hidden)]
pub mod json;
mod json_rows;
mod kind;
mod limits;
mod reconcile;
mod record;
mod shapefile;
mod sheet;
mod sheet_cells;
mod split;
pub mod text;
mod xml_scan;
mod zip_entries;
mod zip_header;

pub use error::{ReadError, ZipFault};
pub use limits::Limits;
pub use record::{Record, Records};
pub use sheet::check_size;
