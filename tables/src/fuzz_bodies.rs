//! What fuzzing asserts of each format, as functions of any bytes.
//!
//! None panics, hangs or grows. How a file comes in pieces changes nothing. Every error says
//! something. `fuzz/` gives them to libFuzzer, `tests/fuzz_corpus.rs` to `cargo test`.

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use crate::stored_zip::StoredZip;
use crate::{Limits, ReadError, Records};

/// Far more than any message needs.
const MESSAGE_BYTES: usize = 20_000;
/// Small, so that fuzzing gets to what lies behind.
pub const LIMITS: Limits = Limits { record_bytes: 5_000, columns: 60, inflation: 100 };

/// Asserts what any bytes must not break.
pub type Body = fn(&[u8]);

/// All of them by name.
pub const BODIES: [(&str, Body); 11] = [
    ("any_table", any_table),
    ("delimited", delimited),
    ("utf16", utf16),
    ("json", json),
    ("geojson", geojson),
    ("dbf", dbf),
    ("parquet", parquet),
    ("zip", zip),
    ("gzip", gzip),
    ("sheet", sheet),
    ("xls", xls),
];

/// Any file.
pub fn any_table(bytes: &[u8]) {
    check(bytes);
}

/// Text with commas.
pub fn delimited(bytes: &[u8]) {
    check(&text_with_commas(bytes));
}

/// Text with commas, of these bytes.
pub fn text_with_commas(bytes: &[u8]) -> Vec<u8> {
    // What makes it another kind of file is left out, and what would tell another delimiter.
    let kept = |byte: &u8| {
        matches!(byte, b'\t' | b'\r' | b'\n' | b' '..=b'z') && !matches!(byte, b';' | b'[' | b'<' | b'%')
    };
    b"a,a,".iter().chain(bytes.iter().filter(|byte| kept(byte) && **byte != b'\t')).copied().collect()
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

/// A dBASE table.
pub fn dbf(bytes: &[u8]) {
    let Some((records, columns)) = bytes.split_first() else { return };
    let mut header = vec![3, 117, 2, 27, *records, 0, 0, 0, 97, 0, 20, 0];
    header.resize(32, 0);
    check(&[header.as_slice(), columns].concat());
}

/// Pages, then a footer of eight times as many bytes as the first says.
pub fn parquet(bytes: &[u8]) {
    let Some((eighths, rest)) = bytes.split_first() else { return };
    let length = rest.len().min(8 * usize::from(*eighths)) as u32;
    check(&[b"PAR1", rest, &length.to_le_bytes(), b"PAR1"].concat());
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

/// The parts of an XLSX workbook, with a zero between them: the sheet, its strings, the styles, the
/// workbook.
pub fn sheet(bytes: &[u8]) {
    let parts = bytes.split(|byte| *byte == 0);
    let relation = |kind: &str, id: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"{id}\" Type=\"a/relationships/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let fixed = [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("_rels/.rels", relation("officeDocument", "r", "xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "r", "worksheets/sheet1.xml")),
    ];
    let names = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"];
    let fixed = fixed.iter().map(|(name, text)| (*name, text.as_bytes()));
    let mut archive = StoredZip::new();
    for (name, text) in fixed.chain(names.into_iter().zip(parts)) {
        if archive.add(name, text).is_err() {
            return;
        }
    }
    if let Ok(file) = archive.finish() {
        check(&file);
    }
}

/// An XLS workbook.
pub fn xls(bytes: &[u8]) {
    check(&[crate::workbook::XLS_MAGIC, bytes].concat());
}

/// The records of a file, which must be the same however it comes; `None` where it cannot be read.
pub fn check(bytes: &[u8]) -> Option<Vec<Vec<Vec<u8>>>> {
    let whole = records(Cursor::new(bytes));
    let piece = 1 + bytes.len() % 7;
    assert_eq!(records(Pieces { bytes: Cursor::new(bytes), piece, interrupted: false }), whole);
    match whole {
        Ok(records) => Some(records),
        Err(problem) => {
            check_message(&problem);
            None
        }
    }
}

fn check_message(problem: &ReadError) {
    let message = problem.to_string();
    assert!((10..MESSAGE_BYTES).contains(&message.len()), "{message}");
}

fn records(reader: impl Read + Seek) -> Result<Vec<Vec<Vec<u8>>>, ReadError> {
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
    bytes: Cursor<&'a [u8]>,
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

impl Seek for Pieces<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}
