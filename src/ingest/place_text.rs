//! A place in one field, in the forms that portals and programs write.

use super::places::are_swapped;
use super::value;

/// Degrees north and east of a place in one field; the inner `None` is a field that says that there
/// is none. The outer one is no place.
///
/// - `(41.9, -87.6)`, `[41.9, -87.6]`, `41.9, -87.6`: latitude first, at the end of whatever stands
///   before brackets, because an address may, as New York's and San Francisco's portals write it;
/// - `POINT (-87.6 41.9)`, also with a height and behind `SRID=4326;`: longitude first;
/// - `{"type": "Point", "coordinates": [-87.6, 41.9]}`: GeoJSON, longitude first;
/// - `{'latitude': '41.9', 'longitude': '-87.6'}`: what Python prints of a portal's answer;
/// - `41.9\u{b0} N, 87.6\u{b0} W`.
pub(super) fn combined(text: &[u8]) -> Option<Option<(f64, f64)>> {
    let text = text.trim_ascii();
    if text.starts_with(b"{") {
        return object(text);
    }
    let text = without_system(text)?;
    let is_point = text.get(..5).is_some_and(|word| word.eq_ignore_ascii_case(b"POINT"));
    if is_point && text.to_ascii_uppercase().ends_with(b"EMPTY") {
        return Some(None);
    }
    let inner = match text.iter().rposition(|&byte| matches!(byte, b'(' | b'[')) {
        Some(open) => {
            let close: &[u8] = if text.get(open) == Some(&b'(') { b")" } else { b"]" };
            text.get(open + 1..)?.trim_ascii().strip_suffix(close)?
        }
        None => text,
    };
    if inner.windows(2).any(|bytes| bytes == "\u{b0}".as_bytes()) {
        return with_signs(inner).map(Some);
    }
    let mut numbers = inner
        .split(|byte| matches!(byte, b',' | b';' | b' ' | b'\t'))
        .filter(|part| !part.is_empty())
        .map(value::decimal);
    let Some(first) = numbers.next() else { return Some(None) };
    let (first, second) = (first?, numbers.next()??);
    // Of a point, the height and the measure say nothing.
    let rest: Option<Vec<f64>> = numbers.collect();
    let fits = rest?.len() <= if is_point { 2 } else { 0 };
    let (latitude, longitude) = if is_point { (second, first) } else { (first, second) };
    on_earth(latitude, longitude).filter(|_| fits).map(Some)
}

/// Degrees that are some, in either order where it can be told.
fn on_earth(latitude: f64, longitude: f64) -> Option<(f64, f64)> {
    let within = |number: f64, limit: f64| (-limit..=limit).contains(&number);
    let is_place = within(latitude, 90.0) || are_swapped(latitude, longitude);
    (is_place && within(latitude, 180.0) && within(longitude, 180.0)).then_some((latitude, longitude))
}

/// What follows `SRID=4326;`; nothing where the system is not one of degrees.
fn without_system(text: &[u8]) -> Option<&[u8]> {
    if !text.get(..5).is_some_and(|word| word.eq_ignore_ascii_case(b"SRID=")) {
        return Some(text);
    }
    let end = text.iter().position(|&byte| byte == b';')?;
    let system = text.get(5..end)?.trim_ascii();
    // WGS 84, and NAD 83, which is within two metres of it.
    let is_degrees = matches!(system, b"4326" | b"4269");
    text.get(end + 1..).map(<[u8]>::trim_ascii).filter(|_| is_degrees)
}

/// A GeoJSON point, or an object of latitude and longitude, in quotes of either kind.
fn object(text: &[u8]) -> Option<Option<(f64, f64)>> {
    let lower = text.to_ascii_lowercase();
    if let Some(rest) = after(&lower, b"coordinates") {
        let open = rest.iter().position(|&byte| byte == b'[')?;
        let close = rest.iter().position(|&byte| byte == b']')?;
        let mut numbers = rest.get(open + 1..close)?.split(|&byte| byte == b',').map(<[u8]>::trim_ascii);
        let (east, north) = (value::decimal(numbers.next()?)?, value::decimal(numbers.next()?)?);
        return on_earth(north, east).map(Some);
    }
    let number = |names: [&[u8]; 4]| {
        let rest = names.iter().find_map(|name| after(&lower, name))?;
        let end = rest.iter().position(|byte| matches!(byte, b',' | b'}')).unwrap_or(rest.len());
        let quotes = |byte: &u8| matches!(byte, b'"' | b'\'' | b' ' | b':');
        let from = rest.iter().position(|byte| !quotes(byte)).unwrap_or(end);
        let written = rest.get(from..end).unwrap_or_default();
        let length = written.iter().rposition(|byte| !quotes(byte)).map_or(0, |last| last + 1);
        written.get(..length)
    };
    let north = number([b"latitude", b"lat", b"y", b"northing"])?;
    let east = number([b"longitude", b"lng", b"lon", b"x"])?;
    if value::missing(north) && value::missing(east) {
        return Some(None);
    }
    on_earth(value::decimal(north)?, value::decimal(east)?).map(Some)
}

