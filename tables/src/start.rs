//! What the start of a delimited text tells: its delimiter, what stands before its header, and how
//! its rows differ from the header.

use crate::delimited::blank_lines;
use crate::delimiter;
use crate::reading::{End, Reading, Rules, first_line, read};
use crate::split::Fields;

/// Bytes looked at.
const LOOKED_AT: usize = 1 << 16;
/// Records looked at.
const RECORDS: usize = 64;
/// Lines of a record at the start, at most.
const RECORD_LINES: u64 = 16;
/// Lines that may stand before the header.
const TITLE_LINES: usize = 30;
/// So many rows must be alike before a row that differs is thought to be wrong: of a table with few
/// rows or columns nothing is known.
const TELLING_ROWS: usize = 8;
const TELLING_FIELDS: u64 = 3;
/// Fields that are kept of a record.
const FIELDS: usize = 4_096;

/// How many fields rows have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Width {
    pub(crate) fields: u64,
    /// Empty fields behind these do not count.
    pub(crate) may_trail: bool,
}

impl Width {
    /// Whether a record of these fields is as wide.
    pub(crate) fn fits(self, n_fields: u64, is_empty: impl Fn(u64) -> bool) -> bool {
        n_fields == self.fields
            || (self.may_trail && n_fields > self.fields && (self.fields..n_fields).all(is_empty))
    }

    /// A row of so many bytes may be one without any value.
    pub(crate) fn bytes_of_blanks(self) -> usize {
        // A delimiter, and two quotes or blanks.
        3 * self.fields as usize + 2
    }
}

/// What was told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Start {
    pub(crate) rules: Rules,
    /// Fields of the header.
    pub(crate) n_fields: u64,
    /// Bytes before the header that are none of the table.
    pub(crate) skipped: usize,
    /// Where enough rows are alike.
    pub(crate) width: Option<Width>,
    /// Most rows have the header's fields.
    pub(crate) is_table: bool,
}

/// A record as far as it tells what it is.
#[derive(Clone, Copy, Default)]
pub(crate) struct Look {
    pub(crate) n_fields: u64,
    /// Fields that are not empty.
    pub(crate) filled: u64,
    /// Fields up to the last that is not empty.
    pub(crate) extent: u64,
    /// No field is a number or a date.
    pub(crate) are_names: bool,
    has_quote_after_blank: bool,
    is_sound: bool,
}

impl Look {
    pub(crate) fn of<'a>(fields: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut look = Self { are_names: true, is_sound: true, ..Self::default() };
        for field in fields.map(<[u8]>::trim_ascii) {
            look.n_fields += 1;
            if !field.is_empty() {
                look.filled += 1;
                look.extent = look.n_fields;
                look.are_names &= is_name(field);
            }
        }
        look
    }

    /// Whether rows that follow have the header's width.
    fn is_wide(&self) -> bool {
        self.n_fields >= 2 && 2 * self.filled > self.n_fields
    }

    /// Whether it may stand above a header of so many fields: it has far fewer, or fewer and no
    /// names.
    fn is_title(&self, n_fields: u64) -> bool {
        let is_short = 2 * self.filled <= n_fields || self.filled + 3 <= n_fields;
        is_short || (self.filled < n_fields && !self.are_names)
    }
}

/// Whether a field may be a column's name.
fn is_name(field: &[u8]) -> bool {
    let letters = field.iter().filter(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii()).count();
    let digits = field.iter().filter(|byte| byte.is_ascii_digit()).count();
    letters > digits
}

/// Tells it of a text that begins so; `whole` where the text ends there.
pub(crate) fn told(text: &[u8], whole: bool) -> Start {
    if let Some((delimiter, skipped)) = told_by_excel(text, whole) {
        let rules = Rules::standard(delimiter);
        let start = with_width(text.get(skipped..).unwrap_or_default(), whole, rules);
        return Start { skipped: skipped + start.skipped, ..start };
    }
    let by_first = delimiter::find_delimiter(text, whole);
    let rules = Rules::standard(by_first.delimiter);
    let found = looks(text, whole, rules);
    let fits = match found.split_first() {
        None => true,
        Some((header, rows)) => header.is_wide() && 2 * alike(header, rows).0 >= filled(rows),
    };
    let skipped = if fits { 0 } else { title_bytes(text, whole).unwrap_or(0) };
    if skipped == 0 {
        return Start { n_fields: by_first.n_fields, ..with_width(text, whole, rules) };
    }
    let rest = text.get(skipped..).unwrap_or_default();
    let told = delimiter::find_delimiter(rest, whole);
    Start { skipped, n_fields: told.n_fields, ..with_width(rest, whole, Rules::standard(told.delimiter)) }
}

