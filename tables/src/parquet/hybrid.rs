//! Numbers of a few bits, in runs of one value or packed: levels, truth values, and places in a
//! dictionary.
//!
//! Source: Encodings.md of parquet-format, "Run Length Encoding / Bit-Packing Hybrid".

use std::ops::Range;

use super::thrift::varint;
use super::uneven;
use crate::error::ReadError;

/// Reads one number after another of a part of a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Hybrid {
    at: usize,
    end: usize,
    bits: u32,
    /// Numbers of the run that are still to come.
    left: u64,
    /// The run's value, or the bit at which its next number begins.
    run: Run,
}

#[derive(Clone, Copy, Debug)]
enum Run {
    Same(u32),
    Packed(usize),
}

impl Default for Run {
    fn default() -> Self {
        Self::Same(0)
    }
}

impl Hybrid {
    /// Those of so many bits in these bytes of a page.
    pub(super) fn new(bits: u32, bytes: Range<usize>) -> Result<Self, ReadError> {
        if bits > 32 {
            return Err(uneven());
        }
        Ok(Self { at: bytes.start, end: bytes.end, bits, ..Self::default() })
    }

    pub(super) fn next(&mut self, page: &[u8]) -> Result<u32, ReadError> {
        while self.left == 0 {
            self.begin_run(page)?;
        }
        self.left -= 1;
        match &mut self.run {
            Run::Same(value) => Ok(*value),
            Run::Packed(bit) => {
                let value = packed(page, *bit, self.bits).ok_or_else(uneven)?;
                *bit += self.bits as usize;
                Ok(value as u32)
            }
        }
    }

    fn begin_run(&mut self, page: &[u8]) -> Result<(), ReadError> {
        let (header, length) = page.get(self.at..self.end).and_then(varint).ok_or_else(uneven)?;
        self.at += length;
        let rest = page.get(self.at..self.end).unwrap_or_default();
        if header & 1 == 0 {
            let width = self.bits.div_ceil(8) as usize;
            let bytes = rest.get(..width).ok_or_else(uneven)?;
            let value = bytes.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte));
            (self.left, self.run) = (header >> 1, Run::Same(value));
            self.at += width;
            return Ok(());
        }
        // Groups of eight; of the last, what is missing is not needed.
        let groups = usize::try_from(header >> 1).map_err(|_| uneven())?;
        let length = groups.checked_mul(self.bits as usize).ok_or_else(uneven)?;
        (self.left, self.run) = (8 * groups as u64, Run::Packed(8 * self.at));
        self.at += length.min(rest.len());
        Ok(())
    }
}

/// The number of up to 64 bits that begins at a bit of `bytes`, the lowest first; bits beyond the
/// end are none.
pub(super) fn packed(bytes: &[u8], bit: usize, bits: u32) -> Option<u64> {
    let (from, shift) = (bit / 8, (bit % 8) as u32);
    let rest = bytes.get(from..)?;
    let word = match rest.first_chunk::<16>() {
        Some(word) => u128::from_le_bytes(*word),
        None => {
            if rest.len() * 8 < (shift + bits) as usize {
                return None;
            }
            rest.iter().rev().fold(0, |word, byte| word << 8 | u128::from(*byte))
        }
    };
    Some((word >> shift) as u64 & u64::MAX.checked_shr(64 - bits).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_packed_numbers_follow_each_other() {
        // Five times 4, then 0 to 7 in three bits each, as the specification has them.
        let page = [10, 4, 3, 0b1000_1000, 0b1100_0110, 0b1111_1010];
        let mut hybrid = Hybrid::new(3, 0..page.len()).unwrap();
        let found: Vec<u32> = (0..13).map(|_| hybrid.next(&page).unwrap()).collect();
        assert_eq!(found, [4, 4, 4, 4, 4, 0, 1, 2, 3, 4, 5, 6, 7]);
        assert!(hybrid.next(&page).is_err());
        let mut none = Hybrid::new(0, 0..1).unwrap();
        assert_eq!(none.next(&[8]).unwrap(), 0);
        assert_eq!((packed(&[0xff; 9], 7, 64), packed(&[0xff; 9], 9, 64)), (Some(u64::MAX), None));
        assert_eq!(packed(&[1], 0, 0), Some(0));
    }
}
