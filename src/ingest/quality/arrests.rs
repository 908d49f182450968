//! The share of rows with an arrest, by month.

use serde::{Deserialize, Serialize};

use super::calendar::{Months, days_with_rows};
use super::{Calendar, MonthShare, Share};
use crate::ingest::event::{Events, arrest_of};
use crate::study::CivilDay;

/// Years are compared with at least so many rows each.
const LEAST_ROWS: u64 = 1_000;
/// The ratio of two years' shares from which on they are said to differ.
const RATIO: f64 = 1.2;

/// Rows with an arrest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArrestsByMonth {
    /// Of all rows whose flag is known.
    pub rows: Share,
    /// Rows whose flag is unknown.
    pub unknown: u64,
    /// Of each month of the calendar, of rows whose flag is known.
    pub by_month: Vec<MonthShare>,
}

impl ArrestsByMonth {
    /// `None` where no row has a flag.
    pub(super) fn count(events: &Events, calendar: &Calendar) -> Option<Self> {
        let mut months = Months::over(calendar.days);
        let mut flags = events.flags.as_slice();
        let mut rows = Share::default();
        for (day, n_rows) in days_with_rows(&events.minutes) {
            let (of_day, later) = flags.split_at_checked(n_rows as usize).unwrap_or_default();
            flags = later;
            let mut share = Share::default();
            for arrest in of_day.iter().filter_map(|&flags| arrest_of(flags)) {
                share.of += 1;
                share.count += u64::from(arrest);
            }
            rows.count += share.count;
            rows.of += share.of;
            months.add(CivilDay::from_days_since_1970(day), share);
        }
        let unknown = events.len() as u64 - rows.of;
        (rows.of > 0).then(|| Self { rows, unknown, by_month: months.into_shares() })
    }

    /// The first and the last year with enough rows, and their shares.
    pub fn first_and_last_year(&self) -> Option<[(i16, Share); 2]> {
        let years = self.by_month.chunk_by(|a, b| a.year == b.year).filter_map(|months| {
            let sum =
                |a: Share, b: &MonthShare| Share { count: a.count + b.share.count, of: a.of + b.share.of };
            let share = months.iter().fold(Share::default(), sum);
            Some((months.first()?.year, share)).filter(|_| share.of >= LEAST_ROWS)
        });
        let years: Vec<(i16, Share)> = years.collect();
        let (first, last) = (*years.first()?, *years.last()?);
        (first.0 < last.0).then_some([first, last])
    }

    /// Whether the share of the last year is far from that of the first.
    pub fn changes(&self) -> bool {
        let ratio = self.first_and_last_year().and_then(|[(_, first), (_, last)]| {
            let (first, last) = (first.value()?, last.value()?);
            Some(first.max(last) / first.min(last))
        });
        ratio.is_some_and(|ratio| ratio >= RATIO)
    }
}
