//! Where tests find real data and put files of their own.

use std::path::{Path, PathBuf};

/// The folder of real data: `WATCHBACK_DATA`, or `../shared/data`.
pub(crate) fn data_folder() -> PathBuf {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    std::env::var_os("WATCHBACK_DATA").map_or(default, PathBuf::from)
}

/// An empty folder for one test, under cargo's own for tests.
pub(crate) fn fresh_folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
