//! Days of the civil calendar, as a city's file prints them: no time zone, no clock.

use std::fmt;
use std::str::FromStr;

use jiff_core::civil::{Date, UnixEpochDay};
use serde::{Deserialize, Serialize};

/// A civil day, counted from 1970-01-01 (day 0). Written `YYYY-MM-DD`.
///
/// # Examples
/// ```
/// use watchback::study::CivilDay;
/// let day: CivilDay = "2014-01-01".parse()?;
/// assert_eq!(day.days_since_1970(), 16_071);
/// assert_eq!((day + 364).to_string(), "2014-12-31");
/// # Ok::<(), watchback::study::DayRangeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CivilDay(i32);

/// Why a day or a range of days is not one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DayRangeError {
    /// The text is not a day of the calendar.
    #[error("{found:?} is not a day of the calendar; write it like 2014-01-31")]
    NotADay {
        /// The text as it was given.
        found: String,
    },
    /// The last day comes before the first.
    #[error("the period ends on {last}, before it begins on {first}")]
    EndsBeforeItBegins {
        /// First day given.
        first: CivilDay,
        /// Last day given.
        last: CivilDay,
    },
}

impl CivilDay {
    /// The day `days` after 1970-01-01 (negative: before).
    #[must_use]
    pub const fn from_days_since_1970(days: i32) -> Self {
        Self(days)
    }

    /// The day of a year, month (1 to 12) and day of the month, or `None` where the calendar has
    /// none.
    #[must_use]
    pub fn from_civil(year: i16, month: i8, day: i8) -> Option<Self> {
        let date = Date::new(year, month, day).ok()?;
        Some(Self(date.to_unix_epoch_day().day()))
    }

    /// Days from 1970-01-01 to this day.
    #[must_use]
    pub const fn days_since_1970(self) -> i32 {
        self.0
    }

    /// Its year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.civil().year()
    }

    /// Its month, from 1.
    #[must_use]
    pub fn month(self) -> i8 {
        self.civil().month()
    }

    /// Day of the month, from 1.
    #[must_use]
    pub fn day_of_month(self) -> i8 {
        self.civil().day()
    }

    /// Day of the week: 0 for Monday to 6 for Sunday.
    ///
    /// # Examples
    /// ```
    /// use watchback::study::CivilDay;
    /// let tuesday: CivilDay = "2026-11-24".parse()?;
    /// assert_eq!((tuesday.weekday(), (tuesday + 5).weekday()), (1, 6));
    /// # Ok::<(), watchback::study::DayRangeError>(())
    /// ```
    #[must_use]
    pub fn weekday(self) -> usize {
        // 1970-01-01 was a Thursday.
        (i64::from(self.0) + 3).rem_euclid(7) as usize
    }

    /// The day of the calendar; beyond the years -9999 to 9999 the nearest of these.
    fn civil(self) -> Date {
        let nearest = if self.0 < 0 { Date::MIN } else { Date::MAX };
        UnixEpochDay::new(self.0).map_or(nearest, UnixEpochDay::to_date)
    }
}

impl std::ops::Add<i32> for CivilDay {
    type Output = Self;
    fn add(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }
}

impl std::ops::Sub for CivilDay {
    type Output = i32;
    fn sub(self, other: Self) -> i32 {
        self.0.saturating_sub(other.0)
    }
}

impl fmt::Display for CivilDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.civil();
        write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
    }
}

impl FromStr for CivilDay {
    type Err = DayRangeError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let of_digits = || {
            let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = *text.as_bytes() else { return None };
            let number = |digits: &[u8]| {
                let digit =
                    |sum: i16, &byte: &u8| byte.is_ascii_digit().then(|| 10 * sum + i16::from(byte - b'0'));
                digits.iter().try_fold(0, digit)
            };
            let [month, day] = [[m0, m1], [d0, d1]].map(|digits| number(&digits));
            Self::from_civil(number(&[y0, y1, y2, y3])?, month? as i8, day? as i8)
        };
        of_digits().ok_or_else(|| DayRangeError::NotADay { found: text.to_owned() })
    }
}

