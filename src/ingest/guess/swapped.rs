//! Dates of which a spreadsheet has swapped some: those to the twelfth of a month, which it could
//! read the other way.

use std::collections::BTreeSet;

use super::columns::{FORMATS, Facts};
use crate::ingest::dates::{self, DateFormat};

/// Fewer dates of each kind tell nothing.
const LEAST: usize = 3;

/// Dates of a column that are written in two ways.
pub(super) struct Swapped {
    /// Rows that have the month first, and the day.
    pub(super) month_first: usize,
    pub(super) day_first: usize,
    /// One of each.
    pub(super) examples: Vec<String>,
}

/// Whether a column that gives the day first, or the month, has dates of the other order among
/// them: those that fit both ways are written otherwise than those that do not, or stand where they
/// do only if they are read otherwise.
pub(super) fn swapped(facts: &Facts<'_>, format: DateFormat) -> Option<Swapped> {
    let other = if format == DateFormat::DayFirst { DateFormat::MonthFirst } else { DateFormat::DayFirst };
    let fits = |text: &[u8], format| dates::written(text, format).is_some();
    let (mut both, mut iso, mut one) = (Vec::new(), Vec::new(), Vec::new());
    for text in facts.distinct.iter().copied() {
        match (fits(text, format), fits(text, other)) {
            (true, true) if text.iter().take(4).all(u8::is_ascii_digit) => iso.push(text),
            (true, true) if has_numbers(text) => both.push(text),
            (true, false) => one.push(text),
            _ => {}
        }
    }
    // A spreadsheet shows what it could read with the year first, and leaves the rest.
    let to_twelfth = |text: &&[u8]| day_of_month(text).is_some_and(|day| day <= 12);
    let of_iso = both.is_empty() && iso.len() >= LEAST && iso.iter().all(to_twelfth);
    if of_iso {
        both = iso;
    }
    if both.len() < LEAST || one.len() < LEAST {
        return None;
    }
    let differ = match (is_padded(&both), is_padded(&one)) {
        (Some(both), Some(one)) if both != one => true,
        _ => shapes(&both).is_disjoint(&shapes(&one)),
    };
    if !of_iso && !differ && !facts.order.is_of_swapped(format) {
        return None;
    }
    let at = |format| FORMATS.iter().position(|of| *of == format);
    let count = |format| at(format).and_then(|at| facts.dates.get(at)).copied().unwrap_or_default();
    let of_both = count(other);
    let of_one = count(format).saturating_sub(of_both);
    let example = |texts: &[&[u8]]| texts.first().map(|text| crate::ingest::summary::quoted(text));
    let (month_first, day_first) =
        if format == DateFormat::DayFirst { (of_both, of_one) } else { (of_one, of_both) };
    let (months, days) = if format == DateFormat::DayFirst { (&both, &one) } else { (&one, &both) };
    let examples = example(months).into_iter().chain(example(days)).collect();
    Some(Swapped { month_first, day_first, examples })
}

/// Whether a text begins with two numbers, so that their order may be asked.
fn has_numbers(text: &[u8]) -> bool {
    let numbers = text.split(|byte| !byte.is_ascii_digit()).take(2);
    numbers.filter(|number| !number.is_empty() && number.len() <= 2).count() == 2
}

fn day_of_month(text: &[u8]) -> Option<i8> {
    let days = dates::written(text, DateFormat::YearFirst)?.days;
    Some(crate::study::CivilDay::from_days_since_1970(days).day_of_month())
}

/// How dates are written: their signs, the digits of the year and the parts of the time.
fn shapes(texts: &[&[u8]]) -> BTreeSet<Vec<u8>> {
    let shape = |text: &&[u8]| {
        let mut shape: Vec<u8> = Vec::new();
        for part in text.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()) {
            match part {
                // Day, month and hour may have one digit or two.
                [b'0'..=b'9'] | [b'0'..=b'9', b'0'..=b'9'] => shape.push(b'9'),
                [b'0'..=b'9', ..] => shape.extend(part.iter().map(|_| b'9')),
                _ => shape
                    .extend(part.iter().map(|byte| if byte.is_ascii_alphabetic() { b'a' } else { *byte })),
            }
        }
        shape
    };
    texts.iter().map(shape).collect()
}

/// Whether numbers below ten have a zero before them; `None` where there are none or both.
fn is_padded(texts: &[&[u8]]) -> Option<bool> {
    let (mut padded, mut plain) = (0, 0);
    for text in texts {
        for number in text.split(|byte| !byte.is_ascii_digit()).take(2) {
            match number {
                [b'0', b'1'..=b'9'] => padded += 1,
                [b'1'..=b'9'] => plain += 1,
                _ => {}
            }
        }
    }
    match (padded, plain) {
        (0, 0) => None,
        _ if padded >= 20 * plain => Some(true),
        _ if plain >= 20 * padded => Some(false),
        _ => None,
    }
}
