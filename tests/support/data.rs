//! Where tests find real data, and what is said where there is none.

use std::io::Write;
use std::path::{Path, PathBuf};

/// A file or folder under the folder of real data: `WATCHBACK_DATA`, or `../shared/data`.
///
/// Where it is absent a line says so, and the test that asked is to end: `None`. With
/// `WATCHBACK_REQUIRE_DATA=1` that test fails instead.
pub(crate) fn real_data(path: &str) -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let data = std::env::var_os("WATCHBACK_DATA").map_or(default, PathBuf::from);
    let found = data.join(path);
    if found.exists() {
        return Some(found);
    }
    let required = std::env::var_os("WATCHBACK_REQUIRE_DATA").is_some_and(|value| value == "1");
    assert!(
        !required,
        "no {} although WATCHBACK_REQUIRE_DATA=1; set WATCHBACK_DATA to the data folder",
        found.display()
    );
    // Not `eprintln!`: what that prints in a test that passes is never shown.
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let _ = writeln!(
        std::io::stderr(),
        "SKIPPED: {test}: no {}; set WATCHBACK_DATA to the data folder",
        found.display()
    );
    None
}
