//! What a Parquet file's footer says: its columns, where their parts lie, and how many rows it has.
//!
//! Source: parquet.thrift and the documents of Apache's repository parquet-format, 2.12.

use super::cells::{Kind, kind};
use super::thrift::Value;
use super::{bad, missing};
use crate::error::ReadError;
use crate::record::Unread;

const MAGIC: &[u8] = b"PAR1";
/// What a file with an encrypted footer ends with.
const ENCRYPTED: &[u8] = b"PARE";
/// Bytes of the largest footer that is read.
const FOOTER_BYTES: usize = 16 << 20;
/// Names within names.
const DEPTH: usize = 32;

/// A column that has one value a row.
#[derive(Clone)]
pub(super) struct Column {
    /// Its name behind those of the structures that it is in.
    pub(super) name: String,
    /// Its number among all, also those that are not read.
    pub(super) number: usize,
    pub(super) kind: Kind,
    /// Bytes of a value, where all have as many; 0 for truth values.
    pub(super) width: Option<usize>,
    /// The level of a row that has a value: the number of names that may be without one.
    pub(super) level: u32,
    /// The system of coordinates, of a column of points that states one.
    pub(super) system: Option<String>,
}

/// Where a column's values for some rows lie.
#[derive(Clone, Copy)]
pub(super) struct Chunk {
    pub(super) codec: i64,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// Rows that lie together.
pub(super) struct Group {
    pub(super) rows: u64,
    /// One for each of the columns.
    pub(super) chunks: Vec<Chunk>,
}

pub(super) struct Footer {
    pub(super) columns: Vec<Column>,
    pub(super) groups: Vec<Group>,
    /// What the programs that wrote it say of it.
    pub(super) words: Vec<(String, String)>,
    /// Columns that are not read.
    pub(super) unread: Vec<Unread>,
}

impl Footer {
    pub(super) fn read(file: &[u8]) -> Result<Self, ReadError> {
        if file.ends_with(ENCRYPTED) {
            return Err(ReadError::not_a_table("an encrypted Parquet file", "write it without encryption"));
        }
        let cut = || bad("it is cut short");
        let rest = file.strip_suffix(MAGIC).filter(|rest| rest.len() > MAGIC.len()).ok_or_else(cut)?;
        let (rest, length) = rest.split_last_chunk::<4>().ok_or_else(cut)?;
        let length = u32::from_le_bytes(*length) as usize;
        if length > FOOTER_BYTES {
            return Err(ReadError::too_large(
                "the Parquet file's footer",
                length as u64,
                FOOTER_BYTES as u64,
            ));
        }
        let from = rest.len().checked_sub(length).ok_or_else(cut)?;
        let (footer, _) = Value::read(rest.get(from..).unwrap_or_default())?;
        if footer.field(8).is_some() {
            return Err(ReadError::not_a_table("an encrypted Parquet file", "write it without encryption"));
        }
        let mut schema = Schema { elements: footer.list(2), ..Schema::default() };
        schema.read()?;
        let Schema { columns, leaves, unread, .. } = schema;
        let groups = footer.list(4).iter().map(|written| group(written, &columns, leaves, from));
        let groups = groups.collect::<Result<_, _>>()?;
        let text =
            |value: &Value<'_>, number| Some(String::from_utf8_lossy(value.bytes(number)?).into_owned());
        let words = footer.list(5).iter().filter_map(|pair| Some((text(pair, 1)?, text(pair, 2)?))).collect();
        Ok(Self { columns, groups, words, unread })
    }
}

/// The rows of a group, and where its columns lie before the footer, which begins at `end`.
fn group(written: &Value<'_>, columns: &[Column], leaves: usize, end: usize) -> Result<Group, ReadError> {
    let chunks = written.list(1);
    if chunks.len() != leaves {
        return Err(bad("some rows have other columns than the file"));
    }
    let chunk = |column: &Column| {
        let found = chunks.get(column.number).filter(|found| found.field(1).is_none());
        let meta = found.and_then(|found| found.field(3)).ok_or_else(missing)?;
        let values = meta.size(9).ok_or_else(missing)?;
        // Some writers give 0 where there is no dictionary.
        let from = meta.size(11).filter(|at| *at > 0).map_or(values, |dictionary| dictionary.min(values));
        let to = meta.size(7).and_then(|length| from.checked_add(length)).ok_or_else(missing)?;
        if to > end {
            return Err(bad("a column lies outside the file"));
        }
        Ok(Chunk { codec: meta.int(4).ok_or_else(missing)?, from, to })
    };
    let chunks = columns.iter().map(chunk).collect::<Result<_, _>>()?;
    let rows = written.int(3).and_then(|rows| u64::try_from(rows).ok()).ok_or_else(missing)?;
    Ok(Group { rows, chunks })
}

/// The columns as the footer lists them: a tree, each name before those that are in it.
#[derive(Default)]
struct Schema<'a> {
    elements: &'a [Value<'a>],
    at: usize,
    columns: Vec<Column>,
    /// Columns so far, also those that are not read.
    leaves: usize,
    unread: Vec<Unread>,
}

impl Schema<'_> {
    fn read(&mut self) -> Result<(), ReadError> {
        let children = self.elements.first().and_then(|root| root.size(5)).ok_or_else(missing)?;
        self.at = 1;
        for _ in 0..children {
            self.element("", 0, false, 0)?;
        }
        Ok(())
    }

    fn element(&mut self, before: &str, level: u32, in_list: bool, depth: usize) -> Result<(), ReadError> {
        let element = self.elements.get(self.at).ok_or_else(missing)?;
        self.at += 1;
        let name = String::from_utf8_lossy(element.bytes(4).unwrap_or_default());
        let name = if before.is_empty() { name.into_owned() } else { format!("{before}.{name}") };
        // Required, optional, or any number of times.
        let repetition = element.int(3).unwrap_or(0);
        let level = level + u32::from(repetition != 0);
        let in_list = in_list || repetition == 2;
        if let Some(children) = element.size(5).filter(|children| *children > 0) {
            if depth > DEPTH {
                return Err(bad("its columns are nested too deep"));
            }
            for _ in 0..children {
                self.element(&name, level, in_list, depth + 1)?;
            }
            return Ok(());
        }
        let number = self.leaves;
        self.leaves += 1;
        let physical = element.int(1).ok_or_else(missing)?;
        let width = match physical {
            0 => Some(0),
            1 | 4 => Some(4),
            2 | 5 => Some(8),
            3 => Some(12),
            7 => Some(element.size(2).filter(|width| (1..=1 << 20).contains(width)).ok_or_else(missing)?),
            _ => None,
        };
        match kind(physical, element).filter(|_| !in_list) {
            Some(kind) => {
                let geometry = element.field(10).and_then(|logical| logical.field(17));
                let system = geometry.and_then(|geometry| geometry.bytes(1));
                let system = system.map(|text| String::from_utf8_lossy(text).into_owned());
                self.columns.push(Column { name, number, kind, width, level, system });
            }
            None => {
                let what = if in_list { "a column of lists" } else { "a column of a kind that is not read" };
                self.unread.push(Unread { name, what: what.to_owned(), rows: 0 });
            }
        }
        Ok(())
    }
}
