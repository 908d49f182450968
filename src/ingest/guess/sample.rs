//! The first rows of a file, kept to be read again once the layout is known.

use std::ops::ControlFlow;
use watchback_tables::{Record, Records};

use crate::ingest::error::FileProblem;

/// Bytes of values that a layout is guessed from.
pub const SAMPLE_BYTES: usize = 1_000_000;

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
pub(in crate::ingest) fn take<R: std::io::Read + std::io::Seek>(
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
