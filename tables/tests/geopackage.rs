//! GeoPackages, written by SQLite.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests are tests too")]

#[path = "support/made_columns.rs"]
mod made_columns;
mod support;

use rusqlite::Connection;
use watchback_tables::{Limits, Records, StatedSystem, areas_as_geojson};

use made_columns::{add_layer, empty_geopackage, point, saved, shape, square};
use support::made_files::{Rows, rows, rows_of};

/// The rows of a file, its system, and what is not read.
fn read(file: &[u8]) -> (Rows, Option<StatedSystem>, Vec<String>) {
    let mut progress = |_: u64| std::ops::ControlFlow::Continue(());
    let mut records = Records::open(std::io::Cursor::new(file), Limits::default()).unwrap();
    while records.next(&mut progress).unwrap().is_some() {}
    let told =
        |unread: &watchback_tables::Unread| format!("{}: {}, {}", unread.name, unread.what, unread.rows);
    let unread = records.unread().iter().map(told).collect();
    (rows_of(file).unwrap(), records.stated_system().cloned(), unread)
}

/// A layer of crimes, with `rows` of them in a line to the east.
fn add_crimes(connection: &Connection, name: &str, srs_id: i64, rows: u32, from: [f64; 2]) {
    let table = format!(
        "CREATE TABLE \"{name}\" (fid INTEGER PRIMARY KEY AUTOINCREMENT, geom BLOB, \"kind of crime\" TEXT, at DATETIME,
         arrest BOOLEAN, note BLOB)"
    );
    connection.execute_batch(&table).unwrap();
    add_layer(connection, name, srs_id);
    let insert =
        format!("INSERT INTO \"{name}\" (geom, \"kind of crime\", at, arrest) VALUES (?1, ?2, ?3, ?4)");
    for row in 0..rows {
        let [x, y] = [from[0] + f64::from(row), from[1]];
        let shape = (row % 3 > 0).then(|| shape(&point(x, y), row % 2 == 0));
        let at = format!("2014-01-{:02}T13:30:45", 1 + row % 28);
        connection.execute(&insert, (shape, "THEFT", at, row % 2)).unwrap();
    }
}

#[test]
fn a_layer_of_points_has_two_more_columns() {
    let connection = empty_geopackage();
    add_crimes(&connection, "crimes", 4326, 4, [-87.0, 41.5]);
    let (found, system, unread) = read(&saved(connection));
    let expected = "kind of crime,at,arrest,note,longitude,latitude\n\
        THEFT,2014-01-01T13:30:45,0,,,\nTHEFT,2014-01-02T13:30:45,1,,-86,41.5\n\
        THEFT,2014-01-03T13:30:45,0,,-85,41.5\nTHEFT,2014-01-04T13:30:45,1,,,";
    assert_eq!((found, unread), (rows(expected), Vec::new()));
    assert_eq!(system, Some(StatedSystem::Number(4326)));
}

#[test]
fn rows_are_read_to_the_last_in_the_order_of_their_numbers() {
    let connection = empty_geopackage();
    add_crimes(&connection, "crimes", 2263, 2_500, [900_000.0, 200_000.0]);
    // Keys need not follow each other, and may be negative.
    connection.execute("UPDATE crimes SET fid = -fid WHERE fid > 2400", []).unwrap();
    let mut file = saved(connection);
    let (found, system, _) = read(&file);
    assert_eq!(found.len(), 2_501);
    assert_eq!(found[2][4..], ["902498", "200000"]);
    assert_eq!(found[0][4..], ["x", "y"]);
    assert_eq!(system, Some(StatedSystem::Number(2263)));
    // Programs that have it open write that there is a log beside it.
    file[18..20].fill(2);
    assert_eq!(rows_of(&file).unwrap(), found);
}

