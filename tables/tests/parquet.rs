//! Parquet files: what their rows are, and that no damage of one makes it panic, hang or grow.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests are tests too")]

#[path = "support/made_columns.rs"]
mod made_columns;
mod support;

use parquet::basic::{Compression, Encoding};
use watchback_tables::{Limits, ReadError, Records, StatedSystem, areas_as_geojson};

use made_columns::{Cells, Form, parquet, point, square};
use support::made_files::{Rows, gzip, rows, rows_of};

const SCHEMA: &str =
    "optional int32 n; optional int64 at (TIMESTAMP(MICROS,false)); optional binary kind (UTF8);
    optional double north; optional boolean arrest; optional fixed_len_byte_array(5) paid (DECIMAL(10,2));
    optional int96 old";

/// 100 rows of each kind of column, every seventh without values, and what they are as text.
fn table() -> (Vec<Cells>, Rows) {
    let numbers: Vec<i64> = (0..100).collect();
    let some = |n: &i64| n % 7 != 0;
    let kinds = ["THEFT", "THEFT OF A CAR", "", "CAF\u{c9}"];
    let kind = |n: &i64| kinds[*n as usize % 4];
    let cells = vec![
        Cells::Ints(numbers.iter().map(|n| Some(3 * *n as i32 - 50)).collect()),
        Cells::Longs(
            numbers.iter().map(|n| some(n).then_some(1_388_534_400_000_000 + n * 60_000_123)).collect(),
        ),
        Cells::Bytes(numbers.iter().map(|n| some(n).then(|| kind(n).into())).collect()),
        Cells::Doubles(numbers.iter().map(|n| some(n).then_some(41.0 + *n as f64 / 64.0)).collect()),
        Cells::Flags(numbers.iter().map(|n| some(n).then_some(n % 3 == 0)).collect()),
        Cells::Fixed(
            numbers.iter().map(|n| some(n).then(|| vec![0, 0, 0, (n / 2) as u8, *n as u8])).collect(),
        ),
        Cells::Instants(
            numbers.iter().map(|n| some(n).then_some((45_000_000_000 * *n as u64, 2_456_659))).collect(),
        ),
    ];
    let mut expected = rows("n,at,kind,north,arrest,paid,old");
    expected.extend(numbers.iter().map(|n| {
        let mut row = vec![(3 * n - 50).to_string()];
        let paid = n / 2 * 256 + n;
        let (seconds, old) = (n * 60, n * 45);
        row.extend([
            format!("2014-01-01T{:02}:{:02}:00", seconds / 3_600, seconds / 60 % 60),
            kind(n).to_owned(),
            (41.0 + *n as f64 / 64.0).to_string(),
            (n % 3 == 0).to_string(),
            format!("{}.{:02}", paid / 100, paid % 100),
            format!("2014-01-01T{:02}:{:02}:{:02}", old / 3_600, old / 60 % 60, old % 60),
        ]);
        if !some(n) {
            row[1..].fill(String::new());
        }
        row
    }));
    (cells, expected)
}

/// All ways in which pages are written.
fn forms() -> Vec<Form> {
    let delta = vec![
        ("n", Encoding::DELTA_BINARY_PACKED),
        ("at", Encoding::DELTA_BINARY_PACKED),
        ("kind", Encoding::DELTA_BYTE_ARRAY),
        ("north", Encoding::BYTE_STREAM_SPLIT),
        ("arrest", Encoding::RLE),
        ("paid", Encoding::DELTA_BYTE_ARRAY),
    ];
    let lengths = vec![("kind", Encoding::DELTA_LENGTH_BYTE_ARRAY), ("paid", Encoding::BYTE_STREAM_SPLIT)];
    let mut all = Vec::new();
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(Default::default()),
        Compression::LZ4,
        Compression::LZ4_RAW,
        Compression::ZSTD(Default::default()),
    ] {
        for (has_dictionary, encodings) in
            [(true, Vec::new()), (false, Vec::new()), (false, delta.clone()), (false, lengths.clone())]
        {
            for is_second_version in [false, true] {
                let encodings = encodings.clone();
                all.push(Form {
                    compression,
                    has_dictionary,
                    is_second_version,
                    encodings,
                    group: 60,
                    words: Vec::new(),
                });
            }
        }
    }
    all
}

#[test]
fn rows_are_the_same_however_their_columns_are_written() {
    let (cells, expected) = table();
    for (number, form) in forms().iter().enumerate() {
        assert_eq!(rows_of(&parquet(SCHEMA, &cells, form)).unwrap(), expected, "{number}");
    }
}

