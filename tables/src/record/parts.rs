//! Where a part of a file begins: its encoding, its kind and its header; the tables of an archive,
//! and a shapefile's points.

use std::io::{Read, Seek};
use std::ops::ControlFlow;

use encoding_rs::{UTF_8, WINDOWS_1252};

use super::records::{Records, Splitter, window};
use super::section::Parted;
use super::{Record, StatedSystem, Unread};
use crate::archive::end_of_name;
use crate::delimited::{Delimited, line_ends};
use crate::encoding::{self, Guessed};
use crate::error::ReadError;
use crate::kind::{Kind, kind};
use crate::shapefile::Shapefile;
use crate::split::Found;
use crate::start::{self, Start};
use watchback_translate::mark;

impl<R: Read + Seek> Records<R> {
    /// Takes the part's header; true where it is the file's own, and so a record.
    ///
    /// Apart from the rows' loop, which is then as fast as before there were archives.
    #[inline(never)]
    pub(super) fn take_header(
        &mut self,
        from: usize,
        found: Found,
        line: u64,
        n_fields: u64,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<bool, ReadError> {
        if self.bytes.has_tables() {
            if matches!(self.splitter, Splitter::Dbf(_)) && !self.take_projection() {
                self.skip_part(mark!("a shapefile of another projection than the first"));
                return Ok(false);
            }
            let bytes = if found.copied { self.splitter.output() } else { window(&self.buffer, from, found) };
            let entry = self.bytes.part_name();
            let header = Record { bytes, bounds: &self.bounds, n_fields, number: 0, line, entry };
            if matches!(self.splitter, Splitter::Dbf(_))
                && let Some(shapefile) = Shapefile::new(&header)?
            {
                // Its header comes again, with the points' columns.
                self.join_points(shapefile, progress)?;
                return Ok(false);
            }
            match self.reconciled.take_header(self.kind, &header) {
                Err(_) if self.reconciled.is_beside(entry) => {
                    self.skip_part(mark!("a table of other columns"));
                    return Ok(false);
                }
                taken => taken?,
            }
        }
        self.header_due = false;
        Ok(self.number == 0)
    }

    /// Begins the next part that is a table; false where there is none.
    #[inline(never)]
    pub(super) fn begin_part(
        &mut self,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<bool, ReadError> {
        while self.bytes.begin_part(self.parts)? {
            self.parts += 1;
            (self.start, self.end, self.at_end, self.line) = (0, 0, false, 1);
            self.decoder = None;
            self.unread.append(&mut self.bytes.take_unread());
            if let Some(rows) = self.bytes.take_rows() {
                self.stated_system = self.bytes.stated_system();
                (self.splitter, self.header_due) = (Splitter::Rows(rows), true);
                return Ok(true);
            }
            self.fill(progress)?;
            self.begin_decoding();
            let text = encoding::without_mark(self.buffer.get(..self.end).unwrap_or_default());
            let kind = match kind(text) {
                Err(problem) if self.bytes.archive().is_some() => {
                    self.refuse_part(problem);
                    continue;
                }
                kind => kind?,
            };
            let told = start::told(text, self.at_end);
            self.start = self.end - text.len();
            if let Some(entries) = self.bytes.archive() {
                // A text in an archive that has no columns is not what it was made for, and neither
                // are words to be read by people.
                let is_prose = end_of_name(entries.name()) == "txt" && !told.is_table;
                let is_table = kind != Kind::Delimited || (told.n_fields > 1 && !is_prose);
                // A shapefile's table is that of the archive, whatever else lies there.
                if !is_table || !self.reconciled.fits(kind, entries.name())? {
                    continue;
                }
            }
            self.splitter = match kind {
                Kind::Delimited => {
                    self.begin_delimited(&told);
                    Splitter::Delimited(Box::new(Delimited::new(told.rules, told.width)))
                }
                Kind::Json => Splitter::Json(Box::default()),
                Kind::Dbf => Splitter::Dbf(Box::default()),
            };
            (self.kind, self.header_due) = (kind, true);
            return Ok(true);
        }
        match self.bytes.archive() {
            Some(entries) if self.number == 0 => Err(self.refused.take().unwrap_or(entries.no_table())),
            _ => Ok(false),
        }
    }

    /// Skips what stands before the header.
    fn begin_delimited(&mut self, told: &Start) {
        let skipped = self.buffer.get(self.start..self.start + told.skipped).unwrap_or_default();
        self.line += line_ends(skipped);
        self.start += told.skipped;
        let width = told.width.map(|width| width.fields);
        let is_plain =
            told.skipped == 0 && !told.rules.blanks && told.width.is_none_or(|width| !width.may_trail);
        self.parted = is_plain.then_some(Parted { delimiter: told.rules.delimiter, width });
    }

    /// Ends the part, and keeps what was found in it.
    pub(super) fn end_part(&mut self) {
        self.unknown_values = self.values_without_column();
        self.stated_system = self.stated_system().cloned();
        self.splitter = Splitter::None;
    }

    /// Leaves out a part that is a table, but none of those before it.
    fn skip_part(&mut self, what: &str) {
        let name = self.bytes.part_name().to_owned();
        self.unread.push(Unread { name, what: what.to_owned(), rows: 0 });
        self.splitter = Splitter::None;
    }

    /// Leaves out a part that is no table.
    fn refuse_part(&mut self, problem: ReadError) {
        let name = self.bytes.part_name().to_owned();
        // What is beside tables to be read by people is not missed.
        if !["txt", "rtf", "md"].contains(&end_of_name(&name).as_str()) {
            let what = match &problem {
                ReadError::NotATable { found, .. } => found.clone(),
                _ => mark!("a text that is no table").to_owned(),
            };
            self.unread.push(Unread { name, what, rows: 0 });
        }
        self.refused.get_or_insert(problem);
        self.splitter = Splitter::None;
    }

    /// Whether the part is left out, because it is no table and lies in an archive beside others.
    pub(super) fn leaves_out(&mut self, problem: &ReadError) -> bool {
        let is_named_json = ["json", "geojson"].contains(&end_of_name(self.bytes.part_name()).as_str());
        let is_none = match problem {
            ReadError::NotATable { .. } => true,
            ReadError::BadJson { rows: 0, .. } | ReadError::TruncatedJson { rows: 0 } => !is_named_json,
            _ => false,
        };
        let leaves_out = is_none && self.header_due && self.bytes.archive().is_some();
        if leaves_out {
            self.refuse_part(problem.clone());
        }
        leaves_out
    }

    /// Takes what the archive says of the shapefile's projection; false where it is another one
    /// than that of the first.
    fn take_projection(&mut self) -> bool {
        let found = self.bytes.archive().and_then(|archive| archive.projection());
        let found = found.map(|text| StatedSystem::Text(text.trim().to_owned()));
        match (&self.stated_system, found) {
            (Some(first), Some(found)) => *first == found,
            (None, found) => {
                self.stated_system = found;
                true
            }
            (Some(_), None) => true,
        }
    }

    /// Tells the part's encoding by its beginning, and decodes that.
    fn begin_decoding(&mut self) {
        let start = self.buffer.get(..self.end).unwrap_or_default();
        let sure = |encoding| Guessed { encoding, is_sure: true };
        let found = encoding::utf16(start).map(sure).or_else(|| {
            // What is no text is for `kind` to name.
            match kind(encoding::without_mark(start)) {
                Ok(Kind::Delimited) => encoding::guess(start, self.at_end),
                // Its strings must all be of one encoding.
                Ok(Kind::Json) => Some(encoding::guess(start, self.at_end).unwrap_or(sure(UTF_8))),
                Ok(Kind::Dbf) | Err(_) => None,
            }
        });
        let Some(Guessed { encoding, is_sure }) = found else { return };
        self.is_encoding_doubtful |= !is_sure;
        if encoding != UTF_8 {
            self.encoding.get_or_insert(encoding.name());
        }
        if encoding == WINDOWS_1252 && !matches!(kind(start), Ok(Kind::Json)) {
            return;
        }
        let decoder = self.decoder.insert(encoding.new_decoder_with_bom_removal());
        self.encoded.clear();
        self.encoded.extend_from_slice(start);
        self.end = encoding::decode(decoder, &self.encoded, self.at_end, &mut self.buffer);
    }

    /// Reads the part's table to its end, and goes on with its rows and their points.
    fn join_points(
        &mut self,
        mut shapefile: Shapefile,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<(), ReadError> {
        while let Some((found, n_fields)) = self.split(progress)? {
            let entry = self.bytes.part_name();
            let bytes = self.splitter.output();
            shapefile.push(&Record {
                bytes,
                bounds: &self.bounds,
                n_fields,
                number: 0,
                line: self.line,
                entry,
            })?;
            self.start += found.length;
            self.line += found.lines;
        }
        if let Some(archive) = self.bytes.archive() {
            self.splitter = Splitter::Rows(Box::new(shapefile.with_points(archive)?));
        }
        Ok(())
    }
}
