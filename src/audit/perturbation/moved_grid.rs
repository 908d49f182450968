//! The primary push on the grid moved by half a tile: where tiles begin is nobody's choice, and an
//! answer should not hang on it.

use serde::{Deserialize, Serialize};

use super::Group;
use super::contrast::{AreaSums, compared_areas, over_areas};
use crate::audit::{AreaEstimate, Found, GroupSize};

/// A moved grid, with everything learnt anew on it. It decides about nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MovedGrid {
    /// Whether it is moved by half a tile to the south.
    pub south: bool,
    /// Whether it is moved by half a tile to the west.
    pub west: bool,
    /// What the groups answer, or why nothing can be told.
    pub answer: Found<MovedAnswer>,
}

/// The groups' answers to the primary push on a moved grid.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MovedAnswer {
    /// The group of low values.
    pub low: GroupSize,
    /// The group of high values.
    pub high: GroupSize,
    /// Response of the group of low values.
    pub response_low: Option<AreaEstimate>,
    /// Response of the group of high values.
    pub response_high: Option<AreaEstimate>,
    /// High less low.
    pub difference: Option<AreaEstimate>,
    /// Whether that lies within the 95 % interval of the difference on the study's own grid; null
    /// where either is not told.
    pub is_within: Option<bool>,
}

impl MovedAnswer {
    /// From the push's sums by area. `own`: the difference on the study's own grid.
    ///
    /// # Examples
    /// ```
    /// use watchback::audit::{AreaEstimate, AreaSums, Group, GroupSize, MovedAnswer};
    /// let sums = AreaSums { baseline: vec![1.0; 4], change: vec![0.1, 0.2, 0.3, 0.4] };
    /// let groups = [Group::Low, Group::Low, Group::High, Group::High].map(Some);
    /// let size = GroupSize { tiles: 2, areas: 2, events: 9 };
    /// let own = |value| AreaEstimate {
    ///     value,
    ///     standard_error: 0.1,
    ///     interval: (value - 0.2, value + 0.2),
    ///     areas: 4,
    /// };
    /// let answer = |own| MovedAnswer::new(&sums, &groups, (size, size), own);
    /// assert!(
    ///     answer(None)
    ///         .difference
    ///         .is_some_and(|found| (found.value - 0.2).abs() < 1e-12 && found.areas == 4)
    /// );
    /// assert_eq!(
    ///     [0.1, 0.5].map(|value| answer(Some(own(value))).is_within),
    ///     [Some(true), Some(false)]
    /// );
    /// assert_eq!(answer(None).is_within, None);
    /// ```
    pub fn new(
        sums: &AreaSums,
        groups: &[Option<Group>],
        (low, high): (GroupSize, GroupSize),
        own: Option<AreaEstimate>,
    ) -> Self {
        let areas = compared_areas(sums, groups);
        let difference = over_areas(&areas, |without| sums.difference(groups, without));
        let is_within = |(moved, own): (AreaEstimate, AreaEstimate)| {
            own.interval.0 <= moved.value && moved.value <= own.interval.1
        };
        Self {
            low,
            high,
            response_low: sums.response_over_areas(groups, Group::Low),
            response_high: sums.response_over_areas(groups, Group::High),
            difference,
            is_within: difference.zip(own).map(is_within),
        }
    }
}
