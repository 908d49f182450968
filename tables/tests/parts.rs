//! Archives and workbooks of several parts: which are read, in which order, and what is said of the
//! others.
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

mod support;

use std::io::Cursor;
use std::ops::ControlFlow;

use watchback_tables::{Limits, ReadError, Records, StatedSystem, Unread};

use support::made_files::{Packing, dbf_of, delimited, rows, rows_of, table, zip};

/// Rows as text, where they stand, and what the reader says besides.
fn read(file: &[u8]) -> (Vec<String>, Vec<Unread>, Option<StatedSystem>) {
    let mut records = Records::open(Cursor::new(file), Limits::default()).unwrap();
    let mut all = Vec::new();
    while let Some(record) = records.next(&mut |_| ControlFlow::Continue(())).unwrap() {
        let fields: Vec<String> =
            record.fields().map(|field| String::from_utf8_lossy(field).into_owned()).collect();
        all.push(format!("{}|{}", record.entry, fields.join("|")));
    }
    (all, records.unread().to_vec(), records.stated_system().cloned())
}

fn points(points: &[[f64; 2]]) -> Vec<u8> {
    let mut file = vec![0; 100];
    file[32] = 1;
    for (index, [x, y]) in points.iter().enumerate() {
        file.extend((index as u32 + 1).to_be_bytes());
        file.extend(10_u32.to_be_bytes());
        file.extend([&1_u32.to_le_bytes()[..], &x.to_le_bytes(), &y.to_le_bytes()].concat());
    }
    file
}

fn names(names: &[&str]) -> Vec<u8> {
    let records: Vec<Vec<u8>> = names.iter().map(|name| format!(" {name:8}").into_bytes()).collect();
    dbf_of(&[("name", b'C', 8)], &records)
}

#[test]
fn a_shapefiles_parts_may_stand_in_any_order() {
    let (dbf, shp) = (names(&["a", "b"]), points(&[[400_000.0, 130_000.0], [400_001.0, 130_001.0]]));
    let parts: [(&str, &[u8], Packing); 4] = [
        ("in/Crimes.dbf", &dbf, Packing::Deflated),
        ("in/Crimes.SHP", &shp, Packing::Stored),
        ("in/Crimes.prj", b"PROJCS[\"x\"]\n", Packing::Deflated),
        ("in/notes.rtf", b"{\\rtf1 words}", Packing::Stored),
    ];
    let expected =
        ["in/Crimes.dbf|name|x|y", "in/Crimes.dbf|a|400000|130000", "in/Crimes.dbf|b|400001|130001"];
    for order in [[0, 1, 2, 3], [1, 0, 3, 2], [3, 2, 1, 0], [2, 1, 3, 0]] {
        let (found, unread, stated) = read(&zip(&order.map(|at| parts[at])));
        assert_eq!((found.as_slice(), unread.len()), (&expected.map(str::to_owned)[..], 0), "{order:?}");
        assert_eq!(stated, Some(StatedSystem::Text("PROJCS[\"x\"]".to_owned())));
    }
}

#[test]
fn shapefiles_of_one_layout_are_one_table_each_with_its_own_points() {
    let (first, second) = (names(&["a"]), names(&["b"]));
    let file = |projection: &'static [u8]| {
        zip(&[
            ("2.shp", &points(&[[-77.5, 38.5]]), Packing::Deflated),
            ("1.dbf", &first, Packing::Deflated),
            ("2.dbf", &second, Packing::Deflated),
            ("1.shp", &points(&[[-77.0, 38.0]]), Packing::Deflated),
            ("1.prj", b"GEOGCS[\"a\"]", Packing::Deflated),
            ("2.prj", projection, Packing::Deflated),
        ])
    };
    let (found, unread, _) = read(&file(b"GEOGCS[\"a\"]"));
    assert_eq!(found, ["1.dbf|name|longitude|latitude", "1.dbf|a|-77|38", "2.dbf|b|-77.5|38.5"]);
    assert!(unread.is_empty());
    let (found, unread, _) = read(&file(b"PROJCS[\"b\"]"));
    assert_eq!((found.len(), unread[0].name.as_str()), (2, "2.dbf"));
}

