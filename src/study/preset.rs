//! Settings of the cities, from Table I of the paper's preprint.

use super::{
    ATLANTA, AUSTIN, Admission, BoundingBox, CHICAGO, ChanceSettings, City, CivilDay, Combiner, DETROIT,
    DayRange, EventRule, LOS_ANGELES, PHILADELPHIA, PORTLAND, SAN_FRANCISCO, SettingsError, StudySettings,
    TileSize, offence_table,
};

/// Name of the preset for a city made by `simulate`.
pub const SIMULATED: &str = "simulated";

/// Which end of a real city's test period is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestEnd {
    /// A whole year, which the verdict is given on.
    WholeYear,
    /// The paper's: 101 days, to 11 April; in Atlanta 201 days, to 20 July.
    Paper,
}

impl TestEnd {
    /// The last day of the test period that follows the training period of a city's study.
    ///
    /// # Examples
    /// ```
    /// use watchback::study::{TestEnd, preset};
    /// let philadelphia = preset("philadelphia")?;
    /// assert_eq!(TestEnd::WholeYear.of(&philadelphia).to_string(), "2019-12-31");
    /// assert_eq!(TestEnd::Paper.of(&philadelphia).to_string(), "2019-04-11");
    /// assert_eq!(TestEnd::Paper.of(&preset("atlanta")?).to_string(), "2019-07-20");
    /// # Ok::<(), watchback::study::SettingsError>(())
    /// ```
    #[must_use]
    pub fn of(self, settings: &StudySettings) -> CivilDay {
        let training_last = settings.training_last;
        match self {
            Self::WholeYear => {
                let (month, day) = (training_last.month(), training_last.day_of_month());
                let in_a_year = CivilDay::from_civil(training_last.year() + 1, month, day);
                // Only the 29th of February has no day a year later.
                in_a_year.unwrap_or(training_last + 365)
            }
            Self::Paper if settings.city == ATLANTA => training_last + 201,
            Self::Paper => training_last + 101,
        }
    }
}

/// The settings of a preset by name.
///
/// # Errors
/// [`SettingsError::UnknownCity`] when there is no preset of that name.
///
/// # Examples
/// ```
/// use watchback::study::preset;
/// let chicago = preset("chicago")?.check()?;
/// assert_eq!(chicago.training().n_days(), 1096);
/// assert_eq!(chicago.test().n_days(), 365);
/// # Ok::<(), watchback::study::SettingsError>(())
/// ```
pub fn preset(city: &str) -> Result<StudySettings, SettingsError> {
    if city == SIMULATED {
        return Ok(simulated());
    }
    let row = TABLE_ONE.iter().find(|row| row.city == city);
    row.map(Row::settings).ok_or_else(|| SettingsError::UnknownCity { found: city.to_owned() })
}

/// What differs between cities.
struct Row {
    city: &'static str,
    /// South, north, west, east; degrees.
    bounds: [f64; 4],
    /// Of a tile; degrees.
    height: f64,
    width: f64,
    /// The training period: whole years, the first and the last.
    years: [i32; 2],
    step_days: usize,
    horizon_days: usize,
    min_event_share: f64,
}

/// Table I. Each test period is the whole year after the training years; [`TestEnd::Paper`] gives
/// the paper's.
///
/// The table gives tiles in feet, of all cities but Chicago 983 by 983. In degrees, on the sphere
/// of 111,195 m a degree that [`crate::space::Grid::tile_metres`] uses and by which Chicago's
/// degrees are the table's 1,006 by 951 ft: 983 ft are 299.62 m, or 0.002695 degrees of latitude,
/// and in the middle of a box that much over the cosine of its latitude. In Philadelphia's, at 40
/// degrees north, that is 0.003517 degrees of longitude.
///
/// Portland is in the published paper but not in the table. Its box is the smallest one of
/// hundredths of a degree that holds all of NIJ's rows of 2012 to 2017, its years are whole ones of
/// these, and all else is as in the table's other cities.
#[rustfmt::skip]
const TABLE_ONE: [Row; 8] = [
    Row { city: CHICAGO, bounds: [41.64, 42.06, -87.88, -87.52], height: 0.002_76, width: 0.003_5, years: [2014, 2016],
        step_days: 1, horizon_days: 7, min_event_share: 0.05 },
    Row { city: PHILADELPHIA, bounds: [39.88, 40.12, -75.27, -74.96], height: FEET_983, width: 0.003_517, years: [2016, 2018],
        step_days: 1, horizon_days: 3, min_event_share: 0.05 },
    Row { city: LOS_ANGELES, bounds: [33.71, 34.33, -118.65, -118.16], height: FEET_983, width: 0.003_251, years: [2016, 2018],
        step_days: 1, horizon_days: 3, min_event_share: 0.025 },
    Row { city: ATLANTA, bounds: [33.65, 33.86, -84.54, -84.31], height: FEET_983, width: 0.003_241, years: [2014, 2018],
        step_days: 2, horizon_days: 6, min_event_share: 0.025 },
    Row { city: AUSTIN, bounds: [30.14, 30.48, -97.89, -97.63], height: FEET_983, width: 0.003_121, years: [2016, 2018],
        step_days: 1, horizon_days: 3, min_event_share: 0.025 },
    Row { city: DETROIT, bounds: [42.30, 42.45, -83.28, -82.91], height: FEET_983, width: 0.003_647, years: [2012, 2014],
        step_days: 1, horizon_days: 3, min_event_share: 0.025 },
    Row { city: SAN_FRANCISCO, bounds: [37.71, 37.81, -122.51, -122.36], height: FEET_983, width: 0.003_408, years: [2014, 2016],
        step_days: 1, horizon_days: 3, min_event_share: 0.025 },
    Row { city: PORTLAND, bounds: [45.42, 45.71, -122.88, -122.39], height: FEET_983, width: 0.003_849, years: [2013, 2015],
        step_days: 1, horizon_days: 3, min_event_share: 0.025 },
];

