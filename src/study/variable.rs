//! The three variables of the paper and the offences that make them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A kind of event that a stream counts. The order is the order of streams in every result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Variable {
    /// Homicide, assault, battery.
    Violent,
    /// Burglary, theft, motor-vehicle theft.
    Property,
    /// A violent or property offence for which an arrest was made, dated and placed at the offence.
    Arrest,
}

impl Variable {
    /// All variables, in order.
    pub const ALL: [Self; 3] = [Self::Violent, Self::Property, Self::Arrest];

    /// The variable's name in files: `violent`, `property` or `arrest`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Violent => "violent",
            Self::Property => "property",
            Self::Arrest => "arrest",
        }
    }
}

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The class that an offence belongs to; offences of no class are kept as events but make no
/// stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OffenceClass {
    /// Counts towards [`Variable::Violent`].
    Violent,
    /// Counts towards [`Variable::Property`].
    Property,
}

impl OffenceClass {
    /// The variable that counts this class.
    #[must_use]
    pub const fn variable(self) -> Variable {
        match self {
            Self::Violent => Variable::Violent,
            Self::Property => Variable::Property,
        }
    }
}
