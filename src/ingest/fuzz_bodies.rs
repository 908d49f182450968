//! What fuzzing asserts of each reader, as functions of any bytes: none panics, hangs or grows; how a file comes in pieces changes
//! nothing; every error says something. `fuzz/` gives them to libFuzzer, `fuzz_corpus.rs` to `cargo test`.

use std::io::{self, Read};
use std::ops::ControlFlow;

use super::error::FileProblem;
use super::formats::record::Records;
use super::formats::sheet_cells::{Meaning, Strings, cells_to_csv};
use super::guess::guess;
use super::guess::types::GuessOptions;
use super::plan::{ImportPlan, Limits};
use super::read::read_any_file;
use crate::space::AreaLayer;

/// Far more than any message needs.
const MESSAGE_BYTES: usize = 20_000;
/// Text that a sheet may become.
const SHEET_BYTES: usize = 1 << 16;
/// Small, so that fuzzing gets to what lies behind.
const LIMITS: Limits = Limits { record_bytes: 5_000, columns: 60, inflation: 100 };

/// Asserts what any bytes must not break.
pub type Body = fn(&[u8]);

/// All of them by name.
pub const BODIES: [(&str, Body); 11] = [
    ("any_file", any_file),
    ("layout", layout),
    ("delimited", delimited),
    ("utf16", utf16),
    ("json", json),
    ("geojson", geojson),
    ("boundaries", boundaries),
    ("dbf", dbf),
    ("zip", zip),
    ("gzip", gzip),
    ("sheet", sheet),
];

/// Any file, to events by the layout that is told or guessed.
pub fn any_file(bytes: &[u8]) {
    check(bytes);
    let mut progress = |_: u64| ControlFlow::Continue(());
    match read_any_file("any", bytes, &mut progress) {
        Ok(file) => {
            let dropped: u64 = file.summary.dropped.iter().map(|dropped| dropped.rows).sum();
            assert_eq!(file.summary.rows_read, file.summary.rows_kept + dropped);
            assert_eq!(file.summary.rows_kept, file.events.len() as u64);
        }
        Err(error) => said(&error.problem),
    }
}

/// The layout of any file, guessed with the portals' and without.
pub fn layout(bytes: &[u8]) {
    for without_presets in [false, true] {
        match guess("any", bytes, &GuessOptions { without_presets, ..GuessOptions::default() }) {
            Ok(found) => {
                assert!(found.roles.iter().all(|role| (0.0..=1.0).contains(&role.confidence)));
                assert!(found.rows_read <= found.rows_seen);
                let saved = found.plan.as_ref().map(|plan| ImportPlan::from_fragment(&plan.to_fragment()));
                assert_eq!(saved.transpose().ok().flatten(), found.plan);
            }
            Err(error) => said(&error.problem),
        }
    }
}

/// Text with commas, against the csv crate.
pub fn delimited(bytes: &[u8]) {
    // What makes it another kind of file is left out, and what would tell another delimiter.
    let kept = |byte: &u8| {
        matches!(byte, b'\t' | b'\r' | b'\n' | b' '..=b'z') && !matches!(byte, b';' | b'[' | b'<' | b'%')
    };
    let text: Vec<u8> =
        b"a,a,".iter().chain(bytes.iter().filter(|byte| kept(byte) && **byte != b'\t')).copied().collect();
    let Some(found) = check(&text) else { return };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_slice());
    let expected: Vec<Vec<Vec<u8>>> = reader
        .byte_records()
        .filter_map(Result::ok)
        .map(|record| record.iter().take(LIMITS.columns).map(|field| field.trim_ascii().to_vec()).collect())
        .collect();
    assert_eq!(found, expected);
}

/// Text in UTF-16.
pub fn utf16(bytes: &[u8]) {
    check(&[b"\xff\xfea\0,\0", bytes].concat());
    check(&[b"\xfe\xff\0a\0,", bytes].concat());
}

/// An array of objects.
pub fn json(bytes: &[u8]) {
    check(&[b"[{\"a\": 1, \"b\": ", bytes].concat());
}

/// Features.
pub fn geojson(bytes: &[u8]) {
    check(&[b"{\"features\": [{\"geometry\": {\"coordinates\": [1, 2]}, \"properties\": ", bytes].concat());
}

