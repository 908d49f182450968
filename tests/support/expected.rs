//! What both worlds must find: native tests and wasm tests compare with the same constants.
#![allow(dead_code, reason = "each test takes those it compares with")]

/// Digest of the default simulated city under the preset `simulated`.
///
/// It changes with anything that changes a bit of what is found: the model, a score, a setting, the
/// simulation, the encoding. Renew it only for such a change, and say in the commit which one it
/// was: `cargo run --release -- demo | grep digest`. A difference between native and wasm, or
/// between numbers of threads, is a defect and no reason to renew it.
pub(crate) const SIMULATED_DIGEST: &str = "91b49757dbe28c9867a608ed8c2cbb501b92bf224dc53e5206135ea403846b08";

/// Digest of Chicago's four files of 2014 to 2017 under the preset `chicago`; to be renewed as
/// [`SIMULATED_DIGEST`] is.
pub(crate) const CHICAGO_DIGEST: &str = "3ac08602824fead9ae3a9d5168b10568e953b5846c5a9fd16aea224ab0afcba3";

/// Digest of what made-up areas make of tiles (tests/support/area_digest.rs).
pub(crate) const AREA_DIGEST: &str = "e904dd6a333dc3b3d06107218f578d43a462b0eef5c8dfc65adaffee32ee9d49";

/// Digest of a small audit of a simulated city (tests/support/audit_digest.rs). A field more or
/// less in `AuditReport` changes it as a bit of a figure does: run
/// `cargo test --locked --test audit`, copy the digest that it finds, and say in the commit what
/// was changed.
pub(crate) const AUDIT_DIGEST: &str = "701f37e93d621c2ddb3a6a4167b508bde0b3f10bafdc49e8f1dc76b0b1d2d20c";

/// Digest of a small city's ladder (tests/support/ladder_digest.rs).
pub(crate) const LADDER_DIGEST: &str = "78684a1ac8beb75a21cbe5f24b1d41983f78c397a135e3738d5d7891d0df9a2e";
