//! Which days a study can be about.

use super::error::SuggestError;
use crate::ingest::{Calendar, LateReporting};
use crate::study::{CivilDay, DayRange};

/// Training years at most.
const TRAINING_YEARS: i16 = 3;
/// Of days that are no two whole years, at most these: four years.
const MOST_DAYS: usize = 1_461;
/// What a study's check asks of training beside the delay, in days: four times the context's three
/// symbols and twenty models.
const OTHER_DAYS: usize = 23;
/// The least delay that is of use beyond a horizon of a week.
const LEAST_DELAY_DAYS: usize = 14;

pub(super) struct Periods {
    pub(super) training: DayRange,
    pub(super) test: DayRange,
    /// Whether they are whole calendar years.
    pub(super) whole_years: bool,
    /// The longest delay that training is long enough for, days.
    pub(super) most_delay_days: usize,
}

pub(super) fn periods(calendar: &Calendar) -> Result<Periods, SuggestError> {
    let days = longest_stretch(calendar);
    let needed = 4 * (LEAST_DELAY_DAYS + OTHER_DAYS) * 4 / 3 + 1;
    let too_short = SuggestError::TooShort { found: days.map_or(0, DayRange::n_days), needed };
    let days = days.filter(|days| days.n_days() >= needed).ok_or_else(|| too_short.clone())?;
    let (training, test, whole_years) = match whole_years(days) {
        Some((training, test)) => (training, test, true),
        None => {
            let n_days = days.n_days().min(MOST_DAYS);
            let first = days.last() + (1 - n_days as i32);
            let training_last = first + (n_days - n_days / 4) as i32 + -1;
            let split = DayRange::new(first, training_last)
                .and_then(|training| Ok((training, DayRange::new(training_last + 1, days.last())?, false)));
            split.map_err(|_| too_short)?
        }
    };
    let most_delay_days = (training.n_days() / 4).saturating_sub(OTHER_DAYS);
    Ok(Periods { training, test, whole_years, most_delay_days })
}

/// The longest run of days with rows, the latest of equals, before the days whose reports are still
/// to come.
fn longest_stretch(calendar: &Calendar) -> Option<DayRange> {
    let late = LateReporting::detect(calendar).map_or(0, |late| late.days.n_days());
    let rows = calendar.rows.get(..calendar.rows.len().saturating_sub(late))?;
    let mut at = 0;
    let mut longest: Option<(usize, usize)> = None;
    for run in rows.chunk_by(|a, b| (*a == 0) == (*b == 0)) {
        if run.first() != Some(&0) && longest.is_none_or(|(_, length)| length <= run.len()) {
            longest = Some((at, run.len()));
        }
        at += run.len();
    }
    let (start, length) = longest?;
    let first = calendar.days.first() + start as i32;
    DayRange::new(first, first + (length as i32 - 1)).ok()
}

/// The last whole year, and up to three before it.
fn whole_years(days: DayRange) -> Option<(DayRange, DayRange)> {
    let first_year = (days.first() + -1).year() + 1;
    let last_year = (days.last() + 1).year() - 1;
    let from = first_year.max(last_year - TRAINING_YEARS);
    let years = |first: i16, last: i16| {
        DayRange::new(CivilDay::from_civil(first, 1, 1)?, CivilDay::from_civil(last, 12, 31)?).ok()
    };
    (from < last_year).then(|| Some((years(from, last_year - 1)?, years(last_year, last_year)?))).flatten()
}
