//! Settings of the cities, from Table I of the paper's preprint.

use super::{
    Admission, BoundingBox, ChanceSettings, CivilDay, Combiner, DayRange, EventRule, OffenceClass,
    SettingsError, StudySettings, TileSize,
};

/// Name of the preset for Chicago's portal.
pub const CHICAGO: &str = "chicago";
/// Name of the preset for a city made by `simulate`.
pub const SIMULATED: &str = "simulated";

/// Which end of Chicago's test period is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestEnd {
    /// 2017-12-31: a whole year, which the verdict is given on.
    WholeYear,
    /// 2017-04-11: the paper's, 101 days.
    Paper,
}

impl TestEnd {
    /// The last day of the test period.
    pub const fn day(self) -> CivilDay {
        match self {
            Self::WholeYear => CivilDay::from_days_since_1970(17_531),
            Self::Paper => CivilDay::from_days_since_1970(17_267),
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
        classes: classes(),
        training_first: CivilDay::from_days_since_1970(16_071),
        training_last: CivilDay::from_days_since_1970(17_166),
        test_last: TestEnd::WholeYear.day(),
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

/// Method.md 1: the offences of the two classes, as Chicago's column `Primary Type` spells them.
fn classes() -> Vec<(String, OffenceClass)> {
    let violent = ["HOMICIDE", "ASSAULT", "BATTERY"].map(|name| (name, OffenceClass::Violent));
    let property = ["BURGLARY", "THEFT", "MOTOR VEHICLE THEFT"].map(|name| (name, OffenceClass::Property));
    violent.into_iter().chain(property).map(|(name, class)| (name.to_owned(), class)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dates_are_those_of_table_one() {
        let chicago = chicago();
        assert_eq!(chicago.training_first.to_string(), "2014-01-01");
        assert_eq!(chicago.training_last.to_string(), "2016-12-31");
        assert_eq!(TestEnd::WholeYear.day().to_string(), "2017-12-31");
        assert_eq!(TestEnd::Paper.day().to_string(), "2017-04-11");
    }
}
