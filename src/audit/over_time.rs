//! Arrests per reported crime by area and month, with control limits.
//!
//! A point outside its limits says that the month differs from the area's other months by more than
//! they differ among themselves. Why - crime mix, recording, follow-up or effort - is not decided
//! here.

use serde::{Deserialize, Serialize};

use super::Crimes;
use crate::study::CivilDay;

/// Incidents younger than this at the export are left out: arrests for them are still to come.
pub const FOLLOW_UP_DAYS: i32 = 90;
/// A month with fewer crimes has no limits.
pub const MIN_MONTH_CRIMES: u32 = 30;
/// The mean range of two standard normal numbers.
const MEAN_RANGE: f64 = std::f64::consts::FRAC_2_SQRT_PI;
const LIMIT_SDS: f64 = 3.0;
/// The share of normal numbers beyond three standard deviations.
const OUTSIDE_BY_CHANCE: f64 = 0.002_699_796_063_260_207;

/// A month of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Month {
    /// Its year.
    pub year: i16,
    /// From 1 to 12.
    pub month: i8,
}

/// One month of a chart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Reported crimes.
    pub crimes: u32,
    /// Of these, with an arrest.
    pub arrests: u32,
    /// Lower and upper control limit of arrests / crimes, within 0 to 1; none where the month has
    /// too few crimes.
    pub limits: Option<(f64, f64)>,
}

/// An area's months.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// The area; none for all areas together.
    pub area: Option<usize>,
    /// Arrests / crimes over its evaluable months: the centre line.
    pub share: f64,
    /// By how much limits are wider than chance alone would have them: at least 1.
    pub widening: f64,
    /// By month.
    pub points: Vec<Point>,
}

/// Arrests per reported crime over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverTime {
    /// The day that is taken for the export's.
    pub export_day: CivilDay,
    /// The whole months whose incidents are all at least 90 days old at the export.
    pub months: Vec<Month>,
    /// All areas together, then each area in order.
    pub charts: Vec<Chart>,
    /// Points of areas with limits.
    pub evaluable: usize,
    /// Of these, outside their limits.
    pub outside: usize,
    /// As many were to be expected by chance, were all months of an area alike.
    pub expected_outside: f64,
}

impl Point {
    /// Whether the month lies outside its limits; none without limits.
    pub fn is_outside(&self) -> Option<bool> {
        let share = f64::from(self.arrests) / f64::from(self.crimes);
        self.limits.map(|(lower, upper)| share < lower || share > upper)
    }

    fn is_evaluable(&self) -> bool {
        self.crimes >= MIN_MONTH_CRIMES
    }
}

/// Charts of all areas. `export_day`: when the file was made; the last day with any event where it
/// is not known, which is at most that day: then the 90 days may leave out more than they must,
/// never less.
///
/// The chart is a p-chart (Shewhart): limits three standard deviations sqrt(p (1 - p) / n) around
/// the area's own share p, widened by the standard deviation of the months' z-scores as their
/// moving ranges give it, where that is above 1 (Laney, Quality Engineering 14, 2002): with
/// hundreds of crimes a month shares vary by more than counting does, and a plain p-chart would
/// call most months special.
///
/// # Examples
/// ```
/// use watchback::audit::{Crimes, over_time};
/// use watchback::simulate::{EnforcementCity, EnforcementSettings};
/// let settings = EnforcementSettings { weeks: 40, ..EnforcementSettings::null(1) };
/// let city = EnforcementCity::new(settings)?;
/// let (crimes, _) = Crimes::build(city.events(), &city.areas(), 77, city.study());
/// let months = over_time(&crimes, None);
/// // 40 weeks from 2014-01-01 end on 2014-10-07, and 90 days before that is 2014-07-09:
/// // January to June are whole.
/// assert_eq!((months.export_day.to_string().as_str(), months.months.len()), ("2014-10-07", 6));
/// assert_eq!(months.charts.len(), 78);
/// assert_eq!(months.charts[0].points[0].is_outside(), Some(false));
/// # Ok::<(), watchback::simulate::SimulationError>(())
/// ```
pub fn over_time(crimes: &Crimes, export_day: Option<CivilDay>) -> OverTime {
    let export_day = export_day.unwrap_or_else(|| crimes.last_event());
    let period = crimes.period();
    // The first month that the study holds in part, and the last, are not whole.
    let last = period.last().min(export_day + -FOLLOW_UP_DAYS);
    let mut months: Vec<Month> = Vec::new();
    let mut month_of_day = Vec::with_capacity(period.n_days());
    for at in 0..period.n_days() as i32 {
        let day = period.first() + at;
        if day > last {
            break;
        }
        if day.day_of_month() == 1 {
            months.push(Month { year: day.year(), month: day.month() });
        }
        month_of_day.push(months.len().checked_sub(1));
    }
    if (last + 1).day_of_month() != 1 {
        months.pop();
    }
    let mut points = vec![vec![Point::default(); months.len()]; crimes.n_areas() + 1];
    for crime in crimes.rows() {
        let day = usize::try_from(crime.day - period.first()).ok();
        let month = day.and_then(|day| month_of_day.get(day).copied().flatten());
        for chart in [0, 1 + crime.area as usize] {
            let point = month.and_then(|month| points.get_mut(chart)?.get_mut(month));
            if let Some(point) = point {
                point.crimes += 1;
                point.arrests += u32::from(crime.arrest);
            }
        }
    }
    let charts: Vec<Chart> =
        points.into_iter().enumerate().map(|(at, points)| chart(at.checked_sub(1), points)).collect();
    let judged = charts.iter().skip(1).flat_map(|chart| &chart.points).filter_map(Point::is_outside);
    let (mut evaluable, mut outside) = (0, 0);
    for is_outside in judged {
        evaluable += 1;
        outside += usize::from(is_outside);
    }
    let expected_outside = OUTSIDE_BY_CHANCE * evaluable as f64;
    OverTime { export_day, months, charts, evaluable, outside, expected_outside }
}

