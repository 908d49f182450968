//! Chicago's real files through the reader, against numbers that another program took.
//!
//! The numbers were taken with Python's `csv`, `gzip` and `datetime` modules alone (a `DictReader`
//! over each file, `strptime` for the date, `float` for the coordinates, a `Counter` of coordinate
//! pairs and of `Primary Type`), not by running the importer. Rows, rows without coordinates and
//! arrest shares also stand in the data's MANIFEST.md.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

#[path = "support/data.rs"]
mod data;

use std::fs::File;
use std::io::{Read, Seek};
use std::ops::ControlFlow;

use data::real_data;
use watchback::ingest::{FileEvents, ImportPlan, Merged, Share, check_coverage, merge, quality, read_file};
use watchback::study::{CivilDay, OffenceClass, Study, preset};

fn events_file(name: &str) -> Option<File> {
    real_data(&format!("events/{name}")).map(|path| File::open(path).unwrap())
}

fn read(name: &str, reader: impl Read + Seek) -> FileEvents {
    let mut progress = |_: u64| ControlFlow::Continue(());
    read_file(name, reader, &ImportPlan::chicago_portal(), &mut progress).unwrap()
}

fn read_year(year: u16) -> Option<FileEvents> {
    let tail = if year < 2014 { "_10cols" } else { "" };
    let name = format!("chicago_crimes_{year}{tail}.csv.gz");
    Some(read(&name, events_file(&name)?))
}

fn plain_text(year: u16) -> Option<Vec<u8>> {
    let file = events_file(&format!("chicago_crimes_{year}.csv.gz"))?;
    let mut text = Vec::new();
    flate2::read::MultiGzDecoder::new(file).read_to_end(&mut text).unwrap();
    Some(text)
}

fn study() -> Study {
    preset("chicago").unwrap().check().unwrap()
}

fn day(text: &str) -> CivilDay {
    text.parse().unwrap()
}

#[test]
fn each_year_is_read_as_another_program_reads_it() {
    // Year; rows, without coordinates, arrests, domestic, at midnight, at noon, on the first of a
    // month, outside the box.
    let expected: [(u16, [u64; 8]); 6] = [
        (2012, [335_921, 494, 90_561, 48_548, 4_272, 8_096, 13_463, 1_299]),
        (2013, [307_030, 689, 86_454, 44_882, 3_798, 7_466, 12_590, 1_613]),
        (2014, [275_200, 1_486, 79_507, 40_442, 2_755, 6_562, 11_187, 1_565]),
        (2015, [263_929, 6_036, 69_832, 41_770, 2_625, 6_642, 10_700, 1_196]),
        (2016, [268_813, 1_586, 52_779, 43_022, 3_173, 6_940, 10_560, 1_271]),
        (2017, [267_792, 2_797, 52_231, 42_575, 3_428, 7_370, 10_357, 1_219]),
    ];
    for (year, expected) in expected {
        let Some(file) = read_year(year) else { return };
        let summary = &file.summary;
        assert!(summary.dropped.is_empty(), "{:?}", summary.dropped);
        let columns = if year < 2014 { 10 } else { 20 };
        assert_eq!((summary.columns.len(), summary.preview.len()), (columns, 5));
        let absent: &[&str] = if year < 2014 { &["Block"] } else { &[] };
        assert_eq!(summary.columns_absent, absent);

        let merged = merge(vec![file]).unwrap();
        let domestic = merged.events.iter().filter(|event| event.domestic == Some(true)).count() as u64;
        let report = quality(&merged, &study());
        let found = [
            report.rows_kept,
            report.without_coordinates.count,
            report.arrest.count,
            domestic,
            report.at_midnight.count,
            report.at_noon.count,
            report.on_first_of_month.count,
            report.outside_box.count,
        ];
        assert_eq!(found, expected, "{year}");
        assert_eq!((report.rows_read, report.duplicates, report.simulated.count), (expected[0], 0, 0));
        assert_eq!((report.arrest.of, report.outside_box.of), (expected[0], expected[0] - expected[1]));
        assert_eq!(report.days.unwrap().to_string(), format!("{year}-01-01..{year}-12-31"));
        assert_eq!(report.outside_period.count, if year < 2014 { expected[0] } else { 0 });
    }
}

fn four_years() -> Option<Merged> {
    let files: Option<Vec<FileEvents>> = (2014..=2017).map(read_year).collect();
    Some(merge(files?).unwrap())
}

#[test]
fn four_years_together_cover_the_study() {
    let Some(merged) = four_years() else { return };
    assert_eq!(check_coverage(&merged, &study()), Ok(()));
    let report = quality(&merged, &study());
    assert_eq!((report.rows_read, report.rows_kept, report.duplicates), (1_075_734, 1_075_734, 0));
    assert_eq!(report.without_coordinates, Share { count: 11_905, of: 1_075_734 });
    assert_eq!(report.outside_box, Share { count: 5_251, of: 1_063_829 });
    assert_eq!(report.arrest, Share { count: 254_349, of: 1_075_734 });
    assert_eq!(report.at_midnight.count, 11_981);
    assert_eq!(report.at_noon.count, 27_514);
    assert_eq!(report.on_first_of_month.count, 42_804);
    assert_eq!(report.on_repeated_coordinates, Share { count: 908_546, of: 1_063_829 });
    assert_eq!(report.missing_days, []);
    assert_eq!(report.offences.len(), 33);
    let first: Vec<(&str, u64)> =
        report.offences.iter().take(4).map(|entry| (entry.name.as_str(), entry.count)).collect();
    let expected =
        [("THEFT", 244_830), ("BATTERY", 197_869), ("CRIMINAL DAMAGE", 116_531), ("NARCOTICS", 77_939)];
    assert_eq!(first, expected);
    let last = report.offences.last().unwrap();
    assert_eq!((last.name.as_str(), last.count), ("NON-CRIMINAL (SUBJECT SPECIFIED)", 4));
    // MANIFEST.md: 272,238 rows of the violent class, 342,553 of the property class.
    let rows_of = |class: OffenceClass| {
        let entries = report.offences.iter().filter(|entry| entry.class == Some(class));
        entries.map(|entry| entry.count).sum::<u64>()
    };
    assert_eq!((rows_of(OffenceClass::Violent), rows_of(OffenceClass::Property)), (272_238, 342_553));
    assert!(merged.events.iter().map(|event| (event.minute, event.id)).is_sorted());
}

