//! Rows without a place: which offences, and when.

use serde::{Deserialize, Serialize};

use super::calendar::Months;
use super::{Calendar, Dependence, MonthShare, Share};
use crate::ingest::event::Events;
use crate::study::CivilDay;

/// Offences that are listed at most.
const LISTED: usize = 100;
/// An offence or month stands out with so many rows without a place..
const LEAST_ROWS: u64 = 20;
/// ..and at least so many times the share of all rows.
const TIMES: f64 = 2.0;

/// A share of the rows of an offence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffenceShare {
    /// The offence as the files spell it.
    pub offence: String,
    /// The share.
    pub share: Share,
}

/// Rows without coordinates, which no tile can hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MissingPlaces {
    /// Of all rows.
    pub rows: Share,
    /// Of offences that lack any, most rows first, at most 100.
    pub by_offence: Vec<OffenceShare>,
    /// Of each month of the calendar.
    pub by_month: Vec<MonthShare>,
    /// Whether they depend on the offence.
    pub on_offence: Dependence,
    /// Whether they depend on the month.
    pub on_month: Dependence,
}

impl MissingPlaces {
    pub(super) fn count(events: &Events, calendar: &Calendar) -> Self {
        let mut by_offence = vec![Share::default(); events.offences().len()];
        for (&code, latitude) in events.offence_codes.iter().zip(&events.latitudes) {
            if let Some(share) = by_offence.get_mut(usize::from(code)) {
                share.count += u64::from(latitude.is_nan());
                share.of += 1;
            }
        }
        let mut months = Months::over(calendar.days);
        let mut latitudes = events.latitudes.as_slice();
        for (day, n_rows) in super::calendar::days_with_rows(&events.minutes) {
            let (of_day, later) = latitudes.split_at_checked(n_rows as usize).unwrap_or_default();
            latitudes = later;
            let count = of_day.iter().filter(|latitude| latitude.is_nan()).count() as u64;
            months.add(CivilDay::from_days_since_1970(day), Share { count, of: u64::from(n_rows) });
        }
        let by_month = months.into_shares();
        let count = by_offence.iter().map(|share| share.count).sum();
        let on_offence = Dependence::from_groups(by_offence.iter().copied());
        let on_month = Dependence::from_groups(by_month.iter().map(|month| month.share));
        let names = events.offences().iter().zip(by_offence).filter(|(_, share)| share.count > 0);
        let mut by_offence: Vec<OffenceShare> =
            names.map(|(name, share)| OffenceShare { offence: name.clone(), share }).collect();
        by_offence.sort_by(|a, b| b.share.count.cmp(&a.share.count).then_with(|| a.offence.cmp(&b.offence)));
        by_offence.truncate(LISTED);
        Self { rows: Share { count, of: events.len() as u64 }, by_offence, by_month, on_offence, on_month }
    }

    /// Whether a share is much above that of all rows, and of enough rows to say so.
    fn stands_out(&self, share: Share) -> bool {
        let value = |share: Share| share.value().unwrap_or(0.0);
        share.count >= LEAST_ROWS && value(share) >= TIMES * value(self.rows)
    }

    /// Offences that lack places far more often than others, beyond chance; most rows first.
    pub fn standing_out(&self) -> Vec<&OffenceShare> {
        let holds = self.on_offence.holds();
        self.by_offence.iter().filter(|entry| holds && self.stands_out(entry.share)).collect()
    }

    /// Months that lack places far more often than others, beyond chance.
    pub fn months_standing_out(&self) -> Vec<&MonthShare> {
        let holds = self.on_month.holds();
        self.by_month.iter().filter(|month| holds && self.stands_out(month.share)).collect()
    }

    /// Whether missing places depend on offence or month so much that what is left is no fair
    /// sample.
    pub fn not_at_random(&self) -> bool {
        !(self.standing_out().is_empty() && self.months_standing_out().is_empty())
    }
}
