//! Philadelphia's real files through the reader, against numbers that another program took.
//!
//! The numbers were taken with Python's `csv`, `gzip` and `datetime` modules alone, not by running
//! the importer: a `DictReader` over each file; of rows with one `dc_key` the latest by
//! `dispatch_date` and `dispatch_time`; `strptime` for these two; `float` for `point_y` and
//! `point_x`; a `Counter` of `text_general_code`; and for the streams, sets of dispatch dates by
//! `floor((point_y - 39.88) / 0.002695)` and `floor((point_x + 75.27) / 0.003517)`, of which those
//! with at least 5 % of the 1,096 training days were counted. Rows and rows without coordinates
//! also stand in the data's MANIFEST.md.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

#[path = "support/data.rs"]
mod data;

use std::fs::File;
use std::ops::ControlFlow;

use data::real_data;
use watchback::ingest::{FileEvents, Portal, Share, check_coverage, merge, quality, read_portal_file};
use watchback::streams::CityStreams;
use watchback::study::{OffenceClass, Study, Variable, preset};

fn read_year(year: u16) -> Option<FileEvents> {
    let name = format!("philadelphia_incidents_{year}.csv.gz");
    let file = real_data(&format!("events/{name}")).map(|path| File::open(path).unwrap())?;
    let mut progress = |_: u64| ControlFlow::Continue(());
    Some(read_portal_file(&name, file, &mut progress).unwrap())
}

fn study() -> Study {
    preset("philadelphia").unwrap().check().unwrap()
}

#[test]
fn each_year_is_read_as_another_program_reads_it() {
    // Year; rows, kept, without coordinates, at midnight, at noon, on the first of a month, outside
    // the box, of the year before.
    let expected: [(u16, [u64; 8]); 4] = [
        (2016, [161_321, 161_321, 1_737, 384, 167, 5_378, 507, 81]),
        (2017, [158_980, 158_980, 1_718, 405, 163, 5_394, 457, 48]),
        (2018, [154_590, 154_590, 1_940, 430, 171, 5_130, 436, 50]),
        (2019, [161_442, 161_442, 73, 448, 149, 5_278, 483, 49]),
    ];
    for (year, expected) in expected {
        let Some(file) = read_year(year) else { return };
        let summary = &file.summary;
        assert!(summary.dropped.is_empty(), "{:?}", summary.dropped);
        assert_eq!((summary.portal, summary.columns.len()), (Some(Portal::Philadelphia), 14));
        // What the portal never publishes is not missed.
        assert!(summary.columns_absent.is_empty());

        let merged = merge(vec![file]).unwrap();
        let before = merged.events.iter().filter(|event| event.day().year() < year as i16).count() as u64;
        let report = quality(&merged, &study());
        let found = [
            report.rows_read,
            report.rows_kept,
            report.without_coordinates.count,
            report.at_midnight.count,
            report.at_noon.count,
            report.on_first_of_month.count,
            report.outside_box.count,
            before,
        ];
        assert_eq!(found, expected, "{year}");
        assert_eq!(report.duplicates, expected[0] - expected[1]);
        assert_eq!((report.arrest, report.simulated.count), (Share::default(), 0));
        let days = report.days.unwrap().to_string();
        assert_eq!(days, format!("{}-12-31..{year}-12-31", year - 1));
    }
}

#[test]
fn four_years_together_cover_the_study_and_hold_no_arrests() {
    let Some(files) = (2016..=2019).map(read_year).collect::<Option<Vec<FileEvents>>>() else { return };
    let merged = merge(files).unwrap();
    assert_eq!(check_coverage(&merged, &study()), Ok(()));
    let report = quality(&merged, &study());
    assert_eq!((report.rows_read, report.rows_kept, report.duplicates), (636_333, 636_333, 0));
    // The first file's rows of 2015 lie before the study; the others' fall into the year before
    // theirs.
    assert_eq!(report.outside_period.count, 81);
    assert_eq!(report.missing_days, []);
    assert_eq!(report.offences.len(), 31);
    let first: Vec<(&str, u64)> =
        report.offences.iter().take(3).map(|entry| (entry.name.as_str(), entry.count)).collect();
    assert_eq!(first, [("All Other Offenses", 115_751), ("Other Assaults", 95_779), ("Thefts", 94_268)]);
    let rows_of = |class: OffenceClass| {
        let entries = report.offences.iter().filter(|entry| entry.class == Some(class));
        entries.map(|entry| entry.count).sum::<u64>()
    };
    assert_eq!((rows_of(OffenceClass::Violent), rows_of(OffenceClass::Property)), (128_317, 181_171));

    let (streams, filter, _) = CityStreams::build(&merged.events, &study());
    let of = |variable| streams.keys.iter().filter(|key| key.variable == variable).count();
    assert_eq!(Variable::ALL.map(of), [542, 762, 0]);
    assert_eq!(filter.filters[2].streams_seen, 0);
}
