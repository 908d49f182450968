//! A date whose year, month and day stand in columns of their own.

use watchback_tables::Record;

use super::clock::{of_day, time_of_day};
use super::dates::month;
use super::event::MINUTES_PER_DAY;
use super::plan::DateParts;
use super::value;

/// Where in a record the parts are; the year stands where a date would.
pub(super) struct PartsAt {
    month: usize,
    day: usize,
    hour: Option<usize>,
    minute: Option<usize>,
}

/// A moment that was put together.
#[derive(Debug, PartialEq)]
pub(super) struct FromParts<'a> {
    /// Minutes from 1970-01-01 00:00; the first of its day where there is no time.
    pub(super) minute: i32,
    /// What stands where an hour or a minute should, and is none.
    pub(super) odd_time: Option<&'a [u8]>,
}

impl PartsAt {
    /// Finds the columns; `find` gives one's position, or keeps in mind that it is not there.
    pub(super) fn find(parts: &DateParts, mut find: impl FnMut(&str) -> usize) -> Self {
        Self {
            month: find(&parts.month),
            day: find(&parts.day),
            hour: parts.hour.as_deref().map(&mut find),
            minute: parts.minute.as_deref().map(&mut find),
        }
    }

    pub(super) fn read<'a>(&self, record: &'a Record<'_>, year: usize) -> Option<FromParts<'a>> {
        let of = |column: usize| number(record.field(column));
        let day = value::days(of(year)?, month_of(record.field(self.month))?, of(self.day)?)?;
        let first = day * MINUTES_PER_DAY;
        let hour = self.hour.map_or(&[][..], |column| record.field(column));
        if value::missing(hour) {
            return Some(FromParts { minute: first, odd_time: None });
        }
        let minute = self.minute.map(|column| record.field(column)).filter(|text| !value::missing(text));
        let time = match (number(hour), minute.map(number)) {
            // An hour of four digits, or with a colon, has its minutes.
            (Some(24..), None) | (None, _) => time_of_day(hour),
            (Some(hour), None) => of_day(hour, 0),
            (Some(hour), Some(minute)) => minute.and_then(|minute| of_day(hour, minute)),
        };
        Some(FromParts { minute: first + time.unwrap_or_default(), odd_time: time.is_none().then_some(hour) })
    }
}

fn number(text: &[u8]) -> Option<i32> {
    i32::try_from(value::row_number(text)?).ok()
}

/// The number of a month, by number or name.
pub(super) fn month_of(text: &[u8]) -> Option<i32> {
    let mut buffer = [0; super::fold::MOST_BYTES];
    let name = super::fold::plain(text, &mut buffer);
    number(text).or_else(|| month(name.strip_suffix(b".").unwrap_or(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: [&str; 5]) -> Option<(i32, bool)> {
        let (mut bytes, mut bounds) = (Vec::new(), Vec::new());
        for field in fields {
            let from = bytes.len() as u32;
            bytes.extend_from_slice(field.as_bytes());
            bounds.push((from, bytes.len() as u32));
        }
        let record = Record { bytes: &bytes, bounds: &bounds, n_fields: 5, number: 1, line: 2, entry: "" };
        let at = PartsAt { month: 1, day: 2, hour: Some(3), minute: Some(4) };
        at.read(&record, 0).map(|read| (read.minute, read.odd_time.is_some()))
    }

    #[test]
    fn parts_make_a_moment_and_an_odd_hour_costs_no_day() {
        let day = 18_631 * MINUTES_PER_DAY;
        for (fields, expected) in [
            (["2021", "1", "4", "16", "38"], Some((day + 998, false))),
            (["2021.0", "01", "04", "16.0", "38.0"], Some((day + 998, false))),
            (["2021", "January", "4", "16:38", ""], Some((day + 998, false))),
            (["2021", "ene.", "4", "1638", ""], Some((day + 998, false))),
            (["2021", "M\u{e4}rz", "4", "", ""], Some((day + 59 * MINUTES_PER_DAY, false))),
            (["2021", "1", "4", "UNK", ""], Some((day, false))),
            (["2021", "1", "4", "late", "5"], Some((day, true))),
            (["2021", "1", "4", "7", ""], Some((day + 7 * 60, false))),
            (["2021", "13", "4", "7", ""], None),
            (["2021", "", "4", "7", ""], None),
            (["2021", "2", "30", "7", ""], None),
        ] {
            assert_eq!(read(fields), expected, "{fields:?}");
        }
    }
}
