//! GeoJSON cut into its features (RFC 7946), and each of them read by itself, so that a bad one costs no other.
//!
//! Own code on the scanner that rows are read by: serde_json with what it derives for each type here is 11 kB of the page, and
//! refuses the whole file where a value within one feature is no JSON.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use watchback_tables::text::quoted;

use super::polygon::{Position, Ring};
use super::problem::{AreaFault, AreaFileError};
use crate::decimal::decimal;
use watchback_tables::json::scan::{Scan, Stop, Value};
use watchback_tables::json::text::unescaped;

/// The most features of a file of areas.
pub const MAX_FEATURES: usize = 50_000;

/// Where the features of a FeatureCollection begin in its text.
pub(super) fn features(text: &[u8]) -> Result<Vec<usize>, AreaFileError> {
    let mut scan = Scan::new(text);
    // Not cut off, so that errors name the file's own bytes.
    scan.at = if text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    collection(&mut scan).unwrap_or_else(|stop| {
        let (at, before) = match stop {
            Stop::More => (text.len(), text),
            _ => (scan.at, text.get(..scan.at).unwrap_or_default()),
        };
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let column = 1 + before.iter().rev().take_while(|byte| **byte != b'\n').count();
        let reason = format!("{} at byte {at}, line {line} column {column}", said(stop));
        Err(AreaFileError::NotJson { reason })
    })
}

fn collection(scan: &mut Scan<'_>) -> Result<Result<Vec<usize>, AreaFileError>, Stop> {
    let is_list = scan.look()? == b'[';
    let mut places = [None; 2];
    if is_list {
        scan.whole()?;
    } else {
        members(scan, &["type", "features"], &mut places)?;
    }
    if scan.look() != Err(Stop::More) {
        return Err(scan.broken("nothing after the last bracket"));
    }
    let [kind, features] = places;
    let kind = kind.map(|at| word(scan, at, "a type in quotes")).transpose()?;
    let found = match (kind, features) {
        (Some(kind), Some(at)) if kind == "FeatureCollection" => return starts(scan, at),
        (Some(kind), None) if kind == "FeatureCollection" => format!("a {kind} without features"),
        (Some(kind), _) => format!("a {kind}"),
        (None, _) if is_list => "a list".to_owned(),
        (None, _) => "JSON without a type".to_owned(),
    };
    Ok(Err(AreaFileError::NotCollection { found }))
}

/// Where the values of a list begin.
fn starts(scan: &mut Scan<'_>, at: usize) -> Result<Result<Vec<usize>, AreaFileError>, Stop> {
    scan.at = at;
    scan.expect(b'[', "a list of features")?;
    let (mut starts, mut n_features) = (Vec::new(), 0);
    while scan.item(n_features == 0)? {
        scan.look()?;
        if n_features < MAX_FEATURES {
            starts.push(scan.at);
        }
        n_features += 1;
        scan.whole()?;
    }
    if n_features > MAX_FEATURES {
        return Ok(Err(AreaFileError::TooManyFeatures { features: n_features, limit: MAX_FEATURES }));
    }
    Ok(Ok(starts))
}

/// The polygons of the feature that begins at `at`, as they are written. Its properties, and its `id` where none of them has that name, go
/// into `properties` as far as they can be read: text without outer blanks, numbers as the file writes them; what is null or a list is left out.
pub(super) fn polygons(
    text: &[u8],
    at: usize,
    properties: &mut BTreeMap<String, String>,
) -> Result<Vec<Vec<Ring>>, AreaFault> {
    let mut scan = Scan::new(text);
    scan.at = at;
    let geometry = match geometry(&mut scan, properties) {
        Ok(geometry) => geometry.ok_or(AreaFault::NoGeometry)?,
        Err(stop) => return Err(AreaFault::NotAFeature { reason: at_byte(stop, &scan) }),
    };
    let (kind, coordinates) = geometry;
    let is_one = kind == "Polygon";
    if !is_one && kind != "MultiPolygon" {
        return Err(AreaFault::NotPolygon { found: kind });
    }
    let Some(at) = coordinates else {
        return Err(AreaFault::Malformed { reason: "it has none".to_owned() });
    };
    scan.at = at;
    let mut polygons = Vec::new();
    let mut polygon = |scan: &mut Scan<'_>| {
        let mut rings: Vec<Ring> = Vec::new();
        list(scan, "a list of rings", &mut |scan| {
            let mut ring = Ring::new();
            list(scan, "a ring of positions", &mut |scan| {
                ring.push(position(scan)?);
                Ok(())
            })?;
            rings.push(ring);
            Ok(())
        })?;
        if !rings.is_empty() {
            polygons.push(rings);
        }
        Ok(())
    };
    let read = if is_one { polygon(&mut scan) } else { list(&mut scan, "a list of polygons", &mut polygon) };
    match read {
        Ok(()) => Ok(polygons),
        Err(stop) => Err(AreaFault::Malformed { reason: at_byte(stop, &scan) }),
    }
}

