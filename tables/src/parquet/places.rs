//! Places in a Parquet file: a column of points becomes two columns of coordinates, where the file
//! has none of its own.
//!
//! Source: GeoParquet 1.1 (key `geo` of the footer), and the logical types GEOMETRY and GEOGRAPHY
//! of parquet-format 2.11.

use std::sync::Arc;

use serde_json::Value;

use super::cells::Kind;
use super::{Column, File};
use crate::error::ReadError;
use crate::points;
use crate::record::{StatedSystem, Unread};

/// Rows that are looked at for the first point.
const LOOKED_AT: usize = 10_000;

/// The columns that are read.
pub(super) struct Places {
    pub(super) columns: Vec<Column>,
    /// Names of their fields.
    pub(super) header: Vec<String>,
    pub(super) unread: Option<Unread>,
    /// What the shapes are in.
    pub(super) system: Option<StatedSystem>,
    /// Whether the last column is one of shapes.
    pub(super) has_shapes: bool,
}

impl Places {
    /// `shapes_as`: points or areas.
    pub(super) fn find(
        file: &File,
        columns: &[Column],
        words: &[(String, String)],
        shapes_as: Kind,
    ) -> Result<Self, ReadError> {
        let geo = words.iter().find(|word| word.0 == "geo");
        let geo: Value = geo.and_then(|word| serde_json::from_str(&word.1).ok()).unwrap_or_default();
        let about = |name: &str| geo.get("columns").and_then(|columns| columns.get(name));
        // Boxes around shapes stand beside these only for programs to find them.
        let boxes = || geo.get("columns").and_then(Value::as_object).into_iter().flatten();
        let boxes = || boxes().filter_map(|(_, about)| about.pointer("/covering/bbox/xmin/0")?.as_str());
        let is_of_box =
            |name: &str| boxes().any(|of| name.split_once('.').is_some_and(|(root, _)| root == of));
        let is_shape = |column: &Column| {
            let encoding = about(&column.name).and_then(|about| about.get("encoding")?.as_str());
            column.kind == Kind::Point
                || encoding.is_some_and(|encoding| encoding.eq_ignore_ascii_case("wkb"))
        };
        // What pandas calls its rows where nobody gave them names.
        let is_label =
            |column: &Column| column.kind == Kind::Int && column.name.starts_with("__index_level_");
        let is_cell = |column: &Column| !is_shape(column) && !is_of_box(&column.name) && !is_label(column);
        let mut read: Vec<Column> = columns.iter().filter(|column| is_cell(column)).cloned().collect();
        let primary = geo.get("primary_column").and_then(Value::as_str);
        let mut shapes: Vec<Column> = columns.iter().filter(|column| is_shape(column)).cloned().collect();
        shapes.sort_by_key(|column| Some(column.name.as_str()) != primary);
        let mut header: Vec<String> = read.iter().map(|column| column.name.clone()).collect();
        let (mut unread, mut system, mut has_shapes) = (None, None, false);
        let needs_none = shapes_as == Kind::Point && points::has_place(header.iter().map(String::as_bytes));
        if let Some(mut column) = shapes.into_iter().next()
            && !needs_none
        {
            column.kind = shapes_as;
            match first_shape(file, &column)? {
                Some(names) => {
                    system = match (about(&column.name), &column.system) {
                        (Some(about), _) => about.get("crs").and_then(of_json),
                        (None, Some(text)) => of_text(text, words),
                        (None, None) => None,
                    };
                    header.extend(names.iter().map(|name| (*name).to_owned()));
                    read.push(column);
                    has_shapes = true;
                }
                None => {
                    let what = "a column of shapes that are no points".to_owned();
                    unread = Some(Unread { name: column.name, what, rows: 0 });
                }
            }
        }
        Ok(Self { columns: read, header, unread, system, has_shapes })
    }
}

/// The names of the fields of a column's shapes, by the first of them; `None` where it has none.
fn first_shape(file: &File, column: &Column) -> Result<Option<Vec<&'static str>>, ReadError> {
    let Some(group) = file.groups().iter().position(|group| group.num_rows() > 0) else { return Ok(None) };
    let mut cells = file.cells(group, column, &Arc::default())?;
    let mut left = file.rows(group)?.min(LOOKED_AT);
    while left > 0 {
        left -= cells.fill(left, column)?;
        while let Some([x, y]) = cells.next(column) {
            let number = |text: &[u8]| str::from_utf8(text).ok()?.parse().ok();
            if let (Some(x), Some(y)) = (number(x), number(y)) {
                return Ok(Some(points::names([x, y]).to_vec()));
            }
            if column.kind == Kind::Areas && !x.is_empty() {
                return Ok(Some(vec!["geometry"]));
            }
        }
    }
    Ok(None)
}

/// A system as PROJ writes it in JSON; none of degrees, as the Web has them.
fn of_json(crs: &Value) -> Option<StatedSystem> {
    let id = |member: &str| crs.get("id").and_then(|id| id.get(member));
    let code = id("code").and_then(|code| code.as_u64().or_else(|| code.as_str()?.parse().ok()));
    match (id("authority").and_then(Value::as_str), code) {
        (Some("OGC"), _) => None,
        (Some(_), Some(code)) => u32::try_from(code).ok().map(StatedSystem::Number),
        _ => crs.get("name").and_then(Value::as_str).map(|name| StatedSystem::Text(name.to_owned())),
    }
}

/// A system as a logical type states it: `OGC:CRS84`, `EPSG:2263`, `srid:2263`, or the name of the
/// word that holds it.
fn of_text(text: &str, words: &[(String, String)]) -> Option<StatedSystem> {
    let json = |text: &str| of_json(&serde_json::from_str(text).ok()?);
    match text.split_once(':') {
        Some((kind, _)) if kind.eq_ignore_ascii_case("OGC") => None,
        Some((kind, name)) if kind.eq_ignore_ascii_case("projjson") => {
            json(&words.iter().find(|word| word.0 == name)?.1)
        }
        Some((_, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            number.parse().ok().filter(|number| *number > 0).map(StatedSystem::Number)
        }
        _ => json(text)
            .or_else(|| Some(StatedSystem::Text(text.to_owned())).filter(|_| !text.starts_with('{'))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_read_as_files_state_them() {
        let number = |number| Some(StatedSystem::Number(number));
        let json = r#"{"name": "NAD83 / New York", "id": {"authority": "EPSG", "code": 2263}}"#;
        let words = [("crs".to_owned(), json.to_owned())];
        for text in ["EPSG:2263", "srid:2263", "projjson:crs", json] {
            assert_eq!(of_text(text, &words), number(2263), "{text}");
        }
        assert_eq!(of_text("OGC:CRS84", &words), None);
        assert_eq!(of_text("srid:0", &words), None);
        let named = serde_json::json!({"name": "a grid"});
        assert_eq!(of_json(&named), Some(StatedSystem::Text("a grid".to_owned())));
        assert_eq!(of_json(&Value::Null), None);
    }
}
