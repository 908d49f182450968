//! Rows of JSON: an array of objects as portals' interfaces give it, the features of GeoJSON, or
//! another of the shapes that tables have in JSON.
//!
//! Read row by row, so that a file may have any size. The columns are the names that occur in
//! its first half megabyte, in the order they first come there; names that come later are counted.
//! An object within an object gives columns like `location.latitude`. Of GeoJSON and of Esri's
//! JSON, `properties.` and `attributes.` are left out of the names, and a point gives `longitude`
//! and `latitude`, or `x` and `y` where its numbers are no degrees.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::error::ReadError;
use crate::json_shape::{Column, Shape, element_text, elements, find, is_feature, stated_behind};
use crate::json_values::{DEPTH_LIMIT, Stop, Value, Values, for_each_value};
use crate::record::StatedSystem;
use crate::split::{Fields, Found, Split};
use crate::text::quoted;
use watchback_translate::mark;

const DEGREES: [&str; 2] = ["longitude", "latitude"];
const LENGTHS: [&str; 2] = ["x", "y"];
/// Digits before the point that degrees have at most.
const DEGREE_DIGITS: usize = 3;

/// Splits off one row after another.
#[derive(Default)]
pub(crate) struct JsonRows {
    layout: Option<Layout>,
    rows: u64,
    values: Vec<(u32, u32)>,
    /// The values of the last row that was split off, one after another.
    pub(crate) output: Vec<u8>,
    /// Values under names that are no columns.
    pub(crate) unknown_values: u64,
    /// What the text says of its coordinates.
    pub(crate) stated_system: Option<StatedSystem>,
}

/// What the start of the text tells.
struct Layout {
    shape: Shape,
    are_features: bool,
    /// What the numbers of a point are called, once there was one.
    place: Option<[&'static str; 2]>,
    columns: BTreeMap<String, u16>,
    names: Vec<String>,
}

/// What a value is called.
enum Name<'a> {
    Joined(&'a str),
    /// East is 0, north is 1.
    OfPoint(usize),
}

impl JsonRows {
    /// The names of the columns first, then their values; those that a row lacks are empty. Strings
    /// are without their escapes, numbers and arrays as they stand there.
    #[inline(never)]
    pub(crate) fn split(
        &mut self,
        input: &[u8],
        at_end: bool,
        limit: usize,
        fields: &mut Fields<'_>,
    ) -> Result<Split, ReadError> {
        fields.clear();
        self.output.clear();
        let mut values = Values::new(input, at_end);
        let in_rows = self.layout.is_some();
        let found = if in_rows {
            self.row(&mut values, fields)
        } else if input.len() * 2 < limit && !at_end {
            Err(Stop::More)
        } else {
            self.header(&mut values, fields)
        };
        let rows = self.rows;
        Err(match found {
            Ok(true) => {
                self.rows += u64::from(in_rows);
                return Ok(Split::Record(Found { length: values.at, lines: 1, copied: true }));
            }
            Ok(false) => return Ok(Split::End),
            Err(Stop::More) if !at_end => return Ok(Split::More),
            Err(Stop::More) => ReadError::TruncatedJson { rows },
            Err(Stop::TooDeep) => ReadError::TooDeep { row: rows + u64::from(in_rows), limit: DEPTH_LIMIT },
            Err(Stop::NoRows) => ReadError::not_a_table(
                mark!("JSON without a list of rows"),
                mark!("the portal may have answered with an error: download the file again, or as CSV"),
            ),
            Err(Stop::ByColumns) => ReadError::not_a_table(
                mark!("JSON with whole columns one after another, as pandas writes it"),
                mark!("write it as CSV, or by rows: `to_json(orient=\"records\", lines=True)`"),
            ),
            Err(Stop::Broken { expected, found }) => {
                ReadError::BadJson { rows, expected, found: quoted(&found) }
            }
        })
    }

