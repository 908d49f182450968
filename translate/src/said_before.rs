//! Finds the template that a text was made of.

use std::fmt::Display;

use super::{CONTEXT_END, Table, fill};

/// Letters that a template has at least: of fewer any text could be made.
const LETTERS: usize = 6;
/// What is filled in is looked up so many levels deep: an error holds its cause.
const DEPTH: usize = 4;

/// The text in the table's language; `None` where nothing of it is in the table.
pub(crate) fn translated(table: Table, text: &str) -> Option<String> {
    at_depth(table, text, DEPTH)
}

fn at_depth(table: Table, text: &str, depth: usize) -> Option<String> {
    if let Ok(at) = table.binary_search_by(|(english, _)| (*english).cmp(text)) {
        return table.get(at).map(|(_, said)| fill(said, &[], &[]));
    }
    let below = depth.checked_sub(1)?;
    let candidates =
        table.iter().filter(|(english, _)| english.contains('{') && !english.contains(CONTEXT_END));
    let fits = candidates.filter_map(|(english, said)| Some((matched(english, text)?, *said)));
    if let Some((found, said)) = fits.max_by_key(|(found, _)| found.letters) {
        let inner = |value: &str| {
            // A single word may be a name in a file, which stays.
            let is_ours = value.contains(' ') || value.chars().all(|letter| letter.is_ascii_lowercase());
            let inner = is_ours.then(|| at_depth(table, value, below)).flatten();
            inner.unwrap_or_else(|| value.to_owned())
        };
        let values: Vec<String> = found.values.iter().map(|value| inner(value)).collect();
        let values: Vec<&dyn Display> = values.iter().map(|value| value as &dyn Display).collect();
        let names: Vec<&str> = found.names.iter().map(String::as_str).collect();
        return Some(fill(said, &names, &values));
    }
    // "file: what is wrong with it"
    let behind_name = text.split_once(": ").and_then(|(before, after)| {
        let after = at_depth(table, after, below)?;
        Some(format!("{before}: {after}"))
    });
    behind_name.or_else(|| in_two(table, text, below))
}

/// A text that was put together of two, the second of which begins with its mark.
fn in_two(table: Table, text: &str, depth: usize) -> Option<String> {
    let marks = text.char_indices().filter(|(_, mark)| [';', ','].contains(mark));
    let mut parts = marks.filter_map(|(at, _)| text.split_at_checked(at));
    parts.find_map(|(before, after)| Some(at_depth(table, before, depth)? + &at_depth(table, after, depth)?))
}

/// A template that a text fits, and what was filled in.
#[derive(Default)]
struct Match<'a> {
    names: Vec<String>,
    values: Vec<&'a str>,
    letters: usize,
}

/// What was filled into the template, should the text be made of it.
fn matched<'a>(template: &str, text: &'a str) -> Option<Match<'a>> {
    let mut found = Match::default();
    let (mut in_turn, mut waiting) = (0, false);
    let mut rest = text;
    let mut template = template;
    loop {
        let (words, place, behind) = next_place(template);
        found.letters += words.chars().filter(|letter| letter.is_alphabetic()).count();
        if waiting {
            // Two places beside each other cannot be told apart.
            let at = match (words.is_empty(), place.is_some()) {
                (true, true) => return None,
                (_, true) => rest.find(&words)?,
                (_, false) => rest.len().checked_sub(words.len()).filter(|_| rest.ends_with(&words))?,
            };
            let (value, from) = rest.split_at_checked(at)?;
            found.values.push(value);
            rest = from;
        }
        rest = rest.strip_prefix(words.as_str())?;
        let Some(place) = place else { break };
        found.names.push(if place.is_empty() || place.starts_with(':') {
            in_turn += 1;
            (in_turn - 1_usize).to_string()
        } else {
            place.to_owned()
        });
        waiting = true;
        template = behind;
    }
    (rest.is_empty() && found.letters >= LETTERS).then_some(found)
}

/// Words up to the next place to fill in, the place, and what follows it.
fn next_place(template: &str) -> (String, Option<&str>, &str) {
    let mut words = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        words.push_str(before);
        if from.starts_with("{{") || from.starts_with("}}") {
            words.extend(from.chars().next());
            rest = from.get(2..).unwrap_or_default();
            continue;
        }
        let end = from.find('}').unwrap_or(from.len());
        return (words, from.get(1..end), from.get(end + 1..).unwrap_or_default());
    }
    words.push_str(rest);
    (words, None, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPANISH: Table = &[
        ("; it is lost", "; se perdió"),
        ("column {column:?} of {}: {reason}", "{}, columna {column:?}: {reason}"),
        ("it has {0} rows, and {1} at most", "tiene {0} filas, y {1} como máximo"),
        ("the file is empty", "el archivo está vacío"),
        ("{} of {}", "{} de {}"),
        ("{a}{b} cannot be told", "no se sabe {a}{b}"),
    ];

    #[test]
    fn what_was_filled_in_comes_out_again() {
        let said = |text| translated(SPANISH, text);
        assert_eq!(said("the file is empty").as_deref(), Some("el archivo está vacío"));
        assert_eq!(said("it has 9 rows, and 7 at most").as_deref(), Some("tiene 9 filas, y 7 como máximo"));
        assert_eq!(
            said("column \"Date\" of a.csv: the file is empty").as_deref(),
            Some("a.csv, columna \"Date\": el archivo está vacío")
        );
        assert_eq!(
            said("b.csv: the file is empty; it is lost").as_deref(),
            Some("b.csv: el archivo está vacío; se perdió")
        );
        // Too few letters, two places beside each other, and no template at all.
        assert_eq!([said("3 of 4"), said("xy cannot be told"), said("so")], [None, None, None]);
    }
}
