//! Rows by day, over the days that the files are about.

use serde::{Deserialize, Serialize};

use super::Share;
use crate::ingest::coverage::{GapPattern, gap_pattern};
use crate::ingest::event::{MINUTES_PER_DAY, day_of};
use crate::study::{CivilDay, DayRange};

/// At most one row in so many may stand apart from the rest in time and be taken for a typing
/// error.
const STRAY_SHARE: usize = 1_000;
/// Rows further than this from the rest stand apart.
const STRAY_DAYS: i32 = 31;
/// More days than the years 1900 to 2099 have, which is all that a reader takes.
const MAX_DAYS: i32 = 75_000;

/// Rows by day: what a calendar shows. A few rows far from all others, often years that were
/// mistyped, are no part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// From the first day to the last.
    pub days: DayRange,
    /// Rows of each day from the first to the last; at most 75,000 days.
    pub rows: Vec<u32>,
    /// Rows that stand apart: at most one in a thousand at either end, more than 31 days from the
    /// rest.
    pub stray_rows: u64,
    /// From the first to the last of them.
    pub stray: Option<DayRange>,
}

/// A share of the rows of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthShare {
    /// The year.
    pub year: i16,
    /// The month, from 1.
    pub month: i8,
    /// The share.
    pub share: Share,
}

impl std::fmt::Display for MonthShare {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl Calendar {
    /// The calendar of rows whose minutes are in order; `None` where there is no row.
    pub fn from_minutes(minutes: &[i32]) -> Option<Self> {
        let days = days_with_rows(minutes);
        let (from, to) = core(&days, minutes.len())?;
        let (first, last) = (days.get(from)?.0, days.get(to)?.0);
        let mut rows = vec![0; usize::try_from(last - first).ok()? + 1];
        for &(day, n_rows) in days.get(from..=to)? {
            if let Some(slot) = usize::try_from(day - first).ok().and_then(|at| rows.get_mut(at)) {
                *slot = n_rows;
            }
        }
        let outside = || days.iter().take(from).chain(days.iter().skip(to + 1));
        let civil = CivilDay::from_days_since_1970;
        let stray = outside().next().zip(outside().next_back());
        Some(Self {
            days: DayRange::new(civil(first), civil(last)).ok()?,
            rows,
            stray_rows: outside().map(|&(_, n_rows)| u64::from(n_rows)).sum(),
            stray: stray.and_then(|(a, b)| DayRange::new(civil(a.0), civil(b.0)).ok()),
        })
    }

    /// How days are missing, where they are so regularly.
    pub fn gap_pattern(&self) -> Option<GapPattern> {
        gap_pattern(self.days, &self.missing())
    }

    /// The calendar of no row: one day without any.
    pub(super) fn empty() -> Self {
        let day = CivilDay::from_days_since_1970(0);
        Self { days: day.into(), rows: Vec::new(), stray_rows: 0, stray: None }
    }

    /// The days without any row, as ranges in order.
    pub fn missing(&self) -> Vec<DayRange> {
        let mut missing = Vec::new();
        let mut at = 0;
        for run in self.rows.chunk_by(|a, b| (*a == 0) == (*b == 0)) {
            let first = self.days.first() + at;
            at += run.len() as i32;
            if run.first() == Some(&0) {
                missing.extend(DayRange::new(first, self.days.first() + (at - 1)));
            }
        }
        missing
    }
}

/// Each day with a row, as days since 1970, and its rows, in order.
pub(super) fn days_with_rows(minutes: &[i32]) -> Vec<(i32, u32)> {
    let same_day = |a: &i32, b: &i32| a.div_euclid(MINUTES_PER_DAY) == b.div_euclid(MINUTES_PER_DAY);
    let of_day = |rows: &[i32]| Some((day_of(*rows.first()?).days_since_1970(), rows.len() as u32));
    minutes.chunk_by(same_day).filter_map(of_day).collect()
}

/// The first and the last position among `days` that belong together.
fn core(days: &[(i32, u32)], n_rows: usize) -> Option<(usize, usize)> {
    let may_stray = n_rows / STRAY_SHARE;
    let passes = |passed: &mut usize, rows: u32| {
        *passed += rows as usize;
        *passed > may_stray
    };
    let (mut early, mut late) = (0, 0);
    let mut from = days.iter().position(|&(_, rows)| passes(&mut early, rows))?;
    let mut to = days.iter().rposition(|&(_, rows)| passes(&mut late, rows))?;
    let day = |at: usize| days.get(at).map(|day| day.0);
    let near = |a: Option<i32>, b: Option<i32>| a.zip(b).is_some_and(|(a, b)| b - a <= STRAY_DAYS);
    while from > 0 && near(day(from - 1), day(from)) {
        from -= 1;
    }
    while near(day(to), day(to + 1)) {
        to += 1;
    }
    let to = to.max(from);
    let earliest = day(to)?.saturating_sub(MAX_DAYS - 1);
    let from = from.max(days.partition_point(|&(day, _)| day < earliest));
    Some((from, to))
}

/// Counts by month from `first` to `last`, of which each day adds to one.
pub(super) struct Months {
    first: i32,
    shares: Vec<Share>,
}

impl Months {
    pub(super) fn over(days: DayRange) -> Self {
        let (first, last) = (month_number(days.first()), month_number(days.last()));
        let n_months = usize::try_from(last - first).unwrap_or(0) + 1;
        Self { first, shares: vec![Share::default(); n_months] }
    }

