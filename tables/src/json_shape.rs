//! Where in a JSON text its rows are, what they are, and what the text says of its coordinates.
//!
//! Portals and programs write tables in several shapes: a list of objects under one of many names,
//! lists of values with the names elsewhere (Socrata, CKAN, pandas), one object a line, objects by
//! their row's number, or columns by theirs (pandas).

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::json_values::{Stop, Value, Values, for_each_value, unescaped};
use crate::record::StatedSystem;
use watchback_translate::mark;

/// Names under which an object has its rows.
const ROWS: [&str; 6] = [FEATURES, "rows", "data", "results", "records", "value"];
const FEATURES: &str = "features";
/// Names under which an object has the names of its columns.
const NAMES: [&str; 5] = ["columns", "fields", "header", "headers", "names"];
/// Where a column's own object has its name.
const NAME_OF_COLUMN: [&str; 4] = ["name", "id", "fieldName", "title"];
/// How deep in objects the rows may lie.
const DEPTH: usize = 4;
/// Of several lists the rows are one that is so many times as long as any other.
const MUCH_LONGER: usize = 4;

/// How rows follow one another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// Objects in a list.
    Objects,
    /// Lists of values in a list, and the columns' names.
    Lists(Vec<Column>),
    /// One object after another.
    Lines,
    /// Objects as the members of an object.
    Members,
    /// Columns as the members of an object: names first, then rows.
    Columns(Vec<Vec<String>>),
}

/// A column whose values stand in lists.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// Its values are lists whose second and third are degrees, as Socrata has them.
    pub(crate) is_location: bool,
}

/// What was found; the values then go on with the first row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Rows {
    pub(crate) shape: Shape,
    pub(crate) are_features: bool,
    pub(crate) stated_system: Option<StatedSystem>,
}

/// Goes to the first row.
pub(crate) fn find(values: &mut Values<'_>) -> Result<Rows, Stop> {
    let mut finder = Finder::default();
    if values.look()? == b'[' {
        return finder.array(values, ROWS[1], 0)?.ok_or(Stop::NoRows);
    }
    let start = values.at;
    if values.look()? != b'{' {
        return Err(Stop::NoRows);
    }
    if values.value(0).is_ok() && values.look() == Ok(b'{') {
        values.at = start;
        return Ok(finder.rows(Shape::Lines, false));
    }
    values.at = start;
    match finder.object(values, 0) {
        Ok(Some(rows)) => return Ok(rows),
        // Rows or columns that are members may go on far beyond the window.
        Err(Stop::More) if !values.is_at_end() => {
            values.at = start;
            return match finder.by_members(values) {
                Err(Stop::NoRows) => Err(Stop::More),
                found => found,
            };
        }
        found => found?,
    };
    finder.lists.sort_by_key(|list| std::cmp::Reverse(list.bytes));
    match finder.lists.as_slice() {
        [longest, next, ..] if longest.bytes < MUCH_LONGER * next.bytes => Err(Stop::NoRows),
        [longest, ..] => {
            values.at = longest.at;
            Ok(finder.rows(Shape::Objects, false))
        }
        [] => {
            values.at = start;
            finder.by_members(values)
        }
    }
}

/// What a GeoJSON or Esri file says behind its features of their coordinates.
pub(crate) fn stated_behind(values: &mut Values<'_>) -> Option<StatedSystem> {
    let mut finder = Finder::default();
    values.skip_if(b']').ok()?;
    while values.skip_if(b',').ok()? {
        let name = values.name().ok()?;
        let value = values.value(1).ok()?;
        finder.take_system(&name, value);
    }
    finder.stated_system
}

/// Whether an object is a feature of GeoJSON.
pub(crate) fn is_feature(object: &str) -> bool {
    let mut is_one = false;
    let found = for_each_value(object, &mut |path, value| {
        is_one |= matches!(path, [name] if name == "type") && value == Value::Text("\"Feature\"");
    });
    found.is_ok() && is_one
}

/// A list of objects that may be the rows.
struct List {
    /// Behind its bracket.
    at: usize,
    bytes: usize,
}

#[derive(Default)]
struct Finder {
    columns: Option<Vec<Column>>,
    stated_system: Option<StatedSystem>,
    lists: Vec<List>,
}

impl Finder {
    fn rows(&mut self, shape: Shape, are_features: bool) -> Rows {
        Rows { shape, are_features, stated_system: self.stated_system.take() }
    }

