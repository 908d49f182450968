//! What the readers of formats make of good files, and say of those that should not be. A file that is wrong in one row loses that row.

use std::ops::ControlFlow;

use super::error::{FileProblem, ZipFault};
use super::made_files::{
    Packing, Rows, dbf, dbf_of, delimited, gzip, json, records_of, rows_of, utf16, xlsx, zip,
};
use super::plan::Limits;
use super::record::Records;

fn rows(text: &str) -> Rows {
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn table() -> Rows {
    rows("id,date,place\n1,2014-01-31,Caf\u{e9} \u{201c}X\u{201d}\n2,,\n3,2014-02-01,Z")
}

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
fn entries_of_every_packing_are_read() {
    let text = delimited(&table(), ',', "\n");
    for packing in [
        Packing::Deflated,
        Packing::Stored,
        Packing::Zip64,
        Packing::Described { signed: true, long: false },
        Packing::Described { signed: false, long: false },
        Packing::Described { signed: true, long: true },
        Packing::Described { signed: false, long: true },
    ] {
        let archive = zip(&[
            ("notes/", b"", Packing::Stored),
            ("notes/README.txt", b"a, b, c\nd, e, f\n", packing),
            ("__MACOSX/._crimes.csv", b"\0\x05\x16\x07", packing),
            ("map.bin", &[7; 100_000], packing),
            ("notes/crimes.CSV", text.as_bytes(), packing),
            ("empty.csv", b"", packing),
            ("about.txt", b"The incidents of the year", packing),
        ]);
        assert_eq!(rows_of(&archive).unwrap(), table(), "{packing:?}");
    }
}

#[test]
fn tables_of_an_archive_are_one_by_the_names_of_their_columns() {
    let first = "ID,Date,Primary Type,Ward\r\n1,2014-01-31,THEFT,5\r\n";
    let second = "date;primary_type;id\n2014-02-01;ASSAULT;2\n2014-02-02;3\n2014-02-02;\"a;b\";4\n";
    let third = "[{\"id\": 5, \"Date\": \"2014-02-03\", \"extra\": null, \"ward\": 7}]";
    let archive = zip(&[
        ("2014.csv", first.as_bytes(), Packing::Deflated),
        ("2015.txt", second.as_bytes(), Packing::Deflated),
        ("2016.json", third.as_bytes(), Packing::Stored),
    ]);
    let found = records_of(&archive).unwrap();
    let lines: Vec<u64> = found.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [1, 2, 2, 3, 4, 2]);
    let rows: Vec<String> = found.iter().map(|(_, fields)| fields.join("/")).collect();
    assert_eq!(
        rows,
        [
            "ID/Date/Primary Type/Ward",
            "1/2014-01-31/THEFT/5",
            "2/2014-02-01/ASSAULT/",
            "",
            "4/2014-02-02/a;b/",
            "5/2014-02-03//7"
        ]
    );
    let other = zip(&[
        ("crimes.csv", first.as_bytes(), Packing::Deflated),
        ("people.csv", b"tract,population,date\n1,2,3\n", Packing::Deflated),
    ]);
    let problem = rows_of(&other).unwrap_err();
    assert!(matches!(problem, FileProblem::DifferentTables { .. }), "{problem}");
    assert!(
        problem.to_string().contains("\"people.csv\" has few of the columns of \"crimes.csv\""),
        "{problem}"
    );
}

#[test]
fn what_is_wrong_with_an_archive_is_named() {
    let text = delimited(&table(), ',', "\n");
    let entry = |packing| rows_of(&zip(&[("a.csv", text.as_bytes(), packing)])).unwrap_err();
    let fault = |problem: &FileProblem| match problem {
        FileProblem::BadZip { entry, fault } if entry == "a.csv" => fault.clone(),
        _ => panic!("{problem}"),
    };
    assert_eq!(fault(&entry(Packing::Encrypted)), ZipFault::Encrypted);
    assert_eq!(fault(&entry(Packing::Method(9))), ZipFault::Method { method: 9 });
    let unknown =
        zip(&[("b.bin", b"12345", Packing::StoredDescribed), ("a.csv", text.as_bytes(), Packing::Stored)]);
    assert_eq!(
        rows_of(&unknown).unwrap_err().to_string(),
        "\"b.bin\" in the zip archive does not say how long it is; unpack the archive and choose the file"
    );
    assert_eq!(rows_of(&zip(&[])).unwrap_err(), FileProblem::NoTableInZip { entries: Vec::new() });
    let none =
        rows_of(&zip(&[("a.png", b"x", Packing::Stored), ("b.txt", b"words", Packing::Stored)])).unwrap_err();
    assert!(none.to_string().contains("in it are \"a.png\", \"b.txt\""), "{none}");

    let whole =
        zip(&[("a.csv", text.as_bytes(), Packing::Deflated), ("b.csv", text.as_bytes(), Packing::Deflated)]);
    for length in 5..whole.len() - 22 {
        let problem = rows_of(&whole[..length]).unwrap_err();
        assert_eq!(problem, FileProblem::TruncatedZip { compressed_bytes: length as u64 }, "{length}");
    }
    // The first byte has bits without a meaning. Every other of the data, of its checksum and of its lengths is checked.
    let data = 30 + "a.csv".len();
    for at in (14..26).chain(data + 1..data + 60) {
        let mut spoilt = whole.clone();
        spoilt[at] ^= 0x10;
        let found = rows_of(&spoilt);
        assert!(found.is_err(), "{at} {found:?}");
    }
    let inner = zip(&[("a.csv", text.as_bytes(), Packing::Stored)]);
    let nested = rows_of(&gzip(&inner)).unwrap_err();
    assert!(nested.to_string().contains("a zip archive inside a compressed file"), "{nested}");
}

