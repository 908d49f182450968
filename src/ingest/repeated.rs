//! Rows that share an id.

use crate::ingest::groups::for_each_group;

/// Visits the rows of each id that more than one row has, in ascending order. Ids come in no order
/// that means anything, but in the same for the same ids.
#[inline(never)]
pub(super) fn for_each_repeated(ids: &[u64], visit: &mut dyn FnMut(&[u32])) {
    let element = |row: usize| Some((*ids.get(row)?, row as u32));
    let mut rows = Vec::new();
    for_each_group(ids.len(), element, |(id, _)| *id, |(id, _)| *id, &mut |group| {
        if group.len() > 1 {
            rows.clear();
            rows.extend(group.iter().map(|(_, row)| row));
            visit(&rows);
        }
    });
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::ingest::groups::{ROWS_AT_ONCE, SCRAMBLE};

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
        // Ids in order, a few of them twice; few ids; one; ids that only their highest bits tell
        // apart.
        check(&(0..n_rows).map(|row| if row % 1_000 == 7 { row / 2 } else { row }).collect::<Vec<_>>());
        check(&(0..50_000).map(|row: u64| row.wrapping_mul(SCRAMBLE) >> 52).collect::<Vec<_>>());
        check(&[3; 20_000]);
        check(&(0..20_000_u64).map(|row| (row % 7_000) << 50).collect::<Vec<_>>());
        check(&[]);
    }
}
