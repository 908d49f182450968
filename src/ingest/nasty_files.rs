//! A corpus of files that should not be, and what the reader says of each.

use std::io::{Read, Seek, Write};
use std::ops::ControlFlow;

use super::{DropReason, FileEvents, FileProblem, ImportPlan, IngestError, ReadError, RemarkKind, read_file};

const HEADER: &str = "ID,Date,Block,Primary Type,Arrest,Domestic,Latitude,Longitude\r\n";
const GOOD: &str = "1,01/31/2014 11:30:00 PM,019XX W DEVON AVE,THEFT,true,false,41.9,-87.7\r\n";

fn read(text: impl AsRef<[u8]>) -> Result<FileEvents, IngestError> {
    let mut progress = |_: u64| ControlFlow::Continue(());
    read_file("nasty.csv", std::io::Cursor::new(text.as_ref()), &ImportPlan::chicago_portal(), &mut progress)
}

fn problem(text: impl AsRef<[u8]>) -> FileProblem {
    let error = read(text).unwrap_err();
    assert!(error.to_string().starts_with("nasty.csv: "), "{error}");
    error.problem
}

fn table_problem(text: impl AsRef<[u8]>) -> ReadError {
    match problem(text) {
        FileProblem::Table(problem) => problem,
        other => panic!("{other}"),
    }
}