    pub(super) fn add(&mut self, day: CivilDay, Share { count, of }: Share) {
        let at = usize::try_from(month_number(day) - self.first).ok();
        if let Some(share) = at.and_then(|at| self.shares.get_mut(at)) {
            share.count += count;
            share.of += of;
        }
    }

    pub(super) fn into_shares(self) -> Vec<MonthShare> {
        let months = self.shares.into_iter().zip(self.first..);
        months
            .map(|(share, number)| MonthShare {
                year: number.div_euclid(12) as i16,
                month: (number.rem_euclid(12) + 1) as i8,
                share,
            })
            .collect()
    }
}

fn month_number(day: CivilDay) -> i32 {
    12 * i32::from(day.year()) + i32::from(day.month()) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(days: impl Iterator<Item = (i32, usize)>) -> Calendar {
        let minutes: Vec<i32> =
            days.flat_map(|(day, rows)| std::iter::repeat_n(day * MINUTES_PER_DAY + 5, rows)).collect();
        Calendar::from_minutes(&minutes).unwrap()
    }

    #[test]
    fn a_few_rows_far_away_are_strays_and_near_ones_are_not() {
        let days = [(-9_000, 1), (-31, 1), (400, 2)];
        let (early, near, late) = (days[0], days[1], days[2]);
        let found = calendar([early, near].into_iter().chain((0..100).map(|day| (day, 30))).chain([late]));
        assert_eq!(found.days.to_string(), "1969-12-01..1970-04-10");
        assert_eq!((found.rows.len(), found.rows[0], found.rows[1], found.rows[31]), (131, 1, 0, 30));
        assert_eq!(
            (found.stray_rows, found.stray.unwrap().to_string()),
            (3, "1945-05-12..1971-02-05".to_owned())
        );
        assert_eq!(
            found.missing().iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["1969-12-02..1969-12-31"]
        );
        // One in a hundred is not few.
        let found = calendar([(-9_000, 30)].into_iter().chain((0..100).map(|day| (day, 30))));
        assert_eq!((found.rows.len(), found.stray), (9_100, None));
    }

    #[test]
    fn days_that_no_reader_takes_do_not_fill_the_memory() {
        let minutes = [i32::MIN, 0, i32::MAX];
        let found = Calendar::from_minutes(&minutes).unwrap();
        assert_eq!((found.rows.len(), found.stray_rows), (1, 2));
        assert_eq!(Calendar::from_minutes(&[]), None);
    }

    #[test]
    fn months_pass_over_the_turn_of_a_year() {
        let day = |text: &str| text.parse::<CivilDay>().unwrap();
        let mut months = Months::over(DayRange::new(day("2015-12-31"), day("2016-02-01")).unwrap());
        months.add(day("2016-02-01"), Share { count: 1, of: 2 });
        months.add(day("2016-02-29"), Share { count: 0, of: 3 });
        months.add(day("2016-03-01"), Share { count: 9, of: 9 });
        let shares = months.into_shares();
        assert_eq!(
            shares.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["2015-12", "2016-01", "2016-02"]
        );
        assert_eq!((shares[0].share.of, shares[2].share), (0, Share { count: 1, of: 5 }));
    }
}
