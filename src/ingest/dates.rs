//! Dates and times of day as people and portals write them. Which number is the month, the plan
//! says: values rarely tell.

use serde::{Deserialize, Serialize};

pub(super) use super::clock::{after_empty_day, time_of_day};
use super::clock::{clock, name_length, number, of_day, share_of_day, zone};
use super::event::MINUTES_PER_DAY;
use super::fold::{MOST_BYTES, plain};
pub(super) use super::months::month;
use super::value;
use crate::study::CivilDay;

/// How a file writes its dates. A number of four digits that stands first is the year in all of
/// them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateFormat {
    /// `01/31/2014 11:30:00 PM` or `2014-01-31T23:30:00.000`, as many portals export dates; beside
    /// a column of times, `2014-01-31` and `23:30:00`. A row that writes its date otherwise is read
    /// with the month first.
    Exact,
    /// `2014-01-31`, `2014/1/31`, `20140131`, `20140131233000`, each with or without a time.
    YearFirst,
    /// `1/31/2014`, `01-31-14`, `Jan 31, 2014`, each with or without a time.
    MonthFirst,
    /// `31/1/2014`, `31.01.14`, `31 January 2014`, `31 de enero de 2014`, each with or without a
    /// time.
    DayFirst,
    /// `1388534400` or `1388534400000`: seconds or milliseconds from 1970-01-01 00:00 in universal
    /// time, also within `/Date(..)/`. They are taken as they are, whatever zone stands beside
    /// them, and days begin some hours off.
    Epoch,
    /// `41670.97917`: days from 1899-12-30, as spreadsheets number them, with the time as a share
    /// of the day.
    Serial,
}

/// Seconds from 1973 to 2099; thousands of them are milliseconds.
const EPOCH_SECONDS: std::ops::Range<u64> = 100_000_000..4_102_444_800;
/// A spreadsheet's number of 1970-01-01.
const SERIAL_OF_1970: i32 = 25_569;
/// A spreadsheet's numbers of 1950 to 2099.
const SERIAL_DAYS: std::ops::Range<f64> = 18_264.0..73_051.0;
/// Words that may stand between a date and its time.
const BEFORE_TIME: [&[u8]; 9] = [b"at", b"um", b"a", b"as", b"las", b"om", b"alle", b"ore", b"kl"];

/// A moment that was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// Minutes from 1970-01-01 00:00.
    pub(super) minute: i32,
    /// Whether the file says that it is universal time.
    pub(super) universal: bool,
}

/// Local minutes from 1970-01-01 00:00 of a date, with its time if it has one.
pub(crate) fn minute_of(text: &[u8], format: DateFormat) -> Option<i32> {
    moment(text, None, format).map(|moment| moment.minute)
}

/// Local minutes from 1970-01-01 00:00 of a date and, where the file has a column for it, its time
/// of day, which then counts alone. A date without a time is the first minute of its day, also
/// where the column for it has none: the day is known.
pub(super) fn moment(date: &[u8], time: Option<&[u8]>, format: DateFormat) -> Option<Moment> {
    match (format, time) {
        (DateFormat::Exact, None) => Some(Moment { minute: value::minute(date)?, universal: false }),
        (DateFormat::Exact, Some(time)) => {
            Some(Moment { minute: value::minute_of_day(date, time)?, universal: false })
        }
        _ => {
            let written = written(date, format)?;
            let minute = match time {
                None => written.minute_of_day.unwrap_or_default(),
                Some(time) if value::missing(time) => 0,
                Some(time) if format == DateFormat::Serial => {
                    share_of_day(time).or_else(|| time_of_day(time))?
                }
                Some(time) => time_of_day(time)?,
            };
            let universal = written.universal && time.is_none();
            Some(Moment { minute: written.days * MINUTES_PER_DAY + minute, universal })
        }
    }
}

