//! What both worlds must find: native tests and wasm tests compare with the same constants.
#![allow(dead_code, reason = "each test takes those it compares with")]

/// Digest of the default simulated city under the preset `simulated`.
///
/// It changes with anything that changes a bit of what is found: the model, a score, a setting, the simulation, the
/// encoding. Renew it only for such a change, and say in the commit which one it was:
/// `cargo run --release -- demo | grep digest`. A difference between native and wasm, or between numbers of threads, is
/// a defect and no reason to renew it.
pub(crate) const SIMULATED_DIGEST: &str = "923b205ff12d531fa1bc9efffad5882551d745a65abadb91c82fd55efd39b245";

/// Digest of Chicago's four files of 2014 to 2017 under the preset `chicago`; to be renewed as [`SIMULATED_DIGEST`] is.
pub(crate) const CHICAGO_DIGEST: &str = "d3f2ff27899f847e68ea21381ce1e9cba5fe140d8dd2068b0861be37daf13a2b";
