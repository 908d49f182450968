//! The areas that an audit compares: where they are, what is published of them, and which tiles they hold.

use serde::{Deserialize, Serialize};

use super::{Group, Mark};

/// Areas with one published value each, by index.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditedAreas {
    /// What they are called.
    pub names: Vec<String>,
    /// Their centres, metres east and north of some common place.
    pub centres: Vec<(f64, f64)>,
    /// The value that groups are cut by; null where the table has none.
    pub values: Vec<Option<f64>>,
    /// By position of a tile in the grid: the area that overlaps it most.
    pub of_tile: Vec<Option<u32>>,
}

impl AuditedAreas {
    /// The area of a tile, given its position in the grid.
    pub fn of_tile(&self, position: usize) -> Option<usize> {
        self.of_tile.get(position).copied().flatten().map(|area| area as usize)
    }
}

/// The outer two of five groups of areas on either side: quintiles 0 and 1 against 3 and 4, the primary question's groups. Quintiles go by
/// rank of the value, equal values by the mean of their ranks; areas without a value are in none.
///
/// # Examples
/// ```
/// use watchback::audit::{Group, outer_quintiles};
/// let values: Vec<Option<f64>> = (0..10).map(|value| Some(f64::from(value))).chain([None]).collect();
/// let groups = outer_quintiles(&values);
/// assert_eq!(groups[..4], [Some(Group::Low); 4]);
/// assert_eq!((groups[4], groups[5], groups[6], groups[10]), (None, None, Some(Group::High), None));
/// ```
pub fn outer_quintiles(values: &[Option<f64>]) -> Vec<Option<Group>> {
    let mut ascending: Vec<f64> = values.iter().flatten().copied().filter(|value| !value.is_nan()).collect();
    ascending.sort_unstable_by(f64::total_cmp);
    let n = ascending.len();
    let group = |value: f64| {
        let below = ascending.partition_point(|&other| other < value);
        let up_to = ascending.partition_point(|&other| other <= value);
        // Twice the mean rank from 0, plus one, over twice the number: the share of areas below the middle of the ties.
        match 5 * (below + up_to) / (2 * n).max(1) {
            0 | 1 => Some(Group::Low),
            2 => None,
            _ => Some(Group::High),
        }
    };
    values.iter().map(|value| value.filter(|value| !value.is_nan()).and_then(group)).collect()
}

/// The mark of a group's streams.
pub const fn mark_of(group: Group) -> Mark {
    match group {
        Group::Low => Mark::Low,
        Group::High => Mark::High,
    }
}
