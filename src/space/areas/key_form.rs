//! The form that keys are compared in, and the other ways in which a whole column can be read.

use std::collections::BTreeMap;

use crate::letters::without_accents;

/// Digits of a number that the census writes without the kind of area before it.
const GEOID_DIGITS: usize = 5;

/// Cells by which it is told how a column is written.
const SAMPLE: usize = 100;

/// A key in the form that keys are compared in; empty where there is none.
pub(super) fn key_form(key: &str) -> String {
    let key = key.trim();
    // What keeps a spreadsheet from taking a key for a number.
    let key = key.strip_prefix("=\"").and_then(|key| key.strip_suffix('"')).unwrap_or(key);
    let key = plain_letters(key);
    // The census puts the kind of area before its number: "14000US", "1400000US".
    let bare = match key.split_once("us") {
        Some((kind, number)) if is_number(number) && (is_number(kind) || is_long(kind, number)) => number,
        _ => &key,
    };
    let (whole, fraction) = bare.split_once('.').unwrap_or((bare, ""));
    if is_number(whole) && fraction.bytes().all(|byte| byte == b'0') {
        let digits = whole.trim_start_matches('0');
        return if digits.is_empty() { "0".to_owned() } else { digits.to_owned() };
    }
    if bare.contains(char::is_alphabetic) {
        return words(bare).map(short).collect();
    }
    bare.to_owned()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_long(kind: &str, number: &str) -> bool {
    kind.is_empty() && number.len() >= GEOID_DIGITS
}

/// Small letters without accents.
pub(super) fn plain_letters(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut plain = String::with_capacity(text.len());
    for letter in without_accents(text.to_lowercase().chars()) {
        // Letters that are two.
        match letter {
            '\u{df}' => plain.push_str("ss"),
            '\u{e6}' => plain.push_str("ae"),
            '\u{153}' => plain.push_str("oe"),
            '\u{fe}' => plain.push_str("th"),
            other => plain.push(other),
        }
    }
    plain
}

/// Letters and digits that nothing parts; `&` is a word.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let part = |letter: char| !letter.is_alphanumeric();
    text.split_inclusive('&').flat_map(move |text| {
        let and = text.ends_with('&').then_some("and");
        text.split(part).filter(|word| !word.is_empty()).chain(and)
    })
}

/// Words that names have in a long and a short form.
fn short(word: &str) -> &str {
    match word {
        "saint" => "st",
        "sainte" => "ste",
        "mount" => "mt",
        "fort" => "ft",
        other => other,
    }
}

/// A way to read the keys of a whole column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// As they stand.
    Plain,
    /// NHGIS's GISJOIN, `G36000500001001`, as the census's number.
    Nhgis,
    /// The same with one zero more before the tract.
    NhgisLong,
    /// `Annex (95)` without the number.
    WithoutNumber,
    /// `Census Tract 1, Bronx County, New York` up to the first comma.
    BeforeComma,
    /// `17TH` and `1st` as numbers.
    Ordinal,
    /// `Ward 1` and `Bronx County` without the word that all have.
    WithoutCommonWord,
}

/// All of them; of readings that join as well the first is taken.
pub(super) const READINGS: [Reading; 7] = [
    Reading::Plain,
    Reading::Nhgis,
    Reading::NhgisLong,
    Reading::WithoutNumber,
    Reading::BeforeComma,
    Reading::Ordinal,
    Reading::WithoutCommonWord,
];

impl Reading {
    /// The keys of a column in the form that they are compared in, and the word that was taken from
    /// all of them; `None` where the column is not so written.
    pub(super) fn forms(self, cells: &[&str]) -> Option<(Vec<String>, String)> {
        // Most columns are not, and their first cells tell.
        let first: Vec<&str> = cells.iter().filter(|cell| !cell.is_empty()).take(SAMPLE).copied().collect();
        if self != Self::Plain && first.len() < cells.len() {
            self.forms_of_all(&first)?;
        }
        self.forms_of_all(cells)
    }

