//! The records of a file, one after another: the window of text, and the splitters that it goes
//! through.

use std::io::{Read, Seek};
use std::ops::ControlFlow;

use super::section::Parted;
use super::{Record, StatedSystem, Unread};
use crate::bytes::Bytes;
use crate::dbf::Dbf;
use crate::delimited::{Delimited, blank_lines, line_ends};
use crate::encoding::{GROWTH, decode};
use crate::error::ReadError;
use crate::json_rows::JsonRows;
use crate::kind::Kind;
use crate::limits::Limits;
use crate::reconcile::Reconciled;
use crate::row_source::RowSource;
use crate::split::{Fields, Found, Split};

/// Decompressed bytes taken at a time.
pub(super) const CHUNK_BYTES: usize = 1 << 18;

/// How the part being read is split.
pub(super) enum Splitter {
    /// No part has begun.
    None,
    Delimited(Box<Delimited>),
    Json(Box<JsonRows>),
    Dbf(Box<Dbf>),
    Rows(Box<dyn RowSource>),
}

impl Splitter {
    pub(super) fn output(&self) -> &[u8] {
        match self {
            Self::None => &[],
            Self::Delimited(splitter) => &splitter.output,
            Self::Json(splitter) => &splitter.output,
            Self::Dbf(splitter) => &splitter.output,
            Self::Rows(rows) => rows.output(),
        }
    }
}

/// The record's text in the window.
pub(super) fn window(buffer: &[u8], from: usize, found: Found) -> &[u8] {
    buffer.get(from..from + found.length).unwrap_or_default()
}

/// The records of a file, one at a time.
pub struct Records<R: Read> {
    pub(super) bytes: Bytes<R>,
    limits: Limits,
    /// Parts of the file that have begun.
    pub(super) parts: u64,
    pub(super) decoder: Option<encoding_rs::Decoder>,
    /// Name of the first encoding that was not UTF-8.
    pub(super) encoding: Option<&'static str>,
    /// What is to be decoded; empty where nothing is.
    pub(super) encoded: Vec<u8>,
    pub(super) splitter: Splitter,
    /// The kind of the part's table.
    pub(super) kind: Kind,
    /// How the last part that was delimited text is parted; `None` where that is not all that must
    /// be known of it.
    pub(super) parted: Option<Parted>,
    /// Lines with a quote that is never closed, and the first of them.
    open_quotes: u64,
    first_open_quote: Option<u64>,
    pub(super) is_encoding_doubtful: bool,
    /// Parts that look like tables and were not read, and why.
    pub(super) unread: Vec<Unread>,
    pub(super) stated_system: Option<StatedSystem>,
    /// What was wrong with the first part that was left out.
    pub(super) refused: Option<ReadError>,
    /// Text from `start` to `end` is not yet used.
    pub(super) buffer: Vec<u8>,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) at_end: bool,
    pub(super) number: u64,
    pub(super) line: u64,
    pub(super) bounds: Vec<(u32, u32)>,
    pub(super) header_due: bool,
    ended: bool,
    pub(super) reconciled: Reconciled,
    pub(super) unknown_values: u64,
    /// Decompressed bytes before the window's end: of a section, also those before it.
    pub(super) taken: u64,
    /// Records that begin at this byte of the file or after it are not read.
    pub(super) section_end: u64,
    /// Where in the file the first record begins; `None` until it has begun.
    pub(super) first: Option<u64>,
}