/// The first minute of a date's day, whatever else stands in its field.
pub(super) fn day_alone(text: &[u8], format: DateFormat) -> Option<i32> {
    let mut buffer = [0; MOST_BYTES];
    let found = date(plain(text, &mut buffer), format)?;
    matches!(found.rest, [] | [b' ' | b'T' | b',', ..]).then_some(found.days * MINUTES_PER_DAY)
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

/// What a date means with the month first, and with the day first: side by side, for a person who
/// is asked. An order in which it is no date is left out.
///
/// # Examples
/// ```
/// use watchback::ingest::{DateFormat, date_readings};
/// let said = |text: &str| -> Vec<String> {
///     date_readings(text).iter().map(|(_, day)| day.to_string()).collect()
/// };
/// assert_eq!(said("03/04/2019 10:15"), ["2019-03-04", "2019-04-03"]);
/// assert_eq!(said("13/04/2019"), ["2019-04-13"]);
/// assert_eq!(date_readings("13/04/2019")[0].0, DateFormat::DayFirst);
/// ```
pub fn date_readings(text: &str) -> Vec<(DateFormat, CivilDay)> {
    let day = |format| Some((format, CivilDay::from_days_since_1970(written(text.as_bytes(), format)?.days)));
    [DateFormat::MonthFirst, DateFormat::DayFirst].into_iter().filter_map(day).collect()
}

/// A date of any format but [`DateFormat::Exact`], with its time if it has one.
pub(super) fn written(text: &[u8], format: DateFormat) -> Option<Written> {
    match format {
        DateFormat::Epoch => return since_1970(text),
        DateFormat::Serial => return serial(text),
        _ => {}
    }
    let mut buffer = [0; MOST_BYTES];
    let text = plain(text, &mut buffer);
    // A spreadsheet's mark of what is to stay text.
    let text = text.strip_prefix(b"'").unwrap_or(text);
    let Some(found) = date(text, format) else { return time_first(text, format) };
    let rest = match found.rest {
        [b'T' | b't' | b',' | b':' | b'_', rest @ ..] => rest,
        // DB2 writes 2014-01-31-23.30.00.
        [b'-', rest @ ..] if rest.get(2) == Some(&b'.') => rest,
        rest @ ([b' ', ..] | []) => rest,
        _ => return None,
    };
    let mut rest = rest.trim_ascii_start();
    for _ in 0..2 {
        let (word, after) = rest.split_at(name_length(rest));
        if BEFORE_TIME.iter().any(|known| word.eq_ignore_ascii_case(known)) {
            rest = after.trim_ascii_start();
        }
    }
    let (minute_of_day, rest) = match (rest, found.minute_of_day) {
        ([], minute) => (minute, rest),
        (_, Some(minute)) => (Some(minute), rest),
        _ => {
            let (minute, rest) = clock(rest)?;
            (Some(minute), rest)
        }
    };
    Some(Written { days: found.days, minute_of_day, universal: zone(rest)? })
}

/// `16:38 31/01/2014`: the time before the date.
fn time_first(text: &[u8], format: DateFormat) -> Option<Written> {
    if !text.iter().take(3).any(|byte| *byte == b':') {
        return None;
    }
    let (minute, rest) = clock(text)?;
    let rest = rest.strip_prefix(b",").unwrap_or(rest).trim_ascii_start();
    let found = date(rest, format)?;
    let alone = found.rest.is_empty() && found.minute_of_day.is_none();
    alone.then_some(Written { days: found.days, minute_of_day: Some(minute), universal: false })
}

/// Seconds or milliseconds, as they are or as JSON of .NET has them.
fn since_1970(text: &[u8]) -> Option<Written> {
    let number = value::row_number(dotnet(text).unwrap_or(text))?;
    let seconds = if number < 100 * EPOCH_SECONDS.start { number } else { number / 1_000 };
    let minutes = EPOCH_SECONDS.contains(&seconds).then_some(seconds / 60)? as i32;
    let (days, minute) = (minutes / MINUTES_PER_DAY, minutes % MINUTES_PER_DAY);
    Some(Written { days, minute_of_day: Some(minute), universal: true })
}

/// The digits of `/Date(1388534400000-0600)/`.
pub(super) fn dotnet(text: &[u8]) -> Option<&[u8]> {
    let text = text.strip_prefix(b"\\").unwrap_or(text);
    let text = text.strip_prefix(b"/").unwrap_or(text);
    let text = text.strip_prefix(b"new ").unwrap_or(text);
    let inner = text.strip_prefix(b"Date(")?;
    let length = inner.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = inner.split_at(length);
    matches!(rest, [b')' | b'+' | b'-', ..]).then_some(digits)
}

fn serial(text: &[u8]) -> Option<Written> {
    let number = value::number(text, f64::MAX).filter(|number| SERIAL_DAYS.contains(number))?;
    let minutes = libm::round(number * f64::from(MINUTES_PER_DAY)) as i32;
    let days = minutes.div_euclid(MINUTES_PER_DAY) - SERIAL_OF_1970;
    let minute = minutes.rem_euclid(MINUTES_PER_DAY);
    let timed = libm::floor(number) != number;
    Some(Written { days, minute_of_day: timed.then_some(minute), universal: false })
}

/// A date at the beginning of a text.
struct Found<'a> {
    days: i32,
    /// The time that stands within the date.
    minute_of_day: Option<i32>,
    rest: &'a [u8],
}