#[test]
fn days_and_instants_are_written_by_what_the_file_says_of_them() {
    let second = 1_388_583_045_i64;
    for (kind, value, text) in [
        ("TIMESTAMP(MILLIS,true)", second * 1_000 + 7, "2014-01-01T13:30:45Z"),
        ("TIMESTAMP(MILLIS,false)", second * 1_000, "2014-01-01T13:30:45"),
        ("TIMESTAMP(MICROS,true)", second * 1_000_000, "2014-01-01T13:30:45Z"),
        ("TIMESTAMP(MICROS,false)", second * 1_000_000 + 999_999, "2014-01-01T13:30:45"),
        ("TIMESTAMP(NANOS,true)", second * 1_000_000_000, "2014-01-01T13:30:45Z"),
        ("TIMESTAMP(NANOS,false)", second * 1_000_000_000, "2014-01-01T13:30:45"),
        // Of before logical types.
        ("TIMESTAMP_MILLIS", -1_000, "1969-12-31T23:59:59"),
        ("TIMESTAMP_MICROS", second * 1_000_000, "2014-01-01T13:30:45"),
        ("TIME(MICROS,false)", 48_645_000_000, "13:30:45"),
        ("DECIMAL(10,3)", -41_900, "-41.900"),
        ("INTEGER(64,false)", -1, "18446744073709551615"),
    ] {
        let file = parquet(
            &format!("optional int64 a ({kind})"),
            &[Cells::Longs(vec![Some(value), None])],
            &Form::default(),
        );
        assert_eq!(rows_of(&file).unwrap(), [["a"], [text], [""]], "{kind}");
    }
    let day = parquet("optional int32 a (DATE)", &[Cells::Ints(vec![Some(16_071)])], &Form::default());
    assert_eq!(rows_of(&day).unwrap(), [["a"], ["2014-01-01"]]);
    let time =
        parquet("optional int32 a (TIME_MILLIS)", &[Cells::Ints(vec![Some(48_645_000)])], &Form::default());
    assert_eq!(rows_of(&time).unwrap(), [["a"], ["13:30:45"]]);
}

/// The rows of a file, its system, and names of what is not read.
fn read(file: &[u8]) -> (Rows, Option<StatedSystem>, Vec<String>) {
    let mut progress = |_: u64| std::ops::ControlFlow::Continue(());
    let mut records = Records::open(std::io::Cursor::new(file), Limits::default()).unwrap();
    while records.next(&mut progress).unwrap().is_some() {}
    let unread = records.unread().iter().map(|unread| format!("{}: {}", unread.name, unread.what)).collect();
    (rows_of(file).unwrap(), records.stated_system().cloned(), unread)
}

fn geo(crs: &str) -> Form {
    let text = format!(
        r#"{{"version": "1.1.0", "primary_column": "geometry", "columns":
           {{"geometry": {{"encoding": "WKB", "geometry_types": ["Point"]{crs}}}}}}}"#
    );
    Form { words: vec![("geo", text)], ..Form::default() }
}

#[test]
fn a_column_of_points_becomes_two_of_coordinates() {
    let schema = "optional binary geometry; optional binary kind (UTF8)";
    let cells = |x, y| [Cells::Bytes(vec![None, Some(point(x, y))]), Cells::texts(&["a", "b"])];
    let (found, system, _) = read(&parquet(schema, &cells(-87.6, 41.9), &geo("")));
    assert_eq!(found, rows("kind,longitude,latitude\na,,\nb,-87.6,41.9"));
    assert_eq!(system, None);
    let crs = r#", "crs": {"name": "NAD83", "id": {"authority": "EPSG", "code": 2263}}"#;
    let (found, system, _) = read(&parquet(schema, &cells(1_000_000.5, 200_000.0), &geo(crs)));
    assert_eq!(found, rows("kind,x,y\na,,\nb,1000000.5,200000"));
    assert_eq!(system, Some(StatedSystem::Number(2263)));
    // A table with coordinates of its own needs no others.
    let own = "optional binary geometry; optional binary latitude (UTF8)";
    assert_eq!(read(&parquet(own, &cells(-87.6, 41.9), &geo(""))).0, rows("latitude\na\nb"));
    // Areas beside the rows are none.
    let areas = [Cells::Bytes(vec![Some(square(0.0, 0.0, 1.0)); 2]), Cells::texts(&["a", "b"])];
    let file = parquet(schema, &areas, &geo(""));
    let (found, _, unread) = read(&file);
    assert_eq!(
        (found, unread),
        (rows("kind\na\nb"), vec!["geometry: a column of shapes that are no points".to_owned()])
    );
    let text = areas_as_geojson(&file).unwrap().unwrap();
    assert!(
        text.contains(
            r#""properties":{"kind":"b"},"geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],"#
        ),
        "{text}"
    );
    assert!(areas_as_geojson(&parquet(schema, &cells(1.0, 2.0), &geo(""))).is_err());
    assert_eq!(areas_as_geojson(b"{}"), Ok(None));
}

