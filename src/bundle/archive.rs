//! The bundle as a zip archive: written, and opened with limits, because anybody may have made it.

use std::io::{Cursor, Read, Write};

use flate2::Compression;
use flate2::bufread::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rawzip::time::UtcDateTime;
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveWriter};

use super::names::{AUDIT, LADDER, RESULTS};
use crate::results::{Results, SavedError, saved_results};
use crate::space::inflated;

/// Entries that a bundle may have.
const MOST_ENTRIES: usize = 1000;
/// Bytes of a bundle's file.
const MOST_BYTES: usize = 256 << 20;
/// Bytes that its parts may have together once inflated. Chicago's have 20 x 10^6.
const MOST_INFLATED: u64 = 512 << 20;

/// The first moment of 1980, with which the format's times begin, in seconds since 1970.
const EARLIEST_SECONDS: i64 = 315_532_800;

/// Why a bundle could not be written or opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// A part could not be written as JSON.
    #[error("the bundle could not be written: {0}")]
    Json(#[from] serde_json::Error),
    /// Nor as CSV.
    #[error("the bundle could not be written: {0}")]
    Csv(#[from] csv::Error),
    /// Nor as an archive.
    #[error("the bundle could not be written: {0}")]
    Io(#[from] std::io::Error),
    /// The archive is damaged.
    #[error("the bundle is damaged: {0}; get it again from where it is published")]
    Archive(#[from] rawzip::Error),
    /// One of its parts is.
    #[error("the bundle is damaged: {part}: {reason}; get it again from where it is published")]
    Part {
        /// Which part.
        part: String,
        /// What is wrong.
        reason: String,
    },
    /// It is larger than any bundle of ours.
    #[error("this is no bundle of ours: it has more than {limit} {what}")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much there may be.
        limit: u64,
    },
    /// It has none of the parts that are read.
    #[error("there is no results.json, audit.json or ladder.json in this archive: it is no bundle of ours")]
    NoParts,
    /// Its results cannot be shown.
    #[error(transparent)]
    Saved(#[from] SavedError),
}

/// An archive that grows in memory.
pub(super) struct Writer {
    archive: ZipArchiveWriter<Cursor<Vec<u8>>>,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self { archive: ZipArchiveWriter::new(Cursor::new(Vec::new())) }
    }

    /// Adds a part. Its time is the format's earliest, so that equal parts give equal archives.
    pub(super) fn add(&mut self, path: &str, bytes: &[u8]) -> Result<(), BundleError> {
        let file = self.archive.new_file(path).compression_method(CompressionMethod::DEFLATE);
        let file = file.last_modified(UtcDateTime::from_unix(EARLIEST_SECONDS));
        let (mut entry, config) = file.start()?;
        let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
        writer.write_all(bytes)?;
        let (encoder, sizes) = writer.finish()?;
        encoder.finish()?;
        entry.finish(sizes)?;
        Ok(())
    }

    pub(super) fn finish(self) -> Result<Vec<u8>, BundleError> {
        Ok(self.archive.finish()?.into_inner())
    }
}

/// Files as one zip archive, each with its path in it. Equal files give equal archives.
///
/// # Errors
/// [`BundleError::Io`] and [`BundleError::Archive`], which no archive in memory should give.
pub fn zipped<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<Vec<u8>, BundleError> {
    let mut writer = Writer::new();
    for (path, bytes) in files {
        writer.add(path, bytes)?;
    }
    writer.finish()
}

/// What a saved file of ours holds: results, and in a bundle what is beside them.
#[derive(Clone, Debug, Default)]
pub struct Opened {
    /// The results.
    pub results: Option<Results>,
    /// The results as they are written.
    pub results_json: Option<Vec<u8>>,
    /// audit.json.
    pub audit_json: Option<Vec<u8>>,
    /// ladder.json.
    pub ladder_json: Option<Vec<u8>>,
}

/// Whether a file begins as a zip archive does.
#[must_use]
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Opens a bundle, or a results.json, plain or by gzip.
///
/// # Errors
/// [`BundleError`] where it is damaged, too large, or of another version.
///
/// # Examples
/// ```
/// use watchback::bundle::opened;
/// let error = opened(b"PK\x03\x04 and nothing more".to_vec()).unwrap_err();
/// assert!(error.to_string().starts_with("the bundle is damaged"));
/// ```
pub fn opened(bytes: Vec<u8>) -> Result<Opened, BundleError> {
    opened_within(bytes, MOST_INFLATED)
}

/// `limit`: bytes that its parts may have together once inflated.
fn opened_within(bytes: Vec<u8>, limit: u64) -> Result<Opened, BundleError> {
    if !is_zip(&bytes) {
        let json = inflated(Cursor::new(bytes))?;
        let results = Some(saved_results(&json)?);
        return Ok(Opened { results, results_json: Some(json), ..Opened::default() });
    }
    if bytes.len() > MOST_BYTES {
        return Err(BundleError::TooLarge { what: "bytes", limit: MOST_BYTES as u64 });
    }
    let mut opened = Opened::default();
    let mut left = limit;
    let archive = ZipArchive::from_slice(&bytes)?;
    let mut entries = archive.entries();
    let mut n_entries = 0;
    while let Some(entry) = entries.next_entry()? {
        n_entries += 1;
        if n_entries > MOST_ENTRIES {
            return Err(BundleError::TooLarge { what: "files", limit: MOST_ENTRIES as u64 });
        }
        let name = String::from_utf8_lossy(entry.file_path().as_bytes()).into_owned();
        let place = match name.as_str() {
            RESULTS => &mut opened.results_json,
            AUDIT => &mut opened.audit_json,
            LADDER => &mut opened.ladder_json,
            _ => continue,
        };
        let damaged = |reason: &str| BundleError::Part { part: name.clone(), reason: reason.to_owned() };
        if place.is_some() {
            return Err(damaged("it is there twice"));
        }
        let local = archive.get_entry(entry.wayfinder())?;
        let mut content = Vec::new();
        let read = match entry.compression_method() {
            CompressionMethod::DEFLATE => {
                let reader = local.verifying_reader(DeflateDecoder::new(local.data()));
                reader.take(left + 1).read_to_end(&mut content)
            }
            CompressionMethod::STORE => {
                local.verifying_reader(local.data()).take(left + 1).read_to_end(&mut content)
            }
            _ => return Err(damaged("it is compressed in another way than by deflate")),
        };
        read.map_err(|error| damaged(&error.to_string()))?;
        left = left
            .checked_sub(content.len() as u64)
            .ok_or(BundleError::TooLarge { what: "bytes once inflated", limit })?;
        *place = Some(content);
    }
    if let Some(json) = &opened.results_json {
        opened.results = Some(saved_results(json)?);
    }
    if opened.results.is_none() && opened.audit_json.is_none() && opened.ladder_json.is_none() {
        return Err(BundleError::NoParts);
    }
    Ok(opened)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = Writer::new();
        parts.iter().for_each(|(name, bytes)| writer.add(name, bytes).unwrap());
        writer.finish().unwrap()
    }

    #[test]
    fn a_bundle_made_to_harm_is_refused() {
        let said = |bytes: Vec<u8>| opened_within(bytes, 1 << 16).unwrap_err().to_string();
        let zeros = vec![b' '; 1 << 20];
        let bomb = archive(&[("results.json", &zeros)]);
        assert!(bomb.len() < 1 << 12, "{} bytes", bomb.len());
        assert!(said(bomb.clone()).contains("more than 65536 bytes once inflated"));
        assert!(said(archive(&[("audit.json", b"{}"), ("audit.json", b"{}")])).contains("there twice"));
        assert!(said(archive(&[("notes.txt", b"hello")])).contains("no bundle of ours"));
        assert!(said(bomb[..bomb.len() / 2].to_vec()).contains("the bundle is damaged"));
        let many: Vec<String> = (0..=MOST_ENTRIES).map(|number| number.to_string()).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
        assert!(said(archive(&many)).contains("more than 1000 files"));
        // A byte of a part that is changed.
        let mut changed = archive(&[("ladder.json", b"{\"schema\": 1, \"ladder\": {}}")]);
        let at = changed.windows(11).position(|name| name == b"ladder.json").unwrap() + 20;
        changed[at] ^= 0x10;
        assert!(said(changed).contains("damaged"));
    }
}
