//! Records of text whose fields are parted by one character.
//!
//! csv-core defines what a record is. Nearly all records need only the part of its rules that
//! `split_simple` knows: fields without quotes, and quoted fields without a quote inside. It looks
//! at eight bytes at a time and copies nothing: in wasm, reading Chicago's plain files takes a
//! third of the time that it takes with csv-core alone. What it does not know goes to csv-core, and
//! a test holds the two together.
//!
//! Where the file's start told how many fields rows have, a record that does not fit is looked at
//! again: its quotes may be meant otherwise, or one of them is never closed.

mod again;

use csv_core::ReadRecordResult;

use crate::reading::Rules;
use crate::split::{Fields, Found, Split};
use crate::start::Width;

/// Splits off one record after another.
pub(crate) struct Delimited {
    rules: Rules,
    width: Option<Width>,
    core: csv_core::Reader,
    /// What was copied out of the last record.
    pub output: Vec<u8>,
    ends: Vec<usize>,
    /// Fields of a record that is tried by other rules.
    tried: Vec<(u32, u32)>,
}

impl Delimited {
    /// For fields parted by a delimiter; of a `width` that is known, what does not fit is looked at
    /// again.
    pub(crate) fn new(rules: Rules, width: Option<Width>) -> Self {
        let core = csv_core::ReaderBuilder::new().delimiter(rules.delimiter).build();
        Self { rules, width, core, output: Vec::new(), ends: vec![0; 256], tried: Vec::new() }
    }

    /// The record at the start of `input`, which does not begin with a blank line.
    #[inline(never)]
    pub(crate) fn split(&mut self, input: &[u8], at_end: bool, fields: &mut Fields<'_>) -> Split {
        let simple = split_simple(input, self.rules.delimiter, at_end, fields);
        match (simple, self.width) {
            (Some(Split::Record(found)), Some(width))
                if fields.n_fields == width.fields
                    && found.lines <= again::LINES_NOT_DOUBTED
                    && !self.rules.blanks
                    && found.length > width.bytes_of_blanks() =>
            {
                Split::Record(found)
            }
            (simple, Some(width)) => self.split_again(simple, input, at_end, fields, width),
            (Some(split), None) => split,
            (None, None) => self.split_by_core(input, at_end, fields),
        }
    }

    /// The same by csv-core, which knows every case and copies the fields out.
    fn split_by_core(&mut self, input: &[u8], at_end: bool, fields: &mut Fields<'_>) -> Split {
        fields.clear();
        self.core.reset();
        if self.output.len() < input.len() {
            self.output.resize(input.len(), 0);
        }
        let (mut used, mut written, mut field) = (0, 0, 0);
        loop {
            let rest = input.get(used..).unwrap_or_default();
            let output = self.output.get_mut(written..).unwrap_or_default();
            // Ends of fields are counted from the start of the record, however often this is
            // called.
            let (result, read, wrote, n_ends) = self.core.read_record(rest, output, &mut self.ends);
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
        Split::Record(Found { length: used, lines, copied: true })
    }
}

/// Bytes of the blank lines at the start of `input`; a last `\r` is left there while it may be half
/// of a line end.
pub(crate) fn blank_lines(input: &[u8], at_end: bool) -> usize {
    let length = input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let halved = length == input.len() && !at_end && input.last() == Some(&b'\r');
    length - usize::from(halved)
}

/// Line ends: `\n`, `\r\n`, or `\r` alone.
pub(crate) fn line_ends(bytes: &[u8]) -> u64 {
    let mut previous = 0;
    let mut ends = 0;
    for &byte in bytes {
        ends += u64::from(byte == b'\r' || (byte == b'\n' && previous != b'\r'));
        previous = byte;
    }
    ends
}

const LOW_BITS: u64 = 0x7f7f_7f7f_7f7f_7f7f;

const fn all_bytes(byte: u8) -> u64 {
    byte as u64 * 0x0101_0101_0101_0101
}

/// The high bit of each byte of `word` that equals the one that all of `bytes` are.
fn equal_bytes(word: u64, bytes: u64) -> u64 {
    let difference = word ^ bytes;
    !(((difference & LOW_BITS) + LOW_BITS) | difference | LOW_BITS)
}

fn word_at(input: &[u8], at: usize) -> u64 {
    let rest = input.get(at..).unwrap_or_default();
    match rest.first_chunk::<8>() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => rest.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    }
}

/// Splits the record at the start of `input`, which does not begin with a blank line. `None` where
/// a quote stands inside a quoted field, or text after one: csv-core knows.
fn split_simple(input: &[u8], delimiter: u8, at_end: bool, fields: &mut Fields<'_>) -> Option<Split> {
    fields.clear();
    // Compared with every byte: it stands eight times in one word, and no branch asks which
    // character it is.
    let delimiters = all_bytes(delimiter);
    let mut lines = 1;
    let mut field = 0;
    let mut at = 0;
    // A `\r` alone is a blank line not yet ended, see `blank_lines`.
    if input == b"\r" && !at_end {
        return Some(Split::More);
    }
    'words: while at < input.len() {
        let word = word_at(input, at);
        let mut found = equal_bytes(word, delimiters)
            | equal_bytes(word, const { all_bytes(b'\n') })
            | equal_bytes(word, const { all_bytes(b'\r') })
            | equal_bytes(word, const { all_bytes(b'"') });
        while found != 0 {
            let position = at + found.trailing_zeros() as usize / 8;
            found &= found - 1;
            match input.get(position) {
                Some(&byte) if byte == delimiter => {
                    fields.push(field, position);
                    field = position + 1;
                }
                Some(b'"') if position == field => {
                    let content = input.get(position + 1..).unwrap_or_default();
                    let Some(length) = content.iter().position(|&byte| byte == b'"') else {
                        return if at_end { None } else { Some(Split::More) };
                    };
                    let close = position + 1 + length;
                    lines += line_ends(content.get(..length).unwrap_or_default());
                    match input.get(close + 1) {
                        Some(&byte) if byte == delimiter => {
                            fields.push(position + 1, close);
                            field = close + 2;
                            at = field;
                            continue 'words;
                        }
                        Some(b'\r' | b'\n') => {
                            fields.push(position + 1, close);
                            return Some(line_end(input, close + 1, at_end, lines));
                        }
                        None if at_end => {
                            fields.push(position + 1, close);
                            return Some(Split::Record(Found { length: input.len(), lines, copied: false }));
                        }
                        None => return Some(Split::More),
                        Some(_) => return None,
                    }
                }
                Some(b'\r' | b'\n') => {
                    fields.push(field, position);
                    return Some(line_end(input, position, at_end, lines));
                }
                // A quote inside a field that did not begin with one is a character like any other.
                _ => {}
            }
        }
        at += 8;
    }
    if !at_end {
        return Some(Split::More);
    }
    fields.push(field, input.len());
    Some(Split::Record(Found { length: input.len(), lines, copied: false }))
}

/// The record whose line end is at `position`; `\r` and `\n` together are one.
fn line_end(input: &[u8], position: usize, at_end: bool, lines: u64) -> Split {
    let length = match (input.get(position), input.get(position + 1)) {
        (Some(b'\r'), Some(b'\n')) => position + 2,
        (Some(b'\r'), None) if !at_end => return Split::More,
        _ => position + 1,
    };
    Split::Record(Found { length, lines, copied: false })
}
