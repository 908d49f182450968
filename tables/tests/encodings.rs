//! Text in encodings that are guessed.
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

mod support;

use std::io::Cursor;
use std::ops::ControlFlow;

use encoding_rs::{BIG5, Encoding, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};
use watchback_tables::{Limits, Records};

use support::made_files::{Rows, delimited, gzip, rows};

fn read(file: &[u8]) -> (Rows, Option<&'static str>) {
    let mut records = Records::open(Cursor::new(file), Limits::default()).unwrap();
    let mut all = Vec::new();
    while let Some(record) = records.next(&mut |_| ControlFlow::Continue(())).unwrap() {
        all.push(record.fields().map(|field| String::from_utf8(field.to_vec()).unwrap()).collect());
    }
    (all, records.encoding())
}

#[test]
fn texts_of_many_languages_are_decoded() {
    let tables: [(&Encoding, &str); 3] = [
        (
            WINDOWS_1251,
            "\u{43d}\u{43e}\u{43c}\u{435}\u{440},\u{434}\u{430}\u{442}\u{430},\u{43c}\u{435}\u{441}\u{442}\u{43e}\n1,2014-01-31,\u{443}\u{43b}\u{438}\u{446}\u{430} \u{41b}\u{435}\u{43d}\u{438}\u{43d}\u{430}",
        ),
        (
            SHIFT_JIS,
            "\u{756a}\u{53f7},\u{65e5}\u{4ed8},\u{5834}\u{6240}\n1,2014-01-31,\u{6771}\u{4eac}\u{90fd}\u{65b0}\u{5bbf}\u{533a}\u{30bd}\u{8868}",
        ),
        (
            BIG5,
            "\u{7de8}\u{865f},\u{65e5}\u{671f},\u{5730}\u{9ede}\n1,2014-01-31,\u{53f0}\u{5317}\u{5e02}\u{4fe1}\u{7fa9}\u{5340}\u{529f}\u{8a31}",
        ),
    ];
    for (encoding, text) in tables {
        let mut table = rows(text);
        // Longer than one chunk, so that pieces must fit together.
        table.extend(std::iter::repeat_n(table[1].clone(), 20_000));
        let text = delimited(&table, ',', "\n");
        let (encoded, _, has_lost) = encoding.encode(&text);
        assert!(!has_lost);
        for file in [encoded.to_vec(), gzip(&encoded)] {
            let (found, name) = read(&file);
            assert_eq!(name, Some(encoding.name()));
            assert!(found == table, "{}: {:?}", encoding.name(), found.get(1));
        }
    }
}

#[test]
fn utf_8_is_said_nothing_of_and_latin_letters_are_windows_1252() {
    assert_eq!(read("a,b\n1,caf\u{e9}\n".as_bytes()).1, None);
    let mut records = Records::open(Cursor::new(b"a,b\n1,caf\xe9\n"), Limits::default()).unwrap();
    while records.next(&mut |_| ControlFlow::Continue(())).unwrap().is_some() {}
    assert_eq!(records.encoding(), Some(WINDOWS_1252.name()));
}