impl TryFrom<String> for CivilDay {
    type Error = DayRangeError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<CivilDay> for String {
    fn from(day: CivilDay) -> Self {
        day.to_string()
    }
}

/// A period of whole days, first and last included, never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DayRange {
    first: CivilDay,
    last: CivilDay,
}

impl DayRange {
    /// The days from `first` to `last`, both included.
    ///
    /// # Errors
    /// [`DayRangeError::EndsBeforeItBegins`] when `last` is before `first`.
    pub fn new(first: CivilDay, last: CivilDay) -> Result<Self, DayRangeError> {
        if last < first {
            return Err(DayRangeError::EndsBeforeItBegins { first, last });
        }
        Ok(Self { first, last })
    }

    /// First day.
    #[must_use]
    pub const fn first(self) -> CivilDay {
        self.first
    }

    /// Last day, which belongs to the period.
    #[must_use]
    pub const fn last(self) -> CivilDay {
        self.last
    }

    /// Number of days, at least 1.
    #[must_use]
    pub fn n_days(self) -> usize {
        usize::try_from(self.last - self.first).unwrap_or(0) + 1
    }

    /// Whether `day` lies in the period.
    #[must_use]
    pub fn contains(self, day: CivilDay) -> bool {
        self.first <= day && day <= self.last
    }
}

impl From<CivilDay> for DayRange {
    fn from(day: CivilDay) -> Self {
        Self { first: day, last: day }
    }
}

impl fmt::Display for DayRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}..{}", self.first, self.last)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_texts_agree_over_leap_years() {
        for (text, days) in
            [("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2017-12-31", 17_531)]
        {
            let day: CivilDay = text.parse().unwrap();
            assert_eq!(day.days_since_1970(), days, "{text}");
            assert_eq!(day.to_string(), text);
        }
    }

    #[test]
    fn every_day_follows_the_last_and_is_read_as_it_is_written() {
        let mut day = CivilDay::from_civil(1599, 12, 31).unwrap();
        let mut last = (day.year(), day.month(), day.day_of_month());
        while day.year() < 2401 {
            assert_eq!((day.to_string().parse(), day.weekday()), (Ok(day), (day + 7).weekday()));
            day = day + 1;
            let (year, month, of_month) = (day.year(), day.month(), day.day_of_month());
            assert_eq!(CivilDay::from_civil(year, month, of_month), Some(day));
            assert!((year, month, of_month) > last, "{day}");
            last = (year, month, of_month);
        }
        assert_eq!(day.days_since_1970(), 431 * 365 + 105);
    }

    #[test]
    fn days_beyond_the_calendar_are_shown_as_its_last() {
        let last = CivilDay::from_civil(9999, 12, 31).unwrap();
        assert_eq!((last.days_since_1970(), (last + 9).to_string().as_str()), (2_932_896, "9999-12-31"));
        assert_eq!(CivilDay::from_days_since_1970(i32::MIN).to_string(), "-9999-01-01");
        for (year, month, day) in [(2015, 2, 29), (2014, 0, 1), (2014, 13, 1), (2014, 4, 31), (2014, 4, 0)] {
            assert_eq!(CivilDay::from_civil(year, month, day), None);
        }
    }

    #[test]
    fn what_is_not_a_day_is_an_error_that_quotes_it() {
        for text in [
            "2015-02-29",
            "2015-13-01",
            "01/02/2015",
            "",
            "2015-02-28T01:00",
            "2015-0a-01",
            "2015-00-10",
            "+015-01-01",
        ] {
            let error = text.parse::<CivilDay>().unwrap_err();
            assert!(error.to_string().contains(&format!("{text:?}")), "{error}");
        }
    }

    #[test]
    fn a_period_counts_both_ends() {
        let day = |text: &str| text.parse::<CivilDay>().unwrap();
        let training = DayRange::new(day("2014-01-01"), day("2016-12-31")).unwrap();
        assert_eq!(training.n_days(), 1096);
        assert!(DayRange::new(day("2014-01-02"), day("2014-01-01")).is_err());
    }
}
