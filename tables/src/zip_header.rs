//! What the local header of a zip archive's entry says. Source: PKWARE's APPNOTE 6.3, sections 4.3.7 and 4.5.3.

use super::encoding::text;
use crate::checksum::Checksum;

/// Length of a local header after its signature, without name and extra fields.
pub(crate) const HEADER_BYTES: usize = 26;
pub(crate) const STORED: u16 = 0;
pub(crate) const DEFLATED: u16 = 8;
/// The extra field that has the lengths that four bytes do not hold.
const ZIP64: u64 = 1;
/// What a table's name ends with.
const TABLES: [&str; 8] = [".csv", ".tsv", ".tab", ".psv", ".txt", ".json", ".geojson", ".dbf"];

/// The entry being read.
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) method: u16,
    pub(crate) encrypted: bool,
    /// Checksum and lengths follow the data instead of standing before it.
    pub(crate) described: bool,
    /// The lengths there have eight bytes.
    pub(crate) long: bool,
    pub(crate) checksum: u32,
    pub(crate) compressed_bytes: u64,
    pub(crate) inflated_bytes: u64,
    /// Taken from the archive and given so far, and the checksum of what was given.
    pub(crate) taken: u64,
    pub(crate) given: Checksum,
    pub(crate) given_bytes: u64,
    pub(crate) done: bool,
}

impl Entry {
    /// Of a local header without its signature.
    pub(crate) fn new(header: &[u8], name: &[u8], extra: &[u8]) -> Self {
        let flags = number::<2>(header, 2);
        let (compressed, inflated) = (number::<4>(header, 14), number::<4>(header, 18));
        let mut lengths = (compressed, inflated);
        let mut rest = extra;
        let mut long = false;
        while let Some((head, tail)) = rest.split_first_chunk::<4>() {
            let length = (number::<2>(head, 2) as usize).min(tail.len());
            if number::<2>(head, 0) == ZIP64 {
                long = true;
                // Only the lengths that do not fit above stand here, the inflated one first.
                let mut at = 0;
                for (said, length) in [(inflated, &mut lengths.1), (compressed, &mut lengths.0)] {
                    if said == 0xffff_ffff {
                        *length = number::<8>(tail, at);
                        at += 8;
                    }
                }
            }
            rest = tail.get(length..).unwrap_or_default();
        }
        Self {
            name: text(name).into_owned(),
            method: number::<2>(header, 4) as u16,
            encrypted: flags & 1 != 0,
            described: flags & 8 != 0,
            long,
            checksum: number::<4>(header, 10) as u32,
            compressed_bytes: lengths.0,
            inflated_bytes: lengths.1,
            taken: 0,
            given: Checksum::default(),
            given_bytes: 0,
            done: false,
        }
    }

    /// Whether its name is that of a table.
    pub(crate) fn is_table(&self) -> bool {
        let name = self.name.to_ascii_lowercase();
        let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
        // What macOS and editors leave beside a file, and what is to be read by people.
        let beside = name.starts_with("__macosx/") || file.starts_with('.') || file.starts_with("readme");
        !beside && TABLES.iter().any(|end| file.ends_with(end))
    }
}

/// The number that `N` bytes from `at` on are, the lowest first; 0 where there are fewer.
pub(crate) fn number<const N: usize>(bytes: &[u8], at: usize) -> u64 {
    let bytes = bytes.get(at..).and_then(<[u8]>::first_chunk::<N>);
    bytes.map_or(0, |bytes| bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)))
}
