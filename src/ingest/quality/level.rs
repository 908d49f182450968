//! Jumps in level that suggest a change of recording system.
//!
//! The rule was fixed before any real file was looked at: the median of the eight weeks after a
//! week is at least 1.5 times, or at most 1 / 1.5 of, that of the eight before, after what the same
//! weeks of other years do is taken away; the larger of them is at least 20 rows a week; the
//! difference is at least five times its standard error, by the scatter of all weeks and no less
//! than Poisson's; and it is abrupt: the two weeks on either side already differ by half as much
//! (in logarithms). The day is then the one that splits the days of four weeks before and after
//! into two levels with the greatest likelihood.

use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

use super::Calendar;
use crate::ingest::event::Events;
use crate::stats::median;
use crate::study::CivilDay;

/// Weeks on either side of a jump.
const WEEKS: usize = 8;
/// Of these, weeks without a missing day.
const LEAST_WEEKS: usize = 6;
/// The least ratio.
const RATIO: f64 = 1.5;
/// The least rows a week on the higher side.
const LEAST_ROWS: f64 = 20.0;
/// The least difference in standard errors.
const LEAST_ERRORS: f64 = 5.0;
/// Weeks of a year.
const YEAR: usize = 52;
/// Offences that are looked at, the most frequent.
const OFFENCES: usize = 64;
/// Jumps that are listed.
const LISTED: usize = 50;

/// A jump of the rows a week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LevelChange {
    /// The offence; `None` for all rows together.
    pub offence: Option<String>,
    /// The first day of the new level.
    pub day: CivilDay,
    /// The median week of the eight before.
    pub before: f64,
    /// The median week of the eight after.
    pub after: f64,
    /// What the same weeks of other years make of `before`; 1 where there are none.
    pub season: f64,
    /// The difference in standard errors.
    pub errors: f64,
}

impl LevelChange {
    /// Jumps of all rows and of the most frequent offences, in order of days, at most 50 of the
    /// clearest.
    pub(super) fn all(events: &Events, calendar: &Calendar) -> Vec<Self> {
        let daily = Daily::count(events, calendar);
        let mut found = Vec::new();
        for series in 0..=daily.offences.len() {
            let weeks = daily.weeks(series);
            for jump in jumps(&weeks) {
                let day = daily.date(series, 7 * jump.week);
                let code = series.checked_sub(1).and_then(|at| daily.offences.get(at));
                found.push(Self {
                    offence: code.map(|&code| events.offence_name(code).to_owned()),
                    day: calendar.days.first() + day as i32,
                    before: jump.before,
                    after: jump.after,
                    season: jump.season,
                    errors: jump.errors,
                });
            }
        }
        found.sort_by(|a, b| b.errors.total_cmp(&a.errors));
        found.truncate(LISTED);
        found.sort_by(|a, b| a.day.cmp(&b.day).then_with(|| a.offence.cmp(&b.offence)));
        found
    }
}

/// Rows by day, of all and of each of the most frequent offences.
struct Daily<'a> {
    calendar: &'a Calendar,
    offences: Vec<u16>,
    /// The days of one offence after those of another.
    rows: Vec<u32>,
}

impl<'a> Daily<'a> {
    fn count(events: &Events, calendar: &'a Calendar) -> Self {
        let mut counts = vec![0_u32; events.offences().len()];
        for &code in &events.offence_codes {
            if let Some(count) = counts.get_mut(usize::from(code)) {
                *count += 1;
            }
        }
        let mut order: Vec<usize> = (0..counts.len()).collect();
        let count = |code: usize| counts.get(code).copied().unwrap_or_default();
        order.sort_by_key(|&code| Reverse(count(code)));
        order.truncate(OFFENCES);
        let offences: Vec<u16> = order.into_iter().map(|code| code as u16).collect();
        let mut series_of = vec![None; events.offences().len()];
        for (series, &code) in offences.iter().enumerate() {
            if let Some(slot) = series_of.get_mut(usize::from(code)) {
                *slot = Some(series);
            }
        }
        let n_days = calendar.rows.len();
        let mut rows = vec![0; offences.len() * n_days];
        let mut codes = events.offence_codes.as_slice();
        for (day, n_rows) in super::calendar::days_with_rows(&events.minutes) {
            let (of_day, later) = codes.split_at_checked(n_rows as usize).unwrap_or_default();
            codes = later;
            let at = CivilDay::from_days_since_1970(day) - calendar.days.first();
            let Some(at) = usize::try_from(at).ok().filter(|at| *at < n_days) else { continue };
            for &code in of_day {
                let series = series_of.get(usize::from(code)).copied().flatten();
                if let Some(count) = series.and_then(|series| rows.get_mut(series * n_days + at)) {
                    *count += 1;
                }
            }
        }
        Self { calendar, offences, rows }
    }

