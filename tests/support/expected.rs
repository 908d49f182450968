//! What both worlds must find: native tests and wasm tests compare with the same constants.
#![allow(dead_code, reason = "each test takes those it compares with")]

/// Digest of the default simulated city under the preset `simulated`.
///
/// It changes with anything that changes a bit of what is found: the model, a score, a setting, the simulation, the
/// encoding. Renew it only for such a change, and say in the commit which one it was:
/// `cargo run --release -- demo | grep digest`. A difference between native and wasm, or between numbers of threads, is
/// a defect and no reason to renew it.
pub(crate) const SIMULATED_DIGEST: &str = "e1e98e1d1c1ffe3c1150a70898c41c8753b338c492ae0eead110b4fc7743ef5d";

/// Digest of Chicago's four files of 2014 to 2017 under the preset `chicago`; to be renewed as [`SIMULATED_DIGEST`] is.
pub(crate) const CHICAGO_DIGEST: &str = "54a13beda1cbe2ca783073c73c4af6899f4eb9dd564c5c61a4f9ba340f1df790";
