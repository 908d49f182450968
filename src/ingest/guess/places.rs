//! Which columns hold the place, and in which coordinates.

use super::columns::Facts;
use super::guesser::Guesser;
use super::types::Role;
use super::words::{self, name_score};
use crate::ingest::place_text::combined;
use crate::ingest::places::PlaceColumns;
use crate::space::is_land;
use watchback_translate::{kept, mark};

/// What is known of the place.
pub(in crate::ingest) struct PlaceGuess {
    /// The columns; none while the coordinate system is not known.
    pub(in crate::ingest) columns: Option<PlaceColumns>,
    /// Degrees north and east of a middling row.
    pub(in crate::ingest) middle: Option<(f64, f64)>,
    /// Where it lies.
    pub(in crate::ingest) lies: Lies,
}

/// What is to be said of where a middling row lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ingest) enum Lies {
    OnLand,
    /// On land, with latitude and longitude in each other's place.
    Turned,
    /// In the sea or at a pole, whichever of the numbers is the latitude.
    AtSea,
    /// In Asia, and in the United States with the other sign.
    WithoutSign,
}

impl Lies {
    fn of(middle: Option<(f64, f64)>) -> Self {
        let Some((latitude, longitude)) = middle else { return Self::OnLand };
        if is_land(latitude, longitude) {
            let west = -longitude;
            let is_american = in_united_states(latitude, west) && is_land(latitude, west);
            return if is_american { Self::WithoutSign } else { Self::OnLand };
        }
        if is_land(longitude, latitude) { Self::Turned } else { Self::AtSea }
    }
}

/// The confidence of what is to be asked.
const DOUBTFUL: f64 = 0.4;

impl PlaceGuess {
    /// Whether rows lie in the United States, Alaska and Hawaii too, where dates are written with
    /// the month first.
    pub(in crate::ingest) fn in_united_states(&self) -> bool {
        self.middle.is_some_and(|(latitude, longitude)| in_united_states(latitude, longitude))
    }
}

/// By straight lines near the borders: a city at one is rather asked for than taken for American.
pub(super) fn in_united_states(latitude: f64, longitude: f64) -> bool {
    let mainland = (24.5..49.0).contains(&latitude) && (-125.0..-66.9).contains(&longitude);
    let canada = latitude > 42.5 && longitude > -83.0 && latitude > 0.26 * longitude + 64.0;
    let mexico = if longitude < -114.8 {
        latitude < 32.53
    } else if longitude < -106.5 {
        latitude < 31.33
    } else {
        longitude < -97.0 && latitude < 31.78 - 0.653 * (longitude + 106.5)
    };
    let islands = (18.5..23.0).contains(&latitude) && (-161.0..-154.0).contains(&longitude);
    let alaska = (54.0..72.0).contains(&latitude) && (-170.0..-130.0).contains(&longitude);
    (mainland && !canada && !mexico) || islands || alaska
}

