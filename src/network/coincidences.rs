//! Coincidences: at how many of a target's events was a source's set of symbols all ones, by delay.
//!
//! A target's steps are bytes, 1 where a step is counted. The bytes from a source's step on are
//! then the counts that this step adds, one a delay, and adding up such rows of bytes counts all
//! delays together. Two delays share a byte, four bits each, until fifteen rows are added. The cost
//! is one row a step at which the set is all ones: rare sets, which are most sets, cost next to
//! nothing.

use crate::streams::MAX_WINDOW_STEPS;

/// Positions that are counted together. Delays may be fewer by the longest context's symbols.
pub(super) const POSITIONS: usize = 64;
/// Bytes that one vector instruction adds.
const LANES: usize = 16;
/// Bytes of a row: position p is in the low half of byte p, position p + `ROW` in the high half.
const ROW: usize = POSITIONS / 2;
/// Steps that a row may begin at: all of 16 bits, so that no look-up asks whether a row is there.
const STEPS: usize = 1 << 16;
/// Rows that four bits can add up.
const ROWS_IN_HALF_A_BYTE: usize = 15;
/// Rows that a byte can add up.
const ROWS_IN_A_BYTE: usize = 255;
/// Positions behind the last one, which are 0: a set without the latest symbols is read from there.
pub(super) const MARGIN: usize = 8;

const _: () = assert!(MAX_WINDOW_STEPS < STEPS && ROW == 2 * LANES);

/// Counts by position.
pub(super) type Counts = [u16; POSITIONS + MARGIN];

/// Counts of neighbouring positions.
type Bytes = [u8; LANES];

/// A target's counted steps as rows of bytes: the row of a source's step holds the target's steps
/// after it, from the shortest delay of a run on.
#[derive(Debug)]
pub(super) struct TargetRows {
    bytes: Box<[u8; STEPS + ROW]>,
    /// Bytes that may not be 0.
    used: usize,
}

impl TargetRows {
    pub(super) fn new() -> Self {
        Self { bytes: Box::new([0; STEPS + ROW]), used: 0 }
    }

    /// Takes up a target of `n_steps` steps that are counted where `is_counted`; rows begin
    /// `offset` steps after the source's step.
    pub(super) fn set(&mut self, n_steps: usize, offset: usize, is_counted: impl Fn(usize) -> bool) {
        let bytes = self.bytes.as_mut_slice();
        let n_bytes = n_steps.saturating_sub(offset).min(STEPS);
        bytes[..self.used.max(n_bytes)].fill(0);
        self.used = n_bytes;
        for (byte, step) in bytes[..n_bytes].iter_mut().zip(offset..) {
            *byte = u8::from(is_counted(step));
        }
        // Ascending, so that what is read has not been changed yet.
        for at in 0..n_bytes {
            bytes[at] |= (bytes[at + ROW] & 1) << 4;
        }
    }

    /// Adds the rows of `steps` up, by position.
    pub(super) fn count(&self, steps: &[u16], counts: &mut Counts) {
        *counts = [0; POSITIONS + MARGIN];
        for steps in steps.chunks(ROWS_IN_A_BYTE) {
            let mut bytes = [[0; LANES]; POSITIONS / LANES];
            steps.chunks(ROWS_IN_HALF_A_BYTE).for_each(|steps| self.add_rows(steps, &mut bytes));
            for (counts, bytes) in counts.as_chunks_mut::<LANES>().0.iter_mut().zip(&bytes) {
                for (count, byte) in counts.iter_mut().zip(bytes) {
                    *count = count.wrapping_add(u16::from(*byte));
                }
            }
        }
    }

    /// Adds at most fifteen rows up: then no half of a byte overflows into the other. Additions
    /// wrap, which they never do, so that builds that check for overflow keep their vector
    /// instructions.
    #[inline(always)]
    fn add_rows(&self, steps: &[u16], bytes: &mut [Bytes; POSITIONS / LANES]) {
        let (mut first, mut second): (Bytes, Bytes) = ([0; LANES], [0; LANES]);
        for &step in steps {
            let (lanes, _) = self.bytes[usize::from(step)..][..ROW].as_chunks();
            add(&mut first, &lanes[0]);
            add(&mut second, &lanes[1]);
        }
        for lane in 0..LANES {
            bytes[0][lane] = bytes[0][lane].wrapping_add(first[lane] & 0xf);
            bytes[1][lane] = bytes[1][lane].wrapping_add(second[lane] & 0xf);
            bytes[2][lane] = bytes[2][lane].wrapping_add(first[lane] >> 4);
            bytes[3][lane] = bytes[3][lane].wrapping_add(second[lane] >> 4);
        }
    }
}

/// One vector instruction, which is why arrays of this length are passed.
#[inline(always)]
fn add(sums: &mut Bytes, row: &Bytes) {
    for (sum, byte) in sums.iter_mut().zip(row) {
        *sum = sum.wrapping_add(*byte);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn counts_are_those_by_the_definition(
            target in proptest::collection::vec(any::<bool>(), 1..700),
            is_step in proptest::collection::vec(proptest::bool::weighted(0.8), 1..700),
            offset in 0_usize..130,
        ) {
            let steps: Vec<u16> = (0..).zip(&is_step).filter(|(_, is)| **is).map(|(step, _)| step).collect();
            let mut rows = TargetRows::new();
            // What an earlier, longer target left is not counted.
            rows.set(900, 3, |_| true);
            rows.set(target.len(), offset, |step| target[step]);
            let mut counts = [7; POSITIONS + MARGIN];
            rows.count(&steps, &mut counts);
            for (position, &count) in counts.iter().enumerate() {
                let coincides = |&&step: &&u16| {
                    target.get(usize::from(step) + offset + position).copied().unwrap_or(false)
                };
                let naive = if position < POSITIONS { steps.iter().filter(coincides).count() } else { 0 };
                prop_assert_eq!(usize::from(count), naive, "position {}", position);
            }
        }
    }
}
