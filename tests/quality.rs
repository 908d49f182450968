//! The quality report on real files, against numbers that another program took: Python with pandas
//! (`groupby` over the files' own columns), not the importer. Some also stand in the data's
//! MANIFEST.md.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

#[path = "support/data.rs"]
mod data;

use std::fs::File;
use std::ops::ControlFlow;

use data::real_data;
use watchback::ingest::{
    Event, Events, FileEvents, GapPattern, Merged, QualityReport, Share, check_coverage, merge,
    quality_report, read_portal_file,
};
use watchback::streams::suggest_study;
use watchback::study::{CivilDay, StudySettings, TileSize, preset};
use watchback::wording::{Subject, Weight, quality::findings};

fn read_portal(names: &[String]) -> Option<Merged> {
    let read = |name: &String| -> Option<FileEvents> {
        let file = File::open(real_data(&format!("events/{name}"))?).unwrap();
        let mut progress = |_: u64| ControlFlow::Continue(());
        Some(read_portal_file(name, file, &mut progress).unwrap())
    };
    Some(merge(names.iter().map(read).collect::<Option<_>>()?).unwrap())
}

fn weight(report: &QualityReport, subject: Subject) -> Weight {
    findings(report, &[]).iter().find(|finding| finding.subject == subject).unwrap().weight
}

fn told(report: &QualityReport) -> String {
    let found = findings(report, &[]);
    found.iter().map(|finding| format!("{:?} {}\n", finding.weight, finding.sentence)).collect()
}

fn of_year(months: &[watchback::ingest::MonthShare], year: i16) -> (u64, u64) {
    let of_year = months.iter().filter(|month| month.year == year);
    of_year.fold((0, 0), |(count, of), month| (count + month.share.count, of + month.share.of))
}

#[test]
fn chicagos_report_is_what_another_program_counts() {
    let names: Vec<String> = (2014..=2017).map(|year| format!("chicago_crimes_{year}.csv.gz")).collect();
    let Some(merged) = read_portal(&names) else { return };
    let report = quality_report(&merged, preset("chicago").unwrap().tile);
    let told = told(&report);

    let missing = &report.missing_places;
    assert_eq!(missing.rows, Share { count: 11_905, of: 1_075_734 });
    let years =
        [(2014, 1_486, 275_200), (2015, 6_036, 263_929), (2016, 1_586, 268_813), (2017, 2_797, 267_792)];
    for (year, count, of) in years {
        assert_eq!(of_year(&missing.by_month, year), (count, of), "{year}");
    }
    let first: Vec<_> =
        missing.by_offence.iter().take(3).map(|entry| (entry.offence.as_str(), entry.share)).collect();
    let expected = [
        ("DECEPTIVE PRACTICE", Share { count: 4_246, of: 69_143 }),
        ("NARCOTICS", Share { count: 2_694, of: 77_939 }),
        ("THEFT", Share { count: 2_051, of: 244_830 }),
    ];
    assert_eq!(first, expected);
    assert!(missing.not_at_random() && missing.on_offence.holds() && missing.on_month.holds());
    let names: Vec<&str> = missing.standing_out().iter().map(|entry| entry.offence.as_str()).collect();
    assert!(
        names.starts_with(&["DECEPTIVE PRACTICE", "NARCOTICS", "OFFENSE INVOLVING CHILDREN"]),
        "{names:?}"
    );
    assert!(!names.contains(&"THEFT") && !names.contains(&"BATTERY"));
    let december =
        missing.months_standing_out().iter().find(|month| month.to_string() == "2015-12").unwrap().share;
    assert_eq!(december, Share { count: 1_059, of: 21_100 });
    assert!(
        told.contains("not missing at random: 4,246 of 69,143 rows (6.14 %) of DECEPTIVE PRACTICE, "),
        "{told}"
    );

    let placeholders = &report.placeholders;
    assert_eq!((placeholders.rows, placeholders.far), (5, Share { count: 5, of: 1_063_829 }));
    let point = placeholders.points[0];
    assert_eq!((point.latitude, point.longitude, point.rows), (36.619_446_395, -91.686_565_684, 5));

    let precision = &report.precision;
    assert_eq!((precision.points, precision.decimals), (313_447, Some(7)));
    assert_eq!(precision.on_repeated, Share { count: 908_546, of: 1_063_829 });
    assert_eq!(precision.on_most_shared, Share { count: 9_859, of: 1_063_829 });
    let most = precision.most_shared[0];
    assert_eq!((most.latitude, most.longitude, most.rows), (41.883_500_187, -87.627_876_698, 1_985));
    assert_eq!(weight(&report, Subject::Precision), Weight::Note, "{told}");

    let calendar = report.calendar.as_ref().unwrap();
    assert_eq!(calendar.days.to_string(), "2014-01-01..2017-12-31");
    assert_eq!((calendar.rows[0], *calendar.rows.last().unwrap()), (1_143, 542));
    assert_eq!((calendar.rows.iter().max(), calendar.rows.iter().min()), (Some(&1_160), Some(&365)));
    assert_eq!((report.missing_days, report.gap_pattern, calendar.stray_rows), (0, None, 0));
    assert_eq!(weight(&report, Subject::Gaps), Weight::Note);

    let arrests = report.arrests.as_ref().unwrap();
    assert_eq!(arrests.rows, Share { count: 254_349, of: 1_075_734 });
    assert_eq!(arrests.by_month[0].share, Share { count: 5_743, of: 19_966 });
    assert_eq!(arrests.by_month[47].share, Share { count: 3_774, of: 20_996 });
    assert_eq!(of_year(&arrests.by_month, 2017), (52_231, 267_792));
    assert!(told.contains("28.9 % in 2014 and 19.5 % in 2017: arrest streams"), "{told}");
    // The one jump: stops and drug arrests fell at the turn of the year 2015, and no other offence
    // did.
    let jumps: Vec<_> = report.level_changes.iter().map(|jump| (jump.offence.as_deref(), jump.day)).collect();
    assert_eq!(jumps, [(Some("NARCOTICS"), "2015-12-21".parse().unwrap())]);
    assert_eq!(report.late, None, "{told}");
}

