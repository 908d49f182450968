//! Rows that share an id.

use std::collections::BinaryHeap;

use crate::places::{HASH, ROWS_AT_ONCE, SCRAMBLE, sort_by_hash};

/// Visits the rows of each id that more than one row has. An id's rows, and ids, come in no order that means anything, but in the same for the
/// same ids.
///
/// As [`crate::places::for_each_place`], it looks at so many rows at a time and not at all.
#[inline(never)]
pub fn for_each_repeated(ids: &[u64], visit: &mut dyn FnMut(&[u32])) {
    let id = |key: u64| ids.get(key as u32 as usize).copied().unwrap_or_default();
    // Every row of an id falls into the same part.
    let n_parts = ids.len().div_ceil(ROWS_AT_ONCE) as u64;
    let (mut keys, mut scratch, mut same) = (Vec::new(), Vec::new(), Vec::new());
    for part in 0..n_parts {
        keys.clear();
        for (row, &id) in (0_u64..).zip(ids) {
            let scrambled = id.wrapping_mul(SCRAMBLE);
            if ((scrambled >> 32) * n_parts) >> 32 == part {
                // Bits that no part is told by, and the row.
                keys.push((scrambled >> 20 & HASH) << 32 | row);
            }
        }
        sort_by_hash(&mut keys, &mut scratch);
        for alike in keys.chunk_by(|a, b| a >> 32 == b >> 32).filter(|alike| alike.len() > 1) {
            let first = alike.first().map(|&key| id(key));
            if alike.iter().all(|&key| Some(id(key)) == first) {
                same.extend(alike.iter().map(|&key| key as u32));
                visit(&same);
                same.clear();
                continue;
            }
            // Different ids that are scrambled alike are few.
            let mut mixed: BinaryHeap<(u64, u32)> = alike.iter().map(|&key| (id(key), key as u32)).collect();
            while let Some((here, row)) = mixed.pop() {
                same.push(row);
                if mixed.peek().is_none_or(|(next, _)| *next != here) {
                    if same.len() > 1 {
                        visit(&same);
                    }
                    same.clear();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn check(ids: &[u64]) {
        let mut expected: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        for (row, &id) in (0_u32..).zip(ids) {
            expected.entry(id).or_default().push(row);
        }
        expected.retain(|_, rows| rows.len() > 1);
        let mut found = BTreeMap::new();
        for_each_repeated(ids, &mut |rows| {
            let mut rows = rows.to_vec();
            rows.sort_unstable();
            assert_eq!(found.insert(ids[rows[0] as usize], rows), None);
        });
        assert_eq!(found, expected);
    }

    #[test]
    fn rows_of_one_id_are_found_however_many_rows_there_are() {
        let n_rows = ROWS_AT_ONCE as u64 + 99;
        // Ids in order, a few of them twice; few ids; one; ids that only their highest bits tell apart.
        check(&(0..n_rows).map(|row| if row % 1_000 == 7 { row / 2 } else { row }).collect::<Vec<_>>());
        check(&(0..50_000).map(|row: u64| row.wrapping_mul(SCRAMBLE) >> 52).collect::<Vec<_>>());
        check(&[3; 20_000]);
        check(&(0..20_000_u64).map(|row| (row % 7_000) << 50).collect::<Vec<_>>());
        check(&[]);
    }
}
