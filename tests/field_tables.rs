//! Tables as people have them: rows, shapes and encodings of the shared files, and kinds of them
//! that are not shared, as text.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

#[path = "support/field.rs"]
mod field;
#[path = "support/read_field.rs"]
mod read_field;

use std::io::Cursor;

use read_field::{go, guess_field, read_field};
use watchback::ingest::{
    DropReason, Events, FileEvents, Gathered, GuessOptions, RemarkKind, Section, SectionLayout, joined,
    read_any_file, read_in_parts,
};

fn read(name: &str, bytes: impl AsRef<[u8]>) -> Result<FileEvents, String> {
    read_any_file(name, Cursor::new(bytes.as_ref().to_vec()), &mut go).map_err(|error| error.to_string())
}

fn days(file: &FileEvents) -> (String, String) {
    let days = || file.events.iter().map(|event| event.day());
    (days().min().unwrap().to_string(), days().max().unwrap().to_string())
}

/// Whether every place is near this one.
fn all_near(file: &FileEvents, latitude: f64, longitude: f64) -> bool {
    file.events.iter().all(|event| {
        let place = event.latitude.zip(event.longitude);
        place.is_some_and(|(north, east)| (north - latitude).abs() < 0.3 && (east - longitude).abs() < 0.3)
    })
}

fn arrests(file: &FileEvents) -> usize {
    file.events.iter().filter(|event| event.arrest == Some(true)).count()
}

/// Files of the shared folder of which every row is to be kept: rows, the first day, a place.
#[test]
fn every_row_of_these_is_kept() {
    for (name, rows, place) in [
        ("quote-backslash.csv", 90, (38.25, -85.75)),
        ("quote-after-blank.csv", 90, (38.25, -85.75)),
        ("json-lines.ndjson", 90, (38.25, -85.75)),
        ("json-rows-socrata.json", 90, (38.25, -85.75)),
        ("json-ckan-search.json", 90, (38.25, -85.75)),
        ("json-ckan-dump.json", 90, (38.25, -85.75)),
        ("json-pandas-columns.json", 90, (38.25, -85.75)),
        ("json-own-name.json", 90, (38.25, -85.75)),
        ("json-esri-wkid.json", 90, (38.9, -77.03)),
        ("shapefile-shp-before-dbf.zip", 90, (38.9, -77.03)),
        ("shapefile-prj.zip", 90, (38.9, -77.03)),
        ("preamble-title-lines.csv", 90, (38.25, -85.75)),
        ("preamble-sep.csv", 90, (38.25, -85.75)),
        ("empty-rows.csv", 90, (38.25, -85.75)),
        ("trailing-comma.csv", 90, (38.25, -85.75)),
        ("workbook-sheet-a-year.xlsx", 120, (38.25, -85.75)),
    ] {
        let Some(file) = read_field(name) else { return };
        let file = file.unwrap();
        let summary = &file.summary;
        assert_eq!((summary.rows_read, summary.rows_kept), (rows, rows), "{name}: {:?}", summary.dropped);
        assert!(all_near(&file, place.0, place.1), "{name}");
        assert!(summary.remarks.is_empty(), "{name}: {:?}", summary.remarks);
        assert!(summary.columns.iter().all(|column| !column.contains('"')), "{name}: {:?}", summary.columns);
    }
}

#[test]
fn what_these_hold_is_what_was_written() {
    let Some(file) = read_field("json-lines.ndjson") else { return };
    let file = file.unwrap();
    assert_eq!(days(&file), ("2021-01-04".to_owned(), "2021-12-28".to_owned()));
    assert_eq!(arrests(&file), 21);
    for name in ["json-rows-socrata.json", "json-ckan-dump.json", "json-pandas-columns.json"] {
        assert_eq!(read_field(name).unwrap().unwrap().events.to_bytes(), file.events.to_bytes(), "{name}");
    }
    let quoted = read_field("quote-backslash.csv").unwrap().unwrap();
    assert!(quoted.events.offences().iter().any(|offence| offence == "ASSAULT \"X\", ETC"));
    let sheets = read_field("workbook-sheet-a-year.xlsx").unwrap().unwrap();
    let (first, last) = days(&sheets);
    assert!(first.starts_with("2021-01") && last.starts_with("2022-12"), "{first} to {last}");
}