fn date(text: &[u8], format: DateFormat) -> Option<Found<'_>> {
    let mut text = text;
    // A weekday's name before the date says nothing new. Portuguese ones are two words.
    for _ in 0..3 {
        let length = name_length(text);
        if length == 0 {
            break;
        }
        let found = by_name_first(text);
        if found.is_some() {
            return found;
        }
        let rest = text.get(length..)?;
        let signs = rest.iter().take(3).take_while(|byte| is_sign(**byte)).count();
        text = rest.get(signs..)?;
    }
    let (digits, rest) = text.split_at(text.iter().take_while(|byte| byte.is_ascii_digit()).count());
    if digits.len() >= 8 {
        return compact(digits, rest, format);
    }
    let (first, digits, rest) = number(text, 8)?;
    let year_first = digits == 4 || (format == DateFormat::YearFirst && digits == 2);
    let separator = *rest.first()?;
    let rest = without_ordinal(rest);
    let named = gap(rest).or_else(|| rest.first()?.is_ascii_alphabetic().then_some(rest))?;
    let length = name_length(named);
    if length > 0 {
        let (name, rest) = named.split_at(length);
        let rest = gap(rest).or_else(|| rest.first()?.is_ascii_digit().then_some(rest))?;
        let (last, last_digits, rest) = number(rest, if year_first { 2 } else { 4 })?;
        let (year, digits, day) = if year_first { (first, digits, last) } else { (last, last_digits, first) };
        let days = value::days(full_year(year, digits)?, month(name)?, day)?;
        return Some(Found { days, minute_of_day: None, rest });
    }
    let (second, _, rest) = number(named, 2)?;
    // Numbers alone are a date only between two equal signs: `12.5` is none.
    if !matches!(separator, b'/' | b'-' | b'.') {
        return None;
    }
    let (third, third_digits, rest) = number(after_sign(rest, separator)?, if year_first { 2 } else { 4 })?;
    let (year, digits, month, day) = match format {
        _ if year_first => (first, digits, second, third),
        DateFormat::MonthFirst => (third, third_digits, first, second),
        DateFormat::DayFirst => (third, third_digits, second, first),
        _ => return None,
    };
    Some(Found { days: value::days(full_year(year, digits)?, month, day)?, minute_of_day: None, rest })
}

/// `Jan 31, 2014`, and `Jan 31 23:30:00 EST 2014`, as Java and C write it.
fn by_name_first(text: &[u8]) -> Option<Found<'_>> {
    let (name, rest) = text.split_at(name_length(text));
    let month = month(name)?;
    let (day, _, rest) = number(gap(rest)?, 2)?;
    let rest = gap(without_ordinal(rest))?;
    if let Some((year, digits, rest)) = number(rest, 4).filter(|(_, _, rest)| rest.first() != Some(&b':')) {
        let days = value::days(full_year(year, digits)?, month, day)?;
        return Some(Found { days, minute_of_day: None, rest });
    }
    let (minute, rest) = clock(rest)?;
    let rest = rest.trim_ascii_start();
    let rest = rest.get(name_length(rest)..)?.trim_ascii_start();
    let (year, digits, rest) = number(rest, 4).filter(|(_, digits, _)| *digits == 4)?;
    let days = value::days(full_year(year, digits)?, month, day)?;
    Some(Found { days, minute_of_day: Some(minute), rest })
}