/// The text with good rows before and after `row`: the good ones must stay.
fn dropped(row: &str) -> Option<(DropReason, String, String)> {
    let file = read(format!("{HEADER}{GOOD}{row}{GOOD}")).unwrap();
    assert_eq!(file.summary.rows_read, 3, "{row:?}");
    let Some(dropped) = file.summary.dropped.first() else {
        assert_eq!(file.summary.rows_kept, 3);
        return None;
    };
    assert_eq!((file.summary.rows_kept, file.summary.dropped.len(), dropped.rows), (2, 1, 1), "{row:?}");
    let example = dropped.examples.first().unwrap();
    assert_eq!((example.file.as_str(), example.record, example.line), ("nasty.csv", 2, 3));
    Some((dropped.reason, example.column.clone(), example.found.clone()))
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_bad_row_is_dropped_for_its_reason_and_no_other_is_lost() {
    let date = "01/31/2014 11:30:00 PM";
    for (row, reason, column, found) in [
        (format!("2,{date},B,THEFT,true,false,41.9\r\n"), DropReason::FieldCount, "whole row", "7 fields"),
        (format!("2,{date}{}\r\n", ",".repeat(4_999)), DropReason::FieldCount, "whole row", "5001 fields"),
        (
            "2,01/31/0220 11:30:00 PM,B,THEFT,true,false,41.9,-87\r\n".to_owned(),
            DropReason::Date,
            "Date",
            "01/31/0220 11:30:00 PM",
        ),
        ("2,,B,THEFT,true,false,41.9,-87\r\n".to_owned(), DropReason::Date, "Date", ""),
        (format!("2,{date},B,THEFT,true,false,1e400,-87\r\n"), DropReason::Coordinate, "Latitude", "1e400"),
        (format!("2,{date},B,THEFT,true,false,41.9,-inf\r\n"), DropReason::Coordinate, "Longitude", "-inf"),
        (format!("2,{date},B,THEFT,true,false,90.1,-87\r\n"), DropReason::Coordinate, "Latitude", "90.1"),
        (format!("2,{date},B,THEFT,true,false,,-181\r\n"), DropReason::Coordinate, "Longitude", "-181"),
    ] {
        let expected = (reason, column.to_owned(), found.to_owned());
        assert_eq!(dropped(&row), Some(expected), "{row:?}");
    }
    let long = "\u{e9}".repeat(450_000);
    let (reason, _, found) = dropped(&format!("2,{date},B,{long},true,false,41.9,-87\r\n")).unwrap();
    assert_eq!((reason, found), (DropReason::Offence, "\u{e9}".repeat(60) + "\u{2026}"));
}

#[test]
fn what_a_row_need_not_say_costs_no_row_and_is_told() {
    let date = "01/31/2014 11:30:00 PM";
    for (row, kind, example) in [
        (format!("2,{date},B,THEFT,perhaps,false,41.9,-87\r\n"), RemarkKind::ArrestUnread, "\"perhaps\""),
        (format!("2,{date},B,THEFT,true,2,41.9,-87\r\n"), RemarkKind::DomesticUnread, "\"2\""),
        (format!("2,{date},B,THEFT,true,\0,41.9,-87\r\n"), RemarkKind::DomesticUnread, "\"\\0\""),
        (
            "2,01/31/2014 at night,B,THEFT,true,,41.9,-87\r\n".to_owned(),
            RemarkKind::TimeUnread,
            "\"01/31/2014 at night\"",
        ),
    ] {
        let file = read(format!("{HEADER}{GOOD}{row}{GOOD}")).unwrap();
        assert_eq!((file.summary.rows_kept, file.summary.dropped.len()), (3, 0), "{row:?}");
        let [remark] = file.summary.remarks.as_slice() else { panic!("{row:?}") };
        assert_eq!((remark.kind, remark.rows, remark.example.as_str()), (kind, 1, example), "{row:?}");
        assert_eq!(file.events.get(1).unwrap().day().to_string(), "2014-01-31");
    }
    // Nobody knew the place.
    let file = read(format!("{HEADER}2,{date},B,THEFT,true,false,nan,-87\r\n")).unwrap();
    assert_eq!((file.summary.rows_kept, file.events.get(0).unwrap().latitude), (1, None));
}

#[test]
fn odd_rows_that_can_be_understood_are_kept() {
    for row in [
        "2,2014-01-31T23:30:00.000,B,THEFT,TRUE,False,41.9,-87.7\r\n",
        " 2 , 01/31/2014 11:30:00 PM ,\"B, C\",\"THEFT\",true,, 41.9 ,\t-87.7\n",
        "2,01/31/2014 11:30:00 PM,\"say \"\"B\"\"\",THEFT,,,,\r",
        "2,01/31/2014 11:30:00 PM,B\0,,true,false,41.9,\r\n",
        "\r\n2,01/31/2014 11:30:00 PM,B,THEFT,true,false,4.19e1,-87.7\r\n".trim_start(),
    ] {
        assert_eq!(dropped(row), None, "{row:?}");
    }
    let file = read(format!("{HEADER}2,01/31/2014 11:30:00 PM,B,THEFT,,,41.9,")).unwrap();
    let event = file.events.get(0).unwrap();
    assert_eq!((event.latitude, event.longitude, event.arrest), (None, None, None));
    let mut bytes = HEADER.as_bytes().to_vec();
    bytes.extend_from_slice(
        b"2,01/31/2014 11:30:00 PM,B,TH\xffEFT,,,,\n3,01/31/2014 11:30:00 PM,B,TH\xfeEFT,,,,\n",
    );
    assert_eq!(read(bytes).unwrap().events.offences(), ["TH\u{ff}EFT", "TH\u{fe}EFT"]);
}

#[test]
fn simulated_rows_are_marked_so() {
    let file = read(format!("{HEADER}{GOOD}{}", GOOD.replace("019XX W DEVON AVE", "SIMULATED"))).unwrap();
    let marks: Vec<bool> = file.events.iter().map(|event| event.simulated).collect();
    assert_eq!(marks, [false, true]);
    assert!(file.summary.preview[1].event.simulated);
    assert_eq!(file.summary.preview[1].date, "2014-01-31 23:30");
}

#[test]
fn headers_are_found_by_name_in_any_order_and_case() {
    let text = "\u{feff}extra,LONGITUDE,\" latitude \",primary_type,date,id\n,-87.7,41.9,THEFT,01/31/2014 11:30:00 PM,7";
    let file = read(text).unwrap();
    assert_eq!(file.events.get(0).unwrap().longitude, Some(-87.7));
    assert_eq!(file.summary.columns_absent, ["Arrest", "Domestic", "Block"]);
    assert_eq!(file.summary.columns[2], "latitude");
    let missing = problem("Date,Lat,Lon,Type\n1,2,3,4\n");
    let FileProblem::MissingColumns { missing, found } = &missing else { panic!("{missing}") };
    assert_eq!(missing, &["ID", "Latitude", "Longitude", "Primary Type"]);
    assert_eq!(found, &["Date", "Lat", "Lon", "Type"]);
}

#[test]
fn each_kind_of_wrong_file_is_named() {
    assert_eq!(problem(""), FileProblem::Empty);
    assert_eq!(problem("\r\n\n\n"), FileProblem::Empty);
    assert_eq!(problem("\u{feff}"), FileProblem::Empty);
    assert_eq!(problem(gzip(b"")), FileProblem::Empty);
    assert_eq!(problem(HEADER), FileProblem::NoRows);
    assert_eq!(problem(HEADER.trim_end()), FileProblem::NoRows);
    for (bytes, found) in [
        (&b"\r\n <!DOCTYPE html><html><body>Too many requests</body></html>"[..], "web page"),
        (b"{\"error\": true}", "JSON without a list of rows"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "the spreadsheet cannot be read"),
        (b"Rar!\x1a\x07\x01\0", "compressed in a way"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "binary"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
    ] {
        let problem = problem(bytes).to_string();
        assert!(problem.contains(found), "{problem}");
    }
    let none = problem(format!("{HEADER}{}", GOOD.replace("2014", "14").repeat(3)));
    let FileProblem::NoReadableRow { rows: 3, line: 2, column, .. } = &none else { panic!("{none}") };
    assert_eq!(column, "Date");
}

#[test]
fn what_never_ends_is_refused_in_bounded_memory() {
    let open_quote = format!("{HEADER}{GOOD}2,\"{}", "no end\r\n".repeat(400_000));
    assert_eq!(table_problem(open_quote), ReadError::RecordTooLong { record: 2, line: 3, limit: 1_000_000 });
    let doubled = format!("{HEADER}{GOOD}2,\"{}", "\"\"".repeat(1_500_000));
    assert!(matches!(table_problem(doubled), ReadError::RecordTooLong { record: 2, line: 3, .. }));
    // Without an end of lines all rows are the header.
    assert!(matches!(
        table_problem("x".repeat(3_000_000)),
        ReadError::RecordTooLong { record: 0, line: 1, .. }
    ));
    let wide = vec!["name"; 5_000].join(",") + "\n1\n";
    assert_eq!(problem(wide), FileProblem::TooManyColumns { found: 5_000, limit: 4_096 });
    let bomb = gzip(format!("{HEADER}{}", "\n".repeat(32 << 20)).as_bytes());
    assert_eq!(table_problem(bomb), ReadError::InflatesTooMuch { limit: 1_000 });
    let offences = (0..70_000).map(|index| GOOD.replace("THEFT", &index.to_string()));
    assert_eq!(problem(HEADER.to_owned() + &offences.collect::<String>()), FileProblem::TooManyOffences);
}

#[test]
fn an_open_quote_near_the_end_loses_only_its_row() {
    let file = read(format!("{HEADER}{GOOD}2,\"open,to the end\r\n{GOOD}")).unwrap();
    assert_eq!((file.summary.rows_read, file.summary.rows_kept), (2, 1));
    assert_eq!(file.summary.dropped[0].examples[0].found, "2 fields");
}

#[test]
fn damaged_gzip_is_an_error_that_says_what_to_do() {
    let whole = gzip(format!("{HEADER}{}", GOOD.repeat(100)).as_bytes());
    assert_eq!(read(&whole).unwrap().summary.bytes, whole.len() as u64);
    let cut = problem(&whole[..whole.len() / 2]);
    assert!(cut.to_string().contains("download it again"), "{cut}");
    assert!(matches!(cut, FileProblem::Table(ReadError::TruncatedGzip { .. })));
    assert!(matches!(table_problem(b"\x1f\x8b\x07\0junk that is none"), ReadError::BadGzip { .. }));
}

#[test]
fn reading_can_be_cancelled_and_tells_how_far_it_is() {
    let text = format!("{HEADER}{}", GOOD.repeat(20_000));
    let mut told = Vec::new();
    let mut progress = |bytes: u64| {
        told.push(bytes);
        if told.len() < 3 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let plan = ImportPlan::chicago_portal();
    let error =
        read_file("long.csv", std::io::Cursor::new(text.as_bytes()), &plan, &mut progress).unwrap_err();
    assert_eq!(error.to_string(), "long.csv: reading was cancelled");
    assert!(told.is_sorted() && told[0] < told[1], "{told:?}");
}

#[test]
fn a_reader_of_single_bytes_changes_nothing() {
    struct Slow<'a>(std::io::Cursor<&'a [u8]>);
    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let length = buffer.len().min(1);
            self.0.read(&mut buffer[..length])
        }
    }
    impl Seek for Slow<'_> {
        fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
            self.0.seek(to)
        }
    }
    let text = format!("{HEADER}{}", GOOD.repeat(50));
    let plan = ImportPlan::chicago_portal();
    for bytes in [text.clone().into_bytes(), gzip(text.as_bytes())] {
        let mut progress = |_: u64| ControlFlow::Continue(());
        let slow = read_file("nasty.csv", Slow(std::io::Cursor::new(&bytes)), &plan, &mut progress).unwrap();
        let fast = read(&bytes).unwrap();
        assert_eq!(slow.summary, fast.summary);
        assert_eq!(slow.events.to_bytes(), fast.events.to_bytes());
    }
}

