//! What is told of finished stages that the browser keeps.

use serde::{Deserialize, Serialize};

/// What is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Whether stages are kept from now on.
    pub is_on: bool,
    /// Pieces of work that stages are kept of.
    pub works: usize,
    /// Their bytes.
    pub bytes: u64,
    /// How long nothing was written to the oldest of them, seconds.
    pub oldest_seconds: f64,
}

/// Why stages are not kept, or not deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeepTrouble {
    /// The browser has no storage of this kind for the page.
    Missing,
    /// It has, and refuses it: a private window, or a setting.
    Refused,
    /// It is full.
    Full,
    /// Another tab uses it.
    Busy,
    /// Something else, by the browser's name for it.
    Other(String),
}