fn chart(area: Option<usize>, mut points: Vec<Point>) -> Chart {
    let judged = || points.iter().filter(|point| point.is_evaluable());
    let sum = |of: fn(&Point) -> u32| judged().map(|point| f64::from(of(point))).fold(0.0, |a, b| a + b);
    let (crimes, arrests) = (sum(|point| point.crimes), sum(|point| point.arrests));
    let share = if crimes > 0.0 { arrests / crimes } else { 0.0 };
    let sd = |crimes: u32| (share * (1.0 - share) / f64::from(crimes)).sqrt();
    let scores: Vec<f64> = judged()
        .map(|point| (f64::from(point.arrests) / f64::from(point.crimes) - share) / sd(point.crimes))
        .collect();
    let ranges: Vec<f64> = scores.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    let widening = (crate::stats::mean(&ranges) / MEAN_RANGE).max(1.0);
    // Without variation, or without a second month, nothing can be held against it.
    if share > 0.0 && share < 1.0 && !ranges.is_empty() {
        for point in points.iter_mut().filter(|point| point.is_evaluable()) {
            let half = LIMIT_SDS * widening * sd(point.crimes);
            point.limits = Some(((share - half).max(0.0), (share + half).min(1.0)));
        }
    }
    Chart { area, share, widening, points }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Event, Events};
    use crate::study::preset;

    /// So many crimes and arrests on the 15th of each month from January 2014 in area 0, and one
    /// event on a last day.
    fn crimes(months: &[(usize, usize)], last_day: &str) -> Crimes {
        let event = |day: CivilDay, arrest: bool| Event {
            id: 0,
            minute: day.days_since_1970() * 1440,
            latitude: Some(0.1),
            longitude: Some(0.1),
            offence: 0,
            arrest: Some(arrest),
            domestic: None,
            simulated: true,
        };
        let mut rows = Vec::new();
        for (at, &(crimes, arrests)) in months.iter().enumerate() {
            let day = CivilDay::from_civil(2014 + at as i16 / 12, 1 + at as i8 % 12, 15).unwrap();
            rows.extend((0..crimes).map(|crime| event(day, crime < arrests)));
        }
        rows.push(Event { offence: 1, ..event(last_day.parse().unwrap(), true) });
        let events = Events::from_rows(vec!["THEFT".to_owned(), "NARCOTICS".to_owned()], rows).unwrap();
        let areas = vec![Some(0); events.len()];
        Crimes::build(&events, &areas, 2, &preset("simulated").unwrap().check().unwrap()).0
    }

    #[test]
    fn months_that_are_too_young_or_not_whole_are_left_out() {
        let months = over_time(&crimes(&[(50, 5); 12], "2014-12-31"), None);
        assert_eq!(months.export_day.to_string(), "2014-12-31");
        // 90 days before are 2 October: September is the last whole month.
        assert_eq!(months.months.last(), Some(&Month { year: 2014, month: 9 }));
        let later = over_time(&crimes(&[(50, 5); 12], "2014-12-31"), "2015-03-31".parse().ok());
        assert_eq!(later.months.len(), 12);
        let early = over_time(&crimes(&[(50, 5); 2], "2014-02-20"), None);
        assert!(early.months.is_empty() && early.evaluable == 0);
    }

    #[test]
    fn limits_are_those_of_a_p_chart_and_a_fall_lies_outside_them() {
        // Eleven months of 400 crimes with 78 or 82 arrests in turn, then one with 30.
        let mut months: Vec<(usize, usize)> = (0..11).map(|at| (400, 78 + 4 * (at % 2))).collect();
        months.push((400, 30));
        let found = over_time(&crimes(&months, "2014-12-31"), "2015-03-31".parse().ok());
        let chart = &found.charts[1];
        let share = (6.0 * 78.0 + 5.0 * 82.0 + 30.0) / 4800.0;
        let sd = (share * (1.0 - share) / 400.0_f64).sqrt();
        // Ranges: ten of 4 and one of 48 arrests: (40 + 48) / 11 / 400 / sd, by 1.128 below 1.
        let widening = 88.0 / 11.0 / 400.0 / sd / (2.0 / std::f64::consts::PI.sqrt());
        assert!((chart.share - share).abs() < 1e-12 && (chart.widening - widening.max(1.0)).abs() < 1e-6);
        let (lower, upper) = chart.points[0].limits.unwrap();
        assert!((lower - (share - 3.0 * chart.widening * sd)).abs() < 1e-12);
        assert!((upper - (share + 3.0 * chart.widening * sd)).abs() < 1e-12);
        assert_eq!(chart.points[11].is_outside(), Some(true));
        assert_eq!((found.evaluable, found.outside), (12, 1));
        assert_eq!(found.charts[0].points, chart.points);
        // The second area has nothing.
        assert!(found.charts[2].points.iter().all(|point| point.is_outside().is_none()));
    }

    #[test]
    fn small_months_have_no_limits_and_do_not_move_the_centre() {
        let mut months = vec![(100, 20); 6];
        months[3] = (29, 29);
        let found = over_time(&crimes(&months, "2014-12-31"), None);
        assert_eq!(found.charts[1].share, 0.2);
        assert!(found.charts[1].points[3].limits.is_none());
        assert_eq!(found.evaluable, 5);
    }
}
