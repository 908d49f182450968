//! Times of day as people write them, and the zones that stand after them.

use super::event::MINUTES_PER_DAY;
use super::fold::{MOST_BYTES, plain};
use super::value;

/// Days that programs put before a time that has none: Access, SQL Server, Excel, Java, Python.
const EMPTY_YEARS: [&[u8]; 7] = [b"1899", b"1900", b"1753", b"1904", b"1970", b"0001", b"1901"];
/// The same of two digits, as Access shows its own.
const EMPTY_DAYS: [&[u8]; 3] = [b"12/30/99", b"30/12/99", b"99-12-30"];

/// A time of day in a field of its own: `23:30`, `11:30:00 PM`, `2330`, `930`, `45` (a quarter to
/// one), `143000`, `23h30`, `12/30/1899 23:30:00`. `24:00` is the last minute of its day: whoever
/// writes it means that day's end, and the day as printed is kept.
pub(super) fn time_of_day(text: &[u8]) -> Option<i32> {
    let digits = text.strip_suffix(b".0").unwrap_or(text);
    if !digits.is_empty() && digits.len() <= 6 && digits.iter().all(u8::is_ascii_digit) {
        return of_digits(digits);
    }
    // Two decimals are minutes, and others are of a day.
    if text.starts_with(b"0.") && text.len() != 4 {
        return share_of_day(text);
    }
    let mut buffer = [0; MOST_BYTES];
    let text = plain(text, &mut buffer);
    let text = after_empty_day(text).unwrap_or(text);
    let (minute, rest) = clock(text)?;
    zone(rest)?;
    Some(minute)
}

/// The share of a day that spreadsheets mean by a time: `0.69306` is 16:38.
pub(super) fn share_of_day(text: &[u8]) -> Option<i32> {
    let share = value::number(text, 1.0).filter(|share| (0.0..1.0).contains(share))?;
    Some((libm::round(share * f64::from(MINUTES_PER_DAY)) as i32).min(MINUTES_PER_DAY - 1))
}

/// The time behind a day that says nothing, such as 12/30/1899.
pub(super) fn after_empty_day(text: &[u8]) -> Option<&[u8]> {
    let at = text.iter().position(|byte| matches!(byte, b' ' | b'T'))?;
    let (day, rest) = text.split_at_checked(at)?;
    let year = |year: &&[u8]| day.len() >= 8 && (day.starts_with(year) || day.ends_with(year));
    let empty = EMPTY_YEARS.iter().any(year) || EMPTY_DAYS.contains(&day);
    empty.then(|| rest.get(1..).unwrap_or_default().trim_ascii_start())
}

/// `930`, `1638` or `163800`: hours, minutes, seconds.
fn of_digits(digits: &[u8]) -> Option<i32> {
    let number = i32::try_from(value::whole(digits)?).ok()?;
    let number = if digits.len() > 4 { number / 100 } else { number };
    of_day(number / 100, number % 100)
}

pub(super) fn of_day(hour: i32, minute: i32) -> Option<i32> {
    match (hour, minute) {
        (24, 0) => Some(MINUTES_PER_DAY - 1),
        (0..24, 0..60) => Some(hour * 60 + minute),
        _ => None,
    }
}

/// The time that `text` begins with, and what follows: `H:MM` or `H.MM` with seconds, decimals, AM
/// or PM or without, `16h38`, `4 PM`, and of digits alone `1638`, `821` and `163800`.
pub(super) fn clock(text: &[u8]) -> Option<(i32, &[u8])> {
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at_checked(length)?;
    if matches!(length, 3 | 4 | 6) && !matches!(rest, [b':' | b'.' | b'/' | b'-', ..]) {
        return Some((of_digits(digits)?, without_unit(rest)));
    }
    let (hour, _, rest) = number(text, 2)?;
    let (minute, rest) = match rest {
        [b':', rest @ ..] => of_hour(rest, b':')?,
        [b'.', rest @ ..] => of_hour(rest, b'.')?,
        _ => match hours_sign(rest) {
            Some(rest) => after_h(rest)?,
            // An hour alone says its half of the day, or it is none.
            None => {
                let (half, after) = half_of_day(rest.trim_ascii_start())?;
                return Some((of_half(hour, 0, half)?, after));
            }
        },
    };
    let rest = rest.trim_ascii_start();
    match half_of_day(rest) {
        Some((half, after)) => Some((of_half(hour, minute, half)?, after)),
        None => Some((of_day(hour, minute)?, without_unit(rest))),
    }
}