#[test]
fn lists_are_named_and_structures_are_columns() {
    let schema = "required int32 n; optional group at { optional double x; } optional group tags (LIST) { repeated group
        list { optional binary element (UTF8); } } optional int32 __index_level_0__";
    // A file without rows has its columns all the same.
    let (found, _, unread) = read(&parquet(schema, &[], &Form::default()));
    assert_eq!(found, rows("n,at.x"));
    assert_eq!(unread, ["tags.list.element: a column of lists"]);
}

#[test]
fn what_cannot_be_read_says_so() {
    let (cells, _) = table();
    let file = parquet(SCHEMA, &cells, &Form::default());
    let said = |file: &[u8]| rows_of(file).unwrap_err().to_string();
    assert!(said(b"PAR1").contains("it is cut short"));
    assert!(said(&file[..file.len() - 9]).contains("the Parquet file cannot be read"));
    assert!(said(&[&file[..file.len() - 4], b"PARE"].concat()).contains("encrypted"));
    assert!(said(&gzip(&file)).contains("Parquet"));
    let mut claims = file.clone();
    let at = claims.len() - 8;
    claims[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(matches!(rows_of(&claims), Err(ReadError::TooLarge { .. })));
}

#[test]
fn a_claim_of_more_columns_than_there_are_reserves_nothing() {
    let (cells, _) = table();
    let file = parquet(SCHEMA, &cells, &Form::default());
    // The schema's root: its name, and how many columns it has.
    let root = [0x48, 1, b'm', 0x15, 14];
    let at = file.windows(root.len()).position(|bytes| bytes == root).unwrap();
    let (start, end) = file.split_at(at + 4);
    let length = u32::from_le_bytes(*end[..end.len() - 4].last_chunk().unwrap()) + 4;
    let claims =
        [start, &[0xfe, 0xff, 0xff, 0xff, 0x0f], &end[1..end.len() - 8], &length.to_le_bytes(), b"PAR1"];
    let problem = rows_of(&claims.concat()).unwrap_err().to_string();
    assert!(problem.contains("its lengths do not fit together"), "{problem}");
}

/// Files of each form, and of what else is read.
fn files() -> Vec<Vec<u8>> {
    let (cells, _) = table();
    let mut files: Vec<_> = forms().iter().map(|form| parquet(SCHEMA, &cells, form)).collect();
    let places = "optional binary geometry; required group at { optional binary kind (UTF8); }
        optional fixed_len_byte_array(16) id (UUID); optional int32 day (DATE); optional float share";
    let cells = [
        Cells::Bytes((0..50).map(|at| Some(point(f64::from(at), 41.9))).collect()),
        Cells::Bytes((0..50).map(|at| (at % 3 > 0).then(|| vec![b'a'; at])).collect()),
        Cells::Fixed((0..50).map(|at| Some(vec![at; 16])).collect()),
        Cells::Ints((0..50).map(|at| Some(16_000 + at)).collect()),
        Cells::Floats((0..50).map(|at| Some(at as f32 / 8.0)).collect()),
    ];
    files.push(parquet(places, &cells, &geo("")));
    files.push(parquet("optional int32 n", &[], &Form::default()));
    files
}

/// Reads so many variants of each file, with one to three bytes changed, or cut short; gives how
/// many could not be read.
fn read_damaged(rounds: usize) -> usize {
    // The same numbers in each run.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut number = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    let mut errors = 0;
    for file in files() {
        let whole = rows_of(&file).unwrap();
        for round in 0..rounds {
            let mut changed = file.clone();
            if round % 10 == 0 {
                changed.truncate(number() % file.len());
            }
            for _ in 0..1 + number() % 3 {
                // Half of them in the footer.
                let length = changed.len().max(1);
                let at = if number() % 2 == 0 {
                    number() % length
                } else {
                    length - 1 - number() % length.div_ceil(4)
                };
                let value = number() as u8;
                changed
                    .get_mut(at)
                    .into_iter()
                    .for_each(|byte| *byte = if round % 2 == 0 { value } else { *byte ^ 1 << (value % 8) });
            }
            let begun = std::time::Instant::now();
            match rows_of(&changed) {
                Ok(rows) => assert!(rows.len() <= 1_000 * changed.len()),
                Err(problem) => {
                    assert!((10..2_000).contains(&problem.to_string().len()), "{problem}");
                    errors += 1;
                }
            }
            let _ = areas_as_geojson(&changed);
            assert!(begun.elapsed().as_secs() < 5, "{changed:?}");
        }
        assert_eq!(rows_of(&file).unwrap(), whole);
    }
    errors
}

#[test]
fn no_damage_makes_it_panic_or_hang() {
    let errors = read_damaged(20);
    assert!(errors > 300, "{errors}");
}

#[test]
#[ignore = "100,000 files; by hand, under `ulimit -v 2000000`"]
fn no_damage_of_many_makes_it_panic_hang_or_grow() {
    let errors = read_damaged(2_000);
    println!("{errors} of {} could not be read", 2_000 * files().len());
}
