//! Real files of the cities through the reader, against numbers that another program took.
//!
//! The numbers are those that `tests/independent/count_events.py` prints, Python's own modules
//! alone, and not by running the importer.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

#[path = "support/data.rs"]
mod data;

use std::fs::File;
use std::ops::ControlFlow;

use data::real_data;
use watchback::ingest::{FileEvents, merge, quality, read_any_file};
use watchback::study::{CITIES, OffenceClass, Study, preset};

/// What one file holds.
struct Expected {
    file: &'static str,
    rows: u64,
    kept: u64,
    without_place: u64,
    violent: u64,
    property: u64,
    /// Arrests, and rows that say whether one was made.
    arrests: (u64, u64),
    days: &'static str,
    offences: usize,
}

const fn expected(
    file: &'static str,
    [rows, kept, without_place, violent, property, arrests, arrest_known]: [u64; 7],
    days: &'static str,
    offences: usize,
) -> Expected {
    let arrests = (arrests, arrest_known);
    Expected { file, rows, kept, without_place, violent, property, arrests, days, offences }
}

#[rustfmt::skip]
const CHICAGO: [Expected; 7] = [
    expected("events/chicago_crimes_2012_10cols.csv.gz", [335_921, 335_921, 494, 79_539, 114_795, 90_561, 335_921], "2012-01-01..2012-12-31", 30),
    expected("events/chicago_crimes_2013_10cols.csv.gz", [307_030, 307_030, 689, 72_395, 102_006, 86_454, 307_030], "2013-01-01..2013-12-31", 31),
    expected("events/chicago_crimes_2014.csv.gz", [275_200, 275_200, 1_486, 66_774, 86_043, 79_507, 275_200], "2014-01-01..2014-12-31", 33),
    expected("events/chicago_crimes_2015.csv.gz", [263_929, 263_929, 6_036, 66_464, 80_588, 69_832, 263_929], "2015-01-01..2015-12-31", 32),
    expected("events/chicago_crimes_2016.csv.gz", [268_813, 268_813, 1_586, 69_816, 87_180, 52_779, 268_813], "2016-01-01..2016-12-31", 33),
    expected("events/chicago_crimes_2017.csv.gz", [267_792, 267_792, 2_797, 69_184, 88_742, 52_231, 267_792], "2017-01-01..2017-12-31", 32),
    expected("samples/chicago_2014_excerpt.csv", [4_950, 4_950, 172, 1_107, 1_437, 1_282, 4_950], "2014-01-01..2014-01-09", 23),
];

#[rustfmt::skip]
const PHILADELPHIA: [Expected; 5] = [
    expected("events/philadelphia_incidents_2016.csv.gz", [161_321, 161_321, 1_737, 31_977, 45_443, 0, 0], "2015-12-31..2016-12-31", 31),
    expected("events/philadelphia_incidents_2017.csv.gz", [158_980, 158_980, 1_718, 31_308, 44_289, 0, 0], "2016-12-31..2017-12-31", 30),
    expected("events/philadelphia_incidents_2018.csv.gz", [154_590, 154_590, 1_940, 31_829, 45_220, 0, 0], "2017-12-31..2018-12-31", 31),
    expected("events/philadelphia_incidents_2019.csv.gz", [161_442, 161_442, 73, 33_203, 46_219, 0, 0], "2018-12-31..2019-12-31", 30),
    expected("samples/philadelphia_2016_01_excerpt.csv", [3_897, 3_897, 0, 471, 2_857, 0, 0], "2015-12-31..2016-01-31", 10),
];

#[rustfmt::skip]
const LOS_ANGELES: [Expected; 2] = [
    expected("events/la_west_la_area_2020-03_2021-07.csv.gz", [12_954, 12_954, 31, 1_731, 7_100, 1_038, 12_954], "2020-03-15..2021-07-31", 97),
    expected("samples/la_crime_2020_present_west_la_excerpt.csv", [3_708, 3_708, 5, 474, 2_163, 300, 3_708], "2020-03-15..2020-12-31", 79),
];

/// The three layouts of COBRA and the one since; days of the offence, not of the report.
#[rustfmt::skip]
const ATLANTA: [Expected; 6] = [
    expected("events/atlanta_cobra_2019_jan01-sep.csv.gz", [17_881, 17_881, 0, 1_568, 15_575, 0, 0], "2011-01-07..2019-09-23", 11),
    expected("samples/atlanta_cobra_2019_excerpt.csv", [2_017, 2_017, 0, 117, 1_809, 0, 0], "2011-01-07..2019-01-30", 11),
    expected("events/atlanta_cobra_2020_old_rms_jan01-sep29.csv.gz", [14_831, 14_831, 71, 1_742, 12_482, 0, 0], "1989-07-10..2020-09-30", 8),
    expected("events/atlanta_cobra_2020_new_rms_sep30-dec31.csv.gz", [7_249, 7_241, 0, 743, 6_221, 0, 0], "1929-10-09..2020-12-31", 7),
    expected("samples/atlanta_cobra_2020_new_rms_excerpt.csv", [1_812, 1_810, 0, 164, 1_601, 0, 0], "2012-12-12..2020-12-31", 7),
    expected("samples/atlanta_nibrs_2022plus_excerpt.csv", [1_597, 1_595, 0, 240, 692, 0, 0], "1960-11-04..2022-10-18", 35),
];

/// The portal's JSON.
#[rustfmt::skip]
const AUSTIN: Expected =
    expected("samples/austin_crime_reports_soda_sample.json", [1_000, 996, 33, 157, 281, 156, 456], "2003-01-04..2024-06-01", 109);

