//! The points of a shapefile as two more columns of its table, where that has no coordinates of its own.
//!
//! An archive has the points (`.shp`) after the table (`.dbf`), because its entries stand in the order of their names: the table is held in
//! memory until they come. Source: ESRI Shapefile Technical Description, 1998.

use std::io::Read;

use super::encoding::text;
use super::record::Record;
use super::sheet::{LIMIT_BYTES, too_large};
use super::sheet_cells::push_line;
use super::zip_entries::ZipEntries;
use crate::error::ReadError;
use crate::text::normal_name;

const HEADER_BYTES: usize = 100;
const SHAPE_TYPE_AT: usize = 32;
const RECORD_HEADER_BYTES: usize = 8;
/// Points alone, with a height, with a measure.
const POINTS: [u32; 3] = [1, 11, 21];
/// What the names of columns that hold a coordinate begin and end with.
const BEGINNINGS: [&str; 5] = ["lat", "y coord", "ycoord", "point y", "y "];
const ENDS: [&str; 3] = [" y", "latitude", " lat"];

/// A table that waits for its points.
pub(crate) struct Shapefile {
    /// The lines of the table as CSV without their ends, the header first.
    lines: Vec<u8>,
    /// Where each ends, and the line that it is.
    ends: Vec<(usize, u64)>,
}

impl Shapefile {
    /// The table with this header; `None` where it has coordinates.
    pub(crate) fn new(header: &Record<'_>) -> Option<Self> {
        let has_place = header.fields().any(|name| {
            let name = normal_name(&text(name));
            name == "y"
                || BEGINNINGS.iter().any(|start| name.starts_with(start))
                || ENDS.iter().any(|end| name.ends_with(end))
        });
        if has_place {
            return None;
        }
        let mut table = Self { lines: Vec::new(), ends: Vec::new() };
        table.add(header);
        Some(table)
    }

    fn add(&mut self, record: &Record<'_>) {
        push_line(&mut record.fields(), &mut self.lines);
        self.ends.push((self.lines.len(), record.line));
    }

    /// Adds a row.
    ///
    /// # Errors
    /// A table larger than what may be held.
    pub(crate) fn push(&mut self, record: &Record<'_>) -> Result<(), ReadError> {
        self.add(record);
        if self.lines.len() > LIMIT_BYTES {
            Err(too_large("the shapefile's table", self.lines.len()))
        } else {
            Ok(())
        }
    }

    /// The table as CSV with the points of the archive's next `.shp` entry, by the number of their record; without where there is none.
    pub(crate) fn with_points<R: Read>(self, entries: &mut ZipEntries<R>) -> Result<Vec<u8>, ReadError> {
        let is_shape = |name: &str| name.to_ascii_lowercase().ends_with(".shp");
        let points = if entries.next_named(is_shape)? { points(entries)? } else { Vec::new() };
        let first = points.iter().flatten().next();
        let names = first
            .map(|[x, y]| if x.abs() <= 180.0 && y.abs() <= 90.0 { ",longitude,latitude" } else { ",x,y" });
        let mut csv = Vec::new();
        let (mut from, mut at_line) = (0, 1);
        for (end, line) in self.ends {
            // A deleted row is a blank line, so that lines stay those of the table.
            while at_line < line {
                csv.push(b'\n');
                at_line += 1;
            }
            csv.extend_from_slice(self.lines.get(from..end).unwrap_or_default());
            from = end;
            let Some(names) = names else { continue };
            // The header's line is 1, the first row's is 2.
            let row = line.checked_sub(2).and_then(|row| usize::try_from(row).ok());
            match row.map(|row| points.get(row).copied().flatten()) {
                None => csv.extend_from_slice(names.as_bytes()),
                Some(Some([x, y])) => csv.extend_from_slice(format!(",{x},{y}").as_bytes()),
                Some(None) => csv.extend_from_slice(b",,"),
            }
        }
        Ok(csv)
    }
}

/// The point of each record, from the archive's entry; none of a shape that is no point.
fn points<R: Read>(entries: &mut ZipEntries<R>) -> Result<Vec<Option<[f64; 2]>>, ReadError> {
    let mut shapes = Vec::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = entries.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        // Lines and areas may be large, and are of no use.
        if shapes.len() < HEADER_BYTES || POINTS.contains(&little(&shapes, SHAPE_TYPE_AT)) {
            shapes.extend_from_slice(buffer.get(..read).unwrap_or_default());
        }
        if shapes.len() > LIMIT_BYTES {
            return Err(too_large("the shapefile's points", shapes.len()));
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