impl Guesser<'_> {
    /// The place, in the form that is surest: degrees in two columns, then in one, then projected.
    pub(in crate::ingest) fn place(&mut self) -> Option<PlaceGuess> {
        if let Some(given) = self.given(Role::Place) {
            self.tell(Role::Place, &given, if given.is_empty() { 0.0 } else { 1.0 }, "given".to_owned());
            return match *given.as_slice() {
                [column] => self.in_one(column),
                [first, second] if self.options.system.is_none() && self.are_degrees(first, second) => {
                    self.degrees(first, second)
                }
                [x, y] => self.projected(x, y),
                _ => None,
            };
        }
        let degrees = self.pair(&|facts, north| degree_score(facts, north));
        let one = self.ranked(&|_, facts| {
            let fit = facts.of_present(facts.places);
            let name = name_score(&facts.words, words::PLACE);
            if fit > 0.8 && facts.coverage() > 0.3 { 0.6 * fit + 0.4 * name } else { 0.0 }
        });
        let plane = self.pair(&|facts, north| plane_score(facts, north));
        match (degrees, one.first(), plane) {
            (Some((latitude, longitude, score)), one, _) if one.is_none_or(|one| score >= 0.8 * one.1) => {
                let why = self.range(latitude, longitude, "degrees");
                let mut columns = [latitude, longitude];
                let mut found = self.degrees(latitude, longitude)?;
                if found.lies == Lies::Turned {
                    columns = [longitude, latitude];
                    found = self.degrees(longitude, latitude)?;
                }
                self.tell_place(&columns, score, why, &found);
                Some(found)
            }
            (_, Some(&(column, score)), _) => {
                let found = self.in_one(column)?;
                self.tell_place(&[column], score, mark!("its values are places").to_owned(), &found);
                Some(found)
            }
            (_, _, Some((y, x, score))) => {
                let why = self.range(y, x, mark!("coordinates of a projection"));
                self.tell(Role::Place, &[x, y], score, why);
                self.projected(x, y)
            }
            _ => {
                self.none(Role::Place, mark!("no two columns' values are degrees or coordinates"));
                None
            }
        }
    }

    /// Tells of a place in degrees; what is doubtful of where it lies makes it a question.
    fn tell_place(&mut self, columns: &[usize], score: f64, mut why: String, found: &PlaceGuess) {
        let (latitude, longitude) = found.middle.unwrap_or_default();
        let names: Vec<String> = columns.iter().filter_map(|&at| self.name(at)).collect();
        let as_they_stand =
            kept!("if they are right as they stand, say so (--set place={})", names.join(","));
        if found.columns.as_ref().is_some_and(PlaceColumns::are_turned) {
            why.push_str(mark!("; latitude and longitude stand in each other's place"));
        }
        let doubt = match found.lies {
            Lies::OnLand | Lies::Turned => None,
            Lies::AtSea => Some(kept!(
                "the places lie in the sea or at a pole, such as at {latitude}, {longitude} (degrees north and \
                 east): name other columns, or, {as_they_stand}"
            )),
            Lies::WithoutSign => Some(kept!(
                "the places lie in Asia, such as at {latitude}, {longitude} (degrees north and east), and would lie \
                 in the United States with a minus before the longitude: put it there, or, {as_they_stand}"
            )),
        };
        match doubt {
            Some(doubt) => self.tell(Role::Place, columns, score.min(DOUBTFUL), doubt),
            None => self.tell(Role::Place, columns, score, why),
        }
    }

    /// Of the columns that fit, the best one for the north and the best one for the east, and how
    /// well they fit together.
    fn pair(&self, score: &dyn Fn(&Facts<'_>, bool) -> f64) -> Option<(usize, usize, f64)> {
        let north = self.ranked(&|_, facts| score(facts, true));
        let east = self.ranked(&|_, facts| score(facts, false));
        let mut best: Option<(usize, usize, f64)> = None;
        for &(latitude, of_north) in north.iter().take(6) {
            for &(longitude, of_east) in east.iter().take(6) {
                let names = [latitude, longitude].map(|at| self.facts.get(at).map(|facts| &facts.words));
                // `lat` and `lon`, `point_y` and `point_x`: what is left of the names is often the
                // same.
                let alike = match names {
                    [Some(a), Some(b)] => a.iter().any(|word| b.contains(word)) || a.len() == b.len(),
                    _ => false,
                };
                let score = of_north.min(of_east) + if alike { 0.03 } else { 0.0 };
                if latitude != longitude && best.is_none_or(|best| score > best.2) {
                    best = Some((latitude, longitude, score));
                }
            }
        }
        best
    }

    fn range(&self, first: usize, second: usize, what: &str) -> String {
        let ends = |at: usize| {
            let facts = self.facts.get(at);
            let at = |share| facts.and_then(|facts| facts.quantile(share)).unwrap_or_default();
            format!("{} to {}", at(0.05), at(0.95))
        };
        kept!("their values are {what}, most from {} and {}", ends(first), ends(second))
    }

    pub(super) fn middle(&self, column: usize) -> Option<f64> {
        self.facts.get(column)?.quantile(0.5)
    }

    pub(super) fn name(&self, column: usize) -> Option<String> {
        self.facts.get(column).map(|facts| facts.name.clone())
    }

    fn are_degrees(&self, latitude: usize, longitude: usize) -> bool {
        let within = |at, limit: f64| self.middle(at).is_some_and(|middle| middle.abs() <= limit);
        within(latitude, 90.0) && within(longitude, 180.0)
    }

    fn degrees(&self, latitude: usize, longitude: usize) -> Option<PlaceGuess> {
        let middle = self.middle(latitude).zip(self.middle(longitude));
        let columns =
            PlaceColumns::Degrees { latitude: self.name(latitude)?, longitude: self.name(longitude)? };
        Some(PlaceGuess { columns: Some(columns), middle, lies: Lies::of(middle) })
    }

    fn in_one(&self, column: usize) -> Option<PlaceGuess> {
        let places = self.facts.get(column)?.distinct.iter().filter_map(|text| combined(text)?);
        let (mut first, mut second): (Vec<f64>, Vec<f64>) = places.unzip();
        let middle = |numbers: &mut Vec<f64>| {
            numbers.sort_unstable_by(f64::total_cmp);
            numbers.get(numbers.len() / 2).copied()
        };
        let middle = middle(&mut first).zip(middle(&mut second));
        let turned = Lies::of(middle) == Lies::Turned;
        let columns = PlaceColumns::Combined { column: self.name(column)?, turned };
        let middle = middle.map(|(first, second)| if turned { (second, first) } else { (first, second) });
        Some(PlaceGuess { columns: Some(columns), middle, lies: Lies::of(middle) })
    }
}