/// What stands behind a name in quotes.
fn after<'a>(text: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let quoted = |quote: u8| [&[quote][..], name, &[quote]].concat();
    [b'"', b'\''].into_iter().find_map(|quote| {
        let quoted = quoted(quote);
        let at = text.windows(quoted.len()).position(|found| found == quoted)?;
        text.get(at + quoted.len()..)
    })
}

/// `41.9\u{b0} N, 87.6\u{b0} W`.
fn with_signs(text: &[u8]) -> Option<(f64, f64)> {
    let text = str::from_utf8(text).ok()?;
    let mut north = None;
    let mut east = None;
    for part in text.split(',') {
        let (number, direction) = part.split_once('\u{b0}')?;
        let number = value::decimal(number.trim().as_bytes())?;
        let sign = |letter: &str| if direction.trim().eq_ignore_ascii_case(letter) { -1.0 } else { 1.0 };
        match direction.trim() {
            "N" | "n" | "S" | "s" => north = Some(number * sign("S")),
            "E" | "e" | "W" | "w" => east = Some(number * sign("W")),
            "" if north.is_none() => north = Some(number),
            "" => east = Some(number),
            _ => return None,
        }
    }
    on_earth(north?, east?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_one_field_is_understood_in_each_of_its_forms() {
        for text in [
            "(41.9, -87.6)",
            "41.9,-87.6",
            "[41.9, -87.6]",
            "POINT (-87.6 41.9)",
            "point(-87.6  41.9)",
            "POINT Z (-87.6 41.9 180.5)",
            "SRID=4326;POINT(-87.6 41.9)",
            "srid=4269; POINT Z (-87.6 41.9 0)",
            "1300 Block of POLK ST (N)\n(41.9, -87.6)",
            r#"{"type":"Point","coordinates":[-87.6,41.9]}"#,
            r#"{ "type": "Point", "coordinates": [ -87.6, 41.9, 3.0 ] }"#,
            "{'latitude': '41.9', 'longitude': '-87.6', 'human_address': '{}'}",
            r#"{"lng": -87.6, "lat": 41.9}"#,
            "41.9\u{b0} N, 87.6\u{b0} W",
            "87.6\u{b0}W, 41.9\u{b0}N",
        ] {
            assert_eq!(combined(text.as_bytes()), Some(Some((41.9, -87.6))), "{text}");
        }
        for text in ["()", "[]", "POINT EMPTY", "{'latitude': None, 'longitude': None}"] {
            assert_eq!(combined(text.as_bytes()), Some(None), "{text}");
        }
        for text in [
            "41.9",
            "(41.9, -87.6, 3)",
            "(91, 0)",
            "POINT (41.9 -187.6)",
            "(41.9, -87.6",
            "(41.9, -87.6]",
            "here",
            "(a, b)",
            "SRID=2263;POINT(1 2)",
            "{}",
            r#"{"coordinates": [1]}"#,
            "41.9\u{b0} up, 3\u{b0} W",
        ] {
            assert_eq!(combined(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn longitude_first_is_found_out_where_no_city_lies_so() {
        assert_eq!(combined(b"-87.6, 41.9"), Some(Some((-87.6, 41.9))));
        assert_eq!(combined(b"-118.2, 34.1"), Some(Some((-118.2, 34.1))));
        assert!(are_swapped(-87.6, 41.9) && are_swapped(-118.2, 34.1) && are_swapped(77.2, 28.6));
        assert!(!are_swapped(41.9, -87.6) && !are_swapped(60.2, 24.9) && !are_swapped(90.0, 0.0));
    }
}
