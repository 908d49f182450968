//! Files made in tests: rows of text in every format that is read.

use std::io::Write;
use std::ops::ControlFlow;

use watchback_tables::{Limits, ReadError, Records};

/// The header first.
pub type Rows = Vec<Vec<String>>;

/// Rows of plain text, by commas.
pub fn rows(text: &str) -> Rows {
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// A small table with what not every encoding has.
pub fn table() -> Rows {
    rows("id,date,place\n1,2014-01-31,Caf\u{e9} \u{201c}X\u{201d}\n2,,\n3,2014-02-01,Z")
}

/// The records of a file as (line, fields).
pub fn records_of(file: &[u8]) -> Result<Vec<(u64, Vec<String>)>, ReadError> {
    let mut progress = |_: u64| ControlFlow::Continue(());
    let mut records = Records::open(std::io::Cursor::new(file), Limits::default())?;
    let mut all = Vec::new();
    while let Some(record) = records.next(&mut progress)? {
        assert_eq!(record.number, all.len() as u64);
        let fields = record.fields().map(|field| watchback_tables::text::text(field).into_owned()).collect();
        all.push((record.line, fields));
    }
    assert_eq!(records.bytes_read(), file.len() as u64);
    Ok(all)
}

pub fn rows_of(file: &[u8]) -> Result<Rows, ReadError> {
    Ok(records_of(file)?.into_iter().map(|(_, fields)| fields).collect())
}

pub fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// Text with every value in quotes that has to be.
pub fn delimited(rows: &Rows, delimiter: char, line_end: &str) -> String {
    let mut text = String::new();
    for row in rows {
        let quoted = row.iter().map(|value| {
            let alone = value.is_empty() && row.len() == 1;
            let plain = !alone && !value.contains([delimiter, '"', '\r', '\n']);
            if plain { value.clone() } else { format!("\"{}\"", value.replace('"', "\"\"")) }
        });
        text += &quoted.collect::<Vec<_>>().join(&delimiter.to_string());
        text += line_end;
    }
    text
}

pub fn utf16(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

/// An array of objects; values that are empty are left out.
pub fn json(rows: &Rows) -> String {
    let objects = rows[1..].iter().map(|row| {
        let members = rows[0].iter().zip(row).enumerate();
        // The first row has all names, so that their order is known.
        let members =
            members.filter(|(_, (_, value))| !value.is_empty() || std::ptr::eq(row, &raw const rows[1]));
        let members = members.map(|(_, (name, value))| (name.clone(), value.clone().into()));
        let members = members.collect::<Vec<(String, serde_json::Value)>>();
        let members = members
            .iter()
            .map(|(name, value)| format!("{}: {value}", serde_json::Value::from(name.as_str())));
        format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
    });
    format!("[{}]", objects.collect::<Vec<_>>().join("\n,"))
}

/// A dBASE table of texts of `width` bytes.
pub fn dbf(rows: &Rows, width: u8) -> Vec<u8> {
    let columns = rows[0].iter().map(|name| (name.as_str(), b'C', width)).collect::<Vec<_>>();
    let records = rows[1..].iter().map(|row| {
        let padded = row.iter().map(|value| {
            let mut value = value.as_bytes().to_vec();
            value.resize(usize::from(width), b' ');
            value
        });
        [b" ".to_vec(), padded.collect::<Vec<_>>().concat()].concat()
    });
    dbf_of(&columns, &records.collect::<Vec<_>>())
}

pub fn dbf_of(columns: &[(&str, u8, u8)], records: &[Vec<u8>]) -> Vec<u8> {
    let mut file = vec![0x03, 117, 2, 27];
    file.extend_from_slice(&(records.len() as u32).to_le_bytes());
    file.extend_from_slice(&(33 + 32 * columns.len() as u16).to_le_bytes());
    let width: usize = columns.iter().map(|(.., width)| usize::from(*width)).sum();
    file.extend_from_slice(&(1 + width as u16).to_le_bytes());
    file.resize(32, 0);
    for (name, kind, width) in columns {
        let mut entry = name.as_bytes().to_vec();
        entry.resize(11, 0);
        entry.extend_from_slice(&[*kind, 0, 0, 0, 0, *width]);
        entry.resize(32, 0);
        file.extend_from_slice(&entry);
    }
    file.push(b'\r');
    file.extend(records.concat());
    file.push(0x1a);
    file
}

/// A spreadsheet, of which the first sheet's part and the styles are given.
pub fn xlsx(sheet: &str, strings: &str, styles: &str, workbook_properties: &str) -> Vec<u8> {
    let workbook = format!(
        "<workbook><workbookPr {workbook_properties}/><sheets><sheet name=\"a &gt; b\" sheetId=\"7\" r:id=\"rId3\"/>\
         <sheet name=\"b\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let relations = "<Relationships><Relationship Id=\"rId1\" Type=\"a/relationships/worksheet\" \
                     Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId3\" \
                     Type=\"a/relationships/worksheet\" Target=\"/xl/worksheets/sheet2.xml\"/></Relationships>";
    let package = "<Relationships><Relationship Id=\"rId1\" Type=\"a/relationships/officeDocument\" \
                   Target=\"xl/workbook.xml\"/></Relationships>";
    let sheet = format!("<?xml version=\"1.0\"?><worksheet><sheetData>{sheet}</sheetData></worksheet>");
    let parts = [
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", package),
        ("xl/worksheets/sheet1.xml", "<worksheet/>"),
        ("xl/worksheets/sheet2.xml", &sheet),
        ("xl/workbook.xml", &workbook),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/sharedStrings.xml", strings),
        ("xl/styles.xml", styles),
        ("xl/media/image1.png", "no part that matters"),
    ];
    zip(&parts.map(|(name, text)| (name, text.as_bytes(), Packing::Deflated)))
}

/// A spreadsheet of texts, those of odd columns shared; empty cells are left out.
pub fn sheet(rows: &Rows) -> Vec<u8> {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let (mut sheet, mut strings, mut n_strings) = (String::new(), String::new(), 0);
    for (index, row) in rows.iter().enumerate() {
        sheet += &format!("<row r=\"{}\">", index + 1);
        for (column, value) in row.iter().enumerate().filter(|(_, value)| !value.is_empty()) {
            let reference = format!("{}{}", char::from(b'A' + column as u8), index + 1);
            if column % 2 == 1 {
                strings += &format!("<si><t>{}</t><rPh><t>aid</t></rPh></si>", escaped(value));
                sheet += &format!("<c r=\"{reference}\" t=\"s\"><v>{n_strings}</v></c>");
                n_strings += 1;
            } else {
                sheet +=
                    &format!("<c r=\"{reference}\" t=\"inlineStr\"><is><t>{}</t></is></c>", escaped(value));
            }
        }
        sheet += "</row>";
    }
    xlsx(&sheet, &format!("<sst>{strings}</sst>"), "<styleSheet/>", "")
}

/// How an archive's entry is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Packing {
    Deflated,
    Stored,
    /// Lengths after the data, with or without the signature before them, of four or eight bytes.
    Described {
        signed: bool,
        long: bool,
    },
    /// Lengths in the extra field.
    Zip64,
    Encrypted,
    Method(u16),
    /// Not compressed, and of unknown length.
    StoredDescribed,
}

pub fn zip(entries: &[(&str, &[u8], Packing)]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, content, packing) in entries {
        let (entry, mut listed) = zip_entry(name, content, *packing);
        // Where the entry begins.
        listed[42..46].copy_from_slice(&(archive.len() as u32).to_le_bytes());
        archive.extend(entry);
        directory.extend(listed);
    }
    let start = archive.len() as u32;
    archive.extend_from_slice(&directory);
    archive.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    archive.extend((0..2).flat_map(|_| (entries.len() as u16).to_le_bytes()));
    archive.extend((directory.len() as u32).to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend_from_slice(&[0; 2]);
    archive
}

/// The entry, and what the directory says of it.
fn zip_entry(name: &str, content: &[u8], packing: Packing) -> (Vec<u8>, Vec<u8>) {
    let stored = matches!(packing, Packing::Stored | Packing::StoredDescribed | Packing::Method(_));
    let mut data = content.to_vec();
    if !stored {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(content).unwrap();
        data = encoder.finish().unwrap();
    }
    let mut checksum = flate2::Crc::new();
    checksum.update(content);
    let described = matches!(packing, Packing::Described { .. } | Packing::StoredDescribed);
    let flags = u16::from(described) << 3 | u16::from(packing == Packing::Encrypted);
    let method = match packing {
        Packing::Method(method) => method,
        _ if stored => 0,
        _ => 8,
    };
    let lengths = [data.len() as u64, content.len() as u64];
    let mut said = if described { [0; 3] } else { [checksum.sum(), lengths[0] as u32, lengths[1] as u32] };
    let mut extra = Vec::new();
    if packing == Packing::Zip64 {
        said = [said[0], u32::MAX, u32::MAX];
        // Another field before it, as of times.
        extra = b"UT\x05\0\x01\0\0\0\0\x01\0\x10\0".to_vec();
        extra.extend(lengths[1].to_le_bytes());
        extra.extend(lengths[0].to_le_bytes());
    }
    let mut listed = b"PK\x01\x02\x14\0\x14\0".to_vec();
    let in_directory =
        if packing == Packing::Zip64 { said } else { [checksum.sum(), lengths[0] as u32, lengths[1] as u32] };
    listed.extend(flags.to_le_bytes());
    listed.extend(method.to_le_bytes());
    listed.extend([0; 4]);
    listed.extend(in_directory.iter().flat_map(|number| number.to_le_bytes()));
    listed.extend((name.len() as u16).to_le_bytes());
    listed.extend((extra.len() as u16).to_le_bytes());
    listed.resize(46, 0);
    listed.extend(name.as_bytes());
    listed.extend(&extra);
    let mut entry = b"PK\x03\x04\x14\0".to_vec();
    entry.extend(flags.to_le_bytes());
    entry.extend(method.to_le_bytes());
    entry.extend([0; 4]);
    entry.extend(said.iter().flat_map(|number| number.to_le_bytes()));
    entry.extend((name.len() as u16).to_le_bytes());
    entry.extend((extra.len() as u16).to_le_bytes());
    entry.extend(name.as_bytes());
    entry.extend(extra);
    entry.extend(&data);
    if described {
        let signed = !matches!(packing, Packing::Described { signed: false, .. });
        entry.extend(if signed { &b"PK\x07\x08"[..] } else { b"" });
        entry.extend(checksum.sum().to_le_bytes());
        for length in lengths {
            let bytes = length.to_le_bytes();
            entry.extend(
                &bytes[..if matches!(packing, Packing::Described { long: true, .. }) { 8 } else { 4 }],
            );
        }
    }
    (entry, listed)
}
