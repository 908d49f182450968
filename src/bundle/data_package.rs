//! `datapackage.json`: the bundle's files for programs that read [Frictionless] data packages.
//!
//! [Frictionless]: https://datapackage.org/

use serde_json::{Value, json};

use super::column::Column;
use super::names::{Entry, SCORES};
use crate::results::Results;

/// Its name.
pub(super) const NAME: &str = "datapackage.json";

/// The package's description.
pub(super) fn json(
    results: &Results,
    columns: &[Column],
    entries: &[Entry],
) -> Result<Vec<u8>, serde_json::Error> {
    let settings = results.study.settings();
    let resources: Vec<Value> = entries.iter().map(|entry| resource(entry, columns)).collect();
    crate::json::pretty(&json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "watchback-run",
        "title": format!("Watchback run on {}", settings.city),
        "id": format!("sha256:{}", results.digest),
        "resources": resources,
    }))
}

fn resource(entry: &Entry, columns: &[Column]) -> Value {
    let mut resource = json!({
        "name": name(&entry.path),
        "path": entry.path,
        "description": entry.what,
        "mediatype": entry.media_type,
        "bytes": entry.bytes,
        "hash": format!("sha256:{}", entry.sha256),
    });
    let Some(fields) = resource.as_object_mut() else { return resource };
    if let Some(column) = columns.iter().find(|column| column.path() == entry.path) {
        let dimensions = column.shape.map(|(dimension, length)| json!({"name": dimension, "length": length}));
        fields.insert(
            "array".to_owned(),
            json!({
                "type": column.number,
                "byteOrder": "little-endian",
                "order": "row-major",
                "unit": column.unit,
                "shape": dimensions,
            }),
        );
    }
    if entry.path == SCORES {
        fields.insert("type".to_owned(), json!("table"));
        fields.insert("format".to_owned(), json!("csv"));
        fields.insert("encoding".to_owned(), json!("utf-8"));
    }
    resource
}

/// A file's name as packages allow it: small letters, digits, dots, dashes.
fn name(path: &str) -> String {
    path.to_ascii_lowercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "-")
}
