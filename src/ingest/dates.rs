//! Dates and times of day as people and portals write them. Which number is the month, the plan
//! says: values rarely tell.

use serde::{Deserialize, Serialize};

use super::event::MINUTES_PER_DAY;
use super::value;

/// How a file writes its dates. A number of four digits that stands first is the year in all of
/// them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateFormat {
    /// `01/31/2014 11:30:00 PM` or `2014-01-31T23:30:00.000` and nothing else, as many portals
    /// export dates; beside a column of times, `2014-01-31` and `23:30:00`.
    Exact,
    /// `2014-01-31`, `2014/1/31`, `20140131`, each with or without a time.
    YearFirst,
    /// `1/31/2014`, `01-31-14`, `Jan 31, 2014`, each with or without a time.
    MonthFirst,
    /// `31/1/2014`, `31.01.14`, `31 January 2014`, each with or without a time.
    DayFirst,
    /// `1388534400` or `1388534400000`: seconds or milliseconds from 1970-01-01 00:00 in universal
    /// time. No zone stands beside them, so they are taken as they are, and days begin some hours
    /// off.
    Epoch,
}

/// Seconds from 1973 to 2099; thousands of them are milliseconds.
const EPOCH_SECONDS: std::ops::Range<u64> = 100_000_000..4_102_444_800;

/// Local minutes from 1970-01-01 00:00 of a date and, where the file has a column for it, its time
/// of day, which then counts alone. A date without a time is the first minute of its day, also
/// where the column for it has none: the day is known.
pub(super) fn minute(date: &[u8], time: Option<&[u8]>, format: DateFormat) -> Option<i32> {
    match (format, time) {
        (DateFormat::Exact, None) => value::minute(date),
        (DateFormat::Exact, Some(time)) => value::minute_of_day(date, time),
        _ => {
            let written = written(date, format)?;
            let minute = match time {
                None => written.minute_of_day.unwrap_or_default(),
                Some(time) if value::missing(time) => 0,
                Some(time) => time_of_day(time)?,
            };
            Some(written.days * MINUTES_PER_DAY + minute)
        }
    }
}

/// A date that was understood, and what else stood in its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// Days from 1970-01-01.
    pub(super) days: i32,
    /// The time in the same field.
    pub(super) minute_of_day: Option<i32>,
    /// Whether the time is said to be universal time, and so is not the local one.
    pub(super) universal: bool,
}

/// A date of any format but [`DateFormat::Exact`], with its time if it has one.
pub(super) fn written(text: &[u8], format: DateFormat) -> Option<Written> {
    if format == DateFormat::Epoch {
        let number = value::row_number(text)?;
        let seconds = if number < 100 * EPOCH_SECONDS.start { number } else { number / 1_000 };
        let minutes = EPOCH_SECONDS.contains(&seconds).then_some(seconds / 60)? as i32;
        let (days, minute) = (minutes / MINUTES_PER_DAY, minutes % MINUTES_PER_DAY);
        return Some(Written { days, minute_of_day: Some(minute), universal: true });
    }
    let (days, rest) = date(text, format)?;
    let rest = match rest {
        [b'T' | b't' | b',', rest @ ..] => rest,
        [b' ', ..] | [] => rest,
        _ => return None,
    };
    let rest = rest.trim_ascii_start();
    if rest.is_empty() {
        return Some(Written { days, minute_of_day: None, universal: false });
    }
    let (minute, zone) = clock(rest)?;
    let universal = matches!(zone, b"Z" | b"z" | b"UTC") || zone_is_zero(zone)?;
    Some(Written { days, minute_of_day: Some(minute), universal })
}

/// A time of day in a field of its own: `23:30`, `11:30:00 PM`, `2330`, `930`, `45` (a quarter to
/// one), `143000`. `24:00` is the last minute of its day: whoever writes it means that day's end,
/// and the day as printed is kept.
pub(super) fn time_of_day(text: &[u8]) -> Option<i32> {
    let digits = text.strip_suffix(b".0").unwrap_or(text);
    if !digits.is_empty() && digits.len() <= 6 && digits.iter().all(u8::is_ascii_digit) {
        let number = i32::try_from(value::whole(digits)?).ok()?;
        let number = if digits.len() > 4 { number / 100 } else { number };
        return of_day(number / 100, number % 100);
    }
    let (minute, zone) = clock(text)?;
    zone.is_empty().then_some(minute)
}

