//! Records of a CSV stream in bounded memory.
//!
//! csv-core defines what a record is. Nearly all records need only the part of its rules that [`split_simple`] knows:
//! fields without quotes, and quoted fields without a quote inside. It looks at eight bytes at a time and copies nothing:
//! in wasm, reading Chicago's plain files takes a third of the time that it takes with csv-core alone. What it does not
//! know goes to csv-core, and a test holds the two together.

use std::io::Read;
use std::ops::ControlFlow;

use csv_core::ReadRecordResult;

use super::bytes::Bytes;
use super::error::FileProblem;
use super::plan::Limits;

/// Decompressed bytes taken at a time.
const CHUNK_BYTES: usize = 1 << 18;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One record; its fields are without their outer quotes.
pub(super) struct Record<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) bounds: &'a [(u32, u32)],
    /// Fields of the record, also those beyond the limit of columns.
    pub(super) n_fields: u64,
    /// Its number; 0 is the first of the stream, the header.
    pub(super) number: u64,
    /// The line it begins in, from 1.
    pub(super) line: u64,
}

impl<'a> Record<'a> {
    /// The field at `index` without outer blanks; empty where there is none.
    pub(super) fn field(&self, index: usize) -> &'a [u8] {
        let field = self.bounds.get(index).and_then(|&(from, to)| self.bytes.get(from as usize..to as usize));
        field.unwrap_or_default().trim_ascii()
    }

    /// The fields up to the limit of columns.
    pub(super) fn fields(&self) -> impl Iterator<Item = &'a [u8]> + '_ {
        (0..self.bounds.len()).map(|index| self.field(index))
    }
}

/// The records of a file, one at a time.
pub(super) struct Records<R: Read> {
    bytes: Bytes<R>,
    limits: Limits,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    at_end: bool,
    decompressed: u64,
    number: u64,
    line: u64,
    bounds: Vec<(u32, u32)>,
    core: CoreSplitter,
}

impl<R: Read> Records<R> {
    pub(super) fn open(reader: R, limits: Limits) -> Result<Self, FileProblem> {
        Ok(Self {
            bytes: Bytes::open(reader, limits.inflation)?,
            limits,
            buffer: vec![0; limits.record_bytes + CHUNK_BYTES],
            start: 0,
            end: 0,
            at_end: false,
            decompressed: 0,
            number: 0,
            line: 1,
            bounds: Vec::new(),
            core: CoreSplitter::default(),
        })
    }

    /// Bytes of the file read so far, compressed if it is.
    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes.read_so_far()
    }

    /// Decompressed bytes read so far.
    pub(super) fn decompressed_bytes(&self) -> u64 {
        self.decompressed
    }

    /// The first bytes of the text without a byte-order mark, at most a chunk. Before the first record only.
    pub(super) fn peek(
        &mut self,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<&[u8], FileProblem> {
        self.fill(progress)?;
        if self.buffer.starts_with(BYTE_ORDER_MARK) && self.end >= BYTE_ORDER_MARK.len() {
            self.start = BYTE_ORDER_MARK.len();
        }
        Ok(self.buffer.get(self.start..self.end).unwrap_or_default())
    }

    /// The next record, or `None` at the end. Blank lines are no records.
    pub(super) fn next(
        &mut self,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<Option<Record<'_>>, FileProblem> {
        let (from_core, found) = loop {
            let input = self.buffer.get(self.start..self.end).unwrap_or_default();
            let blank = blank_lines(input, self.at_end);
            if blank > 0 {
                self.line += line_ends(input.get(..blank).unwrap_or_default());
                self.start += blank;
                continue;
            }
            if input.is_empty() && self.at_end {
                return Ok(None);
            }
            let mut from_core = false;
            let mut split = split_simple(input, self.at_end, &mut self.bounds, self.limits.columns);
            if split == Split::Hard {
                from_core = true;
                split = self.core.split(input, self.at_end, &mut self.bounds, self.limits.columns);
            }
            let limit = self.limits.record_bytes;
            match split {
                Split::Record(found) if found.length <= limit => break (from_core, found),
                Split::More if input.len() <= limit => self.fill(progress)?,
                _ => return Err(FileProblem::RecordTooLong { record: self.number, line: self.line, limit }),
            }
        };
        let from = self.start;
        let (number, line) = (self.number, self.line);
        self.start += found.length;
        self.number += 1;
        self.line += found.lines;
        let input = self.buffer.get(from..self.start).unwrap_or_default();
        let bytes = if from_core { self.core.output.as_slice() } else { input };
        Ok(Some(Record { bytes, bounds: &self.bounds, n_fields: found.n_fields, number, line }))
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
        let filled = self.bytes.fill(chunk)?;
        self.at_end = filled < length;
        self.end += filled;
        self.decompressed += filled as u64;
        Ok(())
    }
}

