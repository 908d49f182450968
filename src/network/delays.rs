//! The delays that are scanned.

use crate::study::Study;

/// Consecutive delays in steps, from the horizon to the longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delays {
    shortest: usize,
    longest: usize,
}

impl Delays {
    /// The delays of a study. Its check made sure that none is shorter than the horizon.
    ///
    /// # Examples
    /// ```
    /// use watchback::{network::Delays, study::preset};
    /// assert_eq!(Delays::of(&preset("chicago")?.check()?).count(), 54);
    /// # Ok::<(), watchback::study::SettingsError>(())
    /// ```
    pub fn of(study: &Study) -> Self {
        Self { shortest: study.settings().horizon_steps, longest: study.settings().max_delay_steps }
    }

    /// The shortest delay, steps.
    pub const fn shortest(self) -> usize {
        self.shortest
    }

    /// Number of delays.
    pub const fn count(self) -> usize {
        self.longest + 1 - self.shortest
    }

    /// All delays in steps, ascending.
    pub fn iter(self) -> std::ops::RangeInclusive<usize> {
        self.shortest..=self.longest
    }
}
