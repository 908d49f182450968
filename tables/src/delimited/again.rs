//! A second look at records that do not have the fields of the others.
//!
//! What is decided depends on the bytes from the record's first on, and not on where a window of
//! the file ends: sections of a file give the rows of the whole.

use super::{Delimited, line_ends};
use crate::reading::{End, Reading, Rules, first_line, read};
use crate::split::{Fields, Found, Split};
use crate::start::Width;

/// A record of more lines is not looked at to its end.
const LINES: u64 = 64;
/// After a quote that is never closed, one of so many lines must be a row.
const LINES_TO_FIT: usize = 8;
/// Lines of that row.
const ROW_LINES: u64 = 4;
/// With fewer lines within, a record of the right width is not doubted.
const LINES_TO_DOUBT: usize = 3;
/// Lines of a record that is not doubted where it has the right width.
pub(super) const LINES_NOT_DOUBTED: u64 = LINES_TO_DOUBT as u64 + 1;

/// What the lines after a record's first one are.
enum After {
    /// One of them is a row.
    Row,
    NoRow,
    /// The window ends too soon.
    More,
}

impl Delimited {
    /// What stands at the start of `input`, by what `split_simple` made of it.
    #[inline(never)]
    pub(super) fn split_again(
        &mut self,
        simple: Option<Split>,
        input: &[u8],
        at_end: bool,
        fields: &mut Fields<'_>,
        width: Width,
    ) -> Split {
        if let Some(Split::Record(found)) = simple
            && found.lines == 1
            && !self.rules.blanks
        {
            let line = input.get(..found.length).unwrap_or_default();
            if (0..fields.n_fields).all(|index| fields.is_blank(index, line)) {
                return Split::Skip(found.length);
            }
            if width.fits(fields.n_fields, |index| fields.is_blank(index, line)) {
                fields.truncate(width.fields);
                return Split::Record(found);
            }
            let other = self.by_other_rules(input, at_end, fields, width);
            return other.unwrap_or(Split::Record(found));
        }
        let (rules, mut output) = (self.rules, std::mem::take(&mut self.output));
        let reading = read(input, at_end, rules, LINES, fields, &mut output);
        self.output = output;
        let found = Found { length: reading.length, lines: reading.lines, copied: true };
        match reading.end {
            End::More => return Split::More,
            End::Line => {
                if (0..fields.n_fields).all(|index| fields.is_blank(index, &self.output)) {
                    return if found.lines == 1 { Split::Skip(found.length) } else { Split::Record(found) };
                }
                let fits = width.fits(fields.n_fields, |index| fields.is_blank(index, &self.output));
                let is_right = fits && reading.is_sound;
                if (is_right && !self.swallows(input, found.length, width)) || (fits && found.lines == 1) {
                    let other =
                        if is_right { None } else { self.by_other_rules(input, at_end, fields, width) };
                    return other.unwrap_or_else(|| {
                        fields.truncate(width.fields);
                        Split::Record(found)
                    });
                }
            }
            End::InQuotes => {}
            End::TooManyLines => {
                let end = line_end_after(input, LINES as usize);
                if !self.swallows(input, end, width) {
                    return self.split_by_core(input, at_end, fields);
                }
            }
        }
        self.mend(reading, input, at_end, fields, width)
    }

    /// The record otherwise, its first line alone where a quote in it is never closed, or the
    /// record as it was read.
    fn mend(
        &mut self,
        reading: Reading,
        input: &[u8],
        at_end: bool,
        fields: &mut Fields<'_>,
        width: Width,
    ) -> Split {
        let found = Found { length: reading.length, lines: reading.lines, copied: true };
        let rest = match first_line(input, at_end) {
            None => return Split::More,
            Some(length) => input.get(length..).unwrap_or_default(),
        };
        if let Some(other) = self.by_other_rules(input, at_end, fields, width) {
            return other;
        }
        if reading.end == End::Line && reading.lines == 1 {
            return Split::Record(found);
        }
        let is_last = reading.end == End::InQuotes && rest.trim_ascii().is_empty();
        match self.row_after(rest, at_end, width) {
            After::More => Split::More,
            After::NoRow if !is_last && reading.end == End::TooManyLines => {
                self.split_by_core(input, at_end, fields)
            }
            After::NoRow if !is_last => Split::Record(found),
            After::Row | After::NoRow => {
                let length = input.len() - rest.len();
                let line = input.get(..length).unwrap_or_default();
                let text = line.len() - line.iter().rev().take_while(|byte| is_line_end(**byte)).count();
                fields.clear();
                fields.push(0, text);
                Split::Broken(Found { length, lines: 1, copied: false })
            }
        }
    }

