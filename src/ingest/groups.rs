//! Rows grouped by what they have in common, a part of them at a time.

/// Elements that are sorted at once: the memory that grouping takes is 32 bytes for each of these,
/// and not a number for each row of the file, unless more rows than these are of one group. For
/// each time so many, all rows are looked at once.
pub(crate) const ROWS_AT_ONCE: usize = 1 << 19;
/// Bits of a scrambled key that one pass of the sort looks at.
const DIGIT_BITS: u32 = 11;
const N_DIGITS: usize = 1 << DIGIT_BITS;
/// Passes of the sort.
const N_PASSES: u32 = 2;
/// What keys are scrambled by: 2^64 divided by the golden ratio.
pub(crate) const SCRAMBLE: u64 = 0x9e37_79b9_7f4a_7c15;

/// Visits the elements of each group. Within a group they come in the order of their rows. Groups
/// come in an order that means nothing, and is the same for the same rows.
///
/// `element` is what is looked at of a row, and nothing of a row that is of no group. Elements are
/// of one group where `key` is the same. `mixed` makes one number of a key, which need not tell all
/// keys apart.
#[inline(always)]
pub(crate) fn for_each_group<E: Copy + Ord, K: PartialEq>(
    n_rows: usize,
    element: impl Fn(usize) -> Option<E>,
    key: impl Fn(&E) -> K,
    mixed: impl Fn(&E) -> u64,
    visit: &mut dyn FnMut(&[E]),
) {
    // Every row of a group falls into the same part.
    let n_parts = n_rows.div_ceil(ROWS_AT_ONCE) as u64;
    let scrambled = |element: &E| mixed(element).wrapping_mul(SCRAMBLE);
    // Bits that no part is told by.
    let hash = |element: &E| (scrambled(element) >> 20) as u32 & ((1 << (N_PASSES * DIGIT_BITS)) - 1);
    let (mut elements, mut scratch) = (Vec::new(), Vec::new());
    for part in 0..n_parts {
        let of_part = |element: &E| ((scrambled(element) >> 32) * n_parts) >> 32 == part;
        elements.clear();
        elements.extend((0..n_rows).filter_map(&element).filter(of_part));
        sort_by_hash(&mut elements, &mut scratch, &hash);
        for alike in elements.chunk_by_mut(|a, b| hash(a) == hash(b)) {
            let first = alike.first().map(&key);
            // Different keys that are scrambled alike are few.
            if alike.iter().any(|element| Some(key(element)) != first) {
                alike.sort_unstable();
            }
            alike.chunk_by(|a, b| key(a) == key(b)).for_each(&mut *visit);
        }
    }
}

/// Sorts by hash; elements of one hash keep their order.
fn sort_by_hash<E: Copy>(elements: &mut Vec<E>, scratch: &mut Vec<E>, hash: &impl Fn(&E) -> u32) {
    for pass in 0..N_PASSES {
        let digit = |element: &E| (hash(element) >> (pass * DIGIT_BITS)) as usize & (N_DIGITS - 1);
        let mut next = [0_u32; N_DIGITS];
        for element in elements.iter() {
            next[digit(element)] += 1;
        }
        let mut before = 0;
        for count in &mut next {
            before += std::mem::replace(count, before);
        }
        scratch.clone_from(elements);
        for element in elements.iter() {
            let place = &mut next[digit(element)];
            if let Some(slot) = scratch.get_mut(*place as usize) {
                *slot = *element;
            }
            *place += 1;
        }
        std::mem::swap(elements, scratch);
    }
}
