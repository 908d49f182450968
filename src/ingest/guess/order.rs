//! Whether rows stand in the order of their dates, by each way of reading them.

use crate::ingest::dates::DateFormat;

/// Fewer dates in a row tell nothing of an order.
const LEAST_IN_ROW: u32 = 20;

/// How far the dates of rows that follow each other lie apart.
#[derive(Default)]
pub(in crate::ingest) struct Order {
    /// With the month first, with the day first, and each with the other order where it fits.
    readings: [Steps; 4],
}

/// Days between rows that follow each other, one way of reading them.
#[derive(Clone, Copy, Default)]
struct Steps {
    n: u32,
    last: i32,
    sum: u64,
    first: i32,
    end: i32,
}

impl Steps {
    fn add(&mut self, day: Option<i32>) {
        let Some(day) = day else { return };
        if self.n == 0 {
            (self.first, self.end) = (day, day);
        } else {
            self.sum += u64::from(self.last.abs_diff(day));
        }
        (self.first, self.end) = (self.first.min(day), self.end.max(day));
        self.last = day;
        self.n += 1;
    }

    /// Whether rows go from the first day to the last, or back, with few steps aside.
    fn is_in_order(&self) -> bool {
        self.n >= LEAST_IN_ROW && self.sum <= 3 * u64::from(self.first.abs_diff(self.end)).max(1)
    }
}

impl Order {
    /// Days of the next row, with the month first and with the day first.
    pub(super) fn add(&mut self, month: Option<i32>, day: Option<i32>) {
        let readings = [month, day, month.or(day), day.or(month)];
        for (steps, day) in self.readings.iter_mut().zip(readings) {
            steps.add(day);
        }
    }

    /// Whether rows are in order only where the dates that fit both ways are read the other way
    /// than the rest.
    pub(super) fn is_of_swapped(&self, format: DateFormat) -> bool {
        let [month, day, month_or_day, day_or_month] = self.readings;
        let (as_one, as_two) = match format {
            DateFormat::DayFirst => (day, month_or_day),
            _ => (month, day_or_month),
        };
        as_two.is_in_order() && as_one.sum > 4 * as_two.sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_in_order_tell_how_their_dates_are_meant() {
        // The days of three months, of which those to the twelfth are read the other way.
        let mut order = Order::default();
        for month in 1..=3 {
            for day in 1..=28 {
                let at = |month: i32, day: i32| Some(month * 30 + day);
                let swapped =
                    if day <= 12 { (at(month, day), at(day, month)) } else { (None, at(month, day)) };
                order.add(swapped.0, swapped.1);
            }
        }
        assert!(order.is_of_swapped(DateFormat::DayFirst) && !order.is_of_swapped(DateFormat::MonthFirst));
        let mut order = Order::default();
        (0..90).for_each(|day| order.add((day % 30 < 12).then_some(day * 29), Some(day)));
        assert!(!order.is_of_swapped(DateFormat::DayFirst));
    }
}
