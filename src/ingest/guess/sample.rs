//! Rows of a file that its layout is told from: the first, which are kept to be read again, and a
//! few from its middle and its end where it can be read from there.

use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use watchback_tables::{Limits, Record, Records, Section};

use crate::ingest::any_reader::AnyReader;
use crate::ingest::error::FileProblem;
use crate::ingest::portals::nearest;
use crate::ingest::row::names;

/// Bytes of values at a file's start that its layout is guessed from.
pub const SAMPLE_BYTES: usize = 1_000_000;
/// The same of its middle, and of its end.
const LATER_BYTES: u64 = 128 << 10;

/// A record that owns its bytes.
pub(in crate::ingest) struct Kept {
    bytes: Vec<u8>,
    bounds: Vec<(u32, u32)>,
    n_fields: u64,
    number: u64,
    line: u64,
    entry: String,
}

impl Kept {
    fn from_record(record: &Record<'_>) -> Self {
        let mut bytes = Vec::new();
        let mut bounds = Vec::new();
        for field in record.fields() {
            // A record is far shorter than 4 GB, by the limit on its bytes.
            let from = bytes.len() as u32;
            bytes.extend_from_slice(field);
            bounds.push((from, bytes.len() as u32));
        }
        let (number, line, entry) = (record.number, record.line, record.entry.to_owned());
        Self { bytes, bounds, n_fields: record.n_fields, number, line, entry }
    }

    pub(in crate::ingest) fn record(&self) -> Record<'_> {
        Record {
            bytes: &self.bytes,
            bounds: &self.bounds,
            n_fields: self.n_fields,
            number: self.number,
            line: self.line,
            entry: &self.entry,
        }
    }
}

/// The next records, up to [`SAMPLE_BYTES`] or the end.
pub(in crate::ingest) fn take<R: Read + Seek>(
    records: &mut Records<R>,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Vec<Kept>, FileProblem> {
    let mut sample = Vec::new();
    let mut bytes = 0;
    while bytes < SAMPLE_BYTES {
        let Some(record) = records.next(progress)? else { break };
        let kept = Kept::from_record(&record);
        bytes += kept.bytes.len() + kept.bounds.len();
        sample.push(kept);
    }
    Ok(sample)
}

/// Rows from the middle and the end of a file, where it is long and can be read from there; the
/// reader then stands at the start again. What cannot be read is left to whoever reads all.
pub(in crate::ingest) fn later(reader: &mut AnyReader<'_>, limits: Limits) -> Vec<Kept> {
    let rows = rows_later(reader, limits).unwrap_or_default();
    // A reader that cannot go back says so when it is read.
    let _ = reader.rewind();
    rows
}

fn rows_later(reader: &mut AnyReader<'_>, limits: Limits) -> Option<Vec<Kept>> {
    let bytes = reader.seek(SeekFrom::End(0)).ok()?;
    reader.rewind().ok()?;
    let mut first = [0; 2];
    reader.read_exact(&mut first).ok()?;
    reader.rewind().ok()?;
    // What is compressed, or JSON, cannot be read from its middle.
    let is_other = matches!(&first, [0x1f, 0x8b] | b"PK" | [b'{' | b'[', _]);
    if bytes < 4 * SAMPLE_BYTES as u64 || is_other {
        return None;
    }
    let mut progress = |_: u64| ControlFlow::Continue(());
    let mut records = Records::open(boxed(reader), limits).ok()?;
    let header = records.next(&mut progress).ok()??;
    // A portal's header says how all of its rows are laid out.
    let (_, _, is_of_portal) = nearest(&names(&header));
    let n_fields = header.n_fields;
    if is_of_portal {
        return None;
    }
    let parted = records.sectioned_by()?;
    drop(records);
    let mut rows = Vec::new();
    for from in [bytes / 2, bytes - LATER_BYTES] {
        let section = Section { from, to: from + LATER_BYTES };
        let mut records =
            Records::open_section(boxed(reader), limits, parted, section, &mut progress).ok()?;
        while let Some(record) = records.next(&mut progress).ok()? {
            // Where it begins within quotes, the first rows are none.
            if record.n_fields == n_fields {
                rows.push(Kept::from_record(&record));
            }
        }
    }
    Some(rows)
}

fn boxed<'a>(reader: &'a mut AnyReader<'_>) -> AnyReader<'a> {
    Box::new(reader)
}
