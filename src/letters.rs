//! Letters and numbers as people type them.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A decimal number, the nearest to what is written; `None` where it is none or not finite.
///
/// # Examples
/// ```
/// use watchback::letters::number;
/// assert_eq!(
///     (number("-0.1"), number("2e3"), number("1e400"), number("")),
///     (Some(-0.1), Some(2000.0), None, None)
/// );
/// ```
pub fn number(text: &str) -> Option<f64> {
    crate::decimal::decimal(text.as_bytes())
}

/// A count with commas.
///
/// # Examples
/// ```
/// assert_eq!(watchback::letters::count(1_075_734), "1,075,734");
/// ```
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Whether a spreadsheet would take a cell for a formula, or what [`cell_of`] made of one. The full
/// width forms are those of Japanese keyboards.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// A text as a cell that no spreadsheet takes for a formula: such a one gets an apostrophe.
/// [`text_of_cell`] takes it off again.
///
/// # Examples
/// ```
/// use watchback::letters::{cell_of, text_of_cell};
/// assert_eq!((cell_of("=1+1"), cell_of("THEFT")), ("'=1+1".into(), "THEFT".into()));
/// for text in ["=1+1", "'=1+1", "@x", "\tx", "＝1", "'tis", "a-b", ""] {
///     assert_eq!(text_of_cell(&cell_of(text)), text);
/// }
/// ```
#[must_use]
pub fn cell_of(text: &str) -> Cow<'_, str> {
    if is_formula(text) { format!("'{text}").into() } else { text.into() }
}

/// The text of a cell that [`cell_of`] made.
#[must_use]
pub fn text_of_cell(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

/// Characters without their accents, whether an accent is a part of its letter or stands after it.
pub(crate) fn without_accents(text: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    let letters = text.nfd().filter(|letter| !is_combining_mark(*letter));
    // Letters whose stroke is no accent to Unicode.
    letters.map(|letter| match letter {
        '\u{f8}' => 'o',
        '\u{d8}' => 'O',
        '\u{142}' => 'l',
        '\u{141}' => 'L',
        '\u{111}' | '\u{f0}' => 'd',
        '\u{110}' | '\u{d0}' => 'D',
        '\u{131}' => 'i',
        other => other,
    })
}