#[test]
fn bombs_are_refused_and_do_not_hang() {
    let mut zeros = vec![b'\n'; 32 << 20];
    zeros[..4].copy_from_slice(b"a,b\n");
    for packing in [Packing::Deflated, Packing::Described { signed: true, long: false }] {
        let bomb = zip(&[("a.csv", &zeros, packing)]);
        assert_eq!(rows_of(&bomb).unwrap_err(), FileProblem::InflatesTooMuch { limit: 1_000 });
    }
    // What is not read and says where it ends is not even decompressed.
    let text = delimited(&table(), ',', "\n");
    let skipped = zip(&[("a.bin", &zeros, Packing::Deflated), ("a.csv", text.as_bytes(), Packing::Deflated)]);
    assert_eq!(rows_of(&skipped).unwrap(), table());
    let inflated = zip(&[("a.bin", &zeros, Packing::Described { signed: true, long: false })]);
    assert_eq!(rows_of(&inflated).unwrap_err(), FileProblem::InflatesTooMuch { limit: 1_000 });
}

#[test]
fn json_gives_one_column_for_each_name_that_occurs() {
    let text = r#" [ {"id": 1, "place": {"latitude": "45.5", "tags": ["a", {"b": 2}], "x": {"y": true}}, "n": null},
        {"id": -2.50e3, "late": "say \"\u00e9\u20ac\"\n", "id ": "last"}, 5, ["x"], {} ] "#;
    let found = records_of(text.as_bytes()).unwrap();
    let rows: Vec<String> = found.iter().map(|(_, fields)| fields.join("|")).collect();
    assert_eq!(
        rows,
        [
            "id|place.latitude|place.tags|place.x.y|n|late|id",
            "1|45.5|[\"a\", {\"b\": 2}]|true|||",
            "-2.50e3|||||say \"\u{e9}\u{20ac}\"|last",
            "",
            "",
            "||||||"
        ]
    );
    assert_eq!(found[2].0, 3);
    assert_eq!(rows_of(json(&table()).as_bytes()).unwrap(), table());
    let carto = format!(
        "{{\"time\": 0.1, \"fields\": {{\"a\": [1]}}, \"rows\": {}, \"total_rows\": 3}}",
        json(&table())
    );
    assert_eq!(rows_of(carto.as_bytes()).unwrap(), table());
    assert!(rows_of(b"[]").unwrap().is_empty());
}

#[test]
fn points_of_geojson_give_their_coordinates() {
    let feature = |geometry: &str, id: u32| {
        format!(
            "{{\"type\": \"Feature\", \"geometry\": {geometry}, \"properties\": {{\"id\": {id}, \"kind\": {{\"a\": 1}}}}}}"
        )
    };
    let features = [
        feature("{\"type\": \"Point\", \"coordinates\": [ -122.5, 45.25, 7 ]}", 1),
        feature("null", 2),
        feature("{\"type\": \"LineString\", \"coordinates\": [[1, 2], [3, 4]]}", 3),
    ];
    let collection = format!(
        "{{\"type\": \"FeatureCollection\", \"crs\": {{\"a\": [{{}}]}}, \"features\": [{}]}}",
        features.join(",")
    );
    let joined =
        |text: &str| rows_of(text.as_bytes()).unwrap().iter().map(|row| row.join("|")).collect::<Vec<_>>();
    assert_eq!(joined(&collection), ["longitude|latitude|id|kind.a", "-122.5|45.25|1|1", "||2|1", "||3|1"]);
    let feet = collection.replace("-122.5, 45.25", "7650000.5, 690000");
    assert_eq!(joined(&feet)[..2], ["x|y|id|kind.a", "7650000.5|690000|1|1"]);
    let esri =
        "{\"features\": [{\"attributes\": {\"OBJECTID\": 3}, \"geometry\": {\"x\": -83.0, \"y\": 42.3}}]}";
    assert_eq!(joined(esri), ["OBJECTID|longitude|latitude", "3|-83.0|42.3"]);
}