/// Bytes of the blank lines at the start of `input`; a last `\r` is left there while it may be half of a line end.
fn blank_lines(input: &[u8], at_end: bool) -> usize {
    let length = input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let halved = length == input.len() && !at_end && input.last() == Some(&b'\r');
    length - usize::from(halved)
}

/// Line ends: `\n`, `\r\n`, or `\r` alone.
fn line_ends(bytes: &[u8]) -> u64 {
    let mut previous = 0;
    let mut ends = 0;
    for &byte in bytes {
        ends += u64::from(byte == b'\r' || (byte == b'\n' && previous != b'\r'));
        previous = byte;
    }
    ends
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Found {
    /// Bytes of the record with its line end.
    length: usize,
    /// Lines it takes up.
    lines: u64,
    n_fields: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Split {
    Record(Found),
    /// The record goes on after the input.
    More,
    /// A quote inside a quoted field, or text after one: csv-core knows.
    Hard,
}

/// The fields of a record, of which at most `max` are kept.
struct Fields<'a> {
    bounds: &'a mut Vec<(u32, u32)>,
    max: usize,
    n_fields: u64,
}

impl Fields<'_> {
    fn push(&mut self, from: usize, to: usize) {
        self.n_fields += 1;
        if self.bounds.len() < self.max {
            // A record is far shorter than 4 GB, by the limit on its bytes.
            self.bounds.push((from as u32, to as u32));
        }
    }
}

const LOW_BITS: u64 = 0x7f7f_7f7f_7f7f_7f7f;

/// The high bit of each byte of `word` that equals `byte`.
fn equal_bytes(word: u64, byte: u8) -> u64 {
    let difference = word ^ (u64::from(byte) * 0x0101_0101_0101_0101);
    !(((difference & LOW_BITS) + LOW_BITS) | difference | LOW_BITS)
}

fn word_at(input: &[u8], at: usize) -> u64 {
    let rest = input.get(at..).unwrap_or_default();
    match rest.first_chunk::<8>() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => rest.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    }
}

