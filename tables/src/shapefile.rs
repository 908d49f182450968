//! The points of a shapefile as two more columns of its table, where that has no coordinates of its
//! own.
//!
//! The table (`.dbf`) is held in memory until the points (`.shp`) beside it have been read,
//! wherever they stand in the archive. Source: ESRI Shapefile Technical Description, 1998.

use std::io::{Read, Seek};

use crate::archive::Archive;
use crate::error::ReadError;
use crate::held_rows::{HeldRows, LIMIT_BYTES};
use crate::points;
use crate::record::Record;
use watchback_translate::mark;

const HEADER_BYTES: usize = 100;
const SHAPE_TYPE_AT: usize = 32;
const RECORD_HEADER_BYTES: usize = 8;
/// Points alone, with a height, with a measure.
const POINTS: [u32; 3] = [1, 11, 21];
/// A table that waits for its points.
pub(crate) struct Shapefile {
    rows: HeldRows,
}

impl Shapefile {
    /// The table with this header; `None` where it has coordinates.
    ///
    /// # Errors
    /// As [`Self::push`].
    pub(crate) fn new(header: &Record<'_>) -> Result<Option<Self>, ReadError> {
        if points::has_place(header.fields()) {
            return Ok(None);
        }
        let mut table = Self { rows: HeldRows::default() };
        table.push(header)?;
        Ok(Some(table))
    }

    /// Adds a row.
    ///
    /// # Errors
    /// A table larger than what may be held.
    pub(crate) fn push(&mut self, record: &Record<'_>) -> Result<(), ReadError> {
        self.rows.begin_row(record.line);
        for field in record.fields() {
            let from = self.rows.texts.len();
            self.rows.texts.extend_from_slice(field);
            self.rows.push_cell(from, mark!("the shapefile's table"))?;
        }
        Ok(())
    }

    /// The rows with the points of the `.shp` entry beside the table, by their record's number;
    /// without points where there is none.
    pub(crate) fn with_points<R: Read + Seek>(
        mut self,
        archive: &mut Archive<R>,
    ) -> Result<HeldRows, ReadError> {
        let points = archive.visit(".shp", |shapes| read_points(shapes))?.unwrap_or_default();
        if let Some(first) = points.iter().flatten().next() {
            let names = points::names(*first);
            self.rows.add_columns(|line| {
                // The header's line is 1, the first row's is 2.
                let Some(row) = line.checked_sub(2) else { return Some(names.map(str::to_owned)) };
                let point = points.get(usize::try_from(row).ok()?).copied().flatten();
                point.map(|point| point.map(|coordinate| coordinate.to_string()))
            });
        }
        Ok(self.rows)
    }
}

/// The point of each record, from the archive's entry; none of a shape that is no point.
fn read_points<R: Read + Seek>(archive: &mut Archive<R>) -> Result<Vec<Option<[f64; 2]>>, ReadError> {
    let mut shapes = Vec::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = archive.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        // Lines and areas may be large, and are of no use.
        if shapes.len() < HEADER_BYTES || POINTS.contains(&little(&shapes, SHAPE_TYPE_AT)) {
            shapes.extend_from_slice(buffer.get(..read).unwrap_or_default());
        }
        if shapes.len() > LIMIT_BYTES {
            let (found, limit) = (shapes.len() as u64, LIMIT_BYTES as u64);
            return Err(ReadError::too_large(mark!("the shapefile's points"), found, limit));
        }
    }
    let mut points = Vec::new();
    let mut rest = shapes.get(HEADER_BYTES..).unwrap_or_default();
    while let Some((header, content)) = rest.split_first_chunk::<RECORD_HEADER_BYTES>() {
        let [.., a, b, c, d] = *header;
        // Counted in units of two bytes.
        let length = 2 * u32::from_be_bytes([a, b, c, d]) as usize;
        let is_point = POINTS.contains(&little(content, 0)) && length >= 20;
        points.push(if is_point {
            coordinate(content, 4).zip(coordinate(content, 12)).map(|(x, y)| [x, y])
        } else {
            None
        });
        rest = content.get(length..).unwrap_or_default();
    }
    Ok(points)
}

fn coordinate(bytes: &[u8], at: usize) -> Option<f64> {
    bytes.get(at..).and_then(<[u8]>::first_chunk::<8>).map(|bytes| f64::from_le_bytes(*bytes))
}

fn little(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk::<4>).map_or(0, |bytes| u32::from_le_bytes(*bytes))
}