/// Digits alone: of a date 8, with minutes 12, with seconds 14, with milliseconds 17.
fn compact<'a>(digits: &[u8], rest: &'a [u8], format: DateFormat) -> Option<Found<'a>> {
    let part = |from: usize, to: usize| Some(number(digits.get(from..to)?, 4)?.0);
    let year_first = || value::days(part(0, 4)?, part(4, 6)?, part(6, 8)?);
    // No year is such that both could be one.
    let days = year_first().or_else(|| match format {
        DateFormat::MonthFirst => value::days(part(4, 8)?, part(0, 2)?, part(2, 4)?),
        DateFormat::DayFirst => value::days(part(4, 8)?, part(2, 4)?, part(0, 2)?),
        _ => None,
    })?;
    let minute_of_day = match digits.len() {
        8 => return Some(Found { days, minute_of_day: None, rest }),
        12 => of_day(part(8, 10)?, part(10, 12)?)?,
        14 | 17 if part(12, 14)? < 60 => of_day(part(8, 10)?, part(10, 12)?)?,
        _ => return None,
    };
    // Decimals of seconds.
    let rest = match rest.strip_prefix(b".") {
        Some(decimals) => decimals.get(decimals.iter().take_while(|byte| byte.is_ascii_digit()).count()..)?,
        None => rest,
    };
    Some(Found { days, minute_of_day: Some(minute_of_day), rest })
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

fn is_sign(byte: u8) -> bool {
    matches!(byte, b' ' | b'-' | b'/' | b'.' | b',')
}

/// What follows the signs between two parts of a date, and the word that may stand among them:
/// `2 de enero de 2014`. There must be a sign.
fn gap(text: &[u8]) -> Option<&[u8]> {
    let signs = |text: &[u8]| text.iter().take(3).take_while(|byte| is_sign(**byte)).count();
    let length = signs(text);
    let rest = text.get(length..).filter(|_| length > 0)?;
    let (word, after) = rest.split_at(name_length(rest));
    let between = [&b"de"[..], b"del", b"of", b"do"].iter().any(|known| word.eq_ignore_ascii_case(known));
    match signs(after) {
        length if between && length > 0 => after.get(length..),
        _ => Some(rest),
    }
}

/// What follows the sign between two numbers, and a blank that may stand after it: `4. 1. 2014`.
fn after_sign(text: &[u8], sign: u8) -> Option<&[u8]> {
    let rest = text.strip_prefix(&[sign])?;
    Some(if sign == b'.' { rest.trim_ascii_start() } else { rest })
}

/// Whether a text gives a month and no day: `2021-01`, `01/2021`, `202101`, `Jan 2021`.
pub(super) fn is_month_alone(text: &[u8]) -> bool {
    let mut buffer = [0; MOST_BYTES];
    let text = plain(text, &mut buffer);
    let of = |year: i32, month: i32| value::days(year, month, 1).is_some();
    let length = name_length(text);
    if length > 0 {
        let (name, rest) = text.split_at(length);
        let year = gap(rest).or(Some(rest)).and_then(|rest| number(rest, 4));
        return match year {
            Some((year, digits @ (2 | 4), [])) => {
                month(name).zip(full_year(year, digits)).is_some_and(|(month, year)| of(year, month))
            }
            _ => false,
        };
    }
    match number(text, 6) {
        Some((number, 6, [])) => of(number / 100, number % 100),
        Some((year, 4, [b'-' | b'/' | b'.' | b' ', rest @ ..])) => match number(rest, 2) {
            Some((month, _, [])) => of(year, month),
            None if name_length(rest) == rest.len() => month(rest).is_some_and(|month| of(year, month)),
            _ => false,
        },
        Some((month, 1 | 2, [b'-' | b'/' | b'.', rest @ ..])) => {
            matches!(number(rest, 4), Some((year, 4, [])) if of(year, month))
        }
        _ => false,
    }
}

