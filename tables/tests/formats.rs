//! What the readers of formats make of good files, and say of those that should not be. A file that
//! is wrong in one row loses that row.
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

mod support;

use watchback_tables::ReadError;

use support::made_files::{
    Packing, dbf_of, delimited, gzip, records_of, rows, rows_of, table, utf16, xlsx, zip,
};

#[test]
fn every_delimiter_line_end_and_encoding_gives_the_same_rows() {
    for delimiter in [',', ';', '\t', '|'] {
        for line_end in ["\n", "\r\n", "\r"] {
            let text = delimited(&table(), delimiter, line_end);
            assert_eq!(rows_of(text.as_bytes()).unwrap(), table(), "{delimiter:?} {line_end:?}");
            assert_eq!(rows_of(format!("\u{feff}{text}").as_bytes()).unwrap(), table());
            for big in [false, true] {
                assert_eq!(rows_of(&utf16(&text, big)).unwrap(), table(), "{delimiter:?} {line_end:?} {big}");
                assert_eq!(rows_of(&gzip(&utf16(&format!("\u{feff}{text}"), big))).unwrap(), table());
            }
            let latin = |c: char| match c {
                '\u{201c}' => 0x93,
                '\u{201d}' => 0x94,
                c => c as u8,
            };
            let windows_1252: Vec<u8> = text.chars().map(latin).collect();
            assert_eq!(rows_of(&windows_1252).unwrap(), table());
        }
    }
}

#[test]
fn utf_16_is_decoded_across_chunks() {
    let mut long = rows("id,text");
    for row in 0..30_000 {
        long.push(vec![row.to_string(), "\u{1f6a8}x".repeat(row % 7)]);
    }
    assert_eq!(rows_of(&utf16(&delimited(&long, ';', "\r\n"), true)).unwrap(), long);
}

#[test]
fn dbase_values_become_text() {
    let columns =
        [("name", b'C', 6), ("day", b'D', 8), ("size", b'N', 5), ("ok", b'L', 1), ("whole", b'I', 4)];
    let record = |deleted: &str, name: &[u8; 6], rest: &str, whole: i32| {
        [deleted.as_bytes(), name, rest.as_bytes(), &whole.to_le_bytes()].concat()
    };
    let records = [
        record(" ", b"Caf\xe9  ", "20170222 -1.5T", -7),
        record("*", b"gone  ", "20170223    1F", 1),
        record(" ", b"b\0\0\0\0\0", "        *****?", 0),
        record(" ", b"      ", "2017022 12345n", 1),
    ];
    let file = dbf_of(&columns, &records);
    let found = records_of(&file).unwrap();
    let rows: Vec<String> = found.iter().map(|(_, fields)| fields.join("|")).collect();
    assert_eq!(
        rows,
        ["name|day|size|ok|whole", "Caf\u{e9}|2017-02-22|-1.5|true|-7", "b||||0", "|2017022|12345|false|1"]
    );
    let lines: Vec<u64> = found.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [1, 2, 4, 5]);
    for length in 33..file.len() - 1 {
        assert!(matches!(rows_of(&file[..length]), Err(ReadError::BadDbf { .. })), "{length}");
    }
    let mut short = file.clone();
    short[10] = 20;
    assert_eq!(
        rows_of(&short).unwrap_err().to_string(),
        "the DBF table is damaged (its columns take 25 bytes of records of 20); download it again"
    );
}

#[test]
fn a_spreadsheets_first_sheet_is_read_with_its_dates() {
    let styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm&quot;d&quot;\"/>\
                  <numFmt numFmtId=\"165\" formatCode=\"[Red]0.0&quot;days&quot;\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>\
                  <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"><a/></xf><xf numFmtId=\"165\"/></cellXfs></styleSheet>";
    let cell = |at: &str, style: u8, value: &str| format!("<c r=\"{at}\" s=\"{style}\"><v>{value}</v></c>");
    let strings = "<sst uniqueCount=\"99999999999999999\"><si><t>id</t></si><si><r><t>da</t></r><r><t xml:space=\"preserve\">te </t></r></si></sst>";
    let file = |properties: &str| {
        let rows = [
            "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c><c r=\"D2\" t=\"str\"><f>1+1</f><v>x, \"y\"</v></c></row>".to_owned(),
            format!("<row r=\"3\" spans=\"1:4\">{}{}</row>", cell("A3", 0, "7"), cell("B3", 1, "42788")),
            "<row r=\"4\"/><row><c t=\"b\"><v>1</v></c><c t=\"e\"><v>#N/A</v></c><c t=\"s\"></c><c><v>-1.5E-3</v></c></row>".to_owned(),
            format!("<row r=\"7\">{}{}{}</row>", cell("B7", 2, "42788.999988425923"), cell("C7", 1, "0.5"), cell("D7", 3, "42788")),
            format!("<row r=\"8\">{}{}{}</row>", cell("A8", 1, "59"), cell("B8", 1, "1e400"), cell("F8", 1, "-3")),
        ];
        records_of(&xlsx(&rows.concat(), strings, styles, properties)).unwrap()
    };
    let joined: Vec<String> =
        file("").iter().map(|(line, fields)| format!("{line}: {}", fields.join("|"))).collect();
    assert_eq!(
        joined,
        [
            "2: id|date||x, \"y\"",
            "3: 7|2017-02-22||",
            "5: true|||-0.0015",
            "7: |2017-02-22T23:59:59|12:00:00|42788",
            "8: 1900-02-28|inf||||-3"
        ]
    );
    assert_eq!(file("date1904=\"1\"")[1].1[1], "2021-02-23");
}