fn of_day(hour: i32, minute: i32) -> Option<i32> {
    match (hour, minute) {
        (24, 0) => Some(MINUTES_PER_DAY - 1),
        (0..24, 0..60) => Some(hour * 60 + minute),
        _ => None,
    }
}

/// `H:MM`, with seconds, decimals, AM or PM or without; and what follows.
fn clock(text: &[u8]) -> Option<(i32, &[u8])> {
    let (hour, _, rest) = number(text, 2)?;
    let (minute, digits, mut rest) = number(rest.strip_prefix(b":")?, 2)?;
    if digits != 2 {
        return None;
    }
    if let Some(seconds) = rest.strip_prefix(b":") {
        let (second, digits, after) = number(seconds, 2)?;
        if digits != 2 || second > 59 {
            return None;
        }
        rest = after;
        if let [b'.', decimals @ ..] = rest {
            let length = decimals.iter().take_while(|byte| byte.is_ascii_digit()).count();
            rest = decimals.get(length..).filter(|_| length > 0)?;
        }
    }
    let rest = rest.trim_ascii_start();
    let half = match rest {
        [half @ (b'A' | b'a' | b'P' | b'p'), b'M' | b'm', after @ ..] => Some((*half, after)),
        [half @ (b'A' | b'a' | b'P' | b'p'), b'.', b'M' | b'm', b'.', after @ ..] => Some((*half, after)),
        _ => None,
    };
    let Some((half, after)) = half else { return Some((of_day(hour, minute)?, rest)) };
    let hour = (1..=12).contains(&hour).then_some(hour % 12)?;
    let afternoon = half.eq_ignore_ascii_case(&b'P');
    Some((of_day(hour + if afternoon { 12 } else { 0 }, minute)?, after))
}

/// Whether an offset such as `+00`, `-05:00` or `+0100` is zero; `None` where it is no offset.
fn zone_is_zero(zone: &[u8]) -> Option<bool> {
    match zone {
        [] => Some(false),
        [b'+' | b'-', digits @ ..] if matches!(digits.len(), 2 | 4 | 5) => {
            let fits = |byte: &u8| byte.is_ascii_digit() || *byte == b':';
            digits.iter().all(fits).then(|| digits.iter().all(|byte| matches!(byte, b'0' | b':')))
        }
        _ => None,
    }
}

/// Days from 1970-01-01 of the date that `text` begins with, and what follows it.
fn date(text: &[u8], format: DateFormat) -> Option<(i32, &[u8])> {
    // A weekday's name before the date says nothing new.
    let text = match name_length(text) {
        0 => text,
        length => match text.split_at(length) {
            (name, _) if month(name).is_some() => text,
            (_, [b',', rest @ ..]) => rest.trim_ascii_start(),
            (_, rest) => rest.trim_ascii_start(),
        },
    };
    if name_length(text) > 0 {
        let (name, rest) = text.split_at(name_length(text));
        let (day, _, rest) = number(gap(rest)?, 2)?;
        let (year, digits, rest) = number(gap(rest)?, 4)?;
        return Some((value::days(full_year(year, digits)?, month(name)?, day)?, rest));
    }
    let (first, digits, rest) = number(text, 8)?;
    if digits == 8 {
        return Some((value::days(first / 10_000, first / 100 % 100, first % 100)?, rest));
    }
    let year_first = digits == 4 || (format == DateFormat::YearFirst && digits == 2);
    let separator = *rest.first()?;
    let rest = gap(rest)?;
    let length = name_length(rest);
    if length > 0 {
        let (name, rest) = rest.split_at(length);
        let (last, last_digits, rest) = number(gap(rest)?, if year_first { 2 } else { 4 })?;
        let (year, digits, day) = if year_first { (first, digits, last) } else { (last, last_digits, first) };
        return Some((value::days(full_year(year, digits)?, month(name)?, day)?, rest));
    }
    let (second, _, rest) = number(rest, 2)?;
    // Numbers alone are a date only between two equal signs: `12.5` is none.
    if !matches!(separator, b'/' | b'-' | b'.') {
        return None;
    }
    let (third, third_digits, rest) =
        number(rest.strip_prefix(&[separator])?, if year_first { 2 } else { 4 })?;
    let (year, digits, month, day) = match format {
        _ if year_first => (first, digits, second, third),
        DateFormat::MonthFirst => (third, third_digits, first, second),
        DateFormat::DayFirst => (third, third_digits, second, first),
        DateFormat::Exact | DateFormat::YearFirst | DateFormat::Epoch => return None,
    };
    Some((value::days(full_year(year, digits)?, month, day)?, rest))
}