/// The line `sep=;` that Excel understands: the delimiter and the line's bytes.
fn told_by_excel(text: &[u8], whole: bool) -> Option<(u8, usize)> {
    let blank = blank_lines(text, whole);
    let rest = text.get(blank..)?;
    let length = first_line(rest, whole)?;
    let line = rest.get(..length)?.trim_ascii_end();
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    let (name, told) = line.split_at_checked(4)?;
    match told {
        [delimiter, rest @ ..] if name.eq_ignore_ascii_case(b"sep=") => {
            let is_alone = rest.iter().all(|byte| matches!(byte, b'"' | b',' | b';' | b'\t'));
            let is_usual = delimiter.is_ascii_punctuation() || *delimiter == b' ';
            (is_alone && is_usual && *delimiter != b'"').then_some((*delimiter, blank + length))
        }
        // The tab was trimmed.
        [] if name.eq_ignore_ascii_case(b"sep=") => Some((b'\t', blank + length)),
        _ => None,
    }
}

/// Bytes of the lines above the first line that is as wide as the rows after it; `None` where there
/// is no such line.
fn title_bytes(text: &[u8], whole: bool) -> Option<usize> {
    let text = text.get(..LOOKED_AT).unwrap_or(text);
    let mut above: Vec<&[u8]> = Vec::new();
    let mut at = 0;
    while above.len() <= TITLE_LINES {
        at += blank_lines(text.get(at..)?, whole);
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        if !above.is_empty() && is_header(&above, rest, whole) {
            return Some(at);
        }
        let length = first_line(rest, false)?;
        above.push(rest.get(..length)?);
        at += length;
    }
    None
}

/// Whether the first record of `text` is a header, and what stands above it is none.
fn is_header(above: &[&[u8]], text: &[u8], whole: bool) -> bool {
    let told = delimiter::find_delimiter(text, whole);
    if told.n_fields < TELLING_FIELDS {
        return false;
    }
    let rules = Rules::standard(told.delimiter);
    let found = looks(text, whole, rules);
    let Some((header, rows)) = found.split_first() else { return false };
    let (alike, _) = alike(header, rows);
    header.are_names
        && 5 * header.filled >= 4 * header.n_fields
        && alike >= TELLING_ROWS
        && 5 * alike >= 4 * filled(rows)
        && above
            .iter()
            .all(|line| looks(line, true, rules).first().is_none_or(|look| look.is_title(header.n_fields)))
}

/// How many rows have fields.
fn filled(rows: &[Look]) -> usize {
    rows.iter().filter(|row| row.filled > 0).count()
}

/// How many rows that are not empty have as many fields as the header, and the width that they
/// show.
fn alike(header: &Look, rows: &[Look]) -> (usize, Width) {
    let rows = || rows.iter().filter(|row| row.filled > 0);
    let exact = rows().filter(|row| row.n_fields == header.n_fields).count();
    let width = |fields: u64| {
        let alike = rows().filter(|row| row.n_fields >= fields && row.extent <= fields).count();
        (alike, Width { fields, may_trail: true })
    };
    let trailing = width(header.n_fields);
    // The header's own last names may be the empty ones.
    let shorter = rows().map(|row| row.n_fields).min().unwrap_or(0).max(header.extent);
    if 4 * exact >= 3 * rows().count() {
        return (exact, Width { fields: header.n_fields, may_trail: false });
    }
    if shorter < header.n_fields && width(shorter).0 > trailing.0 { width(shorter) } else { trailing }
}

fn with_width(text: &[u8], whole: bool, rules: Rules) -> Start {
    let with_blanks = Rules { blanks: true, ..rules };
    let mut start = by_rules(text, whole, rules);
    let has_blanks = looks(text, whole, rules).iter().any(|look| look.has_quote_after_blank);
    if has_blanks {
        let sound = |rules| looks(text, whole, rules).iter().filter(|look| look.is_sound).count();
        let other = by_rules(text, whole, with_blanks);
        if other.width.is_some() && sound(with_blanks) >= sound(rules) {
            start = other;
        }
    }
    start
}

fn by_rules(text: &[u8], whole: bool, rules: Rules) -> Start {
    let found = looks(text, whole, rules);
    let Some((header, rows)) = found.split_first() else {
        return Start { rules, n_fields: 0, skipped: 0, width: None, is_table: false };
    };
    let (alike, width) = alike(header, rows);
    let enough = if width.fields < TELLING_FIELDS { 2 * TELLING_ROWS } else { TELLING_ROWS };
    let is_table = width.fields >= 2 && 2 * alike >= filled(rows) && !rows.is_empty();
    let width = Some(width).filter(|_| is_table && alike >= enough);
    Start { rules, n_fields: header.n_fields, skipped: 0, width, is_table }
}

/// The first records.
fn looks(text: &[u8], whole: bool, rules: Rules) -> Vec<Look> {
    let whole = whole && text.len() <= LOOKED_AT;
    let text = text.get(..LOOKED_AT).unwrap_or(text);
    let (mut at, mut bounds, mut out) = (0, Vec::new(), Vec::new());
    let mut found = Vec::new();
    while found.len() < RECORDS {
        at += blank_lines(text.get(at..).unwrap_or_default(), whole);
        let rest = text.get(at..).unwrap_or_default();
        if rest.is_empty() {
            break;
        }
        let mut fields = Fields::new(&mut bounds, FIELDS);
        let reading = read(rest, whole, rules, RECORD_LINES, &mut fields, &mut out);
        let n_fields = fields.n_fields;
        let Reading { end, length, is_sound, has_quote_after_blank, .. } = reading;
        match end {
            End::Line => {
                let of = |&(from, to): &(u32, u32)| out.get(from as usize..to as usize).unwrap_or_default();
                let look = Look::of(bounds.iter().map(of));
                found.push(Look { n_fields, is_sound, has_quote_after_blank, ..look });
                at += length;
            }
            // Its first line is one row that is wrong.
            End::InQuotes | End::TooManyLines => {
                found.push(Look { filled: 1, ..Look::default() });
                at += first_line(rest, true).unwrap_or(rest.len());
            }
            End::More => break,
        }
    }
    found
}

