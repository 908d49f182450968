//! Places as files of the field have them: in one field, swapped, without a sign, far from all
//! others, and in projections that nobody names.
//!
//! The files are invented and stand in the shared folder, each for a kind; what is right of them
//! was written down when they were made. Below are more of the same kinds, as text.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of tests are tests too"
)]

#[path = "support/field.rs"]
mod field;
#[path = "support/read_field.rs"]
mod read_field;

use std::fs::File;
use std::io::Cursor;

use field::field;
use read_field::{go, guess_field, read_field};
use watchback::ingest::{
    FileEvents, Guess, GuessOptions, IngestError, Question, RemarkKind, Role, city_box, guess, merge,
    quality_report, read_any_file, read_file,
};
use watchback::space::CoordinateSystem;
use watchback::study::preset;
use watchback::wording::quality::findings;

fn near(file: &FileEvents, latitude: f64, longitude: f64) -> bool {
    file.events
        .iter()
        .filter_map(|event| event.latitude.zip(event.longitude))
        .all(|(north, east)| (north - latitude).abs() < 0.2 && (east - longitude).abs() < 0.2)
}

fn placed(file: &FileEvents) -> usize {
    file.events.iter().filter(|event| event.latitude.is_some()).count()
}

fn remarked(file: &FileEvents, kind: RemarkKind) -> Option<u64> {
    file.summary.remarks.iter().find(|remark| remark.kind == kind).map(|remark| remark.rows)
}

/// The numbers of the systems among which a guess asks to choose, and the question.
fn asked(guess: &Guess) -> (Vec<u16>, String) {
    let found = guess.questions.iter().find_map(|question| match question {
        Question::CoordinateSystem { candidates, .. } => {
            Some((candidates.iter().map(|system| system.epsg()).collect(), question.to_string()))
        }
        _ => None,
    });
    found.unwrap_or_else(|| panic!("nothing is asked: {:?}", guess.doubt()))
}

fn system(epsg: u16) -> GuessOptions {
    GuessOptions { system: Some(CoordinateSystem::from_epsg(epsg).unwrap()), ..GuessOptions::default() }
}

#[test]
fn places_in_one_field_are_read_in_the_forms_of_the_field() {
    for (name, turned) in [
        ("place-longitude-first.csv", Some(90)),
        ("place-ewkt.csv", None),
        ("place-geojson-cell.csv", None),
        ("place-dict-cell.csv", None),
        ("place-square-brackets.csv", None),
        ("place-swapped-columns.csv", Some(90)),
    ] {
        let Some(file) = read_field(name) else { return };
        let file = file.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((file.summary.rows_kept, placed(&file)), (90, 90), "{name}");
        assert!(near(&file, 38.25, -85.75), "{name}");
        assert_eq!(remarked(&file, RemarkKind::PlaceTurned), turned, "{name}");
        assert_eq!(remarked(&file, RemarkKind::PlaceAtSea), None, "{name}");
    }
}

#[test]
fn a_point_far_from_all_others_is_out_whatever_its_share() {
    let Some(file) = read_field("place-far-point-many-rows.csv") else { return };
    let file = file.unwrap();
    assert_eq!(file.summary.rows_kept, 660);
    let merged = merge(vec![file]).unwrap();
    let report = quality_report(&merged, preset("chicago").unwrap().tile);
    assert_eq!((report.placeholders.far.count, report.placeholders.rows), (123, 123));
    let told = findings(&report, &merged.files);
    assert!(told.iter().any(|finding| finding.sentence.contains("123 at 0, -76.23729")), "{told:?}");
    assert!(city_box(&merged.events).unwrap().south > 45.4);
}

#[test]
fn a_lone_system_that_fits_is_asked_for() {
    let plain = GuessOptions::default();
    let Some(found) = guess_field("projection-other-state-utah.csv", &plain) else { return };
    let (systems, question) = asked(&found);
    assert!(systems[0] == 3566 && !found.is_confident(), "{question}");
    let Some(found) = guess_field("projection-own-region-chicago.csv", &plain) else { return };
    let (systems, question) = asked(&found);
    assert!(systems[0] == 3435 && question.contains("41.8"), "{question}");
    let Some(found) = guess_field("projection-utm-vancouver.csv", &plain) else { return };
    let (systems, question) = asked(&found);
    assert_eq!(systems[0], 32610, "{question}");
    assert!(
        question.contains("UTM") && question.contains("32610") && question.contains("--epsg"),
        "{question}"
    );
    assert!(!question.contains("None known here fits"), "{question}");
    let Some(found) = guess_field("projection-british-grid.csv", &plain) else { return };
    let (systems, question) = asked(&found);
    assert!(systems[0] == 27700 && question.contains("British National Grid"), "{question}");
    assert!(question.contains("none of these"), "{question}");
}