#[test]
fn a_files_events_survive_the_way_between_workers() {
    let file = read(format!("{HEADER}{GOOD}bad\n")).unwrap();
    let back: FileEvents = postcard::from_bytes(&postcard::to_allocvec(&file).unwrap()).unwrap();
    assert_eq!(back.summary, file.summary);
    assert_eq!(back.events.to_bytes(), file.events.to_bytes());
    let error = read("").unwrap_err();
    let json = serde_json::to_string(&error).unwrap();
    assert_eq!(serde_json::from_str::<IngestError>(&json).unwrap(), error);
}

#[test]
fn no_layout_hides_that_rows_are_simulated() {
    let read = |block: &str| {
        let text = format!(
            "ID,Date,{block},Type,X,Y\n1,2014-01-31,SIMULATED 5,THEFT,41.9,-87.7\n2,2014-01-31,019XX,THEFT,41.9,-87.7\n"
        );
        let plan = "id=ID&date=Date&format=year_first&latitude=X&longitude=Y&offence=Type";
        let plan = ImportPlan::from_fragment(plan).unwrap();
        read_file("nasty.csv", std::io::Cursor::new(text.as_bytes()), &plan, &mut |_: u64| {
            ControlFlow::Continue(())
        })
        .unwrap()
    };
    let simulated = |file: &FileEvents| file.events.iter().map(|event| event.simulated).collect::<Vec<_>>();
    for (block, expected) in [("Block", true), ("BLOCK ", true), ("Street", false)] {
        let file = read(block);
        assert_eq!(simulated(&file), [expected, false], "{block}");
        assert!(file.summary.columns_absent.is_empty(), "{block}");
    }
}