/// Splits the record at the start of `input`, which does not begin with a blank line.
fn split_simple(input: &[u8], at_end: bool, bounds: &mut Vec<(u32, u32)>, max: usize) -> Split {
    bounds.clear();
    let mut fields = Fields { bounds, max, n_fields: 0 };
    let mut lines = 1;
    let mut field = 0;
    let mut at = 0;
    // A `\r` alone is a blank line not yet ended, see `blank_lines`.
    if input == b"\r" && !at_end {
        return Split::More;
    }
    'words: while at < input.len() {
        let word = word_at(input, at);
        let mut found = equal_bytes(word, b',')
            | equal_bytes(word, b'\n')
            | equal_bytes(word, b'\r')
            | equal_bytes(word, b'"');
        while found != 0 {
            let position = at + found.trailing_zeros() as usize / 8;
            found &= found - 1;
            match input.get(position) {
                Some(b',') => {
                    fields.push(field, position);
                    field = position + 1;
                }
                Some(b'"') if position == field => {
                    let content = input.get(position + 1..).unwrap_or_default();
                    let Some(length) = content.iter().position(|&byte| byte == b'"') else {
                        return if at_end { Split::Hard } else { Split::More };
                    };
                    let close = position + 1 + length;
                    lines += line_ends(content.get(..length).unwrap_or_default());
                    match input.get(close + 1) {
                        Some(b',') => {
                            fields.push(position + 1, close);
                            field = close + 2;
                            at = field;
                            continue 'words;
                        }
                        Some(b'\r' | b'\n') => {
                            fields.push(position + 1, close);
                            return line_end(input, close + 1, at_end, lines, fields.n_fields);
                        }
                        None if at_end => {
                            fields.push(position + 1, close);
                            let n_fields = fields.n_fields;
                            return Split::Record(Found { length: input.len(), lines, n_fields });
                        }
                        None => return Split::More,
                        Some(_) => return Split::Hard,
                    }
                }
                Some(b'\r' | b'\n') => {
                    fields.push(field, position);
                    return line_end(input, position, at_end, lines, fields.n_fields);
                }
                // A quote inside a field that did not begin with one is a character like any other.
                _ => {}
            }
        }
        at += 8;
    }
    if !at_end {
        return Split::More;
    }
    fields.push(field, input.len());
    Split::Record(Found { length: input.len(), lines, n_fields: fields.n_fields })
}

/// The record whose line end is at `position`; `\r` and `\n` together are one.
fn line_end(input: &[u8], position: usize, at_end: bool, lines: u64, n_fields: u64) -> Split {
    let length = match (input.get(position), input.get(position + 1)) {
        (Some(b'\r'), Some(b'\n')) => position + 2,
        (Some(b'\r'), None) if !at_end => return Split::More,
        _ => position + 1,
    };
    Split::Record(Found { length, lines, n_fields })
}

/// csv-core, which knows every case and copies the fields out.
struct CoreSplitter {
    reader: csv_core::Reader,
    output: Vec<u8>,
    ends: Vec<usize>,
}

impl Default for CoreSplitter {
    fn default() -> Self {
        Self { reader: csv_core::Reader::new(), output: Vec::new(), ends: vec![0; 256] }
    }
}

impl CoreSplitter {
    fn split(&mut self, input: &[u8], at_end: bool, bounds: &mut Vec<(u32, u32)>, max: usize) -> Split {
        bounds.clear();
        let mut fields = Fields { bounds, max, n_fields: 0 };
        self.reader.reset();
        if self.output.len() < input.len() {
            self.output.resize(input.len(), 0);
        }
        let (mut used, mut written, mut field) = (0, 0, 0);
        loop {
            let rest = input.get(used..).unwrap_or_default();
            let output = self.output.get_mut(written..).unwrap_or_default();
            // Ends of fields are counted from the start of the record, however often this is called.
            let (result, read, wrote, n_ends) = self.reader.read_record(rest, output, &mut self.ends);
            used += read;
            written += wrote;
            for &end in self.ends.iter().take(n_ends) {
                fields.push(field, end);
                field = end;
            }
            match result {
                ReadRecordResult::OutputEndsFull => {}
                ReadRecordResult::OutputFull => self.output.resize(self.output.len() + input.len(), 0),
                // At the end, csv-core is asked once more with nothing, which ends the record.
                ReadRecordResult::InputEmpty if at_end => {}
                ReadRecordResult::InputEmpty => return Split::More,
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        let record = input.get(..used).unwrap_or_default();
        let ended = matches!(record.last(), Some(b'\r' | b'\n'));
        match input.get(used) {
            Some(b'\n') if record.last() == Some(&b'\r') => used += 1,
            None if record.last() == Some(&b'\r') && !at_end => return Split::More,
            _ => {}
        }
        let lines = line_ends(record) + u64::from(!ended);
        Split::Record(Found { length: used, lines, n_fields: fields.n_fields })
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
