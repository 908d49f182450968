//! A file as a reader of any kind, and what it says of its coordinates.

use std::io::{Read, Seek};

use watchback_tables::{Records, StatedSystem};

use crate::space::CoordinateSystem;

/// One reader for all kinds of files: the rows' loop is in the page once.
pub(super) type AnyReader<'a> = Box<dyn ReadSeek + 'a>;

/// A file's bytes, from any place.
pub(super) trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

/// The coordinate system that a file says it is of, where that is known here.
pub(super) fn stated_system<R: Read + Seek>(records: &Records<R>) -> Option<CoordinateSystem> {
    match records.stated_system()? {
        StatedSystem::Number(number) => CoordinateSystem::of_number(*number),
        StatedSystem::Text(text) => CoordinateSystem::from_wkt(text),
    }
}