#[test]
fn what_is_said_of_the_system_is_believed() {
    for (name, epsg, latitude, longitude) in [
        ("projection-other-state-utah.csv", 3566, 40.76, -111.89),
        ("projection-own-region-chicago.csv", 3435, 41.85, -87.68),
        ("projection-utm-vancouver.csv", 26910, 49.25, -123.1),
        ("projection-british-grid.csv", 27700, 53.47, -2.24),
    ] {
        let Some(found) = guess_field(name, &system(epsg)) else { return };
        assert!(found.is_confident(), "{name}: {:?}", found.doubt());
        let path = field(name).unwrap();
        let file = read_file(name, File::open(path).unwrap(), &found.plan.unwrap(), &mut go).unwrap();
        assert_eq!(file.summary.rows_kept, 90, "{name}");
        assert!(near(&file, latitude, longitude), "{name}");
    }
    // The file itself says it.
    for name in ["json-esri-wkid.json", "shapefile-prj.zip"] {
        let Some(file) = read_field(name) else { return };
        let file = file.unwrap_or_else(|error| panic!("{error}"));
        assert!(file.summary.rows_kept == 90 && near(&file, 38.9, -77.03), "{name}");
    }
}

/// A table of 60 rows; `place` writes a place's fields of a row and its shift in degrees.
fn table(columns: &str, place: impl Fn(f64) -> String) -> String {
    let mut text = format!("offense,occurred_date,{columns}\n");
    for row in 0..60 {
        let offence = ["THEFT", "BURGLARY", "ASSAULT"][row % 3];
        let fields = place(row as f64 / 1_000.0);
        text.push_str(&format!("{offence},2021-{:02}-{:02} 13:30,{fields}\n", row % 12 + 1, row % 28 + 1));
    }
    text
}

fn text(text: &str, options: &GuessOptions) -> Guess {
    guess("text.csv", Cursor::new(text.as_bytes()), options).unwrap()
}

fn read_text(text: &str) -> Result<FileEvents, IngestError> {
    read_any_file("text.csv", Cursor::new(text.as_bytes()), &mut go)
}

type Writer = fn(f64, f64) -> String;

/// How people and programs write a place in one field.
const WRITERS: [(&str, Writer); 12] = [
    ("brackets", |n, e| format!("({n:.4}, {e:.4})")),
    ("longitude first", |n, e| format!("({e:.4}, {n:.4})")),
    ("square brackets, longitude first", |n, e| format!("[{e:.4}, {n:.4}]")),
    ("point the wrong way", |n, e| format!("POINT ({n:.4} {e:.4})")),
    ("point with a height", |n, e| format!("POINT Z ({e:.4} {n:.4} 12.0)")),
    ("extended", |n, e| format!("SRID=4269;POINT Z({e:.4} {n:.4} 0)")),
    ("GeoJSON", |n, e| format!("{{''type'': ''Point'', ''coordinates'': [{e:.4}, {n:.4}]}}")),
    ("object", |n, e| format!("{{''lat'': {n:.4}, ''lng'': {e:.4}}}")),
    ("Python", |n, e| format!("{{'latitude': '{n:.4}', 'longitude': '{e:.4}'}}")),
    ("signs", |n, e| format!("{n:.4}\u{b0}, {e:.4}\u{b0}")),
    ("letters", |n, e| {
        let (ns, ew) = (if n < 0.0 { 'S' } else { 'N' }, if e < 0.0 { 'W' } else { 'E' });
        format!("{:.4}\u{b0} {ns}, {:.4}\u{b0} {ew}", n.abs(), e.abs())
    }),
    ("letters alone", |n, e| {
        let (ns, ew) = (if n < 0.0 { 'S' } else { 'N' }, if e < 0.0 { 'W' } else { 'E' });
        format!("{:.4}{ns} {:.4}{ew}", n.abs(), e.abs())
    }),
];

