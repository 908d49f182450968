//! Cells of a table of areas as numbers: thousands, decimal commas, bounds, and words for no value.

use crate::decimal::decimal;

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell {
    /// A number.
    Number(f64),
    /// At least or at most this: "250,000+", "2,500-", "<10".
    Bound(f64),
    /// There is none.
    Missing,
    /// It cannot be told.
    NotANumber,
}

impl Cell {
    /// The number, that of a bound too.
    pub(super) fn value(self) -> Option<f64> {
        match self {
            Self::Number(number) | Self::Bound(number) => Some(number),
            Self::Missing | Self::NotANumber => None,
        }
    }
}

/// What parts whole numbers from fractions in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `1,234.5`
    Point,
    /// `1.234,5`
    Comma,
}

/// What the American Community Survey writes where there is no estimate.
const CENSUS_MARKS: [f64; 7] = [
    -222_222_222.0,
    -333_333_333.0,
    -555_555_555.0,
    -666_666_666.0,
    -777_777_777.0,
    -888_888_888.0,
    -999_999_999.0,
];

const NO_VALUE: [&str; 20] = [
    "", "na", "n/a", "nan", "null", "none", "missing", "-", "*", "**", "(x)", "x", ".", "..", "#n/a",
    "(null)", "\\n", "unknown", "n.a.", "\u{2013}",
];

/// Whether a cell says that there is no value.
pub(super) fn is_missing(cell: &str) -> bool {
    NO_VALUE.iter().any(|word| cell.trim().eq_ignore_ascii_case(word))
}

/// The style of a column. Only what one of the two cannot be tells: a comma before one or two
/// digits, or after a lone zero, is decimal, unless a point of the same column is. Where nothing
/// tells, `semicolons` does, which part the fields where commas are decimal.
pub(super) fn style<'a>(cells: impl Iterator<Item = &'a str>, semicolons: bool) -> Style {
    let (mut commas, mut separated, mut long) = (false, false, false);
    for cell in cells {
        let (bare, _) = bare(cell);
        if !bare.bytes().all(|byte| byte.is_ascii_digit() || b"+-., ".contains(&byte)) {
            continue;
        }
        let digits = bare.trim_start_matches(['-', '+']);
        match (digits.rfind(','), digits.rfind('.')) {
            (Some(comma), point) if point.is_none_or(|point| point < comma) => {
                let whole = digits.get(..comma).unwrap_or_default();
                let fraction = digits.len() - comma - 1;
                let is_one = digits.matches(',').count() == 1;
                let tells = fraction != 3 || whole == "0" || point.is_some() || whole.is_empty();
                commas |= is_one && fraction > 0 && tells;
            }
            (_, Some(point)) => {
                let is_one = digits.matches('.').count() == 1;
                let tells = digits.len() - point != 4 || digits.contains(',') || digits.starts_with("0.");
                if is_one && tells {
                    return Style::Point;
                }
            }
            _ => long |= digits.len() > 3,
        }
        separated |= digits.contains([',', '.']);
    }
    // "20.500" beside "950", and not beside "21000".
    if commas || (semicolons && separated && !long) { Style::Comma } else { Style::Point }
}

/// A cell without the signs around its number, and whether one of them says that it is a bound.
fn bare(cell: &str) -> (&str, bool) {
    let mut bare = cell.trim();
    let mut is_bound = false;
    let signs = ["<=", ">=", "<", ">", "\u{2264}", "\u{2265}"];
    let words =
        ["under ", "Under ", "less than ", "Less than ", "over ", "Over ", "more than ", "More than "];
    for sign in signs.into_iter().chain(words) {
        if let Some(rest) = bare.strip_prefix(sign) {
            (bare, is_bound) = (rest.trim_start(), true);
            break;
        }
    }
    for currency in ['$', '\u{20ac}', '\u{a3}'] {
        bare = bare.strip_prefix(currency).or(bare.strip_suffix(currency)).unwrap_or(bare).trim();
    }
    if !is_bound {
        let ends = ["+", "-", " or more", " or less", " and over", " and above", " or fewer"];
        let rest = ends.iter().find_map(|end| bare.strip_suffix(end));
        if let Some(rest) = rest.filter(|rest| rest.ends_with(|end: char| end.is_ascii_digit() || end == ' '))
        {
            (bare, is_bound) = (rest.trim_end(), true);
        }
    }
    (bare.strip_suffix('%').unwrap_or(bare).trim(), is_bound)
}