    fn header(&mut self, values: &mut Values<'_>, fields: &mut Fields<'_>) -> Result<bool, Stop> {
        let found = find(values)?;
        self.stated_system = found.stated_system;
        let first_row = values.at;
        let (columns, names) = (BTreeMap::new(), Vec::new());
        let mut layout =
            Layout { shape: found.shape, are_features: found.are_features, place: None, columns, names };
        match &layout.shape {
            Shape::Lists(columns) => {
                layout.names = columns.iter().map(|column| column.name.clone()).collect()
            }
            Shape::Columns(rows) => layout.names = rows.first().cloned().unwrap_or_default(),
            Shape::Objects | Shape::Lines | Shape::Members => {
                if !layout.meet_rows(values)? {
                    return Ok(false);
                }
                if layout.are_features && self.stated_system.is_none() {
                    self.stated_system = stated_behind(values);
                }
            }
        }
        if layout.names.is_empty() {
            return Err(Stop::NoRows);
        }
        values.at = first_row;
        for name in &layout.names {
            push(fields, &mut self.output, name);
        }
        self.layout = Some(layout);
        Ok(true)
    }

    /// Cuts off a row and what stands before it; false at the end of the rows.
    fn row(&mut self, values: &mut Values<'_>, fields: &mut Fields<'_>) -> Result<bool, Stop> {
        let Some(layout) = &self.layout else { return Ok(false) };
        if let Shape::Columns(rows) = &layout.shape {
            let row = usize::try_from(self.rows + 1).ok().and_then(|at| rows.get(at));
            row.into_iter().flatten().for_each(|cell| push(fields, &mut self.output, cell));
            return Ok(row.is_some());
        }
        let Some(row) = layout.next_row(values, self.rows == 0)? else { return Ok(false) };
        if let Shape::Lists(columns) = &layout.shape {
            push_list(row, columns, fields, &mut self.output);
            return Ok(true);
        }
        if !row.starts_with('{') {
            // No row, but none of the others is lost for it: it has no fields.
            return Ok(true);
        }
        self.values.clear();
        self.values.resize(layout.names.len(), (0, 0));
        let (bounds, output, unknown) = (&mut self.values, &mut self.output, &mut self.unknown_values);
        for_each_value(row, &mut |path, value| {
            layout.name(path, value, &mut |name, text| {
                let name = match name {
                    Name::Joined(name) => name,
                    Name::OfPoint(axis) => {
                        layout.place.and_then(|names| names.get(axis).copied()).unwrap_or_default()
                    }
                };
                let column = layout.columns.get(name).and_then(|at| bounds.get_mut(usize::from(*at)));
                let from = output.len();
                match column {
                    // Of a name that comes twice, what is not empty counts: a point beside its
                    // properties.
                    Some(bounds) if !text.is_empty() => {
                        output.extend_from_slice(text.as_bytes());
                        *bounds = (from as u32, output.len() as u32);
                    }
                    Some(_) => {}
                    None => *unknown += 1,
                }
            });
        })?;
        for &(from, to) in &self.values {
            fields.push(from as usize, to as usize);
        }
        Ok(true)
    }
}

impl Layout {
    /// How deep the rows lie.
    fn depth(&self) -> usize {
        1 + usize::from(self.are_features)
    }

