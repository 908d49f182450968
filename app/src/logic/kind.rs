//! What a file is that a person brings among others: crimes, boundaries, a table of areas, lines.

use std::io::{Read, Seek};

use crate::protocol::Kind;
use watchback::ingest::{GuessOptions, Role, guess};
use watchback::space::inflated;

/// Bytes that boundaries are known by.
const START_BYTES: u64 = 256 << 10;
/// How the first entry of a bundle begins: an archive's mark, and within so many bytes its name.
const ARCHIVE: &[u8] = b"PK\x03\x04";
const FIRST_ENTRY_BYTES: usize = 64;
/// A table of areas is no larger.
const TABLE_BYTES: u64 = 20 << 20;

/// The kind of a file of so many bytes. What cannot be told is taken for crimes, whose reader says
/// what is wrong with it.
pub fn kind_of<R: Read + Seek>(name: &str, bytes: u64, mut open: impl FnMut() -> Option<R>) -> Kind {
    let lower = name.to_ascii_lowercase();
    let is_packed_json = lower.ends_with(".gz") && lower.contains("json");
    let mut start = Vec::new();
    if let Some(reader) = open() {
        if is_packed_json {
            start = inflated(reader).unwrap_or_default();
        } else {
            // What cannot be read is no boundaries, and is said when it is read.
            let _ = reader.take(START_BYTES).read_to_end(&mut start);
        }
    }
    let first_entry = start.get(..FIRST_ENTRY_BYTES).unwrap_or_default();
    if start.starts_with(ARCHIVE) && first_entry.windows(12).any(|name| name == b"results.json") {
        return Kind::Results;
    }
    let is_json = matches!(start.iter().find(|byte| byte.is_ascii_graphic()), Some(b'{' | b'['));
    let holds = |word: &[u8]| start.windows(word.len()).any(|at| at == word);
    if is_json && holds(b"\"engine\"") && holds(b"\"watchback ") {
        return Kind::Results;
    }
    if is_json && holds(b"Polygon") {
        return Kind::Boundaries;
    }
    if is_json && holds(b"LineString") {
        return Kind::Lines;
    }
    if is_json || bytes > TABLE_BYTES {
        return Kind::Crimes;
    }
    let Some(seen) = open().and_then(|reader| guess(name, reader, &GuessOptions::default()).ok()) else {
        return Kind::Crimes;
    };
    let is_there = |role: Role| seen.role(role).is_some_and(|role| !role.columns.is_empty());
    let has_crimes = is_there(Role::Date) && (is_there(Role::Place) || is_there(Role::Offence));
    if seen.portal.is_some() || has_crimes { Kind::Crimes } else { Kind::Table }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn kind(name: &str, text: &str) -> Kind {
        kind_of(name, text.len() as u64, || Some(Cursor::new(text.as_bytes().to_vec())))
    }

    #[test]
    fn files_are_told_by_what_they_hold() {
        let crimes = "offense,occurred on,lat,lng\nBurglary,2019-07-30 23:15,39.96,-83.0\n\
                      Simple Assault,2019-07-31 01:20,39.97,-83.1\n";
        assert_eq!(kind("a.csv", crimes), Kind::Crimes);
        let outline =
            "{\"type\":\"FeatureCollection\",\"features\":[{\"geometry\":{\"type\":\"MultiPolygon\"}}]}";
        assert_eq!(kind("areas.json", outline), Kind::Boundaries);
        let lines = outline.replace("MultiPolygon", "LineString");
        assert_eq!(kind("streets.geojson", &lines), Kind::Lines);
        let points = "{\"type\":\"FeatureCollection\",\"features\":[{\"geometry\":{\"type\":\"Point\"}}]}";
        assert_eq!(kind("points.geojson", points), Kind::Crimes);
        let table =
            "Community Area Number,COMMUNITY AREA NAME,HARDSHIP INDEX\n1,Rogers Park,39\n2,West Ridge,46\n";
        assert_eq!(kind("hardship.csv", table), Kind::Table);
        assert_eq!(kind("nothing.csv", ""), Kind::Crimes);
        let saved = "{\n  \"schema\": 3,\n  \"engine\": \"watchback 0.1.0\",\n  \"simulated\": true}";
        assert_eq!(kind("results.json", saved), Kind::Results);
        let bundle = format!("PK\u{3}\u{4}{}results.json{}", "-".repeat(26), "-".repeat(99));
        assert_eq!(kind("run.crate.zip", &bundle), Kind::Results);
    }
}
