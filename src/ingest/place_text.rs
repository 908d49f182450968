//! A place in one field, in the forms that portals, programs and people write.

use watchback_tables::text::text as decoded;

use super::value;

/// Degrees north and east of a place in one field; the inner `None` is a field that says that there
/// is none. The outer one is no place.
///
/// - `(41.9, -87.6)`, `[41.9, -87.6]`, `41.9, -87.6`: latitude first, at the end of whatever stands
///   before brackets, because an address may, as New York's and San Francisco's portals write it;
/// - `POINT (-87.6 41.9)`, also with a height and behind `SRID=4326;`: longitude first;
/// - `{"type": "Point", "coordinates": [-87.6, 41.9]}`: GeoJSON, longitude first;
/// - `{'latitude': '41.9', 'longitude': '-87.6'}`: what Python prints of a portal's answer;
/// - `41.9° N, 87.6° W` and `41°54'N 87°36'W`: in whichever order.
///
/// The first number may be the longitude after all, so either may be beyond 90 degrees, but not
/// both.
pub(super) fn combined(text: &[u8]) -> Option<Option<(f64, f64)>> {
    pair(text).or_else(|| written(text))
}

/// Two numbers, as programs write them.
fn pair(text: &[u8]) -> Option<Option<(f64, f64)>> {
    let text = without_system(text.trim_ascii())?;
    let is_point = text.get(..5).is_some_and(|word| word.eq_ignore_ascii_case(b"POINT"));
    if is_point && text.to_ascii_uppercase().ends_with(b"EMPTY") {
        return Some(None);
    }
    let inner = match text.iter().rposition(|&byte| matches!(byte, b'(' | b'[')) {
        Some(open) => {
            let close = if text.get(open) == Some(&b'(') { b")" } else { b"]" };
            text.get(open + 1..)?.trim_ascii().strip_suffix(close)?
        }
        None => text,
    };
    let mut numbers = inner
        .split(|byte| matches!(byte, b',' | b';' | b' ' | b'\t'))
        .filter(|part| !part.is_empty())
        .map(value::decimal);
    let Some(first) = numbers.next() else { return Some(None) };
    let (first, second) = (first?, numbers.next()??);
    // Of a point, the height and the measure say nothing.
    let mut n_more = 0;
    for more in numbers {
        more?;
        n_more += 1;
    }
    let (latitude, longitude) = if is_point { (second, first) } else { (first, second) };
    (n_more <= if is_point { 2 } else { 0 }).then(|| on_earth(latitude, longitude))?.map(Some)
}

/// Degrees that are some, in one order or the other.
fn on_earth(latitude: f64, longitude: f64) -> Option<(f64, f64)> {
    let (least, most) = (latitude.abs().min(longitude.abs()), latitude.abs().max(longitude.abs()));
    (least <= 90.0 && most <= 180.0).then_some((latitude, longitude))
}

/// What follows `SRID=4326;`; nothing where the system is not one of degrees.
fn without_system(text: &[u8]) -> Option<&[u8]> {
    if !text.get(..5).is_some_and(|word| word.eq_ignore_ascii_case(b"SRID=")) {
        return Some(text);
    }
    let end = text.iter().position(|&byte| byte == b';')?;
    // WGS 84, and NAD 83, which is within two metres of it.
    let is_degrees = matches!(text.get(5..end)?.trim_ascii(), b"4326" | b"4269");
    text.get(end + 1..).map(<[u8]>::trim_ascii).filter(|_| is_degrees)
}

/// Longest field that is looked through for names and signs: an address may stand in it.
const WRITTEN_BYTES: usize = 1_000;
/// Names of the parts of an object, in small letters.
const NORTH: [&str; 3] = ["latitude", "lat", "y"];
const EAST: [&str; 5] = ["longitude", "long", "lng", "lon", "x"];

/// Whether it is an object, or has digits beside a point or a sign of degrees: other columns have
/// words, and numbers with letters.
fn may_be_degrees(text: &[u8]) -> bool {
    text.starts_with(b"{")
        || (text.iter().any(u8::is_ascii_digit) && text.iter().any(|byte| matches!(byte, b'.' | 0x80..)))
}

