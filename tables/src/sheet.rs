//! A spreadsheet's first sheet as CSV.
//!
//! An XLSX file is a zip archive of XML parts. What the sheet's cells mean stands in others of them, often after it, so that the parts are held
//! in memory, and how large they may be is limited. Own code of some hundred lines, because calamine would add 198 kB to the page
//! and lets a file's attribute choose how much memory it reserves (docs/dependencies.md). Source: ECMA-376, part 1, chapter 18.

use std::io::Read;

use super::sheet_cells::{Meaning, Strings, cells_to_csv};
use super::xml_scan::{Piece, Pieces, attribute, unescaped};
use super::zip_entries::ZipEntries;
use crate::error::ReadError;

/// Bytes of the largest spreadsheet that is read.
const FILE_LIMIT_BYTES: u64 = 64 << 20;
/// What the parts that are read may take together when decompressed, and the sheet as text.
pub(crate) const LIMIT_BYTES: usize = 256 << 20;
/// What the names of a spreadsheet's first entry begin with, as its programs write it.
const FIRST_ENTRIES: [&[u8]; 4] = [b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/"];
/// Where a zip archive has the name of its first entry.
const NAME_AT: usize = 30;
const FOLDER: &str = "xl/";

/// Whether a file that begins so is an XLSX file: an archive of its parts.
pub(crate) fn is_one(start: &[u8]) -> bool {
    let name = start.get(NAME_AT..).unwrap_or_default();
    start.starts_with(b"PK\x03\x04") && FIRST_ENTRIES.iter().any(|entry| name.starts_with(entry))
}

/// Tells before it is read whether a file is too large: a spreadsheet, which must be held in memory, may have 64 MB (256 MB when
/// decompressed, which shows only as it is read). All other formats are read in pieces and may have any size.
///
/// `start` are the file's first bytes, at least 64 where it has as many; `bytes` are all it has.
///
/// # Errors
/// [`ReadError::TooLarge`].
///
/// # Examples
/// ```
/// use watchback_tables::check_size;
/// assert!(check_size(b"ID,Date,Primary Type", 2_000_000_000).is_ok());
/// let spreadsheet = [&b"PK\x03\x04"[..], &[0; 26], b"[Content_Types].xml"].concat();
/// assert!(check_size(&spreadsheet, 60_000_000).is_ok());
/// let problem = check_size(&spreadsheet, 80_000_000).unwrap_err().to_string();
/// assert!(problem.starts_with("the spreadsheet would take 80000000 bytes, more than the limit of 67108864"), "{problem}");
/// ```
pub fn check_size(start: &[u8], bytes: u64) -> Result<(), ReadError> {
    if is_one(start) && bytes > FILE_LIMIT_BYTES {
        return Err(ReadError::TooLarge {
            what: "the spreadsheet".to_owned(),
            found: bytes,
            limit: FILE_LIMIT_BYTES,
        });
    }
    Ok(())
}

/// The first sheet as CSV in UTF-8: a line for each of its rows, dates as `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM:SS`, line breaks within cells as blanks.
///
/// # Errors
/// Parts that are missing, damaged or too large.
pub(crate) fn to_csv<R: Read>(entries: &mut ZipEntries<R>) -> Result<Vec<u8>, ReadError> {
    let parts = parts(entries)?;
    let part = |name: &str| parts.iter().find(|(found, _)| found == name).map(|(_, text)| text.as_slice());
    let workbook = part("workbook.xml").ok_or_else(|| bad("it has no workbook"))?;
    let first = first_sheet(workbook, part("_rels/workbook.xml.rels").unwrap_or_default());
    let sheet = part(first.as_deref().unwrap_or("worksheets/sheet1.xml"))
        .ok_or_else(|| bad("its first sheet is missing"))?;
    let strings = Strings::read(part("sharedStrings.xml").unwrap_or_default());
    let meaning = Meaning::read(workbook, part("styles.xml").unwrap_or_default());
    cells_to_csv(sheet, &strings, &meaning, LIMIT_BYTES)
}

pub(crate) fn bad(reason: &str) -> ReadError {
    ReadError::BadSpreadsheet { reason: reason.to_owned() }
}

pub(crate) fn too_large(what: &str, found: usize) -> ReadError {
    ReadError::TooLarge { what: what.to_owned(), found: found as u64, limit: LIMIT_BYTES as u64 }
}

fn is_wanted(name: &str) -> bool {
    let name = name.strip_prefix(FOLDER).unwrap_or_default();
    let whole = ["workbook.xml", "_rels/workbook.xml.rels", "styles.xml", "sharedStrings.xml"];
    whole.contains(&name) || (name.starts_with("worksheets/") && name.ends_with(".xml"))
}

/// The parts that matter, by their names in the folder of all.
fn parts<R: Read>(entries: &mut ZipEntries<R>) -> Result<Vec<(String, Vec<u8>)>, ReadError> {
    let mut parts = Vec::new();
    let mut buffer = vec![0; 1 << 16];
    let mut total = 0;
    while entries.next_named(is_wanted)? {
        let name = entries.name().strip_prefix(FOLDER).unwrap_or_default().to_owned();
        let mut text = Vec::new();
        loop {
            let read = entries.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            total += read;
            let bytes = entries.counted.read;
            if bytes > FILE_LIMIT_BYTES {
                return Err(ReadError::TooLarge {
                    what: "the spreadsheet".to_owned(),
                    found: bytes,
                    limit: FILE_LIMIT_BYTES,
                });
            }
            if total > LIMIT_BYTES {
                return Err(too_large("the spreadsheet when decompressed", total));
            }
            text.extend_from_slice(buffer.get(..read).unwrap_or_default());
        }
        parts.push((name, text));
    }
    Ok(parts)
}

/// Name of the part that the workbook's first sheet is in.
fn first_sheet(workbook: &[u8], relations: &[u8]) -> Option<String> {
    let attributes_of = |text, wanted: &'static [u8]| {
        Pieces::new(text).filter_map(move |piece| match piece {
            Piece::Open { name, attributes } | Piece::Empty { name, attributes } if name == wanted => {
                Some(attributes)
            }
            _ => None,
        })
    };
    let id = attributes_of(workbook, b"sheet").find_map(|attributes| attribute(attributes, b"r:id"))?;
    let relation = attributes_of(relations, b"Relationship")
        .find(|attributes| attribute(attributes, b"Id") == Some(id))?;
    let target = String::from_utf8(unescaped(attribute(relation, b"Target")?).into_owned()).ok()?;
    // From the folder, or from the root.
    Some(target.strip_prefix("/xl/").map(str::to_owned).unwrap_or(target))
}
