//! Steps as people say them, and as days of the calendar.

use super::{CivilDay, Study};
use watchback_translate::tr;

/// So many steps in words: days where a step is a day, else how long each is.
///
/// # Examples
/// ```
/// use watchback::study::steps_in_words;
/// assert_eq!(steps_in_words(1, 1), "1 day");
/// assert_eq!(steps_in_words(7, 1), "7 days");
/// assert_eq!(steps_in_words(1, 2), "1 step of 2 days");
/// assert_eq!(steps_in_words(3, 2), "3 steps of 2 days");
/// ```
#[must_use]
pub fn steps_in_words(steps: usize, step_days: usize) -> String {
    format!("{steps} {}", unit_of_steps(steps, step_days))
}

/// What stands behind the number of so many steps.
///
/// # Examples
/// ```
/// use watchback::study::unit_of_steps;
/// assert_eq!(
///     (unit_of_steps(1, 1).as_str(), unit_of_steps(182, 2).as_str()),
///     ("day", "steps of 2 days")
/// );
/// ```
#[must_use]
pub fn unit_of_steps(steps: usize, step_days: usize) -> String {
    match (steps, step_days) {
        (1, 1) => tr!("day").to_owned(),
        (_, 1) => tr!("days").to_owned(),
        (1, _) => tr!("step of {step_days} days"),
        (..) => tr!("steps of {step_days} days"),
    }
}

impl Study {
    /// The first and the last day of a step, counted from the first of the test period; also of one
    /// behind the last.
    ///
    /// # Examples
    /// ```
    /// use watchback::study::{Study, StudySettings, preset};
    /// let daily = preset("chicago")?;
    /// let days = |study: Study| {
    ///     let (first, last) = study.days_of_test_step(3);
    ///     format!("{first} {last}")
    /// };
    /// assert_eq!(days(daily.clone().check()?), "2017-01-04 2017-01-04");
    /// assert_eq!(
    ///     days(StudySettings { step_days: 2, ..daily }.check()?),
    ///     "2017-01-07 2017-01-08"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn days_of_test_step(&self, step: usize) -> (CivilDay, CivilDay) {
        let step_days = self.settings().step_days as i32;
        let first = self.test().first() + (step as i32).saturating_mul(step_days);
        (first, first + (step_days - 1))
    }

    /// The first day of training and the last of the test that belong to a step: training may begin
    /// and the test end with days of none.
    ///
    /// # Examples
    /// ```
    /// use watchback::study::{Study, StudySettings, preset};
    /// let daily = preset("chicago")?;
    /// let days = |study: Study| {
    ///     let (first, last) = study.days_of_steps();
    ///     format!("{first} {last}")
    /// };
    /// assert_eq!(days(daily.clone().check()?), "2014-01-01 2017-12-31");
    /// // 1,096 days of training are whole steps of 2 days; 365 of test are not.
    /// assert_eq!(
    ///     days(StudySettings { step_days: 2, ..daily }.check()?),
    ///     "2014-01-01 2017-12-30"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn days_of_steps(&self) -> (CivilDay, CivilDay) {
        let before = self.training().n_days() % self.settings().step_days;
        let (_, last) = self.days_of_test_step(self.test_steps().saturating_sub(1));
        (self.training().first() + before as i32, last)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{StudySettings, preset};

    #[test]
    fn the_days_of_a_step_are_those_that_belong_to_it() {
        for step_days in 1..=7 {
            let settings = preset("chicago").unwrap();
            let (horizon_steps, max_delay_steps) = (7_usize.div_ceil(step_days), 60 / step_days);
            let study =
                StudySettings { step_days, horizon_steps, max_delay_steps, ..settings }.check().unwrap();
            let mut before = study.training().last();
            for step in 0..study.test_steps() {
                let (first, last) = study.days_of_test_step(step);
                assert_eq!((first - before, last - first + 1), (1, step_days as i32));
                for day in [first, last] {
                    assert_eq!(study.step_of(day), Some(study.training_steps() + step), "{step_days}, {day}");
                }
                before = last;
            }
            let (first, last) = study.days_of_steps();
            assert_eq!((study.step_of(first), study.step_of(first + -1)), (Some(0), None), "{step_days}");
            assert_eq!(last, before, "{step_days}");
            let (behind, _) = study.days_of_test_step(study.test_steps());
            assert_eq!(study.step_of(behind), None);
        }
    }
}