#[test]
fn order_repetition_and_overlap_of_files_change_no_event() {
    let (Some(a), Some(b)) = (read_year(2014), read_year(2015)) else { return };
    let Some(text) = plain_text(2015) else { return };
    let forward = merge(vec![a.clone(), b.clone()]).unwrap();
    let bytes = forward.events.to_bytes();
    let backward = merge(vec![b.clone(), a.clone()]).unwrap();
    assert!(backward.events.to_bytes() == bytes);
    assert_eq!(backward.files, forward.files);

    let twice = merge(vec![a.clone(), b.clone(), a.clone()]).unwrap();
    assert!(twice.events.to_bytes() == bytes);
    assert_eq!((twice.duplicates, twice.disagreeing_ids), (275_200, 0));

    // The header and the last 100,000 rows of 2015, as a file that overlaps.
    let line_ends: Vec<usize> =
        text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1).collect();
    let tail = [&text[..line_ends[0]], &text[line_ends[line_ends.len() - 100_001]..]].concat();
    let overlapping = merge(vec![read("tail.csv", std::io::Cursor::new(tail.as_slice())), a, b]).unwrap();
    assert!(overlapping.events.to_bytes() == bytes);
    assert_eq!((overlapping.duplicates, overlapping.disagreeing_ids), (100_000, 0));
}

#[test]
fn plain_text_and_22_columns_give_the_same_events() {
    let (Some(compressed), Some(text)) = (read_year(2016), plain_text(2016)) else { return };
    let bytes = compressed.events.to_bytes();
    let plain = read("chicago_crimes_2016.csv", std::io::Cursor::new(text.as_slice()));
    assert!(plain.events.to_bytes() == bytes);
    assert_eq!(plain.summary.bytes, text.len() as u64);
    assert_eq!(plain.summary.decompressed_bytes, compressed.summary.decompressed_bytes);

    // As the portal exports it: `Year` before `Updated On`, and at the end `Location`, quoted for
    // its comma.
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_slice());
    let mut wide = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for (index, row) in rows.byte_records().enumerate() {
        let row = row.unwrap();
        let fields: Vec<&[u8]> = row.iter().collect();
        let (latitude, longitude) =
            (String::from_utf8_lossy(fields[18]), String::from_utf8_lossy(fields[19]));
        let (year, location) = match index {
            0 => ("Year", "Location".to_owned()),
            _ if latitude.is_empty() => ("2016", String::new()),
            _ => ("2016", format!("({latitude}, {longitude})")),
        };
        let before = fields[..17].iter().copied().chain([year.as_bytes()]);
        wide.write_record(before.chain(fields[17..].iter().copied()).chain([location.as_bytes()])).unwrap();
    }
    let wide = wide.into_inner().unwrap();
    let wide = read("22.csv", std::io::Cursor::new(wide.as_slice()));
    assert_eq!(wide.summary.columns.len(), 22);
    assert!(wide.events.to_bytes() == bytes);
}

#[test]
fn one_year_or_a_missing_month_is_refused_with_its_days() {
    let Some(only) = read_year(2017) else { return };
    let refusal = check_coverage(&merge(vec![only]).unwrap(), &study()).unwrap_err();
    assert_eq!(refusal.gaps.len(), 1);
    let message = refusal.to_string();
    let expected = "1096 of the 1096 days of the training period: 2014-01-01..2016-12-31";
    assert!(message.contains(expected), "{message}");

    let Some(text) = plain_text(2015) else { return };
    let in_march =
        |line: &[u8]| line.split(|&byte| byte == b',').nth(2).is_some_and(|date| date.starts_with(b"03/"));
    let lines = text.split_inclusive(|&byte| byte == b'\n');
    let without_march: Vec<u8> = lines.filter(|line| !in_march(line)).flatten().copied().collect();
    let others: Option<Vec<FileEvents>> = [2014, 2016, 2017].map(read_year).into_iter().collect();
    let mut files = others.unwrap();
    files.push(read("2015_without_march.csv", std::io::Cursor::new(without_march.as_slice())));
    let merged = merge(files).unwrap();
    let refusal = check_coverage(&merged, &study()).unwrap_err();
    let missing = refusal.gaps[0].missing[0];
    assert_eq!((missing.first(), missing.last()), (day("2015-03-01"), day("2015-03-31")));
    let expected = "31 of the 1096 days of the training period: 2015-03-01..2015-03-31;";
    assert!(refusal.to_string().contains(expected), "{refusal}");
    assert_eq!(quality(&merged, &study()).missing_days, [missing]);
}