#[test]
fn a_quote_that_is_never_closed_costs_its_line() {
    let Some(file) = read_field("quote-never-closed.csv") else { return };
    let summary = file.unwrap().summary;
    assert_eq!((summary.rows_read, summary.rows_kept), (300, 299));
    let remark = &summary.remarks[0];
    assert_eq!((remark.kind, remark.rows), (RemarkKind::OpenQuotes, 1));
    assert!(remark.to_string().contains("line 151"), "{remark}");
    assert_eq!(summary.dropped[0].examples[0].line, 151);
}

#[test]
fn letters_of_no_sure_encoding_are_right_or_doubted() {
    let Some(seen) = guess_field("encoding-big5.csv", &GuessOptions::default()) else { return };
    let names: Vec<&str> = seen.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names[..2], ["\u{7de8}\u{865f}", "\u{6848}\u{985e}"]);
    assert_eq!(seen.columns[1].examples[0], "\u{5f37}\u{76dc}");
}

#[test]
fn what_is_no_table_is_named() {
    for (name, found, advice) in [
        ("message-lfs-pointer.csv", "Git LFS", "fetch the file itself"),
        ("message-kml.kml", "KML", "GeoJSON"),
    ] {
        let Some(file) = read_field(name) else { return };
        let problem = file.err().unwrap().to_string();
        assert!(problem.contains(found) && problem.contains(advice), "{problem}");
    }
    let Some(read) = read_field("areas-gisjoin/table.xlsx") else { return };
    let problem = read.unwrap_err().to_string();
    assert!(problem.contains("Income") && !problem.contains("PK"), "{problem}");
}

/// Rows of a city that are all good, with text fields in quotes where `quotes` says so.
fn rows(n: usize) -> Vec<String> {
    (0..n)
        .map(|id| {
            let (month, day, kind) =
                (1 + id % 12, 1 + id % 28, ["THEFT", "ASSAULT", "ROBBERY, ARMED"][id % 3]);
            let far = id % 90;
            format!(
                "{},\"{kind}\",2019-{month:02}-{day:02} 10:{:02},41.8{far:02},-87.6{far:02}",
                id + 1,
                id % 60
            )
        })
        .collect()
}

const HEADER: &str = "number,offense,occurred date,latitude,longitude";