#[test]
fn the_dates_that_are_expected_are_those_that_are_read() {
    for (format, good, bad, years) in [
        ("epoch", "100000000", "99999999", "of March 1973 to 2099"),
        ("year_first", "1900-01-01", "1899-12-31", "of the years 1900 to 2099"),
    ] {
        let plan = format!("id=ID&date=Date&format={format}&latitude=X&longitude=Y&offence=Type");
        let plan = ImportPlan::from_fragment(&plan).unwrap();
        let text = format!("ID,Date,Type,X,Y\n1,{good},THEFT,41.9,-87.7\n2,{bad},THEFT,41.9,-87.7\n");
        let mut progress = |_: u64| ControlFlow::Continue(());
        let file =
            read_file("nasty.csv", std::io::Cursor::new(text.as_bytes()), &plan, &mut progress).unwrap();
        let [dropped] = file.summary.dropped.as_slice() else { panic!("{format}") };
        assert_eq!((file.summary.rows_kept, dropped.rows), (1, 1), "{format}");
        assert!(dropped.examples[0].expected.ends_with(years), "{}", dropped.examples[0].expected);
    }
}

#[cfg(not(target_arch = "wasm32"))]
proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>) {
        let _ = read(&bytes);
        let _ = read([b"\x1f\x8b\x08\0\0\0\0\0\0\x03", bytes.as_slice()].concat());
        let _ = read([HEADER.as_bytes(), &bytes].concat());
        let _ = super::Events::from_bytes(&[b"WBEVENT1", bytes.as_slice()].concat());
    }

    #[test]
    fn no_row_is_lost_uncounted(rows in "([0-9a-z/.:,\"\r\n-]{0,30}|1,01/31/2014 11:30:00 PM,,THEFT,true,,41.9,-87\n){0,6}") {
        if let Ok(file) = read(format!("{HEADER}{rows}")) {
            let lost: u64 = file.summary.dropped.iter().map(|dropped| dropped.rows).sum();
            proptest::prop_assert_eq!(file.summary.rows_read, file.summary.rows_kept + lost);
            proptest::prop_assert_eq!(file.summary.rows_kept, file.events.len() as u64);
        }
    }
}
