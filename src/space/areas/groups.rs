//! Groups of areas by a value: quantiles by rank, or by thresholds.

use serde::{Deserialize, Serialize};
use watchback_translate::kept;

/// Groups cannot be made. Each message says what to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum GroupError {
    /// Fewer than two, or more than there are areas with a value.
    #[error("{found} groups cannot be made of {areas} areas with a value; choose 2 to that many, 20 at most")]
    Number {
        /// Groups asked for.
        found: usize,
        /// Areas with a value.
        areas: usize,
    },
    /// Thresholds that do not rise.
    #[error("thresholds must be numbers that rise, at least one; found {found:?}")]
    Thresholds {
        /// Those given.
        found: Vec<f64>,
    },
}

/// The most groups: more have no areas left to compare.
const MAX_GROUPS: usize = 20;

/// Areas in groups 0, 1, .. from the least value to the most.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Groups {
    /// By area: its group; `None` where it has no value.
    pub of_areas: Vec<Option<usize>>,
    /// By group: what it is called on the screen.
    pub names: Vec<String>,
}

impl Groups {
    /// `n` groups of as many areas each as can be, by rank. The group of a value is
    /// `floor(n r / m)`: m areas have a value, and r is its rank from 0, the mean rank of its
    /// equals where there are some, so that equal values are in one group. `what` is the value's
    /// name.
    ///
    /// # Errors
    /// When there are fewer areas with a value than groups.
    ///
    /// # Examples
    /// ```
    /// use watchback::space::Groups;
    /// let hardship = [Some(90.0), Some(20.0), None, Some(20.0), Some(55.0)];
    /// let groups = Groups::by_quantile(&hardship, 2, "hardship")?;
    /// assert_eq!(groups.of_areas, [Some(1), Some(0), None, Some(0), Some(1)]);
    /// assert_eq!(groups.names, ["least hardship, half 1 of 2", "most hardship, half 2 of 2"]);
    /// # Ok::<(), watchback::space::GroupError>(())
    /// ```
    pub fn by_quantile(values: &[Option<f64>], n: usize, what: &str) -> Result<Self, GroupError> {
        let mut sorted: Vec<f64> = values.iter().flatten().copied().collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let areas = sorted.len();
        if !(2..=areas.min(MAX_GROUPS)).contains(&n) {
            return Err(GroupError::Number { found: n, areas });
        }
        let group = |value: f64| {
            let below = sorted.partition_point(|other| *other < value);
            let not_above = sorted.partition_point(|other| *other <= value);
            // Twice the mean rank of below .. not_above.
            let rank_twice = (below + not_above).saturating_sub(1);
            (n * rank_twice / (2 * areas)).min(n - 1)
        };
        let kind = match n {
            2 => "half",
            3 => "third",
            4 => "quartile",
            10 => "decile",
            _ => "group",
        };
        let name = |group: usize| {
            let place = group + 1;
            match (group, n) {
                // The page shows fifths, in its own language.
                (0, 5) => kept!("least {what}, quintile 1 of 5"),
                (4, 5) => kept!("most {what}, quintile 5 of 5"),
                (_, 5) => kept!("{what}, quintile {place} of 5"),
                (0, _) => format!("least {what}, {kind} {place} of {n}"),
                (_, _) if place == n => format!("most {what}, {kind} {place} of {n}"),
                _ => format!("{what}, {kind} {place} of {n}"),
            }
        };
        let of_areas = values.iter().map(|value| value.map(group)).collect();
        Ok(Self { of_areas, names: (0..n).map(name).collect() })
    }

