//! The files of a bundle, which have the same names in a run's folder.

/// The name of a bundle's file.
pub const BUNDLE_NAME: &str = "run.crate.zip";
/// All figures of a run, with its receipt.
pub const RESULTS: &str = "results.json";
/// The audit beside them, where there is one.
pub const AUDIT: &str = "audit.json";
/// The ladder likewise.
pub const LADDER: &str = "ladder.json";
/// A line a stream.
pub const SCORES: &str = "scores.csv";
/// A line a stream and day.
pub const FORECASTS: &str = "forecasts.csv.gz";
/// The findings for people, which RO-Crate shows by this name.
pub(super) const REPORT: &str = "ro-crate-preview.html";

/// A file of a bundle, as its metadata name it.
pub(super) struct Entry {
    pub(super) path: String,
    pub(super) media_type: &'static str,
    pub(super) what: String,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}
