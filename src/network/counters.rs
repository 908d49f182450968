//! Counting many bits at once: every bit position of a word has a counter of its own, kept as planes of bits.
//!
//! A word holds a source's last symbols before one event of the target, one bit a delay. Adding it to the counters
//! counts that event for all delays together: about five logical operations a word (Harley and Seal's carry-save
//! adders), whatever the number of delays. That is what makes the scan cheap.

use std::array::from_fn;
use std::ops::{BitAnd, BitOr, BitXor, Shl, Shr};

/// Sources that are counted side by side: the compiler makes vector instructions of it.
pub(super) const LANES: usize = 4;
/// Planes of bits: counts up to 2^14 - 1, as many as a window has steps at most.
const PLANES: usize = 14;
/// The most that can be counted.
pub(super) const MAX_COUNT: usize = (1 << PLANES) - 1;
/// Words that are added together.
pub(super) const BLOCK: usize = 8;

/// One word of each of [`LANES`] sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lanes(
    /// By lane.
    pub [u64; LANES],
);

impl Lanes {
    /// No bits.
    pub(super) const ZERO: Self = Self([0; LANES]);
}

impl BitAnd for Lanes {
    type Output = Self;
    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self(from_fn(|lane| self.0[lane] & other.0[lane]))
    }
}

impl BitOr for Lanes {
    type Output = Self;
    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        Self(from_fn(|lane| self.0[lane] | other.0[lane]))
    }
}

impl BitXor for Lanes {
    type Output = Self;
    #[inline(always)]
    fn bitxor(self, other: Self) -> Self {
        Self(from_fn(|lane| self.0[lane] ^ other.0[lane]))
    }
}

impl Shl<u32> for Lanes {
    type Output = Self;
    #[inline(always)]
    fn shl(self, bits: u32) -> Self {
        Self(from_fn(|lane| self.0[lane] << (bits & 63)))
    }
}

impl Shr<u32> for Lanes {
    type Output = Self;
    #[inline(always)]
    fn shr(self, bits: u32) -> Self {
        Self(from_fn(|lane| self.0[lane] >> (bits & 63)))
    }
}

/// Sum and carry of three bits, in every position.
#[inline(always)]
fn add(a: Lanes, b: Lanes, c: Lanes) -> (Lanes, Lanes) {
    let either = a ^ b;
    (either ^ c, (a & b) | (either & c))
}

/// A counter for each of the 64 positions and each lane.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counters([Lanes; PLANES]);

/// Counts by lane and position.
pub(super) type Counts = [[u16; 64]; LANES];

impl Counters {
    /// Nothing counted.
    pub(super) const ZERO: Self = Self([Lanes::ZERO; PLANES]);

    /// Number of planes that counts up to `most` need.
    pub(super) fn planes_for(most: usize) -> usize {
        ((usize::BITS - most.leading_zeros()) as usize).clamp(3, PLANES)
    }

    /// Adds the bits of eight words; `n_planes` must hold the counts.
    #[inline(always)]
    pub(super) fn add(&mut self, words: &[Lanes; BLOCK], n_planes: usize) {
        let planes = &mut self.0;
        let (ones, first) = add(planes[0], words[0], words[1]);
        let (ones, second) = add(ones, words[2], words[3]);
        let (twos, four) = add(planes[1], first, second);
        let (ones, first) = add(ones, words[4], words[5]);
        let (ones, second) = add(ones, words[6], words[7]);
        let (twos, other_four) = add(twos, first, second);
        let (fours, mut carry) = add(planes[2], four, other_four);
        planes[0] = ones;
        planes[1] = twos;
        planes[2] = fours;
        for plane in planes.iter_mut().take(n_planes).skip(3) {
            let next = *plane & carry;
            *plane = *plane ^ carry;
            carry = next;
        }
    }

    /// The counts: bits of planes back to numbers, eight positions at a time.
    #[inline(always)]
    pub(super) fn read(&self, n_planes: usize, spread: &Spread, counts: &mut Counts) {
        for (lane, counts) in counts.iter_mut().enumerate() {
            for (column, counts) in counts.chunks_exact_mut(8).enumerate() {
                let byte = |plane: &Lanes| (plane.0[lane] >> (8 * column)) as u8;
                let (mut low, mut high) = (0, 0);
                for (bit, plane) in self.0.iter().take(n_planes.min(8)).enumerate() {
                    low |= spread.of(byte(plane)) << bit;
                }
                for (bit, plane) in self.0.iter().take(n_planes).skip(8).enumerate() {
                    high |= spread.of(byte(plane)) << bit;
                }
                let pairs = low.to_le_bytes().into_iter().zip(high.to_le_bytes());
                for (count, (low, high)) in counts.iter_mut().zip(pairs) {
                    *count = u16::from_le_bytes([low, high]);
                }
            }
        }
    }
}

/// For each byte, its eight bits as the lowest bits of eight bytes.
#[derive(Debug)]
pub(super) struct Spread([u64; 256]);

impl Default for Spread {
    fn default() -> Self {
        Self::new()
    }
}

impl Spread {
    /// The table.
    pub(super) fn new() -> Self {
        let bit = |byte: usize, bit: u32| u64::from(byte >> bit & 1 == 1) << (8 * bit);
        Self(from_fn(|byte| (0..8).fold(0, |spread, at| spread | bit(byte, at))))
    }

    #[inline(always)]
    fn of(&self, byte: u8) -> u64 {
        self.0[usize::from(byte)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn counters_count(words in proptest::collection::vec(proptest::array::uniform4(any::<u64>()), 0..1500)) {
            let mut counters = Counters::ZERO;
            let n_planes = Counters::planes_for(words.len());
            for block in words.chunks(BLOCK) {
                let word = |at: usize| block.get(at).map_or(Lanes::ZERO, |word| Lanes(*word));
                counters.add(&from_fn(word), n_planes);
            }
            let mut counts = [[0; 64]; LANES];
            counters.read(n_planes, &Spread::new(), &mut counts);
            for (lane, counts) in counts.iter().enumerate() {
                for (position, &count) in counts.iter().enumerate() {
                    let naive = words.iter().filter(|word| word[lane] >> position & 1 == 1).count();
                    prop_assert_eq!(usize::from(count), naive);
                }
            }
        }
    }
}
