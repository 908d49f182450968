//! Days of the civil calendar, as a city's file prints them: no time zone, no clock.

use std::fmt;
use std::str::FromStr;

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
    pub const fn from_days_since_1970(days: i32) -> Self {
        Self(days)
    }

    /// The day of a year, month (1 to 12) and day of the month, or `None` where the calendar has none.
    pub fn from_civil(year: i16, month: i8, day: i8) -> Option<Self> {
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let last = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if is_leap => 29,
            2 => 28,
            _ => return None,
        };
        if !(1..=last).contains(&day) {
            return None;
        }
        let (year, month, day) = (i32::from(year), i32::from(month), i32::from(day));
        // Years begin in March, so that the leap day is a year's last.
        let year = if month <= 2 { year - 1 } else { year };
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        Some(Self(365 * year + leap_days + of_year - DAYS_TO_1970))
    }

    /// Days from 1970-01-01 to this day.
    pub const fn days_since_1970(self) -> i32 {
        self.0
    }

    /// Its year.
    pub fn year(self) -> i16 {
        self.civil().0
    }

    /// Its month, from 1.
    pub fn month(self) -> i8 {
        self.civil().1
    }

    /// Day of the month, from 1.
    pub fn day_of_month(self) -> i8 {
        self.civil().2
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
    pub fn weekday(self) -> usize {
        // 1970-01-01 was a Thursday.
        (i64::from(self.0) + 3).rem_euclid(7) as usize
    }

    /// Year, month, day: Hinnant, "chrono-compatible low-level date algorithms" (2013), `civil_from_days`.
    fn civil(self) -> (i16, i8, i8) {
        let days = self.0.clamp(*DAYS.start(), *DAYS.end()) + DAYS_TO_1970;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = 400 * era + year_of_era + i32::from(month <= 2);
        (year as i16, month as i8, day as i8)
    }
}

/// Days from the 1st of March of the year 0 to 1970-01-01.
const DAYS_TO_1970: i32 = 719_468;
/// The years -9999 to 9999: days beyond are shown as the nearest of these.
const DAYS: std::ops::RangeInclusive<i32> = -4_371_587..=2_932_896;

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
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
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
    pub const fn first(self) -> CivilDay {
        self.first
    }

    /// Last day, which belongs to the period.
    pub const fn last(self) -> CivilDay {
        self.last
    }

    /// Number of days, at least 1.
    pub fn n_days(self) -> usize {
        usize::try_from(self.last - self.first).unwrap_or(0) + 1
    }

    /// Whether `day` lies in the period.
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
    #[cfg(not(target_arch = "wasm32"))]
    fn every_day_is_the_day_that_a_library_of_dates_says() {
        let mut date = jiff::civil::Date::constant(-400, 1, 1);
        let mut days = CivilDay::from_civil(-400, 1, 1).unwrap();
        while date.year() < 2801 {
            let (year, month, day) = (date.year(), date.month(), date.day());
            assert_eq!((days.year(), days.month(), days.day_of_month()), (year, month, day));
            assert_eq!(CivilDay::from_civil(year, month, day), Some(days), "{date}");
            if year >= 0 {
                assert_eq!((days.to_string(), days), (date.to_string(), date.to_string().parse().unwrap()));
            }
            (date, days) = (date.tomorrow().unwrap(), days + 1);
        }
        for year in 1890..2110_i16 {
            for (month, day) in (-1..14).flat_map(|month| (-1..33).map(move |day| (month, day))) {
                let is_date = jiff::civil::Date::new(year, month, day).is_ok();
                assert_eq!(CivilDay::from_civil(year, month, day).is_some(), is_date, "{year} {month} {day}");
            }
        }
        let last = CivilDay::from_civil(9999, 12, 31).unwrap();
        assert_eq!((last.days_since_1970(), (last + 9).to_string().as_str()), (2_932_896, "9999-12-31"));
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
