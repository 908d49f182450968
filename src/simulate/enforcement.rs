//! Cities whose arrests are made from a capacity that follows wealth, or does not.
//!
//! What is reported is drawn by area and week; for each crime an arrest is made with a probability
//! of its offence, times what the settings plant, times noise. A null twin has the same crimes at
//! the same places and times.

use super::enforcement_maps::{AREAS, COLUMNS, ROWS, TILES_HIGH, TILES_WIDE, field, hardship};
use super::{EnforcementSettings, SimulationError};
use crate::chance::{Purpose, Random};
use crate::ingest::{Event, Events};
use crate::space::{Grid, TileId};
use crate::study::{SIMULATED, Study, preset};

// The audit's tests are judged on these cities, so the constants decide how hard the tests are.
// They are round figures near Chicago's where its file says something, and plain choices elsewhere.
// No claim rests on their being exact: docs/validity.md states the rates for these cities alone.

/// Offence, its share of violent or property crime, whether it is violent, probability of an
/// arrest, share domestic.
///
/// Near Chicago's file of 2014, where shares are .25, .74, .01 of violent and .17, .12, .72 of
/// property crime, arrests .27, .25, .43, .06, .08, .12 and domestic .25, .49, .08, .01, .01, .03.
const OFFENCES: [(&str, f64, bool, f64, f64); 6] = [
    ("ASSAULT", 0.27, true, 0.20, 0.2),
    ("BATTERY", 0.72, true, 0.22, 0.5),
    ("HOMICIDE", 0.01, true, 0.35, 0.1),
    ("BURGLARY", 0.2, false, 0.06, 0.02),
    ("MOTOR VEHICLE THEFT", 0.15, false, 0.07, 0.01),
    ("THEFT", 0.65, false, 0.12, 0.02),
];
/// Share of crimes by 6-hour band from midnight; Chicago 2014: .16, .21, .33, .30.
const BAND_SHARES: [f64; 4] = [0.15, 0.2, 0.3, 0.35];
/// Share of violent crime among violent and property crime; Chicago 2014: .44.
const VIOLENT_SHARE: f64 = 0.45;
/// The violent share is higher by this where people are poorest, and lower where they are richest:
/// a mix of crimes that follows wealth, which crude arrest rates mistake for bias.
const VIOLENT_TILT: f64 = 0.15;
/// Distance over which wealth's correlation falls by e: three areas side by side. The hardest case
/// for tests that take areas as independent, of the noise ranges 0, 4 and 8 km that are tried.
const WEALTH_RANGE_KM: f64 = 8.0;
/// Standard deviation of the log of an area's crime: a busy area (one of six) has 1.6 times the
/// median or more.
const AREA_SD: f64 = 0.5;
/// Standard deviations of the log of weekly crime that is not Poisson's: of the whole city, and of
/// a group of areas. A tenth each, so that a group's week moves by some 14 %.
const CITY_WEEK_SD: f64 = 0.1;
/// As [`CITY_WEEK_SD`], for a group of areas.
const GROUP_WEEK_SD: f64 = 0.1;
/// Standard deviations of the log of weekly arrests per crime: of the city, of a group, of an area.
/// Smaller than crime's, since arrests per crime change with staffing more slowly than crime does.
const ARREST_CITY_SD: f64 = 0.05;
/// As [`ARREST_CITY_SD`], for a group of areas.
const ARREST_GROUP_SD: f64 = 0.03;
/// As [`ARREST_CITY_SD`], for an area.
const ARREST_AREA_SD: f64 = 0.1;
/// Correlation of a week's shock to the city with the week before: a memory of about three weeks,
/// shorter than the eight weeks of the audit's moving blocks.
const AUTOREGRESSION: f64 = 0.7;
/// Half of the season's swing in the log of crime: summers have 1.35 times the crime of winters.
const SEASON: f64 = 0.15;
/// 365.25 / 7.
const WEEKS_A_YEAR: f64 = 52.18;
/// Weeks whose crime a week's arrests answer to: the same, and four before, as the surge response
/// asks (docs/validity.md).
const MEMORY_WEEKS: usize = 5;
/// However large the planted factors, a crime's arrest stays uncertain.
const MAX_ARREST_PROBABILITY: f64 = 0.95;

