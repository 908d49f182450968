//! A layer of areas: what each is called, where its middle is, and which one holds a place.

use std::collections::{BTreeMap, BTreeSet};

use rstar::RTree;
use rstar::primitives::{GeomWithData, Rectangle};

use super::key_names::KeyName;
use super::polygon::{Position, Ring, is_inside, moments};
use super::problem::AreaProblem;
use crate::space::{CoordinateSystem, Grid, METRES_A_DEGREE};
use crate::stats::mean;
use crate::study::BoundingBox;

/// One area, the unit of every test: polygons with holes, and what its file says of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    pub(super) feature: usize,
    pub(super) properties: BTreeMap<String, String>,
    /// By polygon: its outer ring, then its holes. Each has at least 4 positions.
    pub(super) polygons: Vec<Vec<Ring>>,
    pub(super) bounds: BoundingBox,
}

impl Area {
    /// The feature's number in the file, from 1.
    pub fn feature(&self) -> usize {
        self.feature
    }

    /// What its file says of it, as text without outer blanks; what is empty or null is not there.
    pub fn properties(&self) -> &BTreeMap<String, String> {
        &self.properties
    }

    /// The smallest box around it, degrees.
    pub fn bounds(&self) -> BoundingBox {
        self.bounds
    }

    /// By polygon its rings, the outer one first: closed, of `[longitude, latitude]` in degrees.
    pub fn polygons(&self) -> &[Vec<Vec<Position>>] {
        &self.polygons
    }

    /// Latitude and longitude of its centroid, degrees.
    pub fn centre(&self) -> (f64, f64) {
        let origin = [self.bounds.west, self.bounds.south];
        let mut sums = [0.0; 3];
        for polygon in &self.polygons {
            for (place, ring) in polygon.iter().enumerate() {
                let of_ring = moments(ring, origin);
                // Whichever way round a file writes its rings, outer ones add and holes take away.
                let sign = if (of_ring[0] > 0.0) == (place == 0) { 1.0 } else { -1.0 };
                for (sum, moment) in sums.iter_mut().zip(of_ring) {
                    *sum += sign * moment;
                }
            }
        }
        (origin[1] + sums[2] / (3.0 * sums[0]), origin[0] + sums[1] / (3.0 * sums[0]))
    }

    /// Whether it holds a place (degrees). A place on the border of two areas lies in one of them.
    pub fn contains(&self, latitude: f64, longitude: f64) -> bool {
        let at = [longitude, latitude];
        let BoundingBox { south, north, west, east } = self.bounds;
        // Not the box's own test, which is half-open.
        let near = (south..=north).contains(&latitude) && (west..=east).contains(&longitude);
        let odd = |polygon: &Vec<Ring>| polygon.iter().filter(|ring| is_inside(ring, at)).count() % 2 == 1;
        near && self.polygons.iter().any(odd)
    }
}

/// Areas in the order of their file; an area is an index 0, 1, .. everywhere else.
#[derive(Clone, Debug)]
pub struct AreaLayer {
    areas: Vec<Area>,
    pub(super) problems: Vec<AreaProblem>,
    key_property: Option<String>,
    name_property: Option<String>,
    boxes: Boxes,
    pub(super) system: Option<CoordinateSystem>,
}

impl PartialEq for AreaLayer {
    fn eq(&self, other: &Self) -> bool {
        // All else follows from the areas.
        self.areas == other.areas && self.problems == other.problems
    }
}

impl AreaLayer {
    pub(super) fn new(areas: Vec<Area>, problems: Vec<AreaProblem>) -> Self {
        let key_property = guess_key(&areas);
        let name_property = guess_name(&areas);
        let boxes = boxes(&areas);
        Self { areas, problems, key_property, name_property, boxes, system: None }
    }

    /// The areas.
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// Number of areas.
    pub fn len(&self) -> usize {
        self.areas.len()
    }

    /// Whether there are none: a layer that was read has at least one.
    pub fn is_empty(&self) -> bool {
        self.areas.is_empty()
    }

    /// What was wrong with features, in the file's order.
    pub fn problems(&self) -> &[AreaProblem] {
        &self.problems
    }

    /// The system of projected coordinates that the file states and was read in.
    pub fn system(&self) -> Option<CoordinateSystem> {
        self.system
    }

    /// Names of the properties that areas have, in order of the alphabet.
    pub fn properties(&self) -> Vec<&str> {
        different(self.areas.iter().flat_map(|area| area.properties.keys()).map(String::as_str))
    }

    /// The property that tells areas apart best as far as the layer itself can tell: most different
    /// values, the shortest of those. A table may show another ([`super::join`]).
    pub fn key_property(&self) -> Option<&str> {
        self.key_property.as_deref()
    }