    fn days(&self, series: usize) -> &[u32] {
        let n_days = self.calendar.rows.len();
        match series.checked_sub(1) {
            None => &self.calendar.rows,
            Some(offence) => self.rows.get(offence * n_days..(offence + 1) * n_days).unwrap_or_default(),
        }
    }

    /// Rows by whole weeks from the first day; `None` where a day has no row of any offence.
    fn weeks(&self, series: usize) -> Vec<Option<f64>> {
        let weeks = self.days(series).chunks_exact(7).zip(self.calendar.rows.chunks_exact(7));
        weeks
            .map(|(of_series, of_all)| {
                let is_whole = !of_all.contains(&0);
                is_whole.then(|| f64::from(of_series.iter().sum::<u32>()))
            })
            .collect()
    }

    /// The day, from the calendar's first, before which rows around `near` have one level and from
    /// which they have another.
    fn date(&self, series: usize, near: usize) -> usize {
        let days = self.days(series);
        let reach = 7 * WEEKS / 2;
        let from = near.saturating_sub(reach);
        let window = days.get(from..(near + reach).min(days.len())).unwrap_or_default();
        let all: f64 = window.iter().copied().map(f64::from).sum();
        // Poisson's log likelihood of a level, less what no cut changes.
        let likelihood =
            |rows: f64, n: usize| if rows > 0.0 { rows * libm::log(rows / n as f64) } else { 0.0 };
        let (mut best, mut most, mut before) = (near, f64::NEG_INFINITY, 0.0);
        for (at, &rows) in window.iter().enumerate() {
            if at > 0 {
                let both = likelihood(before, at) + likelihood(all - before, window.len() - at);
                if both > most {
                    (best, most) = (from + at, both);
                }
            }
            before += f64::from(rows);
        }
        best
    }
}

struct Jump {
    week: usize,
    before: f64,
    after: f64,
    season: f64,
    errors: f64,
}

/// What the weeks on either side of one say.
#[derive(Clone, Copy)]
struct Sides {
    before: f64,
    after: f64,
    /// Standard error of the difference.
    error: f64,
    /// Logarithm of the ratio.
    step: f64,
}

fn jumps(weeks: &[Option<f64>]) -> Vec<Jump> {
    let dispersion = dispersion(weeks);
    let sides: Vec<Option<Sides>> = (0..=weeks.len()).map(|week| sides(weeks, week, dispersion)).collect();
    let at = |week: usize| sides.get(week).copied().flatten();
    let judged = |week: usize| -> Option<Jump> {
        let here = at(week)?;
        let others = (1..=3).flat_map(|years| [week.checked_sub(years * YEAR), Some(week + years * YEAR)]);
        let mut others: Vec<f64> = others.flatten().filter_map(at).map(|sides| sides.step).collect();
        let season = median(&mut others).unwrap_or(0.0);
        let step = here.step - season;
        let least = libm::log(RATIO);
        let expected = here.before * libm::exp(season);
        let errors = (here.after - expected).abs() / here.error;
        // A jump of another year is no season of this one: what is seen here must be a jump by
        // itself too.
        let jumps = step.abs() >= least && here.step.abs() >= least && step.signum() == here.step.signum();
        let holds = jumps
            && here.before.max(here.after) >= LEAST_ROWS
            && errors >= LEAST_ERRORS
            && is_abrupt(weeks, week, here.step);
        holds.then(|| Jump {
            week,
            before: here.before,
            after: here.after,
            season: libm::exp(season),
            errors,
        })
    };
    let mut found: Vec<Jump> = (0..=weeks.len()).filter_map(judged).collect();
    // Of neighbours that see the same jump the clearest stands for it.
    let mut kept: Vec<Jump> = Vec::new();
    found.sort_by(|a, b| b.errors.total_cmp(&a.errors));
    for jump in found {
        if kept.iter().all(|other| other.week.abs_diff(jump.week) > WEEKS) {
            kept.push(jump);
        }
    }
    kept
}

