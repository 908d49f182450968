//! Two results figure by figure, as results.json has them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::results::Results;
use watchback_translate::kept;

/// Differences that are told one by one.
const TOLD: usize = 20;
/// Parts of results.json that two runs of the same may differ in: when, and by which build.
const NOT_COMPARED: [&str; 4] = ["timings", "engine", "unread", "receipt"];

/// A figure that is not as published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Where it stands in results.json: `streams[12].strict.value`.
    pub place: String,
    /// The stream that it is of, in words, where it is of one.
    pub stream: Option<String>,
    /// As it is published, as JSON; null where it is missing there.
    pub published: Option<String>,
    /// As it was found; null where there is none.
    pub found: Option<String>,
}

/// The first differences, and how many there are. `json`: the published results as they came, of
/// which some may be unknown to this program.
pub(super) fn differences(published: &Results, json: &[u8], again: &Results) -> (Vec<Difference>, usize) {
    let mut found = Differences { told: Vec::new(), count: 0 };
    let written = (compared(published), compared(again), serde_json::to_value(published));
    let (Ok(known), Ok(again), Ok(all_known)) = written else {
        // Results that cannot be written as JSON are a defect, and no confirmation.
        return (Vec::new(), 1);
    };
    found.compare(&mut String::new(), Some(&known), Some(&again), None);
    let published = serde_json::from_slice(json).unwrap_or(Value::Null);
    found.only_in(&published, &all_known, &mut String::new());
    (found.told, found.count)
}

/// The first differences of an audit, and how many there are, likewise.
pub(super) fn differences_of_audits(published: &Value, again: &Value) -> (Vec<Difference>, usize) {
    let mut found = Differences { told: Vec::new(), count: 0 };
    found.compare(&mut String::new(), Some(published), Some(again), None);
    (found.told, found.count)
}

/// Results as they are compared. Files are known by their digests: their names may be others.
fn compared(results: &Results) -> serde_json::Result<Value> {
    let mut results = results.clone();
    results.quality.dropped.iter_mut().for_each(|dropped| dropped.examples.clear());
    let inputs = results.receipt.as_ref().map(|receipt| receipt.inputs.clone()).unwrap_or_default();
    let mut files: Vec<(String, Value)> = Vec::new();
    for (number, mut file) in std::mem::take(&mut results.files).into_iter().enumerate() {
        let input = inputs.get(number);
        let key = input.map_or_else(|| file.name.clone(), |input| input.sha256.clone());
        file.remarks.clear();
        file.name.clear();
        let rows = input.map(|input| (input.rows_kept, input.rows_dropped));
        files.push((key, serde_json::to_value((file, rows))?));
    }
    files.sort_by(|a, b| a.0.cmp(&b.0));
    let mut value = serde_json::to_value(&results)?;
    if let Value::Object(fields) = &mut value {
        NOT_COMPARED.iter().for_each(|name| drop(fields.remove(*name)));
        fields.insert("files".to_owned(), Value::Object(files.into_iter().collect::<Map<_, _>>()));
    }
    Ok(value)
}

struct Differences {
    told: Vec<Difference>,
    count: usize,
}

impl Differences {
    fn compare(
        &mut self,
        place: &mut String,
        published: Option<&Value>,
        found: Option<&Value>,
        stream: Option<&str>,
    ) {
        let length = place.len();
        match (published, found) {
            (Some(Value::Object(a)), Some(Value::Object(b))) => {
                for name in a.keys().chain(b.keys().filter(|name| !a.contains_key(*name))) {
                    place.push_str(if length == 0 { "" } else { "." });
                    place.push_str(name);
                    self.compare(place, a.get(name), b.get(name), stream);
                    place.truncate(length);
                }
            }
            (Some(Value::Array(a)), Some(Value::Array(b))) => {
                for at in 0..a.len().max(b.len()) {
                    place.push_str(&format!("[{at}]"));
                    let of = (length == "streams".len() && place.starts_with("streams"))
                        .then(|| stream_words(a.get(at).or(b.get(at))?))
                        .flatten();
                    self.compare(place, a.get(at), b.get(at), of.as_deref().or(stream));
                    place.truncate(length);
                }
            }
            (a, b) if a == b => {}
            (a, b) => {
                self.count += 1;
                if self.told.len() < TOLD {
                    let text = |value: Option<&Value>| value.map(short);
                    let (published, found) = (text(a), text(b));
                    let stream = stream.map(str::to_owned);
                    self.told.push(Difference { place: place.clone(), stream, published, found });
                }
            }
        }
    }
}

impl Differences {
    /// Tells the fields of published results that this program's do not have.
    fn only_in(&mut self, published: &Value, known: &Value, place: &mut String) {
        let length = place.len();
        match (published, known) {
            (Value::Object(a), Value::Object(b)) => {
                for (name, value) in a {
                    place.push_str(if length == 0 { "" } else { "." });
                    place.push_str(name);
                    match b.get(name) {
                        Some(known) => self.only_in(value, known, place),
                        None => self.compare(place, Some(value), None, None),
                    }
                    place.truncate(length);
                }
            }
            (Value::Array(a), Value::Array(b)) => {
                for (at, (value, known)) in a.iter().zip(b).enumerate() {
                    place.push_str(&format!("[{at}]"));
                    self.only_in(value, known, place);
                    place.truncate(length);
                }
            }
            _ => {}
        }
    }
}

/// Characters of a value that are told.
const SHORT: usize = 200;

fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= SHORT { text } else { text.chars().take(SHORT).chain(['…']).collect() }
}

/// A stream in words: its variable and its tile.
fn stream_words(stream: &Value) -> Option<String> {
    let (variable, row, column) = (stream.get("variable")?, stream.get("row")?, stream.get("column")?);
    Some(kept!("{} at row {row}, column {column}", variable.as_str()?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_differences_are_told_with_their_places_and_streams() {
        let published = json!({"a": 1.5, "gone": 1, "streams": [{"variable": "violent", "row": 3, "column": 4, "x": [1, 2]}]});
        let again = json!({"a": 1.5, "new": 2, "streams": [{"variable": "violent", "row": 3, "column": 4, "x": [1, 3, 5]}]});
        let mut found = Differences { told: Vec::new(), count: 0 };
        found.compare(&mut String::new(), Some(&published), Some(&again), None);
        let places: Vec<&str> = found.told.iter().map(|of| of.place.as_str()).collect();
        assert_eq!(places, ["gone", "streams[0].x[1]", "streams[0].x[2]", "new"]);
        assert_eq!(found.told[1].stream.as_deref(), Some("violent at row 3, column 4"));
        assert_eq!(
            (found.told[1].published.as_deref(), found.told[1].found.as_deref()),
            (Some("2"), Some("3"))
        );
        assert_eq!((found.told[2].published.as_deref(), found.count), (None, 4));
    }
}
