//! Settings as a person gives them, and their one check into a [`Study`].

use serde::{Deserialize, Serialize};

use super::{CITIES, CivilDay, DayRange, DayRangeError, OffenceClass};
use watchback_translate::mark;

/// A box in degrees of latitude and longitude (WGS84), half-open: south and west belong to it,
/// north and east do not.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoundingBox {
    /// Southern edge, degrees.
    pub south: f64,
    /// Northern edge, degrees.
    pub north: f64,
    /// Western edge, degrees.
    pub west: f64,
    /// Eastern edge, degrees.
    pub east: f64,
}

impl BoundingBox {
    /// Whether a place (degrees) lies in the box. A missing coordinate lies in none.
    #[must_use]
    pub fn contains(&self, latitude: f64, longitude: f64) -> bool {
        latitude >= self.south && latitude < self.north && longitude >= self.west && longitude < self.east
    }
}

/// Size of a tile in degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TileSize {
    /// Height, degrees of latitude.
    pub latitude_degrees: f64,
    /// Width, degrees of longitude.
    pub longitude_degrees: f64,
}

/// The most days of a training or test period: the network's counters hold as many steps
/// ([`crate::streams::MAX_WINDOW_STEPS`]).
pub const MAX_PERIOD_DAYS: usize = 10_000;

/// Settings not yet checked. Make them from a preset and change what is to differ;
/// [`StudySettings::check`] gives a [`Study`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StudySettings {
    /// Name of the preset they came from.
    pub city: String,
    /// The part of the world that is cut into tiles.
    pub bounds: BoundingBox,
    /// Size of a tile.
    pub tile: TileSize,
    /// Offence as the file spells it, and its class.
    pub classes: Vec<(String, OffenceClass)>,
    /// First day of the training period, which is step 0.
    pub training_first: CivilDay,
    /// Last day of the training period.
    pub training_last: CivilDay,
    /// Last day of the test period, which begins the day after the training period.
    pub test_last: CivilDay,
    /// Days of a step.
    pub step_days: usize,
    /// What makes a step an event.
    pub event_rule: EventRule,
    /// A stream is kept if at least this share of its training steps hold an event.
    pub min_event_share: f64,
    /// How many steps ahead a forecast is made: the shortest delay.
    pub horizon_steps: usize,
    /// The longest delay.
    pub max_delay_steps: usize,
    /// How many symbols of the source a context holds.
    pub context_symbols: usize,
    /// At most so many transducers are combined for a target.
    pub max_models: usize,
    /// The share of the training period, from its start, on which transducers are inferred and
    /// selected by gamma. By evidence they are on all of it.
    pub inference_share: f64,
    /// Ridge penalty of the combination: on standardised columns; by evidence on log-odds.
    pub ridge_penalty: f64,
    /// Which transducers may be combined.
    pub admission: Admission,
    /// How a target's transducers are combined.
    pub combiner: Combiner,
    /// Half-width of the tolerant score, in steps.
    pub tolerance_steps: usize,
    /// How the network is told from chance.
    pub chance: ChanceSettings,
    /// Periods of school. Saturdays and Sundays are none; empty where they are not known. A simple
    /// method alone reads them.
    #[serde(default)]
    pub school: Vec<DayRange>,
}

/// What makes a step of a stream an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventRule {
    /// At least one crime: the paper's rule.
    Presence,
    /// More crimes than in the stream's median training step. Where fewer than half of the steps
    /// hold one, this is presence; where most do, presence would say nothing.
    AboveMedian,
}

/// Which transducers a forecast may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Admission {
    /// The paper's rule: gamma of at least 0.01. Weighed by evidence, all.
    Gamma,
    /// Links alone: pairs that stand out from surrogates, of the steps that transducers are taken
    /// from.
    Links,
}

/// How a target's transducers are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Combiner {
    /// Ridge logistic regression: the paper's formula is linear.
    Logistic,
    /// Gradient boosting: the paper's text.
    Boosting,
    /// Log-odds weighed by how likely each source is to be no chance finding, sources and weights
    /// learnt on all of training.
    Evidence,
}

