use std::ops::ControlFlow;

use super::Records;
use super::records::CHUNK_BYTES;
use crate::error::ReadError;
use crate::limits::Limits;

fn go(_: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// All records as (line, fields).
fn records(text: &[u8]) -> Vec<(u64, Vec<Vec<u8>>)> {
    let mut records = Records::open(std::io::Cursor::new(text), Limits::default()).unwrap();
    let mut all = Vec::new();
    while let Some(record) = records.next(&mut go).unwrap() {
        assert_eq!(record.number, all.len() as u64);
        assert_eq!(record.n_fields, record.bounds.len() as u64);
        let fields = record.bounds.iter().map(|&(a, b)| record.bytes[a as usize..b as usize].to_vec());
        all.push((record.line, fields.collect()));
    }
    all
}

fn oracle(text: &[u8]) -> Vec<Vec<Vec<u8>>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    reader.byte_records().map(|record| record.unwrap().iter().map(<[u8]>::to_vec).collect()).collect()
}

#[test]
fn lines_are_counted_through_every_kind_of_line_end() {
    let text = b"\r\n\na,b\r\n\"x\r\ny\",2\n3,\"q\"\"\nq\"\r4,5\r\n\r\n6,7";
    let lines: Vec<u64> = records(text).iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [3, 4, 6, 8, 10]);
}

#[test]
fn a_record_may_lie_across_chunks_at_any_byte() {
    let row = b"1,\"two, \"\"2\"\"\",\"3\r\n3\",four\r\n";
    for shift in 0..row.len() {
        let mut text = vec![b'x'; CHUNK_BYTES - shift - 2];
        text.extend_from_slice(b"\r\n");
        text.extend_from_slice(row);
        text.extend_from_slice(b"last");
        let found = records(&text);
        assert_eq!(found.len(), 3, "{shift}");
        assert_eq!(found[1].1, [b"1".to_vec(), b"two, \"2\"".to_vec(), b"3\r\n3".to_vec(), b"four".to_vec()]);
        assert_eq!((found[1].0, found[2].0), (2, 4));
    }
}

#[test]
fn a_record_beyond_the_limit_is_an_error_and_one_at_the_limit_is_not() {
    let limit = Limits::default().record_bytes;
    let text = [vec![b'x'; limit - 1], b"\n".to_vec()].concat();
    assert_eq!(records(&text).len(), 1);
    for text in [vec![b'x'; limit + 1], [b"\"".to_vec(), vec![b'\n'; 3_000_000]].concat()] {
        let mut records = Records::open(std::io::Cursor::new(text), Limits::default()).unwrap();
        let problem = records.next(&mut go).err().unwrap();
        assert_eq!(problem, ReadError::RecordTooLong { record: 0, line: 1, limit });
    }
    let blank = [vec![b'\n'; 3_000_000], b"a".to_vec()].concat();
    assert_eq!(records(&blank), [(3_000_001, vec![b"a".to_vec()])]);
}

#[test]
fn fields_beyond_the_limit_are_counted_and_not_kept() {
    for text in [",".repeat(70_000), "\"a\"\"b\"".to_owned() + &",".repeat(70_000)] {
        let mut records = Records::open(std::io::Cursor::new(text), Limits::default()).unwrap();
        let record = records.next(&mut go).unwrap().unwrap();
        assert_eq!((record.n_fields, record.bounds.len()), (70_001, 4_096));
    }
}

#[cfg(not(target_arch = "wasm32"))]
proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2_000))]
    #[test]
    fn records_are_those_of_the_csv_crate(text in "[ab,\"\r\n]{0,40}") {
        let found: Vec<_> = records(text.as_bytes()).into_iter().map(|(_, fields)| fields).collect();
        proptest::prop_assert_eq!(found, oracle(text.as_bytes()));
    }
}