    /// Groups by thresholds that rise: the group of a value is the number of thresholds that are
    /// not above it.
    ///
    /// # Errors
    /// When thresholds do not rise.
    ///
    /// # Examples
    /// ```
    /// use watchback::space::Groups;
    /// let groups = Groups::by_threshold(
    ///     &[Some(10.0), Some(20.0), Some(70.0)],
    ///     &[20.0, 50.0],
    ///     "hardship",
    /// )?;
    /// assert_eq!(groups.of_areas, [Some(0), Some(1), Some(2)]);
    /// assert_eq!(
    ///     groups.names,
    ///     ["hardship below 20", "hardship 20 to below 50", "hardship 50 or more"]
    /// );
    /// # Ok::<(), watchback::space::GroupError>(())
    /// ```
    pub fn by_threshold(values: &[Option<f64>], thresholds: &[f64], what: &str) -> Result<Self, GroupError> {
        let rises = thresholds.iter().zip(thresholds.iter().skip(1)).all(|(low, high)| low < high);
        let are_numbers = thresholds.iter().all(|threshold| threshold.is_finite());
        let (Some(lowest), Some(highest)) = (thresholds.first(), thresholds.last()) else {
            return Err(GroupError::Thresholds { found: Vec::new() });
        };
        if !rises || !are_numbers || thresholds.len() >= MAX_GROUPS {
            return Err(GroupError::Thresholds { found: thresholds.to_vec() });
        }
        let group = |value: f64| thresholds.partition_point(|threshold| *threshold <= value);
        let between = thresholds.iter().zip(thresholds.iter().skip(1));
        let mut names = vec![format!("{what} below {lowest}")];
        names.extend(between.map(|(low, high)| kept!("{what} {low} to below {high}")));
        names.push(kept!("{what} {highest} or more"));
        Ok(Self { of_areas: values.iter().map(|value| value.map(group)).collect(), names })
    }

    /// By group: its areas.
    pub fn n_areas(&self) -> Vec<usize> {
        self.counts(self.of_areas.iter().flatten())
    }

    /// By group: its tiles, given the area of each.
    pub fn n_tiles(&self, area_of_tiles: &[Option<usize>]) -> Vec<usize> {
        let groups = area_of_tiles.iter().flatten().filter_map(|area| self.of_areas.get(*area));
        self.counts(groups.flatten())
    }

    fn counts<'a>(&self, groups: impl Iterator<Item = &'a usize>) -> Vec<usize> {
        let mut counts = vec![0; self.names.len()];
        for group in groups {
            if let Some(count) = counts.get_mut(*group) {
                *count += 1;
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_as_even_as_can_be_and_equals_stay_together() {
        let rising: Vec<Option<f64>> = (0..77).map(|value| Some(f64::from(value))).collect();
        let groups = Groups::by_quantile(&rising, 5, "x").unwrap();
        // floor(5 r / 77): ranks 0-15, 16-30, 31-46, 47-61, 62-76.
        assert_eq!(groups.n_areas(), [16, 15, 16, 15, 15]);
        assert_eq!(groups.names[2], "x, quintile 3 of 5");
        // Tiles of areas 0, 16 and none.
        assert_eq!(groups.n_tiles(&[Some(0), Some(0), None, Some(16), Some(99)]), [2, 1, 0, 0, 0]);
        // Ranks 0 and 1 to 4, which have 2.5 together: floor(2 * 2.5 / 5) = 1.
        let tied = [Some(1.0), Some(2.0), Some(2.0), Some(2.0), Some(2.0)];
        assert_eq!(Groups::by_quantile(&tied, 2, "x").unwrap().n_areas(), [1, 4]);
        let equal = Groups::by_quantile(&[Some(3.0); 4], 4, "x").unwrap();
        assert_eq!(equal.n_areas(), [0, 4, 0, 0]);
    }

    #[test]
    fn groups_that_cannot_be_made_are_refused() {
        let values = [Some(1.0), None, Some(2.0)];
        for n in [0, 1, 3, usize::MAX] {
            assert_eq!(Groups::by_quantile(&values, n, "x"), Err(GroupError::Number { found: n, areas: 2 }));
        }
        for thresholds in [&[][..], &[1.0, 1.0], &[2.0, 1.0], &[f64::NAN], &[0.0, f64::INFINITY]] {
            assert!(Groups::by_threshold(&values, thresholds, "x").is_err(), "{thresholds:?}");
        }
    }
}
