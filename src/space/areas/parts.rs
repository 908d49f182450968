//! Features that are parts of one area: a multipolygon that was written as a feature a polygon.

use std::collections::BTreeMap;

use super::key_form::plain_letters;
use super::key_names::KeyName;
use super::layer::{Area, AreaLayer};
use super::problem::{AreaFault, AreaProblem};
use crate::study::BoundingBox;

/// The property in which two areas differ as parts of one do not; `None` where they may be parts.
/// `keys`: what they are told apart by. What belongs to a polygon alone (its number in the export,
/// its size, its middle) may differ.
pub(super) fn difference<'a>(one: &'a Area, other: &Area, keys: &[String]) -> Option<&'a str> {
    let differs = |(name, value): &(&String, &String)| {
        other.properties.get(*name).is_some_and(|of_other| of_other != *value && !is_of_part(name, value))
    };
    let names = one.properties.iter().filter(|(name, _)| !keys.contains(name));
    names.into_iter().find(differs).map(|(name, _)| name.as_str())
}

/// Words of measures of a polygon.
const OF_A_SHAPE: [&str; 27] = [
    "acres",
    "aland",
    "area",
    "awater",
    "centroid",
    "hectares",
    "intptlat",
    "intptlon",
    "lat",
    "latitude",
    "len",
    "leng",
    "length",
    "lon",
    "long",
    "longitude",
    "perim",
    "perimeter",
    "shape",
    "sqkm",
    "sqmi",
    "sqmiles",
    "st",
    "star",
    "stle",
    "x",
    "y",
];

/// Whether a property is of one polygon and not of the area that it is a part of.
fn is_of_part(name: &str, value: &str) -> bool {
    let plain = plain_letters(name);
    let words = || plain.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty());
    let is_number = value.parse::<f64>().is_ok();
    let is_short = value.len() <= 5 && value.bytes().all(|byte| byte.is_ascii_digit());
    let is_made_up = value.len() >= 32 && value.contains('-');
    KeyName::new(name, "").is_counter()
        || (is_number && value.contains('.'))
        || (plain == "id" && (is_short || is_made_up || value.contains(['.', '/'])))
        || (is_number && words().all(|word| OF_A_SHAPE.contains(&word)))
        || words().next().is_some_and(|word| matches!(word, "part" | "parts" | "globalid"))
}

/// Areas of one key as one: the first of them gets the polygons of all. `group_of`: by area the
/// first area of its group. The second part says by area of the result which one it was.
pub(super) fn dissolved(layer: &AreaLayer, group_of: &[usize]) -> (AreaLayer, Vec<usize>) {
    let mut place_of: BTreeMap<usize, usize> = BTreeMap::new();
    let (mut areas, mut was): (Vec<Area>, Vec<usize>) = (Vec::new(), Vec::new());
    for (number, area) in layer.areas().iter().enumerate() {
        let group = group_of.get(number).copied().unwrap_or(number);
        match place_of.get(&group).and_then(|place| areas.get_mut(*place)) {
            Some(first) => {
                first.polygons.extend(area.polygons.iter().cloned());
                first.bounds = around(first.bounds, area.bounds);
            }
            None => {
                place_of.insert(group, areas.len());
                areas.push(area.clone());
                was.push(number);
            }
        }
    }
    let mut whole = AreaLayer::new(areas, layer.problems().to_vec());
    whole.system = layer.system;
    (whole, was)
}

fn around(one: BoundingBox, other: BoundingBox) -> BoundingBox {
    BoundingBox {
        south: one.south.min(other.south),
        north: one.north.max(other.north),
        west: one.west.min(other.west),
        east: one.east.max(other.east),
    }
}

/// By area the first that it is a part with, where no table tells areas apart: features that say
/// the same of themselves, and say something.
pub(super) fn same_in_all(layer: &AreaLayer) -> Vec<usize> {
    let mut first_of: BTreeMap<Vec<(&str, &str)>, usize> = BTreeMap::new();
    let mut groups = Vec::with_capacity(layer.len());
    for (number, area) in layer.areas().iter().enumerate() {
        let says = area.properties.iter().filter(|(name, value)| !is_of_part(name, value));
        let says: Vec<(&str, &str)> = says.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let tells = says.iter().any(|(_, value)| value.contains(char::is_alphabetic));
        groups.push(if tells { *first_of.entry(says).or_insert(number) } else { number });
    }
    // What all say alike tells nothing: the city's name, say.
    if first_of.len() > 1 { groups } else { (0..layer.len()).collect() }
}

/// What is said of each feature that is a further part of an area.
pub(super) fn part_problems(layer: &AreaLayer, group_of: &[usize], key: &str) -> Vec<AreaProblem> {
    let parts = group_of.iter().enumerate().filter(|(number, group)| number != *group);
    let part = |(number, group): (usize, &usize)| {
        let (area, first) = (layer.areas().get(number)?, layer.areas().get(*group)?);
        let name = area.properties.get(key).cloned();
        let key_of = name.clone().unwrap_or_default();
        let fault = AreaFault::Part { property: key.to_owned(), key: key_of, first: first.feature };
        Some(AreaProblem { feature: area.feature, name, used: true, fault })
    };
    parts.filter_map(part).collect()
}
