//! Which areas are compared with which, by their values.

use serde::{Deserialize, Serialize};

use super::Group;
use crate::space::{GroupError, Groups};

/// How values make the two compared groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grouping {
    /// Quintiles 0 and 1 against 3 and 4, by [`Groups::by_quantile`]: the primary question's
    /// groups. With fewer than five values nobody is compared.
    #[default]
    OuterQuintiles,
    /// Values below one threshold against those at or above another. Thresholds that do not rise
    /// compare nobody.
    Thresholds {
        /// The low ones are below this.
        below: f64,
        /// The high ones begin here: the same, or more.
        from: f64,
    },
}

impl Grouping {
    /// Groups by two thresholds, which may be the same one.
    ///
    /// # Errors
    /// Where they are no finite numbers, or where `below` is more than `from`.
    ///
    /// # Examples
    /// ```
    /// use watchback::audit::{Group, Grouping};
    /// let values = [Some(10.0), Some(20.0), Some(30.0), None];
    /// let groups = |below, from| {
    ///     Grouping::thresholds(below, from).map(|grouping| grouping.groups(&values))
    /// };
    /// assert_eq!(groups(20.0, 30.0)?, [Some(Group::Low), None, Some(Group::High), None]);
    /// assert_eq!(
    ///     groups(20.0, 20.0)?,
    ///     [Some(Group::Low), Some(Group::High), Some(Group::High), None]
    /// );
    /// assert!(groups(30.0, 20.0).is_err() && groups(f64::NAN, 20.0).is_err());
    /// # Ok::<(), watchback::space::GroupError>(())
    /// ```
    pub fn thresholds(below: f64, from: f64) -> Result<Self, GroupError> {
        let grouping = Self::Thresholds { below, from };
        grouping.cut(&[]).map(|_| grouping)
    }

    /// By area: its group.
    ///
    /// # Examples
    /// ```
    /// use watchback::audit::{Group, Grouping};
    /// let values: Vec<Option<f64>> =
    ///     (0..10).map(|value| Some(f64::from(value))).chain([None]).collect();
    /// let groups = Grouping::OuterQuintiles.groups(&values);
    /// assert_eq!(groups[..4], [Some(Group::Low); 4]);
    /// assert_eq!(
    ///     (groups[4], groups[5], groups[6], groups[10]),
    ///     (None, None, Some(Group::High), None)
    /// );
    /// ```
    pub fn groups(&self, values: &[Option<f64>]) -> Vec<Option<Group>> {
        self.cut(values).unwrap_or_else(|_| vec![None; values.len()])
    }

    /// By area: its group on a surrogate map of the `real` values. Thresholds mean nothing on such
    /// a map, whose values may be on another scale; there they cut as many areas as on the real
    /// one, by rank.
    ///
    /// # Examples
    /// ```
    /// use watchback::audit::{Group, Grouping};
    /// let (real, map) =
    ///     ([Some(10.0), Some(20.0), None, Some(30.0)], [Some(0.3), Some(0.1), None, Some(0.2)]);
    /// let groups = Grouping::thresholds(15.0, 25.0)?.groups_on(&map, &real);
    /// assert_eq!(groups, [Some(Group::High), Some(Group::Low), None, None]);
    /// # Ok::<(), watchback::space::GroupError>(())
    /// ```
    pub fn groups_on(&self, map: &[Option<f64>], real: &[Option<f64>]) -> Vec<Option<Group>> {
        if *self == Self::OuterQuintiles {
            return self.groups(map);
        }
        let mut by_rank: Vec<(f64, usize)> =
            map.iter().enumerate().filter_map(|(area, value)| Some(((*value)?, area))).collect();
        by_rank.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut known: Vec<f64> = real.iter().flatten().copied().collect();
        known.sort_unstable_by(f64::total_cmp);
        let mut dealt = vec![None; map.len()];
        for ((_, area), value) in by_rank.into_iter().zip(known) {
            dealt[area] = Some(value);
        }
        self.groups(&dealt)
    }

    fn cut(&self, values: &[Option<f64>]) -> Result<Vec<Option<Group>>, GroupError> {
        let (groups, last_low, first_high) = match *self {
            Self::OuterQuintiles => (Groups::by_quantile(values, 5, "")?, 1, 3),
            Self::Thresholds { below, from } if below == from => {
                (Groups::by_threshold(values, &[from], "")?, 0, 1)
            }
            Self::Thresholds { below, from } => (Groups::by_threshold(values, &[below, from], "")?, 0, 2),
        };
        let group = |number: Option<usize>| match number? {
            low if low <= last_low => Some(Group::Low),
            high if high >= first_high => Some(Group::High),
            _ => None,
        };
        Ok(groups.of_areas.into_iter().map(group).collect())
    }
}
