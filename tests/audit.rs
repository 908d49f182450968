//! The whole enforcement audit of a small city: the bits that wasm must find.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

#[path = "support/audit_digest.rs"]
mod audit_digest;
#[path = "support/expected.rs"]
mod expected;
#[path = "support/square_areas.rs"]
mod square_areas;

use audit_digest::{digest_of, small_audit};
use expected::AUDIT_DIGEST;
use watchback::audit::Found;
use watchback::run::Threads;

/// tests/wasm.rs holds the engine in a browser, which is one worker there, to the same digest.
#[test]
fn the_audit_of_a_small_city_gives_the_expected_bits() {
    let mut threads = Threads::new(3, Box::new(|_, _, _| ()));
    let report = pollster::block_on(small_audit(&mut threads));
    // Nothing is refused: the digest is of figures.
    assert!(report.pushes.found().is_some_and(|pushes| pushes.claim.difference.is_some()));
    assert!(report.regressions.iter().all(|of| matches!(of.regression, Found::Found(_))));
    assert!(
        report.clearance_spatial.is_some() && report.reporting.is_some() && report.surge.found().is_some()
    );
    assert_eq!(digest_of(&report), AUDIT_DIGEST);
}
