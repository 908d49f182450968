//! Parquet files: columns become rows of text. Natively only.
//!
//! The crate `parquet` reads them. It panics on some damaged files, which `guard` makes errors, and
//! reserves what a file claims, which `claims` looks at before (docs/dependencies.md). A page of
//! each column is in memory at a time, and the file as it is.

mod cells;
mod claims;
mod column;
mod file;
mod guard;
mod pages;
mod places;

use std::io::{Read, Seek};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use self::cells::Kind;
use self::column::Cells;
use self::file::File;
use crate::error::ReadError;
use crate::held_file::held;
use crate::limits::Limits;
use crate::record::{StatedSystem, Unread};
use crate::row_source::{RowSource, Tables};
use crate::split::Fields;

/// What a Parquet file begins with.
pub(crate) const MAGIC: &[u8] = b"PAR1";

/// A column that has one value a row.
#[derive(Clone)]
struct Column {
    /// Its name behind those of the structures that it is in.
    name: String,
    /// Its number among all, also those that are not read.
    number: usize,
    kind: Kind,
    /// The level of a row that has a value: the number of names that may be without one.
    level: i16,
    /// The system of coordinates, of a column of points that states one.
    system: Option<String>,
}

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
        let bytes = held(reader, "the Parquet file")?;
        let length = bytes.len() as u64;
        let file = File::open(bytes)?;
        let mut rows = 0_u64;
        for group in 0..file.groups().len() {
            rows = rows.saturating_add(file.rows(group)? as u64);
        }
        if rows > length.saturating_mul(inflation) {
            return Err(ReadError::InflatesTooMuch { limit: inflation });
        }
        let (columns, mut unread) = file.columns();
        let places = places::Places::find(&file, &columns, &file.words(), shapes)?;
        unread.extend(places.unread);
        let (columns, header, has_shapes) = (places.columns, places.header, places.has_shapes);
        if columns.is_empty() {
            return Err(bad("it has no column with one value a row"));
        }
        let (cells, output) = (Vec::new(), Vec::new());
        let rows = ColumnRows { file, columns, header, group: 0, left: 0, cells, ready: 0, line: 0, output };
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
    file: File,
    /// Those that are read.
    columns: Vec<Column>,
    header: Vec<String>,
    /// Groups that have begun, and rows of the last that are still to come.
    group: usize,
    left: usize,
    /// By column, some of these rows, and how many of them are still to come.
    cells: Vec<Cells>,
    ready: usize,
    line: u64,
    output: Vec<u8>,
}

impl ColumnRows {
    /// Reads the next rows, where none is ready; false where there are none.
    fn fill(&mut self) -> Result<bool, ReadError> {
        while self.left == 0 {
            if self.group >= self.file.groups().len() {
                return Ok(false);
            }
            self.left = self.file.rows(self.group)?;
            let held = Arc::new(AtomicUsize::new(0));
            let cells = self.columns.iter().map(|column| self.file.cells(self.group, column, &held));
            self.cells = cells.collect::<Result<_, _>>()?;
            self.group += 1;
        }
        for (cells, column) in self.cells.iter_mut().zip(&self.columns) {
            self.ready = cells.fill(self.left, column)?;
        }
        self.left -= self.ready;
        Ok(self.ready > 0)
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
        if self.ready == 0 && !self.fill()? {
            return Ok(None);
        }
        self.ready -= 1;
        for (cells, column) in self.cells.iter_mut().zip(&self.columns) {
            for text in cells.next(column).into_iter().flatten().take(column.kind.fields()) {
                let from = self.output.len();
                self.output.extend_from_slice(text);
                fields.push(from, self.output.len());
            }
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

/// A length or a number in it cannot be right.
fn uneven() -> ReadError {
    bad("its lengths do not fit together")
}
