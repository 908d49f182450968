//! The delays that are scanned.

use crate::study::Study;

/// Consecutive delays in steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delays {
    shortest: usize,
    longest: usize,
}

impl Delays {
    /// The delays that a forecast of a study may use: from the horizon to the longest. Its check
    /// made sure that none is shorter than the horizon.
    ///
    /// # Examples
    /// ```
    /// use watchback::{network::Delays, study::preset};
    /// assert_eq!(Delays::for_study(&preset("chicago")?.check()?).count(), 54);
    /// # Ok::<(), watchback::study::SettingsError>(())
    /// ```
    pub fn for_study(study: &Study) -> Self {
        Self { shortest: study.settings().horizon_steps, longest: study.settings().max_delay_steps }
    }

    /// The delays from `shortest` to `longest`, steps; at least one.
    pub fn between(shortest: usize, longest: usize) -> Self {
        Self { shortest, longest: longest.max(shortest) }
    }

    /// All delays from the same step to `longest`, as the paper counts them. The same step is no
    /// Granger relation and enters no verdict.
    pub const fn from_same_step(longest: usize) -> Self {
        Self { shortest: 0, longest }
    }

    /// The shortest delay, steps.
    pub const fn shortest(self) -> usize {
        self.shortest
    }

    /// The longest delay, steps.
    pub const fn longest(self) -> usize {
        self.longest
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