/// The number of at most `most` digits that `text` begins with, its digits and what follows; more
/// digits are none.
fn number(text: &[u8], most: usize) -> Option<(i32, usize, &[u8])> {
    let length = text.iter().take(most + 1).take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at_checked(length)?;
    let number = digits.iter().fold(0, |number, byte| number * 10 + i32::from(byte - b'0'));
    (1..=most).contains(&length).then_some((number, length, rest))
}

/// Years of two digits are of 1969 to 2068, as POSIX has it.
fn full_year(year: i32, digits: usize) -> Option<i32> {
    match (digits, year) {
        (4, _) => Some(year),
        (2, 0..69) => Some(2000 + year),
        (2, _) => Some(1900 + year),
        _ => None,
    }
}

/// What follows the signs between two parts of a date; there must be one.
fn gap(text: &[u8]) -> Option<&[u8]> {
    let sign = |byte: &u8| matches!(byte, b' ' | b'-' | b'/' | b'.' | b',');
    let length = text.iter().take(3).take_while(|byte| sign(byte)).count();
    text.get(length..).filter(|_| length > 0)
}

fn name_length(text: &[u8]) -> usize {
    text.iter().take(10).take_while(|byte| byte.is_ascii_alphabetic()).count()
}

/// The number of a month by its English name or three letters of it.
fn month(name: &[u8]) -> Option<i32> {
    const MONTHS: &[u8; 36] = b"janfebmaraprmayjunjulaugsepoctnovdec";
    const FULL: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let lower = name.to_ascii_lowercase();
    let at = MONTHS.chunks(3).position(|month| lower.starts_with(month))?;
    let full = FULL.get(at)?.as_bytes();
    let short = lower.len() == 3 || lower == b"sept";
    (short || lower == full).then_some(at as i32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::CivilDay;

    fn shown(text: &str, time: Option<&str>, format: DateFormat) -> Option<String> {
        let minute = minute(text.as_bytes(), time.map(str::as_bytes), format)?;
        let day = CivilDay::from_days_since_1970(minute.div_euclid(1440));
        Some(format!("{day} {:02}:{:02}", minute.rem_euclid(1440) / 60, minute.rem_euclid(60)))
    }

    #[test]
    fn one_moment_is_understood_however_it_is_written() {
        use DateFormat::{DayFirst, MonthFirst, YearFirst};
        for (format, text) in [
            (YearFirst, "2014-02-03 16:05"),
            (YearFirst, "2014/2/3 4:05 PM"),
            (YearFirst, "20140203T16:05:59"),
            (YearFirst, "14-02-03 16:05:00"),
            (MonthFirst, "2014-02-03T16:05:00.000"),
            (DayFirst, "2014-02-03T16:05:00Z"),
            (YearFirst, "2014-02-03T16:05:00.123456-06:00"),
            (MonthFirst, "2/3/2014 16:05"),
            (MonthFirst, "02/03/2014 04:05:06 PM"),
            (MonthFirst, "2/3/14 4:05PM"),
            (MonthFirst, "02-03-2014, 16:05"),
            (MonthFirst, "Feb 3, 2014 4:05 p.m."),
            (MonthFirst, "Mon, Feb 3, 2014 16:05"),
            (MonthFirst, "2014 Feb 03 16:05"),
            (DayFirst, "3/2/2014 16:05"),
            (DayFirst, "03.02.14 16:05"),
            (DayFirst, "Monday, 3 February 2014 16:05"),
            (DayFirst, "03-FEB-14 16:05:00"),
        ] {
            assert_eq!(shown(text, None, format).as_deref(), Some("2014-02-03 16:05"), "{text}");
        }
    }

    #[test]
    fn seconds_and_milliseconds_of_the_epoch_are_universal_time() {
        for (text, expected) in [
            ("1388534399", Some("2013-12-31 23:59")),
            ("1388534400", Some("2014-01-01 00:00")),
            ("1672531261999", Some("2023-01-01 00:01")),
            ("1672531260000.0", Some("2023-01-01 00:01")),
            ("100000000", Some("1973-03-03 09:46")),
            ("4102444799999", Some("2099-12-31 23:59")),
            ("99999999", None),
            ("4102444800", None),
            ("-1388534400", None),
            ("99999999999999999999", None),
            ("2014-01-01", None),
            ("1.6725e12", None),
            ("", None),
        ] {
            assert_eq!(shown(text, None, DateFormat::Epoch).as_deref(), expected, "{text}");
        }
        assert!(written(b"1388534400", DateFormat::Epoch).unwrap().universal);
        let beside = shown("1388534400000", Some("2330"), DateFormat::Epoch);
        assert_eq!(beside.as_deref(), Some("2014-01-01 23:30"));
    }

    #[test]
    fn a_time_beside_the_date_counts_alone() {
        for (time, expected) in [
            ("2000", Some("20:00")),
            ("0930", Some("09:30")),
            ("45", Some("00:45")),
            ("0", Some("00:00")),
            ("1.0", Some("00:01")),
            ("143000", Some("14:30")),
            ("2400", Some("23:59")),
            ("24:00:00", Some("23:59")),
            ("8:30 AM", Some("08:30")),
            ("12:05:00 am", Some("00:05")),
            ("19:21", Some("19:21")),
            ("2401", None),
            ("1275", None),
            // The day is known.
            ("", Some("00:00")),
            ("noon", None),
            ("13:00 PM", None),
            ("7", Some("00:07")),
            ("1234567", None),
        ] {
            let expected = expected.map(|time| format!("2019-01-02 {time}"));
            assert_eq!(shown("1/2/19 7:00", Some(time), DateFormat::MonthFirst), expected, "{time}");
        }
        assert_eq!(shown("1/2/19", None, DateFormat::MonthFirst).as_deref(), Some("2019-01-02 00:00"));
    }

    #[test]
    fn what_is_no_date_of_the_format_is_none() {
        use DateFormat::{DayFirst, Exact, MonthFirst, YearFirst};
        for (format, text) in [
            (MonthFirst, "13/1/2014"),
            (DayFirst, "1/13/2014"),
            (MonthFirst, "2/30/2014"),
            (MonthFirst, "1/2/0220"),
            (MonthFirst, "1/2/220"),
            (YearFirst, "1/2/2014"),
            (YearFirst, "2014-13-01"),
            (MonthFirst, "44119"),
            (MonthFirst, "1.5"),
            (MonthFirst, "1/2-2014"),
            (MonthFirst, "1 2 2014"),
            (MonthFirst, "Foo 3, 2014"),
            (MonthFirst, "Mayor 3, 2014"),
            (MonthFirst, "1/2/2014x"),
            (MonthFirst, "1/2/2014 16"),
            (MonthFirst, "1/2/2014 16:05 +1"),
            (MonthFirst, ""),
            (MonthFirst, "January"),
            (Exact, "1/2/2014"),
            (YearFirst, "200140203"),
        ] {
            assert_eq!(shown(text, None, format), None, "{text}");
        }
    }

    #[test]
    fn universal_time_is_told() {
        for (text, universal) in [
            ("2016-01-12 05:00:00+00", true),
            ("2016-01-12T05:00:00Z", true),
            ("2016-01-12T05:00:00-05:00", false),
            ("2016-01-12 05:00:00", false),
            ("2016-01-12", false),
        ] {
            assert_eq!(written(text.as_bytes(), DateFormat::YearFirst).unwrap().universal, universal);
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn every_day_comes_back_in_every_format(days in -25_000_i32..47_000) {
            let iso = CivilDay::from_days_since_1970(days).to_string();
            let (year, rest) = iso.split_once('-').unwrap();
            let (month, day) = rest.split_once('-').unwrap();
            let expected = Some(days * MINUTES_PER_DAY);
            for (text, format) in [
                (iso.clone(), DateFormat::YearFirst),
                (format!("{month}/{day}/{year}"), DateFormat::MonthFirst),
                (format!("{day}.{month}.{year}"), DateFormat::DayFirst),
            ] {
                proptest::prop_assert_eq!(minute(text.as_bytes(), None, format), expected);
            }
        }

        #[test]
        fn no_text_is_too_strange(date in "[0-9a-zA-Z:/. ,+-]{0,30}", time in "[0-9apm:. ]{0,12}") {
            use DateFormat::{DayFirst, Epoch, Exact, MonthFirst, YearFirst};
            for format in [Exact, YearFirst, MonthFirst, DayFirst, Epoch] {
                let _ = minute(date.as_bytes(), None, format);
                let _ = minute(date.as_bytes(), Some(time.as_bytes()), format);
            }
        }
    }
}
