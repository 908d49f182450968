//! Files of columns and of layers on the command line: Parquet and GeoPackage say what the same
//! rows say as CSV.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests are tests too")]

#[path = "support/folder.rs"]
mod folder;
#[path = "../tables/tests/support/made_columns.rs"]
mod made_columns;

use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;

use folder::fresh_folder;
use made_columns::{Cells, Form, add_layer, empty_geopackage, parquet, point, saved, shape, square};
use serde_json::Value;
use watchback::ingest::{FileEvents, read_any_file};
use watchback::space::{AreaChoice, AreaFiles};

const ROWS: u32 = 600;
const KINDS: [&str; 3] = ["BURGLARY", "THEFT", "ASSAULT"];

/// A crime: minutes since 2019-01-01, its kind, whether there was an arrest, and degrees.
fn crimes() -> impl Iterator<Item = (i64, &'static str, bool, f64, f64)> {
    (0..ROWS).map(|n| {
        let (north, east) = (f64::from(n % 37) / 256.0, f64::from(n % 41) / 256.0);
        (i64::from(n) * 611, KINDS[n as usize % 3], n % 4 == 0, 41.75 + north, -87.75 + east)
    })
}

/// Seconds since 1970 of so many minutes of 2019.
fn seconds(minutes: i64) -> i64 {
    1_546_300_800 + 60 * minutes
}

/// `YYYY-MM-DDTHH:MM:SS`, by the calendar of 2019 and the start of 2020.
fn written(minutes: i64) -> String {
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let (mut day, mut month) = (minutes / 1_440, 0);
    while day >= lengths[month] {
        day -= lengths[month];
        month += 1;
    }
    let of_day = minutes % 1_440;
    format!("2019-{:02}-{:02}T{:02}:{:02}:00", month + 1, day + 1, of_day / 60, of_day % 60)
}

fn as_csv(mark: &str) -> String {
    let row = |(at, kind, arrest, north, east): (i64, &str, bool, f64, f64)| {
        format!("{}{mark},{kind},{arrest},{east},{north}\n", written(at))
    };
    "occurred,offense,arrest,longitude,latitude\n".to_owned() + &crimes().map(row).collect::<String>()
}

/// The columns but that of times, whose schema and cells are given.
fn as_parquet(at: &str, times: Cells, form: &Form) -> Vec<u8> {
    let schema = format!(
        "{at}; optional binary offense (UTF8); optional boolean arrest; optional double longitude; optional double latitude"
    );
    let cells = [
        times,
        Cells::texts(&crimes().map(|crime| crime.1).collect::<Vec<_>>()),
        Cells::Flags(crimes().map(|crime| Some(crime.2)).collect()),
        Cells::Doubles(crimes().map(|crime| Some(crime.4)).collect()),
        Cells::Doubles(crimes().map(|crime| Some(crime.3)).collect()),
    ];
    parquet(&schema, &cells, form)
}

fn as_geopackage() -> Vec<u8> {
    let mut connection = empty_geopackage();
    let table = "CREATE TABLE crimes (fid INTEGER PRIMARY KEY, geom BLOB, occurred DATETIME, offense TEXT, arrest TEXT)";
    connection.execute_batch(table).unwrap();
    add_layer(&connection, "crimes", 4326);
    let all = connection.transaction().unwrap();
    for (at, kind, arrest, north, east) in crimes() {
        let sql = "INSERT INTO crimes (geom, occurred, offense, arrest) VALUES (?1, ?2, ?3, ?4)";
        all.execute(sql, (shape(&point(east, north), true), written(at), kind, arrest.to_string())).unwrap();
    }
    all.commit().unwrap();
    saved(connection)
}

fn read(file: &[u8]) -> FileEvents {
    read_any_file("crimes", std::io::Cursor::new(file), &mut |_| ControlFlow::Continue(())).unwrap()
}