#[test]
fn places_in_one_field_are_read_in_more_forms_and_cities() {
    for (city, latitude, longitude) in [
        ("Denver", 39.7, -105.0),
        ("Berlin", 52.5, 13.35),
        ("Sydney", -33.9, 151.1),
        ("Recife", -8.1, -34.95),
    ] {
        for (form, write) in WRITERS {
            let place = |shift: f64| write(latitude + shift, longitude - shift / 2.0);
            let written = table("location", |shift| format!("\"{}\"", place(shift).replace("''", "\"\"")));
            let file = read_text(&written).unwrap_or_else(|error| panic!("{city}, {form}: {error}"));
            assert_eq!((file.summary.rows_kept, placed(&file)), (60, 60), "{city}, {form}");
            assert!(near(&file, latitude, longitude), "{city}, {form}: {:?}", file.summary.preview[0]);
            let is_turned = form.contains("first") || form.contains("wrong");
            assert_eq!(remarked(&file, RemarkKind::PlaceTurned).is_some(), is_turned, "{city}, {form}");
        }
        let two = |columns: &str, turned: bool, write: &dyn Fn(f64, f64) -> String| {
            let written = table(columns, |shift| write(latitude + shift, longitude - shift));
            let file = read_text(&written).unwrap_or_else(|error| panic!("{city}, {columns}: {error}"));
            assert!(near(&file, latitude, longitude) && placed(&file) == 60, "{city}, {columns}");
            assert_eq!(remarked(&file, RemarkKind::PlaceTurned), turned.then_some(60), "{city}, {columns}");
        };
        two("latitude,longitude", false, &|n, e| format!("{n:.4},{e:.4}"));
        two("latitude,longitude", true, &|n, e| format!("{e:.4},{n:.4}"));
        two("Y,X", true, &|n, e| format!("{e:.4},{n:.4}"));
        two("lat,lon", false, &|n, e| {
            let (ns, ew) = (if n < 0.0 { 'S' } else { 'N' }, if e < 0.0 { 'W' } else { 'E' });
            format!("{:.4}\u{b0}{ns},{:.4}\u{b0}{ew}", n.abs(), e.abs())
        });
    }
}

#[test]
fn places_in_the_sea_or_without_their_sign_are_asked_for() {
    for (columns, latitude, longitude, says) in [
        ("latitude,longitude", 38.25, 85.75, "minus"),
        ("latitude,longitude", 85.75, 38.25, "minus"),
        ("lat,lon", 41.88, 87.63, "minus"),
        ("latitude,longitude", 5.1, -30.2, "in the sea"),
        ("latitude,longitude", -85.75, -38.25, "in the sea"),
        ("latitude,longitude", 0.01, 0.01, "in the sea"),
    ] {
        let written = table(columns, |shift| format!("{:.5},{:.5}", latitude + shift, longitude + shift));
        let message = read_text(&written).unwrap_err().to_string();
        assert!(message.contains(says) && message.contains("--set place="), "{message}");
        // Who says that it is so is believed, with a remark.
        let place = columns.split(',').map(str::to_owned).collect();
        let options = GuessOptions { columns: vec![(Role::Place, place)], ..GuessOptions::default() };
        let found = text(&written, &options);
        assert!(found.is_confident(), "{:?}", found.doubt());
        let file = read_file("told", Cursor::new(written.as_bytes()), &found.plan.unwrap(), &mut go).unwrap();
        let at_sea = remarked(&file, RemarkKind::PlaceAtSea);
        assert_eq!(at_sea, (says != "minus" || latitude > 80.0).then_some(60), "{latitude} {longitude}");
    }
    // Delhi, Seoul and Berlin have no minus.
    for (latitude, longitude) in [(28.6, 77.2), (37.55, 126.95), (52.5, 13.4), (21.3, -157.86)] {
        let written =
            table("latitude,longitude", |shift| format!("{:.5},{:.5}", latitude + shift, longitude - shift));
        assert!(near(&read_text(&written).unwrap(), latitude, longitude));
    }
}

