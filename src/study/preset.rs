//! Settings of the cities, from Table I of the paper's preprint.

use super::{
    Admission, BoundingBox, ChanceSettings, CivilDay, Combiner, DayRange, EventRule, OffenceClass,
    SettingsError, StudySettings, TileSize,
};

/// Name of the preset for Chicago's portal.
pub const CHICAGO: &str = "chicago";
/// Name of the preset for Philadelphia's portal.
pub const PHILADELPHIA: &str = "philadelphia";
/// Name of the preset for a city made by `simulate`.
pub const SIMULATED: &str = "simulated";

/// Which end of a real city's test period is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestEnd {
    /// A whole year, which the verdict is given on.
    WholeYear,
    /// The paper's: 101 days, to 11 April.
    Paper,
}

impl TestEnd {
    /// The last day of the test period that follows `training_last`, the last day of a year.
    ///
    /// # Examples
    /// ```
    /// use watchback::study::{TestEnd, preset};
    /// let trained = preset("philadelphia")?.training_last;
    /// assert_eq!(TestEnd::WholeYear.after(trained).to_string(), "2019-12-31");
    /// assert_eq!(TestEnd::Paper.after(trained).to_string(), "2019-04-11");
    /// # Ok::<(), watchback::study::SettingsError>(())
    /// ```
    pub fn after(self, training_last: CivilDay) -> CivilDay {
        match self {
            Self::WholeYear => {
                CivilDay::from_civil(training_last.year() + 1, 12, 31).unwrap_or(training_last)
            }
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
    match city {
        CHICAGO => Ok(chicago()),
        PHILADELPHIA => Ok(philadelphia()),
        SIMULATED => Ok(simulated()),
        _ => Err(SettingsError::UnknownCity { found: city.to_owned() }),
    }
}

/// Chicago, 2014-2017: Table I, row Chicago, with the whole of 2017 as test period.
fn chicago() -> StudySettings {
    StudySettings {
        city: CHICAGO.to_owned(),
        bounds: BoundingBox { south: 41.64, north: 42.06, west: -87.88, east: -87.52 },
        tile: TileSize { latitude_degrees: 0.002_76, longitude_degrees: 0.003_5 },
        classes: classes(&["HOMICIDE", "ASSAULT", "BATTERY"], &["BURGLARY", "THEFT", "MOTOR VEHICLE THEFT"]),
        training_first: CivilDay::from_days_since_1970(16_071),
        training_last: CivilDay::from_days_since_1970(17_166),
        test_last: CivilDay::from_days_since_1970(17_531),
        step_days: 1,
        event_rule: EventRule::Presence,
        min_event_share: 0.05,
        horizon_steps: 7,
        max_delay_steps: 60,
        context_symbols: 3,
        max_models: 20,
        inference_share: 0.75,
        ridge_penalty: 10.0,
        admission: Admission::Gamma,
        combiner: Combiner::Logistic,
        tolerance_steps: 1,
        chance: ChanceSettings::default(),
    }
}

/// Philadelphia, 2016-2019: Table I, row Philadelphia, with the whole of 2019 as test period.
///
/// The table gives tiles of 983 by 983 ft. In degrees, on the sphere of 111,195 m a degree that [`crate::space::Grid::tile_metres`] uses and
/// by which Chicago's degrees are the table's 1,006 by 951 ft: 983 ft are 299.62 m, or 0.002695 degrees of latitude, and at 40 degrees
/// north, the middle of the box, 0.002695 / cos(40 degrees) = 0.003517 degrees of longitude.
fn philadelphia() -> StudySettings {
    StudySettings {
        city: PHILADELPHIA.to_owned(),
        bounds: BoundingBox { south: 39.88, north: 40.12, west: -75.27, east: -74.96 },
        tile: TileSize { latitude_degrees: 0.002_695, longitude_degrees: 0.003_517 },
        // Battery is not a word of the portal's; "Other Assaults" are the simple ones. A justifiable homicide (one row in 2016 and one
        // in 2018) is no offence, and robbery is in neither of the paper's classes.
        classes: classes(
            &[
                "Homicide - Criminal",
                "Aggravated Assault Firearm",
                "Aggravated Assault No Firearm",
                "Other Assaults",
            ],
            &[
                "Burglary Residential",
                "Burglary Non-Residential",
                "Thefts",
                "Theft from Vehicle",
                "Motor Vehicle Theft",
            ],
        ),
        training_first: CivilDay::from_days_since_1970(16_801),
        training_last: CivilDay::from_days_since_1970(17_896),
        test_last: CivilDay::from_days_since_1970(18_261),
        horizon_steps: 3,
        ..chicago()
    }
}

/// A simulated city stands in a small box of its own, far from any real one, with Chicago's calendar.
fn simulated() -> StudySettings {
    StudySettings {
        city: SIMULATED.to_owned(),
        bounds: BoundingBox { south: 0.0, north: 0.276, west: 0.0, east: 0.35 },
        ..chicago()
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
pub fn simulated_over(days: DayRange) -> StudySettings {
    let n_days = days.n_days();
    // A study's check refuses more days than 32 bits hold long before.
    let training_last = days.first() + ((n_days - n_days / 4) as i32 - 1);
    StudySettings { training_first: days.first(), training_last, test_last: days.last(), ..simulated() }
}

/// Method.md 1: the offences of the two classes, as the portal spells them.
fn classes(violent: &[&str], property: &[&str]) -> Vec<(String, OffenceClass)> {
    let of = |class| move |name: &&str| ((*name).to_owned(), class);
    let violent = violent.iter().map(of(OffenceClass::Violent));
    violent.chain(property.iter().map(of(OffenceClass::Property))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::Grid;

    #[test]
    fn the_dates_are_those_of_table_one() {
        for (settings, years) in [(chicago(), [2014, 2016, 2017]), (philadelphia(), [2016, 2018, 2019])] {
            let [first, last, test] = years;
            assert_eq!(settings.training_first.to_string(), format!("{first}-01-01"));
            assert_eq!(settings.training_last.to_string(), format!("{last}-12-31"));
            assert_eq!(settings.test_last.to_string(), format!("{test}-12-31"));
            assert_eq!(TestEnd::WholeYear.after(settings.training_last), settings.test_last);
            let paper = TestEnd::Paper.after(settings.training_last);
            assert_eq!(paper.to_string(), format!("{test}-04-11"));
        }
    }

    #[test]
    fn tiles_are_as_large_as_in_table_one() {
        for (settings, feet) in [(chicago(), (1006.0, 951.0)), (philadelphia(), (983.0, 983.0))] {
            let (height, width) = Grid::new(&settings.check().unwrap()).tile_metres();
            let near = |metres: f64, feet: f64| (metres / 0.3048 - feet).abs() < 1.0;
            assert!(near(height, feet.0) && near(width, feet.1), "{height} by {width} m");
        }
    }
}
