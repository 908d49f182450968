//! A run as one file that others can check, host and keep: `run.crate.zip`, an [RO-Crate] with
//! results, receipt and arrays, written alike by the page and the command line.
//!
//! [RO-Crate]: https://www.researchobject.org/ro-crate/

mod archive;
mod column;
mod data_package;
mod metadata;

pub use archive::{BundleError, Opened, is_zip, opened};
pub use column::{Column, columns_of};
pub use metadata::{Agent, Published};

use self::archive::Writer;
use crate::results::{Results, hex, results_json, scores_csv};
use sha2::{Digest, Sha256};

/// The name of a bundle's file.
pub const BUNDLE_NAME: &str = "run.crate.zip";

/// The bundle's results.
pub(crate) const RESULTS: &str = "results.json";
/// The audit beside them, where there is one.
pub(crate) const AUDIT: &str = "audit.json";
/// The ladder likewise.
pub(crate) const LADDER: &str = "ladder.json";
/// A line a stream.
pub(crate) const SCORES: &str = "scores.csv";
/// A line a stream and day.
pub(crate) const FORECASTS: &str = "forecasts.csv.gz";
/// The findings for people, which RO-Crate shows by this name.
pub(crate) const REPORT: &str = "ro-crate-preview.html";

/// What goes into a bundle beside the results.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// audit.json.
    pub audit: Option<Vec<u8>>,
    /// ladder.json.
    pub ladder: Option<Vec<u8>>,
    /// forecasts.csv.gz.
    pub forecasts: Option<Vec<u8>>,
    /// The report, HTML.
    pub report: Option<Vec<u8>>,
    /// Arrays.
    pub columns: Vec<Column>,
}

/// A file of a bundle, as its metadata name it.
pub(crate) struct Entry {
    pub(crate) path: String,
    pub(crate) media_type: &'static str,
    pub(crate) what: String,
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
}

/// The archive as it grows, and what its metadata will say.
struct Parts {
    writer: Writer,
    entries: Vec<Entry>,
}

impl Parts {
    fn add(
        &mut self,
        path: &str,
        media_type: &'static str,
        what: &str,
        bytes: &[u8],
    ) -> Result<(), BundleError> {
        self.writer.add(path, bytes)?;
        self.entries.push(Entry {
            path: path.to_owned(),
            media_type,
            what: what.to_owned(),
            bytes: bytes.len() as u64,
            sha256: hex(&Sha256::digest(bytes)),
        });
        Ok(())
    }
}

const JSON: &str = "application/json";
const CSV: &str = "text/csv";
const GZIP: &str = "application/gzip";
const HTML: &str = "text/html";
const NUMBERS: &str = "application/octet-stream";

/// Writes a bundle. Equal parts, published at the same time by the same, give equal bytes.
///
/// # Errors
/// [`BundleError::Json`] and its like where a part cannot be written, which no part here should be.
pub fn write(results: &Results, beside: &Beside, published: &Published) -> Result<Vec<u8>, BundleError> {
    let Beside { audit, ladder, forecasts, report, columns } = beside;
    let mut parts = Parts { writer: Writer::new(), entries: Vec::new() };
    parts.add(RESULTS, JSON, "All figures of the run, with its receipt", &results_json(results)?)?;
    parts.add(SCORES, CSV, "A line a stream: its scores and their chance levels", &scores_csv(results)?)?;
    let optional = [
        (audit, AUDIT, JSON, "The audit of enforcement: where simulated arrests go, and arrests by areas"),
        (ladder, LADDER, JSON, "What the authors' released program makes of the same files"),
        (forecasts, FORECASTS, GZIP, "Every forecast beside what happened: a line a stream and day"),
        (report, REPORT, HTML, "The findings, to be read and printed"),
    ];
    for (bytes, path, media_type, what) in optional {
        if let Some(bytes) = bytes {
            parts.add(path, media_type, what, bytes)?;
        }
    }
    for column in columns {
        parts.add(&column.path(), NUMBERS, &column.what, &column.bytes)?;
    }
    let package = data_package::json(results, columns, &parts.entries)?;
    parts.add(data_package::NAME, JSON, "Types, shapes, units and digests of the files", &package)?;
    let metadata = metadata::json(results, &parts.entries, published)?;
    parts.writer.add(metadata::NAME, &metadata)?;
    parts.writer.finish()
}