/// How well a column's numbers are degrees north, or east. A column named for the north that holds
/// longitudes does worse, and is found out by where its places lie.
fn degree_score(facts: &Facts<'_>, north: bool) -> f64 {
    let speaks = if north { words::LATITUDE } else { words::LONGITUDE };
    let name = name_score(&facts.words, speaks);
    let Some([low, middle, high]) = ends(&facts.sorted) else { return 0.0 };
    let numbers = facts.of_present(facts.numbers);
    let pointed = facts.of_present(facts.decimals);
    if numbers < 0.8
        || pointed < 0.5
        || facts.coverage() < 0.3
        || low < -180.0
        || high > 180.0
        || high - low > 10.0
    {
        return 0.0;
    }
    // Most degrees east of America's cities are no degrees north at all.
    let only = if !north && middle.abs() > 90.0 { 0.15 } else { 0.0 };
    let america = if north { (18.0..61.0).contains(&middle) } else { (-160.0..-60.0).contains(&middle) };
    let likely = if america { 0.15 } else { 0.0 };
    let turned = if north && middle.abs() > 90.0 { 0.2 } else { 0.0 };
    if name < 0.2 { 0.0 } else { numbers * ((0.3 + 0.55 * name + likely + only).min(1.0) - turned) }
}

/// The least, the middle and the greatest of sorted numbers but for one in fifty on either side,
/// and for a number that so many have: the place of those without one may be far away.
fn ends(sorted: &[f64]) -> Option<[f64; 3]> {
    let runs = sorted.chunk_by(|a, b| a == b);
    let rare: Vec<f64> = runs.filter(|run| run.len() * 50 <= sorted.len()).flatten().copied().collect();
    let numbers = if rare.len() * 5 > sorted.len() { &rare } else { sorted };
    let last = numbers.len().checked_sub(1)?;
    let at = |share: f64| numbers.get((share * last as f64) as usize).copied();
    Some([at(0.02)?, at(0.5)?, at(0.98)?])
}

/// How well a column's numbers are coordinates north, or east, in feet or metres.
fn plane_score(facts: &Facts<'_>, north: bool) -> f64 {
    let speaks = if north { words::LATITUDE } else { words::LONGITUDE };
    let name = name_score(&facts.words, speaks);
    let ends = [0.02, 0.98].map(|share| facts.quantile(share));
    let [Some(low), Some(high)] = ends else { return 0.0 };
    let numbers = facts.of_present(facts.numbers);
    let far = low.abs() >= 10_000.0 && high.abs() < 40_000_000.0 && high > low && high - low < 2_000_000.0;
    if numbers < 0.8 || facts.coverage() < 0.3 || !far || name < 0.5 { 0.0 } else { 0.3 + 0.6 * name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swapped_and_unsigned_places_are_told_by_where_they_lie() {
        for (latitude, longitude, lies) in [
            (38.25, -85.75, Lies::OnLand),
            (-85.75, 38.25, Lies::Turned),
            (13.4, 52.5, Lies::Turned),
            (151.2, -33.9, Lies::Turned),
            (38.25, 85.75, Lies::WithoutSign),
            (28.6, 77.2, Lies::OnLand),
            (0.01, 0.01, Lies::AtSea),
            (-85.0, -38.0, Lies::AtSea),
        ] {
            assert_eq!(Lies::of(Some((latitude, longitude))), lies, "{latitude}, {longitude}");
        }
    }

    #[test]
    fn cities_are_told_by_their_country() {
        let american = [
            (41.88, -87.63),
            (42.89, -78.88),
            (42.36, -71.06),
            (47.61, -122.33),
            (32.72, -117.16),
            (27.51, -99.51),
            (25.76, -80.19),
            (42.33, -83.05),
            (21.31, -157.86),
            (61.22, -149.9),
            (32.22, -110.97),
            (43.66, -70.26),
        ];
        let others = [
            (43.68, -79.4),
            (45.5, -73.57),
            (49.28, -123.12),
            (25.67, -100.31),
            (31.69, -106.42),
            (32.51, -117.04),
            (19.43, -99.13),
            (51.5, -0.12),
            (-33.87, 151.21),
            (23.11, -82.37),
            (24.81, -107.39),
        ];
        for (latitude, longitude) in american {
            assert!(in_united_states(latitude, longitude), "{latitude}, {longitude}");
        }
        for (latitude, longitude) in others {
            assert!(!in_united_states(latitude, longitude), "{latitude}, {longitude}");
        }
    }
}
