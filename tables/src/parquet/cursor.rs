//! The values of a column for some rows, one row after another.

use super::footer::{Chunk, Column};
use super::hybrid::Hybrid;
use super::pages::{self, Content, Levels};
use super::values::{Next, Values, with_length};
use super::{bad, uneven};
use crate::error::ReadError;
use crate::split::Fields;
use crate::wkb;

/// Where the next value of a column is.
pub(super) struct Cursor {
    chunk: Chunk,
    page: Vec<u8>,
    /// Rows of the page that are still to come.
    left: u64,
    /// Levels of rows; none where each row has a value.
    levels: Option<Hybrid>,
    values: Values,
    dictionary: Dictionary,
}

/// Values that pages refer to, as texts.
#[derive(Default)]
struct Dictionary {
    texts: Vec<u8>,
    /// By value, as many as it has fields.
    bounds: Vec<(u32, u32)>,
}

impl Cursor {
    pub(super) fn new(chunk: Chunk) -> Self {
        let values = Values::Fixed { at: 0, width: 0 };
        Self { chunk, page: Vec::new(), left: 0, levels: None, values, dictionary: Dictionary::default() }
    }

    pub(super) fn is_at_page_end(&self) -> bool {
        self.left == 0
    }

    /// What it takes in memory.
    pub(super) fn held_bytes(&self) -> usize {
        self.page.capacity() + self.dictionary.texts.capacity() + 8 * self.dictionary.bounds.capacity()
    }

    /// Goes to the next page that has rows.
    #[cold]
    pub(super) fn begin_page(&mut self, file: &[u8], column: &Column) -> Result<(), ReadError> {
        while self.left == 0 {
            let rest = file.get(self.chunk.from..self.chunk.to).filter(|rest| !rest.is_empty());
            let rest = rest.ok_or_else(|| bad("a column has fewer values than rows"))?;
            let (content, length) = pages::read(rest, self.chunk.codec, &mut self.page)?;
            self.chunk.from += length;
            match content {
                Content::Other => {}
                Content::Dictionary { values } => self.dictionary = dictionary(&self.page, values, column)?,
                Content::Values { values, encoding, levels } => {
                    let from = self.begin_levels(levels, column.level)?;
                    self.values = Values::new(&self.page, from, encoding, column.width)?;
                    self.left = values;
                }
            }
        }
        Ok(())
    }

    /// Finds the levels; gives where the values begin.
    fn begin_levels(&mut self, levels: Levels, level: u32) -> Result<usize, ReadError> {
        let bits = u32::BITS - level.leading_zeros();
        let (range, end) = match levels {
            Levels::Within { .. } if level == 0 => (None, 0),
            Levels::Within { encoding: 3 } => {
                let range = with_length(&self.page, 0)?;
                let end = range.end;
                (Some(range), end)
            }
            Levels::Within { .. } => {
                return Err(bad("its levels are written in a way of before 2014"));
            }
            Levels::Before { lists, values } => {
                let end =
                    lists.checked_add(values).filter(|end| *end <= self.page.len()).ok_or_else(uneven)?;
                (Some(lists..end).filter(|_| level > 0), end)
            }
        };
        self.levels = range.map(|range| Hybrid::new(bits, range)).transpose()?;
        Ok(end)
    }

    /// Adds the next row's value to `out`.
    #[inline]
    pub(super) fn push(
        &mut self,
        column: &Column,
        out: &mut Vec<u8>,
        fields: &mut Fields<'_>,
    ) -> Result<(), ReadError> {
        self.left = self.left.checked_sub(1).ok_or_else(uneven)?;
        let n_fields = column.kind.fields();
        if let Some(levels) = &mut self.levels
            && levels.next(&self.page)? < column.level
        {
            (0..n_fields).for_each(|_| fields.push(0, 0));
            return Ok(());
        }
        match self.values.next(&self.page)? {
            Next::Bytes(bytes) => write(column, bytes, out, |from, to| fields.push(from, to)),
            Next::Place(place) => {
                let from = place.checked_mul(n_fields).ok_or_else(uneven)?;
                let found = self.dictionary.bounds.get(from..from + n_fields).ok_or_else(uneven)?;
                for (from, to) in found {
                    let text = self.dictionary.texts.get(*from as usize..*to as usize).unwrap_or_default();
                    let at = out.len();
                    out.extend_from_slice(text);
                    fields.push(at, out.len());
                }
            }
        }
        Ok(())
    }
}

/// Writes a value's fields behind what is in `out`, and says where each is.
fn write(column: &Column, bytes: &[u8], out: &mut Vec<u8>, mut push: impl FnMut(usize, usize)) {
    let from = out.len();
    if column.kind.fields() == 1 {
        column.kind.write(bytes, out);
        push(from, out.len());
    } else {
        wkb::write_point(wkb::point(bytes), out, push);
    }
}

/// The values of a dictionary's page.
fn dictionary(page: &[u8], values: usize, column: &Column) -> Result<Dictionary, ReadError> {
    let mut found = Dictionary::default();
    let mut plain = Values::new(page, 0, 0, column.width)?;
    for _ in 0..values {
        if let Next::Bytes(bytes) = plain.next(page)? {
            write(column, bytes, &mut found.texts, |from, to| found.bounds.push((from as u32, to as u32)));
        }
    }
    // A page is far shorter than 4 GB, and so are its values as texts.
    Ok(found)
}