#[test]
fn what_lies_beside_tables_does_not_cost_them() {
    let text = delimited(&table(), ',', "\n");
    let beside: [(&str, &[u8]); 6] = [
        ("about.rtf", b"{\\rtf1 words}"),
        ("about.txt", b"{ not, json }\nat all"),
        ("fields.txt", b"The columns, and what they mean:\n- id, a number\n- date\n- place, a block, cut\n"),
        ("meta.json", b"{\"title\": \"crimes\"}"),
        ("list.json", b"[{\"a\": 1, \"b\": 2}]"),
        ("error.csv", b"<html>Too many requests</html>"),
    ];
    for (name, content) in beside {
        for name in [name.to_owned(), format!("a_{name}"), format!("z_{name}")] {
            if name.contains("list") && !name.starts_with('z') {
                continue;
            }
            let mut parts = vec![
                (name.as_str(), content, Packing::Deflated),
                ("crimes.csv", text.as_bytes(), Packing::Deflated),
            ];
            if name.starts_with('z') {
                parts.reverse();
            }
            let (found, unread, _) = read(&zip(&parts));
            assert_eq!(found.len(), table().len(), "{name}");
            let is_to_be_read_by_people = name.ends_with("rtf") || name.ends_with("txt");
            assert_eq!(unread.len(), usize::from(!is_to_be_read_by_people), "{name}: {unread:?}");
        }
    }
    let page = rows_of(&zip(&[("a.csv", b"<html>Too many requests</html>", Packing::Stored)])).unwrap_err();
    assert!(page.to_string().contains("a web page"), "{page}");
    let map = rows_of(&zip(&[("doc.kml", b"<kml/>", Packing::Stored)])).unwrap_err();
    assert!(matches!(&map, ReadError::NotATable { found, .. } if found.starts_with("KML")), "{map}");
}

/// An ODS workbook of these sheets, all of texts.
fn ods(sheets: &[(&str, &str)]) -> Vec<u8> {
    let cell = |text: &String| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let row = |row: &Vec<String>| {
        format!("<table:table-row>{}</table:table-row>", row.iter().map(cell).collect::<String>())
    };
    let sheet = |(name, text): &(&str, &str)| {
        let rows: String = rows(text).iter().map(row).collect();
        format!("<table:table table:name=\"{name}\">{rows}</table:table>")
    };
    let sheets: String = sheets.iter().map(sheet).collect();
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet>{sheets}\
         </office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet", Packing::Stored),
        ("META-INF/manifest.xml", b"<manifest:manifest></manifest:manifest>", Packing::Deflated),
        ("content.xml", content.as_bytes(), Packing::Deflated),
    ])
}

#[test]
fn sheets_of_one_layout_are_one_table_and_others_are_named() {
    let year = |year: u32| {
        let rows: Vec<String> = (1..20).map(|id| format!("{id},{year}-01-02,THEFT")).collect();
        format!("id,date,kind\n{}", rows.join("\n"))
    };
    // The later sheet has a column more, elsewhere.
    let later = year(2022)
        .replace("id,date,kind", "note,kind,date,id")
        .replace("2022-01-02,THEFT", "THEFT,2022-01-02,7");
    let file = ods(&[
        ("About", "Crimes of two years"),
        ("2021", &year(2021)),
        ("Codes", "code,word\n1,a"),
        ("2022", &year(2022)),
    ]);
    let (found, unread, _) = read(&file);
    assert_eq!((found.len(), found[0].as_str()), (39, "2021|id|date|kind"));
    assert_eq!(
        (found[1].as_str(), found[20].as_str()),
        ("2021|1|2021-01-02|THEFT", "2022|1|2022-01-02|THEFT")
    );
    let names: Vec<(&str, u64)> = unread.iter().map(|part| (part.name.as_str(), part.rows)).collect();
    assert_eq!(names, [("About", 0), ("Codes", 1)]);
    let (found, unread, _) = read(&ods(&[("2021", &year(2021)), ("2022", &later)]));
    assert_eq!((found.len(), unread.len(), found[20].as_str()), (39, 0, "2022|7|2022-01-02|THEFT"));
    let titled = format!("Police\nFrom,2021\n{}", year(2021));
    let (found, unread, _) = read(&ods(&[("2021", &titled)]));
    assert_eq!((found.len(), found[0].as_str(), unread.len()), (20, "|id|date|kind", 0));
}
