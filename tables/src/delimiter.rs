//! Which character parts the fields: the one under which the first records are widest and most
//! alike.

/// In the order of preference between equals.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Records looked at.
const RECORDS: u64 = 20;
/// Bytes looked at.
const LOOKED_AT: usize = 1 << 16;

/// What was found of a text's first records.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct FoundDelimiter {
    pub(crate) delimiter: u8,
    /// Fields of the header under it.
    pub(crate) n_fields: u64,
}

/// Tells the delimiter of a text that begins so; `whole` where the text ends there. A comma where
/// nothing tells. What stands in quotes does not count.
///
/// Each candidate counts the fields beyond the first of all records that have as many as the
/// header: a decimal comma or a comma in a few names parts the header's line otherwise than the
/// others, and parts it less.
pub(crate) fn find_delimiter(text: &[u8], whole: bool) -> FoundDelimiter {
    let start = text.get(..LOOKED_AT).unwrap_or(text);
    let mut counts = [0_u64; DELIMITERS.len()];
    let mut header = None;
    let mut alike = [0_u64; DELIMITERS.len()];
    let (mut records, mut in_quotes, mut is_blank) = (0, false, true);
    // An end that is no line's ends a record where the text ends with it.
    let end = (whole && start.len() == text.len()).then_some(b'\n');
    for byte in start.iter().copied().chain(end) {
        match byte {
            b'\r' | b'\n' if !in_quotes => {
                if is_blank {
                    continue;
                }
                let header = *header.get_or_insert(counts);
                for (alike, (count, of_header)) in alike.iter_mut().zip(counts.iter().zip(header)) {
                    *alike += u64::from(*count == of_header);
                }
                (counts, is_blank) = ([0; DELIMITERS.len()], true);
                records += 1;
                if records == RECORDS {
                    break;
                }
            }
            b'"' => in_quotes = !in_quotes,
            _ if !in_quotes => {
                let candidate = DELIMITERS.iter().position(|delimiter| *delimiter == byte);
                if let Some(count) = candidate.and_then(|at| counts.get_mut(at)) {
                    *count += 1;
                }
            }
            _ => {}
        }
        is_blank &= matches!(byte, b'\r' | b'\n');
    }
    // Not one whole record: its beginning is all there is to go by.
    let header = header.unwrap_or_else(|| {
        alike = [1; DELIMITERS.len()];
        counts
    });
    let mut best = (0, FoundDelimiter { delimiter: b',', n_fields: 1 });
    for (delimiter, (alike, parted)) in DELIMITERS.into_iter().zip(alike.into_iter().zip(header)) {
        if alike * parted > best.0 {
            best = (alike * parted, FoundDelimiter { delimiter, n_fields: parted + 1 });
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, delimiter: char, n_fields: u64) {
        let told = find_delimiter(text.as_bytes(), true);
        assert_eq!((char::from(told.delimiter), told.n_fields), (delimiter, n_fields));
    }

    #[test]
    fn each_delimiter_is_told() {
        for delimiter in [',', ';', '\t', '|'] {
            let text = "id,date,type\r\n1,2014-01-31,THEFT\r\n".replace(',', &delimiter.to_string());
            check(&text, delimiter, 3);
            check(text.lines().next().unwrap(), delimiter, 3);
        }
        check("", ',', 1);
        check("one column\n1\n2\n", ',', 1);
    }

    #[test]
    fn other_delimiters_within_values_do_not_mislead() {
        check("Datum;Ort;Breite\n2014-01-31;Platz, Ecke;41,9\n2014-02-01;Weg;41,8\n", ';', 3);
        check("id,note\n1,a;b;c;d\n2,a;b;c;d\n", ',', 2);
        check("id;\"a,b,c,d,e\"\n1;\"2,3,4,5,6\"\n", ';', 2);
        check("\"first\nname, first\nline\"|x\n1|2\n", '|', 2);
        check(
            "name (last, first)\tplace (lat, lon)\ta\n\"x, y\"\t(41.9, -87.7)\t1\nz\t(41.9, -87.7)\t1\n",
            '\t',
            3,
        );
        // Some rows are broken.
        check("a,b,c,d\n1,2,3,4\n1,2,3\n1|2,3,4,5\n1,2,3,4\n", ',', 4);
    }

    #[test]
    fn only_whole_records_count_and_an_open_quote_ends_the_look() {
        let told = find_delimiter(b"a;b\n1;2\n\"open, never, closed", false);
        assert_eq!(told, FoundDelimiter { delimiter: b';', n_fields: 2 });
        let long = format!("a|b\n1|\"{}", "x,".repeat(200_000));
        assert_eq!(find_delimiter(long.as_bytes(), true).delimiter, b'|');
    }
}
