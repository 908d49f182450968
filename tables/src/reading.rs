//! One record by rules that may differ from csv-core's, and whether what was read looks right.
//!
//! For rows that do not fit, and for a file's start: it looks at every byte and copies all.

use crate::split::Fields;

/// How a record is to be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Rules {
    pub(crate) delimiter: u8,
    /// A quote behind a backslash is a character of the text.
    pub(crate) backslash: bool,
    /// Blanks may stand before a field's first quote and behind its last.
    pub(crate) blanks: bool,
}

impl Rules {
    /// Those of csv-core.
    pub(crate) fn standard(delimiter: u8) -> Self {
        Self { delimiter, backslash: false, blanks: false }
    }
}

/// What ended a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
    /// The end of its line, or of the text where that has no line end.
    Line,
    /// The end of the text, within quotes.
    InQuotes,
    /// It is of too many lines.
    TooManyLines,
    /// It goes on after the window.
    More,
}

/// A record as it was read; its fields are where the caller said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Reading {
    pub(crate) end: End,
    /// Bytes that it takes up, with its line end.
    pub(crate) length: usize,
    /// Line ends, those within quotes too.
    pub(crate) lines: u64,
    /// Behind each closing quote came the end of the field.
    pub(crate) is_sound: bool,
    /// A field begins with a blank and a quote.
    pub(crate) has_quote_after_blank: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Start,
    Plain,
    Quoted,
    /// Behind a quote that closes the field, or is the first of two.
    Closed,
}

/// Reads the record at the start of `input`, of at most `max_lines` lines; its fields' text goes to
/// `text`.
pub(crate) fn read(
    input: &[u8],
    at_end: bool,
    rules: Rules,
    max_lines: u64,
    fields: &mut Fields<'_>,
    text: &mut Vec<u8>,
) -> Reading {
    fields.clear();
    text.clear();
    let mut reading =
        Reading { end: End::More, length: 0, lines: 0, is_sound: true, has_quote_after_blank: false };
    let (mut state, mut from, mut at) = (At::Start, 0, 0);
    while let Some(&byte) = input.get(at) {
        let next = input.get(at + 1).copied();
        at += 1;
        let is_blank = byte == b' ' || (byte == b'\t' && rules.delimiter != b'\t');
        let is_line_end = matches!(byte, b'\r' | b'\n');
        match state {
            At::Quoted => match (byte, next) {
                (b'"', _) => state = At::Closed,
                (b'\\', Some(escaped @ (b'"' | b'\\'))) if rules.backslash => {
                    text.push(escaped);
                    at += 1;
                }
                _ => {
                    text.push(byte);
                    reading.lines += u64::from(byte == b'\n' || (byte == b'\r' && next != Some(b'\n')));
                    if reading.lines > max_lines {
                        reading.end = End::TooManyLines;
                        return reading;
                    }
                }
            },
            _ if byte == rules.delimiter => {
                fields.push(from, text.len());
                (from, state) = (text.len(), At::Start);
            }
            _ if is_line_end => {
                if byte == b'\r' && next.is_none() && !at_end {
                    return reading;
                }
                fields.push(from, text.len());
                at += usize::from(byte == b'\r' && next == Some(b'\n'));
                (reading.end, reading.length) = (End::Line, at);
                reading.lines += 1;
                return reading;
            }
            At::Start if byte == b'"' => {
                reading.has_quote_after_blank |= text.len() > from;
                if rules.blanks || text.len() == from {
                    text.truncate(from);
                    state = At::Quoted;
                } else {
                    text.push(byte);
                    state = At::Plain;
                }
            }
            At::Start => {
                text.push(byte);
                // A field of blanks has not begun.
                state = if is_blank { At::Start } else { At::Plain };
            }
            At::Closed if byte == b'"' => {
                text.push(byte);
                state = At::Quoted;
            }
            At::Closed if is_blank && rules.blanks => {}
            At::Closed => {
                reading.is_sound = false;
                text.push(byte);
                state = At::Plain;
            }
            At::Plain => text.push(byte),
        }
    }
    if at_end {
        fields.push(from, text.len());
        reading.end = if state == At::Quoted { End::InQuotes } else { End::Line };
        reading.length = input.len();
        reading.lines += 1;
    }
    reading
}