    /// Looks through an object; `None` where its rows, if any, are not under a usual name.
    fn object(&mut self, values: &mut Values<'_>, depth: usize) -> Result<Option<Rows>, Stop> {
        values.skip_if(b'{')?;
        let mut is_first = true;
        while !values.skip_if(b'}')? {
            if !is_first && !values.skip_if(b',')? {
                return Err(values.broken(mark!("a comma or }")));
            }
            is_first = false;
            let name = values.name()?;
            let found = match values.look()? {
                b'[' => self.array(values, &name, depth + 1)?,
                b'{' if depth < DEPTH && !SYSTEM_NAMES.contains(&name.as_ref()) => {
                    self.object(values, depth + 1)?
                }
                _ => {
                    let value = values.value(depth + 1)?;
                    self.take_system(&name, value);
                    None
                }
            };
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Looks at a list under a name; the values stand at the first row where it holds the rows, and
    /// behind it where it does not.
    fn array(&mut self, values: &mut Values<'_>, name: &str, depth: usize) -> Result<Option<Rows>, Stop> {
        let are_rows = ROWS.contains(&name);
        let at = values.at;
        values.skip_if(b'[')?;
        let inside = values.at;
        let first = values.look()?;
        match first {
            b'{' | b']' if are_rows => return Ok(Some(self.rows(Shape::Objects, name == FEATURES))),
            b'[' if are_rows => {
                if let Some(columns) = self.columns.clone().filter(|columns| columns.len() > 1) {
                    return Ok(Some(self.rows(Shape::Lists(columns), false)));
                }
                // The first list may hold the names.
                let row = values.value(depth + 1)?;
                if let Some(columns) = names_alone(row) {
                    values.skip_if(b',')?;
                    return Ok(Some(self.rows(Shape::Lists(columns), false)));
                }
            }
            _ => {}
        }
        values.at = at;
        let are_names = NAMES.contains(&name);
        match values.value(depth) {
            Ok(text) if are_names => self.columns = columns(text).or(self.columns.take()),
            Ok(text) if first == b'{' => self.lists.push(List { at: inside, bytes: text.len() }),
            Ok(_) => {}
            // What goes on beyond the window is long enough to be the rows.
            Err(Stop::More) if first == b'{' && !are_names && !values.is_at_end() => {
                values.at = inside;
                return Ok(Some(self.rows(Shape::Objects, false)));
            }
            // Lists without names.
            Err(Stop::More) if first == b'[' && are_rows && !values.is_at_end() => {
                return Err(Stop::NoRows);
            }
            Err(stop) => return Err(stop),
        }
        Ok(None)
    }

    /// Rows or columns that are the members of the one object.
    fn by_members(&mut self, values: &mut Values<'_>) -> Result<Rows, Stop> {
        values.skip_if(b'{')?;
        let first_row = values.at;
        if values.look()? != b'"' {
            return Err(Stop::NoRows);
        }
        let name = values.name()?;
        if values.look()? != b'{' {
            return Err(Stop::NoRows);
        }
        let at = values.at;
        let of_first = match values.value(1) {
            Err(Stop::More) if !values.is_at_end() => {
                values.at = at;
                values.skip_if(b'{')?;
                vec![values.name()?.into_owned()]
            }
            value => names(value?),
        };
        let are_columns = of_first.first().is_some_and(|name| is_number(name)) && !is_number(&name);
        if are_columns {
            values.at = first_row;
            return by_columns(values).map(|rows| self.rows(Shape::Columns(rows), false));
        }
        let is_like_the_first = |values: &mut Values<'_>| -> Result<bool, Stop> {
            if !values.skip_if(b',')? {
                return Ok(is_number(&name));
            }
            values.name()?;
            let of_second = names(values.value(1)?);
            let shared = of_second.iter().filter(|name| of_first.contains(name)).count();
            Ok(2 * shared > of_first.len().max(of_second.len()))
        };
        if of_first.len() < 2 {
            return Err(Stop::NoRows);
        }
        if !is_like_the_first(values)? {
            return Err(Stop::NoRows);
        }
        values.at = first_row;
        Ok(self.rows(Shape::Members, false))
    }

    /// Takes what a member says of the coordinates' system, if it does.
    fn take_system(&mut self, name: &str, value: &str) {
        if !SYSTEM_NAMES.contains(&name) {
            return;
        }
        let mut found: BTreeMap<String, String> = BTreeMap::new();
        let read = for_each_value(value, &mut |path, value| {
            if let Some(name) = path.last() {
                found.insert(name.clone(), text_of(value));
            }
        });
        if read.is_err() {
            found.insert("name".to_owned(), unescaped(value).into_owned());
        }
        let number = |name: &str| found.get(name).and_then(|text| text.parse().ok());
        let numbered = ["latestWkid", "wkid", "code"].into_iter().find_map(number);
        let named = found.get("name").map(|name| named_system(name));
        let text = found.get("wkt").map(|text| StatedSystem::Text(text.clone()));
        let stated = numbered.map(StatedSystem::Number).or(named).or(text);
        self.stated_system = self.stated_system.take().or(stated);
    }
}

/// Members that say which system coordinates are of: Esri's and GeoJSON's of before 2016.
const SYSTEM_NAMES: [&str; 2] = ["spatialReference", "crs"];

/// The system of a name like `urn:ogc:def:crs:EPSG::26985`.
fn named_system(name: &str) -> StatedSystem {
    let digits = name.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    match digits.parse() {
        Ok(number) if name.to_ascii_uppercase().contains("EPSG") => StatedSystem::Number(number),
        _ => StatedSystem::Text(name.to_owned()),
    }
}

fn is_number(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
}

/// Names of an object's members.
fn names(object: &str) -> Vec<String> {
    let mut names = Vec::new();
    let read = for_each_value(object, &mut |path, _| {
        let name = path.first().filter(|name| !names.contains(*name));
        names.extend(name.cloned().filter(|_| names.len() < LOOKED_AT));
    });
    if read.is_err() { Vec::new() } else { names }
}

/// Names that are looked at of an object.
const LOOKED_AT: usize = 200;

/// The elements of a list as they stand there.
pub(crate) fn elements(list: &str) -> Option<Vec<&str>> {
    let elements: Vec<&RawValue> = serde_json::from_str(list).ok()?;
    Some(elements.into_iter().map(RawValue::get).collect())
}

/// A value's text: a string without quotes, nothing for null.
pub(crate) fn element_text(element: &str) -> String {
    match element.as_bytes().first() {
        Some(b'"') => unescaped(element).into_owned(),
        _ if element == "null" => String::new(),
        _ => element.to_owned(),
    }
}

fn text_of(value: Value<'_>) -> String {
    match value {
        Value::Text(text) | Value::Plain(text) => element_text(text),
    }
}

/// The columns that a list of names, or of objects with names, tells.
fn columns(list: &str) -> Option<Vec<Column>> {
    let column = |element: &str| {
        if element.starts_with('"') {
            return Some(Column { name: element_text(element), is_location: false });
        }
        let mut found: BTreeMap<String, String> = BTreeMap::new();
        for_each_value(element, &mut |path, value| {
            if let [name] = path {
                found.insert(name.clone(), text_of(value));
            }
        })
        .ok()?;
        // What Socrata adds to a table has names that the table's own columns may have too.
        let added = found.get("fieldName").filter(|name| name.starts_with(':'));
        let name = added.or_else(|| NAME_OF_COLUMN.iter().find_map(|name| found.get(*name)))?;
        let is_location = found.get("dataTypeName").is_some_and(|kind| kind == "location");
        Some(Column { name: name.clone(), is_location })
    };
    elements(list)?.into_iter().map(column).collect()
}

/// The columns of a first list that holds texts alone.
fn names_alone(list: &str) -> Option<Vec<Column>> {
    let names = elements(list)?;
    let are_texts = names.len() > 1 && names.iter().all(|name| name.starts_with('"') && name.len() > 2);
    let column = |name: &str| Column { name: element_text(name), is_location: false };
    are_texts.then(|| names.into_iter().map(column).collect())
}

/// The rows of columns that are objects by the rows' numbers: their names first.
fn by_columns(values: &mut Values<'_>) -> Result<Vec<Vec<String>>, Stop> {
    if !values.is_at_end() {
        return Err(Stop::ByColumns);
    }
    let (mut header, mut rows, mut places) = (Vec::new(), Vec::new(), BTreeMap::new());
    let mut is_first = true;
    while !values.skip_if(b'}')? {
        if !is_first && !values.skip_if(b',')? {
            return Err(values.broken(mark!("a comma or }")));
        }
        let name = values.name()?.into_owned();
        let column = values.value(1)?;
        let at = header.len();
        header.push(name);
        for_each_value(column, &mut |path, value| {
            let Some(label) = path.first() else { return };
            let next = places.len();
            let row = *places.entry(label.clone()).or_insert(next);
            if row == rows.len() {
                rows.push(Vec::new());
            }
            if let Some(row) = rows.get_mut(row) {
                let row: &mut Vec<String> = row;
                row.resize(row.len().max(at + 1), String::new());
                if let Some(cell) = row.get_mut(at) {
                    *cell = text_of(value);
                }
            }
        })?;
        is_first = false;
    }
    for row in &mut rows {
        row.resize(header.len(), String::new());
    }
    rows.insert(0, header);
    Ok(rows)
}