/// Minutes, and after the same sign seconds with decimals.
fn of_hour(text: &[u8], sign: u8) -> Option<(i32, &[u8])> {
    let (minute, digits, mut rest) = number(text, 2)?;
    if digits != 2 {
        return None;
    }
    if let Some(seconds) = rest.strip_prefix(&[sign]) {
        let (second, digits, after) = number(seconds, 2)?;
        if digits != 2 || second > 59 {
            return None;
        }
        rest = after;
        if let [b'.' | b',' | b':', decimals @ ..] = rest {
            let length = decimals.iter().take_while(|byte| byte.is_ascii_digit()).count();
            rest = decimals.get(length..).filter(|_| length > 0)?;
        }
    }
    Some((minute, rest))
}

/// What follows the `h` of `16h38` or `16 h 38`.
fn hours_sign(text: &[u8]) -> Option<&[u8]> {
    match text.trim_ascii_start() {
        [b'h' | b'H', rest @ ..] if !matches!(rest, [b'r' | b'R' | b'o' | b'O', ..]) => {
            Some(rest.trim_ascii_start())
        }
        _ => None,
    }
}

/// The minutes after an `h`: `38`, `38m`, `38min05s`, or none.
fn after_h(text: &[u8]) -> Option<(i32, &[u8])> {
    let Some((minute, _, rest)) = number(text, 2) else {
        return (!text.first().is_some_and(u8::is_ascii_digit)).then_some((0, text));
    };
    let unit = name_length(rest);
    let rest = match rest.split_at_checked(unit)? {
        (b"", [b':', rest @ ..]) => rest,
        (b"m" | b"mn" | b"min" | b"M", rest) => rest,
        _ => return Some((minute, rest)),
    };
    match number(rest.trim_ascii_start(), 2) {
        Some((second, _, rest)) if second < 60 => Some((minute, rest.strip_prefix(b"s").unwrap_or(rest))),
        _ => Some((minute, rest)),
    }
}

/// What follows a unit behind a time: `16:38 Uhr`, `1638 hrs`.
fn without_unit(rest: &[u8]) -> &[u8] {
    let rest = rest.trim_ascii_start();
    let (unit, after) = rest.split_at(name_length(rest));
    let units: [&[u8]; 8] = [b"h", b"hr", b"hrs", b"hs", b"hours", b"uhr", b"uur", b"heures"];
    if units.iter().any(|known| unit.eq_ignore_ascii_case(known)) {
        after.strip_prefix(b".").unwrap_or(after)
    } else {
        rest
    }
}

/// `AM`, `p.m.`, `a. m.`: whether it is the afternoon, and what follows.
fn half_of_day(text: &[u8]) -> Option<(bool, &[u8])> {
    let (half, rest) = text.split_first().filter(|(half, _)| matches!(half, b'A' | b'a' | b'P' | b'p'))?;
    let rest = rest.strip_prefix(b".").unwrap_or(rest).trim_ascii_start();
    let rest = rest.strip_prefix(b"m").or_else(|| rest.strip_prefix(b"M"))?;
    let rest = rest.strip_prefix(b".").unwrap_or(rest);
    let ends = !rest.first().is_some_and(u8::is_ascii_alphanumeric);
    ends.then_some((half.eq_ignore_ascii_case(&b'p'), rest))
}

fn of_half(hour: i32, minute: i32, afternoon: bool) -> Option<i32> {
    let first = if afternoon { 1 } else { 0 };
    let hour = (first..=12).contains(&hour).then_some(hour % 12)?;
    of_day(hour + if afternoon { 12 } else { 0 }, minute)
}

/// Whether what follows a time says that it is universal time; `None` where it is no zone. An
/// offset, the letters of a zone or its city say that the time is a local one: it counts as it is
/// printed.
pub(super) fn zone(text: &[u8]) -> Option<bool> {
    let text = text.trim_ascii();
    let (text, _) = without_comment(text);
    if text.is_empty() {
        return Some(false);
    }
    let (letters, rest) = text.split_at(name_length(text));
    let universal = [&b"Z"[..], b"z", b"UTC", b"GMT", b"UT"].contains(&letters);
    match rest {
        [] if universal => Some(true),
        [b' ' | b'+' | b'-', ..] if universal || letters.is_empty() => offset_is_zero(rest, universal),
        // EST, CEST, but no word of small letters.
        [] => {
            ((2..=5).contains(&letters.len()) && letters.iter().all(u8::is_ascii_uppercase)).then_some(false)
        }
        // America/New_York.
        [b'/', city @ ..] if letters.len() > 2 => {
            let fits = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'/' | b'-');
            city.iter().all(fits).then_some(false)
        }
        _ => None,
    }
}