/// What `watchback inspect --json` says of a file, but its name and its length.
fn inspected(path: &Path) -> Value {
    let output =
        Command::new(env!("CARGO_BIN_EXE_watchback")).args(["inspect", "--json"]).arg(path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let name = path.file_name().unwrap().to_str().unwrap();
    let text = String::from_utf8(output.stdout).unwrap().replace(name, "crimes");
    serde_json::from_str(&text).unwrap()
}

#[test]
fn the_same_crimes_are_the_same_events_in_any_format() {
    let folder = fresh_folder("field-columns");
    let times =
        |per_second: i64| Cells::Longs(crimes().map(|crime| Some(per_second * seconds(crime.0))).collect());
    let of_instants = |(at, ..): (i64, &str, bool, f64, f64)| {
        let seconds = seconds(at);
        Some(((seconds % 86_400) as u64 * 1_000_000_000, 2_440_588 + (seconds / 86_400) as u32))
    };
    let instants = Cells::Instants(crimes().map(of_instants).collect());
    let form = Form { group: 250, ..Form::default() };
    let files = [
        (
            "milli.parquet",
            as_parquet("optional int64 occurred (TIMESTAMP(MILLIS,false))", times(1_000), &form),
        ),
        (
            "micro.parquet",
            as_parquet("optional int64 occurred (TIMESTAMP(MICROS,false))", times(1_000_000), &form),
        ),
        (
            "nano.parquet",
            as_parquet("optional int64 occurred (TIMESTAMP(NANOS,false))", times(1_000_000_000), &form),
        ),
        ("int96.parquet", as_parquet("optional int96 occurred", instants, &form)),
        ("layer.gpkg", as_geopackage()),
    ];
    let events = read(as_csv("").as_bytes()).events;
    assert_eq!(events.len(), ROWS as usize);
    let expected = format!("{events:?}");
    let csv = folder.join("crimes.csv");
    std::fs::write(&csv, as_csv("")).unwrap();
    let told = inspected(&csv);
    for (name, file) in &files {
        assert_eq!(format!("{:?}", read(file).events), expected, "{name}");
        let path = folder.join(name);
        std::fs::write(&path, file).unwrap();
        assert_eq!(inspected(&path), told, "{name}");
    }
    // Universal time is asked for as in a text.
    let file = as_parquet("optional int64 occurred (TIMESTAMP(MILLIS,true))", times(1_000), &form);
    let universal =
        |file: &[u8]| read_any_file("crimes", std::io::Cursor::new(file), &mut |_| ControlFlow::Continue(()));
    let both = [universal(&file), universal(as_csv("Z").as_bytes())].map(|read| match read {
        Ok(read) => format!("{:?}", read.events),
        Err(problem) => problem.to_string(),
    });
    assert_eq!(both[0], both[1]);
}

#[test]
fn areas_and_their_values_are_those_of_text() {
    let names = ["A", "B", "C", "D"];
    let feature = |(at, name): (usize, &&str)| {
        let (west, east) = (at as f64, at as f64 + 1.0);
        format!(
            r#"{{"type": "Feature", "properties": {{"ward": "{name}"}}, "geometry": {{"type": "MultiPolygon", "coordinates":
            [[[[{west}, 0], [{east}, 0], [{east}, 1], [{west}, 1], [{west}, 0]]]]}}}}"#
        )
    };
    let features: Vec<String> = names.iter().enumerate().map(feature).collect();
    let text = format!(r#"{{"type": "FeatureCollection", "features": [{}]}}"#, features.join(","));
    let connection = empty_geopackage();
    let table = "CREATE TABLE wards (fid INTEGER PRIMARY KEY, geom BLOB, ward TEXT);
        CREATE TABLE pay (ward TEXT, pay INTEGER);
        INSERT INTO gpkg_contents VALUES ('pay', 'attributes', 'pay', 0);
        INSERT INTO pay VALUES ('A', 10), ('B', 20), ('C', 30), ('D', 40);";
    connection.execute_batch(table).unwrap();
    add_layer(&connection, "wards", 4326);
    for (at, name) in names.iter().enumerate() {
        let sql = "INSERT INTO wards (geom, ward) VALUES (?1, ?2)";
        connection.execute(sql, (shape(&square(at as f64, 0.0, 1.0), false), name)).unwrap();
    }
    let layer = saved(connection);
    let shapes = (0..4).map(|at| Some(square(f64::from(at), 0.0, 1.0))).collect();
    let geo = r#"{"primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB"}}}"#;
    let form = Form { words: vec![("geo", geo.to_owned())], ..Form::default() };
    let schema = "optional binary geometry; optional binary ward (UTF8)";
    let geoparquet = parquet(schema, &[Cells::Bytes(shapes), Cells::texts(&names)], &form);
    let pay = Cells::Longs([10, 20, 30, 40].map(Some).to_vec());
    let table = parquet(
        "optional binary ward (UTF8); optional int64 pay",
        &[Cells::texts(&names), pay],
        &Form::default(),
    );
    let read = |boundaries: &[u8], table: &[u8]| {
        AreaFiles::read(boundaries, Some(table), None, &AreaChoice::default()).unwrap()
    };
    let expected = read(text.as_bytes(), b"ward,pay\nA,10\nB,20\nC,30\nD,40\n");
    for (boundaries, table) in [(&layer, &table), (&geoparquet, &table), (&geoparquet, &layer)] {
        let found = read(boundaries, table);
        assert_eq!(found.layer, expected.layer);
        assert_eq!(found.variable("pay").unwrap(), expected.variable("pay").unwrap());
    }
    let problem = AreaFiles::read(&table, None, None, &AreaChoice::default()).unwrap_err().to_string();
    assert!(problem.contains("it has no column of areas"), "{problem}");
}
