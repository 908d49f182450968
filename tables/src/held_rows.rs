//! Rows of tables that must be held in memory, because what their cells mean stands elsewhere.

use std::ops::Range;

use crate::error::ReadError;
use crate::row_source::RowSource;
use crate::split::Fields;
use crate::start::{Look, title_rows};
use crate::text::field;

/// Rows that are looked at for a header.
const LOOKED_AT: usize = 100;
/// What rows may take in memory.
pub(crate) const LIMIT_BYTES: usize = 256 << 20;

/// Rows with their cells' texts, given out one after another.
#[derive(Default)]
pub(crate) struct HeldRows {
    /// Texts of all cells, one after another.
    pub(crate) texts: Vec<u8>,
    bounds: Vec<(u32, u32)>,
    rows: Vec<Row>,
    /// Rows before the header, which are none of the table.
    titles: usize,
    /// Rows that were given out.
    given: usize,
}

struct Row {
    number: u64,
    cells: Range<usize>,
    extra: Option<[(u32, u32); 2]>,
}

impl HeldRows {
    /// Begins a row; its number is that of its line.
    pub(crate) fn begin_row(&mut self, number: u64) {
        let at = self.bounds.len();
        self.rows.push(Row { number, cells: at..at, extra: None });
    }

    /// Number of the last row that was begun, and its cells so far.
    pub(crate) fn last_row(&self) -> Option<(u64, usize)> {
        self.rows.last().map(|row| (row.number, row.cells.len()))
    }

    /// Adds a cell to the last row, with the text from `from` on.
    ///
    /// # Errors
    /// `what` has become too large.
    pub(crate) fn push_cell(&mut self, from: usize, what: &str) -> Result<(), ReadError> {
        // Far shorter than 4 GB, by the limit.
        self.bounds.push((from as u32, self.texts.len() as u32));
        if let Some(row) = self.rows.last_mut() {
            row.cells.end = self.bounds.len();
        }
        let held = self.bytes();
        if held > LIMIT_BYTES {
            return Err(ReadError::too_large(what, held as u64, LIMIT_BYTES as u64));
        }
        Ok(())
    }

    /// Adds a cell without text to the last row.
    pub(crate) fn push_empty_cell(&mut self) {
        self.bounds.push((0, 0));
        if let Some(row) = self.rows.last_mut() {
            row.cells.end = self.bounds.len();
        }
    }

    /// Forgets the rows that stand above the header, if there are any.
    pub(crate) fn drop_titles(&mut self) {
        let looks: Vec<Look> =
            (0..self.rows.len().min(LOOKED_AT)).map(|at| Look::of(self.cells(at))).collect();
        self.titles = title_rows(&looks);
        self.given = self.titles;
    }

    /// Rows, that of the header among them.
    pub(crate) fn len(&self) -> usize {
        self.rows.len() - self.titles
    }

    /// Cells of the header.
    pub(crate) fn header(&self) -> impl Iterator<Item = &[u8]> {
        self.cells(self.titles)
    }

    /// What they take in memory.
    pub(crate) fn bytes(&self) -> usize {
        self.texts.len() + self.bounds.len() * size_of::<(u32, u32)>() + self.rows.len() * size_of::<Row>()
    }

    fn cells(&self, row: usize) -> impl Iterator<Item = &[u8]> {
        let cells = self.rows.get(row).map_or(0..0, |row| row.cells.clone());
        let bounds = self.bounds.get(cells).unwrap_or_default();
        bounds.iter().map(|bounds| field(&self.texts, Some(bounds)))
    }

    /// Gives each row two more cells, by its number; rows for which there are none have two empty
    /// ones.
    pub(crate) fn add_columns(&mut self, cells: impl Fn(u64) -> Option<[String; 2]>) {
        for row in &mut self.rows {
            row.extra = Some([(0, 0); 2]);
            let Some(cells) = cells(row.number) else { continue };
            row.extra = Some(cells.map(|text| {
                let from = self.texts.len() as u32;
                self.texts.extend_from_slice(text.as_bytes());
                (from, self.texts.len() as u32)
            }));
        }
    }
}

impl RowSource for HeldRows {
    /// No row has fewer cells than the first.
    fn next(&mut self, _: usize, fields: &mut Fields<'_>) -> Result<Option<u64>, ReadError> {
        fields.clear();
        let Some(row) = self.rows.get(self.given) else { return Ok(None) };
        self.given += 1;
        let cells = self.bounds.get(row.cells.clone()).unwrap_or_default();
        cells
            .iter()
            .chain(row.extra.iter().flatten())
            .for_each(|&(from, to)| fields.push(from as usize, to as usize));
        let width = self.rows.get(self.titles).map_or(0, |first| first.cells.len());
        (row.cells.len()..width).for_each(|_| fields.push(0, 0));
        Ok(Some(row.number))
    }

    fn output(&self) -> &[u8] {
        &self.texts
    }
}