    fn forms_of_all(self, cells: &[&str]) -> Option<(Vec<String>, String)> {
        if self == Self::WithoutCommonWord {
            return without_common_word(cells);
        }
        let read = |cell: &&str| match self {
            Self::Nhgis => nhgis(cell, 6),
            Self::NhgisLong => nhgis(cell, 7),
            Self::WithoutNumber => without_number(cell),
            Self::BeforeComma => cell
                .split_once([',', ';'])
                .map(|(first, _)| first.to_owned())
                .filter(|first| !is_number(first)),
            Self::Ordinal => ordinal(cell),
            Self::Plain | Self::WithoutCommonWord => Some((*cell).to_owned()),
        };
        let (mut read_so, mut filled) = (0, 0);
        let mut form = |cell: &&str| {
            filled += usize::from(!cell.is_empty());
            let found = read(cell).filter(|_| !cell.is_empty());
            read_so += usize::from(found.is_some());
            key_form(found.as_deref().unwrap_or(cell))
        };
        let forms: Vec<String> = cells.iter().map(&mut form).collect();
        // A few cells may be written otherwise: a total, a name without a number.
        (self == Self::Plain || (2 * read_so > filled)).then_some((forms, String::new()))
    }
}

/// State, a zero, county, a zero, then tract and what is smaller: the census's number without the
/// zeros. `start` is where the rest begins, counted from the state's end.
fn nhgis(cell: &str, start: usize) -> Option<String> {
    let digits = cell.trim().strip_prefix(['G', 'g']).filter(|digits| is_number(digits))?;
    let rest = digits.get(start + 1..).unwrap_or("");
    // A tract without a suffix was once written without its two zeros.
    let suffix = if rest.len() == 4 { "00" } else { "" };
    let parts = [digits.get(..2)?, digits.get(3..6).unwrap_or(""), rest, suffix];
    let is_zero = |at: usize| digits.as_bytes().get(at).is_none_or(|byte| *byte == b'0');
    (2..=start).filter(|at| *at == 2 || *at >= 6).all(is_zero).then(|| parts.concat())
}

fn without_number(cell: &str) -> Option<String> {
    let (name, number) = cell.trim().strip_suffix(')')?.rsplit_once('(')?;
    (is_number(number.trim()) && name.contains(char::is_alphabetic)).then(|| name.trim().to_owned())
}

fn ordinal(cell: &str) -> Option<String> {
    let cell = cell.trim();
    let end = cell.find(|letter: char| !letter.is_ascii_digit()).filter(|end| *end > 0)?;
    let (number, rest) = cell.split_at_checked(end)?;
    ["st", "nd", "rd", "th"].iter().any(|end| rest.eq_ignore_ascii_case(end)).then(|| number.to_owned())
}

/// Takes the first word away where all have the same, else the last.
fn without_common_word(cells: &[&str]) -> Option<(Vec<String>, String)> {
    let plain: Vec<String> = cells.iter().map(|cell| plain_letters(cell)).collect();
    let split = |last: bool, text: &str| {
        let part = |letter: char| matches!(letter, ' ' | '-' | '_' | '#');
        let text = text.trim();
        let (first, second) = if last { text.rsplit_once(part) } else { text.split_once(part) }?;
        let (word, rest) = if last { (second, first) } else { (first, second) };
        let is_word = word.len() > 1 && word.chars().all(char::is_alphabetic) && !rest.trim().is_empty();
        is_word.then(|| (word.to_owned(), rest.trim_matches(part).to_owned()))
    };
    for last in [false, true] {
        let mut words: BTreeMap<String, usize> = BTreeMap::new();
        let parts: Vec<Option<(String, String)>> = plain.iter().map(|text| split(last, text)).collect();
        for (word, _) in parts.iter().flatten() {
            *words.entry(word.clone()).or_default() += 1;
        }
        let filled = plain.iter().filter(|text| !text.is_empty()).count();
        let common = words.into_iter().find(|(_, count)| filled > 2 && 10 * count >= 9 * filled);
        let Some((common, _)) = common else { continue };
        let form = |(text, part): (&String, Option<(String, String)>)| match part {
            Some((word, rest)) if word == common => key_form(&rest),
            _ => key_form(text),
        };
        return Some((plain.iter().zip(parts).map(form).collect(), common));
    }
    None
}

