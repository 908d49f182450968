//! The weekly series of two groups, and the rows that the surge response's regressions are fitted
//! on.

use super::Crimes;

/// Horizons: the week of the surge and four more.
pub(super) const HORIZONS: usize = 5;
/// Weeks before, of every series; and weeks after, that leads are read from.
pub(super) const LAGS: usize = 4;
const DAYS_A_WEEK: i32 = 7;
const WEEKS_A_YEAR: f64 = 365.25 / 7.0;

/// Log crimes and log arrests of one group by week, less their means.
#[derive(Clone, Debug)]
pub(super) struct Series {
    crime: Vec<f64>,
    arrests: Vec<f64>,
}

/// The two groups' series: the rich, then the poor.
#[derive(Clone, Debug)]
pub(super) struct Weeks {
    groups: [Series; 2],
    count: usize,
}

/// Rows of one regression, the outcome last in each.
#[derive(Clone, Debug)]
pub(super) struct Design {
    pub(super) columns: usize,
    pub(super) rows: Vec<f64>,
}

impl Weeks {
    /// Whole weeks from the period's first day to its last. `groups`: by area, 0 for rich and 1 for
    /// poor.
    pub(super) fn new(crimes: &Crimes, groups: &[Option<usize>]) -> Self {
        let first = crimes.period().first();
        let count = crimes.period().n_days() / DAYS_A_WEEK as usize;
        let mut sums = vec![[[0.5; 2]; 2]; count];
        for crime in crimes.rows() {
            let week = usize::try_from((crime.day - first) / DAYS_A_WEEK).ok();
            let group = groups.get(crime.area as usize).copied().flatten();
            let place = week.and_then(|week| sums.get_mut(week)).zip(group);
            if let Some([crimes, arrests]) = place.and_then(|(week, group)| week.get_mut(group)) {
                *crimes += 1.0;
                *arrests += f64::from(u8::from(crime.arrest));
            }
        }
        let series = |group: usize, at: usize| {
            let logs: Vec<f64> = sums.iter().map(|week| libm::log(week[group][at])).collect();
            let mean = crate::stats::mean(&logs);
            logs.into_iter().map(|log| log - mean).collect()
        };
        let groups = [0, 1].map(|group| Series { crime: series(group, 0), arrests: series(group, 1) });
        Self { groups, count }
    }

    /// Number of weeks.
    pub(super) const fn count(&self) -> usize {
        self.count
    }

    /// Rows of every design.
    pub(super) fn rows(&self) -> usize {
        self.count.saturating_sub(2 * LAGS)
    }

    /// The regression of a group's log arrests `horizon` weeks on. Columns: the other group's crime
    /// now, the own crime now; with `leads` the other's crime in the four weeks after; then what is
    /// controlled for. Rows are the weeks with four before and four after them.
    pub(super) fn design(&self, group: usize, horizon: usize, leads: bool) -> Design {
        let (own, other) = (&self.groups[group], &self.groups[1 - group]);
        let mut rows = Vec::new();
        let mut columns = 0;
        for week in LAGS..self.count.saturating_sub(LAGS) {
            let before = rows.len();
            rows.extend([other.crime[week], own.crime[week]]);
            if leads {
                rows.extend((1..=LAGS).map(|lead| other.crime[week + lead]));
            }
            // Without the other's later crime the own one would stand for it: what moves the whole
            // city lasts for weeks.
            rows.extend((1..=horizon).flat_map(|after| [own, other].map(|of| of.crime[week + after])));
            for lag in 1..=LAGS {
                rows.extend([own.crime[week - lag], other.crime[week - lag], own.arrests[week - lag]]);
            }
            rows.extend([1.0, 2.0 * week as f64 / self.count as f64 - 1.0]);
            for harmonic in [1.0, 2.0] {
                let angle = std::f64::consts::TAU * harmonic * week as f64 / WEEKS_A_YEAR;
                rows.extend([libm::sin(angle), libm::cos(angle)]);
            }
            columns = rows.len() - before;
            rows.push(own.arrests[week + horizon]);
        }
        Design { columns, rows }
    }
}