/// A zone without the name that stands after it: `(Eastern Standard Time)`, `[Europe/Paris]`.
fn without_comment(text: &[u8]) -> (&[u8], &[u8]) {
    match text.iter().position(|byte| matches!(byte, b'(' | b'[')) {
        Some(at) if matches!(text.last(), Some(b')' | b']')) => {
            let (zone, comment) = text.split_at(at);
            // A name alone is a zone: (CEST).
            if zone.trim_ascii().is_empty() {
                (comment.get(1..comment.len() - 1).unwrap_or_default(), comment)
            } else {
                (zone.trim_ascii_end(), comment)
            }
        }
        _ => (text, &[]),
    }
}

/// Whether an offset such as `+00`, `-05:00` or `+0100` is zero; `None` where it is no offset.
fn offset_is_zero(zone: &[u8], after_letters: bool) -> Option<bool> {
    match zone.trim_ascii_start() {
        [b'+' | b'-', digits @ ..]
            if matches!(digits.len(), 2 | 4 | 5) || (after_letters && digits.len() == 1) =>
        {
            let fits = |byte: &u8| byte.is_ascii_digit() || *byte == b':';
            digits.iter().all(fits).then(|| digits.iter().all(|byte| matches!(byte, b'0' | b':')))
        }
        _ => None,
    }
}

/// The number of at most `most` digits that `text` begins with, its digits and what follows; more
/// digits are none.
pub(super) fn number(text: &[u8], most: usize) -> Option<(i32, usize, &[u8])> {
    let length = text.iter().take(most + 1).take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at_checked(length)?;
    let number = digits.iter().fold(0, |number, byte| number * 10 + i32::from(byte - b'0'));
    (1..=most).contains(&length).then_some((number, length, rest))
}

/// Letters that `text` begins with.
pub(super) fn name_length(text: &[u8]) -> usize {
    text.iter().take(12).take_while(|byte| byte.is_ascii_alphabetic()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_past_four_is_understood_in_many_hands() {
        for text in [
            "16:15",
            "16.15",
            "16:15:59",
            "16.15.00",
            "4:15 PM",
            "4:15pm",
            "4:15 p. m.",
            "4:15 p.m.",
            "04.15.00.000000 PM",
            "16h15",
            "16 h 15",
            "16h15m",
            "16h15min30s",
            "16:15 Uhr",
            "1615",
            "1615 hrs",
            "1615h",
            "161500",
            "16:15:00,123",
            "12/30/1899 16:15:00",
            "1899-12-30T16:15:00",
            "1970-01-01T16:15:00Z",
            "12/30/99 4:15:00 PM",
            "1900-01-00 16:15",
            "4:15\u{202f}PM",
            "16:15:00 EST",
        ] {
            assert_eq!(time_of_day(text.as_bytes()), Some(16 * 60 + 15), "{text}");
        }
        for (text, hour) in [("4 PM", 16), ("12 am", 0), ("16h", 16), ("00:00 AM", 0), ("12:00 p.m.", 12)] {
            assert_eq!(time_of_day(text.as_bytes()), Some(hour * 60), "{text}");
        }
        for text in
            ["16:5", "25:15", "16", "00:15 PM", "16:15 pmx", "2021-01-04 16:15", "noon", "16:15 ago", "1.5"]
        {
            let expected = (text == "16").then_some(16);
            assert_eq!(time_of_day(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn a_share_of_the_day_is_a_time() {
        for (text, expected) in [("0.69306", Some(998)), ("0", Some(0)), ("0,5", Some(720)), ("1.2", None)] {
            assert_eq!(share_of_day(text.as_bytes()), expected, "{text}");
        }
        assert_eq!((time_of_day(b"0.69306"), time_of_day(b"0.30")), (Some(998), Some(30)));
    }

    #[test]
    fn zones_say_whether_a_time_is_universal() {
        for (text, expected) in [
            ("", Some(false)),
            ("Z", Some(true)),
            ("UTC", Some(true)),
            (" GMT", Some(true)),
            ("+00:00", Some(true)),
            ("GMT+0000 (Coordinated Universal Time)", Some(true)),
            ("GMT-0500 (Eastern Standard Time)", Some(false)),
            ("UTC-5", Some(false)),
            ("-0500", Some(false)),
            ("EST", Some(false)),
            ("(CEST)", Some(false)),
            ("+01:00[Europe/Paris]", Some(false)),
            ("America/New_York", Some(false)),
            ("+1", None),
            ("x", None),
            ("and more", None),
        ] {
            assert_eq!(zone(text.as_bytes()), expected, "{text}");
        }
    }
}