fn table(rows: &[String]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

#[test]
fn open_quotes_anywhere_cost_their_lines_and_are_named() {
    // In the middle, in the last rows, in several rows, in the last field, in the first row.
    for broken in [vec![40], vec![97, 99], vec![99], vec![10, 11, 50], vec![0]] {
        for (from, to) in [
            (",\"THEFT\"", ",\"THEFT"),
            (",2019", ",\"2019"),
            (",-87.6", ",\"-87.6"),
            (",\"ROBBERY, ARMED\"", ",\"ROBBERY, ARMED"),
        ] {
            let mut lines = rows(100);
            for &at in &broken {
                let whole = lines[at].replace("\"ASSAULT\"", "\"THEFT\"");
                lines[at] = if whole.contains(from) {
                    whole.replacen(from, to, 1)
                } else {
                    whole.replacen(",2019", ",\"2019", 1)
                };
            }
            let file = read("open.csv", table(&lines)).unwrap();
            let summary = &file.summary;
            let expected = 100 - broken.len() as u64;
            assert_eq!((summary.rows_read, summary.rows_kept), (100, expected), "{broken:?} {to}");
            let remark = &summary.remarks[0];
            assert_eq!((remark.kind, remark.rows), (RemarkKind::OpenQuotes, broken.len() as u64));
            assert_eq!(remark.example, format!("line {}", broken[0] + 2), "{broken:?} {to}");
        }
    }
}

#[test]
fn fields_of_several_lines_stay_whole() {
    let mut lines = rows(60);
    for (at, line) in lines.iter_mut().enumerate() {
        if at % 7 == 0 {
            *line = line.replacen("\"THEFT", "\"THEFT\nwith a \"\"note\"\", and\r\nmore\n\nof it", 1);
        }
    }
    // As many lines as rows, and words with the table's commas here and there.
    lines[24] = lines[24].replacen(
        "\"THEFT",
        &format!("\"THEFT\n{}one, two, three, four, five", "w\n".repeat(60)),
        1,
    );
    let file = read("notes.csv", table(&lines)).unwrap();
    assert_eq!((file.summary.rows_read, file.summary.rows_kept), (60, 60), "{:?}", file.summary.dropped);
    assert!(file.summary.remarks.is_empty(), "{:?}", file.summary.remarks);
}

#[test]
fn backslashes_blanks_and_empty_rows_lose_nothing() {
    let mut lines = rows(30);
    lines[3] = lines[3].replace("THEFT", "SAID \\\"NO\\\"");
    lines[6] = lines[6].replace("THEFT", "A \\\\ \\\"B\\\", C\nD");
    lines[9] = lines[9].replacen(",\"THEFT\"", ", \"THEFT, PETTY\"", 1);
    for at in [12, 13, 20] {
        lines.insert(at, ",,,,".to_owned());
    }
    lines.push("\"\",\"\",,,".to_owned());
    lines.push(" , ,,,".to_owned());
    let file = read("mixed.csv", table(&lines)).unwrap();
    assert_eq!((file.summary.rows_read, file.summary.rows_kept), (30, 30), "{:?}", file.summary.dropped);
    for offence in ["SAID \"NO\"", "A \\ \"B\", C\nD", "THEFT, PETTY"] {
        assert!(file.events.offences().iter().any(|found| found == offence), "{offence:?}");
    }
    let tabs = table(&rows(30)).replace(",\"", ",\t \"").replace("\",", "\" ,");
    let file = read("tabs.csv", tabs).unwrap();
    assert_eq!((file.summary.rows_kept, file.events.offences()[0].as_str()), (30, "THEFT"));
}

#[test]
fn commas_at_line_ends_are_no_fields() {
    let good = table(&rows(30));
    for (name, text) in [
        ("rows", good.replace('\n', ",\n").replacen(",\n", "\n", 1)),
        ("three", good.replace('\n', ",,,\n").replacen(",,,\n", "\n", 1)),
        ("header", good.replacen('\n', ",,\n", 1)),
        ("all", good.replace('\n', ",\n")),
    ] {
        let file = read(name, text).unwrap();
        assert_eq!((file.summary.rows_read, file.summary.rows_kept), (30, 30), "{name}");
    }
    // A row of another length is still one that is wrong.
    let mut lines = rows(30);
    lines[4] += ",more";
    let file = read("long", table(&lines)).unwrap();
    assert_eq!((file.summary.rows_kept, file.summary.dropped[0].reason), (29, DropReason::FieldCount));
}

#[test]
fn titles_above_a_header_are_none_of_the_table() {
    for titles in [
        "Police of Springfield\n",
        "Police of Springfield,,,,\nFrom,1/1/2019,,,\n,,,,\n\n",
        "\"Crimes, all of them, by day\"\r\nPrinted: 1/1/2020\r\n",
        "sep=,\n",
        "\"sep=,\"\r\n",
        "SEP=,,,,\n",
    ] {
        let file = read("titled.csv", format!("{titles}{}", table(&rows(30)))).unwrap();
        assert_eq!((file.summary.rows_read, file.summary.rows_kept), (30, 30), "{titles:?}");
        assert_eq!(file.summary.columns[0], "number");
        let above = titles.replace("\r\n", "\n").matches('\n').count() as u64;
        assert_eq!(file.summary.preview[0].line, above + 2, "{titles:?}");
    }
}

/// The rows as they stand in JSON, each with `row`.
fn json_rows(row: impl Fn(&[&str; 5]) -> String) -> Vec<String> {
    let lines = rows(30);
    let fields = |line: &str| {
        let line = line.replace("ROBBERY, ARMED", "ROBBERY");
        let parts: Vec<String> = line.split(',').map(|part| part.trim_matches('"').to_owned()).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        row(&parts.try_into().unwrap())
    };
    lines.iter().map(|line| fields(line)).collect()
}

fn object([id, kind, day, north, east]: &[&str; 5]) -> String {
    format!(
        "{{\"number\": {id}, \"offense\": \"{kind}\", \"occurred date\": \"{day}\", \"latitude\": {north}, \"longitude\": {east}}}"
    )
}

fn list([id, kind, day, north, east]: &[&str; 5]) -> String {
    format!("[{id}, \"{kind}\", \"{day}\", {north}, {east}]")
}

#[test]
fn json_of_many_shapes_is_one_table() {
    let (objects, lists) = (json_rows(object), json_rows(list));
    let names = HEADER.split(',').map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let described = |key: &str| {
        let one = |name: &str| format!("{{\"{key}\": \"{name}\", \"type\": \"text\"}}");
        HEADER.split(',').map(one).collect::<Vec<_>>().join(", ")
    };
    let columns: Vec<String> = (0..5)
        .map(|at| {
            let name = HEADER.split(',').nth(at).unwrap();
            let cells = json_rows(|fields| format!("\"{}\"", fields[at]));
            let cells: Vec<String> =
                cells.iter().enumerate().map(|(row, cell)| format!("\"{row}\": {cell}")).collect();
            format!("\"{name}\": {{{}}}", cells.join(", "))
        })
        .collect();
    let by_index: Vec<String> =
        objects.iter().enumerate().map(|(row, cells)| format!("\"{row}\": {cells}")).collect();
    let (all, every) = (objects.join(",\n"), lists.join(", "));
    for (shape, text) in [
        ("lines", objects.join("\n")),
        ("lines with ends", objects.join("\r\n") + "\r\n\r\n"),
        ("a sequence", objects.iter().map(|object| format!("\u{1e}{object}\n")).collect()),
        ("split", format!("{{\"columns\": [{names}], \"index\": [0], \"data\": [{every}]}}")),
        ("columns", format!("{{{}}}", columns.join(", "))),
        ("index", format!("{{{}}}", by_index.join(", "))),
        ("table", format!("{{\"schema\": {{\"fields\": [{}]}}, \"data\": [{all}]}}", described("name"))),
        ("ckan", format!("{{\"result\": {{\"records\": [{all}], \"total\": 30}}, \"success\": true}}")),
        ("dump", format!("{{\"fields\": [{}], \"records\": [{every}]}}", described("id"))),
        (
            "own name",
            format!("{{\"meta\": {{\"n\": 30}}, \"links\": [{{\"a\": 1}}], \"crimes_2019\": [{all}]}}"),
        ),
        ("deep", format!("{{\"response\": {{\"body\": {{\"items\": [{all}]}}}}}}")),
        ("lists", format!("[[{names}], {every}]")),
        (
            "socrata",
            format!(
                "{{\"meta\": {{\"view\": {{\"grants\": [{{\"a\": 1}}], \"columns\": [{}]}}}}, \"data\": [{every}]}}",
                described("name")
            ),
        ),
    ] {
        let file = read(shape, &text).unwrap();
        assert_eq!((file.summary.rows_read, file.summary.rows_kept), (30, 30), "{shape}");
        assert!(all_near(&file, 41.85, -87.65), "{shape}");
        assert_eq!(file.summary.columns[1], "offense", "{shape}");
    }
    let error = read("error", "{\"error\": {\"message\": \"no\", \"codes\": [{\"a\": 1}]}}");
    assert!(error.is_err());
}

#[test]
fn a_system_that_is_stated_is_taken() {
    let (illinois, utm) = ((1_175_784.256, 1_899_646.788), (447_726.870, 4_636_644.758));
    let esri = |system: &str, behind: bool, (x, y): (f64, f64)| {
        let feature = |id: usize| {
            format!(
                "{{\"attributes\": {{\"ID\": {id}, \"OFFENSE\": \"THEFT\", \"OCCURRED DATE\": \"2019-05-{:02}\"}}, \
                 \"geometry\": {{\"x\": {}, \"y\": {}}}}}",
                1 + id % 28,
                x + id as f64,
                y + id as f64
            )
        };
        let features: Vec<String> = (0..30).map(feature).collect();
        let features = format!("\"features\": [{}]", features.join(", "));
        if behind { format!("{{{features}, {system}}}") } else { format!("{{{system}, {features}}}") }
    };
    for (system, place) in [
        ("\"spatialReference\": {\"wkid\": 102671, \"latestWkid\": 3435}", illinois),
        ("\"crs\": {\"type\": \"name\", \"properties\": {\"name\": \"urn:ogc:def:crs:EPSG::32616\"}}", utm),
        ("\"crs\": {\"type\": \"EPSG\", \"properties\": {\"code\": 32616}}", utm),
        (
            "\"spatialReference\": {\"wkt\": \"PROJCS[\\\"a\\\",AUTHORITY[\\\"EPSG\\\",\\\"3435\\\"]]\"}",
            illinois,
        ),
    ] {
        for behind in [false, true] {
            let file = read("a.json", esri(system, behind, place)).unwrap();
            assert!(file.summary.rows_kept == 30 && all_near(&file, 41.88, -87.63), "{system}");
        }
    }
}

#[test]
fn sections_of_a_file_with_open_quotes_are_its_whole() {
    let mut lines = rows(2_000);
    for at in [50, 700, 701, 1_999] {
        lines[at] = lines[at].replacen(",2019", ",\"2019", 1);
    }
    lines.insert(1_500, ",,,,".to_owned());
    lines[900] = lines[900].replacen(",\"", ",\"A\nB ", 1);
    let text = table(&lines).into_bytes();
    let mut whole = Gathered::default();
    let mut take = |part: &Events, bytes: u64| whole.take(0, part, bytes, &[]);
    let summary = read_in_parts("a.csv", Cursor::new(&text), None, &mut go, &mut take).unwrap();
    let whole = whole.merge(vec![summary]).unwrap();
    assert_eq!((whole.files[0].rows_read, whole.files[0].rows_kept), (2_000, 1_996));
    let layout = SectionLayout::tell("a.csv", Cursor::new(&text), None).unwrap();
    for length in [3_001, 9_777, 40_000] {
        let starts: Vec<u64> = (0..text.len() as u64).step_by(length).collect();
        let mut rows = Gathered::default();
        let parts = starts.iter().enumerate().map(|(number, &from)| {
            let to = starts.get(number + 1).copied().unwrap_or(text.len() as u64);
            let mut take = |part: &Events, bytes: u64| rows.take(number, part, bytes, &[]);
            layout.read("a.csv", Cursor::new(&text), Section { from, to }, &mut go, &mut take).unwrap()
        });
        let summary = joined(parts.collect()).unwrap();
        assert_eq!(summary.remarks, whole.files[0].remarks);
        let found = rows.merge(vec![summary]).unwrap();
        assert_eq!((found.events.to_bytes(), &found.files), (whole.events.to_bytes(), &whole.files));
    }
    // What stands before the header, or in the middle of lines, is for a reader of the whole file.
    let titled = format!("Police\n{}", table(&rows(30)));
    assert!(SectionLayout::tell("a.csv", Cursor::new(titled), None).is_none());
}

#[test]
fn rows_that_all_open_a_quote_are_not_run_together() {
    let mut lines = rows(60);
    for line in &mut lines[30..50] {
        *line = line
            .replace("\"ROBBERY, ARMED\"", "ROBBERY")
            .replace("\"THEFT\"", "THEFT")
            .replacen(",T", ",\"T", 1);
        *line = line.replacen(",R", ",\"R", 1).replacen("\"ASSAULT\"", "\"ASSAULT", 1);
    }
    let file = read("many.csv", table(&lines)).unwrap();
    assert_eq!((file.summary.rows_read, file.summary.rows_kept), (60, 40));
    assert_eq!((file.summary.remarks[0].kind, file.summary.remarks[0].rows), (RemarkKind::OpenQuotes, 20));
}
