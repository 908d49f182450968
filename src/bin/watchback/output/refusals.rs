//! Places that are not written to: inputs, and links to elsewhere.

use std::fs;
use std::path::{Path, PathBuf};

use same_file::is_same_file;

/// Refuses a file to be written that is one of those that are read, by whatever name, or that is a
/// link to elsewhere.
pub(super) fn check(out: &Path, inputs: &[&Path]) -> Result<(), String> {
    if let Some(input) = inputs.iter().find(|input| is_one_file(out, input)) {
        let name = if *input == out { String::new() } else { format!(" as {}", out.display()) };
        return Err(format!("{} is read and would be overwritten{name}: give another file", input.display()));
    }
    check_link(out)
}

/// Refuses a link to a file or to nothing: what it leads to was not named. Links to devices and
/// pipes, such as `/dev/stdout`, are left.
pub(super) fn check_link(out: &Path) -> Result<(), String> {
    let is_link = fs::symlink_metadata(out).is_ok_and(|found| found.is_symlink());
    let to_device = fs::metadata(out).is_ok_and(|found| !found.is_file() && !found.is_dir());
    if is_link && !to_device {
        let to = fs::read_link(out).unwrap_or_default();
        return Err(format!(
            "{} is a link to {}, and nothing is written through links: give the file's own name, or remove the link",
            out.display(),
            to.display()
        ));
    }
    Ok(())
}

/// Whether two paths are one place, whether anything is there or not.
pub(crate) fn is_one_place(a: &Path, b: &Path) -> bool {
    resolved(a) == resolved(b)
}

/// Whether two paths name one file, through links of either kind, `..` and upper case. Nothing but
/// files is opened for that: a pipe would wait.
fn is_one_file(out: &Path, input: &Path) -> bool {
    let is_file = |path: &Path| fs::metadata(path).is_ok_and(|found| found.is_file());
    if is_file(out) && is_file(input) && is_same_file(out, input).unwrap_or(false) {
        return true;
    }
    is_one_place(out, input)
}

/// The folder that a path is in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A path without links, `.` and `..`, also where its file is not there yet.
fn resolved(path: &Path) -> PathBuf {
    if let Ok(path) = path.canonicalize() {
        return path;
    }
    match (folder_of(path).canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}
