//! The two groups of areas that are compared.

use serde::{Deserialize, Serialize};

/// A compared group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Areas of low values.
    Low,
    /// Areas of high values.
    High,
}
