//! What a file says of its own lengths, looked at before the crate `parquet` reserves memory by it.
//!
//! Source: parquet.thrift and Encodings.md of Apache's repository parquet-format, 2.12; Thrift's
//! compact protocol.

use super::{bad, uneven};
use crate::error::ReadError;

/// Structures within structures.
const DEPTH: usize = 32;
/// Bytes that a group or a column takes in a footer, and more.
const ELEMENT_BYTES: i64 = 6;
/// Kinds of values: of numbers, of lists, of structures.
const INT: u8 = 5;
const LIST: u8 = 9;
const STRUCTURE: u8 = 12;

/// Bytes as Thrift's compact protocol writes them.
struct Thrift<'a> {
    rest: &'a [u8],
}

impl Thrift<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    fn skip(&mut self, bytes: u64) -> Option<()> {
        self.rest = self.rest.get(usize::try_from(bytes).ok()?..)?;
        Some(())
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn int(&mut self) -> Option<i64> {
        self.varint().map(|number| (number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// Goes over a structure. `tell` gets each value with the numbers of the fields that it is in,
    /// its kind, and, of a number or of a list, the number or the length.
    fn structure(&mut self, path: &mut Vec<i16>, tell: &mut dyn FnMut(&[i16], u8, i64)) -> Option<()> {
        if path.len() > DEPTH {
            return None;
        }
        let mut field = 0_i16;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Some(());
            }
            field = match head >> 4 {
                0 => i16::try_from(self.int()?).ok()?,
                more => field.checked_add(i16::from(more))?,
            };
            path.push(field);
            match head & 15 {
                // The kind of a truth value is the value.
                kind @ (1 | 2) => tell(path, kind, 0),
                kind => self.value(kind, path, tell)?,
            }
            path.pop();
        }
    }

    fn value(&mut self, kind: u8, path: &mut Vec<i16>, tell: &mut dyn FnMut(&[i16], u8, i64)) -> Option<()> {
        match kind {
            4..=6 => {
                tell(path, kind, self.int()?);
                Some(())
            }
            1..=3 | 7 | 8 => {
                tell(path, kind, 0);
                let length = match kind {
                    7 => 8,
                    8 => self.varint()?,
                    _ => 1,
                };
                self.skip(length)
            }
            9 | 10 => {
                let head = self.byte()?;
                let length = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
                if length > self.rest.len() as u64 {
                    return None;
                }
                // A list of lists is in no file, and has no end to its depth.
                let kind = Some(head & 15).filter(|kind| !matches!(kind, 9 | 10))?;
                tell(path, LIST, length as i64);
                (0..length).try_for_each(|_| self.value(kind, path, tell))
            }
            STRUCTURE => {
                tell(path, kind, 0);
                self.structure(path, tell)
            }
            _ => None,
        }
    }
}

/// Looks at a footer: no list is longer than what is there, no name too deep within names.
pub(super) fn check_footer(footer: &[u8]) -> Result<(), ReadError> {
    let (mut children, mut is_encrypted, mut is_sound) = (Vec::new(), false, true);
    let mut thrift = Thrift { rest: footer };
    let done = thrift.structure(&mut Vec::new(), &mut |path, kind, value| match path {
        [2] if kind == STRUCTURE => children.push(0),
        [2, 5] => children.last_mut().into_iter().for_each(|last| *last = value),
        [2] | [4] | [4, 1] if kind == LIST && value > footer.len() as i64 / ELEMENT_BYTES => is_sound = false,
        [8] => is_encrypted = true,
        _ => {}
    });
    if is_encrypted {
        return Err(encrypted());
    }
    done.filter(|()| is_sound).ok_or_else(uneven)?;
    // By group that is open, names that are still to come.
    let mut open: Vec<i64> = Vec::new();
    for count in &children {
        if !(0..children.len() as i64).contains(count) {
            return Err(uneven());
        }
        open.last_mut().into_iter().for_each(|left| *left -= 1);
        open.push(*count);
        while open.last() == Some(&0) {
            open.pop();
        }
        if open.len() > DEPTH {
            return Err(bad("its columns are nested too deep"));
        }
    }
    Ok(())
}

pub(super) fn encrypted() -> ReadError {
    ReadError::not_a_table("an encrypted Parquet file", "write it without encryption")
}

/// What a page's header says.
#[derive(Default)]
pub(super) struct Page {
    /// Bytes of the header, of the page as it is stored, and of the page.
    pub(super) header: usize,
    pub(super) stored: usize,
    pub(super) length: usize,
    /// Bytes before the values that are never compressed.
    pub(super) levels: usize,
    /// Values of a dictionary, and rows.
    pub(super) dictionary: usize,
    pub(super) rows: usize,
}

/// Reads the header of a page at the start of `bytes`.
pub(super) fn page(bytes: &[u8]) -> Option<Page> {
    let mut page = Page::default();
    let mut is_sound = true;
    let mut thrift = Thrift { rest: bytes };
    thrift.structure(&mut Vec::new(), &mut |path, kind, value| {
        // As the crate reads them, whatever kind they say they are of.
        is_sound &= match path {
            [1..=4] | [5, 1..=4] | [7, 1..=2] | [8, 1..=6] => kind == INT,
            [5..=8] | [5, 5] | [8, 8] => kind == STRUCTURE,
            [7, 3] | [8, 7] => matches!(kind, 1 | 2),
            _ => true,
        };
        let number = i32::try_from(value).ok().and_then(|number| usize::try_from(number).ok());
        match (path, number) {
            ([2], Some(number)) => page.length = number,
            ([3], Some(number)) => page.stored = number,
            ([5 | 8, 1], Some(number)) => page.rows = page.rows.max(number),
            ([7, 1], Some(number)) => page.dictionary = page.dictionary.max(number),
            ([8, 5 | 6], Some(number)) => page.levels += number,
            ([2 | 3] | [5 | 7 | 8, 1] | [8, 5 | 6], None) => is_sound = false,
            _ => {}
        }
    })?;
    page.header = bytes.len() - thrift.rest.len();
    (is_sound && bytes.len() - page.header >= page.stored && page.length >= page.levels).then_some(page)
}

/// Where numbers that are written as differences end: `most` at most.
pub(super) fn differences_end(bytes: &[u8], most: usize) -> Option<usize> {
    let mut thrift = Thrift { rest: bytes };
    let (block, parts, numbers) = (thrift.varint()?, thrift.varint()?, thrift.varint()?);
    thrift.varint()?;
    let part = block.checked_div(parts).filter(|part| *part > 0 && numbers <= most as u64)?;
    let mut left = numbers.saturating_sub(1);
    while left > 0 {
        thrift.varint()?;
        let widths = thrift.rest;
        thrift.skip(parts)?;
        for width in widths.get(..parts as usize)? {
            if left > 0 {
                thrift.skip(part.checked_mul(u64::from(*width))? / 8)?;
            }
            left = left.saturating_sub(part);
        }
    }
    Some(bytes.len() - thrift.rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_footer_that_claims_more_than_it_holds_is_refused() {
        // A list of two names: a root of so many, and one of none.
        let footer = |children: u8| [0x29, 0x2c, 0x55, 2 * children, 0, 0x48, 1, b'a', 0, 0];
        let footer = |children| [footer(children).as_slice(), &[0; 20]].concat();
        assert_eq!(check_footer(&footer(1)), Ok(()));
        assert_eq!(check_footer(&footer(60)), Err(uneven()));
        assert_eq!(check_footer(&[0x29, 0xfc, 0xff, 0xff, 0x7f]), Err(uneven()));
        assert_eq!(check_footer(&[0x8c, 0, 0]), Err(encrypted()));
        let deep = [[0x55, 2, 0]; 40].concat();
        let deep = [&[0x29, 0xfc, 40], deep.as_slice(), &[0; 200]].concat();
        assert_eq!(check_footer(&deep), Err(bad("its columns are nested too deep")));
        assert!(check_footer(&[0x1c; 100]).is_err());
    }

    #[test]
    fn the_header_of_a_page_is_read_as_the_crate_reads_it() {
        // A dictionary of three values, 20 bytes that are stored in 4.
        let header = [0x15, 4, 0x15, 40, 0x15, 8, 0x4c, 0x15, 6, 0, 0, 1, 2, 3, 4];
        let found = page(&header).unwrap();
        assert_eq!((found.header, found.stored, found.length, found.dictionary), (11, 4, 20, 3));
        assert!(page(&header[..14]).is_none());
        // A number that says it is a text would be read as a number all the same.
        assert!(page(&[0x15, 4, 0x18, 0, 0x15, 8, 0, 1, 2, 3, 4]).is_none());
    }

    #[test]
    fn differences_are_passed_over_as_they_are_packed() {
        // Three numbers in a block of 128 with four parts, the first of one bit a number.
        let differences = [&[0x80, 1, 4, 3, 0, 0, 1, 0, 0, 0][..], &[0; 4], b"rest"].concat();
        assert_eq!(differences_end(&differences, 3), Some(14));
        assert_eq!(differences_end(&differences, 2), None);
        assert_eq!(differences_end(&differences[..12], 3), None);
        assert_eq!(differences_end(&[0x80, 1, 0, 3, 0], 3), None);
    }
}
