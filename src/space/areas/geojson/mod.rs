//! GeoJSON (RFC 7946): the features of a file, each of them read by itself, so that a bad geometry
//! costs no other.

mod stated_crs;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Error, from_str};

pub(super) use self::stated_crs::Stated;
use super::polygon::{Position, Ring};
use super::problem::{AreaFault, AreaFileError, LineFault};
use watchback_tables::text::quoted;
use watchback_translate::mark;

/// The most features of a file of areas.
pub const MAX_FEATURES: usize = 50_000;

#[derive(Deserialize)]
struct Collection<'a> {
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(borrow)]
    features: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    crs: Option<&'a RawValue>,
    #[serde(borrow, rename = "spatialReference")]
    reference: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Feature<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    properties: Option<BTreeMap<String, &'a RawValue>>,
    #[serde(borrow)]
    geometry: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Geometry<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow)]
    coordinates: Option<&'a RawValue>,
}

/// The features of a FeatureCollection, as they are written, and the system of their coordinates.
pub(super) fn features(text: &str) -> Result<(Vec<&RawValue>, Stated), AreaFileError> {
    let not_json = |error: Error| {
        // A file that is cut within a number ends with what is no number.
        let is_last = offset(text, &error) + 1 >= text.len();
        let what = what(&error);
        let what = if is_last && what == "invalid number" { ENDS_WITHIN } else { &what };
        let reason = format!("{what} at line {} column {}", error.line(), error.column());
        AreaFileError::NotJson { reason }
    };
    if text.trim_start().starts_with('[') {
        from_str::<IgnoredAny>(text).map_err(not_json)?;
        return Err(AreaFileError::NotCollection { found: "a list".to_owned() });
    }
    let Collection { kind, features, crs, reference } = from_str(text).map_err(not_json)?;
    let kind = kind.map(|kind| quoted(kind.as_bytes()));
    let found = match (kind, features) {
        (Some(kind), Some(features)) if kind == "FeatureCollection" => {
            let n_features = features.len();
            if n_features > MAX_FEATURES {
                return Err(AreaFileError::TooManyFeatures { features: n_features, limit: MAX_FEATURES });
            }
            return Ok((features, stated_crs::stated(crs.or(reference))));
        }
        (Some(kind), None) if kind == "FeatureCollection" => format!("a {kind} without features"),
        (Some(kind), _) => format!("a {kind}"),
        (None, _) => "JSON without a type".to_owned(),
    };
    Err(AreaFileError::NotCollection { found })
}

/// The polygons of a feature of `text`, as they are written. Its properties, and its `id` where
/// none of them has that name, go into `properties`: text without outer blanks, numbers as the file
/// writes them. What is null or a list is left out.
pub(super) fn polygons(
    text: &str,
    feature: &RawValue,
    properties: &mut BTreeMap<String, String>,
) -> Result<Vec<Vec<Ring>>, AreaFault> {
    let Feature { id, properties: written, geometry } = parsed(text, feature)?;
    let written = written.unwrap_or_default().into_iter();
    properties.extend(written.filter_map(|(name, value)| Some((name, simple(value)?))));
    if let Some(id) = id.and_then(simple) {
        properties.entry("id".to_owned()).or_insert(id);
    }
    let Geometry { kind, coordinates } = parsed(text, geometry.ok_or(AreaFault::NoGeometry)?)?;
    let is_one = kind == "Polygon";
    if !is_one && kind != "MultiPolygon" {
        return Err(AreaFault::NotPolygon { found: quoted(kind.as_bytes()) });
    }
    let Some(coordinates) = coordinates else {
        return Err(AreaFault::Malformed { reason: mark!("it has none").to_owned() });
    };
    let malformed = |error| AreaFault::Malformed { reason: at_byte(text, coordinates, &error) };
    let polygons: Vec<Vec<Vec<At>>> = if is_one {
        vec![from_str(coordinates.get()).map_err(malformed)?]
    } else {
        from_str(coordinates.get()).map_err(malformed)?
    };
    let ring = |ring: Vec<At>| ring.into_iter().map(|At(position)| position).collect();
    let polygons = polygons.into_iter().filter(|rings| !rings.is_empty());
    Ok(polygons.map(|rings| rings.into_iter().map(ring).collect()).collect())
}

/// The lines of a feature of `text`, as they are written.
pub(super) fn lines(text: &str, feature: &RawValue) -> Result<Vec<Vec<Position>>, LineFault> {
    let Feature { geometry, .. } = parsed(text, feature)?;
    let Geometry { kind, coordinates } = parsed(text, geometry.ok_or(AreaFault::NoGeometry)?)?;
    let is_one = kind == "LineString";
    if !is_one && kind != "MultiLineString" {
        return Err(LineFault::NotLine { found: quoted(kind.as_bytes()) });
    }
    let Some(coordinates) = coordinates else {
        return Err(LineFault::Malformed { reason: mark!("it has none").to_owned() });
    };
    let malformed = |error| LineFault::Malformed { reason: at_byte(text, coordinates, &error) };
    let lines: Vec<Vec<At>> = if is_one {
        vec![from_str(coordinates.get()).map_err(malformed)?]
    } else {
        from_str(coordinates.get()).map_err(malformed)?
    };
    Ok(lines.into_iter().map(|line| line.into_iter().map(|At(position)| position).collect()).collect())
}

fn parsed<'a, T: Deserialize<'a>>(text: &str, part: &'a RawValue) -> Result<T, AreaFault> {
    from_str(part.get()).map_err(|error| AreaFault::NotAFeature { reason: at_byte(text, part, &error) })
}

/// A property as text, a number as the file writes it; `None` where it is missing or a list.
fn simple(value: &RawValue) -> Option<String> {
    let text = match value.get() {
        "null" => return None,
        list if list.starts_with(['[', '{']) => return None,
        text if text.starts_with('"') => from_str::<String>(text).ok()?.trim().to_owned(),
        plain => plain.to_owned(),
    };
    (!text.is_empty()).then_some(text)
}

/// Longitude and latitude; height and measure are passed over.
struct At(Position);

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(AtVisitor)
    }
}

struct AtVisitor;

impl<'de> Visitor<'de> for AtVisitor {
    type Value = At;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a position of 2 to 4 numbers")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut sequence: S) -> Result<At, S::Error> {
        let mut position = [0.0; 2];
        for (found, number) in position.iter_mut().enumerate() {
            let next = sequence.next_element()?;
            *number = next.ok_or_else(|| de::Error::invalid_length(found, &self))?;
        }
        let mut found = 2;
        while sequence.next_element::<IgnoredAny>()?.is_some() {
            found += 1;
        }
        if found > 4 { Err(de::Error::invalid_length(found, &self)) } else { Ok(At(position)) }
    }
}

/// What is wrong, and at which byte of `text`, where `part` of it could not be read.
fn at_byte(text: &str, part: &RawValue, error: &Error) -> String {
    // The parts of a text lie within it.
    let start = (part.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    format!("{} at byte {}", what(error), start + offset(part.get(), error))
}

/// The byte of `text` at which it could not be read on.
fn offset(text: &str, error: &Error) -> usize {
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1)
}

const ENDS_WITHIN: &str = "the file ends within a value";

/// The error's words without its place.
fn what(error: &Error) -> String {
    if error.is_eof() {
        return ENDS_WITHIN.to_owned();
    }
    let words = error.to_string();
    words.rsplit_once(" at line ").map_or(words.clone(), |(what, _)| what.to_owned())
}
