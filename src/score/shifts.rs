//! How far a forecast is shifted in time in each round of chance.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use super::NotEvaluable;
use crate::chance::Shift;

/// With fewer whole weeks than this in the window, every offset is used.
const MIN_WHOLE_WEEKS: usize = 20;
/// Days that a forecast is shifted at least, forwards and, around the circle, backwards.
const MIN_SHIFT_DAYS: usize = 7;

/// Which offsets are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShiftKind {
    /// Every whole week: weekdays stay in place, so weekday skill counts as chance.
    WholeWeeks,
    /// Every step from a week on, as the window holds too few whole weeks: weekday skill does not
    /// count as chance.
    EveryStep,
}

/// The offsets of the rounds, in steps, ascending: one offset a round, the same for all streams;
/// and the circle that forecasts go around.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shifts {
    /// Which offsets they are.
    pub kind: ShiftKind,
    /// Steps of the circle: the window's whole weeks, where weekdays are to stay in place; the few
    /// steps behind them keep their forecast. Else the whole window.
    pub circle_steps: usize,
    /// The offsets, each at least 1 and less than the circle.
    pub offsets: Vec<usize>,
}

impl Shifts {
    /// The offsets for a test window of `n_steps` steps of `step_days` days.
    ///
    /// All of them are used; nothing is drawn. The whole weeks of 365 days are 364: the last day
    /// keeps its forecast in every round. An offset moves a forecast by a week or more both ways
    /// around the circle.
    ///
    /// # Errors
    /// [`NotEvaluable::WindowTooShort`] when the window is shorter than two weeks.
    ///
    /// # Examples
    /// ```
    /// use std::num::NonZeroU32;
    /// use watchback::score::{ShiftKind, Shifts};
    /// let year = Shifts::new(365, NonZeroU32::MIN)?;
    /// assert_eq!(
    ///     (year.kind, year.circle_steps, year.offsets.len()),
    ///     (ShiftKind::WholeWeeks, 364, 51)
    /// );
    /// assert_eq!(year.offsets.last(), Some(&357));
    /// let paper = Shifts::new(101, NonZeroU32::MIN)?;
    /// assert_eq!((paper.kind, paper.offsets.len()), (ShiftKind::EveryStep, 88));
    /// assert!(Shifts::new(13, NonZeroU32::MIN).is_err());
    /// # Ok::<(), watchback::score::NotEvaluable>(())
    /// ```
    pub fn new(n_steps: usize, step_days: NonZeroU32) -> Result<Self, NotEvaluable> {
        let step_days = step_days.get() as usize;
        let least = MIN_SHIFT_DAYS.div_ceil(step_days);
        if n_steps < 2 * least {
            return Err(NotEvaluable::WindowTooShort { n_steps, needed: 2 * least });
        }
        let is_whole = |steps: usize| steps.wrapping_mul(step_days).is_multiple_of(7);
        let circle_steps = (0..=n_steps).rfind(|&steps| is_whole(steps)).unwrap_or(0);
        let weeks: Vec<usize> =
            (least..=circle_steps.saturating_sub(least)).filter(|&offset| is_whole(offset)).collect();
        Ok(if weeks.len() < MIN_WHOLE_WEEKS {
            let every = (least..=n_steps - least).collect();
            Self { kind: ShiftKind::EveryStep, circle_steps: n_steps, offsets: every }
        } else {
            Self { kind: ShiftKind::WholeWeeks, circle_steps, offsets: weeks }
        })
    }

    /// Given offsets, of whole weeks, around a given circle.
    pub const fn around(circle_steps: usize, offsets: Vec<usize>) -> Self {
        Self { kind: ShiftKind::WholeWeeks, circle_steps, offsets }
    }

    /// No round at all.
    pub const fn none() -> Self {
        Self::around(0, Vec::new())
    }

    /// The shift of each round.
    pub fn iter(&self) -> impl Iterator<Item = Shift> + '_ {
        self.offsets.iter().map(|&offset| Shift::new(offset, self.circle_steps))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shifts(n_steps: usize, step_days: u32) -> Result<Shifts, NotEvaluable> {
        Shifts::new(n_steps, NonZeroU32::new(step_days).unwrap())
    }

    #[test]
    fn whole_weeks_begin_when_there_are_twenty() {
        assert_eq!(shifts(146, 1).unwrap().kind, ShiftKind::EveryStep);
        let weeks = shifts(147, 1).unwrap();
        assert_eq!((weeks.kind, weeks.offsets.len()), (ShiftKind::WholeWeeks, 20));
        assert_eq!(shifts(14, 1).unwrap().offsets, [7]);
        assert_eq!(shifts(0, 1), Err(NotEvaluable::WindowTooShort { n_steps: 0, needed: 14 }));
    }

    #[test]
    fn steps_of_two_days_repeat_their_weekday_every_seventh() {
        let atlanta = shifts(101, 2).unwrap();
        assert_eq!((atlanta.kind, atlanta.offsets[0], atlanta.offsets.len()), (ShiftKind::EveryStep, 4, 94));
        let long = shifts(400, 2).unwrap();
        assert_eq!((long.kind, long.offsets[0], long.offsets[1]), (ShiftKind::WholeWeeks, 7, 14));
        assert_eq!(shifts(60, 7).unwrap().offsets.len(), 59);
    }
}
