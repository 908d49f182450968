//! Where tests find files as people have them, and what is said where there are none.

use std::io::Write;
use std::path::{Path, PathBuf};

/// A file or folder of the shared ones: `WATCHBACK_FIELD`, or `../shared/field`.
///
/// Where it is absent a line says so, and the test that asked is to end: `None`. With
/// `WATCHBACK_REQUIRE_DATA=1` that test fails instead.
pub(crate) fn field(test: &str, name: &str) -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/field");
    let folder = std::env::var_os("WATCHBACK_FIELD").map_or(default, PathBuf::from);
    let found = folder.join(name);
    if found.exists() {
        return Some(found);
    }
    let required = std::env::var_os("WATCHBACK_REQUIRE_DATA").is_some_and(|value| value == "1");
    assert!(
        !required,
        "no {} although WATCHBACK_REQUIRE_DATA=1; set WATCHBACK_FIELD to the folder of field files",
        found.display()
    );
    // Not `eprintln!`: what that prints in a test that passes is never shown.
    let _ = writeln!(
        std::io::stderr(),
        "SKIPPED: {test}: no {}; set WATCHBACK_FIELD to the folder of field files",
        found.display()
    );
    None
}