/// Boundaries of areas: any file, the features of a collection, and the coordinates of one.
pub fn boundaries(bytes: &[u8]) {
    let collection: &[u8] = b"{\"type\": \"FeatureCollection\", \"features\": [";
    let geometry =
        b"{\"properties\": {\"name\": \"a\"}, \"geometry\": {\"type\": \"MultiPolygon\", \"coordinates\": ";
    for file in
        [bytes, &[collection, bytes, b"]}"].concat(), &[collection, geometry, bytes, b"}}]}"].concat()]
    {
        let said = |message: String| assert!((10..MESSAGE_BYTES).contains(&message.len()), "{message}");
        match AreaLayer::read(file, None) {
            Ok(layer) => {
                let positions = layer.areas().iter().flat_map(|area| area.polygons().iter().flatten());
                for ring in positions {
                    assert!(ring.len() >= 4 && ring.first() == ring.last());
                    assert!(ring.iter().flatten().all(|degrees| degrees.abs() <= 180.0));
                }
                assert!(layer.problems().len() <= file.len());
                layer.problems().iter().for_each(|problem| said(problem.to_string()));
            }
            Err(error) => said(error.to_string()),
        }
    }
}

/// A dBASE table.
pub fn dbf(bytes: &[u8]) {
    let Some((records, columns)) = bytes.split_first() else { return };
    let mut header = vec![3, 117, 2, 27, *records, 0, 0, 0, 97, 0, 20, 0];
    header.resize(32, 0);
    check(&[header.as_slice(), columns].concat());
}

/// An archive: one that begins with a table's entry, and any.
pub fn zip(bytes: &[u8]) {
    check(&[b"PK\x03\x04", bytes].concat());
    for method in [0, 8] {
        let start = [b"PK\x03\x04\x14\0\x08\0", &[method, 0][..]].concat();
        let rest = b"\0\0\0\0\0\0\0\0\xff\0\0\0\0\0\0\0\x05\0\0\0a.csv";
        check(&[start.as_slice(), rest, bytes].concat());
    }
}

/// Deflated data.
pub fn gzip(bytes: &[u8]) {
    check(&[b"\x1f\x8b\x08\0\0\0\0\0\0\x03", bytes].concat());
}

/// The parts of a spreadsheet, one after another, with a zero between them: the sheet, its strings, the styles, the workbook.
pub fn sheet(bytes: &[u8]) {
    let mut parts = bytes.split(|byte| *byte == 0);
    let mut part = || parts.next().unwrap_or_default();
    let (sheet, strings, styles, workbook) = (part(), Strings::read(part()), part(), part());
    match cells_to_csv(sheet, &strings, &Meaning::read(workbook, styles), SHEET_BYTES) {
        Ok(csv) => drop(check(&csv)),
        Err(problem) => said(&problem),
    }
}

/// The records of a file, which must be the same however it comes; `None` where it cannot be read.
fn check(bytes: &[u8]) -> Option<Vec<Vec<Vec<u8>>>> {
    let whole = records(bytes);
    let piece = 1 + bytes.len() % 7;
    assert_eq!(records(Pieces { bytes, piece, interrupted: false }), whole);
    match whole {
        Ok(records) => Some(records),
        Err(problem) => {
            said(&problem);
            None
        }
    }
}

fn said(problem: &FileProblem) {
    let message = problem.to_string();
    assert!((10..MESSAGE_BYTES).contains(&message.len()), "{message}");
}

fn records(reader: impl Read) -> Result<Vec<Vec<Vec<u8>>>, FileProblem> {
    let mut progress = |_: u64| ControlFlow::Continue(());
    let mut records = Records::open(reader, LIMITS)?;
    let mut all = Vec::new();
    while let Some(record) = records.next(&mut progress)? {
        let fields: Vec<Vec<u8>> = record.fields().map(<[u8]>::to_vec).collect();
        assert_eq!(record.number, all.len() as u64);
        assert!(record.line > 0 && fields.len() <= LIMITS.columns);
        assert!(record.n_fields >= fields.len() as u64 || record.n_fields == 0);
        all.push(fields);
    }
    Ok(all)
}

/// A file that comes a few bytes at a time, and is interrupted before each.
struct Pieces<'a> {
    bytes: &'a [u8],
    piece: usize,
    interrupted: bool,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.interrupted = !self.interrupted;
        if self.interrupted {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let length = buffer.len().min(self.piece);
        self.bytes.read(buffer.get_mut(..length).unwrap_or_default())
    }
}
