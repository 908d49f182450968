//! The records of a file of any format, one at a time, in bounded memory.
//!
//! Bytes become UTF-8, a window of the text is split by the format's own splitter, and what comes
//! out is a [`Record`]. The tables of a zip archive come as one: the first one's header stands for
//! all, and the columns of the others are put in its order by name.

mod parts;
mod records;
mod section;
#[cfg(test)]
mod tests;

pub use records::Records;
pub use section::{Parted, Section};

use serde::{Deserialize, Serialize};

/// A coordinate system as a file states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StatedSystem {
    /// A number: of the EPSG register, or of Esri's beyond it.
    Number(u32),
    /// A definition as well-known text, or a name.
    Text(String),
}

/// A part of a file that may be a table and was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// Its name.
    pub name: String,
    /// What it is, with its article.
    pub what: String,
    /// Its rows, where they are known.
    pub rows: u64,
}

/// One record; its fields are without their outer quotes.
pub struct Record<'a> {
    /// What `bounds` are within.
    pub bytes: &'a [u8],
    /// Where each field begins and ends, for fields up to the limit of columns.
    pub bounds: &'a [(u32, u32)],
    /// Fields of the record, also those beyond the limit of columns.
    pub n_fields: u64,
    /// Its number; 0 is the first of the stream, the header.
    pub number: u64,
    /// The line it begins in, from 1. Where a format has no lines, its rows are counted as if they
    /// had one each, below that of the header.
    pub line: u64,
    /// The entry of a zip archive that it stands in; empty where the file is none.
    pub entry: &'a str,
}

impl<'a> Record<'a> {
    /// The field at `index` without outer blanks; empty where there is none.
    #[must_use]
    pub fn field(&self, index: usize) -> &'a [u8] {
        crate::text::field(self.bytes, self.bounds.get(index))
    }

    /// Where it stands: the file's name, and the entry's where the file is an archive.
    #[must_use]
    pub fn place(&self, file: &str) -> String {
        if self.entry.is_empty() { file.to_owned() } else { format!("{file}: {}", self.entry) }
    }

    /// The fields up to the limit of columns.
    pub fn fields(&self) -> impl Iterator<Item = &'a [u8]> + '_ {
        (0..self.bounds.len()).map(|index| self.field(index))
    }
}