/// Objects, and degrees with their signs.
#[cold]
fn written(text: &[u8]) -> Option<Option<(f64, f64)>> {
    if text.len() > WRITTEN_BYTES || !may_be_degrees(text) {
        return None;
    }
    let text = decoded(text).to_lowercase();
    if text.starts_with('{') { object(&text) } else { signed_pair(&text).map(Some) }
}

/// A GeoJSON point, or an object of latitude and longitude, in quotes of any kind.
fn object(text: &str) -> Option<Option<(f64, f64)>> {
    if let Some(rest) = member(text, "coordinates") {
        let (inner, _) = rest.trim_start().strip_prefix(['[', '('])?.split_once([']', ')'])?;
        let mut numbers = inner.split(',').map(|number| value::decimal(number.trim().as_bytes()));
        let (east, north) = (numbers.next()??, numbers.next()??);
        return on_earth(north, east).map(Some);
    }
    let number = |names: &[&str]| {
        let rest = names.iter().find_map(|name| member(text, name))?;
        let end = rest.find([',', '}']).unwrap_or(rest.len());
        rest.get(..end).map(|number| number.trim_matches([' ', '"', '\'']))
    };
    let (north, east) = (number(&NORTH)?.as_bytes(), number(&EAST)?.as_bytes());
    if value::missing(north) && value::missing(east) {
        return Some(None);
    }
    on_earth(value::decimal(north)?, value::decimal(east)?).map(Some)
}

/// What stands behind a name and its colon.
fn member<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.match_indices(name).find_map(|(at, _)| {
        let is_whole = text.get(..at)?.ends_with(['"', '\'', ' ', '{', ',']);
        let behind = text.get(at + name.len()..)?.trim_start_matches(['"', '\'']).trim_start();
        behind.strip_prefix(':').filter(|_| is_whole)
    })
}

/// `41.9° n, 87.6° w`, or without the letters.
fn signed_pair(text: &str) -> Option<(f64, f64)> {
    let text = text.trim().trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
    let letters = || text.match_indices(['n', 's', 'e', 'w']).map(|(at, _)| at);
    let (first, second) = match (text.split_once([',', ';']), letters().next()) {
        (Some(parts), _) => parts,
        // Letters stand before the numbers, or behind them.
        (None, Some(0)) => text.split_at(letters().nth(1)?),
        (None, Some(at)) => text.split_at(at + 1),
        (None, None) => text.split_once(' ')?,
    };
    let (first, second) = (signed(first)?, signed(second)?);
    let (north, east) = match (first.is_north, second.is_north) {
        (Some(true), Some(false)) => (first.degrees, second.degrees),
        (None, None) if text.contains(['\u{b0}', '\u{ba}']) => (first.degrees, second.degrees),
        (Some(false), Some(true)) => (second.degrees, first.degrees),
        _ => return None,
    };
    on_earth(north, east)
}

/// Degrees, and whether they are those to the north, where a letter says so.
struct Signed {
    degrees: f64,
    is_north: Option<bool>,
}

/// The number of `41.9° N`, `N 41°54'`, `87° 36' 0" W` or `-87.6°`: degrees to the north or east.
#[cold]
pub(super) fn degrees(text: &[u8]) -> Option<f64> {
    if text.len() > 40 || !may_be_degrees(text) {
        return None;
    }
    signed(&decoded(text).to_lowercase()).map(|signed| signed.degrees)
}

