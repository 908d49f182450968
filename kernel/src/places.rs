//! Rows grouped by their exact coordinates.

use std::collections::BinaryHeap;

/// Rows that are sorted at once: the memory that grouping takes is 16 bytes for each of these, and not a number for each row of the file, unless
/// more rows than these have one place. For each time so many, all rows are looked at once.
pub const ROWS_AT_ONCE: usize = 1 << 19;
/// Bits of a scrambled place that one pass of the sort looks at.
const DIGIT_BITS: u32 = 11;
const N_DIGITS: usize = 1 << DIGIT_BITS;
/// Passes of the sort.
const N_PASSES: u32 = 2;
/// What places are scrambled by: 2^64 divided by the golden ratio.
pub(crate) const SCRAMBLE: u64 = 0x9e37_79b9_7f4a_7c15;
/// The bits of a scrambled place that tell it within its part.
pub(crate) const HASH: u64 = (1 << (N_PASSES * DIGIT_BITS)) - 1;

/// Visits each pair of coordinates that rows have, once: a row that has it, and how many have. Rows whose latitude is not a number have none. The
/// two zeros are one.
///
/// The order of visits is that of scrambled coordinates, and the same for the same rows.
///
/// # Examples
/// ```
/// use watchback_kernel::places::for_each_place;
/// let (latitudes, longitudes) = ([41.5, f64::NAN, 41.5, 0.0, -0.0], [-87.5, f64::NAN, -87.5, 1.0, 1.0]);
/// let mut found = Vec::new();
/// for_each_place(&latitudes, &longitudes, &mut |row, rows| found.push((latitudes[row as usize], rows)));
/// found.sort_by(|a, b| a.0.total_cmp(&b.0));
/// assert_eq!(found, [(0.0, 2), (41.5, 2)]);
/// ```
#[inline(never)]
pub fn for_each_place(latitudes: &[f64], longitudes: &[f64], visit: &mut dyn FnMut(u32, u64)) {
    // Adding zero makes the two zeros one.
    let bits = |degrees: f64| (degrees + 0.0).to_bits();
    let place = |key: u64| {
        let row = key as u32 as usize;
        let at = |column: &[f64]| bits(column.get(row).copied().unwrap_or(f64::NAN));
        (at(latitudes), at(longitudes))
    };
    // Every row of a place falls into the same part.
    let n_parts = latitudes.len().div_ceil(ROWS_AT_ONCE) as u64;
    let (mut keys, mut scratch) = (Vec::new(), Vec::new());
    for part in 0..n_parts {
        keys.clear();
        for (row, (&latitude, &longitude)) in (0_u64..).zip(latitudes.iter().zip(longitudes)) {
            let scrambled = (bits(latitude) ^ bits(longitude).rotate_left(32)).wrapping_mul(SCRAMBLE);
            if ((scrambled >> 32) * n_parts) >> 32 == part && !latitude.is_nan() {
                // Bits that no part is told by, and the row.
                keys.push((scrambled >> 20 & HASH) << 32 | row);
            }
        }
        sort_by_hash(&mut keys, &mut scratch);
        for alike in keys.chunk_by(|a, b| a >> 32 == b >> 32) {
            let Some((&first, others)) = alike.split_first() else { continue };
            let its_place = place(first);
            if others.iter().all(|&key| place(key) == its_place) {
                visit(first as u32, alike.len() as u64);
                continue;
            }
            // Different places that are scrambled alike are few. A heap, because a sort costs the page some kilobytes more.
            let mut mixed: BinaryHeap<_> = alike.iter().map(|&key| (place(key), key as u32)).collect();
            let mut rows = 0;
            while let Some((here, row)) = mixed.pop() {
                rows += 1;
                if mixed.peek().is_none_or(|(next, _)| *next != here) {
                    visit(row, std::mem::take(&mut rows));
                }
            }
        }
    }
}

/// Sorts by the upper half of each key; keys of equal halves keep their order.
pub(crate) fn sort_by_hash(keys: &mut Vec<u64>, scratch: &mut Vec<u64>) {
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn places_are_told_apart_however_many_rows_there_are() {
        // More rows than are sorted at once, and a row without a place in seven.
        let n_rows = 2 * ROWS_AT_ONCE as u64 + 77;
        let at = |row: u64| (row.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 50) % 5_000;
        let placed = |row: u64| !row.is_multiple_of(7);
        let latitude = |row| if placed(row) { at(row) as f64 / 1e3 } else { f64::NAN };
        let longitude = |row| if placed(row) { (at(row) % 11) as f64 } else { f64::NAN };
        let latitudes: Vec<f64> = (0..n_rows).map(latitude).collect();
        let longitudes: Vec<f64> = (0..n_rows).map(longitude).collect();
        let mut expected = BTreeMap::new();
        for place in (0..n_rows).filter(|&row| placed(row)).map(at) {
            *expected.entry(place).or_insert(0_u64) += 1;
        }
        let mut found = BTreeMap::new();
        for_each_place(&latitudes, &longitudes, &mut |row, rows| {
            assert_eq!(found.insert(at(u64::from(row)), rows), None);
        });
        assert_eq!(found, expected);
    }

    #[test]
    fn places_that_are_scrambled_alike_are_told_apart() {
        // Scrambling is undone, so that longitudes can be had whose places differ in bits alone that nothing is sorted by.
        let undo = (0..6).fold(SCRAMBLE, |undo: u64, _| {
            undo.wrapping_mul(2_u64.wrapping_sub(SCRAMBLE.wrapping_mul(undo)))
        });
        assert_eq!(SCRAMBLE.wrapping_mul(undo), 1);
        let latitudes: Vec<f64> = (0..9).map(|at| 41.0 + f64::from(at % 4)).collect();
        let longitudes: Vec<f64> = latitudes
            .iter()
            .map(|latitude| {
                let scrambled = 77 << 20 | latitude.to_bits() >> 48;
                f64::from_bits((scrambled.wrapping_mul(undo) ^ latitude.to_bits()).rotate_right(32))
            })
            .collect();
        assert!(longitudes.iter().all(|longitude| longitude.is_finite()));
        let mut found = Vec::new();
        for_each_place(&latitudes, &longitudes, &mut |row, rows| found.push((latitudes[row as usize], rows)));
        let mut expected: BTreeMap<u64, u64> = BTreeMap::new();
        latitudes.iter().for_each(|latitude| *expected.entry(latitude.to_bits()).or_default() += 1);
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        let found: Vec<(u64, u64)> =
            found.iter().map(|(latitude, rows)| (latitude.to_bits(), *rows)).collect();
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
    }
}
