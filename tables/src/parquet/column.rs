//! A column of a group of rows, read as text by the crate `parquet`.

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{AsBytes, DataType};
use parquet::errors::ParquetError;

use super::cells::Kind;
use super::guard::{failed, guarded};
use super::{Column, bad};
use crate::error::ReadError;
use crate::wkb;

/// Rows that are read at a time, and bytes of their texts.
const ROWS: usize = 128;
const TEXT_BYTES: usize = 256 << 20;

/// A column's values for some rows, as texts.
pub(super) struct Cells {
    reader: ColumnReader,
    texts: Vec<u8>,
    bounds: Vec<(u32, u32)>,
    next: usize,
}

impl Cells {
    pub(super) fn new(reader: ColumnReader) -> Self {
        Self { reader, texts: Vec::new(), bounds: Vec::new(), next: 0 }
    }

    /// Reads the next rows, `most` at most, and gives their number.
    pub(super) fn fill(&mut self, most: usize, column: &Column) -> Result<usize, ReadError> {
        let Self { reader, texts, bounds, next } = self;
        texts.clear();
        bounds.clear();
        *next = 0;
        let rows = most.min(ROWS);
        let is_whole = guarded(|| {
            match reader {
                ColumnReader::BoolColumnReader(reader) => read(reader, rows, column, texts, bounds),
                ColumnReader::Int32ColumnReader(reader) => read(reader, rows, column, texts, bounds),
                ColumnReader::Int64ColumnReader(reader) => read(reader, rows, column, texts, bounds),
                ColumnReader::Int96ColumnReader(reader) => read(reader, rows, column, texts, bounds),
                ColumnReader::FloatColumnReader(reader) => read(reader, rows, column, texts, bounds),
                ColumnReader::DoubleColumnReader(reader) => read(reader, rows, column, texts, bounds),
                ColumnReader::ByteArrayColumnReader(reader) => read(reader, rows, column, texts, bounds),
                ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                    read(reader, rows, column, texts, bounds)
                }
            }
            .map_err(|error| failed(&error))
        })?;
        if !is_whole {
            return Err(bad("a row is too long"));
        }
        if bounds.len() != rows * column.kind.fields() {
            return Err(bad("a column has fewer values than rows"));
        }
        Ok(rows)
    }

    /// The next row's fields, the second of a point alone; `None` behind the rows that were read.
    pub(super) fn next(&mut self, column: &Column) -> Option<[&[u8]; 2]> {
        let found = self.bounds.get(self.next..self.next + column.kind.fields())?;
        self.next += found.len();
        let text = |at: usize| {
            let (from, to) = found.get(at).copied().unwrap_or_default();
            self.texts.get(from as usize..to as usize).unwrap_or_default()
        };
        Some([text(0), text(1)])
    }
}

/// Adds the values of so many rows; false where they are too long.
fn read<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    rows: usize,
    column: &Column,
    texts: &mut Vec<u8>,
    bounds: &mut Vec<(u32, u32)>,
) -> Result<bool, ParquetError> {
    let (mut values, mut levels) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
    let (found, ..) = reader.read_records(rows, Some(&mut levels), None, &mut values)?;
    let mut values = values.iter();
    for row in 0..found {
        let has_value = column.level == 0 || levels.get(row) == Some(&column.level);
        match values.by_ref().take(usize::from(has_value)).next() {
            // Of at most `TEXT_BYTES` and a value, so below 4 GB.
            Some(value) => {
                write(column.kind, value.as_bytes(), texts, |from, to| bounds.push((from as u32, to as u32)));
            }
            None => bounds.extend(vec![(0, 0); column.kind.fields()]),
        }
        if texts.len() > TEXT_BYTES {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Writes a value's fields behind what is in `out`, and says where each is.
fn write(kind: Kind, bytes: &[u8], out: &mut Vec<u8>, mut push: impl FnMut(usize, usize)) {
    let from = out.len();
    if kind.fields() == 1 {
        kind.write(bytes, out);
        push(from, out.len());
    } else {
        wkb::write_point(wkb::point(bytes), out, push);
    }
}
