//! dBASE tables, which hold the attributes of a shapefile: a header and records of one length.
//!
//! Source: the dBASE III and IV layouts as shapefiles use them (ESRI Shapefile Technical
//! Description, 1998; Visual FoxPro's header is understood too). Blobs and memos are not followed.

use crate::error::ReadError;
use crate::split::{Fields, Found, Split};
use watchback_translate::{kept, mark};

/// Bytes of the fixed part of the header, and of each column's entry after it.
const BLOCK: usize = 32;
/// What ends the columns' entries.
const HEADER_END: u8 = b'\r';
const FILE_END: u8 = 0x1a;
const DELETED: u8 = b'*';
/// Versions that share this layout.
const VERSIONS: [u8; 13] = [0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8b, 0xcb, 0xf5];
/// What Visual FoxPro puts after the columns' entries.
const FOXPRO_BYTES: usize = 263;

/// Whether a file that begins so is a dBASE table: its version, its date and its lengths agree.
pub(crate) fn is_one(start: &[u8]) -> bool {
    let Some((header, _)) = start.split_first_chunk::<BLOCK>() else { return false };
    let [version, _, month, day, ..] = *header;
    let length = two_bytes(header, 8);
    let columns = |after: usize| {
        length.checked_sub(BLOCK + 1 + after).is_some_and(|entries| entries >= BLOCK && entries % BLOCK == 0)
    };
    let dated = month <= 12 && day <= 31;
    VERSIONS.contains(&version)
        && dated
        && (columns(0) || columns(FOXPRO_BYTES) || columns(1))
        && two_bytes(header, 10) > 1
}

fn two_bytes(bytes: &[u8], at: usize) -> usize {
    bytes
        .get(at..)
        .and_then(<[u8]>::first_chunk::<2>)
        .map_or(0, |bytes| usize::from(u16::from_le_bytes(*bytes)))
}

struct Column {
    kind: u8,
    from: usize,
    to: usize,
}

/// Splits off one record after another.
#[derive(Default)]
pub(crate) struct Dbf {
    columns: Vec<Column>,
    record_bytes: usize,
    /// Records that the header says there are, and of them those still to come.
    records: u32,
    left: u32,
    /// The values of the last record that was split off.
    pub(crate) output: Vec<u8>,
}

impl Dbf {
    /// The names of the columns first, then their values; dates as `YYYY-MM-DD`, logical values as
    /// `true` and `false`.
    #[inline(never)]
    pub(crate) fn split(
        &mut self,
        input: &[u8],
        at_end: bool,
        fields: &mut Fields<'_>,
    ) -> Result<Split, ReadError> {
        fields.clear();
        self.output.clear();
        if self.columns.is_empty() {
            return self.header(input, at_end, fields);
        }
        if self.left == 0 || input.first() == Some(&FILE_END) {
            return if self.left == 0 { Ok(Split::End) } else { Err(self.cut_short()) };
        }
        let Some(record) = input.get(..self.record_bytes) else {
            return if at_end { Err(self.cut_short()) } else { Ok(Split::More) };
        };
        self.left -= 1;
        if record.first() == Some(&DELETED) {
            return Ok(Split::Skip(self.record_bytes));
        }
        for column in &self.columns {
            let from = self.output.len();
            value(column.kind, record.get(column.from..column.to).unwrap_or_default(), &mut self.output);
            fields.push(from, self.output.len());
        }
        Ok(Split::Record(Found { length: self.record_bytes, lines: 1, copied: true }))
    }

    fn header(&mut self, input: &[u8], at_end: bool, fields: &mut Fields<'_>) -> Result<Split, ReadError> {
        let length = two_bytes(input, 8);
        let Some(header) = input.get(..length) else {
            return if at_end {
                Err(bad(mark!("its header is cut short").to_owned()))
            } else {
                Ok(Split::More)
            };
        };
        self.records =
            header.get(4..).and_then(<[u8]>::first_chunk::<4>).map_or(0, |bytes| u32::from_le_bytes(*bytes));
        self.left = self.records;
        self.record_bytes = two_bytes(header, 10);
        let (entries, _) = header.get(BLOCK..).unwrap_or_default().as_chunks::<BLOCK>();
        // The first byte of a record tells whether it is deleted.
        let mut to = 1;
        for entry in entries.iter().take_while(|entry| entry.first() != Some(&HEADER_END)) {
            let name =
                entry.get(..11).unwrap_or_default().split(|byte| *byte == 0).next().unwrap_or_default();
            let [kind, low, high] = [11, 16, 17].map(|at| entry.get(at).copied().unwrap_or_default());
            let from = to;
            // Texts may be longer than 255 bytes; of numbers, the second byte tells the decimals.
            to += usize::from(low) + if kind == b'C' { usize::from(high) << 8 } else { 0 };
            self.columns.push(Column { kind, from, to });
            let start = self.output.len();
            self.output.extend_from_slice(name);
            fields.push(start, self.output.len());
        }
        if self.columns.is_empty() || to > self.record_bytes {
            return Err(bad(kept!("its columns take {to} bytes of records of {}", self.record_bytes)));
        }
        Ok(Split::Record(Found { length, lines: 1, copied: true }))
    }

    fn cut_short(&self) -> ReadError {
        bad(kept!("it says that it has {} records and ends after {}", self.records, self.records - self.left))
    }
}

fn bad(reason: String) -> ReadError {
    ReadError::BadDbf { reason }
}

fn value(kind: u8, stored: &[u8], output: &mut Vec<u8>) {
    let end = stored.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let text = stored.get(..end).unwrap_or_default().trim_ascii();
    match (kind, text) {
        (b'D', [y1, y2, y3, y4, m1, m2, d1, d2]) => {
            output.extend_from_slice(&[*y1, *y2, *y3, *y4, b'-', *m1, *m2, b'-', *d1, *d2]);
        }
        (b'L', [b'T' | b't' | b'Y' | b'y']) => output.extend_from_slice(b"true"),
        (b'L', [b'F' | b'f' | b'N' | b'n']) => output.extend_from_slice(b"false"),
        (b'I', _) => {
            let whole = stored.first_chunk::<4>().map(|bytes| i32::from_le_bytes(*bytes));
            output.extend_from_slice(whole.map(|whole| whole.to_string()).unwrap_or_default().as_bytes());
        }
        // Unknown, or a number that did not fit.
        (b'L', _) | (b'N' | b'F', [b'*', ..]) => {}
        _ => output.extend_from_slice(text),
    }
}
