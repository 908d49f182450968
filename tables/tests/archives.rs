//! What is made of good archives and shapefiles, and said of those that should not be.
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

mod support;

use watchback_tables::{ReadError, ZipFault};

use support::made_files::{Packing, dbf, dbf_of, delimited, gzip, records_of, rows_of, table, zip};

#[test]
fn entries_of_every_packing_are_read() {
    let text = delimited(&table(), ',', "\n");
    for packing in [
        Packing::Deflated,
        Packing::Stored,
        Packing::Zip64,
        Packing::Described { signed: true, long: false },
        Packing::Described { signed: false, long: false },
        Packing::Described { signed: true, long: true },
        Packing::Described { signed: false, long: true },
    ] {
        let archive = zip(&[
            ("notes/", b"", Packing::Stored),
            ("notes/README.txt", b"a, b, c\nd, e, f\n", packing),
            ("__MACOSX/._crimes.csv", b"\0\x05\x16\x07", packing),
            ("map.bin", &[7; 100_000], packing),
            ("notes/crimes.CSV", text.as_bytes(), packing),
            ("empty.csv", b"", packing),
            ("about.txt", b"The incidents of the year", packing),
        ]);
        assert_eq!(rows_of(&archive).unwrap(), table(), "{packing:?}");
    }
}

#[test]
fn tables_of_an_archive_are_one_by_the_names_of_their_columns() {
    let first = "ID,Date,Primary Type,Ward\r\n1,2014-01-31,THEFT,5\r\n";
    let second = "date;primary_type;id\n2014-02-01;ASSAULT;2\n2014-02-02;3\n2014-02-02;\"a;b\";4\n";
    let third = "[{\"id\": 5, \"Date\": \"2014-02-03\", \"extra\": null, \"ward\": 7}]";
    let archive = zip(&[
        ("2014.csv", first.as_bytes(), Packing::Deflated),
        ("2015.txt", second.as_bytes(), Packing::Deflated),
        ("2016.json", third.as_bytes(), Packing::Stored),
    ]);
    let found = records_of(&archive).unwrap();
    let lines: Vec<u64> = found.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [1, 2, 2, 3, 4, 2]);
    let rows: Vec<String> = found.iter().map(|(_, fields)| fields.join("/")).collect();
    assert_eq!(
        rows,
        [
            "ID/Date/Primary Type/Ward",
            "1/2014-01-31/THEFT/5",
            "2/2014-02-01/ASSAULT/",
            "",
            "4/2014-02-02/a;b/",
            "5/2014-02-03//7"
        ]
    );
    let other = zip(&[
        ("crimes.csv", first.as_bytes(), Packing::Deflated),
        ("people.csv", b"tract,population,date\n1,2,3\n", Packing::Deflated),
    ]);
    let problem = rows_of(&other).unwrap_err();
    assert!(matches!(problem, ReadError::DifferentTables { .. }), "{problem}");
    assert!(
        problem.to_string().contains("\"people.csv\" has few of the columns of \"crimes.csv\""),
        "{problem}"
    );
}

#[test]
fn what_is_wrong_with_an_archive_is_named() {
    let text = delimited(&table(), ',', "\n");
    let entry = |packing| rows_of(&zip(&[("a.csv", text.as_bytes(), packing)])).unwrap_err();
    let fault = |problem: &ReadError| match problem {
        ReadError::BadZip { entry, fault } if entry == "a.csv" => fault.clone(),
        _ => panic!("{problem}"),
    };
    assert_eq!(fault(&entry(Packing::Encrypted)), ZipFault::Encrypted);
    assert_eq!(fault(&entry(Packing::Method(9))), ZipFault::Method { method: 9 });
    let unknown =
        zip(&[("b.bin", b"12345", Packing::StoredDescribed), ("a.csv", text.as_bytes(), Packing::Stored)]);
    assert_eq!(rows_of(&unknown).unwrap(), table());
    assert_eq!(rows_of(&zip(&[])).unwrap_err(), ReadError::NoTableInZip { entries: Vec::new() });
    let none =
        rows_of(&zip(&[("a.png", b"x", Packing::Stored), ("b.txt", b"words", Packing::Stored)])).unwrap_err();
    assert!(none.to_string().contains("in it are \"a.png\", \"b.txt\""), "{none}");

    let whole =
        zip(&[("a.csv", text.as_bytes(), Packing::Deflated), ("b.csv", text.as_bytes(), Packing::Deflated)]);
    for length in 5..whole.len() - 22 {
        let problem = rows_of(&whole[..length]).unwrap_err();
        assert_eq!(problem, ReadError::TruncatedZip { compressed_bytes: length as u64 }, "{length}");
    }
    // The first byte has bits without a meaning. Every other of the data, of its checksum and of
    // its lengths is checked.
    let data = 30 + "a.csv".len();
    let listed = whole.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    for at in (listed + 16..listed + 28).chain(data + 1..data + 60) {
        let mut spoilt = whole.clone();
        spoilt[at] ^= 0x10;
        let found = rows_of(&spoilt);
        assert!(found.is_err(), "{at} {found:?}");
    }
    let inner = zip(&[("a.csv", text.as_bytes(), Packing::Stored)]);
    let nested = rows_of(&gzip(&inner)).unwrap_err();
    assert!(nested.to_string().contains("a zip archive inside a compressed file"), "{nested}");
}

