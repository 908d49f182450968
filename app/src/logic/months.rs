//! Days put together to months.

use watchback::ingest::Calendar;

/// The records of a month, as far as the files hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// The year.
    pub year: i16,
    /// From 1.
    pub month: i8,
    /// Records.
    pub rows: u64,
    /// Days of the month between the files' first day and their last.
    pub days: u64,
    /// Of these, days without any record.
    pub days_without: u64,
}

impl Month {
    /// As `2014-03`.
    pub fn name(&self) -> String {
        format!("{:04}-{:02}", self.year, self.month)
    }

    /// Records a day: months are not equally long, and the first and last may be parts.
    pub fn a_day(&self) -> f64 {
        self.rows as f64 / self.days.max(1) as f64
    }
}

/// The months of a calendar, in order, none left out.
pub fn months(calendar: &Calendar) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    let first = calendar.days.first();
    for (day, &rows) in (0..).map(|offset| first + offset).zip(&calendar.rows) {
        let (year, month) = (day.year(), day.month());
        let is_new = months.last().is_none_or(|last| (last.year, last.month) != (year, month));
        if is_new {
            months.push(Month { year, month, rows: 0, days: 0, days_without: 0 });
        }
        if let Some(last) = months.last_mut() {
            last.rows += u64::from(rows);
            last.days += 1;
            last.days_without += u64::from(rows == 0);
        }
    }
    months
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn months_hold_their_days_and_say_which_lack_records() {
        // From 30 January 1970 to 2 February; the last of January has none.
        let minutes: Vec<i32> = [29, 31, 31, 32].iter().map(|day| day * 1440).collect();
        let calendar = Calendar::from_minutes(&minutes).unwrap();
        let [january, february] = months(&calendar)[..] else { panic!("two months") };
        assert_eq!(
            (january.name(), january.rows, january.days, january.days_without),
            ("1970-01".into(), 1, 2, 1)
        );
        assert_eq!((february.rows, february.days, february.days_without), (3, 2, 0));
        assert_eq!(february.a_day(), 1.5);
    }
}
