//! The layout of every real file is understood: by its portal's, by guess alone, and with its
//! columns renamed and shuffled.
//!
//! What is expected was taken by `tests/independent/layouts.py` with Python's `csv`, `gzip` and
//! `datetime`, not by running the importer, and stands partly in the data's MANIFEST.md too.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of tests are tests too"
)]

#[path = "support/data.rs"]
mod data;

use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;

use data::real_data;
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use watchback::ingest::{
    DateFormat, Guess, GuessOptions, PlaceColumns, Portal, Role, guess, merge, quality, read_any_file,
    read_file,
};
use watchback::study::preset;

/// A real file and what is true of it.
struct Known {
    file: &'static str,
    portal: Portal,
    /// Date, time, north, east, offence, arrest; empty where there is none.
    columns: [&'static str; 6],
    /// Rows, kept, with placeholders, without a place; offences, arrests and known outcomes of
    /// those kept.
    counts: [u64; 7],
    days: &'static str,
    /// The first row that can be read: moment and offence.
    first: (&'static str, &'static str),
}

#[rustfmt::skip]
const FILES: [Known; 15] = [
    Known { file: "events/chicago_crimes_2012_10cols.csv.gz", portal: Portal::Chicago, columns: CHICAGO, counts: [335_921, 335_921, 0, 494, 30, 90_561, 335_921], days: "2012-01-01..2012-12-31", first: ("2012-01-01 00:00", "SEX OFFENSE") },
    Known { file: "events/chicago_crimes_2014.csv.gz", portal: Portal::Chicago, columns: CHICAGO, counts: [275_200, 275_200, 0, 1_486, 33, 79_507, 275_200], days: "2014-01-01..2014-12-31", first: ("2014-01-01 00:01", "DECEPTIVE PRACTICE") },
    Known { file: "events/philadelphia_incidents_2016.csv.gz", portal: Portal::Philadelphia, columns: PHILADELPHIA, counts: [161_321, 161_321, 0, 1_737, 31, 0, 0], days: "2015-12-31..2016-12-31", first: ("2016-01-12 00:00", "Homicide - Criminal") },
    Known { file: "events/la_west_la_area_2020-03_2021-07.csv.gz", portal: Portal::LosAngeles, columns: LOS_ANGELES, counts: [12_954, 12_954, 31, 31, 97, 1_038, 12_954], days: "2020-03-15..2021-07-31", first: ("2020-10-15 20:00", "BATTERY - SIMPLE ASSAULT") },
    Known { file: "events/atlanta_cobra_2019_jan01-sep.csv.gz", portal: Portal::Atlanta, columns: COBRA, counts: [17_881, 17_881, 0, 0, 11, 0, 0], days: "2011-01-07..2019-09-23", first: ("2019-01-01 00:20", "LARCENY-NON VEHICLE") },
    Known { file: "events/atlanta_cobra_2020_old_rms_jan01-sep29.csv.gz", portal: Portal::Atlanta, columns: COBRA_2020, counts: [14_831, 14_831, 71, 71, 8, 0, 0], days: "1989-07-10..2020-09-30", first: ("2020-01-02 15:21", "HOMICIDE") },
    Known { file: "events/atlanta_cobra_2020_new_rms_sep30-dec31.csv.gz", portal: Portal::Atlanta, columns: COBRA_2020, counts: [7_249, 7_241, 0, 0, 7, 0, 0], days: "1929-10-09..2020-12-31", first: ("2020-11-29 19:21", "AGG ASSAULT") },
    Known { file: "events/sf_incidents_kaggle_train_2011-2015.csv.gz", portal: Portal::SanFrancisco, columns: ["Dates", "", "Y", "X", "Category", "Resolution"], counts: [316_306, 316_306, 0, 0, 39, 96_303, 316_306], days: "2011-01-01..2015-05-13", first: ("2011-01-01 00:01", "ASSAULT") },
    Known { file: "events/portland_nij_cfs_2012-03_2017-02.csv.gz", portal: Portal::Portland, columns: ["occ_date", "", "latitude", "longitude", "CATEGORY", ""], counts: [172_251, 172_251, 0, 0, 3, 0, 0], days: "2012-03-01..2017-02-28", first: ("2012-03-01 00:00", "BURGLARY") },
    Known { file: "samples/atlanta_cobra_2019_excerpt.csv", portal: Portal::Atlanta, columns: COBRA, counts: [2_017, 2_017, 0, 0, 11, 0, 0], days: "2011-01-07..2019-01-30", first: ("2019-01-01 00:20", "LARCENY-NON VEHICLE") },
    Known { file: "samples/atlanta_cobra_2020_new_rms_excerpt.csv", portal: Portal::Atlanta, columns: COBRA_2020, counts: [1_812, 1_810, 0, 0, 7, 0, 0], days: "2012-12-12..2020-12-31", first: ("2020-11-29 19:21", "AGG ASSAULT") },
    Known { file: "samples/atlanta_nibrs_2022plus_excerpt.csv", portal: Portal::Atlanta, columns: ["Offense Start Date", "", "Latitude", "Longitude", "NIBRS Code Name", ""], counts: [1_597, 1_595, 0, 0, 35, 0, 0], days: "1960-11-04..2022-10-18", first: ("2022-04-15 03:00", "Destruction/Damage/Vandalism of Property") },
    Known { file: "samples/chicago_2014_excerpt.csv", portal: Portal::Chicago, columns: CHICAGO, counts: [4_950, 4_950, 0, 172, 23, 1_282, 4_950], days: "2014-01-01..2014-01-09", first: ("2014-01-01 00:01", "DECEPTIVE PRACTICE") },
    Known { file: "samples/la_crime_2020_present_west_la_excerpt.csv", portal: Portal::LosAngeles, columns: LOS_ANGELES, counts: [3_708, 3_708, 5, 5, 79, 300, 3_708], days: "2020-03-15..2020-12-31", first: ("2020-10-15 20:00", "BATTERY - SIMPLE ASSAULT") },
    Known { file: "samples/philadelphia_2016_01_excerpt.csv", portal: Portal::Philadelphia, columns: PHILADELPHIA, counts: [3_897, 3_897, 0, 0, 10, 0, 0], days: "2015-12-31..2016-01-31", first: ("2016-01-12 00:00", "Homicide - Criminal") },
];
/// Files that are no CSV; what they hold is counted in tests/city_files.rs.
#[rustfmt::skip]
const OF_OTHER_FORMATS: [Known; 2] = [
    Known { file: "samples/austin_crime_reports_soda_sample.json", portal: Portal::Austin, columns: ["occ_date", "occ_time", "latitude", "longitude", "crime_type", "clearance_status"], counts: [0; 7], days: "", first: ("2003-02-06 23:59", "THEFT") },
    Known { file: "samples/portland_NIJ2017_FEB22_FEB26_shapefile.zip", portal: Portal::Portland, columns: ["occ_date", "", "x_coordina", "y_coordina", "CATEGORY", ""], counts: [0; 7], days: "", first: ("2017-02-22 00:00", "STREET CRIMES") },
];
const CHICAGO: [&str; 6] = ["Date", "", "Latitude", "Longitude", "Primary Type", "Arrest"];
const PHILADELPHIA: [&str; 6] =
    ["dispatch_date", "dispatch_time", "point_y", "point_x", "text_general_code", ""];
const LOS_ANGELES: [&str; 6] = ["DATE OCC", "TIME OCC", "LAT", "LON", "Crm Cd Desc", "Status"];
const COBRA: [&str; 6] = ["Occur Date", "Occur Time", "Latitude", "Longitude", "UCR Literal", ""];
const COBRA_2020: [&str; 6] = ["occur_date", "occur_time", "lat", "long", "UC2_Literal", ""];

fn open(file: &str) -> Option<File> {
    real_data(file).map(|path| File::open(path).unwrap())
}

fn without_presets() -> GuessOptions {
    GuessOptions { without_presets: true, ..GuessOptions::default() }
}

/// Names that the guess gives: date, time, north, east, offence, arrest.
fn named(guess: &Guess) -> [String; 6] {
    let columns = |role| guess.role(role).unwrap().columns.clone();
    let one = |role| columns(role).first().cloned().unwrap_or_default();
    let place = columns(Role::Place);
    let at = |index: usize| place.get(index).cloned().unwrap_or_default();
    [one(Role::Date), one(Role::Time), at(0), at(1), one(Role::Offence), one(Role::Arrest)]
}

#[test]
fn every_file_is_read_as_another_program_reads_it() {
    for known in &FILES {
        let Some(file) = open(known.file) else { return };
        let mut progress = |_: u64| ControlFlow::Continue(());
        let file = read_any_file(known.file, file, &mut progress).unwrap();
        assert_eq!(file.summary.portal, Some(known.portal), "{}", known.file);
        let (read, kept, placeholders) =
            (file.summary.rows_read, file.summary.rows_kept, file.summary.placeholders);
        let (mut unplaced, mut arrests, mut outcomes) = (0, 0, 0);
        for event in file.events.iter() {
            unplaced += u64::from(event.latitude.is_none());
            arrests += u64::from(event.arrest == Some(true));
            outcomes += u64::from(event.arrest.is_some());
        }
        let offences = file.events.offences().len() as u64;
        let found = [read, kept, placeholders, unplaced, offences, arrests, outcomes];
        assert_eq!(found, known.counts, "{}", known.file);
        let first = &file.summary.preview[0];
        assert_eq!((first.date.as_str(), first.offence.as_str()), known.first, "{}", known.file);
        let merged = merge(vec![file]).unwrap();
        let report = quality(&merged, &preset("chicago").unwrap().check().unwrap());
        assert_eq!(report.days.unwrap().to_string(), known.days, "{}", known.file);
    }
}

#[test]
fn every_layout_is_guessed_right_without_presets() {
    for known in FILES.iter().chain(&OF_OTHER_FORMATS) {
        let Some(file) = open(known.file) else { return };
        let found = guess(known.file, file, &without_presets()).unwrap();
        assert_eq!(named(&found), known.columns, "{}: {:#?}", known.file, found.roles);
        assert!(found.is_confident(), "{}: {:?}", known.file, found.doubt());
        let first = &found.preview[0];
        assert_eq!((first.date.as_str(), first.offence.as_str()), known.first, "{}", known.file);
        assert_eq!(found.preview.len(), 5);
        // What the guess says is what the reader then does.
        let plan = found.plan.unwrap();
        let mut progress = |_: u64| ControlFlow::Continue(());
        if known.file.starts_with("samples") && known.counts[0] > 0 {
            let file = read_file(known.file, open(known.file).unwrap(), &plan, &mut progress).unwrap();
            let counts =
                (file.summary.rows_read, file.summary.rows_kept, file.events.offences().len() as u64);
            assert_eq!(counts, (known.counts[0], known.counts[1], known.counts[4]), "{}", known.file);
        }
    }
}

/// What people call these columns.
const DATES: [&str; 16] = [
    "Date",
    "OCCURRED_ON_DATE",
    "incident_date",
    "Date of Offense",
    "OffenceDate",
    "event date",
    "datetime",
    "crime_date",
    "When",
    "Occurrence Date",
    "CMPLNT_FR_DT",
    "Incident Date/Time",
    "DateOccurred",
    "date_time_of_occurrence",
    "Offense Start Date",
    "dt_occ",
];
const TIMES: [&str; 8] = [
    "Time",
    "OCCURRED_TIME",
    "incident_time",
    "Time of Offense",
    "OffenceTime",
    "event time",
    "CMPLNT_FR_TM",
    "TimeOccurred",
];
const PLACES: [[&str; 2]; 12] = [
    ["Latitude", "Longitude"],
    ["LAT", "LON"],
    ["lat", "lng"],
    ["Y", "X"],
    ["y_coord", "x_coord"],
    ["geo_lat", "geo_long"],
    ["Latitude (WGS84)", "Longitude (WGS84)"],
    ["GPS Latitude", "GPS Longitude"],
    ["PointY", "PointX"],
    ["INTPTLAT", "INTPTLON"],
    ["incident_latitude", "incident_longitude"],
    ["YCOORD", "XCOORD"],
];
const OFFENCES: [&str; 14] = [
    "offense",
    "Offence",
    "Crime Type",
    "OFFENSE_DESCRIPTION",
    "Category",
    "crime",
    "incident_type",
    "Offense Category",
    "OFNS_DESC",
    "primary_offense",
    "UCR Description",
    "NIBRS Offense",
    "crimetype",
    "Type of Crime",
];

fn shuffle<T>(items: &mut [T], random: &mut ChaCha8Rng) {
    for last in (1..items.len()).rev() {
        items.swap(last, random.next_u32() as usize % (last + 1));
    }
}

/// The first 250 rows of a JSON array as records: the keys of all, without what is nested.
fn json_records(file: File) -> Vec<csv::StringRecord> {
    let rows: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_reader(file).unwrap();
    let plain = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let mut keys: Vec<&String> = Vec::new();
    for (key, value) in rows.iter().flatten() {
        if value.is_string() && !keys.contains(&key) {
            keys.push(key);
        }
    }
    let header = keys.iter().map(|key| key.as_str()).collect();
    let fields = |row: &serde_json::Map<String, serde_json::Value>| {
        keys.iter().map(|key| row.get(*key).and_then(plain).unwrap_or_default()).collect()
    };
    [header].into_iter().chain(rows.iter().take(250).map(fields)).collect()
}

/// The first 200 kB of a file as records.
fn first_records(known: &Known) -> Option<Vec<csv::StringRecord>> {
    let file = open(known.file)?;
    if known.file.ends_with("json") {
        return Some(json_records(file));
    }
    let mut start = Vec::new();
    if known.file.ends_with("gz") {
        flate2::read::MultiGzDecoder::new(file).take(200_000).read_to_end(&mut start).unwrap();
    } else {
        file.take(200_000).read_to_end(&mut start).unwrap();
    }
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(start.as_slice());
    let mut records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    // The last one is cut.
    records.pop();
    Some(records)
}

#[test]
fn renamed_and_shuffled_columns_are_found() {
    let mut wrong = Vec::new();
    for known in FILES.iter().chain(&OF_OTHER_FORMATS[..1]) {
        let Some(records) = first_records(known) else { return };
        let header: Vec<&str> =
            records[0].iter().map(|name| name.trim_start_matches('\u{feff}').trim()).collect();
        let at = |name: &str| header.iter().position(|found| *found == name);
        for seed in 0..20 {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            let mut pick = |n: usize| random.next_u32() as usize % n;
            let [north, east] = PLACES[pick(PLACES.len())];
            let picked = [
                DATES[pick(DATES.len())],
                TIMES[pick(TIMES.len())],
                north,
                east,
                OFFENCES[pick(OFFENCES.len())],
            ];
            let mut names: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
            let positions = [0, 1, 2, 3, 4].map(|role| at(known.columns[role]));
            for (position, name) in positions.iter().zip(picked) {
                if let Some(position) = position {
                    names[*position] = name.to_owned();
                }
            }
            let mut order: Vec<usize> = (0..names.len()).collect();
            shuffle(&mut order, &mut random);
            let names: Vec<String> = order.iter().map(|&from| names[from].clone()).collect();
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(&names).unwrap();
            for record in &records[1..] {
                writer.write_record(order.iter().map(|&from| &record[from])).unwrap();
            }
            let text = writer.into_inner().unwrap();
            let found =
                guess(known.file, std::io::Cursor::new(text.as_slice()), &GuessOptions::default()).unwrap();
            // As a plan names a column of several with one name.
            let expected = positions.map(|position| {
                let Some(position) = position else { return String::new() };
                let to = order.iter().position(|&from| from == position).unwrap();
                let same = |a: &str, b: &str| {
                    a.to_lowercase().replace('_', " ") == b.to_lowercase().replace('_', " ")
                };
                let earlier = names[..to].iter().filter(|name| same(name, &names[to])).count();
                if earlier == 0 { names[to].clone() } else { format!("{}#{}", names[to], earlier + 1) }
            });
            let [date, time, north, east, offence, _] = named(&found);
            let as_good = |found: &str, expected: &str, role: usize| {
                // Atlanta's newest files hold the place twice.
                found == expected || (known.file.contains("nibrs") && ["y", "x"][role - 2] == found)
            };
            let right = [date.as_str(), &time, &offence] == [&expected[0], &expected[1], &expected[4]]
                && as_good(&north, &expected[2], 2)
                && as_good(&east, &expected[3], 3)
                && found.is_confident()
                && found.preview[0].date == known.first.0;
            if !right {
                wrong.push(format!(
                    "{} {seed}: {:?} for {expected:?} ({:?})",
                    known.file,
                    named(&found),
                    found.doubt()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), 20 * (FILES.len() + 1), wrong.join("\n"));
}

#[test]
fn projected_coordinates_are_those_of_the_files_degrees() {
    // Portland's file has both; its degrees were computed by PROJ, which also takes the older
    // adjustment of NAD 83 to WGS 84: 1.3 m here.
    let Some(file) = open("events/portland_nij_cfs_2012-03_2017-02.csv.gz") else { return };
    let plan = Portal::Portland.plan();
    assert!(matches!(plan.columns().place, PlaceColumns::Projected { .. }));
    let mut progress = |_: u64| ControlFlow::Continue(());
    let projected = read_file("portland", file, &plan, &mut progress).unwrap();
    let mut columns = plan.columns().clone();
    let [latitude, longitude] = ["latitude", "longitude"].map(str::to_owned);
    columns.place = PlaceColumns::Degrees { latitude, longitude };
    let plan = watchback::ingest::ImportPlan::new(columns, plan.limits()).unwrap();
    let file = open("events/portland_nij_cfs_2012-03_2017-02.csv.gz").unwrap();
    let degrees = read_file("portland", file, &plan, &mut progress).unwrap();
    let worst = worst_metres(&projected, &degrees);
    assert_eq!((worst.0, worst.1 < 1.5), (172_251, true), "{} m", worst.1);

    // Chicago's has whole feet and nine decimals.
    let Some(file) = open("events/chicago_crimes_2014.csv.gz") else { return };
    let degrees = read_file("chicago", file, &Portal::Chicago.plan(), &mut progress).unwrap();
    let mut columns = Portal::Chicago.plan().columns().clone();
    let [x, y] = ["X Coordinate", "Y Coordinate"].map(str::to_owned);
    let system = watchback::space::CoordinateSystem::from_epsg(3435).unwrap();
    columns.place = PlaceColumns::Projected { x, y, system };
    let plan = watchback::ingest::ImportPlan::new(columns, plan.limits()).unwrap();
    let file = open("events/chicago_crimes_2014.csv.gz").unwrap();
    let projected = read_file("chicago", file, &plan, &mut progress).unwrap();
    // Five rows have the placeholder 0, 0 in feet, which the portal turned into degrees.
    assert_eq!(projected.summary.placeholders, 5);
    let worst = worst_metres(&projected, &degrees);
    assert_eq!((worst.0, worst.1 < 1.0), (275_200 - 1_486 - 5, true), "{} m", worst.1);
}

/// Rows that have a place in both, and the greatest distance between the two.
fn worst_metres(a: &watchback::ingest::FileEvents, b: &watchback::ingest::FileEvents) -> (u64, f64) {
    let metres = |a: f64, b: f64| (a - b) * 111_195.0;
    a.events.iter().zip(b.events.iter()).fold((0, 0.0), |(rows, worst), (a, b)| {
        let place = |event: watchback::ingest::Event| event.latitude.zip(event.longitude);
        let Some((a, b)) = place(a).zip(place(b)) else { return (rows, worst) };
        let (north, east) = (metres(a.0, b.0), metres(a.1, b.1) * 0.75);
        (rows + 1, f64::max(worst, (north * north + east * east).sqrt()))
    })
}

#[test]
fn what_is_ambiguous_is_asked_and_what_is_said_is_believed() {
    let text = "Ref,Day,Kind,Lat,Lon,Outcome\n\
                1,03/04/2019,Burglary,51.50,-0.12,X1\n\
                2,05/04/2019,Assault,51.60,-0.11,X2\n";
    let asked = guess("london.csv", std::io::Cursor::new(text.as_bytes()), &GuessOptions::default()).unwrap();
    assert_eq!(asked.questions.len(), 2, "{:?}", asked.questions);
    assert!(asked.questions[0].to_string().contains("the month first or the day first"));
    assert!(asked.doubt().unwrap().to_string().contains("order of day and month cannot be told"));
    let told = GuessOptions {
        date_format: Some(DateFormat::DayFirst),
        arrest_values: Some(vec!["x1".to_owned()]),
        columns: vec![(Role::Id, Vec::new())],
        ..GuessOptions::default()
    };
    let answered = guess("london.csv", std::io::Cursor::new(text.as_bytes()), &told).unwrap();
    assert!(answered.is_confident() && answered.questions.is_empty(), "{:?}", answered.doubt());
    assert_eq!(answered.preview[0].date, "2019-04-03 00:00");
    assert_eq!(answered.preview[0].event.arrest, Some(true));
    assert_eq!(answered.plan.unwrap().columns().id, None);
    // The same dates in the United States.
    let in_chicago = text.replace("51.", "41.").replace("-0.1", "-87.");
    let found =
        guess("chicago.csv", std::io::Cursor::new(in_chicago.as_bytes()), &GuessOptions::default()).unwrap();
    assert_eq!(found.preview[0].date, "2019-03-04 00:00");
}

#[test]
fn projected_coordinates_alone_are_asked_for() {
    let rows = |x: f64, y: f64| {
        let rows: String = (0..30)
            .map(|row| {
                format!(
                    "2019-03-{:02},Burglary,{},{}\n",
                    row % 28 + 1,
                    x + f64::from(row),
                    y + f64::from(row)
                )
            })
            .collect();
        format!("date,offense,x_coordinate,y_coordinate\n{rows}2019-03-01,Theft,{x},{y}\n")
    };
    // The one plane in whose region they lie, Portland's, may still be chance.
    let portland = rows(7_644_390.0, 680_069.0);
    let asked = guess("p.csv", std::io::Cursor::new(portland.as_bytes()), &without_presets()).unwrap();
    assert!(asked.doubt().unwrap().to_string().contains("EPSG 2269"), "{:?}", asked.doubt());
    let told = GuessOptions {
        system: Some(watchback::space::CoordinateSystem::from_epsg(2269).unwrap()),
        ..without_presets()
    };
    let portland = guess("p.csv", std::io::Cursor::new(portland.as_bytes()), &told).unwrap();
    assert!(portland.is_confident(), "{:?}", portland.doubt());
    let latitude = portland.preview[0].event.latitude.unwrap();
    assert!((latitude - 45.511_447).abs() < 1e-4, "{latitude}");
    // Somewhere in a zone of UTM, which alone does not say which.
    let unknown =
        guess("u.csv", std::io::Cursor::new(rows(447_726.0, 4_636_644.0).as_bytes()), &without_presets())
            .unwrap();
    assert!(
        unknown.doubt().unwrap().to_string().contains("coordinate system cannot be told"),
        "{:?}",
        unknown.doubt()
    );
    let told = GuessOptions {
        system: Some(watchback::space::CoordinateSystem::from_epsg(32616).unwrap()),
        ..without_presets()
    };
    let found = guess("u.csv", std::io::Cursor::new(rows(447_726.0, 4_636_644.0).as_bytes()), &told).unwrap();
    assert!((found.preview[0].event.latitude.unwrap() - 41.88).abs() < 1e-4);
}

/// Headers of other cities' portals, as published, and a hand-made row: `@d` stands for a day of
/// the month, `@o` for an offence, `@n` for a number. What must be found: date, time, north, east,
/// offence.
const OTHER_PORTALS: [(&str, &str, &str, [&str; 5]); 9] = [
    (
        "Boston",
        "INCIDENT_NUMBER,OFFENSE_CODE,OFFENSE_CODE_GROUP,OFFENSE_DESCRIPTION,DISTRICT,REPORTING_AREA,SHOOTING,OCCURRED_ON_DATE,YEAR,MONTH,DAY_OF_WEEK,HOUR,UCR_PART,STREET,Lat,Long,Location",
        "I1820@n,619,Group,@o,D14,808,,2018-09-@d 13:00:00,2018,9,Sunday,13,Part One,LINCOLN ST,42.357@n,-71.139@n,\"(42.357, -71.139)\"",
        ["OCCURRED_ON_DATE", "", "Lat", "Long", "OFFENSE_DESCRIPTION"],
    ),
    (
        "New York",
        "CMPLNT_NUM,CMPLNT_FR_DT,CMPLNT_FR_TM,CMPLNT_TO_DT,CMPLNT_TO_TM,ADDR_PCT_CD,RPT_DT,KY_CD,OFNS_DESC,PD_CD,PD_DESC,LAW_CAT_CD,BORO_NM,X_COORD_CD,Y_COORD_CD,Latitude,Longitude,Lat_Lon",
        "7001@n,12/@d/2019,17:30:00,12/@d/2019,17:35:00,32,12/@d/2019,118,@o,793,\"WEAPONS POSSESSION\",FELONY,MANHATTAN,999937,238365,40.820@n,-73.943@n,\"(40.82, -73.94)\"",
        ["CMPLNT_FR_DT", "CMPLNT_FR_TM", "Latitude", "Longitude", "OFNS_DESC"],
    ),
    (
        "Denver",
        "INCIDENT_ID,OFFENSE_ID,OFFENSE_CODE,OFFENSE_CODE_EXTENSION,OFFENSE_TYPE_ID,OFFENSE_CATEGORY_ID,FIRST_OCCURRENCE_DATE,LAST_OCCURRENCE_DATE,REPORTED_DATE,INCIDENT_ADDRESS,GEO_X,GEO_Y,GEO_LON,GEO_LAT,DISTRICT_ID,IS_CRIME,IS_TRAFFIC",
        "20196@n,2019600@n,2399,0,traffic-accident,@o,6/@d/2019 11:40:00 PM,6/@d/2019 11:50:00 PM,6/28/2019 1:15:00 AM,,3178@n,1685@n,-104.809@n,39.772@n,5,1,0",
        ["FIRST_OCCURRENCE_DATE", "", "GEO_LAT", "GEO_LON", "OFFENSE_CATEGORY_ID"],
    ),
    (
        "Baltimore",
        "X,Y,RowID,CCNumber,CrimeDateTime,CrimeCode,Description,Inside_Outside,Weapon,Post,Gender,Age,District,Neighborhood,Latitude,Longitude,GeoLocation,Premise",
        "1420@n.5,5920@n.5,@n,21A,2021/03/@d 14:30:00,4E,@o,O,HANDS,413,F,31,EASTERN,GREENMOUNT,39.300@n,-76.610@n,\"(39.3,-76.6)\",STREET",
        ["CrimeDateTime", "", "Latitude", "Longitude", "Description"],
    ),
    (
        "Seattle",
        "Report Number,Offense ID,Offense Start DateTime,Offense End DateTime,Report DateTime,Group A B,Crime Against Category,Offense Parent Group,Offense,Offense Code,Precinct,Sector,Beat,MCPP,100 Block Address,Longitude,Latitude",
        "2020-04@n,1260@n,02/@d/2020 10:08:00 AM,,02/@d/2020 10:24:00 AM,A,SOCIETY,GROUP,@o,35A,W,Q,Q1,MAGNOLIA,32XX BLOCK OF 23RD AVE W,-122.385@n,47.649@n",
        ["Offense Start DateTime", "", "Latitude", "Longitude", "Offense"],
    ),
    (
        "Toronto",
        "OBJECTID,EVENT_UNIQUE_ID,REPORT_DATE,OCC_DATE,REPORT_YEAR,OCC_YEAR,DIVISION,LOCATION_TYPE,UCR_CODE,OFFENCE,NEIGHBOURHOOD_158,LONG_WGS84,LAT_WGS84",
        "@n,GO-2014@n,2014-01-28,2014-01-@d,2014,2014,D53,Apartment,1430,@o,Forest Hill,-79.405@n,43.682@n",
        ["OCC_DATE", "", "LAT_WGS84", "LONG_WGS84", "OFFENCE"],
    ),
    (
        "Cincinnati",
        "INSTANCEID,INCIDENT_NO,DATE_REPORTED,DATE_FROM,DATE_TO,CLSD,UCR,DST,BEAT,OFFENSE,LOCATION,LONGITUDE_X,LATITUDE_X",
        "A-@n,1900@n,07/29/2019 01:40:00 AM,07/@d/2019 09:30:00 PM,07/@d/2019 10:30:00 PM,J,600,3,2,@o,STREET,-84.563@n,39.103@n",
        ["DATE_FROM", "", "LATITUDE_X", "LONGITUDE_X", "OFFENSE"],
    ),
    (
        "Nashville",
        "Primary Key,Incident Number,Report Type,Incident Status Description,Incident Occurred,Incident Reported,Offense Number,Offense Description,Weapon Description,Latitude,Longitude,Mapped Location",
        "2019@n_11,2019@n,D,OPEN,08/@d/2019 04:00:00 AM,08/28/2019 05:00:00 AM,1,@o,NONE,36.150@n,-86.780@n,POINT (-86.78 36.15)",
        ["Incident Occurred", "", "Latitude", "Longitude", "Offense Description"],
    ),
    (
        "Gainesville",
        "ID,Incident Type,Report Date,Offense Date,Report Hour of Day,Report Day of Week,Offense Hour of Day,City,Address,Latitude,Longitude,Location",
        "2190@n,@o,01/28/2019 07:40:00 PM,01/@d/2019 07:00:00 PM,19,Sunday,19,GAINESVILLE,600 BLK,29.650@n,-82.330@n,POINT (-82.33 29.65)",
        ["Offense Date", "", "Latitude", "Longitude", "Incident Type"],
    ),
];

#[test]
fn files_of_cities_without_a_preset_are_told_by_their_headers() {
    let offences = ["Burglary", "Simple Assault", "Larceny", "Vandalism", "Motor Vehicle Theft", "Robbery"];
    for (city, header, row, expected) in OTHER_PORTALS {
        let row = |number: usize| {
            let day = format!("{:02}", number % 18 + 10);
            row.replace("@d", &day)
                .replace("@n", &(100 + number).to_string())
                .replace("@o", offences[number % 6])
        };
        let text: String =
            [header.to_owned()].into_iter().chain((0..40).map(row)).map(|line| line + "\n").collect();
        let found = guess(city, std::io::Cursor::new(text.as_bytes()), &GuessOptions::default()).unwrap();
        assert_eq!(named(&found)[..5], expected, "{city}: {:#?}", found.roles);
        assert!(
            found.is_confident() && found.rows_read == 40,
            "{city}: {:?} {}",
            found.doubt(),
            found.rows_read
        );
    }
}
