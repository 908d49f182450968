//! Sections of a plain text file, which several readers can read at the same time.

use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::records::{Records, Splitter};
use crate::bytes::Bytes;
use crate::delimited::Delimited;
use crate::error::ReadError;
use crate::limits::Limits;
use crate::reading::Rules;
use crate::start::Width;

/// How a text is parted into records and fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parted {
    /// The character between fields.
    pub delimiter: u8,
    /// Fields of a row, where enough rows at the file's start have as many: one that has not is
    /// looked at again.
    pub width: Option<u64>,
}

impl Parted {
    pub(super) fn splitter(self) -> Delimited {
        let width = self.width.map(|fields| Width { fields, may_trail: false });
        Delimited::new(Rules::standard(self.delimiter), width)
    }
}

/// A part of a file by its bytes. Of it are the records that begin in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The first byte.
    pub from: u64,
    /// The byte after the last.
    pub to: u64,
}

impl<R: Read + Seek> Records<R> {
    /// How records are parted, where the file can be read in sections: it is delimited text that is
    /// neither compressed nor decoded, with nothing before its header, and its rows are written as
    /// that is. Known once the header has been read.
    pub fn sectioned_by(&self) -> Option<Parted> {
        let is_text = self.decoder.is_none() && !self.is_encoding_doubtful;
        let is_plain = matches!(self.bytes, Bytes::Plain(_)) && is_text;
        self.parted.filter(|_| is_plain)
    }

    /// Ends the records at the last that begins before the byte `to` of the file.
    pub fn end_before(&mut self, to: u64) {
        self.section_end = to;
    }

    /// The records of a later section of a file that is parted so: the first is the one after the
    /// first line end.
    ///
    /// Whether that line end is within quotes cannot be told from here. So whoever reads sections
    /// must check that each begins where the one before it ended:
    /// [`begins_at`](Self::begins_at) and [`ends_at`](Self::ends_at).
    ///
    /// # Errors
    /// When the file cannot be read.
    ///
    /// # Examples
    /// ```
    /// use std::ops::ControlFlow;
    /// use watchback_tables::{Limits, Records, Section};
    /// let file = std::io::Cursor::new("a,b\n1,2\n3,4\n5,6\n");
    /// let mut progress = |_: u64| ControlFlow::Continue(());
    /// let mut start = Records::open(file.clone(), Limits::default())?;
    /// start.next(&mut progress)?;
    /// let parted = start.sectioned_by().unwrap();
    /// let section = Section { from: 5, to: 10 };
    /// let limits = Limits::default();
    /// let mut records = Records::open_section(file, limits, parted, section, &mut progress)?;
    /// let record = records.next(&mut progress)?.unwrap();
    /// assert_eq!(record.fields().collect::<Vec<_>>(), [b"3", b"4"]);
    /// assert!(records.next(&mut progress)?.is_none());
    /// assert_eq!((records.begins_at(), records.ends_at()), (8, 12));
    /// # Ok::<(), watchback_tables::ReadError>(())
    /// ```
    pub fn open_section(
        mut reader: R,
        limits: Limits,
        parted: Parted,
        section: Section,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<Self, ReadError> {
        // A line end just before the section begins it with a record.
        let from = section.from.saturating_sub(1);
        let sought = reader.seek(SeekFrom::Start(from));
        sought.map_err(|error| ReadError::Read { reason: error.to_string() })?;
        let mut records = Self::new(Bytes::plain(reader), limits);
        records.splitter = Splitter::Delimited(Box::new(parted.splitter()));
        (records.parts, records.number) = (1, 1);
        (records.taken, records.section_end, records.first) = (from, section.to, None);
        loop {
            records.fill(progress)?;
            let window = records.buffer.get(records.start..records.end).unwrap_or_default();
            if let Some(at) = window.iter().position(|byte| *byte == b'\n') {
                records.start += at + 1;
                return Ok(records);
            }
            records.start = records.end;
            if records.at_end {
                return Ok(records);
            }
        }
    }

    /// Where in the file the first record begins.
    pub fn begins_at(&self) -> u64 {
        self.first.unwrap_or(self.ends_at())
    }

    /// Where in the file the next record begins: once there is none more, the first that is of the
    /// next section.
    pub fn ends_at(&self) -> u64 {
        self.taken.saturating_sub((self.end - self.start) as u64)
    }

    /// Lines since the first record.
    pub fn lines(&self) -> u64 {
        self.line - 1
    }
}
