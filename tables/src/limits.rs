//! The limits that bound memory.

use serde::{Deserialize, Serialize};

/// What no file may exceed, so that none can exhaust memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of one record, its line end included.
    pub record_bytes: usize,
    /// Columns of the header.
    pub columns: usize,
    /// Decompressed bytes for each compressed byte.
    pub inflation: u64,
}

impl Default for Limits {
    /// A record of 1,000,000 bytes, 4,096 columns, inflation by 1,000.
    fn default() -> Self {
        Self { record_bytes: 1_000_000, columns: 4_096, inflation: 1_000 }
    }
}
