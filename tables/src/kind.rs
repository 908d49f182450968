//! What kind of table a text is, told by how it begins.

mod signature;

use super::dbf;
use crate::error::ReadError;
use crate::json_values::RECORD;
use watchback_translate::mark;

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
    if let Some((found, advice)) = signature::refused(start) {
        return Err(ReadError::not_a_table(found, advice));
    }
    if begins(b"{") || begins(b"[") || begins(&[RECORD, b'{']) {
        return Ok(Kind::Json);
    }
    if dbf::is_one(start) {
        return Ok(Kind::Dbf);
    }
    // A stray byte in a row is that row's matter; in the first line it tells another kind of file.
    let is_binary = start.iter().take_while(|byte| !matches!(byte, b'\r' | b'\n')).any(|byte| *byte == 0)
        || start.iter().take(SIGNATURE_BYTES).any(|byte| *byte < b' ' && !byte.is_ascii_whitespace());
    if is_binary {
        return Err(ReadError::not_a_table(mark!("a binary file"), mark!("download the file as CSV")));
    }
    Ok(Kind::Delimited)
}