/// The same of small letters.
fn signed(text: &str) -> Option<Signed> {
    let text = text.trim();
    let letters = ['n', 's', 'e', 'w'];
    let (letter, number) = match (text.strip_prefix(letters), text.strip_suffix(letters)) {
        (Some(number), None) => (text.chars().next(), number),
        (None, Some(number)) => (text.chars().last(), number),
        (None, None) => (None, text),
        (Some(_), Some(_)) => return None,
    };
    let signs = ['\u{b0}', '\u{ba}', '\'', '\u{2032}', '\u{2019}', '"', '\u{2033}', '\u{201d}', ' '];
    if letter.is_none() && !number.contains(signs) {
        return value::decimal(number.as_bytes()).map(|degrees| Signed { degrees, is_north: None });
    }
    let mut parts = number.split(signs).filter(|part| !part.is_empty());
    let part = |part: &str| value::decimal(part.as_bytes());
    let whole = part(parts.next()?)?;
    let minutes = parts.next().map_or(Some(0.0), part)?;
    let seconds = parts.next().map_or(Some(0.0), part)?;
    let is_right = [minutes, seconds].iter().all(|part| (0.0..60.0).contains(part)) && parts.next().is_none();
    let size = whole.abs() + minutes / 60.0 + seconds / 3_600.0;
    let is_negative = matches!(letter, Some('s' | 'w')) || number.trim_start().starts_with('-');
    is_right.then_some(Signed {
        degrees: if is_negative { -size } else { size },
        is_north: letter.map(|letter| matches!(letter, 'n' | 's')),
    })
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
            "POINTZM(-87.6 41.9 0 1)",
            "SRID=4326;POINT(-87.6 41.9)",
            "srid=4269; POINT Z (-87.6 41.9 0)",
            "1300 Block of POLK ST (N)\n(41.9, -87.6)",
            r#"{"type":"Point","coordinates":[-87.6,41.9]}"#,
            r#"{ "type": "Point", "coordinates": [ -87.6, 41.9, 3.0 ] }"#,
            "{'type': 'Point', 'coordinates': (-87.6, 41.9)}",
            "{'latitude': '41.9', 'longitude': '-87.6', 'human_address': '{}'}",
            "{'latitude': '41.9', 'needs_recoding': False, 'longitude': '-87.6'}",
            r#"{"lng": -87.6, "lat": 41.9}"#,
            "{lat: 41.9, lon: -87.6}",
            "41.9\u{b0} N, 87.6\u{b0} W",
            "87.6\u{b0}W, 41.9\u{b0}N",
            "41.9N 87.6W",
            "(41.9 N, 87.6 W)",
            "N 41.9 W 87.6",
            "N41\u{b0}54.0' W87\u{b0}36.0'",
            "41\u{b0}54'0\"N 87\u{b0}36'0\"W",
            "41.9\u{b0}, -87.6\u{b0}",
        ] {
            let (north, east) = combined(text.as_bytes()).flatten().unwrap_or_default();
            assert!((north - 41.9).abs() < 1e-9 && (east + 87.6).abs() < 1e-9, "{text}: {north} {east}");
        }
        for text in ["()", "[]", "POINT EMPTY", "{'latitude': None, 'longitude': None}"] {
            assert_eq!(combined(text.as_bytes()), Some(None), "{text}");
        }
    }

    #[test]
    fn what_is_no_place_is_none() {
        for text in [
            "41.9",
            "(41.9, -87.6, 3)",
            "(91, 92)",
            "POINT (41.9 -187.6)",
            "(41.9, -87.6",
            "(41.9, -87.6]",
            "here",
            "(a, b)",
            "SRID=2263;POINT(1 2)",
            "{}",
            r#"{"coordinates": [1]}"#,
            r#"{"flat": 41.9, "lon": -87.6}"#,
            "41.9\u{b0} up, 3\u{b0} W",
            "41.9\u{b0} N, 3\u{b0} N",
            "41\u{b0}60.5'N, 3\u{b0} W",
            "ST. MARY'S, 1.5 E",
        ] {
            assert_eq!(combined(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn degrees_alone_are_understood_with_their_signs() {
        for (text, number) in [
            ("41.9\u{b0}", 41.9),
            ("87.6 W", -87.6),
            ("-87.6\u{b0} W", -87.6),
            ("s33.9", -33.9),
            ("-87\u{b0} 36' 0\"", -87.6),
        ] {
            assert!((degrees(text.as_bytes()).unwrap() - number).abs() < 1e-9, "{text}");
        }
        for text in ["12 W", "W", "1.5 MAIN", "5.a", "", "\u{b0}", "N\u{b0}W"] {
            assert_eq!(degrees(text.as_bytes()), None, "{text}");
        }
    }
}
