//! All parts of a bundle, written in one order.

use sha2::{Digest, Sha256};

use super::archive::{BundleError, Writer};
use super::column::Column;
use super::data_package;
use super::metadata::{self, Published};
use super::names::{AUDIT, Entry, FORECASTS, LADDER, REPORT, RESULTS, SCORES};
use crate::encoding::hex;
use crate::results::{Results, results_json, scores_csv};

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
