//! Sorting row numbers by a whole-number key.

/// Sorts few `rows` by `key`; rows with equal keys keep their order.
pub(super) fn sort_few(rows: &mut [u32], key: &dyn Fn(u32) -> u64) {
    rows.sort_by_key(|&row| key(row));
}