#[test]
fn bombs_are_refused_and_do_not_hang() {
    let mut zeros = vec![b'\n'; 32 << 20];
    zeros[..4].copy_from_slice(b"a,b\n");
    for packing in [Packing::Deflated, Packing::Described { signed: true, long: false }] {
        let bomb = zip(&[("a.csv", &zeros, packing)]);
        assert_eq!(rows_of(&bomb).unwrap_err(), ReadError::InflatesTooMuch { limit: 1_000 });
    }
    // What is not read and says where it ends is not even decompressed.
    let text = delimited(&table(), ',', "\n");
    let skipped = zip(&[("a.bin", &zeros, Packing::Deflated), ("a.csv", text.as_bytes(), Packing::Deflated)]);
    assert_eq!(rows_of(&skipped).unwrap(), table());
    let inflated = zip(&[("a.bin", &zeros, Packing::Described { signed: true, long: false })]);
    assert_eq!(
        rows_of(&inflated).unwrap_err(),
        ReadError::NoTableInZip { entries: vec!["a.bin".to_owned()] }
    );
}

#[test]
fn points_are_joined_where_the_table_has_no_coordinates() {
    let shapes = |kind: u32, points: &[Option<[f64; 2]>]| {
        let mut file = vec![0; 100];
        file[32..36].copy_from_slice(&kind.to_le_bytes());
        for (index, point) in points.iter().enumerate() {
            let content = match point {
                Some([x, y]) => [&kind.to_le_bytes()[..], &x.to_le_bytes(), &y.to_le_bytes()].concat(),
                None => vec![0; 4],
            };
            file.extend((index as u32 + 1).to_be_bytes());
            file.extend((content.len() as u32 / 2).to_be_bytes());
            file.extend(content);
        }
        file
    };
    let table = |column: &str| {
        let record = |deleted: &str, name: &str| format!("{deleted}{name:8}").into_bytes();
        dbf_of(
            &[(column, b'C', 8)],
            &[record(" ", "a, \"b\""), record("*", "gone"), record(" ", "c"), record(" ", "d")],
        )
    };
    let read = |column: &str, shapes: &[u8]| {
        let packing = Packing::Described { signed: true, long: false };
        let archive = zip(&[
            ("a.dbf", &table(column), Packing::Deflated),
            ("a.prj", b"GEOGCS", Packing::Stored),
            ("a.shp", shapes, packing),
            ("b.csv", b"name,longitude,latitude\nno,1,2\n", Packing::Deflated),
        ]);
        let found = records_of(&archive).unwrap();
        found.iter().map(|(line, fields)| format!("{line}: {}", fields.join("|"))).collect::<Vec<_>>()
    };
    let points = [Some([-122.5, 45.25]), Some([1.0, 1.0]), None, Some([-122.0, 45.0])];
    let expected = ["1: name|longitude|latitude", "2: a, \"b\"|-122.5|45.25", "4: c||", "5: d|-122|45"];
    assert_eq!(read("name", &shapes(1, &points)), expected);
    let feet = [Some([7_650_000.5, 690_000.0])];
    assert_eq!(
        read("name", &shapes(21, &feet)),
        ["1: name|x|y", "2: a, \"b\"|7650000.5|690000", "4: c||", "5: d||"]
    );
    // Areas, nothing, what is cut off.
    for shapes in [&shapes(5, &points)[..], &[], &shapes(1, &points)[..108]] {
        assert_eq!(read("name", shapes), ["1: name", "2: a, \"b\"", "4: c", "5: d"], "{}", shapes.len());
    }
    assert_eq!(read("point_y", &shapes(1, &points))[1], "2: a, \"b\"");
}

#[test]
fn a_shapefiles_table_is_that_of_the_archive() {
    let shapefile = |before: &[u8]| {
        zip(&[
            ("a.prj", b"PROJCS[\"x, y\"]", Packing::Deflated),
            ("a.csv", before, Packing::Deflated),
            ("b.dbf", &dbf(&table(), 20), Packing::Deflated),
            ("b.shp", &[0; 100], Packing::Deflated),
            ("c.csv", b"id,date,place\n9,,\n", Packing::Deflated),
        ])
    };
    assert_eq!(rows_of(&shapefile(b"")).unwrap(), table());
    assert!(matches!(rows_of(&shapefile(b"id,date\n9,8\n")), Err(ReadError::DifferentTables { .. })));
}