#[rustfmt::skip]
const SAN_FRANCISCO: Expected =
    expected("events/sf_incidents_kaggle_train_2011-2015.csv.gz", [316_306, 316_306, 0, 27_175, 99_699, 96_303, 316_306], "2011-01-01..2015-05-13", 39);

/// The table put together, and NIJ's own zip of a shapefile.
#[rustfmt::skip]
const PORTLAND: [Expected; 2] = [
    expected("events/portland_nij_cfs_2012-03_2017-02.csv.gz", [172_251, 172_251, 0, 158_088, 14_163, 0, 0], "2012-03-01..2017-02-28", 3),
    expected("samples/portland_NIJ2017_FEB22_FEB26_shapefile.zip", [2_798, 2_798, 0, 391, 71, 0, 0], "2017-02-22..2017-02-26", 4),
];

fn read(file: &str) -> Option<FileEvents> {
    let reader = File::open(real_data(file)?).unwrap();
    let mut progress = |_: u64| ControlFlow::Continue(());
    Some(read_any_file(file, reader, &mut progress).unwrap())
}

fn study(city: &str) -> Study {
    preset(city).unwrap().check().unwrap()
}

/// Whether the file holds what is expected; the city that its header tells too.
fn check(expected: &Expected, city: &str) {
    let Some(file) = read(expected.file) else { return };
    let name = expected.file;
    assert_eq!(file.summary.portal.map(|portal| portal.city()), Some(city), "{name}");
    let dropped: u64 = file.summary.dropped.iter().map(|dropped| dropped.rows).sum();
    let rows = (file.summary.rows_read, file.summary.rows_kept, dropped);
    assert_eq!(rows, (expected.rows, expected.kept, expected.rows - expected.kept), "{name}");

    let study = study(city);
    let count = |is_so: &dyn Fn(&watchback::ingest::Event) -> bool| {
        file.events.iter().filter(|event| is_so(event)).count() as u64
    };
    let of_class = |class: OffenceClass| {
        count(&|event| study.class_of(file.events.offence_name(event.offence)) == Some(class))
    };
    assert_eq!(count(&|event| event.latitude.is_none()), expected.without_place, "{name}");
    let classes = [OffenceClass::Violent, OffenceClass::Property].map(of_class);
    assert_eq!(classes, [expected.violent, expected.property], "{name}");
    let arrests = (count(&|event| event.arrest == Some(true)), count(&|event| event.arrest.is_some()));
    assert_eq!(arrests, expected.arrests, "{name}");
    assert_eq!(file.events.offences().len(), expected.offences, "{name}");

    // What is known of the offence's name is written down.
    let other = other_offences(city);
    for offence in file.events.offences() {
        let offence = offence.trim();
        let known =
            study.class_of(offence).is_some() || other.iter().any(|name| name.eq_ignore_ascii_case(offence));
        assert!(known, "{name}: {offence} is in no table");
    }

    // Equal rows of one file are events, as are a homicide and the assault it began with under one
    // number in Philadelphia; the same file again adds nothing.
    let twice = merge(vec![file.clone(), file.clone()]).unwrap();
    assert_eq!((twice.events.len() as u64, twice.duplicates), (expected.kept, expected.kept), "{name}");
    let merged = merge(vec![file]).unwrap();
    assert_eq!(merged.duplicates, 0, "{name}");
    assert_eq!(quality(&merged, &study).days.unwrap().to_string(), expected.days, "{name}");
}

/// Offences of a city that are in neither class.
fn other_offences(city: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(include_bytes!("../docs/other-offences.csv").as_slice());
    let rows = reader.records().map(Result::unwrap);
    rows.filter(|row| &row[0] == city).map(|row| row[1].to_owned()).collect()
}

#[test]
fn chicagos_files_hold_what_another_program_counts() {
    CHICAGO.iter().for_each(|file| check(file, "chicago"));
}

#[test]
fn philadelphias_files_hold_what_another_program_counts() {
    PHILADELPHIA.iter().for_each(|file| check(file, "philadelphia"));
}

#[test]
fn los_angeles_files_hold_what_another_program_counts() {
    LOS_ANGELES.iter().for_each(|file| check(file, "los-angeles"));
}

#[test]
fn atlantas_files_hold_what_another_program_counts() {
    ATLANTA.iter().for_each(|file| check(file, "atlanta"));
}

#[test]
fn austins_file_holds_what_another_program_counts() {
    check(&AUSTIN, "austin");
}

#[test]
fn san_franciscos_file_holds_what_another_program_counts() {
    check(&SAN_FRANCISCO, "san-francisco");
}

#[test]
fn portlands_files_hold_what_another_program_counts() {
    PORTLAND.iter().for_each(|file| check(file, "portland"));
    // The file's own degrees, which the plan does not read, all lie in the preset's box.
    let Some(file) = read(PORTLAND[0].file) else { return };
    let report = quality(&merge(vec![file]).unwrap(), &study("portland"));
    assert_eq!((report.outside_box.count, report.outside_box.of), (0, 172_251));
}

#[test]
fn no_offence_is_in_a_class_and_in_neither() {
    for city in &CITIES {
        let (study, other) = (study(city.name), other_offences(city.name));
        for (at, offence) in other.iter().enumerate() {
            assert_eq!(study.class_of(offence), None, "{}: {offence}", city.name);
            let twice = other[..at].iter().any(|earlier| earlier.eq_ignore_ascii_case(offence));
            assert!(!twice, "{}: {offence} stands twice", city.name);
        }
        assert!(!other.is_empty(), "{}", city.name);
    }
}