    /// The record with quotes escaped by a backslash, or behind blanks, where it fits so; `None`
    /// where it does not.
    fn by_other_rules(
        &mut self,
        input: &[u8],
        at_end: bool,
        fields: &mut Fields<'_>,
        width: Width,
    ) -> Option<Split> {
        let line = input.get(..first_line(input, at_end)?)?;
        let has = |first: u8| line.windows(2).any(|pair| pair == [first, b'"']);
        let standard = self.rules;
        let backslash = (Rules { backslash: true, ..standard }, has(b'\\'));
        let blanks = (Rules { blanks: true, ..standard }, has(b' ') || has(b'\t'));
        for (rules, _) in [backslash, blanks].into_iter().filter(|(rules, has)| *has && *rules != standard) {
            let (mut tried, mut output) = (std::mem::take(&mut self.tried), Vec::new());
            let mut other = Fields::new(&mut tried, fields.max());
            let reading = read(input, at_end, rules, LINES, &mut other, &mut output);
            let fits = reading.end == End::Line
                && reading.is_sound
                && width.fits(other.n_fields, |index| other.is_blank(index, &output));
            if fits {
                other.truncate(width.fields);
                let n_fields = other.n_fields;
                fields.replace(&tried, n_fields);
                self.output = output;
            }
            self.tried = tried;
            if reading.end == End::More {
                return Some(Split::More);
            }
            if fits {
                let found = Found { length: reading.length, lines: reading.lines, copied: true };
                return Some(Split::Record(found));
            }
        }
        None
    }

    /// Whether the whole lines within the record, those after the first and before the last, are
    /// rows of their own.
    fn swallows(&mut self, input: &[u8], length: usize, width: Width) -> bool {
        let record = input.get(..length).unwrap_or_default().trim_ascii_end();
        let lines: Vec<&[u8]> = lines(record).collect();
        let within = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
        let within = within.get(..LINES as usize).unwrap_or(within);
        if within.len() < LINES_TO_DOUBT {
            return false;
        }
        let rows = within.iter().filter(|line| self.is_row(line, true, width) == Some(true)).count();
        4 * rows >= 3 * within.len()
    }

    /// Whether `text` begins with a row; `None` where that is not all in sight.
    fn is_row(&mut self, text: &[u8], at_end: bool, width: Width) -> Option<bool> {
        let (mut tried, mut output) = (std::mem::take(&mut self.tried), Vec::new());
        let mut fields = Fields::new(&mut tried, usize::MAX);
        let reading = read(text, at_end, self.rules, ROW_LINES, &mut fields, &mut output);
        let is_blank = |index| fields.is_blank(index, &output);
        let fits =
            reading.is_sound && width.fits(fields.n_fields, is_blank) && !(0..fields.n_fields).all(is_blank);
        self.tried = tried;
        match reading.end {
            End::More => None,
            End::Line => Some(fits),
            End::InQuotes | End::TooManyLines => Some(false),
        }
    }

    fn row_after(&mut self, rest: &[u8], at_end: bool, width: Width) -> After {
        let mut at = 0;
        for _ in 0..LINES_TO_FIT {
            let from = rest.get(at..).unwrap_or_default();
            if from.is_empty() {
                return if at_end { After::NoRow } else { After::More };
            }
            match self.is_row(from, at_end, width) {
                None => return After::More,
                Some(true) => return After::Row,
                Some(false) => {}
            }
            let Some(length) = first_line(from, at_end) else { return After::More };
            // One whose own quote is never closed.
            let delimiter = self.rules.delimiter;
            let line = from.get(..length).unwrap_or_default();
            if 1 + line.iter().filter(|byte| **byte == delimiter).count() as u64 == width.fields {
                return After::Row;
            }
            at += length;
        }
        After::NoRow
    }
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

/// The lines of a text without their line ends; blank ones are none.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| is_line_end(*byte)).filter(|line| !line.is_empty())
}

/// Where the `n`th line of `input` ends.
fn line_end_after(input: &[u8], n: usize) -> usize {
    let mut at = 0;
    for _ in 0..n {
        let Some(length) = first_line(input.get(at..).unwrap_or_default(), false) else { break };
        at += length;
    }
    debug_assert!(line_ends(input.get(..at).unwrap_or_default()) <= n as u64);
    at
}
