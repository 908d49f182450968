//! What both worlds must find: native tests and wasm tests compare with the same constants.
#![allow(dead_code, reason = "each test takes those it compares with")]

/// Digest of the default simulated city under the preset `simulated`.
///
/// It changes with anything that changes a bit of what is found: the model, a score, a setting, the
/// simulation, the encoding. Renew it only for such a change, and say in the commit which one it
/// was: `cargo run --release -- demo | grep digest`. A difference between native and wasm, or
/// between numbers of threads, is a defect and no reason to renew it.
pub(crate) const SIMULATED_DIGEST: &str = "483e3392709cff5f98bf00b3a2f755c0a9076a5426dc8e43b73f48e7b4b90c2e";

/// Digest of Chicago's four files of 2014 to 2017 under the preset `chicago`; to be renewed as
/// [`SIMULATED_DIGEST`] is.
pub(crate) const CHICAGO_DIGEST: &str = "943bf81f4cf9df5dd9d03156b56571cc3bad300440215f8aee22f4bc0779635e";

/// Digest of what made-up areas make of tiles (tests/support/area_digest.rs).
pub(crate) const AREA_DIGEST: &str = "e904dd6a333dc3b3d06107218f578d43a462b0eef5c8dfc65adaffee32ee9d49";

/// Digest of a small audit of a simulated city (tests/support/audit_digest.rs). A field more or
/// less in `AuditReport` changes it as a bit of a figure does: run
/// `cargo test --locked --test audit`, copy the digest that it finds, and say in the commit what
/// was changed.
pub(crate) const AUDIT_DIGEST: &str = "66fc555149d4beeac2af4f0b0f6537e97914d78322a7d0c40a492685d55d571c";

/// Digest of a small city's ladder (tests/support/ladder_digest.rs).
pub(crate) const LADDER_DIGEST: &str = "78684a1ac8beb75a21cbe5f24b1d41983f78c397a135e3738d5d7891d0df9a2e";
