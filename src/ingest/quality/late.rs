//! Reports still to come: rows that fall off in the last weeks of the files.
//!
//! The rule was fixed before any real file was looked at, but for one thing: the season is that of
//! the same dates and not of the same weeks, since Chicago's week of Christmas 2017 was called
//! short beside a week of 2016 without Christmas. The level is the median of the weeks 9 to 20
//! before the end; where the files hold these weeks and the last eight 365 days earlier too, the
//! season is theirs. A week is short when it has less than three quarters of what that makes, by at
//! least four standard errors of the weeks' scatter. The short weeks at the very end are late; the
//! day from which on is that which splits the days of these weeks and of four before them into two
//! levels with the greatest likelihood.

use serde::{Deserialize, Serialize};

use super::Calendar;
use crate::study::DayRange;

/// Weeks at the end that may be late.
const LATE_WEEKS: usize = 8;
/// Weeks before them that give the level.
const LEVEL_WEEKS: usize = 12;
/// Days of a year.
const YEAR: usize = 365;
/// A late week has at most so much of what is expected.
const SHORT: f64 = 0.75;
/// ..and is so many standard errors below it.
const LEAST_ERRORS: f64 = 4.0;
/// Days on which the day is looked for, before the late weeks.
const REACH_DAYS: usize = 28;

/// The last days hold fewer rows than they should.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LateReporting {
    /// The days that are short.
    pub days: DayRange,
    /// Rows of these days.
    pub rows: u64,
    /// What the weeks before, and the season where it is known, let expect.
    pub expected: f64,
    /// Whether a year before was there to say what the season is.
    pub season_known: bool,
}

impl LateReporting {
    /// `None` where the last weeks are as expected, or the files are too short to say.
    pub fn detect(calendar: &Calendar) -> Option<Self> {
        // The last week first.
        let weeks_before = |days: usize| -> Vec<f64> {
            let rows = calendar.rows.get(..calendar.rows.len().saturating_sub(days)).unwrap_or_default();
            rows.rchunks_exact(7).map(|days| f64::from(days.iter().sum::<u32>())).collect()
        };
        let level_of = |weeks: &[f64]| {
            let mut level = weeks.get(LATE_WEEKS..LATE_WEEKS + LEVEL_WEEKS)?.to_vec();
            level.sort_unstable_by(f64::total_cmp);
            let middle = level.get(LEVEL_WEEKS / 2)? + level.get(LEVEL_WEEKS / 2 - 1)?;
            Some(0.5 * middle).filter(|level| *level > 0.0)
        };
        let (weeks, a_year_before) = (weeks_before(0), weeks_before(YEAR));
        let level = level_of(&weeks)?;
        let level_a_year_before = level_of(&a_year_before);
        let expected = |week: usize| {
            let season = level_a_year_before.and_then(|level| Some(a_year_before.get(week)? / level));
            level * season.unwrap_or(1.0)
        };
        let scatter = weeks.get(LATE_WEEKS..LATE_WEEKS + LEVEL_WEEKS)?.windows(2);
        let mut changes: Vec<f64> = scatter.map(|pair| (pair[1] - pair[0]).abs()).collect();
        changes.sort_unstable_by(f64::total_cmp);
        let spread = changes.get(changes.len() / 2)? / (0.674_5 * std::f64::consts::SQRT_2);
        let error = spread.max(level.sqrt());
        let is_short = |week: &usize| {
            let (found, expected) = (weeks.get(*week).copied().unwrap_or(f64::INFINITY), expected(*week));
            found < SHORT * expected && expected - found > LEAST_ERRORS * error
        };
        let short_weeks = (0..LATE_WEEKS).take_while(is_short).count();
        if short_weeks == 0 {
            return None;
        }
        // The week before may be short in part.
        let n_days = late_days(&calendar.rows, 7 * short_weeks + 6);
        let last = calendar.days.last();
        let rows = calendar.rows.iter().rev().take(n_days).copied().map(u64::from).sum();
        let expected = (0..n_days).map(|day| expected(day / 7) / 7.0).sum();
        let days = DayRange::new(last + (1 - n_days as i32), last).ok()?;
        Some(Self { days, rows, expected, season_known: level_a_year_before.is_some() })
    }
}

/// How many days at the end have a lower level than those before them.
fn late_days(rows: &[u32], at_most: usize) -> usize {
    let window = rows.get(rows.len().saturating_sub(at_most + REACH_DAYS)..).unwrap_or_default();
    let sum = |days: &[u32]| days.iter().copied().map(f64::from).sum::<f64>();
    let likelihood = |days: &[u32]| {
        let rows = sum(days);
        if rows > 0.0 { rows * libm::log(rows / days.len() as f64) } else { 0.0 }
    };
    let of_cut = |late: &usize| {
        let (before, after) = window.split_at_checked(window.len().saturating_sub(*late)).unwrap_or_default();
        likelihood(before) + likelihood(after)
    };
    let mut cuts: Vec<usize> = (1..=at_most).collect();
    // The sort is stable: of equals the fewest days.
    cuts.sort_by(|a, b| of_cut(b).total_cmp(&of_cut(a)));
    cuts.first().copied().unwrap_or(at_most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(n_days: i32, rows: impl Fn(i32) -> u32) -> Calendar {
        let day = crate::study::CivilDay::from_days_since_1970;
        let days = DayRange::new(day(0), day(n_days - 1)).unwrap();
        Calendar { days, rows: (0..n_days).map(rows).collect(), stray_rows: 0, stray: None }
    }

    /// A season of a third and a scatter of a tenth, of whole numbers.
    fn ordinary(day: i32) -> u32 {
        let season = 1.0 + 0.3 * libm::sin(std::f64::consts::TAU * f64::from(day) / 365.0);
        (100.0 * season) as u32 + (day * 7_919 % 21) as u32
    }

    #[test]
    fn a_planted_fall_at_the_end_is_found_to_the_day() {
        for late in [3, 10, 25, 40] {
            let cut = 800 - late;
            let found =
                LateReporting::detect(&calendar(800, |day| ordinary(day) / if day < cut { 1 } else { 3 }))
                    .unwrap();
            let days = found.days.n_days() as i32;
            assert!((days - late).abs() <= 1, "{late}: {found:?}");
            assert!(found.season_known && found.expected > 2.5 * found.rows as f64, "{found:?}");
        }
    }

    #[test]
    fn a_season_and_a_short_file_are_not_late() {
        for n_days in [140, 200, 460, 500, 620, 700, 800, 1_000, 1_461] {
            assert_eq!(LateReporting::detect(&calendar(n_days, ordinary)), None, "{n_days}");
        }
        assert_eq!(LateReporting::detect(&calendar(139, |_| 0)), None);
        assert_eq!(LateReporting::detect(&calendar(1, |_| 5)), None);
    }
}
