//! The system of coordinates that a file states, as old GeoJSON and its exports do.

use serde_json::value::RawValue;
use serde_json::{Value, from_str};

use crate::space::{CoordinateSystem, Projection};

/// What a file says of its coordinates.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in super::super) enum Stated {
    /// Nothing, or degrees.
    #[default]
    Degrees,
    /// A system that is known here.
    Projected(CoordinateSystem, Box<Projection>),
    /// One that is not, in the file's words.
    Unknown(String),
}

/// Numbers of systems of degrees that differ from WGS 84 by a metre or two, and by a hundred.
const DEGREES: [u64; 9] = [4326, 4979, 4269, 4258, 4283, 7844, 4267, 4617, 4674];
/// Web Mercator's other numbers.
const WEB_MERCATOR: [u64; 4] = [102_100, 900_913, 3785, 102_113];

/// Reads a `crs` or a `spatialReference`.
pub(super) fn stated(crs: Option<&RawValue>) -> Stated {
    let Some(value) = crs.and_then(|crs| from_str::<Value>(crs.get()).ok()) else { return Stated::Degrees };
    let of = |path: &str| value.pointer(path);
    let places = ["/properties/name", "/properties/code", "/latestWkid", "/wkid", "/name", ""];
    let Some(found) =
        places.iter().filter_map(|path| of(path)).find(|found| found.is_string() || found.is_number())
    else {
        return Stated::Degrees;
    };
    let text = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let plain = plain.to_ascii_uppercase();
    if plain.contains("CRS8") || plain.ends_with("WGS84") {
        return Stated::Degrees;
    }
    // "urn:ogc:def:crs:EPSG::3857", "EPSG:3857", ".../EPSG/0/3857", 3857
    let last = text.rsplit(|letter: char| !letter.is_ascii_digit()).find(|digits| !digits.is_empty());
    let Some(number) = last.and_then(|digits| digits.parse::<u64>().ok()) else {
        return Stated::Unknown(text);
    };
    if DEGREES.contains(&number) {
        return Stated::Degrees;
    }
    let number = if WEB_MERCATOR.contains(&number) { 3857 } else { number };
    let system = u16::try_from(number).ok().and_then(|epsg| CoordinateSystem::from_epsg(epsg).ok());
    match system.and_then(|system| Some((system, system.projection()?))) {
        Some((system, projection)) => Stated::Projected(system, Box::new(projection)),
        None => Stated::Unknown(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn epsg(crs: &str) -> Option<u16> {
        match stated(Some(&RawValue::from_string(crs.to_owned()).unwrap())) {
            Stated::Degrees => None,
            Stated::Projected(system, _) => Some(system.epsg()),
            Stated::Unknown(_) => Some(0),
        }
    }

    #[test]
    fn systems_are_read_as_files_state_them() {
        let named = |name: &str| epsg(&format!(r#"{{"type": "name", "properties": {{"name": "{name}"}}}}"#));
        for name in
            ["urn:ogc:def:crs:EPSG::3857", "EPSG:3857", "urn:ogc:def:crs:EPSG:6.9:3857", "epsg:900913"]
        {
            assert_eq!(named(name), Some(3857), "{name}");
        }
        assert_eq!(named("http://www.opengis.net/def/crs/EPSG/0/2263"), Some(2263));
        assert_eq!(epsg(r#"{"type": "EPSG", "properties": {"code": 27700}}"#), Some(27700));
        assert_eq!(epsg(r#"{"wkid": 102100, "latestWkid": 3857}"#), Some(3857));
        assert_eq!((epsg("\"EPSG:2272\""), epsg("32616")), (Some(2272), Some(32616)));
        for degrees in ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:OGC::CRS83", "WGS 84"]
        {
            assert_eq!(named(degrees), None, "{degrees}");
        }
        assert_eq!((epsg("null"), epsg(r#"{"a": [{}]}"#)), (None, None));
        assert_eq!((named("EPSG:28992"), named("a local grid")), (Some(0), Some(0)));
    }
}