    /// The next row as it stands there; `None` at the end of the rows.
    fn next_row<'v>(&self, values: &mut Values<'v>, is_first: bool) -> Result<Option<&'v str>, Stop> {
        let end = match self.shape {
            Shape::Lines => {
                return match values.look() {
                    Err(Stop::More) if values.is_at_end() => Ok(None),
                    Err(stop) => Err(stop),
                    Ok(_) => values.value(self.depth()).map(Some),
                };
            }
            Shape::Members => b'}',
            Shape::Objects | Shape::Lists(_) | Shape::Columns(_) => b']',
        };
        if values.look()? == end {
            return Ok(None);
        }
        if !is_first && !values.skip_if(b',')? {
            return Err(values.broken(if end == b']' {
                mark!("a comma or ]")
            } else {
                mark!("a comma or }")
            }));
        }
        if self.shape == Shape::Members {
            values.name()?;
        }
        values.look()?;
        values.value(self.depth()).map(Some)
    }

    /// Takes the names of the values of the rows in sight as columns; false where there is no row.
    fn meet_rows(&mut self, values: &mut Values<'_>) -> Result<bool, Stop> {
        let mut is_first = true;
        loop {
            let before = values.at;
            let row = self.next_row(values, is_first);
            let met = match row {
                Ok(None) => return Ok(!is_first),
                Ok(Some(row)) if row.starts_with('{') => {
                    self.are_features |= is_first && is_feature(row);
                    self.meet_row(row)
                }
                Ok(Some(_)) => return Ok(true),
                Err(stop) => Err(stop),
            };
            match met {
                Err(stop) if self.names.is_empty() => return Err(stop),
                // What is wrong with a later row is said when that is read.
                Err(_) => {
                    values.at = before;
                    return Ok(true);
                }
                Ok(()) => is_first = false,
            }
        }
    }

    /// Takes the names of a row's values as columns.
    fn meet_row(&mut self, row: &str) -> Result<(), Stop> {
        for_each_value(row, &mut |path, value| self.meet(path, value))
    }

    fn meet(&mut self, path: &[String], value: Value<'_>) {
        let (mut place, mut new) = (self.place, Vec::new());
        self.name(path, value, &mut |name, value| match name {
            Name::Joined(name) if !self.columns.contains_key(name) => new.push(name.to_owned()),
            Name::Joined(_) => {}
            Name::OfPoint(axis) => {
                let names = place.get_or_insert(if is_degrees(value) { DEGREES } else { LENGTHS });
                let name = names.get(axis).filter(|name| !self.columns.contains_key(**name));
                new.extend(name.map(|name| (*name).to_owned()));
            }
        });
        self.place = place;
        for name in new {
            // Far more than any limit on columns lets through.
            let Ok(at) = u16::try_from(self.names.len()) else { return };
            self.columns.insert(name.clone(), at);
            self.names.push(name);
        }
    }

    /// Gives the value's name, or the two of a point; nothing of what only says that a feature is
    /// one.
    fn name(&self, path: &[String], value: Value<'_>, each: &mut dyn FnMut(Name<'_>, &str)) {
        let names: Vec<&str> = path.iter().map(String::as_str).collect();
        let path = match names.as_slice() {
            ["type"] | ["geometry"] | ["geometry", "type"] | ["properties"] | ["attributes"]
                if self.are_features =>
            {
                return;
            }
            ["geometry", "spatialReference", ..] if self.are_features => return,
            ["geometry", "coordinates"] if self.are_features => {
                for (axis, number) in point(value).into_iter().flatten().enumerate() {
                    each(Name::OfPoint(axis), number);
                }
                return;
            }
            ["geometry", "x"] if self.are_features => return each(Name::OfPoint(0), &plain(value)),
            ["geometry", "y"] if self.are_features => return each(Name::OfPoint(1), &plain(value)),
            ["properties" | "attributes", path @ ..] if self.are_features => path,
            path => path,
        };
        each(Name::Joined(&path.join(".")), &plain(value));
    }
}

fn push(fields: &mut Fields<'_>, output: &mut Vec<u8>, text: &str) {
    let from = output.len();
    output.extend_from_slice(text.as_bytes());
    fields.push(from, output.len());
}

/// Gives the values of a row that is a list; none where it is none.
fn push_list(row: &str, columns: &[Column], fields: &mut Fields<'_>, output: &mut Vec<u8>) {
    for (at, element) in elements(row).unwrap_or_default().into_iter().enumerate() {
        let is_location = columns.get(at).is_some_and(|column| column.is_location);
        let parts = if is_location { elements(element).unwrap_or_default() } else { Vec::new() };
        match parts.as_slice() {
            // As the portal's own CSV has it.
            [_, latitude, longitude, ..] => {
                let [latitude, longitude] = [*latitude, *longitude].map(element_text);
                let is_known = !latitude.is_empty() && !longitude.is_empty();
                let text = if is_known { format!("({latitude}, {longitude})") } else { String::new() };
                push(fields, output, &text);
            }
            _ => push(fields, output, &element_text(element)),
        }
    }
}

/// The first two numbers of a point's coordinates; none of other geometries.
fn point(value: Value<'_>) -> Option<[&str; 2]> {
    let Value::Plain(array) = value else { return None };
    let numbers = array.strip_prefix('[')?.strip_suffix(']')?;
    let mut numbers = numbers.split(',').map(str::trim);
    let pair = [numbers.next()?, numbers.next()?];
    pair.iter().all(|number| number.starts_with(|c: char| c == '-' || c.is_ascii_digit())).then_some(pair)
}

fn is_degrees(number: &str) -> bool {
    let number = number.strip_prefix('-').unwrap_or(number);
    number.bytes().take_while(u8::is_ascii_digit).count() <= DEGREE_DIGITS
}

/// A string without its quotes and escapes; as it stands there where an escape is none.
fn plain(value: Value<'_>) -> Cow<'_, str> {
    match value {
        Value::Plain(text) => Cow::Borrowed(text),
        Value::Text(string) => crate::json_values::unescaped(string),
    }
}