#[test]
fn philadelphias_report_says_that_there_are_no_arrests() {
    let names: Vec<String> =
        (2016..=2019).map(|year| format!("philadelphia_incidents_{year}.csv.gz")).collect();
    let Some(merged) = read_portal(&names) else { return };
    let report = quality_report(&merged, preset("philadelphia").unwrap().tile);
    let jumps: Vec<_> = report.level_changes.iter().map(|jump| (jump.offence.as_deref(), jump.day)).collect();
    assert_eq!(jumps, [(Some("Disorderly Conduct"), "2016-06-20".parse().unwrap())]);
    assert_eq!((report.late.as_ref(), report.placeholders.far.count), (None, 0));
    assert_eq!(report.arrests, None);
    assert_eq!((report.missing_days, report.gap_pattern), (0, None));
}

/// What is suggested for a city that the paper has settings for is near to these.
#[test]
fn philadelphias_study_is_suggested_nearly_as_in_table_one() {
    let names: Vec<String> =
        (2016..=2019).map(|year| format!("philadelphia_incidents_{year}.csv.gz")).collect();
    let Some(merged) = read_portal(&names) else { return };
    let paper = preset("philadelphia").unwrap();
    let found = suggest_study(&merged.events, "own", &paper.classes).unwrap().settings;
    let near = |found: f64, paper: f64| (found - paper).abs() < 0.01;
    let (a, b) = (found.bounds, paper.bounds);
    assert!(
        near(a.south, b.south) && near(a.north, b.north) && near(a.west, b.west) && near(a.east, b.east),
        "{a:?}"
    );
    assert!(
        (found.tile.latitude_degrees / paper.tile.latitude_degrees - 1.0).abs() < 0.01,
        "{:?}",
        found.tile
    );
    assert!(
        (found.tile.longitude_degrees / paper.tile.longitude_degrees - 1.0).abs() < 0.01,
        "{:?}",
        found.tile
    );
    let of = |settings: &StudySettings| {
        (settings.training_first, settings.training_last, settings.test_last, settings.step_days)
    };
    assert_eq!(of(&found), of(&paper));
}

/// Day, offence and place.
type Row = (CivilDay, String, Option<(f64, f64)>);

/// A file as other programs would read it: the columns of date (year, month, day), offence,
/// latitude and longitude.
fn by_hand(name: &str, columns: [&str; 4], date: impl Fn(&str) -> Option<CivilDay>) -> Option<Vec<Row>> {
    let file = File::open(real_data(&format!("events/{name}"))?).unwrap();
    let mut reader = csv::Reader::from_reader(flate2::read::MultiGzDecoder::new(file));
    let header = reader.byte_headers().unwrap().clone();
    let at = columns.map(|column| {
        let is_it = |name: &[u8]| String::from_utf8_lossy(name).trim_start_matches('\u{feff}') == column;
        header.iter().position(is_it).unwrap()
    });
    let mut rows = Vec::new();
    for record in reader.byte_records() {
        let record = record.unwrap();
        let text = |column: usize| String::from_utf8_lossy(&record[at[column]]).into_owned();
        let number = |column: usize| text(column).parse::<f64>().ok();
        rows.push((date(&text(0)).unwrap(), text(1), number(2).zip(number(3))));
    }
    Some(rows)
}

