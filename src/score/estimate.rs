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
}

impl Estimate {
    pub(super) fn new(value: f64, interval: Option<(f64, f64)>, rounds: &[f64]) -> Self {
        Self { value, interval, chance: Chance::of(value, rounds).ok() }
    }

    /// For figures whose best value is 1: (value - mean chance) / (1 - mean chance). It may be negative; `None` without chance, or
    /// where its mean is above 0.9.
    ///
    /// # Examples
    /// ```
    /// use watchback::chance::Chance;
    /// use watchback::score::Estimate;
    /// let of = |value, chance| Estimate { value, interval: None, chance: Chance::of(value, &[chance]).ok() };
    /// assert_eq!(of(0.875, 0.75).skill(), Some(0.5));
    /// assert_eq!(of(0.95, 0.92).skill(), None);
    /// ```
    pub fn skill(&self) -> Option<f64> {
        self.chance?.skill(self.value)
    }
}