#[test]
fn layers_of_one_layout_are_read_and_others_named() {
    let connection = empty_geopackage();
    add_crimes(&connection, "crimes 2014", 4326, 3, [-87.0, 41.5]);
    add_crimes(&connection, "crimes 2015", 4326, 2, [-80.0, 41.5]);
    add_crimes(&connection, "elsewhere", 2263, 2, [900_000.0, 200_000.0]);
    let more = "CREATE TABLE wards (id INTEGER PRIMARY KEY, geom BLOB, name TEXT);
        CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT);
        INSERT INTO notes (words) VALUES ('a'), ('b');
        INSERT INTO gpkg_contents VALUES ('notes', 'attributes', 'notes', 0), ('gone', 'features', 'gone', 0);";
    connection.execute_batch(more).unwrap();
    add_layer(&connection, "wards", 4326);
    let insert = "INSERT INTO wards (geom, name) VALUES (?1, 'First'), (?2, 'Second')";
    connection
        .execute(insert, [shape(&square(0.0, 0.0, 1.0), true), shape(&square(1.0, 0.0, 1.0), false)])
        .unwrap();
    let file = saved(connection);
    let (found, _, unread) = read(&file);
    assert_eq!(found.len(), 6);
    let expected = [
        "elsewhere: a layer of another coordinate system, 2",
        "notes: a layer or table of another kind, 2",
        "wards: a layer of areas, 2",
    ];
    assert_eq!(unread, expected);
    let text = areas_as_geojson(&file).unwrap().unwrap();
    // In which order members stand depends on what else is built.
    let areas: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(areas["crs"]["properties"]["name"], "EPSG:4326", "{text}");
    assert_eq!(areas["features"][0]["properties"]["name"], "First", "{text}");
    assert_eq!(areas["features"][0]["geometry"]["type"], "MultiPolygon", "{text}");
}

#[test]
fn a_table_without_shapes_is_a_table() {
    let connection = empty_geopackage();
    let tables = "CREATE TABLE pay (\"area \"\"x\"\"\" TEXT, rowid INTEGER, income REAL);
        INSERT INTO pay VALUES ('A', 7, 1.5), ('B', 5, NULL);
        INSERT INTO gpkg_contents VALUES ('pay', 'attributes', 'pay', 0);";
    connection.execute_batch(tables).unwrap();
    let file = saved(connection);
    assert_eq!(rows_of(&file).unwrap(), rows("area \"x\",rowid,income\nA,7,1.5\nB,5,"));
    assert!(areas_as_geojson(&file).unwrap_err().to_string().contains("it has no layer of areas"));
}

#[test]
fn of_several_layers_of_areas_none_is_chosen() {
    let connection = empty_geopackage();
    for name in ["tracts of 2010", "tracts of 2020"] {
        let table = format!("CREATE TABLE \"{name}\" (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT)");
        connection.execute_batch(&table).unwrap();
        add_layer(&connection, name, 4326);
        let insert = format!("INSERT INTO \"{name}\" (geom, name) VALUES (?1, 'A')");
        connection.execute(&insert, [shape(&square(0.0, 0.0, 1.0), false)]).unwrap();
    }
    let problem = areas_as_geojson(&saved(connection)).unwrap_err().to_string();
    assert!(problem.contains("\"tracts of 2010\", \"tracts of 2020\""), "{problem}");
}

#[test]
fn what_cannot_be_read_says_so() {
    let said = |file: &[u8]| rows_of(file).unwrap_err().to_string();
    assert!(said(&saved(empty_geopackage())).contains("a GeoPackage without rows"));
    let other = Connection::open_in_memory().unwrap();
    other.execute_batch("CREATE TABLE a (b)").unwrap();
    assert!(said(&saved(other)).contains("a database of SQLite"));
    assert!(said(b"SQLite format 3\0").contains("the file cannot be read"));
    let connection = empty_geopackage();
    add_crimes(&connection, "crimes", 4326, 500, [-87.0, 41.5]);
    let file = saved(connection);
    assert!(said(&file[..file.len() / 2]).contains("the GeoPackage cannot be read"));
    // A byte that is changed anywhere gives rows or an error.
    for at in (0..file.len()).step_by(97) {
        let mut changed = file.clone();
        changed[at] ^= 0xff;
        match rows_of(&changed) {
            Ok(rows) => assert!(rows.len() <= 2_000, "{at}"),
            Err(problem) => assert!(!problem.to_string().is_empty()),
        }
    }
}