/// How a network is told from chance: surrogate rounds, in which sources are rotated in time
/// against the targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChanceSettings {
    /// Rounds at most; there are fewer where the window has fewer whole weeks to rotate by.
    pub rounds: usize,
    /// Targets that the rounds look at, drawn by the seed; all of them where there are fewer.
    pub targets: usize,
    /// Whether sources are rotated together.
    pub rotation: RotationKind,
    /// Seed of targets and offsets.
    pub seed: u64,
    /// Seeds, counted from that one on, that the network's verdict is repeated for: one that
    /// changes is unstable.
    pub seeds: usize,
}

impl Default for ChanceSettings {
    fn default() -> Self {
        Self { rounds: 99, targets: 100, rotation: RotationKind::Common, seed: 1, seeds: 5 }
    }
}

/// Whether sources are rotated together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RotationKind {
    /// All sources by one offset: what links sources to each other stays.
    Common,
    /// Each source by an offset of its own, for comparison.
    PerSource,
}

/// A checked study: the only form the engine accepts. Equal studies give equal results on equal
/// files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "StudySettings", into = "StudySettings")]
pub struct Study {
    settings: StudySettings,
    training: DayRange,
    test: DayRange,
}

/// What is wrong with a setting.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// There is no such preset.
    #[error("there is no city {found:?}; choose {} or simulated", CITIES.each_ref().map(|city| city.name).join(", "))]
    UnknownCity {
        /// The name given.
        found: String,
    },
    /// A number lies outside its range.
    #[error("{setting} is {found}; it must be {expected}")]
    OutOfRange {
        /// The setting's name.
        setting: &'static str,
        /// The value given.
        found: f64,
        /// What it may be.
        expected: &'static str,
    },
    /// A period is not one.
    #[error("{period} period: {source}")]
    Period {
        /// `training` or `test`.
        period: &'static str,
        /// Why.
        source: DayRangeError,
    },
    /// The periods are too short for the delays.
    #[error("the {period} period has {found} days; with these settings it needs at least {needed}")]
    TooShort {
        /// `training` or `test`.
        period: &'static str,
        /// Its days.
        found: usize,
        /// The days it needs.
        needed: usize,
    },
}

impl StudySettings {
    /// Checks every setting once.
    ///
    /// # Errors
    /// The first setting that is out of range, with what it may be.
    pub fn check(self) -> Result<Study, SettingsError> {
        let BoundingBox { south, north, west, east } = self.bounds;
        in_range(mark!("the box's south edge"), south, (-90.0..90.0).contains(&south), mark!("a latitude"))?;
        in_range(
            mark!("the box's north edge"),
            north,
            north > south && north <= 90.0,
            mark!("a latitude north of the south edge"),
        )?;
        in_range(mark!("the box's west edge"), west, (-180.0..180.0).contains(&west), mark!("a longitude"))?;
        in_range(
            mark!("the box's east edge"),
            east,
            east > west && east <= 180.0,
            mark!("a longitude east of the west edge"),
        )?;
        let TileSize { latitude_degrees: height, longitude_degrees: width } = self.tile;
        let rows = (north - south) / height;
        let columns = (east - west) / width;
        in_range(
            mark!("tile height"),
            height,
            height > 0.0 && rows <= 4096.0,
            mark!("positive, with at most 4,096 rows of tiles"),
        )?;
        in_range(
            mark!("tile width"),
            width,
            width > 0.0 && columns <= 4096.0,
            mark!("positive, with at most 4,096 columns of tiles"),
        )?;
        whole_in(mark!("step"), self.step_days, 1..=7, mark!("1 to 7 days"))?;
        let share = self.min_event_share;
        in_range(
            mark!("smallest share of event days"),
            share,
            share > 0.0 && share < 1.0,
            mark!("between 0 and 1"),
        )?;
        whole_in(mark!("horizon"), self.horizon_steps, 1..=60, mark!("1 to 60 steps"))?;
        let delays = self.horizon_steps..=365;
        whole_in(
            mark!("longest delay"),
            self.max_delay_steps,
            delays,
            mark!("from the horizon to 365 steps"),
        )?;
        whole_in(mark!("context"), self.context_symbols, 1..=6, mark!("1 to 6 symbols"))?;
        whole_in(mark!("models per target"), self.max_models, 1..=100, mark!("1 to 100"))?;
        let inference = self.inference_share;
        in_range(mark!("inference share"), inference, (0.5..=0.9).contains(&inference), mark!("0.5 to 0.9"))?;
        let ridge = self.ridge_penalty;
        in_range(mark!("ridge penalty"), ridge, (1e-3..=1e6).contains(&ridge), mark!("0.001 to 1,000,000"))?;
        whole_in(mark!("tolerance"), self.tolerance_steps, 0..=7, mark!("0 to 7 steps"))?;
        whole_in(mark!("surrogate rounds"), self.chance.rounds, 0..=999, mark!("0 to 999"))?;
        whole_in(mark!("seeds of the network's verdict"), self.chance.seeds, 1..=20, mark!("1 to 20"))?;
        whole_in(mark!("surrogate targets"), self.chance.targets, 1..=10_000, mark!("1 to 10,000"))?;

        let period = |period, first, last| {
            DayRange::new(first, last).map_err(|source| SettingsError::Period { period, source })
        };
        let training = period("training", self.training_first, self.training_last)?;
        let test = period("test", self.training_last + 1, self.test_last)?;
        let step_days = self.step_days;
        // The last quarter must hold more steps than the combination has weights, the first more
        // than the reach.
        let needed = 4 * (self.max_delay_steps + self.context_symbols + self.max_models) * step_days;
        long_enough("training", training, needed)?;
        long_enough("test", test, 28)?;
        Ok(Study { settings: self, training, test })
    }
}