#[test]
fn a_place_of_those_without_one_does_not_hide_the_columns() {
    // One row in three is at the portal's own address, far away.
    let written = table("latitude,longitude", |shift| match (shift * 1_000.0) as u32 % 3 {
        0 => "34.0522,-118.2437".to_owned(),
        _ => format!("{:.5},{:.5}", 45.5 + shift, -73.6 - shift),
    });
    let merged = merge(vec![read_text(&written).unwrap()]).unwrap();
    assert!(city_box(&merged.events).unwrap().south > 45.4);
    let report = quality_report(&merged, preset("chicago").unwrap().tile);
    assert_eq!((report.placeholders.far.count, report.placeholders.rows), (20, 20));
}

/// Cities in their systems, computed by PROJ 9: name, number, degrees, coordinates.
const PROJECTED: [(&str, u16, f64, f64, f64, f64); 11] = [
    ("Houston", 2278, 29.76, -95.37, 3_120_040.0, 13_841_754.0),
    ("El Paso", 2277, 31.76, -106.45, 396_411.0, 10_656_120.0),
    ("Salt Lake City", 3566, 40.76, -111.89, 1_532_371.0, 7_445_821.0),
    ("Miami", 2236, 25.76, -80.19, 922_755.0, 519_282.0),
    ("Manchester", 27700, 53.47, -2.29, 380_847.0, 397_069.0),
    ("Montreal", 32188, 45.5, -73.57, 299_329.0, 5_040_011.0),
    ("Paris", 2154, 48.86, 2.35, 652_311.0, 6_862_415.0),
    ("Toronto", 32617, 43.65, -79.38, 630_644.0, 4_834_275.0),
    ("Sydney", 32756, -33.87, 151.21, 334_436.0, 6_250_816.0),
    ("Berlin", 32633, 52.52, 13.405, 391_779.0, 5_820_072.0),
    ("Boston", 26986, 42.36, -71.06, 236_247.0, 901_149.0),
];

#[test]
fn systems_of_cities_are_offered_and_taken_where_the_file_names_them() {
    for (city, epsg, latitude, longitude, x, y) in PROJECTED {
        let of = |columns: &str, more: &str| {
            table(columns, |shift| format!("{:.1},{:.1}{more}", x + shift * 1e3, y + shift * 1e3))
        };
        let found = text(&of("X,Y", ""), &GuessOptions::default());
        let (systems, question) = asked(&found);
        // It puts the rows at a large city.
        assert_eq!(systems.first(), Some(&epsg), "{city}: {question}");
        assert!(
            !found.is_confident() && found.plan.is_none() && question.contains("export latitude"),
            "{city}"
        );
        for (columns, more) in [
            (format!("x_{epsg},y_{epsg}"), String::new()),
            (format!("X EPSG:{epsg},Y EPSG:{epsg}"), String::new()),
            ("X,Y,srid".to_owned(), format!(",{epsg}")),
            ("X,Y,coord_epsg".to_owned(), format!(",EPSG:{epsg}")),
        ] {
            let is_told = epsg > 20_000 || columns.contains("EPSG") || !more.is_empty();
            let found = text(&of(&columns, &more), &GuessOptions::default());
            assert_eq!(found.is_confident(), is_told, "{city}, {columns}: {:?}", found.doubt());
            if is_told {
                let file = read_text(&of(&columns, &more)).unwrap();
                assert!(near(&file, latitude, longitude) && placed(&file) == 60, "{city}, {columns}");
            }
        }
    }
    // A zone of UTM, told in words.
    for (columns, more) in [
        ("UTM_10N_Easting,UTM_10N_Northing", ""),
        ("X,Y,utm_zone", ",10N"),
        ("X,Y,Datum", ",NAD83 UTM Zone 10"),
    ] {
        let written = table(columns, |shift| {
            format!("{:.1},{:.1}{more}", 492_000.0 + shift * 1e4, 5_455_000.0 + shift * 1e4)
        });
        let file = read_text(&written).unwrap_or_else(|error| panic!("{columns}: {error}"));
        assert!(near(&file, 49.25, -123.1) && placed(&file) == 60, "{columns}");
    }
    // What is of no system is told so.
    let nowhere =
        table("X,Y", |shift| format!("{:.1},{:.1}", 31_234_567.0 + shift * 1e4, -29_876_543.0 - shift * 1e4));
    let (systems, question) = asked(&text(&nowhere, &GuessOptions::default()));
    assert!(systems.is_empty() && question.contains("None known here fits"), "{question}");
    assert!(question.contains("--epsg") && question.contains("export latitude"), "{question}");
}