/// Forms as numbers from 1, so that they are compared at once; 0 is no key.
#[derive(Default)]
pub(super) struct Forms(BTreeMap<String, u32>);

impl Forms {
    pub(super) fn id(&mut self, form: String) -> u32 {
        if form.is_empty() {
            return 0;
        }
        let next = self.0.len() as u32 + 1;
        *self.0.entry(form).or_insert(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_mean_the_same_have_one_form() {
        for same in ["17", " 017 ", "17.0", "17.00", "14000US17", "1400000US017", "=\"017\""] {
            assert_eq!(key_form(same), "17", "{same}");
        }
        assert_eq!(key_form("O'HARE"), key_form("Ohare"));
        assert_eq!(key_form("Mc Kinley Park"), key_form("McKinley Park"));
        assert_eq!(key_form("000"), "0");
        assert_eq!(key_form("1500000US360050001001"), key_form("360050001001"));
        assert_eq!(key_form("US36005"), "36005");
        // Accents of one letter, and accents that follow it.
        assert_eq!(key_form("Coyoac\u{e1}n"), key_form("COYOACAN"));
        assert_eq!(key_form("Coyoaca\u{301}n"), key_form("COYOACAN"));
        assert_eq!(key_form("Gro\u{df}e Str\u{f8}m"), key_form("GROSSE STROM"));
        assert_eq!(key_form("St. Mary"), key_form("SAINT MARY"));
        assert_eq!(key_form("Park & Hill"), key_form("Park and Hill"));
        assert_eq!(key_form("Yonge-St.Clair"), key_form("Yonge - St Clair"));
        // Not the same.
        assert_ne!(key_form("17.1"), key_form("17"));
        assert_ne!(key_form("1-2"), key_form("12"));
        assert_ne!(key_form("7A"), key_form("7"));
        assert_eq!(key_form("Bus 7"), "bus7");
        assert_eq!(key_form("--"), "--");
        assert_eq!(key_form(" "), "");
    }

    #[track_caller]
    fn check(reading: Reading, cells: &[&str], expected: &[&str]) {
        assert_eq!(reading.forms(cells).unwrap().0, expected);
    }

    #[test]
    fn columns_are_read_as_they_are_written() {
        // Tract, and block group, as NHGIS writes them; then a zero more.
        check(Reading::Nhgis, &["G3600050000100", "G36000500001001"], &["36005000100", "360050001001"]);
        check(Reading::Nhgis, &["G3600050"], &["36005"]);
        check(Reading::NhgisLong, &["G36000500000100"], &["36005000100"]);
        assert!(Reading::Nhgis.forms(&["G7", "Annex", "B"]).is_none());
        check(
            Reading::WithoutNumber,
            &["Annex (95)", "Rouge", "Malvern (132) "],
            &["annex", "rouge", "malvern"],
        );
        check(
            Reading::BeforeComma,
            &["Census Tract 1, Bronx", "Census Tract 2; Bronx"],
            &["censustract1", "censustract2"],
        );
        check(Reading::Ordinal, &["17TH", "1st", "NA"], &["17", "1", "na"]);
        check(Reading::WithoutCommonWord, &["Ward 1", "WARD 2", "Ward 10"], &["1", "2", "10"]);
        check(
            Reading::WithoutCommonWord,
            &["Bronx County", "Kings county", "Erie County"],
            &["bronx", "kings", "erie"],
        );
        check(Reading::WithoutCommonWord, &["NPU-A", "NPU-B", "NPU-C"], &["a", "b", "c"]);
        assert!(Reading::WithoutCommonWord.forms(&["Old Town", "New Town Hill", "Mill Creek"]).is_none());
        assert!(Reading::Ordinal.forms(&["17", "Rest"]).is_none());
    }
}