fn in_range(
    setting: &'static str,
    found: f64,
    holds: bool,
    expected: &'static str,
) -> Result<(), SettingsError> {
    if holds { Ok(()) } else { Err(SettingsError::OutOfRange { setting, found, expected }) }
}

fn whole_in(
    setting: &'static str,
    found: usize,
    range: std::ops::RangeInclusive<usize>,
    expected: &'static str,
) -> Result<(), SettingsError> {
    in_range(setting, found as f64, range.contains(&found), expected)
}

fn long_enough(period: &'static str, days: DayRange, needed: usize) -> Result<(), SettingsError> {
    let found = days.n_days();
    in_range(mark!("days in a period"), found as f64, found <= MAX_PERIOD_DAYS, mark!("at most 10,000"))?;
    if found < needed { Err(SettingsError::TooShort { period, found, needed }) } else { Ok(()) }
}

impl Study {
    /// The settings that were checked.
    #[must_use]
    pub fn settings(&self) -> &StudySettings {
        &self.settings
    }

    /// The training period; its first day is step 0.
    #[must_use]
    pub fn training(&self) -> DayRange {
        self.training
    }

    /// The test period; it begins the day after training ends.
    #[must_use]
    pub fn test(&self) -> DayRange {
        self.test
    }

    /// Training and test period together.
    #[must_use]
    pub fn period(&self) -> DayRange {
        // The check made both ranges, in this order.
        DayRange::new(self.training.first(), self.test.last()).unwrap_or(self.training)
    }

