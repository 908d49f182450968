//! What kind of table a text is, told by how it begins.

use super::dbf;
use crate::error::ReadError;

/// Within so many bytes other kinds of files have their signature, often with a character that no
/// text has.
const SIGNATURE_BYTES: usize = 16;

/// Kinds of tables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Fields parted by a character.
    Delimited,
    /// An array of objects, or GeoJSON.
    Json,
    /// dBASE, the table of a shapefile.
    Dbf,
}

/// The kind of a text that begins so, or that it is none that can be read.
pub(crate) fn kind(start: &[u8]) -> Result<Kind, ReadError> {
    let text = start.trim_ascii_start();
    let begins = |mark: &[u8]| text.starts_with(mark);
    if begins(b"{") || begins(b"[") {
        return Ok(Kind::Json);
    }
    if dbf::is_one(start) {
        return Ok(Kind::Dbf);
    }
    let refused: [(bool, &str, &str); 7] = [
        (
            begins(b"<"),
            "a web page or other markup",
            "the portal may have answered with an error: download the file again as CSV",
        ),
        (begins(b"%PDF"), "a PDF document", "download the file as CSV"),
        (
            begins(b"PK\x03\x04"),
            "a zip archive inside a compressed file",
            "unpack it and choose what is in it",
        ),
        (begins(b"\x1f\x8b"), "a gzip file inside a compressed file", "unpack it and choose what is in it"),
        (
            begins(b"\xd0\xcf\x11\xe0"),
            "a spreadsheet of before 2007",
            "save the sheet with the incidents as CSV and choose that",
        ),
        (
            [&b"Rar!"[..], b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd"].into_iter().any(begins),
            "compressed in a way that is not read",
            "unpack it, and compress it with gzip or zip if you like",
        ),
        (
            // A stray byte in a row is that row's matter; in the first line it tells another kind
            // of file.
            start.iter().take_while(|byte| !matches!(byte, b'\r' | b'\n')).any(|byte| *byte == 0)
                || start.iter().take(SIGNATURE_BYTES).any(|byte| *byte < b' ' && !byte.is_ascii_whitespace()),
            "a binary file",
            "download the file as CSV",
        ),
    ];
    match refused.into_iter().find(|(holds, ..)| *holds) {
        Some((_, found, advice)) => Err(ReadError::not_a_table(found, advice)),
        None => Ok(Kind::Delimited),
    }
}
