//! A file of a kind that must be held in memory as it is. Natively only.

use std::io::{Read, Seek, SeekFrom};

use crate::archive::cannot_read;
use crate::error::ReadError;

/// Bytes of the largest file that is held.
const FILE_BYTES: u64 = 512 << 20;

/// The bytes of a whole file.
pub(crate) fn held<R: Read + Seek>(mut reader: R, what: &str) -> Result<Vec<u8>, ReadError> {
    let length = reader.seek(SeekFrom::End(0)).map_err(|error| cannot_read(&error))?;
    if length > FILE_BYTES {
        return Err(ReadError::too_large(what, length, FILE_BYTES));
    }
    let mut bytes = Vec::with_capacity(length as usize);
    reader
        .rewind()
        .and_then(|()| reader.by_ref().take(FILE_BYTES).read_to_end(&mut bytes))
        .map_err(|error| cannot_read(&error))?;
    Ok(bytes)
}
