//! What the tests of several files share.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

#[cfg(not(target_arch = "wasm32"))]
pub mod changed_files;
pub mod made_files;
