//! A spreadsheet's first sheet as CSV.

use std::io::Read;

use super::bytes::Counted;
use super::error::FileProblem;

/// What the names of a spreadsheet's first entry begin with, as its programs write it.
const FIRST_ENTRIES: [&[u8]; 4] = [b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/"];
/// Where a zip archive has the name of its first entry.
const NAME_AT: usize = 30;

/// Whether a file that begins so is an XLSX file: an archive of its parts.
pub(super) fn is_one(start: &[u8]) -> bool {
    let name = start.get(NAME_AT..).unwrap_or_default();
    start.starts_with(b"PK\x03\x04") && FIRST_ENTRIES.iter().any(|entry| name.starts_with(entry))
}

/// The sheet as CSV in UTF-8.
///
/// # Errors
/// There is no reader for them in the page.
pub(super) fn to_csv<R: Read>(_: &mut Counted<R>) -> Result<Vec<u8>, FileProblem> {
    Err(FileProblem::SpreadsheetUnread)
}
