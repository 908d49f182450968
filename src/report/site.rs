//! A folder for any static host: bundles, reports, their list, and what hosts are told; the same
//! from the page and from the command line.

use std::borrow::Cow;

use super::index::{Listed, index};
use crate::results::Results;

/// A run that is published.
#[derive(Clone, Debug)]
pub struct PublishedRun {
    /// The name that its files have: small letters, digits and dashes.
    pub name: String,
    /// What it found.
    pub results: Results,
    /// `run.crate.zip`.
    pub bundle: Vec<u8>,
    /// The report.
    pub report: String,
}

/// The list of runs.
pub const LIST: &str = "runs.html";
/// The page that a host shows where nothing is.
pub const NOT_FOUND: &str = "404.html";
/// Where the app looks for bundles.
const BUNDLES: &str = "results";

/// What that page says.
const NOTHING_THERE: &str = "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Not here</title>\
                             <p>There is nothing at this address. <a href=\"./runs.html\">The list of published audits</a></p></html>\n";
/// Headers for hosts that read them, and the same for nginx.
const HEADERS: [(&str, &str); 2] = [
    ("_headers", include_str!("../../docs/hosting/headers.txt")),
    ("nginx.conf", include_str!("../../docs/hosting/nginx.conf")),
];

/// The files of the folder, each with its path in it. `has_app`: whether the app stands beside
/// them, which the list then leads to, and which brings headers of its own.
#[must_use]
pub fn site(runs: &[PublishedRun], has_app: bool) -> Vec<(String, Cow<'_, [u8]>)> {
    let mut files: Vec<(String, Cow<'_, [u8]>)> = Vec::new();
    for PublishedRun { name, bundle, report, .. } in runs {
        files.push((format!("{BUNDLES}/{name}.crate.zip"), bundle.as_slice().into()));
        files.push((format!("{name}.html"), report.as_bytes().into()));
    }
    let listed: Vec<Listed<'_>> =
        runs.iter().map(|run| Listed { name: &run.name, results: &run.results }).collect();
    files.push((LIST.to_owned(), index(&listed, has_app).into_bytes().into()));
    files.push((NOT_FOUND.to_owned(), NOTHING_THERE.as_bytes().into()));
    if !has_app {
        files.extend(HEADERS.map(|(name, text)| (name.to_owned(), text.as_bytes().into())));
    }
    files
}
