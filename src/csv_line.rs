//! Lines of CSV, as our own files have them.
//!
//! Own code: the `csv` crate's writer asks of each field whether it is a number, for a style of quotes that is not used here, by the standard
//! library's reader of decimals: 10 kB of powers of five in the page.

/// Appends a record of two fields or more, and `end`; a field is in quotes where it must be (RFC 4180).
pub(crate) fn push_record(out: &mut Vec<u8>, fields: &[&str], end: &str) {
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        if field.contains(['"', ',', '\r', '\n']) {
            out.push(b'"');
            out.extend_from_slice(field.replace('"', "\"\"").as_bytes());
            out.push(b'"');
        } else {
            out.extend_from_slice(field.as_bytes());
        }
    }
    out.extend_from_slice(end.as_bytes());
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn records_are_those_of_the_csv_crate(
            records in proptest::collection::vec(proptest::collection::vec("[a-c0-9.\", #;\r\n\u{e9}]{0,5}", 2..5), 0..4),
            windows: bool,
        ) {
            let terminator = if windows { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
            let mut writer =
                csv::WriterBuilder::new().flexible(true).terminator(terminator).from_writer(Vec::new());
            let mut found = Vec::new();
            for record in &records {
                writer.write_record(record).unwrap();
                let fields: Vec<&str> = record.iter().map(String::as_str).collect();
                push_record(&mut found, &fields, if windows { "\r\n" } else { "\n" });
            }
            proptest::prop_assert_eq!(found, writer.into_inner().unwrap());
        }
    }
}