    /// The property that areas are named by on the screen: of those that name each differently the
    /// one with the largest share of letters.
    pub fn name_property(&self) -> Option<&str> {
        self.name_property.as_deref()
    }

    /// What an area is called on the screen; never empty.
    pub fn name(&self, area: usize) -> String {
        let Some(area) = self.areas.get(area) else { return format!("area {area}") };
        let value = |property: &Option<String>| property.as_ref().and_then(|name| area.properties.get(name));
        let found = value(&self.name_property).or_else(|| value(&self.key_property));
        found.cloned().unwrap_or_else(|| format!("feature {}", area.feature))
    }

    /// By area: metres east and north of the grid's south-west corner, of its centroid.
    pub fn centres_metres(&self, grid: &Grid) -> Vec<(f64, f64)> {
        let metres = |area: &Area| {
            let (latitude, longitude) = area.centre();
            grid.metres(latitude, longitude)
        };
        self.areas.iter().map(metres).collect()
    }

    /// By area: metres east and north of the middle of all areas, of its centroid. For distances
    /// within a city, where there is no grid.
    pub fn local_centres_metres(&self) -> Vec<(f64, f64)> {
        let centres: Vec<(f64, f64)> = self.areas.iter().map(Area::centre).collect();
        let middle = |of: fn(&(f64, f64)) -> f64| mean(&centres.iter().map(of).collect::<Vec<_>>());
        let (north, east) = (middle(|centre| centre.0), middle(|centre| centre.1));
        let shrink = libm::cos(north.to_radians());
        let metres = |(latitude, longitude): &(f64, f64)| {
            (METRES_A_DEGREE * shrink * (longitude - east), METRES_A_DEGREE * (latitude - north))
        };
        centres.iter().map(metres).collect()
    }

    /// The area that holds a place (degrees): the first of the file where areas overlap, `None`
    /// outside all.
    pub fn area_at(&self, latitude: f64, longitude: f64) -> Option<usize> {
        let near = self.boxes.locate_all_at_point([longitude, latitude]).map(|near| near.data);
        let holds =
            |&area: &usize| self.areas.get(area).is_some_and(|area| area.contains(latitude, longitude));
        // The tree's order is its own.
        near.filter(holds).min()
    }
}

/// Boxes around areas, each with its area's number.
type Boxes = RTree<GeomWithData<Rectangle<Position>, usize>>;

fn boxes(areas: &[Area]) -> Boxes {
    let around = |(number, area): (usize, &Area)| {
        let BoundingBox { south, north, west, east } = area.bounds;
        GeomWithData::new(Rectangle::from_corners([west, south], [east, north]), number)
    };
    RTree::bulk_load(areas.iter().enumerate().map(around).collect())
}

/// By property: the values of areas.
fn by_property(areas: &[Area]) -> BTreeMap<&str, Vec<&str>> {
    let mut values: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in areas.iter().flat_map(|area| &area.properties) {
        values.entry(name).or_default().push(value);
    }
    values
}

/// Texts in order of the alphabet, each once.
fn different<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    // Collected, they would be sorted by a sort of their own.
    let mut different = BTreeSet::new();
    different.extend(texts);
    different.into_iter().collect()
}

fn n_different(values: &[&str]) -> usize {
    different(values.iter().copied()).len()
}

fn guess_key(areas: &[Area]) -> Option<String> {
    let values = by_property(areas);
    // Measures have decimals, and an export's own row number is no key that a table would know.
    let is_key = |name: &str, values: &[&str]| {
        !name.to_ascii_lowercase().contains("objectid") && !values.iter().all(|value| value.contains('.'))
    };
    let is_named_so = |name: &str| {
        let name = KeyName::new(name, "");
        !name.is_counter() && !name.is_measure()
    };
    let length = |values: &[&str]| values.iter().map(|value| value.len()).sum::<usize>();
    let keys = values.iter().filter(|(name, values)| is_key(name, values));
    let best = keys.min_by_key(|(name, values)| {
        let twice = areas.len() - n_different(values);
        // A number of people is a key only where nothing else is.
        (!is_named_so(name) || 2 * twice > areas.len(), twice, length(values))
    });
    best.map(|(name, _)| (*name).to_owned())
}

fn guess_name(areas: &[Area]) -> Option<String> {
    let values = by_property(areas);
    let names = values.iter().filter(|(_, values)| n_different(values) == areas.len());
    let letters = |values: &[&str]| {
        let count = |is: fn(char) -> bool| {
            values.iter().flat_map(|value| value.chars()).filter(|letter| is(*letter)).count()
        };
        count(|letter| letter.is_alphabetic() || letter == ' ') as f64 / count(|_| true).max(1) as f64
    };
    let shares = names.map(|(name, values)| (letters(values), *name)).filter(|(share, _)| *share >= 0.25);
    // Of equals the first in order of the alphabet.
    let best = shares.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, name)| name.to_owned())
}