/// Rich, in between, poor: hardship quintiles 0 and 1, 2, 3 and 4.
const RICH: usize = 0;
const MIDDLE: usize = 1;
const POOR: usize = 2;

/// A simulated city with arrests.
#[derive(Clone, Debug)]
pub struct EnforcementCity {
    settings: EnforcementSettings,
    grid: Grid,
    study: Study,
    wealth: Vec<f64>,
    centres: Vec<(f64, f64)>,
    events: Events,
}

impl EnforcementCity {
    /// Simulates a city of 77 areas, 11 rows from the south of 7 from the west, each 9 tiles high
    /// and 8 wide (2.8 by 3.1 km).
    ///
    /// # Errors
    /// [`SimulationError::Enforcement`] when a setting is out of range.
    ///
    /// # Examples
    /// ```
    /// use watchback::simulate::{EnforcementCity, EnforcementSettings};
    /// let settings = EnforcementSettings { weeks: 20, ..EnforcementSettings::null(1) };
    /// let city = EnforcementCity::new(settings)?;
    /// assert_eq!((city.wealth().len(), city.centres().len()), (77, 77));
    /// // 20 a week in 77 areas over 20 weeks are 30,800.
    /// assert!((25_000..37_000).contains(&city.events().len()));
    /// assert_eq!(city.area_of(0.01, 0.01), Some(0));
    /// # Ok::<(), watchback::simulate::SimulationError>(())
    /// ```
    pub fn new(settings: EnforcementSettings) -> Result<Self, SimulationError> {
        settings.check()?;
        let study = preset(SIMULATED).and_then(|settings| settings.check())?;
        let grid = Grid::new(&study);
        let (height, width) = grid.tile_metres();
        let place = |count: usize, tiles: usize, metres: f64| (count as f64 + 0.5) * tiles as f64 * metres;
        let centre = |area: usize| {
            (place(area % COLUMNS, TILES_WIDE, width), place(area / COLUMNS, TILES_HIGH, height))
        };
        let centres: Vec<(f64, f64)> = (0..AREAS).map(centre).collect();
        let mut random = Random::new(settings.seed, Purpose::Enforcement, 0);
        let wealth = field(&centres, WEALTH_RANGE_KM, &mut random);
        let size = field(&centres, 0.0, &mut random);
        // The last draw of the maps, so that cities of different range share all others.
        let noise = field(&centres, settings.noise_range_km, &mut random);
        let plan = Plan::new(&settings, &hardship(&wealth), &size, &noise);
        let events = plan.events(&settings, &grid, &study)?;
        Ok(Self { settings, grid, study, wealth, centres, events })
    }

    /// What was asked for.
    pub const fn settings(&self) -> &EnforcementSettings {
        &self.settings
    }

    /// The reported crimes, with arrest and domestic flags, as a reader of files would give them.
    pub const fn events(&self) -> &Events {
        &self.events
    }

    /// The study that fits: the simulated preset, whole.
    pub const fn study(&self) -> &Study {
        &self.study
    }

    /// Wealth by area; the greater, the richer.
    pub fn wealth(&self) -> &[f64] {
        &self.wealth
    }

    /// Centres of the areas, metres east and north of the box's south-west corner.
    pub fn centres(&self) -> &[(f64, f64)] {
        &self.centres
    }

    /// The area that holds a place (degrees).
    pub fn area_of(&self, latitude: f64, longitude: f64) -> Option<usize> {
        let TileId { row, column } = self.grid.tile_at(latitude, longitude)?;
        let (row, column) = (usize::from(row) / TILES_HIGH, usize::from(column) / TILES_WIDE);
        (row < ROWS && column < COLUMNS).then_some(row * COLUMNS + column)
    }