/// What follows the letters of a number: `4th`, `1er`.
fn without_ordinal(text: &[u8]) -> &[u8] {
    let (letters, rest) = text.split_at(name_length(text));
    let known: [&[u8]; 8] = [b"st", b"nd", b"rd", b"th", b"er", b"o", b"a", b"e"];
    if known.iter().any(|ordinal| letters.eq_ignore_ascii_case(ordinal)) { rest } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minute(date: &[u8], time: Option<&[u8]>, format: DateFormat) -> Option<i32> {
        moment(date, time, format).map(|moment| moment.minute)
    }

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
    fn dates_of_other_countries_and_programs_are_understood() {
        use DateFormat::{DayFirst, MonthFirst, YearFirst};
        for (format, text) in [
            (MonthFirst, "2/3/2014, 4:05:00\u{202f}PM"),
            (MonthFirst, "\u{200e}2/\u{200e}3/\u{200e}2014 4:05\u{a0}PM"),
            (DayFirst, "03/02/2014 04:05:00 p. m."),
            (DayFirst, "3/2/2014 4:05 p.\u{a0}m."),
            (DayFirst, "03/02/2014 16h05"),
            (DayFirst, "3 f\u{e9}vrier 2014 \u{e0} 16 h 05"),
            (DayFirst, "lun. 3 f\u{e9}vr. 2014 16h05"),
            (DayFirst, "3 de febrero de 2014, 16:05"),
            (DayFirst, "lunes, 3 de febrero de 2014 16:05"),
            (DayFirst, "segunda-feira, 3 de fevereiro de 2014 16:05"),
            (DayFirst, "3. Februar 2014 um 16:05 Uhr"),
            (DayFirst, "3. 2. 2014 16.05"),
            (DayFirst, "03-feb-2014 16:05"),
            (DayFirst, "3rd February 2014 16:05"),
            (MonthFirst, "February 3rd, 2014 at 4:05 PM"),
            (DayFirst, "03-FEB-14 04.05.00.000000 PM"),
            (MonthFirst, "03-FEB-14 04.05.00.000000000 PM -06:00"),
            (DayFirst, "03FEB2014:16:05:00"),
            (YearFirst, "2014-02-03 16:05:00 EST"),
            (YearFirst, "2014-02-03T16:05:00-05:00[America/New_York]"),
            (YearFirst, "2014-02-03-16.05.00.000000"),
            (YearFirst, "20140203160500"),
            (YearFirst, "201402031605"),
            (YearFirst, "20140203160500.0"),
            (YearFirst, "20140203160500123"),
            (YearFirst, "20140203 1605"),
            (MonthFirst, "02/03/2014 1605"),
            (MonthFirst, "02/03/2014 1605 hrs"),
            (MonthFirst, "02032014 16:05"),
            (DayFirst, "03022014 16:05"),
            (MonthFirst, "Mon Feb 03 2014 16:05:00 GMT-0600 (Central Standard Time)"),
            (MonthFirst, "Mon Feb  3 16:05:00 2014"),
            (MonthFirst, "Mon Feb 03 16:05:00 CST 2014"),
            (DayFirst, "Mon, 03 Feb 2014 16:05:00 -0600"),
            (MonthFirst, "4:05 PM 2/3/2014"),
            (MonthFirst, "'2/3/2014 16:05"),
        ] {
            assert_eq!(shown(text, None, format).as_deref(), Some("2014-02-03 16:05"), "{text}");
        }
        for (format, text) in
            [(DayFirst, "03/02/2014 UNK"), (MonthFirst, "02/03/2014 99:99"), (YearFirst, "2014-02-03T")]
        {
            let minute = day_alone(text.as_bytes(), format);
            assert_eq!(minute, Some(16_104 * MINUTES_PER_DAY), "{text}");
        }
        assert_eq!(day_alone(b"UNK", MonthFirst), None);
    }

    #[test]
    fn months_alone_are_told_from_dates() {
        for text in [
            "2021-01",
            "2021/1",
            "01/2021",
            "1.2021",
            "202101",
            "Jan 2021",
            "Jan-21",
            "enero de 2021",
            "2021 Jan",
        ] {
            assert!(is_month_alone(text.as_bytes()), "{text}");
        }
        for text in [
            "2021-01-04",
            "2021",
            "13/2021",
            "2021-13",
            "1.5",
            "January",
            "210104",
            "Main 2021",
            "3100001",
            "",
        ] {
            assert!(!is_month_alone(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn programs_count_days_and_milliseconds() {
        for (format, text, expected) in [
            (DateFormat::Serial, "44200.69306", Some("2021-01-04 16:38")),
            (DateFormat::Serial, "44200,69306", Some("2021-01-04 16:38")),
            (DateFormat::Serial, "44200", Some("2021-01-04 00:00")),
            (DateFormat::Serial, "44200.99999", Some("2021-01-05 00:00")),
            (DateFormat::Serial, "7", None),
            (DateFormat::Epoch, "/Date(1609778280000-0500)/", Some("2021-01-04 16:38")),
            (DateFormat::Epoch, "\\/Date(1609778280000)\\/", Some("2021-01-04 16:38")),
            (DateFormat::Epoch, "new Date(1609778280000)", Some("2021-01-04 16:38")),
            (DateFormat::Epoch, "/Date(-1)/", None),
        ] {
            assert_eq!(shown(text, None, format).as_deref(), expected, "{text}");
        }
        let beside = shown("44200", Some("0.69306"), DateFormat::Serial);
        assert_eq!(beside.as_deref(), Some("2021-01-04 16:38"));
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
