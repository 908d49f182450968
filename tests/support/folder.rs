//! Where tests put files of their own.

use std::path::{Path, PathBuf};

/// An empty folder for one test, under cargo's own for tests.
pub(crate) fn fresh_folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
