//! Whether what is missing depends on what it is missing of.

use serde::{Deserialize, Serialize};

use super::Share;
use crate::stats::chi_square_one_in_thousand;

/// Groups that are expected to have fewer are put together: the approximation is bad below.
const LEAST_EXPECTED: f64 = 5.0;

/// Pearson's chi-square of independence: groups against whether a row is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Dependence {
    /// The statistic; 0 where fewer than two groups can be compared.
    pub chi_square: f64,
    /// Groups less one.
    pub degrees_of_freedom: u32,
    /// What one in a thousand statistics exceeds where nothing depends on the group.
    pub critical: f64,
}

impl Dependence {
    /// Whether the statistic is beyond what one in a thousand is by chance.
    pub fn holds(&self) -> bool {
        self.degrees_of_freedom > 0 && self.chi_square > self.critical
    }

    /// Of the shares of groups. Those that expect fewer than five counts are one group.
    pub(super) fn from_groups(groups: impl Iterator<Item = Share> + Clone) -> Self {
        let all = groups.clone().fold(Share::default(), sum);
        let Some(share) = all.value().filter(|share| *share > 0.0 && *share < 1.0) else {
            return Self::default();
        };
        let is_small = |group: &Share| (group.of as f64) * share.min(1.0 - share) < LEAST_EXPECTED;
        let rest = groups.clone().filter(is_small).fold(Share::default(), sum);
        let compared = groups.filter(|group| !is_small(group)).chain((!is_small(&rest)).then_some(rest));
        let (mut chi_square, mut n_groups) = (0.0, 0_u32);
        for Share { count, of } in compared {
            let expected = of as f64 * share;
            let difference = count as f64 - expected;
            chi_square += difference * difference / (expected * (1.0 - share));
            n_groups += 1;
        }
        if n_groups < 2 {
            return Self::default();
        }
        let degrees_of_freedom = n_groups - 1;
        Self { chi_square, degrees_of_freedom, critical: chi_square_one_in_thousand(degrees_of_freedom) }
    }
}

fn sum(a: Share, b: Share) -> Share {
    Share { count: a.count + b.count, of: a.of + b.of }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_two_by_two_table_is_as_by_hand() {
        // Expected 15 and 15 of 100 each: 25 / 15 + 25 / 15 + 25 / 85 + 25 / 85.
        let groups = [Share { count: 10, of: 100 }, Share { count: 20, of: 100 }];
        let found = Dependence::from_groups(groups.into_iter());
        assert!((found.chi_square - 3.921_568_627_450_98).abs() < 1e-12);
        assert_eq!((found.degrees_of_freedom, found.holds()), (1, false));
        // Ten times the rows make ten times the statistic.
        let groups = groups.map(|Share { count, of }| Share { count: 10 * count, of: 10 * of });
        assert!(Dependence::from_groups(groups.into_iter()).holds());
        let one = Dependence::from_groups([Share { count: 10, of: 100 }].into_iter());
        assert_eq!((one, one.holds()), (Dependence::default(), false));
        let none = Dependence::from_groups([Share { count: 0, of: 100 }; 3].into_iter());
        assert_eq!(none, Dependence::default());
    }
}