    /// The area of each event, in their order.
    pub fn areas(&self) -> Vec<Option<usize>> {
        let area = |event: Event| self.area_of(event.latitude?, event.longitude?);
        self.events.iter().map(area).collect()
    }

    /// The groups that bias is planted between: hardship quintiles 0 and 1 (0, rich) and 3 and 4
    /// (1, poor), by area.
    pub fn groups(&self) -> Vec<Option<usize>> {
        let group = |hardship: &f64| match class_of(*hardship) {
            RICH => Some(0),
            POOR => Some(1),
            _ => None,
        };
        hardship(&self.wealth).iter().map(group).collect()
    }
}

fn class_of(hardship: f64) -> usize {
    match (5.0 * hardship) as usize {
        0 | 1 => RICH,
        2 => MIDDLE,
        _ => POOR,
    }
}

/// By area: what is drawn and with which probabilities.
struct Plan {
    class: Vec<usize>,
    violent: Vec<f64>,
    /// Crimes reported in a week.
    crimes: Vec<f64>,
    /// Factor on the probability of an arrest.
    arrest: Vec<f64>,
}

impl Plan {
    fn new(settings: &EnforcementSettings, hardship: &[f64], size: &[f64], noise: &[f64]) -> Self {
        let class: Vec<usize> = hardship.iter().map(|&share| class_of(share)).collect();
        // Half of a log ratio to either side.
        let side = |class: usize| (class as f64 - 1.0) / 2.0;
        // What is not reported is taken off the reported crimes alone: an arrest is made for a true
        // crime, and makes it known.
        let reported = |class| libm::exp(side(class) * libm::log(settings.reporting_ratio));
        let capacity = |class| libm::exp(-side(class) * libm::log(1.0 + settings.capacity_shift));
        let of = |share: &f64| VIOLENT_SHARE + VIOLENT_TILT * (2.0 * share - 1.0);
        let mean_size = libm::exp(0.5 * AREA_SD * AREA_SD);
        Self {
            violent: hardship.iter().map(of).collect(),
            crimes: class
                .iter()
                .zip(size)
                .map(|(&class, size)| {
                    settings.crimes_per_week * reported(class) * libm::exp(AREA_SD * size) / mean_size
                })
                .collect(),
            arrest: class
                .iter()
                .zip(noise)
                .map(|(&class, noise)| {
                    capacity(class) / reported(class) * libm::exp(settings.noise_sd * noise)
                })
                .collect(),
            class,
        }
    }

    fn events(
        &self,
        settings: &EnforcementSettings,
        grid: &Grid,
        study: &Study,
    ) -> Result<Events, SimulationError> {
        let weeks = settings.weeks;
        let mut random = Random::new(settings.seed, Purpose::Enforcement, 1);
        let crime_shocks = shocks(&mut random, weeks, CITY_WEEK_SD, GROUP_WEEK_SD);
        let arrest_shocks = shocks(&mut random, weeks, ARREST_CITY_SD, ARREST_GROUP_SD);
        let mut generators: Vec<Random> = (0..AREAS)
            .map(|area| Random::new(settings.seed, Purpose::Enforcement, 2 + area as u64))
            .collect();
        let mut counts = vec![0_usize; AREAS * weeks];
        let mut by_class = vec![[0.0; 3]; weeks];
        for (area, random) in generators.iter_mut().enumerate() {
            let class = self.class[area];
            for week in 0..weeks {
                let season = SEASON * libm::cos(std::f64::consts::TAU * (week as f64 / WEEKS_A_YEAR - 0.5));
                let mean = self.crimes[area] * libm::exp(season + crime_shocks[week][class]);
                let count = poisson(mean, random);
                counts[area * weeks + week] = count;
                by_class[week][class] += count as f64;
            }
        }
        let surges = surges(settings, &by_class);
        let mut rows = Vec::with_capacity(counts.iter().sum());
        let first_day = study.period().first().days_since_1970();
        for (area, random) in generators.iter_mut().enumerate() {
            for week in 0..weeks {
                let class = self.class[area];
                let noise = ARREST_AREA_SD * random.normal();
                let factor =
                    self.arrest[area] * libm::exp(noise + arrest_shocks[week][class] + surges[week][class]);
                for _ in 0..counts[area * weeks + week] {
                    let id = 1 + rows.len() as u64;
                    let day = first_day + (7 * week + random.below(7)) as i32;
                    rows.push(self.crime(area, id, day, factor, grid, random));
                }
            }
        }
        let names = OFFENCES.iter().map(|(name, ..)| (*name).to_owned()).collect();
        Ok(Events::from_rows(names, rows)?)
    }

