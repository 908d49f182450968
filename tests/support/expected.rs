//! What both worlds must find: native tests and wasm tests compare with the same constants.
#![allow(dead_code, reason = "each test takes those it compares with")]

/// Digest of the default simulated city under the preset `simulated`.
///
/// It changes with anything that changes a bit of what is found: the model, a score, a setting, the simulation, the
/// encoding. Renew it only for such a change, and say in the commit which one it was:
/// `cargo run --release -- demo | grep digest`. A difference between native and wasm, or between numbers of threads, is
/// a defect and no reason to renew it.
pub(crate) const SIMULATED_DIGEST: &str = "f3831031a1829b103144d15f9f764ebc9d3ce230ac9a81875345022bf4d19407";

/// Digest of Chicago's four files of 2014 to 2017 under the preset `chicago`; to be renewed as [`SIMULATED_DIGEST`] is.
pub(crate) const CHICAGO_DIGEST: &str = "e08f19a9a00abc22f2df9218d122aaaf9cff45d3a38fdd215828aa422059ad24";

/// Digest of what made-up areas make of tiles (tests/support/area_digest.rs).
pub(crate) const AREA_DIGEST: &str = "e904dd6a333dc3b3d06107218f578d43a462b0eef5c8dfc65adaffee32ee9d49";
