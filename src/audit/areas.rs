//! The areas that an audit compares: where they are, what is published of them, and which tiles they hold.

use serde::{Deserialize, Serialize};

use super::{Group, Mark};
use crate::space::{AreaLayer, Grid, Groups, TileAreas, TooManyOverlaps};

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
    /// A layer's areas over a grid, each with its value.
    ///
    /// # Errors
    /// Where boundaries overlap more tiles than can be held.
    pub fn of(layer: &AreaLayer, grid: &Grid, values: Vec<Option<f64>>) -> Result<Self, TooManyOverlaps> {
        let of_tile = TileAreas::new(layer, grid)?;
        Ok(Self {
            names: (0..layer.len()).map(|area| layer.name(area)).collect(),
            centres: layer.centres_metres(grid),
            values,
            of_tile: of_tile.areas().iter().map(|area| area.map(|area| area as u32)).collect(),
        })
    }

    /// The area of a tile, given its position in the grid.
    pub fn of_tile(&self, position: usize) -> Option<usize> {
        self.of_tile.get(position).copied().flatten().map(|area| area as usize)
    }
}

/// The outer two of five groups of areas on either side: quintiles 0 and 1 against 3 and 4, the primary question's groups, by
/// [`Groups::by_quantile`]. With fewer than five values nobody is compared.
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
    let group = |quintile: Option<usize>| match quintile? {
        0 | 1 => Some(Group::Low),
        2 => None,
        _ => Some(Group::High),
    };
    let quintiles = Groups::by_quantile(values, 5, "").map(|groups| groups.of_areas);
    quintiles.map_or_else(|_| vec![None; values.len()], |of_areas| of_areas.into_iter().map(group).collect())
}

/// The mark of a group's streams.
pub const fn mark_of(group: Group) -> Mark {
    match group {
        Group::Low => Mark::Low,
        Group::High => Mark::High,
    }
}