    /// Whole steps of the training period. The test period begins with a step; where training is no
    /// whole number of steps, its first days belong to none.
    ///
    /// # Examples
    /// ```
    /// use watchback::study::preset;
    /// let mut weekly = preset("chicago")?;
    /// weekly.step_days = 7;
    /// (weekly.horizon_steps, weekly.max_delay_steps) = (1, 9);
    /// let weekly = weekly.check()?;
    /// assert_eq!((weekly.training_steps(), weekly.test_steps()), (156, 52));
    /// // 1,096 days are 156 weeks and 4 days.
    /// assert_eq!(weekly.step_of("2014-01-04".parse()?), None);
    /// assert_eq!(weekly.step_of("2014-01-05".parse()?), Some(0));
    /// assert_eq!(weekly.step_of("2017-01-01".parse()?), Some(156));
    /// // Nor do the last day of 365.
    /// assert_eq!(weekly.step_of("2017-12-31".parse()?), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn training_steps(&self) -> usize {
        self.training.n_days() / self.settings.step_days
    }

    /// Whole steps of the test period; days behind the last one belong to none.
    #[must_use]
    pub fn test_steps(&self) -> usize {
        self.test.n_days() / self.settings.step_days
    }

    /// The step that a day belongs to; `None` outside all steps.
    #[must_use]
    pub fn step_of(&self, day: CivilDay) -> Option<usize> {
        let before = self.training.n_days() % self.settings.step_days;
        let days = usize::try_from(day - self.training.first()).ok()?.checked_sub(before)?;
        let step = days / self.settings.step_days;
        (step < self.training_steps() + self.test_steps()).then_some(step)
    }

    /// By step from the first of training to the last of the test period, whether its first day is
    /// one of school; empty where no periods of school are given.
    ///
    /// # Examples
    /// ```
    /// use watchback::study::{DayRange, preset};
    /// let mut chicago = preset("chicago")?;
    /// assert!(chicago.clone().check()?.school_steps().is_empty());
    /// // The 1st of January 2014 was a Wednesday.
    /// chicago.school = vec![DayRange::new("2014-01-02".parse()?, "2014-01-06".parse()?)?];
    /// let school = chicago.check()?.school_steps();
    /// assert_eq!(school[..7], [false, true, true, false, false, true, false]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn school_steps(&self) -> Vec<bool> {
        let StudySettings { school, step_days, .. } = &self.settings;
        if school.is_empty() {
            return Vec::new();
        }
        let first = self.training.first() + (self.training.n_days() % step_days) as i32;
        let is_school = |step: usize| {
            let day = first + (step * step_days) as i32;
            day.weekday() < 5 && school.iter().any(|period| period.contains(day))
        };
        (0..self.training_steps() + self.test_steps()).map(is_school).collect()
    }

    /// The class of an offence as the file spells it (letter case and outer blanks do not count).
    #[must_use]
    pub fn class_of(&self, offence: &str) -> Option<OffenceClass> {
        let offence = offence.trim();
        let found = self.settings.classes.iter().find(|(name, _)| name.eq_ignore_ascii_case(offence));
        found.map(|(_, class)| *class)
    }
}

impl TryFrom<StudySettings> for Study {
    type Error = SettingsError;
    fn try_from(settings: StudySettings) -> Result<Self, Self::Error> {
        settings.check()
    }
}

impl From<Study> for StudySettings {
    fn from(study: Study) -> Self {
        study.settings
    }
}

#[cfg(test)]
mod tests {
    use super::super::preset;
    use super::*;

    #[test]
    fn presets_pass_the_check() {
        for city in CITIES.each_ref().map(|city| city.name).into_iter().chain(["simulated"]) {
            preset(city).unwrap().check().unwrap();
        }
        let unknown = preset("atlantis").unwrap_err().to_string();
        assert!(unknown.ends_with("choose chicago, philadelphia, los-angeles, atlanta, austin, detroit, san-francisco, portland or simulated"), "{unknown}");
    }

    #[test]
    fn each_bad_setting_is_named() {
        type Spoil = fn(&mut StudySettings);
        let bad: [(&str, Spoil); 6] = [
            ("north edge", |s| s.bounds.north = 41.0),
            ("tile height", |s| s.tile.latitude_degrees = 0.0),
            ("tile width", |s| s.tile.longitude_degrees = f64::NAN),
            ("horizon", |s| s.horizon_steps = 0),
            ("training period", |s| s.training_last = s.training_first + 30),
            ("test period", |s| s.test_last = s.training_last),
        ];
        for (name, spoil) in bad {
            let mut settings = preset("chicago").unwrap();
            spoil(&mut settings);
            let message = settings.check().unwrap_err().to_string();
            assert!(message.contains(name), "{message}");
        }
    }

    #[test]
    fn offences_are_found_whatever_their_letter_case() {
        let study = preset("chicago").unwrap().check().unwrap();
        assert_eq!(study.class_of(" theft"), Some(OffenceClass::Property));
        assert_eq!(study.class_of("NARCOTICS"), None);
    }
}