/// Bytes of the first line, with its line end; `None` where that is not in sight.
pub(crate) fn first_line(input: &[u8], at_end: bool) -> Option<usize> {
    let Some(end) = input.iter().position(|byte| matches!(byte, b'\r' | b'\n')) else {
        return at_end.then_some(input.len());
    };
    match (input.get(end), input.get(end + 1)) {
        (Some(b'\r'), Some(b'\n')) => Some(end + 2),
        (Some(b'\r'), None) if !at_end => None,
        _ => Some(end + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str, rules: Rules) -> (Vec<String>, Reading) {
        let (mut bounds, mut out) = (Vec::new(), Vec::new());
        let mut fields = Fields::new(&mut bounds, 100);
        let reading = read(text.as_bytes(), true, rules, 10, &mut fields, &mut out);
        let field =
            |&(from, to): &(u32, u32)| String::from_utf8_lossy(&out[from as usize..to as usize]).into_owned();
        (bounds.iter().map(field).collect(), reading)
    }

    #[test]
    fn quotes_behind_backslashes_and_blanks_are_understood_where_the_rules_say_so() {
        let standard = Rules::standard(b',');
        let text = "1,\"a \\\"b\\\", \\\\c\",2\r\nx";
        assert_eq!(fields(text, standard).0.len(), 4);
        assert!(!fields(text, standard).1.is_sound);
        let (found, reading) = fields(text, Rules { backslash: true, ..standard });
        assert_eq!(found, ["1", "a \"b\", \\c", "2"]);
        assert!(reading.is_sound && reading.length == text.len() - 1);
        let text = "1, \"a, \"\"b\" ,\t\"c\"\n";
        let (found, reading) = fields(text, Rules { blanks: true, ..standard });
        assert_eq!((found, reading.is_sound), (vec!["1".into(), "a, \"b".into(), "c".into()], true));
        assert!(fields(text, standard).1.has_quote_after_blank);
        assert_eq!(fields("5\" pipe,b \"c\"", standard).0, ["5\" pipe", "b \"c\""]);
    }

    #[test]
    fn how_a_record_ends_is_told() {
        let standard = Rules::standard(b',');
        let end = |text: &str| fields(text, standard).1.end;
        assert_eq!([end("a,b"), end("a,\"b"), end("a,\"b\"")], [End::Line, End::InQuotes, End::Line]);
        assert_eq!(end(&format!("\"{}\"", "x\n".repeat(11))), End::TooManyLines);
        assert_eq!(first_line(b"ab\r", false), None);
        assert_eq!([first_line(b"ab\r\nc", false), first_line(b"ab", true)], [Some(4), Some(2)]);
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn by_the_standard_rules_a_record_is_that_of_the_csv_crate(text in "[ab,\"\r\n]{0,40}") {
            let text = text.trim_start_matches(['\r', '\n']);
            let mut reader =
                csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let first = reader.byte_records().next().map(|record| record.unwrap());
            let Some(first) = first else { return Ok(()) };
            let expected: Vec<String> =
                first.iter().map(|field| String::from_utf8_lossy(field).into_owned()).collect();
            let (mut bounds, mut out) = (Vec::new(), Vec::new());
            let mut fields = Fields::new(&mut bounds, 100);
            read(text.as_bytes(), true, Rules::standard(b','), 100, &mut fields, &mut out);
            let found: Vec<String> = bounds
                .iter()
                .map(|&(a, b)| String::from_utf8_lossy(&out[a as usize..b as usize]).into_owned())
                .collect();
            proptest::prop_assert_eq!(found, expected);
        }
    }
}