#[test]
fn what_is_wrong_with_a_spreadsheet_is_named() {
    let problem = |sheet: &str| rows_of(&xlsx(sheet, "<sst/>", "<styleSheet/>", "")).unwrap_err().to_string();
    let row = "<row r=\"5\"><c r=\"A5\"><v>1</v></c></row>";
    assert_eq!(
        problem(&format!("{row}{row}")),
        "the spreadsheet cannot be read (row 5 follows row 5); save the sheet with the incidents as CSV"
    );
    assert!(problem("<row><c r=\"A1048577\"><v>1</v></c></row>").contains("row 1048577 follows row 0"));
    assert!(problem("<row><c r=\"AAAA1\"><v>1</v></c></row>").contains("row 1 has a cell in column 18278"));
    let no_workbook = zip(&[("[Content_Types].xml", b"<Types/>", Packing::Stored)]);
    assert!(rows_of(&no_workbook).unwrap_err().to_string().contains("it has no workbook"));
    let bomb = zip(&[
        ("_rels/.rels", b"", Packing::Stored),
        ("xl/workbook.xml", &vec![b' '; 8 << 20], Packing::Deflated),
    ]);
    assert_eq!(rows_of(&bomb).unwrap_err(), ReadError::InflatesTooMuch { limit: 1_000 });
    assert!(rows_of(&xlsx("", "<sst/>", "<styleSheet/>", "")).unwrap().is_empty());
    let broken = rows_of(&xlsx("<row <c \"></c><v>&", "<si", "<xf numFmtId", "=")).unwrap_err();
    assert!(matches!(broken, ReadError::BadSpreadsheet { .. }), "{broken}");
    let missing = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>9</v></c></row>";
    assert!(problem(missing).contains("string index not found"));
}

#[cfg(not(target_arch = "wasm32"))]
mod round_trips {
    use proptest::prelude::*;

    use super::support::made_files::{Packing, Rows, dbf, delimited, gzip, json, rows_of, sheet, utf16, zip};

    /// Three to five columns of different names, and rows of values without outer blanks.
    fn any_rows() -> impl Strategy<Value = Rows> {
        (3_usize..6).prop_flat_map(|n| {
            let value = proptest::string::string_regex(
                "([!-~\u{e9}\u{4e00}\u{1f6a8}]([ -~\r\n\u{e9}]{0,6}[!-~\u{e9}])?)?",
            )
            .unwrap();
            proptest::collection::vec(proptest::collection::vec(value, n), 1..6).prop_map(move |mut rows| {
                rows.insert(0, (0..n).map(|column| format!("col {column}")).collect());
                rows
            })
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn rows_come_back_from_every_format(rows in any_rows(), delimiter in "[,;\t|]", line_end in "\r\n|\n", big: bool) {
            let text = delimited(&rows, delimiter.chars().next().unwrap(), &line_end);
            prop_assert_eq!(&rows_of(text.as_bytes()).unwrap(), &rows);
            prop_assert_eq!(&rows_of(&gzip(text.as_bytes())).unwrap(), &rows);
            prop_assert_eq!(&rows_of(&utf16(&format!("\u{feff}{text}"), big)).unwrap(), &rows);
            prop_assert_eq!(&rows_of(json(&rows).as_bytes()).unwrap(), &rows);
            prop_assert_eq!(&rows_of(&dbf(&rows, 40)).unwrap(), &rows);
            let breaks_as_blanks = |value: &String| value.replace("\r\n", "\n").replace(['\r', '\n'], " ");
            // A row without any value is none.
            let in_sheet: Rows = rows.iter().filter(|row| row.iter().any(|value| !value.is_empty()))
                .map(|row| row.iter().map(breaks_as_blanks).collect()).collect();
            prop_assert_eq!(&rows_of(&sheet(&rows)).unwrap(), &in_sheet);
            let described = Packing::Described { signed: big, long: big };
            let archive = zip(&[("a.json", json(&rows).as_bytes(), described), ("b.csv", text.as_bytes(), Packing::Stored)]);
            let twice = [rows.as_slice(), &rows[1..]].concat();
            prop_assert_eq!(&rows_of(&archive).unwrap(), &twice);
        }
    }
}
