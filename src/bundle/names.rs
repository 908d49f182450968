//! The files of a bundle.

/// The bundle's results.
pub(super) const RESULTS: &str = "results.json";
/// The audit beside them, where there is one.
pub(super) const AUDIT: &str = "audit.json";
/// The ladder likewise.
pub(super) const LADDER: &str = "ladder.json";
/// A line a stream.
pub(super) const SCORES: &str = "scores.csv";
/// A line a stream and day.
pub(super) const FORECASTS: &str = "forecasts.csv.gz";
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
