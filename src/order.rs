//! Sorting outside of hot loops: one piece of code in the page, and not some kilobytes for each type that is sorted.

use std::cmp::Ordering;

/// Sorts numbers in ascending order (IEEE 754's total order).
pub fn ascending(values: &mut [f64]) {
    values.sort_unstable_by(f64::total_cmp);
}

/// Sorts positions by what is compared of them; those that compare equal keep their order.
pub fn positions(positions: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    positions.sort_by(|&a, &b| compare(a, b));
}

/// Items in order; those that compare equal keep theirs.
///
/// # Examples
/// ```
/// use watchback::order::sorted;
/// let items = vec![("b", 2.0_f64), ("a", 1.0), ("c", 2.0), ("d", -0.5)];
/// let names: Vec<&str> = sorted(items, |a, b| a.1.total_cmp(&b.1)).into_iter().map(|item| item.0).collect();
/// assert_eq!(names, ["d", "a", "b", "c"]);
/// ```
pub fn sorted<T>(items: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    positions(&mut order, &|a, b| compare(&items[a], &items[b]));
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|at| items.get_mut(at)?.take()).collect()
}

/// Items in ascending order of a key; those of one key keep their order.
pub fn by_key<T>(items: Vec<T>, key: impl Fn(&T) -> f64) -> Vec<T> {
    sorted(items, |a, b| key(a).total_cmp(&key(b)))
}
