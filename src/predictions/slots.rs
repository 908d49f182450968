//! When a prediction holds: days, or shifts of days.

use serde::{Deserialize, Serialize};

use crate::study::CivilDay;

/// Minutes of a day.
pub(super) const DAY_MINUTES: i32 = 24 * 60;

/// A shift: the part of each day that a prediction is for. It may end on the next day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// What the file calls it.
    pub name: String,
    /// When it begins, in minutes from midnight.
    pub start_minute: u16,
    /// How long it lasts, in minutes: at least 1.
    pub minutes: u16,
}

impl Shift {
    /// The whole day.
    #[must_use]
    pub fn whole_day() -> Self {
        Self { name: "day".to_owned(), start_minute: 0, minutes: DAY_MINUTES as u16 }
    }

    /// Reads `A=06:15-17:30,B=21:00-05:00`. A shift that ends before it begins ends on the next
    /// day.
    ///
    /// # Errors
    /// The part that is no shift, with what was expected.
    ///
    /// # Examples
    /// ```
    /// use watchback::predictions::Shift;
    /// let shifts = Shift::table("A=06:15-17:30, N=21:00-05:00")?;
    /// assert_eq!((shifts[0].start_minute, shifts[0].minutes), (375, 675));
    /// assert_eq!((shifts[1].name.as_str(), shifts[1].minutes), ("N", 480));
    /// assert!(Shift::table("A=6 to 5").is_err());
    /// # Ok::<(), String>(())
    /// ```
    pub fn table(text: &str) -> Result<Vec<Self>, String> {
        let wrong = |part: &str| format!("{part:?} is no shift; write it like A=06:15-17:30");
        let minute = |clock: &str| -> Option<u16> {
            let (hour, minute) = clock.trim().split_once(':')?;
            let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?);
            (hour < 24 && minute < 60).then_some(hour * 60 + minute)
        };
        let shift = |part: &str| -> Option<Self> {
            let (name, times) = part.split_once('=')?;
            let (start, end) = times.split_once('-')?;
            let (start, end) = (minute(start)?, minute(end)?);
            let minutes = if end > start { end - start } else { end + DAY_MINUTES as u16 - start };
            Some(Self { name: name.trim().to_owned(), start_minute: start, minutes })
        };
        text.split(',').map(|part| shift(part.trim()).ok_or_else(|| wrong(part.trim()))).collect()
    }
}

/// The slots of a window: every shift of every day. A slot is counted day by day, in each day in
/// the order of the shifts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slots {
    first: CivilDay,
    n_days: usize,
    shifts: Vec<Shift>,
}

impl Slots {
    /// Of `n_days` days from `first` on. Without shifts a slot is a day.
    #[must_use]
    pub fn new(first: CivilDay, n_days: usize, shifts: Vec<Shift>) -> Self {
        let shifts = if shifts.is_empty() { vec![Shift::whole_day()] } else { shifts };
        Self { first, n_days, shifts }
    }

    /// The first day.
    #[must_use]
    pub const fn first(&self) -> CivilDay {
        self.first
    }

    /// Number of days.
    #[must_use]
    pub const fn n_days(&self) -> usize {
        self.n_days
    }

    /// The shifts of each day.
    #[must_use]
    pub fn shifts(&self) -> &[Shift] {
        &self.shifts
    }

    /// Number of slots.
    #[must_use]
    pub fn len(&self) -> usize {
        self.n_days * self.shifts.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The slot of a shift of a day; `None` outside the window.
    #[must_use]
    pub fn at(&self, day: CivilDay, shift: usize) -> Option<usize> {
        let day = usize::try_from(day.days_since_1970() - self.first.days_since_1970()).ok()?;
        (day < self.n_days && shift < self.shifts.len()).then(|| day * self.shifts.len() + shift)
    }

    /// The day of a slot, from 0.
    #[must_use]
    pub fn day_of(&self, slot: usize) -> usize {
        slot / self.shifts.len()
    }

    /// The slots that hold a moment, in minutes from 1970-01-01 00:00: shifts may overlap, and some
    /// moments are in none. A shift holds the minute that it begins with and not the one that it
    /// ends with.
    pub fn holding(&self, minute: i32) -> impl Iterator<Item = usize> + '_ {
        let day = minute.div_euclid(DAY_MINUTES);
        self.shifts.iter().enumerate().flat_map(move |(shift, of)| {
            // Today's, and yesterday's where it goes on beyond midnight.
            [day - 1, day].into_iter().filter_map(move |day| {
                let since = minute - day * DAY_MINUTES - i32::from(of.start_minute);
                let is_held = (0..i32::from(of.minutes)).contains(&since);
                self.at(CivilDay::from_days_since_1970(day), shift).filter(|_| is_held)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_shift_holds_the_next_morning_and_days_outside_the_window_hold_nothing() {
        let first = CivilDay::from_days_since_1970(100);
        let slots = Slots::new(first, 2, Shift::table("day=06:00-18:00,night=18:00-06:00").unwrap());
        let at = |day: i32, hour: i32| slots.holding(day * DAY_MINUTES + hour * 60).collect::<Vec<_>>();
        assert_eq!(slots.len(), 4);
        assert_eq!(at(100, 5), [] as [usize; 0]);
        assert_eq!(at(100, 6), [0]);
        assert_eq!((at(100, 18), at(101, 5)), (vec![1], vec![1]));
        assert_eq!((at(101, 23), at(102, 5), at(102, 6)), (vec![3], vec![3], vec![]));
    }

    #[test]
    fn shifts_that_overlap_both_hold_a_moment() {
        let slots = Slots::new(
            CivilDay::from_days_since_1970(0),
            1,
            Shift::table("A=06:15-17:30,B=09:15-20:30").unwrap(),
        );
        assert_eq!(slots.holding(10 * 60).collect::<Vec<_>>(), [0, 1]);
    }
}