/// What a cell says, in its column's style.
pub(super) fn cell(text: &str, style: Style) -> Cell {
    if is_missing(text) {
        return Cell::Missing;
    }
    let (bare, is_bound) = bare(text);
    let (thousands, point) = if style == Style::Comma { ('.', ',') } else { (',', '.') };
    let (whole, fraction) = bare.split_once(point).map_or((bare, None), |(whole, rest)| (whole, Some(rest)));
    let digits = whole.strip_prefix(['-', '+']).unwrap_or(whole);
    let blanks = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'');
    let parts = |c: char| c == thousands || blanks(c);
    let groups: Vec<&str> = digits.split(parts).collect();
    // "1,234" and "12,345,678", not "1,2": that could be a decimal comma.
    let is_grouped = groups.iter().skip(1).all(|group| group.len() == 3)
        && (groups.len() == 1 || groups.first().is_some_and(|first| (1..=3).contains(&first.len())));
    if !is_grouped || fraction.is_some_and(|fraction| fraction.contains(parts)) {
        return Cell::NotANumber;
    }
    let mut plain: String = whole.chars().filter(|c| !parts(*c)).collect();
    if let Some(fraction) = fraction {
        plain.push('.');
        plain.push_str(fraction);
    }
    match decimal(plain.as_bytes()) {
        None => Cell::NotANumber,
        Some(number) if CENSUS_MARKS.contains(&number) => Cell::Missing,
        Some(number) if is_bound => Cell::Bound(number),
        Some(number) => Cell::Number(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let good = [
            ("7.7", 7.7),
            ("23,939", 23_939.0),
            ("$1,234,567.50", 1_234_567.5),
            ("-3", -3.0),
            ("45 %", 45.0),
            ("1e3", 1000.0),
            ("0", 0.0),
            ("-999", -999.0),
            ("12 345", 12_345.0),
            ("1\u{202f}234", 1234.0),
        ];
        for (text, expected) in good {
            assert_eq!(cell(text, Style::Point), Cell::Number(expected), "{text}");
        }
        for text in ["", "NA", "n/a", "NaN", "-666666666", "-666,666,666", "-888888888.0", "(X)", "*", "-"] {
            assert_eq!(cell(text, Style::Point), Cell::Missing, "{text}");
        }
        for text in
            ["1,2", "1,2345", ",123", "1,234,5", "12.5,0", "inf", "1e400", "ten", "1 2", "5-10", "+", "<"]
        {
            assert_eq!(cell(text, Style::Point), Cell::NotANumber, "{text}");
        }
    }

    #[test]
    fn bounds_are_numbers_and_said_to_be_bounds() {
        for (text, expected) in [
            ("250,000+", 250_000.0),
            ("2,500-", 2500.0),
            ("$250,000+", 250_000.0),
            ("<10", 10.0),
            (">= 1,000", 1000.0),
            ("\u{2264}5", 5.0),
            ("85 or more", 85.0),
            ("75 and over", 75.0),
            ("Less than $10,000", 10_000.0),
        ] {
            assert_eq!(cell(text, Style::Point), Cell::Bound(expected), "{text}");
        }
        assert_eq!(cell("2.500-", Style::Comma), Cell::Bound(2500.0));
    }

    #[test]
    fn a_column_tells_what_its_commas_are() {
        let of = |cells: &[&str]| style(cells.iter().copied(), false);
        assert_eq!(of(&["20,0", "21,5"]), Style::Comma);
        assert_eq!(of(&["0,123", "1,250"]), Style::Comma);
        assert_eq!(of(&["1.234,50", "12"]), Style::Comma);
        assert_eq!(of(&["1,234", "20,000", "NA"]), Style::Point);
        assert_eq!(of(&["1,234.5", "20,000"]), Style::Point);
        assert_eq!(of(&["12.5", "1,2"]), Style::Point);
        assert_eq!(of(&["a, b", "x"]), Style::Point);
        let german = |cells: &[&str]| style(cells.iter().copied(), true);
        assert_eq!(german(&["20.500", "950"]), Style::Comma);
        assert_eq!(german(&["20,125", "1,250"]), Style::Comma);
        assert_eq!(german(&["20.5", "950"]), Style::Point);
        assert_eq!(german(&["20.125", "21000"]), Style::Point);
        assert_eq!(german(&["20", "950"]), Style::Point);
        let read = |text| cell(text, Style::Comma);
        assert_eq!(["20,0", "1.234,5", "-0,5", "7"].map(read), [20.0, 1234.5, -0.5, 7.0].map(Cell::Number));
        assert_eq!(read("1.2,5"), Cell::NotANumber);
    }
}