#[test]
fn what_is_wrong_with_json_is_named() {
    let problem = |text: &str| rows_of(text.as_bytes()).unwrap_err();
    for text in ["{\"error\": true}", "[1, 2]", "{\"rows\": [[1]]}", "{}"] {
        assert!(matches!(problem(text), FileProblem::NotATable { .. }), "{text}");
    }
    let whole = json(&table());
    for length in 1..whole.len() {
        let Some(start) = whole.get(..length) else { continue };
        assert!(matches!(problem(start), FileProblem::TruncatedJson { rows: 0..=3 }), "{start}");
    }
    let bad = problem("[{\"a\": 1}, {\"a\": tru}]");
    assert_eq!(
        bad.to_string(),
        "the JSON file is damaged after 1 rows: there is tru}] where a value must be; download it again"
    );
    assert!(matches!(problem("[{\"a\": 1} {\"a\": 1}]"), FileProblem::BadJson { rows: 1, .. }));
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = |depth: usize| {
            format!("[{{\"a\": 1}}, {{\"b\": {}1{}}}]", open.repeat(depth), close.repeat(depth))
        };
        assert_eq!(rows_of(deep(62).as_bytes()).unwrap().len(), 3);
        assert_eq!(problem(&deep(63)), FileProblem::TooDeep { row: 2, limit: 64 });
        let endless = format!("[{{\"a\": {}", open.repeat(400_000));
        assert_eq!(problem(&endless), FileProblem::TooDeep { row: 0, limit: 64 });
    }
    let long = format!("[{{\"a\": \"{}\"}}]", "x".repeat(3_000_000));
    assert!(matches!(problem(&long), FileProblem::RecordTooLong { record: 0, line: 1, limit: 1_000_000 }));
    let open = format!("[{{\"a\": 1}}, {{\"a\": \"{}", "x".repeat(3_000_000));
    assert!(matches!(problem(&open), FileProblem::RecordTooLong { record: 2, line: 3, .. }));
}

#[test]
fn names_that_come_late_in_json_lose_nothing_else() {
    let mut text = "[{\"id\": 0}".to_owned();
    for id in 1..60_000 {
        text += &format!(", {{\"id\": {id}}}");
    }
    text += ", {\"id\": \"last\", \"new\": 1}]";
    let mut progress = |_: u64| ControlFlow::Continue(());
    let mut records = Records::open(text.as_bytes(), Limits::default()).unwrap();
    let mut last = Vec::new();
    while let Some(record) = records.next(&mut progress).unwrap() {
        last = record.fields().map(<[u8]>::to_vec).collect();
        assert_eq!(record.n_fields, 1);
    }
    assert_eq!((last, records.values_without_column()), (vec![b"last".to_vec()], 1));
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
        assert!(matches!(rows_of(&file[..length]), Err(FileProblem::BadDbf { .. })), "{length}");
    }
    let mut short = file.clone();
    short[10] = 20;
    assert_eq!(
        rows_of(&short).unwrap_err().to_string(),
        "the DBF table is damaged (its columns take 25 bytes of records of 20); download it again"
    );
}