    fn crime(&self, area: usize, id: u64, day: i32, factor: f64, grid: &Grid, random: &mut Random) -> Event {
        let is_violent = random.uniform() < self.violent[area];
        let of_class = OFFENCES.iter().enumerate().filter(|(_, offence)| offence.2 == is_violent);
        let offence = pick(of_class.map(|(at, offence)| (at, offence.1)), random.uniform());
        let band = pick(BAND_SHARES.into_iter().enumerate(), random.uniform());
        let (_, _, _, arrest, domestic) = OFFENCES[offence];
        let minute = 360 * band + random.below(360);
        // Well inside the area: an edge is no one's.
        let mut along = |first: usize, tiles: usize, degrees: f64| {
            degrees * (first as f64 + 0.01 + (tiles as f64 - 0.02) * random.uniform())
        };
        let (south, west) = grid.south_west(TileId { row: 0, column: 0 });
        let (next_south, next_west) = grid.south_west(TileId { row: 1, column: 1 });
        let latitude = south + along(area / COLUMNS * TILES_HIGH, TILES_HIGH, next_south - south);
        let longitude = west + along(area % COLUMNS * TILES_WIDE, TILES_WIDE, next_west - west);
        Event {
            id,
            minute: day * 1440 + minute as i32,
            latitude: Some(latitude),
            longitude: Some(longitude),
            offence: offence as u16,
            domestic: Some(random.uniform() < domestic),
            arrest: Some(random.uniform() < (arrest * factor).min(MAX_ARREST_PROBABILITY)),
            simulated: true,
        }
    }
}

/// By week and class: what surges do to the log of arrests per crime.
fn surges(settings: &EnforcementSettings, by_class: &[[f64; 3]]) -> Vec<[f64; 3]> {
    let logs: Vec<[f64; 3]> = by_class.iter().map(|counts| counts.map(|n| libm::log(n + 0.5))).collect();
    let mean = |class: usize| logs.iter().fold(0.0, |sum, logs| sum + logs[class]) / logs.len() as f64;
    let means = [RICH, MIDDLE, POOR].map(mean);
    let surge = settings.surge;
    let of = |week: usize| {
        let from = (week + 1).saturating_sub(MEMORY_WEEKS);
        let sum = |class: usize| {
            logs.iter().take(week + 1).skip(from).fold(0.0, |sum, logs| sum + (logs[class] - means[class]))
        };
        let (rich, poor) = (sum(RICH), sum(POOR));
        let of_rich = surge.rich_by_rich * rich + surge.rich_by_poor * poor;
        let of_poor = surge.poor_by_rich * rich + surge.poor_by_poor * poor;
        [of_rich, 0.0, of_poor]
    };
    (0..logs.len()).map(of).collect()
}

/// By week and class: an autoregression of the whole city, and a shock of each class on its own.
fn shocks(random: &mut Random, weeks: usize, city_sd: f64, class_sd: f64) -> Vec<[f64; 3]> {
    let innovation = city_sd * (1.0 - AUTOREGRESSION * AUTOREGRESSION).sqrt();
    let mut city = city_sd * random.normal();
    let mut week = || {
        let shocks = [(); 3].map(|()| city + class_sd * random.normal());
        city = AUTOREGRESSION * city + innovation * random.normal();
        shocks
    };
    (0..weeks).map(|_| week()).collect()
}

/// The first whose share holds the uniform number, else the last.
fn pick(shares: impl Iterator<Item = (usize, f64)>, uniform: f64) -> usize {
    let (mut sum, mut last) = (0.0, 0);
    for (at, share) in shares {
        sum += share;
        last = at;
        if uniform < sum {
            break;
        }
    }
    last
}

