//! Which days the files hold. A day without any row is a day that is not in the files, never a day
//! without crime.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::event::{MINUTES_PER_DAY, day_of};
use super::merge::Merged;
use crate::study::{CivilDay, DayRange, Study};
use watchback_translate::{kept, mark};

/// Ranges that a message names before it counts the rest.
const NAMED_RANGES: usize = 5;

/// A period of a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    /// The period that transducers are learnt on.
    Training,
    /// The period that forecasts are scored on.
    Test,
}

/// The days that one period lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The period.
    pub period: Period,
    /// Its days.
    pub days: DayRange,
    /// Those without any row, in order; never empty.
    pub missing: Vec<DayRange>,
}

/// Days that are there and days that are not, in turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GapPattern {
    /// Days with rows, one after another.
    pub present_days: usize,
    /// Days without, one after another.
    pub absent_days: usize,
    /// How often so many days with rows stand together.
    pub present_runs: usize,
    /// How often so many days are missing together.
    pub absent_runs: usize,
}

/// A study whose days the files do not all hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}; {}", list(gaps), advice(*pattern))]
pub struct CoverageError {
    /// The periods that lack days.
    pub gaps: Vec<Gap>,
    /// Whether the files lack days regularly, as a sample of weeks does.
    pub pattern: Option<GapPattern>,
}

impl fmt::Display for GapPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { present_days, absent_days, present_runs, absent_runs } = self;
        write!(
            f,
            "{present_days} days present, {absent_days} absent, in turn ({present_runs} and {absent_runs} times)"
        )
    }
}

fn advice(pattern: Option<GapPattern>) -> String {
    let no_row = mark!("a day without any row is not a day without crime");
    match pattern {
        None => kept!("{no_row}: add the files that hold these days, or change the periods"),
        Some(pattern) => kept!(
            "{no_row}, and these files have {pattern}: they are a sample of days, and no model that reads the days before can be \
             learnt across such gaps; take the portal's own file, with all days"
        ),
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Training => "training",
            Self::Test => "test",
        })
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n_missing: usize = self.missing.iter().map(|days| days.n_days()).sum();
        let n_days = self.days.n_days();
        write!(f, "the files have no row on {n_missing} of the {n_days} days of the {} period", self.period)?;
        for (index, days) in self.missing.iter().take(NAMED_RANGES).enumerate() {
            write!(f, "{}{days}", if index == 0 { ": " } else { ", " })?;
        }
        match self.missing.len().saturating_sub(NAMED_RANGES) {
            0 => Ok(()),
            1 => write!(f, " and 1 more range"),
            more => write!(f, " and {more} more ranges"),
        }
    }
}

fn list(gaps: &[Gap]) -> String {
    let gaps: Vec<String> = gaps.iter().map(Gap::to_string).collect();
    gaps.join("; ")
}

/// The days of `days` on which the files have no row at all, as ranges in order. Rows without a
/// place count as rows.
pub fn missing_days(merged: &Merged, days: DayRange) -> Vec<DayRange> {
    let mut missing = Vec::new();
    let mut gap = |first: CivilDay, last: CivilDay| missing.extend(DayRange::new(first, last));
    let minutes = merged.events.minutes();
    let begins = |day: CivilDay| i64::from(day.days_since_1970()) * i64::from(MINUTES_PER_DAY);
    // Events are in order of time, so each day's rows are passed over at once.
    let mut at = minutes.partition_point(|&minute| i64::from(minute) < begins(days.first()));
    let mut expected = days.first();
    while let Some(day) = minutes.get(at).map(|&minute| day_of(minute)).filter(|day| *day <= days.last()) {
        if day > expected {
            gap(expected, day + -1);
        }
        expected = day + 1;
        let rest = minutes.get(at..).unwrap_or_default();
        at += rest.partition_point(|&minute| i64::from(minute) < begins(expected));
    }
    if expected <= days.last() {
        gap(expected, days.last());
    }
    missing
}