/// 983 ft, in degrees of latitude.
const FEET_983: f64 = 0.002_695;
/// The paper's longest delay is 60 steps of a day; where a step is longer, the reach in days stays.
const MAX_DELAY_DAYS: usize = 60;

impl Row {
    fn settings(&self) -> StudySettings {
        let [south, north, west, east] = self.bounds;
        let [first, last] = self.years;
        // A test reads every city's table.
        let table = City::named(self.city).and_then(|city| offence_table(city.offences).ok());
        StudySettings {
            city: self.city.to_owned(),
            bounds: BoundingBox { south, north, west, east },
            tile: TileSize { latitude_degrees: self.height, longitude_degrees: self.width },
            classes: table.unwrap_or_default(),
            training_first: new_year(first),
            training_last: new_year(last + 1) + -1,
            test_last: new_year(last + 2) + -1,
            step_days: self.step_days,
            event_rule: EventRule::Presence,
            min_event_share: self.min_event_share,
            horizon_steps: self.horizon_days / self.step_days,
            max_delay_steps: MAX_DELAY_DAYS / self.step_days,
            context_symbols: 3,
            max_models: 20,
            inference_share: 0.75,
            ridge_penalty: 10.0,
            admission: Admission::Gamma,
            combiner: Combiner::Evidence,
            tolerance_steps: 1,
            school: Vec::new(),
            chance: ChanceSettings::default(),
        }
    }
}

/// The first day of a year from 1970 to 2100.
const fn new_year(year: i32) -> CivilDay {
    CivilDay::from_days_since_1970(365 * (year - 1970) + (year - 1969) / 4)
}

/// A simulated city stands in a small box of its own, far from any real one, with Chicago's
/// calendar.
fn simulated() -> StudySettings {
    let [chicago, ..] = &TABLE_ONE;
    StudySettings {
        city: SIMULATED.to_owned(),
        bounds: BoundingBox { south: 0.0, north: 0.276, west: 0.0, east: 0.35 },
        ..chicago.settings()
    }
}

/// The settings of a simulated city that covers `days`: the last quarter is tested.
///
/// # Examples
/// ```
/// use watchback::study::{DayRange, simulated_over};
/// let days = DayRange::new("2014-01-01".parse()?, "2017-12-31".parse()?)?;
/// assert_eq!(simulated_over(days).training_last.to_string(), "2016-12-31");
/// # Ok::<(), watchback::study::DayRangeError>(())
/// ```
#[must_use]
pub fn simulated_over(days: DayRange) -> StudySettings {
    let n_days = days.n_days();
    // A study's check refuses more days than 32 bits hold long before.
    let training_last = days.first() + ((n_days - n_days / 4) as i32 - 1);
    StudySettings { training_first: days.first(), training_last, test_last: days.last(), ..simulated() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::Grid;
    use crate::study::CITIES;

    #[test]
    fn the_settings_are_those_of_table_one() {
        // City; training, the paper's test end; step, horizon in steps; threshold; feet north, feet
        // east.
        let expected = [
            ("chicago", "2014-01-01..2016-12-31", "2017-04-11", (1, 7), 0.05, (1006.0, 951.0)),
            ("philadelphia", "2016-01-01..2018-12-31", "2019-04-11", (1, 3), 0.05, (983.0, 983.0)),
            ("los-angeles", "2016-01-01..2018-12-31", "2019-04-11", (1, 3), 0.025, (983.0, 983.0)),
            ("atlanta", "2014-01-01..2018-12-31", "2019-07-20", (2, 3), 0.025, (983.0, 983.0)),
            ("austin", "2016-01-01..2018-12-31", "2019-04-11", (1, 3), 0.025, (983.0, 983.0)),
            ("detroit", "2012-01-01..2014-12-31", "2015-04-11", (1, 3), 0.025, (983.0, 983.0)),
            ("san-francisco", "2014-01-01..2016-12-31", "2017-04-11", (1, 3), 0.025, (983.0, 983.0)),
            // Not in the table; its 101 days are those of a leap year.
            ("portland", "2013-01-01..2015-12-31", "2016-04-10", (1, 3), 0.025, (983.0, 983.0)),
        ];
        assert_eq!(expected.map(|row| row.0), CITIES.each_ref().map(|city| city.name));
        for (city, training, paper, (step_days, horizon_steps), share, feet) in expected {
            let settings = preset(city).unwrap();
            let study = settings.clone().check().unwrap();
            assert_eq!(study.training().to_string(), training, "{city}");
            assert_eq!(TestEnd::Paper.of(&settings).to_string(), paper, "{city}");
            assert_eq!(TestEnd::WholeYear.of(&settings), settings.test_last, "{city}");
            assert_eq!((study.test().last().month(), study.test().last().day_of_month()), (12, 31), "{city}");
            assert_eq!(study.test().first().year(), study.test().last().year(), "{city}");
            assert_eq!((settings.step_days, settings.horizon_steps), (step_days, horizon_steps), "{city}");
            assert_eq!(
                (settings.min_event_share, settings.max_delay_steps * step_days),
                (share, 60),
                "{city}"
            );
            let (height, width) = Grid::new(&study).tile_metres();
            let near = |metres: f64, feet: f64| (metres / 0.3048 - feet).abs() < 1.0;
            assert!(near(height, feet.0) && near(width, feet.1), "{city}: {height} by {width} m");
        }
    }
}
