//! Of which system projected coordinates are: what the file says of it, else a question.
//!
//! Coordinates alone never tell: each pair is a place in some state's plane by chance, and in
//! every zone of the universal transverse Mercator.

use super::guesser::Guesser;
use super::places::{Lies, PlaceGuess, in_united_states};
use super::types::Question;
use super::words::words;
use crate::ingest::places::PlaceColumns;
use crate::space::{CoordinateSystem, degrees_to_city, is_land};

/// Words of other columns' names whose values may say the system.
const SPEAKING: [&str; 7] = ["epsg", "srid", "wkid", "crs", "projection", "srs", "datum"];
/// What people call grids of one country.
const CALLED: [(&str, u16); 14] = [
    ("bng", 27700),
    ("osgb", 27700),
    ("osgb36", 27700),
    ("osgr", 27700),
    ("osng", 27700),
    ("itm", 2157),
    ("lambert93", 2154),
    ("l93", 2154),
    ("nztm", 2193),
    ("nztm2000", 2193),
    ("sweref99", 3006),
    ("sweref99tm", 3006),
    ("tm35fin", 3067),
    ("webmercator", 3857),
];
/// Words of systems' names in the register that tell none of the others apart.
const COMMON: [&str; 8] = ["nad83", "harn", "us", "ft", "zone", "grid", "mainland", "coordinate"];

/// How far from a city's middle coordinates of it lie, at most.
const NEAR_CITY_DEGREES: f64 = 0.3;
/// Metres east in a zone of UTM.
const UTM_METRES: std::ops::Range<f64> = 160_000.0..840_000.0;

impl Guesser<'_> {
    /// Projected coordinates, in the system that the options or the file's own words say.
    pub(super) fn projected(&mut self, x: usize, y: usize) -> Option<PlaceGuess> {
        let (name_x, name_y) = (self.name(x)?, self.name(y)?);
        let (east, north) = (self.middle(x)?, self.middle(y)?);
        let candidates = candidates(east, north);
        let told = || self.told_system(x, y, &candidates);
        if let Some(system) = self.options.system.or_else(told) {
            let middle = system.projection()?.degrees(east, north);
            let columns = PlaceColumns::Projected { x: name_x, y: name_y, system };
            return Some(PlaceGuess { columns: Some(columns), middle, lies: Lies::OnLand });
        }
        let question = Question::CoordinateSystem {
            x: name_x,
            y: name_y,
            middle: [east.round() as i64, north.round() as i64],
            candidates: candidates.clone(),
        };
        self.questions.push(question);
        // In whichever plane of the United States it is, dates are written as there.
        let places = candidates.iter().map(|system| system.at_home(east, north));
        let american = |place: &Option<(f64, f64)>| place.is_some_and(|at| in_united_states(at.0, at.1));
        let middle = places.clone().next().flatten().filter(|_| places.clone().all(|place| american(&place)));
        Some(PlaceGuess { columns: None, middle, lies: Lies::OnLand })
    }

    /// The system that the columns' names say, or a column beside them that has one value alone;
    /// nothing where the coordinates would lie at sea in it.
    fn told_system(&self, x: usize, y: usize, candidates: &[CoordinateSystem]) -> Option<CoordinateSystem> {
        let (east, north) = (self.middle(x)?, self.middle(y)?);
        let own: Vec<String> = [x, y]
            .iter()
            .filter_map(|&at| self.facts.get(at))
            .flat_map(|facts| facts.words.clone())
            .collect();
        let beside = self.facts.iter().filter(|facts| facts.distinct.len() == 1).filter(|facts| {
            let speaks =
                |word: &String| SPEAKING.iter().any(|of| word.contains(of)) || word.starts_with("utm");
            facts.words.iter().any(speaks)
        });
        let beside = beside.map(|facts| {
            let value = facts.examples.first().map(|value| words(value)).unwrap_or_default();
            facts.words.iter().cloned().chain(value).collect()
        });
        let said = [own].into_iter().chain(beside).find_map(|said: Vec<String>| system_of(&said, candidates));
        said.filter(|system| {
            let place = system.projection().and_then(|plane| plane.degrees(east, north));
            place.is_some_and(|(latitude, longitude)| is_land(latitude, longitude))
        })
    }
}