/// Turns that make a pattern, and the share of all turns that must be alike.
const LEAST_TURNS: usize = 4;
const ALIKE: f64 = 0.9;

/// The pattern in which days are missing, where there is one: nine in ten of the runs of days with
/// rows, and of those without, are equally long, and there are at least four. `missing`: as
/// [`missing_days`] gives them of `days`.
pub(super) fn gap_pattern(days: DayRange, missing: &[DayRange]) -> Option<GapPattern> {
    let mut absent: Vec<f64> = missing.iter().map(|days| days.n_days() as f64).collect();
    let starts = std::iter::once(days.first()).chain(missing.iter().map(|days| days.last() + 1));
    let ends = missing.iter().map(|days| days.first()).chain(std::iter::once(days.last() + 1));
    let mut present: Vec<f64> =
        starts.zip(ends).map(|(start, end)| f64::from(end - start)).filter(|days| *days > 0.0).collect();
    let (present_days, present_runs) = usual(&mut present)?;
    let (absent_days, absent_runs) = usual(&mut absent)?;
    Some(GapPattern { present_days, absent_days, present_runs, absent_runs })
}

/// The length that nearly all have, and how many have it. The first and the last may be cut short.
fn usual(lengths: &mut [f64]) -> Option<(usize, usize)> {
    lengths.sort_unstable_by(f64::total_cmp);
    let usual = lengths.get(lengths.len() / 2).copied()?;
    let alike = lengths.iter().filter(|length| **length == usual).count();
    let needed = LEAST_TURNS.max((ALIKE * lengths.len().saturating_sub(2) as f64) as usize);
    (alike >= needed).then_some((usual as usize, alike))
}

/// The pattern over all days of the files.
fn pattern_of(merged: &Merged) -> Option<GapPattern> {
    let minutes = merged.events.minutes();
    let days = DayRange::new(day_of(*minutes.first()?), day_of(*minutes.last()?)).ok()?;
    gap_pattern(days, &missing_days(merged, days))
}

/// Refuses a study whose training or test period has days on which the files have no row.
///
/// # Errors
/// [`CoverageError`] with each period and its missing days.
///
/// # Examples
/// ```
/// use std::ops::ControlFlow;
/// use watchback::ingest::{ImportPlan, check_coverage, merge, read_file};
/// use watchback::study::preset;
/// let text = "ID,Date,Primary Type,Latitude,Longitude\n\
///             7,12/31/2017 11:30:00 PM,THEFT,41.9,-87.7\n";
/// let mut progress = |_: u64| ControlFlow::Continue(());
/// let (bytes, plan) = (std::io::Cursor::new(text.as_bytes()), ImportPlan::chicago_portal());
/// let file = read_file("one.csv", bytes, &plan, &mut progress)?;
/// let refused = check_coverage(&merge(vec![file])?, &preset("chicago")?.check()?).unwrap_err();
/// let refusal = refused.to_string();
/// let training = "1096 of the 1096 days of the training period: 2014-01-01..2016-12-31";
/// assert!(refusal.contains(training));
/// assert!(refusal.contains("364 of the 365 days of the test period: 2017-01-01..2017-12-30"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check_coverage(merged: &Merged, study: &Study) -> Result<(), CoverageError> {
    let periods = [(Period::Training, study.training()), (Period::Test, study.test())];
    let gaps = periods.map(|(period, days)| Gap { period, days, missing: missing_days(merged, days) });
    let gaps: Vec<Gap> = gaps.into_iter().filter(|gap| !gap.missing.is_empty()).collect();
    if gaps.is_empty() { Ok(()) } else { Err(CoverageError { gaps, pattern: pattern_of(merged) }) }
}

#[cfg(test)]
mod tests {
    use super::super::event::{Event, Events};
    use super::*;
    use crate::study::preset;

