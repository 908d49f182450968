//! What the rounds of chance say of an observed figure.

use serde::{Deserialize, Serialize};

use crate::stats::{mean, quantile};

/// There is no round to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no round of chance to compare with; at least 1 is needed")]
pub struct NoRounds;

/// Above this mean of chance, no skill is given: what is left to gain is too little to divide by.
const HIGHEST_CHANCE: f64 = 0.9;

/// Figures that differ by no more are one: sums of the same numbers in another order. A forecast
/// that never moves has the same figure in every round, but for that.
const SAME: f64 = 1e-12;

/// What the rounds say of an observed figure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chance {
    /// Mean of the rounds.
    pub mean: f64,
    /// Their 2.5 % quantile, by [`quantile`].
    pub lo: f64,
    /// Their 97.5 % quantile.
    pub hi: f64,
    /// Number of rounds.
    pub rounds: usize,
    /// (1 + rounds at or above the observed figure) / (1 + rounds): never 0.
    pub p_at_or_above: f64,
}

impl Chance {
    /// Compares an observed figure with the same figure in every round.
    ///
    /// # Errors
    /// [`NoRounds`] without any round.
    ///
    /// # Examples
    /// ```
    /// use watchback::chance::Chance;
    /// let chance = Chance::new(0.6, &[0.4, 0.6, 0.5])?;
    /// assert_eq!((chance.mean, chance.rounds, chance.p_at_or_above), (0.5, 3, 0.5));
    /// assert_eq!(chance.lo, 0.405);
    /// # Ok::<(), watchback::chance::NoRounds>(())
    /// ```
    pub fn new(observed: f64, rounds: &[f64]) -> Result<Self, NoRounds> {
        if rounds.is_empty() {
            return Err(NoRounds);
        }
        let mut ascending = rounds.to_vec();
        ascending.sort_unstable_by(f64::total_cmp);
        let at_or_above = rounds.iter().filter(|&&round| round >= observed - SAME).count();
        Ok(Self {
            mean: mean(rounds),
            lo: quantile(&ascending, 0.025),
            hi: quantile(&ascending, 0.975),
            rounds: rounds.len(),
            p_at_or_above: (1 + at_or_above) as f64 / (1 + rounds.len()) as f64,
        })
    }

    /// For figures whose best value is 1: (observed - mean chance) / (1 - mean chance). It may be
    /// negative; `None` where the mean of chance is above 0.9.
    ///
    /// # Examples
    /// ```
    /// use watchback::chance::Chance;
    /// assert_eq!(Chance::new(0.875, &[0.75])?.skill(0.875), Some(0.5));
    /// assert_eq!(Chance::new(0.95, &[0.92])?.skill(0.95), None);
    /// # Ok::<(), watchback::chance::NoRounds>(())
    /// ```
    pub fn skill(&self, observed: f64) -> Option<f64> {
        (self.mean <= HIGHEST_CHANCE).then(|| (observed - self.mean) / (1.0 - self.mean))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_rounds_are_told_as_such() {
        assert!(Chance::new(0.7, &[]).is_err());
        assert_eq!(Chance::new(0.7, &[0.6; 51]).unwrap().p_at_or_above, 1.0 / 52.0);
        assert_eq!(Chance::new(0.5, &[0.5; 51]).unwrap().p_at_or_above, 1.0);
    }

    #[test]
    fn what_differs_by_the_order_of_a_sum_alone_is_no_difference() {
        // Of a forecast that never moves, the same numbers in another order.
        let observed = 0.1 + 0.2 + 0.3;
        let rounds = [0.3 + 0.2 + 0.1; 19];
        assert_ne!(observed, rounds[0]);
        assert_eq!(Chance::new(observed, &rounds).unwrap().p_at_or_above, 1.0);
    }
}
