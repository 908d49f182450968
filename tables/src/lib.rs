#![doc = include_str!("../README.md")]

mod archive;
mod bytes;
mod dbf;
mod delimited;
mod delimiter;
mod encoding;
mod error;
#[doc(hidden)]
pub mod fuzz_bodies;
mod held_rows;
mod json_rows;
mod json_shape;
mod json_values;
mod kind;
mod limits;
mod reading;
mod reconcile;
mod record;
mod shapefile;
mod split;
mod start;
mod stored_zip;
pub mod text;
mod workbook;

pub use error::{ReadError, ZipFault};
pub use limits::Limits;
pub use record::{Parted, Record, Records, Section, StatedSystem, Unread};
