#![doc = include_str!("../README.md")]

// The macro names this crate, here too.
extern crate self as watchback_translate;

mod said_before;

use std::cell::Cell;
use std::fmt::{Display, Write};

pub use watchback_translate_macros::{mark, tr};

/// Texts of a language: English, with its context before it where it has one, and what it is there.
/// Sorted by the first.
pub type Table = &'static [(&'static str, &'static str)];

/// Stands between a context and the text, as in files of gettext.
pub const CONTEXT_END: char = '\u{4}';

thread_local! {
    static TABLE: Cell<Option<Table>> = const { Cell::new(None) };
}

/// The table of this thread's language from now on; `None` is English.
pub fn set_table(table: Option<Table>) {
    TABLE.set(table);
}

/// The table of this thread's language.
pub fn table() -> Option<Table> {
    TABLE.get()
}

/// A text that `mark!` marked, in the thread's language; the text itself where the table lacks it.
///
/// # Examples
/// ```
/// use watchback_translate::{look_up, mark, set_table};
/// const STEPS: [&str; 2] = [mark!("Check"), mark!("Run")];
/// set_table(Some(&[("Check", "Revisar")]));
/// assert_eq!(STEPS.map(look_up), ["Revisar", "Run"]);
/// ```
pub fn look_up(text: &str) -> &str {
    found(text).unwrap_or(text)
}

/// The English of a text of a table, where it has one.
///
/// # Examples
/// ```
/// use watchback_translate::english_of;
/// assert_eq!(english_of(&[("Check", "Revisar")], "Revisar"), Some("Check"));
/// assert_eq!(english_of(&[("Check", "Revisar")], "Run"), None);
/// ```
pub fn english_of(table: Table, text: &str) -> Option<&'static str> {
    table.iter().find(|(_, said)| *said == text).map(|(english, _)| *english)
}

/// A text that was said in English before it came here: an error's, or one that was saved. It is
/// found by its template, and what was filled in is looked up in turn; without a template it stays.
///
/// # Examples
/// ```
/// use watchback_translate::{set_table, translated};
/// set_table(Some(&[
///     ("the date is missing", "falta la fecha"),
///     ("the row {row} is lost: {reason}", "se perdió la fila {row}: {reason}"),
/// ]));
/// let said = "the row 7 is lost: the date is missing";
/// assert_eq!(translated(said), "se perdió la fila 7: falta la fecha");
/// assert_eq!(translated("crimes.csv: the date is missing"), "crimes.csv: falta la fecha");
/// assert_eq!(translated("all else"), "all else");
/// ```
pub fn translated(text: &str) -> String {
    TABLE.get().and_then(|table| said_before::translated(table, text)).unwrap_or_else(|| text.to_owned())
}

/// What `format!` makes, in English: for what is kept, and shown by [`translated`].
#[macro_export]
macro_rules! kept {
    ($($said:tt)*) => { ::std::format!($($said)*) };
}

fn found(key: &str) -> Option<&'static str> {
    let table = TABLE.get()?;
    let at = table.binary_search_by(|(english, _)| english.cmp(&key)).ok()?;
    table.get(at).map(|(_, text)| *text)
}

/// What `tr!` makes of a text with nothing to fill in. The English begins at byte `begin` of the
/// key, behind its context.
#[doc(hidden)]
pub fn text(key: &'static str, begin: usize) -> &'static str {
    found(key).unwrap_or_else(|| key.get(begin..).unwrap_or(key))
}

/// What `tr!` makes of a text with places to fill in, which it names.
#[doc(hidden)]
pub fn filled(key: &'static str, begin: usize, names: &[&str], values: &[&dyn Display]) -> String {
    fill(text(key, begin), names, values)
}

/// Fills in values. A place is named as the English names it, `{name:.1}`; those without a name are
/// numbered in their English order, so that `{1}` is the second and `{}` the next.
pub(crate) fn fill(template: &str, names: &[&str], values: &[&dyn Display]) -> String {
    let mut out = String::with_capacity(template.len() + 8 * values.len());
    let mut next = 0;
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let mut two = from.chars();
        let (first, second) = (two.next(), two.next());
        let end = from.find('}').filter(|_| first == Some('{') && second != Some('{'));
        let Some(end) = end else {
            // A doubled brace stands for one.
            out.extend(first);
            rest = from.get(if first == second { 2 } else { 1 }..).unwrap_or_default();
            continue;
        };
        let place = from.get(1..end).unwrap_or_default();
        let numbered;
        let name = if place.is_empty() || place.starts_with(':') {
            numbered = next.to_string();
            next += 1;
            numbered.as_str()
        } else {
            place
        };
        match names.iter().position(|of| *of == name).and_then(|at| values.get(at)) {
            Some(value) => drop(write!(out, "{value}")),
            None => out.push_str(from.get(..=end).unwrap_or_default()),
        }
        rest = from.get(end + 1..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_in_by_name_by_number_and_in_turn() {
        let of = |text| fill(text, &["0", "name:.1", "1"], &[&"a", &"2.0", &7]);
        assert_eq!(of("{} {name:.1} {:>3}"), "a 2.0 7");
        assert_eq!(of("{1}, {0}: {{{name:.1}}} {lost} }} {"), "7, a: {2.0} {lost} } {");
        assert_eq!(of(""), "");
    }

    #[test]
    fn english_and_another_language_format_alike() {
        let (n, share) = (3, 0.256);
        let said = |x: &str| tr!("{n} of {x}: {:.1} % {:?} {{}}", 100.0 * share, Some(n));
        assert_eq!(said("7"), format!("{n} of {}: {:.1} % {:?} {{}}", "7", 100.0 * share, Some(n)));
        assert_eq!(tr!("verb" => "Run"), "Run");
        set_table(Some(&[
            ("verb\u{4}Run", "Ejecutar"),
            ("{n} of {x}: {:.1} % {:?} {{}}", "{1}; {0} % de {x}, {n}"),
        ]));
        assert_eq!(said("7"), "Some(3); 25.6 % de 7, 3");
        assert_eq!((tr!("verb" => "Run"), tr!("noun" => "Run")), ("Ejecutar", "Run"));
        set_table(None);
        assert_eq!(tr!("a {width:?} b", width = "x"), "a \"x\" b");
    }
}