/// A Poisson number by Knuth's product of uniforms, for means up to some hundreds.
fn poisson(mean: f64, random: &mut Random) -> usize {
    let least = libm::exp(-mean.min(600.0));
    let (mut product, mut count) = (random.uniform(), 0);
    while product > least {
        product *= random.uniform();
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::super::PlantedSurge;
    use super::*;

    fn city(settings: EnforcementSettings) -> EnforcementCity {
        EnforcementCity::new(settings).unwrap()
    }

    /// Crimes and arrests by group.
    fn totals(city: &EnforcementCity) -> [(f64, f64); 2] {
        let groups = city.groups();
        let mut totals = [(0.0, 0.0); 2];
        for (event, area) in city.events().iter().zip(city.areas()) {
            if let Some(group) = groups[area.unwrap()] {
                totals[group].0 += 1.0;
                totals[group].1 += f64::from(u8::from(event.arrest.unwrap()));
            }
        }
        totals
    }

    fn ratio_to_null(planted: EnforcementSettings, null: EnforcementSettings) -> f64 {
        let ratio = |settings| {
            let [rich, poor] = totals(&city(settings));
            poor.1 / poor.0 / (rich.1 / rich.0)
        };
        ratio(planted) / ratio(null)
    }

    #[test]
    fn planted_bias_shifts_arrests_and_leaves_crimes_as_they_are() {
        let null = EnforcementSettings { weeks: 60, ..EnforcementSettings::null(3) };
        let planted = EnforcementSettings { capacity_shift: 0.3, ..null };
        assert!((ratio_to_null(planted, null) * 1.3 - 1.0).abs() < 0.04);
        let place = |event: Event| (event.minute, event.latitude, event.offence);
        let of = |settings| city(settings).events().iter().map(place).collect::<Vec<_>>();
        assert_eq!(of(planted), of(null));
    }

    #[test]
    fn reporting_changes_crimes_and_not_arrests() {
        let null = EnforcementSettings { weeks: 60, ..EnforcementSettings::null(4) };
        let fewer = EnforcementSettings { reporting_ratio: 0.6, ..null };
        assert!((ratio_to_null(fewer, null) * 0.6 - 1.0).abs() < 0.05);
        let arrests = |settings| totals(&city(settings)).map(|(_, arrests)| arrests);
        let (before, after) = (arrests(null), arrests(fewer));
        assert!(
            (0..2).all(|group| (after[group] / before[group] - 1.0).abs() < 0.05),
            "{before:?} {after:?}"
        );
    }

    #[test]
    fn there_are_31_rich_and_30_poor_areas_and_every_event_has_its_own() {
        let city = city(EnforcementSettings { weeks: 20, ..EnforcementSettings::null(1) });
        let groups = city.groups();
        let count = |group| groups.iter().filter(|of| **of == group).count();
        assert_eq!((count(Some(0)), count(None), count(Some(1))), (31, 16, 30));
        assert!(city.areas().iter().all(Option::is_some));
        let richest = (0..77).max_by(|&a, &b| city.wealth()[a].total_cmp(&city.wealth()[b])).unwrap();
        assert_eq!(groups[richest], Some(0));
        assert!(city.events().iter().all(|event| event.simulated));
    }

    #[test]
    fn settings_out_of_range_are_named() {
        let null = EnforcementSettings::null(1);
        let error = EnforcementCity::new(EnforcementSettings { reporting_ratio: 0.0, ..null }).unwrap_err();
        assert_eq!(error.to_string(), "reporting ratio is 0; it must be 0.1 to 10");
        let surge = PlantedSurge { poor_by_rich: f64::NAN, ..PlantedSurge::default() };
        assert!(EnforcementCity::new(EnforcementSettings { surge, ..null }).is_err());
        assert!(EnforcementCity::new(EnforcementSettings { weeks: 209, ..null }).is_err());
    }
}
