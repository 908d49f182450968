//! Parquet files: columns become rows of text. Natively only.
//!
//! The crate `parquet` panics on one damaged file of a hundred, and a release build cannot catch
//! that (docs/dependencies.md). So what a table of text needs is read here: columns with one value
//! a row, in all encodings but the oldest of levels. A page of each column is in memory at a time,
//! and the file as it is.

mod cells;
mod cursor;
mod delta;
mod footer;
mod hybrid;
mod pages;
mod places;
mod thrift;
mod values;

use std::io::{Read, Seek};
use std::rc::Rc;

use self::cells::Kind;
use self::cursor::Cursor;
use self::footer::{Column, Footer, Group};
use crate::error::ReadError;
use crate::held_file::held;
use crate::limits::Limits;
use crate::record::{StatedSystem, Unread};
use crate::row_source::{RowSource, Tables};
use crate::split::Fields;

/// What a Parquet file begins with.
pub(crate) const MAGIC: &[u8] = b"PAR1";
/// Bytes that pages may take in memory, all columns together.
const HELD_BYTES: usize = 512 << 20;

/// A file that is one table.
pub(crate) struct Parquet {
    rows: Option<Box<ColumnRows>>,
    unread: Vec<Unread>,
    system: Option<StatedSystem>,
    has_shapes: bool,
}

impl Parquet {
    /// Reads the footer, and gives the file's bytes. No file has more than `inflation` rows a byte.
    pub(crate) fn open<R: Read + Seek>(reader: R, inflation: u64) -> Result<(Self, u64), ReadError> {
        Self::open_for(reader, inflation, Kind::Point)
    }

    /// The rows, each with its shape as GeoJSON behind its cells, and the system of these.
    pub(crate) fn areas<R: Read + Seek>(
        reader: R,
    ) -> Result<(Box<dyn RowSource>, Option<StatedSystem>), ReadError> {
        let (mut table, _) = Self::open_for(reader, Limits::default().inflation, Kind::Areas)?;
        let rows = table.take().filter(|_| table.has_shapes);
        Ok((rows.ok_or_else(|| bad("it has no column of areas"))?, table.system))
    }

    /// `shapes`: what a column of shapes is read as.
    fn open_for<R: Read + Seek>(reader: R, inflation: u64, shapes: Kind) -> Result<(Self, u64), ReadError> {
        let file: Rc<[u8]> = held(reader, "the Parquet file")?.into();
        let length = file.len() as u64;
        let Footer { columns, groups, words, mut unread } = Footer::read(&file)?;
        let rows = groups.iter().fold(0_u64, |rows, group| rows.saturating_add(group.rows));
        if rows > length.saturating_mul(inflation) {
            return Err(ReadError::InflatesTooMuch { limit: inflation });
        }
        let places = places::Places::find(&file, &columns, &groups, &words, shapes)?;
        unread.extend(places.unread);
        let (columns, header, has_shapes) = (places.columns, places.header, places.has_shapes);
        if columns.is_empty() {
            return Err(bad("it has no column with one value a row"));
        }
        let cursors = Vec::new();
        let rows = ColumnRows {
            file,
            columns,
            header,
            groups,
            cursors,
            group: 0,
            left: 0,
            held: 0,
            line: 0,
            output: Vec::new(),
        };
        Ok((Self { rows: Some(Box::new(rows)), unread, system: places.system, has_shapes }, length))
    }
}

impl Tables for Parquet {
    fn take(&mut self) -> Option<Box<dyn RowSource>> {
        self.rows.take().map(|rows| rows as Box<dyn RowSource>)
    }

    fn has_next(&self) -> bool {
        self.rows.is_some()
    }

    fn take_unread(&mut self) -> Vec<Unread> {
        std::mem::take(&mut self.unread)
    }

    fn name(&self) -> &str {
        ""
    }

    fn stated_system(&self) -> Option<StatedSystem> {
        self.system.clone()
    }
}

/// The rows, put together from the columns.
struct ColumnRows {
    file: Rc<[u8]>,
    /// Those that are read, and their numbers among a group's chunks.
    columns: Vec<(usize, Column)>,
    header: Vec<String>,
    groups: Vec<Group>,
    /// By column, where the next value is.
    cursors: Vec<Cursor>,
    /// Groups that have begun, and rows of the last that are still to come.
    group: usize,
    left: u64,
    /// What the cursors take in memory.
    held: usize,
    line: u64,
    output: Vec<u8>,
}

impl ColumnRows {
    /// Goes to the next rows; false where there are none.
    fn begin_group(&mut self) -> bool {
        while self.left == 0 {
            let Some(group) = self.groups.get(self.group) else { return false };
            self.group += 1;
            self.left = group.rows;
            let chunks = self.columns.iter().filter_map(|(number, _)| group.chunks.get(*number));
            self.held = 0;
            self.cursors = chunks.map(|chunk| Cursor::new(*chunk)).collect();
        }
        true
    }
}

impl RowSource for ColumnRows {
    fn next(&mut self, limit: usize, fields: &mut Fields<'_>) -> Result<Option<u64>, ReadError> {
        fields.clear();
        self.output.clear();
        self.line += 1;
        if self.line == 1 {
            for name in &self.header {
                let from = self.output.len();
                self.output.extend_from_slice(name.as_bytes());
                fields.push(from, self.output.len());
            }
            return Ok(Some(1));
        }
        if !self.begin_group() {
            return Ok(None);
        }
        self.left -= 1;
        for (cursor, (_, column)) in self.cursors.iter_mut().zip(&self.columns) {
            if cursor.is_at_page_end() {
                self.held -= cursor.held_bytes();
                cursor.begin_page(&self.file, column)?;
                self.held += cursor.held_bytes();
                if self.held > HELD_BYTES {
                    let (found, limit) = (self.held as u64, HELD_BYTES as u64);
                    return Err(ReadError::too_large(
                        "the Parquet file, a page of each column,",
                        found,
                        limit,
                    ));
                }
            }
            cursor.push(column, &mut self.output, fields)?;
            if self.output.len() > limit {
                return Err(bad(&format!("row {} is longer than {limit} bytes", self.line - 1)));
            }
        }
        Ok(Some(self.line))
    }

    fn output(&self) -> &[u8] {
        &self.output
    }
}

fn bad(reason: &str) -> ReadError {
    ReadError::BadParquet { reason: reason.to_owned() }
}

/// What is missing in it must not be.
fn missing() -> ReadError {
    bad("what must be in its footer or in a page's header is not")
}

/// A length or a number in it cannot be right.
fn uneven() -> ReadError {
    bad("its lengths do not fit together")
}
