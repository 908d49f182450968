//! Where a part of a file begins: its encoding, its kind and its header; the tables of an archive,
//! and a shapefile's points.

use std::io::{Read, Seek};
use std::ops::ControlFlow;

use encoding_rs::{UTF_8, WINDOWS_1252};

use super::Record;
use super::records::{Records, Splitter, window};
use crate::delimited::Delimited;
use crate::delimiter;
use crate::encoding;
use crate::error::ReadError;
use crate::kind::{Kind, kind};
use crate::shapefile::Shapefile;
use crate::split::Found;

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
        if self.bytes.archive().is_some() {
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
            self.reconciled.take_header(self.kind, &header)?;
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
            if let Some(rows) = self.bytes.take_rows() {
                (self.splitter, self.header_due) = (Splitter::Held(Box::new(rows)), true);
                return Ok(true);
            }
            self.fill(progress)?;
            self.begin_decoding();
            let text = encoding::without_mark(self.buffer.get(..self.end).unwrap_or_default());
            let kind = kind(text)?;
            let told = delimiter::told_by(text, self.at_end);
            self.start = self.end - text.len();
            if let Some(entries) = self.bytes.archive() {
                // A text in an archive that has no columns is not what it was made for.
                let is_table = kind != Kind::Delimited || told.n_fields > 1;
                // A shapefile's table is that of the archive, whatever else lies there.
                if !is_table || !self.reconciled.fits(kind, entries.name())? {
                    continue;
                }
            }
            self.splitter = match kind {
                Kind::Delimited => {
                    self.delimiter = Some(told.delimiter);
                    Splitter::Delimited(Box::new(Delimited::new(told.delimiter)))
                }
                Kind::Json => Splitter::Json(Box::default()),
                Kind::Dbf => Splitter::Dbf(Box::default()),
            };
            (self.kind, self.header_due) = (kind, true);
            return Ok(true);
        }
        match self.bytes.archive() {
            Some(entries) if self.number == 0 => Err(entries.no_table()),
            _ => Ok(false),
        }
    }

    /// Tells the part's encoding by its beginning, and decodes that.
    fn begin_decoding(&mut self) {
        let start = self.buffer.get(..self.end).unwrap_or_default();
        let found = encoding::utf16(start).or_else(|| {
            // What is no text is for `kind` to name.
            match kind(encoding::without_mark(start)) {
                Ok(Kind::Delimited) => encoding::guess(start, self.at_end),
                // Its strings must all be of one encoding.
                Ok(Kind::Json) => Some(encoding::guess(start, self.at_end).unwrap_or(UTF_8)),
                Ok(Kind::Dbf) | Err(_) => None,
            }
        });
        let Some(encoding) = found else { return };
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
            self.splitter = Splitter::Held(Box::new(shapefile.with_points(archive)?));
        }
        Ok(())
    }
}