fn merged(mut rows: Vec<Row>) -> Merged {
    rows.sort_by_key(|row| row.0);
    let mut names: Vec<String> = rows.iter().map(|row| row.1.clone()).collect();
    names.sort();
    names.dedup();
    let events = rows.iter().enumerate().map(|(id, (day, offence, place))| Event {
        id: id as u64,
        minute: day.days_since_1970() * 1_440,
        latitude: place.map(|place| place.0),
        longitude: place.map(|place| place.1),
        offence: names.binary_search(offence).unwrap() as u16,
        arrest: None,
        domestic: None,
        simulated: false,
    });
    let events = Events::from_rows(names.clone(), events).unwrap();
    Merged { events, files: Vec::new(), duplicates: 0, disagreeing_ids: 0 }
}

/// `M/D/YY` or `M/D/YYYY`.
fn american(text: &str) -> Option<CivilDay> {
    let mut parts = text.split(' ').next()?.split('/').map(|part| part.parse::<i16>().unwrap());
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    CivilDay::from_civil(if year < 100 { year + 2_000 } else { year }, month as i8, day as i8)
}

const TILE: TileSize = TileSize { latitude_degrees: 0.002_7, longitude_degrees: 0.003_4 };

#[test]
fn san_franciscos_sample_of_weeks_is_refused_with_its_pattern() {
    let name = "sf_incidents_kaggle_train_2011-2015.csv.gz";
    let iso = |text: &str| text.get(..10)?.parse().ok();
    let Some(rows) = by_hand(name, ["Dates", "Category", "Y", "X"], iso) else { return };
    let merged = merged(rows);
    let report = quality_report(&merged, TILE);
    let pattern = GapPattern { present_days: 7, absent_days: 7, present_runs: 113, absent_runs: 114 };
    assert_eq!((report.gap_pattern, report.missing_days), (Some(pattern), 1_594 - 796));
    assert_eq!(weight(&report, Subject::Gaps), Weight::Refusal);
    let mut settings = preset("chicago").unwrap();
    settings.training_first = "2011-01-01".parse().unwrap();
    settings.training_last = "2013-12-31".parse().unwrap();
    settings.test_last = "2014-12-31".parse().unwrap();
    let refusal = check_coverage(&merged, &settings.check().unwrap()).unwrap_err();
    assert_eq!(refusal.pattern, Some(pattern));
    let message = refusal.to_string();
    assert!(
        message.contains("7 days present, 7 absent, in turn (113 and 114 times): they are a sample of days"),
        "{message}"
    );
    // No week is whole beside another: nothing can be said of levels, and nothing is.
    assert!(report.level_changes.is_empty());
}

#[test]
fn los_angeles_zeros_and_four_decimals_are_seen() {
    let name = "la_west_la_area_2020-03_2021-07.csv.gz";
    let Some(rows) = by_hand(name, ["DATE OCC", "Crm Cd Desc", "LAT", "LON"], american) else { return };
    let report = quality_report(&merged(rows), TILE);
    let told = told(&report);
    assert_eq!(report.placeholders.far, Share { count: 31, of: 12_954 });
    let zero = report.placeholders.points[0];
    assert_eq!(
        (zero.latitude, zero.longitude, zero.rows, report.placeholders.points.len()),
        (0.0, 0.0, 31, 1)
    );
    assert!(told.contains("31 at 0, 0"), "{told}");
    // 3,270 points with that at zero.
    assert_eq!((report.precision.decimals, report.precision.points), (Some(4), 3_270));
}

#[test]
fn atlantas_jumps_of_2020_are_seen_on_their_days() {
    let old = by_hand(
        "atlanta_cobra_2020_old_rms_jan01-sep29.csv.gz",
        ["rpt_date", "UC2_Literal", "lat", "long"],
        american,
    );
    let new = by_hand(
        "atlanta_cobra_2020_new_rms_sep30-dec31.csv.gz",
        ["rpt_date", "UC2_Literal", "lat", "long"],
        american,
    );
    let Some((old, new)) = old.zip(new) else { return };
    let report = quality_report(&merged([old, new].concat()), TILE);
    assert_eq!(report.placeholders.rows, 71);
    let jumps: Vec<_> =
        report.level_changes.iter().map(|jump| (jump.offence.as_deref(), jump.day.to_string())).collect();
    let jumps: Vec<_> = jumps.iter().map(|(offence, day)| (*offence, day.as_str())).collect();
    // The first lockdown; and, two weeks into the new records system, thefts from vehicles, whose
    // median week rises from 153 in the eight weeks before 2020-09-30 to 252 in the eight after. No
    // other type changes by half: aggravated assault 53 and 53.5, burglary 36 and 35.5, auto theft
    // 63.5 and 89.5, other larceny 82.5 and 94.5, robbery 19.5 and 25.
    let expected = [
        (None, "2020-03-17"),
        (Some("LARCENY-FROM VEHICLE"), "2020-03-17"),
        (Some("LARCENY-NON VEHICLE"), "2020-03-17"),
        (Some("AUTO THEFT"), "2020-06-01"),
        (Some("LARCENY-FROM VEHICLE"), "2020-06-03"),
        (Some("LARCENY-FROM VEHICLE"), "2020-10-14"),
    ];
    assert_eq!(jumps, expected);
}
