//! The records of a file of any format, one at a time, in bounded memory.
//!
//! Bytes become UTF-8, a window of the text is split by the format's own splitter, and what comes out is a [`Record`]. The tables of a zip archive come as one: the first one's header stands for all, and the columns of the others are
//! put in its order by name.

use std::io::Read;
use std::ops::ControlFlow;

use super::bytes::Bytes;
use super::dbf::Dbf;
use super::delimiter;
use super::encoding::{self, Decoder};
use super::json_rows::JsonRows;
use super::kind::{Kind, kind};
use super::reconcile::Reconciled;
use super::shapefile::Shapefile;
use crate::ingest::error::FileProblem;
use crate::ingest::plan::Limits;
use watchback_kernel::delimited::{Delimited, blank_lines, line_ends};
use watchback_kernel::split::{Fields, Found, Split};

/// Decompressed bytes taken at a time.
const CHUNK_BYTES: usize = 1 << 18;

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
        watchback_kernel::value::field(self.bytes, self.bounds.get(index))
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

/// How the part being read is split.
enum Splitter {
    /// No part has begun.
    None,
    Delimited(Box<Delimited>),
    Json(Box<JsonRows>),
    Dbf(Box<Dbf>),
}

impl Splitter {
    fn output(&self) -> &[u8] {
        match self {
            Self::None => &[],
            Self::Delimited(splitter) => &splitter.output,
            Self::Json(splitter) => &splitter.output,
            Self::Dbf(splitter) => &splitter.output,
        }
    }
}

fn window(buffer: &[u8], from: usize, found: Found) -> &[u8] {
    buffer.get(from..from + found.length).unwrap_or_default()
}

/// The records of a file, one at a time.
pub(in crate::ingest) struct Records<R: Read> {
    bytes: Bytes<R>,
    limits: Limits,
    /// Parts of the file that have begun.
    parts: u64,
    decoder: Option<Decoder>,
    /// What is to be decoded; empty where nothing is.
    encoded: Vec<u8>,
    splitter: Splitter,
    /// The kind of the part's table.
    kind: Kind,
    /// Text from `start` to `end` is not yet used.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    at_end: bool,
    decompressed: u64,
    number: u64,
    line: u64,
    bounds: Vec<(u32, u32)>,
    header_due: bool,
    ended: bool,
    reconciled: Reconciled,
    unknown_values: u64,
}

impl<R: Read> Records<R> {
    pub(in crate::ingest) fn open(reader: R, limits: Limits) -> Result<Self, FileProblem> {
        Ok(Self {
            bytes: Bytes::open(reader, limits.inflation)?,
            limits,
            parts: 0,
            decoder: None,
            encoded: Vec::new(),
            splitter: Splitter::None,
            kind: Kind::Delimited,
            // The first chunk of a part may grow by half when it is decoded.
            buffer: vec![0; limits.record_bytes + 2 * CHUNK_BYTES],
            start: 0,
            end: 0,
            at_end: false,
            decompressed: 0,
            number: 0,
            line: 1,
            bounds: Vec::new(),
            header_due: false,
            ended: false,
            reconciled: Reconciled::default(),
            unknown_values: 0,
        })
    }

    /// Bytes of the file read so far, compressed if it is.
    pub(in crate::ingest) fn bytes_read(&self) -> u64 {
        self.bytes.read_so_far()
    }

    /// Values of JSON under names that no column has, of all parts: the columns are those of its first rows.
    pub(in crate::ingest) fn values_without_column(&self) -> u64 {
        match &self.splitter {
            Splitter::Json(rows) => self.unknown_values + rows.unknown_values,
            _ => self.unknown_values,
        }
    }

    /// Decompressed bytes read so far.
    pub(in crate::ingest) fn decompressed_bytes(&self) -> u64 {
        self.decompressed
    }

