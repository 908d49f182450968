//! Lengths in the units that a reader chooses, one kind at a time. Signs of units are the same in
//! every language.

use crate::letters::count;

/// Metres in a foot.
const FOOT: f64 = 0.3048;
/// Kilometres in a mile.
const MILE_KM: f64 = 1.609_344;

/// The units of lengths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lengths {
    /// Metres and kilometres.
    #[default]
    Metric,
    /// Feet and miles.
    Feet,
}

impl Lengths {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Metric, Self::Feet];

    /// Metres in the unit of short lengths.
    pub const fn in_short(self, metres: f64) -> f64 {
        match self {
            Self::Metric => metres,
            Self::Feet => metres / FOOT,
        }
    }

    /// The sign of the unit of short lengths.
    pub const fn short_unit(self) -> &'static str {
        match self {
            Self::Metric => "m",
            Self::Feet => "ft",
        }
    }

    /// Kilometres in the unit of long lengths.
    pub const fn in_long(self, kilometres: f64) -> f64 {
        match self {
            Self::Metric => kilometres,
            Self::Feet => kilometres / MILE_KM,
        }
    }

    /// The sign of the unit of long lengths.
    pub const fn long_unit(self) -> &'static str {
        match self {
            Self::Metric => "km",
            Self::Feet => "mi",
        }
    }

    /// A short length, whole.
    ///
    /// # Examples
    /// ```
    /// use watchback::wording::Lengths;
    /// assert_eq!(Lengths::ALL.map(|lengths| lengths.short(600.0)), ["600 m", "1,969 ft"]);
    /// ```
    pub fn short(self, metres: f64) -> String {
        format!("{} {}", self.short_number(metres), self.short_unit())
    }

    /// The number of [`Self::short`] alone.
    pub fn short_number(self, metres: f64) -> String {
        count(self.in_short(metres).round() as u64)
    }

    /// A long length with so many decimals.
    ///
    /// # Examples
    /// ```
    /// use watchback::wording::Lengths;
    /// assert_eq!(Lengths::ALL.map(|lengths| lengths.long(2.0, 1)), ["2.0 km", "1.2 mi"]);
    /// ```
    pub fn long(self, kilometres: f64, decimals: usize) -> String {
        format!("{:.decimals$} {}", self.in_long(kilometres), self.long_unit())
    }
}
