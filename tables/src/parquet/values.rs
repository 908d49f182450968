//! The values of a page, one after another, as the bytes that each is of.
//!
//! Source: Encodings.md of parquet-format.

use std::ops::Range;

use super::delta::Delta;
use super::hybrid::{Hybrid, packed};
use super::{bad, uneven};
use crate::error::ReadError;

/// Bytes of the longest value.
const VALUE_BYTES: usize = 16 << 20;

/// How a page's values are written, and where the next is.
pub(super) enum Values {
    /// One after another, of so many bytes.
    Fixed {
        at: usize,
        width: usize,
    },
    /// Each with its length before it.
    Lengths {
        at: usize,
    },
    /// A bit each.
    Bits {
        bit: usize,
    },
    /// A bit each, in runs.
    Runs(Hybrid),
    /// Places in the dictionary.
    Places(Hybrid),
    Differences {
        delta: Delta,
        width: usize,
        value: [u8; 8],
    },
    /// All lengths, then all bytes.
    LengthsFirst {
        lengths: Delta,
        at: usize,
    },
    /// What each has in common with the one before it, and the rest.
    Prefixes {
        prefixes: Delta,
        lengths: Delta,
        at: usize,
        value: Vec<u8>,
    },
    /// All first bytes, then all second ones.
    Split {
        at: usize,
        from: usize,
        values: usize,
        value: Vec<u8>,
    },
}

/// A value.
pub(super) enum Next<'a> {
    Bytes(&'a [u8]),
    /// Its number in the dictionary.
    Place(usize),
}

impl Values {
    /// Those of a page from a byte on. `width`: bytes of a value, 0 for truth values.
    pub(super) fn new(
        page: &[u8],
        from: usize,
        encoding: i64,
        width: Option<usize>,
    ) -> Result<Self, ReadError> {
        let end = page.len();
        Ok(match (encoding, width) {
            (0, Some(0)) => Self::Bits { bit: 8 * from },
            (0, Some(width)) => Self::Fixed { at: from, width },
            (0, None) => Self::Lengths { at: from },
            (2 | 8, _) => match page.get(from) {
                Some(bits) => Self::Places(Hybrid::new(u32::from(*bits), from + 1..end)?),
                // Of a page without a value.
                None => Self::Places(Hybrid::default()),
            },
            (3, Some(0)) => Self::Runs(Hybrid::new(1, with_length(page, from)?)?),
            (5, Some(width @ (4 | 8))) => {
                Self::Differences { delta: Delta::new(page, from..end)?, width, value: [0; 8] }
            }
            (6, None) => {
                let (lengths, at) = lengths(page, from)?;
                Self::LengthsFirst { lengths, at }
            }
            (7, width) if width.is_none_or(|width| width > 0) => {
                let (prefixes, at) = lengths(page, from)?;
                let (lengths, at) = lengths(page, at)?;
                Self::Prefixes { prefixes, lengths, at, value: Vec::new() }
            }
            (9, Some(width @ 1..)) => {
                let values = end.saturating_sub(from) / width;
                Self::Split { at: 0, from, values, value: vec![0; width] }
            }
            _ => return Err(bad("its values are written in a way that is not known here")),
        })
    }

    #[inline]
    pub(super) fn next<'a>(&'a mut self, page: &'a [u8]) -> Result<Next<'a>, ReadError> {
        let take = |at: &mut usize, length: usize| {
            let end = at.checked_add(length).ok_or_else(uneven)?;
            let taken = page.get(*at..end).ok_or_else(uneven)?;
            *at = end;
            Ok::<&[u8], ReadError>(taken)
        };
        let truth = |is: bool| Next::Bytes(if is { &[1] } else { &[0] });
        Ok(match self {
            Self::Fixed { at, width } => Next::Bytes(take(at, *width)?),
            Self::Lengths { at } => {
                let length = take(at, 4)?.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
                Next::Bytes(take(at, length as usize)?)
            }
            Self::Bits { bit } => {
                let value = packed(page, *bit, 1).ok_or_else(uneven)?;
                *bit += 1;
                truth(value == 1)
            }
            Self::Runs(runs) => truth(runs.next(page)? == 1),
            Self::Places(places) => Next::Place(places.next(page)? as usize),
            Self::Differences { delta, width, value } => {
                *value = delta.next(page)?.to_le_bytes();
                Next::Bytes(value.get(..*width).unwrap_or_default())
            }
            Self::LengthsFirst { lengths, at } => {
                let length = length(lengths, page)?;
                Next::Bytes(take(at, length)?)
            }
            Self::Prefixes { prefixes, lengths, at, value } => {
                let (prefix, length) = (length(prefixes, page)?, length(lengths, page)?);
                if prefix > value.len() || prefix + length > VALUE_BYTES {
                    return Err(uneven());
                }
                value.truncate(prefix);
                value.extend_from_slice(take(at, length)?);
                Next::Bytes(value)
            }
            Self::Split { at, from, values, value } => {
                for (n, byte) in value.iter_mut().enumerate() {
                    *byte =
                        *page.get(*from + n * *values + *at).filter(|_| *at < *values).ok_or_else(uneven)?;
                }
                *at += 1;
                Next::Bytes(value)
            }
        })
    }
}

/// A length among differences.
fn length(lengths: &mut Delta, page: &[u8]) -> Result<usize, ReadError> {
    usize::try_from(lengths.next(page)?).ok().filter(|length| *length <= VALUE_BYTES).ok_or_else(uneven)
}

/// Lengths from a byte of the page on, and where they end.
fn lengths(page: &[u8], from: usize) -> Result<(Delta, usize), ReadError> {
    let lengths = Delta::new(page, from..page.len())?;
    let mut all = lengths.clone();
    // No byte of a page can stand for more: a claim of many would take long to count.
    if all.left() > 1_000 * page.len() as u64 {
        return Err(uneven());
    }
    while all.left() > 0 {
        all.next(page)?;
    }
    Ok((lengths, all.ends_at()))
}

/// What stands behind its own length of four bytes.
pub(super) fn with_length(page: &[u8], from: usize) -> Result<Range<usize>, ReadError> {
    let bytes = page.get(from..).and_then(<[u8]>::first_chunk::<4>).ok_or_else(uneven)?;
    let end = (from + 4).checked_add(u32::from_le_bytes(*bytes) as usize).ok_or_else(uneven)?;
    if end > page.len() { Err(uneven()) } else { Ok(from + 4..end) }
}