impl<R: Read + Seek> Records<R> {
    /// The records of a file; nothing but its first bytes is read yet.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open(reader: R, limits: Limits) -> Result<Self, ReadError> {
        Ok(Self::new(Bytes::open(reader, limits.inflation)?, limits))
    }

    pub(super) fn new(bytes: Bytes<R>, limits: Limits) -> Self {
        Self {
            bytes,
            limits,
            parts: 0,
            decoder: None,
            encoding: None,
            encoded: Vec::new(),
            splitter: Splitter::None,
            kind: Kind::Delimited,
            parted: None,
            open_quotes: 0,
            first_open_quote: None,
            is_encoding_doubtful: false,
            unread: Vec::new(),
            stated_system: None,
            refused: None,
            // The first chunk of a part may grow when it is decoded.
            buffer: vec![0; limits.record_bytes + (1 + GROWTH) * CHUNK_BYTES],
            start: 0,
            end: 0,
            at_end: false,
            number: 0,
            line: 1,
            bounds: Vec::new(),
            header_due: false,
            ended: false,
            reconciled: Reconciled::default(),
            unknown_values: 0,
            taken: 0,
            section_end: u64::MAX,
            first: Some(0),
        }
    }

    /// Bytes of the file read so far, compressed if it is.
    pub fn bytes_read(&self) -> u64 {
        self.bytes.read_so_far()
    }

    /// Values of JSON under names that no column has, of all parts: the columns are those of its
    /// first rows.
    pub fn values_without_column(&self) -> u64 {
        match &self.splitter {
            Splitter::Json(rows) => self.unknown_values + rows.unknown_values,
            _ => self.unknown_values,
        }
    }

    /// Name of the file's encoding as the WHATWG spells it, where a mark or a guess says that it is
    /// not UTF-8; of several in an archive, the first.
    pub fn encoding(&self) -> Option<&'static str> {
        self.encoding
    }

    /// Whether the letters may be wrong: the file is not of UTF-8, and nothing tells for sure of
    /// what else.
    pub fn is_encoding_doubtful(&self) -> bool {
        self.is_encoding_doubtful
    }

    /// How many lines had a quote that is never closed, and the first such line. Each was a record
    /// of one field.
    pub fn open_quotes(&self) -> Option<(u64, u64)> {
        self.first_open_quote.map(|line| (self.open_quotes, line))
    }

    /// Sheets of a workbook and entries of an archive that were not read, although they may be
    /// tables.
    pub fn unread(&self) -> &[Unread] {
        &self.unread
    }

    /// The coordinate system that the file says its coordinates are of.
    pub fn stated_system(&self) -> Option<&StatedSystem> {
        match &self.splitter {
            Splitter::Json(rows) => rows.stated_system.as_ref(),
            _ => None,
        }
        .or(self.stated_system.as_ref())
    }

    /// Decompressed bytes read so far.
    pub fn decompressed_bytes(&self) -> u64 {
        self.taken
    }

    /// The next record, or `None` at the end. Blank lines are no records, nor are the headers of an
    /// archive's later tables.
    ///
    /// # Errors
    /// What is wrong with the whole file; the kinds that are not read among it.
    pub fn next(
        &mut self,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<Option<Record<'_>>, ReadError> {
        let (from, found, line, mut n_fields) = loop {
            if self.ended {
                return Ok(None);
            }
            if matches!(self.splitter, Splitter::None) && !self.begin_part(progress)? {
                // Whoever has read a sample to the end asks again.
                self.ended = true;
                return Ok(None);
            }
            let split = match self.split(progress) {
                Err(problem) if self.leaves_out(&problem) => continue,
                split => split?,
            };
            let Some((found, n_fields)) = split else {
                self.end_part();
                continue;
            };
            let (from, line) = (self.start, self.line);
            self.start += found.length;
            self.line += found.lines;
            if self.header_due && !self.take_header(from, found, line, n_fields, progress)? {
                continue;
            }
            break (from, found, line, n_fields);
        };
        self.reconciled.put_in_order(&mut self.bounds, &mut n_fields);
        let number = self.number;
        self.number += 1;
        let bytes = if found.copied { self.splitter.output() } else { window(&self.buffer, from, found) };
        Ok(Some(Record {
            bytes,
            bounds: &self.bounds,
            n_fields,
            number,
            line,
            entry: self.bytes.part_name(),
        }))
    }

    /// The part's next record and its number of fields, with their bounds in `bounds`; `None` at
    /// the part's end.
    pub(super) fn split(
        &mut self,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<Option<(Found, u64)>, ReadError> {
        let limit = self.limits.record_bytes;
        loop {
            let input = self.buffer.get(self.start..self.end).unwrap_or_default();
            let mut fields = Fields::new(&mut self.bounds, self.limits.columns);
            let split = match &mut self.splitter {
                Splitter::Delimited(splitter) => {
                    let blank = blank_lines(input, self.at_end);
                    if blank > 0 {
                        // Those before a section's first record are counted by the section before.
                        if self.first.is_some() {
                            self.line += line_ends(input.get(..blank).unwrap_or_default());
                        }
                        self.start += blank;
                        continue;
                    }
                    if input.is_empty() && self.at_end {
                        return Ok(None);
                    }
                    if !input.is_empty() {
                        let position = self.taken.saturating_sub(input.len() as u64);
                        self.first.get_or_insert(position);
                        if position >= self.section_end {
                            return Ok(None);
                        }
                    }
                    splitter.split(input, self.at_end, &mut fields)
                }
                Splitter::Json(splitter) => splitter.split(input, self.at_end, limit, &mut fields)?,
                Splitter::Dbf(splitter) => splitter.split(input, self.at_end, &mut fields)?,
                Splitter::Rows(rows) => match rows.next(limit, &mut fields)? {
                    Some(number) => {
                        self.line = number;
                        let found = Found { length: 0, lines: 0, copied: true };
                        return Ok(Some((found, fields.n_fields)));
                    }
                    None => return Ok(None),
                },
                Splitter::None => return Ok(None),
            };
            match split {
                Split::Record(found) if found.length <= limit => return Ok(Some((found, fields.n_fields))),
                Split::Broken(found) if found.length <= limit => {
                    self.open_quotes += 1;
                    self.first_open_quote.get_or_insert(self.line);
                    return Ok(Some((found, fields.n_fields)));
                }
                Split::More if input.len() <= limit => self.fill(progress)?,
                Split::Skip(length) => {
                    self.start += length;
                    self.line += 1;
                }
                Split::End => {
                    while !self.at_end {
                        self.start = self.end;
                        self.fill(progress)?;
                    }
                    return Ok(None);
                }
                Split::Record(_) | Split::Broken(_) | Split::More => {
                    return Err(ReadError::RecordTooLong { record: self.number, line: self.line, limit });
                }
            }
        }
    }

    /// Adds a chunk after what is not yet used.
    pub(super) fn fill(&mut self, progress: &mut dyn FnMut(u64) -> ControlFlow<()>) -> Result<(), ReadError> {
        if progress(self.bytes.read_so_far()).is_break() {
            return Err(ReadError::Cancelled);
        }
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        let chunk = self.buffer.get_mut(self.end..).unwrap_or_default();
        let length = chunk.len().min(CHUNK_BYTES);
        let chunk = chunk.get_mut(..length).unwrap_or_default();
        let read = match &mut self.decoder {
            None => {
                let read = self.bytes.fill(chunk)?;
                self.at_end = read < length;
                self.end += read;
                read
            }
            Some(decoder) => {
                // A character that was cut off comes before these bytes.
                self.encoded.resize(length / (GROWTH + 1), 0);
                let read = self.bytes.fill(&mut self.encoded)?;
                self.at_end = read < self.encoded.len();
                let encoded = self.encoded.get(..read).unwrap_or_default();
                self.end += decode(decoder, encoded, self.at_end, chunk);
                read
            }
        };
        self.taken += read as u64;
        Ok(())
    }
}
