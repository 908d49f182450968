//! Where tests find files as people have them: beside the real data.

#[path = "data.rs"]
mod data;

use std::path::PathBuf;

/// A file or folder of `../shared/field`; where it is absent, [`data::real_data`] says so.
pub(crate) fn field(name: &str) -> Option<PathBuf> {
    data::real_data(&format!("../field/{name}"))
}
