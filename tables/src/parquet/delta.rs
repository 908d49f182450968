//! Whole numbers by their differences, which are packed in blocks.
//!
//! Source: Encodings.md of parquet-format, "Delta Encoding".

use std::ops::Range;

use super::hybrid::packed;
use super::thrift::{varint, zigzag};
use super::uneven;
use crate::error::ReadError;

/// Numbers of the largest block.
const BLOCK: u64 = 1 << 20;
const PARTS: u64 = 1 << 12;

/// Reads one number after another of a part of a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Delta {
    at: usize,
    end: usize,
    /// Numbers of a part of a block, and parts of a block.
    part: u64,
    parts: u64,
    /// Numbers that are still to come.
    left: u64,
    value: i64,
    least: i64,
    /// Where the parts' numbers of bits stand, and how many parts of the block are left.
    widths: usize,
    parts_left: u64,
    /// Numbers of the part that are left, the bit of the next, and its bits.
    part_left: u64,
    bit: usize,
    bits: u32,
    begun: bool,
}

impl Delta {
    pub(super) fn new(page: &[u8], bytes: Range<usize>) -> Result<Self, ReadError> {
        let mut delta = Self { at: bytes.start, end: bytes.end, ..Self::default() };
        let (block, parts) = (delta.number(page)?, delta.number(page)?);
        delta.left = delta.number(page)?;
        delta.value = zigzag(delta.number(page)?);
        let is_sound = (1..=BLOCK).contains(&block) && (1..=PARTS).contains(&parts);
        if !is_sound || block % (8 * parts) != 0 {
            return Err(uneven());
        }
        (delta.part, delta.parts) = (block / parts, parts);
        Ok(delta)
    }

    /// How many there are still.
    pub(super) fn left(&self) -> u64 {
        self.left
    }

    fn number(&mut self, page: &[u8]) -> Result<u64, ReadError> {
        let (number, length) = page.get(self.at..self.end).and_then(varint).ok_or_else(uneven)?;
        self.at += length;
        Ok(number)
    }

    pub(super) fn next(&mut self, page: &[u8]) -> Result<i64, ReadError> {
        self.left = self.left.checked_sub(1).ok_or_else(uneven)?;
        if !self.begun {
            self.begun = true;
            return Ok(self.value);
        }
        if self.part_left == 0 {
            self.begin_part(page)?;
        }
        self.part_left -= 1;
        let step =
            packed(page.get(..self.end).unwrap_or_default(), self.bit, self.bits).ok_or_else(uneven)?;
        self.bit += self.bits as usize;
        self.value = self.value.wrapping_add(self.least).wrapping_add(step as i64);
        Ok(self.value)
    }

    fn begin_part(&mut self, page: &[u8]) -> Result<(), ReadError> {
        if self.parts_left == 0 {
            self.least = zigzag(self.number(page)?);
            (self.widths, self.parts_left) = (self.at, self.parts);
            self.at += self.parts as usize;
        }
        self.bits = page.get(self.widths).map_or(65, |bits| u32::from(*bits));
        if self.bits > 64 {
            return Err(uneven());
        }
        self.widths += 1;
        self.parts_left -= 1;
        (self.part_left, self.bit) = (self.part, 8 * self.at);
        // The last part may be cut after its last number.
        self.at = self.at.saturating_add(self.part as usize / 8 * self.bits as usize).min(self.end);
        Ok(())
    }

    /// Where the numbers end, once all have been read: parts of a block that hold none are not
    /// there, but their numbers of bits are.
    pub(super) fn ends_at(&self) -> usize {
        self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_by_their_differences() {
        // The specification's second example, in one block of 8: 7, 5, 3, 1, 2, 3, 4, 5.
        let page = [8, 1, 8, 14, 3, 2, 0b1100_0000, 0b0011_1111, 99];
        let mut delta = Delta::new(&page, 0..page.len()).unwrap();
        let found: Vec<i64> = (0..8).map(|_| delta.next(&page).unwrap()).collect();
        assert_eq!((found.as_slice(), delta.ends_at()), (&[7, 5, 3, 1, 2, 3, 4, 5][..], 8));
        assert!(delta.next(&page).is_err());
        assert!(Delta::new(&[0, 1, 8, 14], 0..4).is_err());
        assert!(Delta::new(&[8, 1, 8], 0..3).is_err());
    }
}
