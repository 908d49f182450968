//! Workbooks that are no XLSX: made byte by byte, as nothing here writes them.
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

mod support;

use watchback_tables::ReadError;

use support::made_files::{Packing, rows, rows_of, zip};

#[test]
fn an_ods_workbooks_first_sheet_is_read() {
    let text = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let number = |value: &str| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>?</text:p></table:table-cell>"
        )
    };
    let day = "<table:table-cell office:value-type=\"date\" office:date-value=\"2017-02-22\"><text:p>22/2</text:p></table:table-cell>";
    let row = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet><table:table table:name=\"a\">{}{}\
         </table:table><table:table table:name=\"b\"></table:table></office:spreadsheet></office:body></office:document-content>",
        row(&[text("id"), text("date"), text("x")]),
        row(&[number("7"), day.to_owned(), number("41.5")]),
    );
    let file = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet", Packing::Stored),
        ("META-INF/manifest.xml", b"<manifest:manifest></manifest:manifest>", Packing::Deflated),
        ("content.xml", content.as_bytes(), Packing::Deflated),
    ]);
    assert_eq!(rows_of(&file).unwrap(), rows("id,date,x\n7,2017-02-22,41.5"));
}

/// A record of BIFF8: its kind, its length, its content.
fn record(kind: u16, content: &[&[u8]]) -> Vec<u8> {
    let content = content.concat();
    [&kind.to_le_bytes()[..], &(content.len() as u16).to_le_bytes(), &content].concat()
}

/// A compound file (MS-CFB) with one stream, `Workbook`, of eight sectors.
fn compound(mut stream: Vec<u8>) -> Vec<u8> {
    const SECTORS: u32 = 8;
    const FREE: u32 = 0xffff_ffff;
    const END: u32 = 0xffff_fffe;
    stream.resize(512 * SECTORS as usize, 0);
    let mut file = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    file.extend([0; 16]);
    file.extend([0x3e_u16, 3, 0xfffe, 9, 6].iter().flat_map(|number| number.to_le_bytes()));
    file.extend([0; 6]);
    // No directory sectors are counted; one sector of allocations; the directory is in sector 1.
    file.extend([0_u32, 1, 1, 0, 4096, END, 0, END, 0].iter().flat_map(|number| number.to_le_bytes()));
    // The allocations are in sector 0.
    file.extend(0_u32.to_le_bytes());
    file.extend([0xff; 108 * 4]);
    let mut allocated = vec![0xffff_fffd, END];
    allocated.extend((3..2 + SECTORS).chain([END]));
    allocated.resize(128, FREE);
    file.extend(allocated.iter().flat_map(|number: &u32| number.to_le_bytes()));
    for (name, kind, child, start, bytes) in
        [("Root Entry", 5, 1, END, 0), ("Workbook", 2, FREE, 2, 512 * SECTORS)]
    {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = entry.len() as u16 + 2;
        entry.resize(64, 0);
        entry.extend(length.to_le_bytes());
        entry.extend([kind, 1]);
        entry.extend([FREE, FREE, child].iter().flat_map(|number| number.to_le_bytes()));
        entry.resize(116, 0);
        entry.extend(start.to_le_bytes());
        entry.extend(u64::from(bytes).to_le_bytes());
        file.extend(entry);
    }
    file.resize(512 * 3, 0);
    file.extend(stream);
    file
}

fn xls() -> Vec<u8> {
    let short = |number: u16| number.to_le_bytes();
    let beginning = |kind: u16| record(0x0809, &[&short(0x0600), &short(kind), &[0; 12]]);
    let end = record(0x000a, &[]);
    let string = |text: &str| [&short(text.len() as u16)[..], &[0], text.as_bytes()].concat();
    // The first style shows a number as it is, the second as a date.
    let style = |format: u16| record(0x00e0, &[&short(0), &short(format), &[0; 16]]);
    let strings = [string("id"), string("date")].concat();
    let before = [
        beginning(5),
        record(0x0042, &[&short(1200)]),
        style(0),
        style(14),
        record(0x00fc, &[&2_u32.to_le_bytes(), &2_u32.to_le_bytes(), &strings]),
    ]
    .concat();
    let sheet = |at: u32| record(0x0085, &[&at.to_le_bytes(), &[0, 0, 1, 0], b"a"]);
    let start = before.len() + sheet(0).len() + end.len();
    let place = |row: u16, column: u16, style: u16| [short(row), short(column), short(style)].concat();
    let label = |column: u16| record(0x00fd, &[&place(0, column, 0), &u32::from(column).to_le_bytes()]);
    let number = |column: u16, style: u16, value: f64| {
        record(0x0203, &[&place(1, column, style), &value.to_le_bytes()])
    };
    let cells = [beginning(0x10), label(0), label(1), number(0, 0, 7.0), number(1, 1, 42_788.0), end.clone()];
    compound([before, sheet(start as u32), end, cells.concat()].concat())
}

#[test]
fn an_xls_workbooks_first_sheet_is_read() {
    assert_eq!(rows_of(&xls()).unwrap(), rows("id,date\n7,2017-02-22"));
}

#[test]
fn an_xls_file_that_is_none_is_named() {
    let whole = xls();
    for length in [8, 100, 600, 1_600] {
        assert!(matches!(rows_of(&whole[..length]), Err(ReadError::BadSpreadsheet { .. })), "{length}");
    }
}