/// How many of the first rows of a sheet stand above its header.
pub(crate) fn title_rows(rows: &[Look]) -> usize {
    let is_header = |at: usize| {
        let (Some(header), Some(rows)) = (rows.get(at), rows.get(at + 1..)) else { return false };
        let rows = rows.get(..RECORDS).unwrap_or(rows);
        let wide = rows.iter().filter(|row| row.extent <= header.extent && 2 * row.filled > header.extent);
        header.are_names
            && header.extent >= TELLING_FIELDS
            && 5 * header.filled >= 4 * header.extent
            && rows.len() >= TELLING_ROWS
            && 5 * wide.count() >= 4 * rows.len()
    };
    let found = (1..rows.len().min(TITLE_LINES)).find(|at| is_header(*at));
    let titles = |at: &usize| {
        let width = rows.get(*at).map_or(0, |header| header.extent);
        rows.iter().take(*at).all(|row| row.is_title(width))
    };
    found.filter(titles).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: usize = 12;

    fn rows(row: &str) -> String {
        format!("{row}\n").repeat(ROWS)
    }

    #[track_caller]
    fn skipped(text: &str) -> usize {
        told(text.as_bytes(), true).skipped
    }

    #[test]
    fn what_stands_above_the_header_is_skipped() {
        let table = format!("no,kind,day,place\n{}", rows("1,theft,2021-01-02,\"a, b\""));
        assert_eq!(skipped(&table), 0);
        for titles in ["Police\n", "Police,,,\n\n\"From: 1, to: 2\",,,\n", "a\r\nb\r\n,,,\r\n", "sep=,\n"] {
            assert_eq!(skipped(&format!("{titles}{table}")), titles.len(), "{titles:?}");
        }
        let open = "Crimes; by day\n\"open; quote\n";
        assert_eq!(skipped(&format!("{open}{}", table.replace(',', ";"))), open.len());
        let start = told(format!("Report, all\n{}", table.replace(',', "\t")).as_bytes(), true);
        assert_eq!((start.rules.delimiter, start.n_fields, start.skipped), (b'\t', 4, 12));
        let sep = told(format!("sep=^\r\n{}", table.replace(',', "^")).as_bytes(), true);
        assert_eq!((sep.rules.delimiter, sep.n_fields, sep.skipped), (b'^', 4, 7));
    }

    #[test]
    fn a_row_is_no_header_and_a_ragged_header_is_no_title() {
        let data = rows("1,theft,2021-01-02,41.5");
        assert_eq!(skipped(&data), 0);
        assert_eq!(skipped(&format!("kind,day,place\n{data}")), 0);
        assert_eq!(skipped(&format!("Police\n{data}")), 0);
        // Too few rows to tell.
        assert_eq!(skipped("Police\na,b,c\n1,2,3\n"), 0);
        assert_eq!(skipped("one column\n1\n2\n"), 0);
    }

    #[test]
    fn the_width_of_rows_is_told_where_enough_are_alike() {
        let width = |header: &str, row: &str| told(format!("{header}\n{}", rows(row)).as_bytes(), true).width;
        let told = |fields, may_trail| Some(Width { fields, may_trail });
        assert_eq!(width("a,b,c", "1,2,3"), told(3, false));
        assert_eq!(width("a,b,c", "1,2,3,"), told(3, true));
        assert_eq!(width("a,b,c,,", "1,2,3"), told(3, true));
        assert_eq!(width("a,b,c,", "1,2,3,"), told(4, false));
        assert_eq!(width("a,b,c", "1,2,3,4"), None);
        assert_eq!(width("a,b", "1,2"), None);
        assert_eq!(super::told(b"a,b,c\n1,2,3\n", true).width, None);
        // One that swallows the rest does not mislead.
        let text = format!("a,b,c\n{}1,\"2,3\n{}", rows("1,2,3"), rows("1,\"2\",3"));
        assert_eq!(super::told(text.as_bytes(), true).width, told(3, false));
    }

    #[test]
    fn blanks_before_quotes_are_told() {
        let text = format!("\"a\", \"b\", \"c\"\n{}", rows("\"1\", \"2, x\", \"3\""));
        let start = told(text.as_bytes(), true);
        assert!(start.rules.blanks && start.width == Some(Width { fields: 3, may_trail: false }));
        let text = format!("a,b,c\n{}", rows("1, said \"x\",3"));
        assert!(!told(text.as_bytes(), true).rules.blanks);
    }
}
