//! A figure with its interval, its chance level, and what it is worth above that.

use serde::{Deserialize, Serialize};

use crate::chance::Chance;

/// A figure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// 95 % interval from four-week blocks; null with fewer than 8 blocks.
    pub interval: Option<(f64, f64)>,
    /// The same with the forecast shifted in time; null where nothing can be shifted.
    pub chance: Option<Chance>,
    /// The way from chance to perfect: (value - mean of chance) / (1 - mean of chance). It may be
    /// negative. Null for figures whose best value is not 1, without chance, and where its mean is
    /// above 0.9.
    pub skill: Option<f64>,
}

impl Estimate {
    /// A figure of which no skill is given.
    pub(super) fn new(value: f64, interval: Option<(f64, f64)>, rounds: &[f64]) -> Self {
        Self { value, interval, chance: Chance::new(value, rounds).ok(), skill: None }
    }

    /// A figure whose best value is 1, with its skill.
    pub(super) fn with_skill(value: f64, interval: Option<(f64, f64)>, rounds: &[f64]) -> Self {
        let of = Self::new(value, interval, rounds);
        Self { skill: of.chance.and_then(|chance| chance.skill(value)), ..of }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skill_is_the_way_from_mean_chance_to_one() {
        // Mean chance 3/4: half of the quarter that was left is gained, or lost.
        assert_eq!(Estimate::with_skill(0.875, None, &[0.5, 1.0]).skill, Some(0.5));
        assert_eq!(Estimate::with_skill(0.625, None, &[0.75]).skill, Some(-0.5));
        assert_eq!(Estimate::with_skill(0.95, None, &[0.875, 0.9375]).skill, None);
        assert_eq!(Estimate::with_skill(0.95, None, &[]).skill, None);
        assert_eq!(Estimate::new(0.875, None, &[0.75]).skill, None);
    }
}
