//! Sorting of what is not sorted in hot loops: one piece of code in the page, and not one for each type that is sorted.

use std::cmp::Ordering;

/// Sorts numbers in ascending order (IEEE 754's total order).
pub(crate) fn ascending(values: &mut [f64]) {
    values.sort_unstable_by(f64::total_cmp);
}

/// Sorts positions by what is compared of them; those that compare equal keep their order.
pub(crate) fn positions(positions: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    positions.sort_by(|&a, &b| compare(a, b));
}

/// Items in ascending order of a key; those of one key keep their order.
pub(crate) fn by_key<T>(items: Vec<T>, key: impl Fn(&T) -> f64) -> Vec<T> {
    let keys: Vec<f64> = items.iter().map(key).collect();
    let mut order: Vec<usize> = (0..keys.len()).collect();
    positions(&mut order, &|a, b| keys[a].total_cmp(&keys[b]));
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|at| items.get_mut(at)?.take()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_keep_their_order() {
        let items = vec![("b", 2.0), ("a", 1.0), ("c", 2.0), ("d", -0.5)];
        let names: Vec<&str> = by_key(items, |item| item.1).into_iter().map(|item| item.0).collect();
        assert_eq!(names, ["d", "a", "b", "c"]);
        let mut values = [0.5, f64::INFINITY, -1.0];
        ascending(&mut values);
        assert_eq!(values, [-1.0, 0.5, f64::INFINITY]);
    }
}
