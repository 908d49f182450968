//! The licences of the crates whose code is in the page: `licences.txt`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::Context;

use crate::packages::{Package, Packages};

/// How names of files with a licence or a notice begin, in capitals.
const BEGINNINGS: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE"];

/// A list of the crates, then each different text once, with the crates that it comes with.
///
/// # Errors
/// If a crate's folder cannot be read.
pub(crate) fn text(packages: &Packages) -> anyhow::Result<String> {
    let crates: Vec<&Package> = packages
        .compiled_into("watchback-program")
        .into_iter()
        .filter(|package| package.source.is_some())
        .collect();
    let mut written =
        "Watchback is licensed under MIT OR Apache-2.0. The page contains code of these crates, and of \
                       Rust's\nstandard library, which is licensed under MIT OR Apache-2.0 too.\n\n"
            .to_owned();
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in crates {
        let name = format!("{} {}", package.name, package.version);
        let licence = package.license.as_deref().unwrap_or("licence in its file");
        writeln!(written, "{name}: {licence}")?;
        let folder = package.manifest_path.parent().context("a crate without a folder")?;
        for text in licence_files(folder).with_context(|| format!("reading the folder of {name}"))? {
            texts.entry(text).or_default().push(name.clone());
        }
    }
    let mut texts: Vec<_> = texts.into_iter().collect();
    texts.sort_by(|(_, a), (_, b)| a.cmp(b));
    for (text, names) in texts {
        write!(written, "\n{}\n{}\n\n{}\n", "-".repeat(72), names.join(", "), text.trim_end())?;
    }
    Ok(written)
}

fn licence_files(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        if path.is_file() && BEGINNINGS.iter().any(|beginning| name.starts_with(beginning)) {
            paths.push(path);
        }
    }
    paths.sort();
    paths.iter().map(|path| Ok(String::from_utf8_lossy(&fs::read(path)?).replace("\r\n", "\n"))).collect()
}