/// The systems in whose home coordinates lie, and the zones of UTM that put them at a large city;
/// those nearest to one come first.
fn candidates(east: f64, north: f64) -> Vec<CoordinateSystem> {
    let mut found: Vec<(f64, CoordinateSystem)> = Vec::new();
    for system in CoordinateSystem::offered() {
        let Some((latitude, longitude)) = system.at_home(east, north) else { continue };
        // NAD 83 and its adjustments are one here, so equal formulas are one answer.
        if found.iter().all(|(_, other)| other.projection() != system.projection()) {
            found.push((degrees_to_city(latitude, longitude), system));
        }
    }
    for zone in CoordinateSystem::utm_zones() {
        let place = zone.projection().and_then(|plane| plane.degrees(east, north));
        let city = place.map_or(f64::INFINITY, |(latitude, longitude)| degrees_to_city(latitude, longitude));
        let is_near = city < NEAR_CITY_DEGREES && UTM_METRES.contains(&east);
        if is_near && found.iter().all(|(_, other)| other.projection() != zone.projection()) {
            found.push((city, zone));
        }
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.into_iter().map(|(_, system)| system).collect()
}

/// The system that words name: by its number, a zone of UTM, a grid's usual name, or all that is
/// special in the name of the one candidate that has it.
fn system_of(said: &[String], candidates: &[CoordinateSystem]) -> Option<CoordinateSystem> {
    let digits = |word: &str| word.trim_matches(|c: char| !c.is_ascii_digit()).parse::<u32>().ok();
    let says = |wanted: &str| said.iter().any(|word| word == wanted);
    let is_number = said.iter().any(|word| SPEAKING.iter().any(|of| word.contains(of)));
    // Years and numbers of roads have four digits too.
    let number = |word: &String| digits(word).filter(|number| is_number || *number >= 20_000);
    if let Some(system) = said.iter().filter_map(number).find_map(CoordinateSystem::of_number) {
        return Some(system);
    }
    if said.iter().any(|word| word.starts_with("utm")) {
        // `utm10n`, `zone 10`, `10N`; years of datums are no zones.
        let zone = said.iter().find_map(|word| digits(word).filter(|zone| (1..=60).contains(zone)));
        let is_south =
            said.iter().any(|word| word == "south" || (word.ends_with('s') && digits(word).is_some()));
        let base = if is_south { 32_700 } else { 32_600 };
        return zone.and_then(|zone| CoordinateSystem::of_number(base + zone));
    }
    if let Some((_, epsg)) = CALLED.iter().find(|(name, _)| says(name)) {
        return CoordinateSystem::from_epsg(*epsg).ok();
    }
    let is_named = |system: &&CoordinateSystem| {
        let special: Vec<String> =
            words(system.name()).into_iter().filter(|word| !COMMON.contains(&word.as_str())).collect();
        !special.is_empty() && special.iter().all(|word| says(word))
    };
    let mut named = candidates.iter().filter(is_named);
    named.next().copied().filter(|_| named.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_columns_say_their_system() {
        let candidates = [2229, 3435, 27700].map(|epsg| CoordinateSystem::from_epsg(epsg).unwrap());
        for (name, epsg) in [
            ("x_epsg_2263", Some(2263)),
            ("X 26910", Some(26910)),
            ("UTM_Zone_10N_Easting", Some(32610)),
            ("utm10n x", Some(32610)),
            ("UTM 56S east", Some(32756)),
            ("BNG Easting", Some(27700)),
            ("x_illinois_east", Some(3435)),
            ("X Coordinate", None),
            ("utm x", None),
            ("x_2019", None),
            ("east", None),
            ("x_illinois", None),
        ] {
            let found = system_of(&words(name), &candidates).map(CoordinateSystem::epsg);
            assert_eq!(found, epsg, "{name}");
        }
    }
}
