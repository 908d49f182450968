//! Sorting row numbers by a whole-number key, in time linear in the rows.

/// Bits of the key that one pass looks at: counts of a pass stay within the processor's first cache.
const DIGIT_BITS: u32 = 11;
const N_DIGITS: usize = 1 << DIGIT_BITS;

/// As [`sort_rows`], of few rows.
pub(super) fn sort_few(rows: &mut [u32], key: &dyn Fn(u32) -> u64) {
    rows.sort_by_key(|&row| key(row));
}

/// Sorts `rows` by `key`; rows with equal keys keep their order.
pub(super) fn sort_rows(rows: &mut Vec<u32>, key: impl Fn(u32) -> u64) {
    if rows.is_sorted_by_key(|&row| key(row)) {
        return;
    }
    if rows.len() < N_DIGITS {
        sort_few(rows, &key);
        return;
    }
    let (low, high) = rows.iter().fold((u64::MAX, 0), |(low, high), &row| {
        let key = key(row);
        (low.min(key), high.max(key))
    });
    // Digits above the keys' spread are equal in all rows.
    let n_passes = (u64::BITS - (high - low).leading_zeros()).div_ceil(DIGIT_BITS);
    let mut sorted = vec![0_u32; rows.len()];
    for pass in 0..n_passes {
        let digit = |row: u32| ((key(row) - low) >> (pass * DIGIT_BITS)) as usize & (N_DIGITS - 1);
        let mut next = [0_u32; N_DIGITS];
        for &row in rows.iter() {
            next[digit(row)] += 1;
        }
        let mut before = 0;
        for count in &mut next {
            before += std::mem::replace(count, before);
        }
        for &row in rows.iter() {
            let place = &mut next[digit(row)];
            sorted[*place as usize] = row;
            *place += 1;
        }
        std::mem::swap(rows, &mut sorted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_sorted_stably_whatever_the_spread_of_keys() {
        for spread in [1_u64, 7, 1 << 11, 1 << 33, u64::MAX] {
            let mut state = 1_u64;
            let keys: Vec<u64> = (0..10_000)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    (state >> 3 ^ state << 40) % spread
                })
                .collect();
            let mut rows: Vec<u32> = (0..10_000).rev().collect();
            let mut expected = rows.clone();
            expected.sort_by_key(|&row| keys[row as usize]);
            sort_rows(&mut rows, |row| keys[row as usize]);
            assert_eq!(rows, expected, "{spread}");
        }
    }
}