#[test]
fn points_are_joined_where_the_table_has_no_coordinates() {
    let shapes = |kind: u32, points: &[Option<[f64; 2]>]| {
        let mut file = vec![0; 100];
        file[32..36].copy_from_slice(&kind.to_le_bytes());
        for (index, point) in points.iter().enumerate() {
            let content = match point {
                Some([x, y]) => [&kind.to_le_bytes()[..], &x.to_le_bytes(), &y.to_le_bytes()].concat(),
                None => vec![0; 4],
            };
            file.extend((index as u32 + 1).to_be_bytes());
            file.extend((content.len() as u32 / 2).to_be_bytes());
            file.extend(content);
        }
        file
    };
    let table = |column: &str| {
        let record = |deleted: &str, name: &str| format!("{deleted}{name:8}").into_bytes();
        dbf_of(
            &[(column, b'C', 8)],
            &[record(" ", "a, \"b\""), record("*", "gone"), record(" ", "c"), record(" ", "d")],
        )
    };
    let read = |column: &str, shapes: &[u8]| {
        let packing = Packing::Described { signed: true, long: false };
        let archive = zip(&[
            ("a.dbf", &table(column), Packing::Deflated),
            ("a.prj", b"GEOGCS", Packing::Stored),
            ("a.shp", shapes, packing),
            ("b.csv", b"name,longitude,latitude\nno,1,2\n", Packing::Deflated),
        ]);
        let found = records_of(&archive).unwrap();
        found.iter().map(|(line, fields)| format!("{line}: {}", fields.join("|"))).collect::<Vec<_>>()
    };
    let points = [Some([-122.5, 45.25]), Some([1.0, 1.0]), None, Some([-122.0, 45.0])];
    let expected = ["1: name|longitude|latitude", "2: a, \"b\"|-122.5|45.25", "4: c||", "5: d|-122|45"];
    assert_eq!(read("name", &shapes(1, &points)), expected);
    let feet = [Some([7_650_000.5, 690_000.0])];
    assert_eq!(
        read("name", &shapes(21, &feet)),
        ["1: name|x|y", "2: a, \"b\"|7650000.5|690000", "4: c||", "5: d||"]
    );
    // Areas, nothing, what is cut off.
    for shapes in [&shapes(5, &points)[..], &[], &shapes(1, &points)[..108]] {
        assert_eq!(read("name", shapes), ["1: name", "2: a, \"b\"", "4: c", "5: d"], "{}", shapes.len());
    }
    assert_eq!(read("point_y", &shapes(1, &points))[1], "2: a, \"b\"");
}

#[test]
fn a_shapefiles_table_is_that_of_the_archive() {
    let shapefile = |before: &[u8]| {
        zip(&[
            ("a.prj", b"PROJCS[\"x, y\"]", Packing::Deflated),
            ("a.csv", before, Packing::Deflated),
            ("b.dbf", &dbf(&table(), 20), Packing::Deflated),
            ("b.shp", &[0; 100], Packing::Deflated),
            ("c.csv", b"id,date,place\n9,,\n", Packing::Deflated),
        ])
    };
    assert_eq!(rows_of(&shapefile(b"")).unwrap(), table());
    assert!(matches!(rows_of(&shapefile(b"id,date\n9,8\n")), Err(FileProblem::DifferentTables { .. })));
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
            "<row r=\"4\"/><row><c t=\"b\"><v>1</v></c><c t=\"e\"><v>#N/A</v></c><c t=\"s\"><v>9</v></c><c><v>-1.5E-3</v></c></row>".to_owned(),
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
            "5: true|||-1.5E-3",
            "7: |2017-02-22T23:59:59|12:00:00|42788",
            "8: 1900-02-28|1e400||||-3"
        ]
    );
    assert_eq!(file("date1904=\"1\"")[1].1[1], "2021-02-23");
}

#[test]
fn what_is_wrong_with_a_spreadsheet_is_named() {
    let problem = |sheet: &str| rows_of(&xlsx(sheet, "", "", "")).unwrap_err().to_string();
    let row = "<row r=\"5\"><c r=\"A5\"><v>1</v></c></row>";
    assert_eq!(
        problem(&format!("{row}{row}")),
        "the spreadsheet cannot be read (row 5 follows row 5); save the sheet with the incidents as CSV"
    );
    assert!(problem("<row r=\"1048577\"/>").contains("row 1048577 follows row 0"));
    assert!(problem("<row><c r=\"AAAA1\"><v>1</v></c></row>").contains("row 1 has a cell in column 18278"));
    let wide = (0..20_000)
        .map(|row| format!("<row r=\"{}\"><c r=\"XFD1\"><v>1</v></c></row>", row + 1))
        .collect::<String>();
    assert!(problem(&wide).starts_with("the sheet as text would take"));
    let no_workbook = zip(&[("[Content_Types].xml", b"<Types/>", Packing::Stored)]);
    assert!(rows_of(&no_workbook).unwrap_err().to_string().contains("it has no workbook"));
    let bomb = zip(&[
        ("_rels/.rels", b"", Packing::Stored),
        ("xl/workbook.xml", &vec![b' '; 8 << 20], Packing::Deflated),
    ]);
    assert_eq!(rows_of(&bomb).unwrap_err(), FileProblem::InflatesTooMuch { limit: 1_000 });
    assert!(rows_of(&xlsx("", "", "", "")).unwrap().is_empty());
    // What is no XML is read as far as it goes.
    assert!(rows_of(&xlsx("<row <c \"></c><v>&", "<si", "<xf numFmtId", "=")).unwrap().is_empty());
}

#[cfg(not(target_arch = "wasm32"))]
mod round_trips {
    use proptest::prelude::*;

    use super::super::made_files::{Packing, Rows, dbf, delimited, gzip, json, rows_of, sheet, utf16, zip};

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
            let breaks_as_blanks = |value: &String| value.replace(['\r', '\n'], " ");
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
