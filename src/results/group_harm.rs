//! Harm by groups of areas.

use serde::{Deserialize, Serialize};

use crate::score::GroupHarm;
use crate::study::Variable;

/// What acting on the forecast would mean in each group of areas.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HarmByGroup {
    /// The value that areas are grouped by, in quintiles.
    pub value: String,
    /// By group, from the least value to the most: what it is called.
    pub groups: Vec<String>,
    /// By variable: by rule, then group.
    pub variables: Vec<(Variable, Vec<GroupHarm>)>,
}
