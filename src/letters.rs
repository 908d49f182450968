//! Letters of files: bytes as text, numbers in text, and small letters for names that are compared.
//!
//! Those of the Latin alphabet with the accents of western Europe: the letters of all writing are tables of 5 kB in the
//! page, and no city's columns, keys and offences that are read here are written otherwise.

use std::borrow::Cow;

/// Characters of a value that an error shows.
const QUOTED_CHARACTERS: usize = 60;

/// Windows-1252 from 0x80 to 0x9f; all else of it are the code points of the same number.
const WINDOWS_1252: [char; 32] = [
    '\u{20ac}', '\u{fffd}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2c6}',
    '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{fffd}', '\u{17d}', '\u{fffd}', '\u{fffd}', '\u{2018}',
    '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}',
    '\u{203a}', '\u{153}', '\u{fffd}', '\u{17e}', '\u{178}',
];

/// A decimal number, the nearest to what is written; `None` where it is none or not finite. In the page instead of `str::parse`, which holds
/// 10 kB of powers of five.
///
/// # Examples
/// ```
/// use watchback::letters::number;
/// assert_eq!((number("-0.1"), number("2e3"), number("1e400"), number("")), (Some(-0.1), Some(2000.0), None, None));
/// ```
pub fn number(text: &str) -> Option<f64> {
    crate::decimal::decimal(text.as_bytes())
}

/// A value as text: UTF-8, or else Windows-1252.
pub(crate) fn text(value: &[u8]) -> Cow<'_, str> {
    match str::from_utf8(value) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(value.iter().map(|&byte| windows_1252(byte)).collect()),
    }
}

fn windows_1252(byte: u8) -> char {
    let special = usize::from(byte).checked_sub(0x80).and_then(|at| WINDOWS_1252.get(at));
    special.copied().unwrap_or(char::from(byte))
}

/// A value as it may be shown: valid text, not long.
pub(crate) fn quoted(value: &[u8]) -> String {
    // Four bytes are the longest character, so a cut never loses one of those shown.
    let start = value.get(..4 * (QUOTED_CHARACTERS + 1)).unwrap_or(value);
    let text = text(start);
    let mut characters = text.chars();
    let mut shown: String = characters.by_ref().take(QUOTED_CHARACTERS).collect();
    if characters.next().is_some() {
        shown.push('\u{2026}');
    }
    shown
}

/// The text in small letters; what is neither ASCII nor Latin-1 stays as it is.
///
/// # Examples
/// ```
/// assert_eq!(watchback::letters::lowercase("AÑO de nacimiento"), "año de nacimiento");
/// ```
pub fn lowercase(text: &str) -> String {
    text.chars().map(small).collect()
}

/// The small letter of a letter.
pub(crate) const fn small(letter: char) -> char {
    match letter {
        // In Latin-1, small letters stand 32 behind their capitals; the sign of multiplication is among these.
        '\u{d7}' => letter,
        '\u{c0}'..='\u{de}' => (letter as u8 + 32) as char,
        _ => letter.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_are_not_utf_8_are_windows_1252() {
        assert_eq!(text(b"caf\xe9 \x80 \x93x\x94 \x81"), "caf\u{e9} \u{20ac} \u{201c}x\u{201d} \u{fffd}");
        assert_eq!(text("caf\u{e9}".as_bytes()), "caf\u{e9}");
        assert!(matches!(text(b"plain"), Cow::Borrowed("plain")));
    }

    #[test]
    fn long_and_broken_values_are_cut_between_characters() {
        assert_eq!(quoted(b"short"), "short");
        let long = "\u{1f6a8}".repeat(100);
        assert_eq!(quoted(long.as_bytes()), "\u{1f6a8}".repeat(60) + "\u{2026}");
        assert_eq!(quoted(b"a\xffb"), "a\u{ff}b");
        assert_eq!(quoted(&[b'x'; 60]).len(), 60);
    }

    #[test]
    fn up_to_latin_1_small_letters_are_those_of_unicode() {
        for letter in '\0'..='\u{ff}' {
            assert_eq!(Some(small(letter)), letter.to_lowercase().next(), "{letter}");
        }
    }
}
