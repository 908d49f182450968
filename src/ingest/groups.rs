//! Rows grouped by what they have in common, a part of them at a time.

use std::collections::BinaryHeap;

/// Rows that are sorted at once: the memory that grouping takes is 16 bytes for each of these, and
/// not a number for each row of the file, unless more rows than these are of one group. For each
/// time so many, all rows are looked at once.
pub(crate) const ROWS_AT_ONCE: usize = 1 << 19;
/// Bits of a scrambled key that one pass of the sort looks at.
const DIGIT_BITS: u32 = 11;
const N_DIGITS: usize = 1 << DIGIT_BITS;
/// Passes of the sort.
const N_PASSES: u32 = 2;
/// What keys are scrambled by: 2^64 divided by the golden ratio.
pub(crate) const SCRAMBLE: u64 = 0x9e37_79b9_7f4a_7c15;
/// The bits of a scrambled key that tell it within its part.
const HASH: u64 = (1 << (N_PASSES * DIGIT_BITS)) - 1;

/// Visits the rows of each group, in ascending order; groups come in an order that means nothing,
/// and the same for the same rows. Rows are of one group where `key` is the same; `mixed` makes one
/// number of it, which need not tell all keys apart, and nothing of a row that is of no group.
#[inline(always)]
pub(crate) fn for_each_group<K: Copy + Ord>(
    n_rows: usize,
    mixed: impl Fn(usize) -> Option<u64>,
    key: impl Fn(u32) -> K,
    visit: &mut dyn FnMut(&[u32]),
) {
    // Every row of a group falls into the same part.
    let n_parts = n_rows.div_ceil(ROWS_AT_ONCE) as u64;
    let (mut keys, mut scratch, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    for part in 0..n_parts {
        keys.clear();
        for row in 0..n_rows {
            let Some(mixed) = mixed(row) else { continue };
            let scrambled = mixed.wrapping_mul(SCRAMBLE);
            if ((scrambled >> 32) * n_parts) >> 32 == part {
                // Bits that no part is told by, and the row.
                keys.push((scrambled >> 20 & HASH) << 32 | row as u64);
            }
        }
        sort_by_hash(&mut keys, &mut scratch);
        for alike in keys.chunk_by(|a, b| a >> 32 == b >> 32) {
            rows.clear();
            rows.extend(alike.iter().map(|&key| key as u32));
            let first = rows.first().map(|&row| key(row));
            if rows.iter().all(|&row| Some(key(row)) == first) {
                visit(&rows);
                continue;
            }
            // Different keys that are scrambled alike are few. A heap, because a sort costs the
            // page some kilobytes more.
            let heap: BinaryHeap<(K, u32)> = rows.iter().map(|&row| (key(row), row)).collect();
            for same in heap.into_sorted_vec().chunk_by(|a, b| a.0 == b.0) {
                rows.clear();
                rows.extend(same.iter().map(|(_, row)| row));
                visit(&rows);
            }
        }
    }
}

/// Sorts by the upper half of each key; keys of equal halves keep their order.
fn sort_by_hash(keys: &mut Vec<u64>, scratch: &mut Vec<u64>) {
    scratch.clear();
    scratch.resize(keys.len(), 0);
    for pass in 0..N_PASSES {
        let digit = |key: u64| (key >> (32 + pass * DIGIT_BITS)) as usize & (N_DIGITS - 1);
        let mut next = [0_u32; N_DIGITS];
        for &key in keys.iter() {
            next[digit(key)] += 1;
        }
        let mut before = 0;
        for count in &mut next {
            before += std::mem::replace(count, before);
        }
        for &key in keys.iter() {
            let place = &mut next[digit(key)];
            if let Some(slot) = scratch.get_mut(*place as usize) {
                *slot = key;
            }
            *place += 1;
        }
        std::mem::swap(keys, scratch);
    }
}