fn sides(weeks: &[Option<f64>], week: usize, dispersion: f64) -> Option<Sides> {
    let side = |range: std::ops::Range<usize>| {
        let mut whole: Vec<f64> = weeks.get(range)?.iter().copied().flatten().collect();
        let n_weeks = whole.len();
        let level = median(&mut whole).filter(|_| n_weeks >= LEAST_WEEKS)?;
        // A median's standard error is the root of pi / 2 times that of a mean.
        Some((level, 1.253_3 * dispersion * (level.max(1.0) / n_weeks as f64).sqrt()))
    };
    let (before, error_before) = side(week.checked_sub(WEEKS)?..week)?;
    let (after, error_after) = side(week..week + WEEKS)?;
    let error = (error_before * error_before + error_after * error_after).sqrt();
    Some(Sides { before, after, error, step: log_ratio(after, before) })
}

/// How much more weeks scatter than Poisson's, in standard deviations, from the changes of all
/// weeks to the next; at least 1.
fn dispersion(weeks: &[Option<f64>]) -> f64 {
    let changes = weeks.windows(2).filter_map(|pair| {
        let (a, b) = (pair.first().copied().flatten()?, pair.last().copied().flatten()?);
        (a + b > 0.0).then(|| (b - a).abs() / (a + b).sqrt())
    });
    // The median of |a - b| of normal numbers of one spread is 0.6745 times the root of 2 times the
    // spread.
    median(&mut changes.collect::<Vec<f64>>()).unwrap_or(1.0).max(0.674_5) / 0.674_5
}

/// Half a row more keeps nothing apart from the logarithm of nothing.
fn log_ratio(after: f64, before: f64) -> f64 {
    libm::log((after + 0.5) / (before + 0.5))
}

/// Whether the two whole weeks on either side differ by at least half of `step` already.
fn is_abrupt(weeks: &[Option<f64>], week: usize, step: f64) -> bool {
    let sum = |side: &mut dyn Iterator<Item = &Option<f64>>| -> f64 { side.flatten().take(2).sum() };
    let (before, after) = weeks.split_at_checked(week).unwrap_or_default();
    let near = log_ratio(sum(&mut after.iter()), sum(&mut before.iter().rev()));
    near.signum() == step.signum() && near.abs() >= 0.5 * step.abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Poisson numbers by multiplying uniform ones, of a fixed stream.
    struct Numbers(u64);

    impl Numbers {
        fn uniform(&mut self) -> f64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((self.0 >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
        }

        fn poisson(&mut self, mean: f64) -> f64 {
            // Of a week's mean in pieces, so that the exponential does not vanish.
            let (mut left, mut total) = (mean, 0.0);
            while left > 0.0 {
                let piece = left.min(20.0);
                let (limit, mut product) = (libm::exp(-piece), self.uniform());
                while product > limit {
                    product *= self.uniform();
                    total += 1.0;
                }
                left -= piece;
            }
            total
        }
    }

    /// Four years of weeks with a season of a fifth and a trend of a third.
    fn weeks(seed: u64, mean: f64, factor: impl Fn(usize) -> f64) -> Vec<Option<f64>> {
        let mut numbers = Numbers(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let of_week = |week: usize| {
            let season = 1.0 + 0.2 * libm::sin(std::f64::consts::TAU * week as f64 / 52.18);
            let trend = 1.0 + week as f64 / 626.0;
            Some(numbers.poisson(mean * season * trend * factor(week)))
        };
        (0..209).map(of_week).collect()
    }

    #[test]
    fn a_planted_jump_is_found_within_the_reach_of_its_date_and_a_city_without_one_has_none() {
        let mut found = 0;
        for seed in 1..=50 {
            for factor in [1.9, 1.0 / 1.9] {
                let jumps = jumps(&weeks(seed, 100.0, |week| if week < 90 { 1.0 } else { factor }));
                assert!(jumps.len() <= 1, "{seed}");
                found += usize::from(jumps.first().is_some_and(|jump| jump.week.abs_diff(90) <= 3));
            }
        }
        assert!(found >= 95, "{found} of 100");
        // 33 series in 50 cities of Poisson weeks, from rare to frequent.
        let mut raised = 0;
        for seed in 1..=50 {
            for series in 0..33 {
                let mean = 2.0 * libm::pow(1.25, f64::from(series));
                raised += jumps(&weeks(1_000 * seed + u64::from(series as u8), mean, |_| 1.0)).len();
            }
        }
        assert!(raised <= 2, "{raised} in 50 cities");
    }

    #[test]
    fn a_slow_rise_and_a_gap_are_no_jumps() {
        let slow = weeks(3, 100.0, |week| libm::exp((week.clamp(80, 100) - 80) as f64 / 20.0));
        assert!(jumps(&slow).is_empty());
        let mut gap = weeks(4, 100.0, |week| if week < 90 { 1.0 } else { 2.0 });
        gap[85..95].fill(None);
        assert!(jumps(&gap).is_empty());
    }
}
