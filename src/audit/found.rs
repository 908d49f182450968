//! A part of an audit that may have been refused.

use serde::{Deserialize, Serialize};

/// What was found, or why there is nothing to find.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found<T> {
    /// This.
    Found(T),
    /// Nothing could be told.
    Refused {
        /// Why, in words.
        reason: String,
    },
}

impl<T> Found<T> {
    /// From a result, its error in words.
    pub fn from_result<E: std::fmt::Display>(result: Result<T, E>) -> Self {
        result.map_or_else(|error| Self::Refused { reason: error.to_string() }, Self::Found)
    }

    /// What was found.
    pub const fn found(&self) -> Option<&T> {
        match self {
            Self::Found(found) => Some(found),
            Self::Refused { .. } => None,
        }
    }
}