    /// The next record, or `None` at the end. Blank lines are no records, nor are the headers of an archive's later tables.
    ///
    /// # Errors
    /// What is wrong with the whole file; the kinds that are not read among it.
    pub(in crate::ingest) fn next(
        &mut self,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<Option<Record<'_>>, FileProblem> {
        let (from, found, line, mut n_fields) = loop {
            if self.ended {
                return Ok(None);
            }
            if matches!(self.splitter, Splitter::None) && !self.begin_part(progress)? {
                // Whoever has read a sample to the end asks again.
                self.ended = true;
                return Ok(None);
            }
            let Some((found, n_fields)) = self.split(progress)? else {
                self.unknown_values = self.values_without_column();
                self.splitter = Splitter::None;
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

    /// The part's next record and its number of fields, with their bounds in `bounds`; `None` at the part's end.
    fn split(
        &mut self,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<Option<(Found, u64)>, FileProblem> {
        let limit = self.limits.record_bytes;
        loop {
            let input = self.buffer.get(self.start..self.end).unwrap_or_default();
            let mut fields = Fields::new(&mut self.bounds, self.limits.columns);
            let split = match &mut self.splitter {
                Splitter::Delimited(splitter) => {
                    let blank = blank_lines(input, self.at_end);
                    if blank > 0 {
                        self.line += line_ends(input.get(..blank).unwrap_or_default());
                        self.start += blank;
                        continue;
                    }
                    if input.is_empty() && self.at_end {
                        return Ok(None);
                    }
                    splitter.split(input, self.at_end, &mut fields)
                }
                Splitter::Json(splitter) => splitter.split(input, self.at_end, limit, &mut fields)?,
                Splitter::Dbf(splitter) => splitter.split(input, self.at_end, &mut fields)?,
                Splitter::None => return Ok(None),
            };
            match split {
                Split::Record(found) if found.length <= limit => return Ok(Some((found, fields.n_fields))),
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
                Split::Record(_) | Split::More => {
                    return Err(FileProblem::RecordTooLong { record: self.number, line: self.line, limit });
                }
            }
        }
    }

    /// Takes the part's header; true where it is the file's own, and so a record.
    ///
    /// Apart from the rows' loop, which is then as fast as before there were archives.
    #[inline(never)]
    fn take_header(
        &mut self,
        from: usize,
        found: Found,
        line: u64,
        n_fields: u64,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<bool, FileProblem> {
        if self.bytes.entries().is_some() {
            let bytes = if found.copied { self.splitter.output() } else { window(&self.buffer, from, found) };
            let entry = self.bytes.part_name();
            let header = Record { bytes, bounds: &self.bounds, n_fields, number: 0, line, entry };
            if matches!(self.splitter, Splitter::Dbf(_))
                && let Some(shapefile) = Shapefile::new(&header)
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
    fn begin_part(&mut self, progress: &mut dyn FnMut(u64) -> ControlFlow<()>) -> Result<bool, FileProblem> {
        while self.bytes.begin_part(self.parts)? {
            self.parts += 1;
            (self.start, self.end, self.at_end, self.line) = (0, 0, false, 1);
            self.decoder = None;
            self.fill(progress)?;
            if let Some(order) = encoding::utf16(self.buffer.get(..self.end).unwrap_or_default()) {
                let decoder = self.decoder.insert(Decoder::new(order));
                self.encoded.clear();
                self.encoded.extend_from_slice(self.buffer.get(..self.end).unwrap_or_default());
                self.end = decoder.decode(&self.encoded, self.at_end, &mut self.buffer);
            }
            let text = encoding::without_mark(self.buffer.get(..self.end).unwrap_or_default());
            let kind = kind(text)?;
            let told = delimiter::told_by(text, self.at_end);
            self.start = self.end - text.len();
            if let Some(entries) = self.bytes.entries() {
                // A text in an archive that has no columns is not what it was made for.
                let is_table = kind != Kind::Delimited || told.n_fields > 1;
                // A shapefile's table is that of the archive, whatever else lies there.
                if !is_table || !self.reconciled.fits(kind, entries.name())? {
                    continue;
                }
            }
            self.splitter = match kind {
                Kind::Delimited => Splitter::Delimited(Box::new(Delimited::new(told.delimiter))),
                Kind::Json => Splitter::Json(Box::default()),
                Kind::Dbf => Splitter::Dbf(Box::default()),
            };
            (self.kind, self.header_due) = (kind, true);
            return Ok(true);
        }
        match self.bytes.entries() {
            Some(entries) if self.number == 0 => Err(entries.no_table()),
            _ => Ok(false),
        }
    }

    /// Reads the part's table to its end, and goes on with it and its points as text.
    fn join_points(
        &mut self,
        mut shapefile: Shapefile,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<(), FileProblem> {
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
        if let Some(entries) = self.bytes.entries() {
            let text = shapefile.with_points(entries)?;
            self.bytes.hold(text);
        }
        (self.start, self.end, self.at_end, self.line) = (0, 0, false, 1);
        self.splitter = Splitter::Delimited(Box::new(Delimited::new(b',')));
        Ok(())
    }

    /// Adds a chunk after what is not yet used.
    fn fill(&mut self, progress: &mut dyn FnMut(u64) -> ControlFlow<()>) -> Result<(), FileProblem> {
        if progress(self.bytes.read_so_far()).is_break() {
            return Err(FileProblem::Cancelled);
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
                // What is decoded is at most half as long again.
                self.encoded.resize(length / 2, 0);
                let read = self.bytes.fill(&mut self.encoded)?;
                self.at_end = read < self.encoded.len();
                let encoded = self.encoded.get(..read).unwrap_or_default();
                self.end += decoder.decode(encoded, self.at_end, chunk);
                read
            }
        };
        self.decompressed += read as u64;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn go(_: u64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    /// All records as (line, fields).
    fn records(text: &[u8]) -> Vec<(u64, Vec<Vec<u8>>)> {
        let mut records = Records::open(text, Limits::default()).unwrap();
        let mut all = Vec::new();
        while let Some(record) = records.next(&mut go).unwrap() {
            assert_eq!(record.number, all.len() as u64);
            assert_eq!(record.n_fields, record.bounds.len() as u64);
            let fields = record.bounds.iter().map(|&(a, b)| record.bytes[a as usize..b as usize].to_vec());
            all.push((record.line, fields.collect()));
        }
        all
    }

    fn oracle(text: &[u8]) -> Vec<Vec<Vec<u8>>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
        reader.byte_records().map(|record| record.unwrap().iter().map(<[u8]>::to_vec).collect()).collect()
    }

    #[test]
    fn lines_are_counted_through_every_kind_of_line_end() {
        let text = b"\r\n\na,b\r\n\"x\r\ny\",2\n3,\"q\"\"\nq\"\r4,5\r\n\r\n6,7";
        let lines: Vec<u64> = records(text).iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [3, 4, 6, 8, 10]);
    }

    #[test]
    fn a_record_may_lie_across_chunks_at_any_byte() {
        let row = b"1,\"two, \"\"2\"\"\",\"3\r\n3\",four\r\n";
        for shift in 0..row.len() {
            let mut text = vec![b'x'; CHUNK_BYTES - shift - 2];
            text.extend_from_slice(b"\r\n");
            text.extend_from_slice(row);
            text.extend_from_slice(b"last");
            let found = records(&text);
            assert_eq!(found.len(), 3, "{shift}");
            assert_eq!(
                found[1].1,
                [b"1".to_vec(), b"two, \"2\"".to_vec(), b"3\r\n3".to_vec(), b"four".to_vec()]
            );
            assert_eq!((found[1].0, found[2].0), (2, 4));
        }
    }

    #[test]
    fn a_record_beyond_the_limit_is_an_error_and_one_at_the_limit_is_not() {
        let limit = Limits::default().record_bytes;
        let text = [vec![b'x'; limit - 1], b"\n".to_vec()].concat();
        assert_eq!(records(&text).len(), 1);
        for text in [vec![b'x'; limit + 1], [b"\"".to_vec(), vec![b'\n'; 3_000_000]].concat()] {
            let mut records = Records::open(text.as_slice(), Limits::default()).unwrap();
            let problem = records.next(&mut go).err().unwrap();
            assert_eq!(problem, FileProblem::RecordTooLong { record: 0, line: 1, limit });
        }
        let blank = [vec![b'\n'; 3_000_000], b"a".to_vec()].concat();
        assert_eq!(records(&blank), [(3_000_001, vec![b"a".to_vec()])]);
    }

    #[test]
    fn fields_beyond_the_limit_are_counted_and_not_kept() {
        for text in [",".repeat(70_000), "\"a\"\"b\"".to_owned() + &",".repeat(70_000)] {
            let mut records = Records::open(text.as_bytes(), Limits::default()).unwrap();
            let record = records.next(&mut go).unwrap().unwrap();
            assert_eq!((record.n_fields, record.bounds.len()), (70_001, 4_096));
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2_000))]
        #[test]
        fn records_are_those_of_the_csv_crate(text in "[ab,\"\r\n]{0,40}") {
            let found: Vec<_> = records(text.as_bytes()).into_iter().map(|(_, fields)| fields).collect();
            proptest::prop_assert_eq!(found, oracle(text.as_bytes()));
        }
    }
}
