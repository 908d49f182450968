//! The pages that a column's values lie in: their headers, and their bytes decompressed.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::thrift::Value;
use super::{bad, missing, uneven};
use crate::error::ReadError;

/// Bytes of the largest page.
const PAGE_BYTES: usize = 128 << 20;

/// What a page holds.
pub(super) enum Content {
    Dictionary {
        values: usize,
    },
    /// Values with their levels before them.
    Values {
        values: u64,
        encoding: i64,
        levels: Levels,
    },
    /// Of no use here.
    Other,
}

/// Where a page's levels are: those of lists, which are passed over, and those of values.
#[derive(Clone, Copy)]
pub(super) enum Levels {
    /// Each with its length before it.
    Within { encoding: i64 },
    /// Of these lengths.
    Before { lists: usize, values: usize },
}

/// Reads the page at the start of `chunk`: its bytes go to `page`. Gives its length in the chunk.
pub(super) fn read(chunk: &[u8], codec: i64, page: &mut Vec<u8>) -> Result<(Content, usize), ReadError> {
    let (header, header_bytes) = Value::read(chunk)?;
    let length = header.size(2).ok_or_else(missing)?;
    let stored = header.size(3).ok_or_else(missing)?;
    let end = header_bytes.checked_add(stored).ok_or_else(uneven)?;
    let data = chunk.get(header_bytes..end).ok_or_else(|| bad("a page is cut short"))?;
    if length > PAGE_BYTES {
        return Err(ReadError::too_large("a page of the Parquet file", length as u64, PAGE_BYTES as u64));
    }
    page.clear();
    let number = |value: &Value<'_>, field| value.int(field).ok_or_else(missing);
    let values = |value: &Value<'_>| value.size(1).ok_or_else(missing);
    let content = match header.int(1) {
        Some(0) => {
            let written = header.field(5).ok_or_else(missing)?;
            decompress(data, codec, length, page)?;
            let levels = Levels::Within { encoding: number(written, 3)? };
            Content::Values { values: values(written)? as u64, encoding: number(written, 2)?, levels }
        }
        Some(2) => {
            let written = header.field(7).ok_or_else(missing)?;
            decompress(data, codec, length, page)?;
            Content::Dictionary { values: values(written)? }
        }
        Some(3) => {
            let written = header.field(8).ok_or_else(missing)?;
            let [of_values, of_lists] = [5, 6].map(|field| written.size(field).ok_or_else(missing));
            let levels = Levels::Before { lists: of_lists?, values: of_values? };
            let Levels::Before { lists, values: of_values } = levels else { return Err(uneven()) };
            // They are never compressed.
            let before = lists.checked_add(of_values).ok_or_else(uneven)?;
            let (stored, rest) = data.split_at_checked(before).ok_or_else(uneven)?;
            page.extend_from_slice(stored);
            let left = length.checked_sub(before).ok_or_else(uneven)?;
            let codec = if written.flag(7) == Some(false) { 0 } else { codec };
            // Of rows without values, some programs compress nothing.
            if left > 0 {
                decompress(rest, codec, left, page)?;
            }
            Content::Values { values: values(written)? as u64, encoding: number(written, 4)?, levels }
        }
        _ => Content::Other,
    };
    Ok((content, end))
}

/// Adds `length` bytes to `page`.
fn decompress(data: &[u8], codec: i64, length: usize, page: &mut Vec<u8>) -> Result<(), ReadError> {
    let before = page.len();
    let limit = length as u64;
    let damaged = || bad("a page cannot be decompressed");
    let done = match codec {
        0 => {
            page.extend_from_slice(data);
            Some(())
        }
        1 => {
            // As long as the page says, or nothing is reserved.
            let is_so = snap::raw::decompress_len(data).is_ok_and(|found| found == length);
            page.resize(before + if is_so { length } else { 0 }, 0);
            let out = page.get_mut(before..).unwrap_or_default();
            snap::raw::Decoder::new().decompress(data, out).ok().map(|_| ())
        }
        2 => MultiGzDecoder::new(data).take(limit).read_to_end(page).ok().map(|_| ()),
        // None of its bytes stands for more.
        5 | 7 if length <= data.len().saturating_mul(256) => {
            page.resize(before + length, 0);
            let out = page.get_mut(before..).unwrap_or_default();
            let framed = if codec == 5 { lz4_of_hadoop(data, out) } else { None };
            framed.or_else(|| {
                lz4_flex::block::decompress_into(data, out).ok().filter(|found| *found == length).map(|_| ())
            })
        }
        5 | 7 => None,
        6 => ruzstd::decoding::StreamingDecoder::new(data)
            .ok()
            .and_then(|decoder| decoder.take(limit).read_to_end(page).ok())
            .map(|_| ()),
        other => {
            let name = ["", "", "", "LZO", "Brotli"].get(usize::try_from(other).unwrap_or(0)).copied();
            let name = name.filter(|name| !name.is_empty()).unwrap_or("a way that is not known here");
            let found = format!("a Parquet file compressed by {name}");
            return Err(ReadError::not_a_table(&found, "write it with Snappy, Zstandard or gzip, or as CSV"));
        }
    };
    done.filter(|()| page.len() == before + length).ok_or_else(damaged)
}

/// Hadoop's blocks: the length of each, decompressed and compressed, before it.
fn lz4_of_hadoop(mut data: &[u8], mut out: &mut [u8]) -> Option<()> {
    while !out.is_empty() {
        let ([lengths, compressed], rest) = {
            let (length, rest) = data.split_first_chunk::<4>()?;
            let (compressed, rest) = rest.split_first_chunk::<4>()?;
            ([length, compressed].map(|bytes| u32::from_be_bytes(*bytes) as usize), rest)
        };
        let (block, rest) = rest.split_at_checked(compressed)?;
        let (target, left) = std::mem::take(&mut out).split_at_mut_checked(lengths)?;
        let found = lz4_flex::block::decompress_into(block, target).ok()?;
        if found != lengths || lengths == 0 {
            return None;
        }
        (data, out) = (rest, left);
    }
    data.is_empty().then_some(())
}