    /// Two rows on each of the days.
    fn merged(days: impl Iterator<Item = i32>) -> Merged {
        let row = |minute| Event {
            id: minute as u64,
            minute,
            latitude: None,
            longitude: None,
            offence: 0,
            arrest: None,
            domestic: None,
            simulated: false,
        };
        let minutes = days.flat_map(|day| [day * MINUTES_PER_DAY, (day + 1) * MINUTES_PER_DAY - 1]);
        let events = Events::from_rows(vec!["THEFT".to_owned()], minutes.map(row)).unwrap();
        Merged { events, files: Vec::new(), duplicates: 0, disagreeing_ids: 0 }
    }

    fn texts(merged: &Merged, first: i32, last: i32) -> Vec<String> {
        let day = CivilDay::from_days_since_1970;
        let days = DayRange::new(day(first), day(last)).unwrap();
        missing_days(merged, days).iter().map(DayRange::to_string).collect()
    }

    #[test]
    fn gaps_are_found_before_between_and_after_the_rows() {
        let held = merged([-3, -1, 0, 4].into_iter());
        assert_eq!(
            texts(&held, -4, 6),
            ["1969-12-28", "1969-12-30", "1970-01-02..1970-01-04", "1970-01-06..1970-01-07"]
        );
        assert!(texts(&held, -1, 0).is_empty());
        assert_eq!(texts(&held, 1, 2), ["1970-01-02..1970-01-03"]);
        assert_eq!(texts(&merged(std::iter::empty()), 0, 1), ["1970-01-01..1970-01-02"]);
    }

    #[test]
    fn every_other_week_missing_is_a_pattern_and_is_named() {
        let study = preset("chicago").unwrap().check().unwrap();
        let (first, last) = (16_071, 17_531);
        let sample = merged((first..=last).filter(|day: &i32| day.rem_euclid(14) < 7));
        let error = check_coverage(&sample, &study).unwrap_err();
        let message = error.to_string();
        assert!(message.contains("7 days present, 7 absent, in turn (104 and 104 times)"), "{message}");
        assert!(message.contains("no model that reads the days before"), "{message}");
        let json = serde_json::to_string(&error).unwrap();
        assert_eq!(serde_json::from_str::<CoverageError>(&json).unwrap(), error);
        // As many days, missing by no rule.
        let random = merged(
            (first..=last).filter(|day| (i64::from(*day) * 2_654_435_761).rem_euclid(1 << 32) < 1 << 31),
        );
        assert_eq!(check_coverage(&random, &study).unwrap_err().pattern, None);
        // Three gaps are no pattern.
        let few = merged((first..=last).filter(|day| (day - first) % 400 != 0));
        assert_eq!(check_coverage(&few, &study).unwrap_err().pattern, None);
    }

    #[test]
    fn a_study_is_refused_for_each_period_with_its_days() {
        let study = preset("chicago").unwrap().check().unwrap();
        let (first, last) = (16_071, 17_531);
        assert_eq!(check_coverage(&merged(first..=last), &study), Ok(()));
        let without_march = merged((first..=last).filter(|day| !(16_495..=16_525).contains(day)));
        let error = check_coverage(&without_march, &study).unwrap_err();
        assert_eq!(error.gaps.len(), 1);
        let message = error.to_string();
        assert!(
            message.contains("31 of the 1096 days of the training period: 2015-03-01..2015-03-31;"),
            "{message}"
        );
        assert!(message.contains("not a day without crime: add the files"), "{message}");
        let odd = check_coverage(&merged((first..=last).filter(|day| day % 2 == 0)), &study).unwrap_err();
        let message = odd.to_string();
        assert!(message.contains("2014-01-09 and 543 more ranges;"), "{message}");
        assert!(message.contains("of the test period"), "{message}");
        let json = serde_json::to_string(&odd).unwrap();
        assert_eq!(serde_json::from_str::<CoverageError>(&json).unwrap(), odd);
    }
}