/// The type of a feature's geometry, and where its coordinates begin.
fn geometry(
    scan: &mut Scan<'_>,
    properties: &mut BTreeMap<String, String>,
) -> Result<Option<(String, Option<usize>)>, Stop> {
    let mut places = [None; 3];
    members(scan, &["id", "properties", "geometry"], &mut places)?;
    let [id, of_properties, geometry] = places;
    if let Some(at) = of_properties {
        scan.at = at;
        scan.expect(b'{', "properties in braces")?;
        let mut first = true;
        while let Some(name) = scan.member(first)? {
            first = false;
            let name = unescaped(name).into_owned();
            // Of a name that comes twice, the last counts.
            match simple(scan.whole()?) {
                Some(text) => drop(properties.insert(name, text)),
                None => drop(properties.remove(&name)),
            }
        }
    }
    if let Some(at) = id {
        scan.at = at;
        if let Some(text) = simple(scan.whole()?) {
            properties.entry("id".to_owned()).or_insert(text);
        }
    }
    let Some(at) = geometry else { return Ok(None) };
    scan.at = at;
    let mut places = [None; 2];
    members(scan, &["type", "coordinates"], &mut places)?;
    let [kind, coordinates] = places;
    let kind = match kind {
        Some(kind) => word(scan, kind, "a type in quotes")?,
        None => {
            scan.at = at;
            return Err(scan.broken("a geometry with a type"));
        }
    };
    Ok(Some((kind, coordinates)))
}

/// Where in an object the values of the `names` begin; nothing where one is null or missing.
fn members(scan: &mut Scan<'_>, names: &[&str], places: &mut [Option<usize>]) -> Result<(), Stop> {
    scan.expect(b'{', "an object in braces")?;
    let mut first = true;
    while let Some(name) = scan.member(first)? {
        first = false;
        let name = unescaped(name);
        let at = scan.at;
        let is_null = scan.whole()? == Value::Plain(b"");
        for (_, place) in names.iter().zip(&mut *places).filter(|(of, _)| **of == name) {
            if !is_null && place.replace(at).is_some() {
                scan.at = at;
                return Err(scan.broken("each name only once"));
            }
        }
    }
    Ok(())
}

/// A name that the file gives to a kind of thing: a text, not long.
fn word(scan: &mut Scan<'_>, at: usize, expected: &'static str) -> Result<String, Stop> {
    scan.at = at;
    match scan.whole()? {
        Value::Text(text) => Ok(quoted(unescaped(text).as_bytes())),
        _ => {
            scan.at = at;
            Err(scan.broken(expected))
        }
    }
}

/// A property as text, a number as the file writes it; `None` where it is missing or a list.
fn simple(value: Value<'_>) -> Option<String> {
    let text = match value {
        Value::Text(text) => unescaped(text).trim().to_owned(),
        Value::Plain(text) => unescaped(text).into_owned(),
        Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn list(
    scan: &mut Scan<'_>,
    expected: &'static str,
    each: &mut dyn FnMut(&mut Scan<'_>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    scan.expect(b'[', expected)?;
    let mut first = true;
    while scan.item(first)? {
        first = false;
        each(scan)?;
    }
    Ok(())
}

/// Longitude and latitude; height and measure are passed over.
fn position(scan: &mut Scan<'_>) -> Result<Position, Stop> {
    let mut position = [0.0; 2];
    let mut n_found = 0;
    list(scan, "a position", &mut |scan| {
        scan.look()?;
        let at = scan.at;
        let value = scan.whole()?;
        if let Some(place) = position.get_mut(n_found) {
            let number = if let Value::Plain(text) = value { decimal(text) } else { None };
            *place = number.ok_or_else(|| {
                scan.at = at;
                scan.broken("a finite number")
            })?;
        } else if n_found >= 4 {
            scan.at = at;
            return Err(scan.broken("2 to 4 numbers in a position"));
        }
        n_found += 1;
        Ok(())
    })?;
    if n_found < 2 { Err(scan.broken("longitude and latitude before this")) } else { Ok(position) }
}

fn at_byte(stop: Stop, scan: &Scan<'_>) -> String {
    format!("{} at byte {}", said(stop), scan.at)
}

fn said(stop: Stop) -> String {
    match stop {
        Stop::Broken { expected, found } => format!("expected {expected}, found {}", quoted(&found)),
        Stop::TooDeep => "lists lie too deep in each other".to_owned(),
        Stop::More | Stop::NoRows => "the file ends within a value".to_owned(),
    }
}
