//! The records of a file of any format, one at a time, in bounded memory.
//!
//! Bytes become UTF-8, a window of the text is split by the format's own splitter, and what comes out is a [`Record`]. The tables of a zip archive come as one: the first one's header stands for all, and the columns of the others are
//! put in its order by name.

mod parts;
mod records;
#[cfg(test)]
mod tests;

pub(in crate::ingest) use records::Records;

/// One record; its fields are without their outer quotes.
pub(in crate::ingest) struct Record<'a> {
    pub(in crate::ingest) bytes: &'a [u8],
    pub(in crate::ingest) bounds: &'a [(u32, u32)],
    /// Fields of the record, also those beyond the limit of columns.
    pub(in crate::ingest) n_fields: u64,
    /// Its number; 0 is the first of the stream, the header.
    pub(in crate::ingest) number: u64,
    /// The line it begins in, from 1. Where a format has no lines, its rows are counted as if they had one each, below that of the header.
    pub(in crate::ingest) line: u64,
    /// The entry of a zip archive that it stands in; empty where the file is none.
    pub(in crate::ingest) entry: &'a str,
}

impl<'a> Record<'a> {
    /// The field at `index` without outer blanks; empty where there is none.
    pub(in crate::ingest) fn field(&self, index: usize) -> &'a [u8] {
        crate::ingest::value::field(self.bytes, self.bounds.get(index))
    }

    /// Where it stands: the file's name, and the entry's where the file is an archive.
    pub(in crate::ingest) fn place(&self, file: &str) -> String {
        if self.entry.is_empty() { file.to_owned() } else { format!("{file}: {}", self.entry) }
    }

    /// The fields up to the limit of columns.
    pub(in crate::ingest) fn fields(&self) -> impl Iterator<Item = &'a [u8]> + '_ {
        (0..self.bounds.len()).map(|index| self.field(index))
    }
}
