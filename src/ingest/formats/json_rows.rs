//! Rows of JSON: an array of objects as portals' interfaces give it, or the features of GeoJSON.
//!
//! Read object by object, so that a file may have any size. The columns are the names that occur in its first half megabyte, in the order
//! they first come there; names that come later are counted. An object within an object gives columns like `location.latitude`. Of
//! GeoJSON and of Esri's JSON, `properties.` and `attributes.` are left out of the names, and a point gives `longitude` and `latitude`, or `x`
//! and `y` where its numbers are no degrees.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::ingest::error::FileProblem;
use crate::ingest::formats::split::{Fields, Found, Split};
use crate::ingest::summary::quoted;
use crate::json::scan::{DEPTH_LIMIT, Scan, Stop, Value};
use crate::json::text::unescaped;

/// Names under which an object has its rows.
const ROWS: [&[u8]; 6] = [FEATURES, b"rows", b"data", b"results", b"records", b"value"];
const FEATURES: &[u8] = b"features";
const DEGREES: [&str; 2] = ["longitude", "latitude"];
const LENGTHS: [&str; 2] = ["x", "y"];
/// Digits before the point that degrees have at most.
const DEGREE_DIGITS: usize = 3;

/// Splits off one row after another.
#[derive(Default)]
pub(in crate::ingest) struct JsonRows {
    layout: Option<Layout>,
    rows: u64,
    values: Vec<(u32, u32)>,
    /// The values of the last row that was split off, one after another.
    pub(in crate::ingest) output: Vec<u8>,
    /// Values under names that are no columns.
    pub(in crate::ingest) unknown_values: u64,
}

/// What the start of the text tells.
struct Layout {
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
    /// The names of the columns first, then their values; those that a row lacks are empty. Strings are without their escapes, numbers and
    /// arrays as they stand there.
    #[inline(never)]
    pub(in crate::ingest) fn split(
        &mut self,
        input: &[u8],
        at_end: bool,
        limit: usize,
        fields: &mut Fields<'_>,
    ) -> Result<Split, FileProblem> {
        fields.clear();
        self.output.clear();
        let mut scan = Scan::new(input);
        let in_rows = self.layout.is_some();
        let found = if in_rows {
            self.row(&mut scan, fields)
        } else if input.len() * 2 < limit && !at_end {
            Err(Stop::More)
        } else {
            self.header(&mut scan, fields)
        };
        let rows = self.rows;
        Err(match found {
            Ok(true) => {
                self.rows += u64::from(in_rows);
                return Ok(Split::Record(Found { length: scan.at, lines: 1, copied: true }));
            }
            Ok(false) => return Ok(Split::End),
            Err(Stop::More) if !at_end => return Ok(Split::More),
            Err(Stop::More) => FileProblem::TruncatedJson { rows },
            Err(Stop::TooDeep) => FileProblem::TooDeep { row: rows + u64::from(in_rows), limit: DEPTH_LIMIT },
            Err(Stop::NoRows) => FileProblem::not_a_table(
                "JSON without a list of rows",
                "the portal may have answered with an error: download the file again, or as CSV",
            ),
            Err(Stop::Broken { expected, found }) => {
                FileProblem::BadJson { rows, expected: expected.to_owned(), found: quoted(&found) }
            }
        })
    }

    fn header(&mut self, scan: &mut Scan<'_>, fields: &mut Fields<'_>) -> Result<bool, Stop> {
        let are_features = go_to_rows(scan)?;
        if scan.look()? == b']' {
            return Ok(false);
        }
        let first_row = scan.at;
        let mut layout = Layout { are_features, place: None, columns: BTreeMap::new(), names: Vec::new() };
        while scan.look() == Ok(b'{') {
            let mut named = String::new();
            let row = scan.value(layout.depth(), &mut Vec::new(), &mut |path, value| {
                layout.meet(path, value, &mut named)
            });
            match row {
                Err(stop) if layout.names.is_empty() => return Err(stop),
                // What is wrong with a later row is said when that is read.
                Err(_) => break,
                Ok(()) if matches!(scan.skip_if(b','), Ok(true)) => {}
                Ok(()) => break,
            }
        }
        if layout.names.is_empty() {
            return Err(Stop::NoRows);
        }
        scan.at = first_row;
        for name in &layout.names {
            let from = self.output.len();
            self.output.extend_from_slice(name.as_bytes());
            fields.push(from, self.output.len());
        }
        self.layout = Some(layout);
        Ok(true)
    }

    /// Cuts off a row and the comma before it; false at the end of the rows.
    fn row(&mut self, scan: &mut Scan<'_>, fields: &mut Fields<'_>) -> Result<bool, Stop> {
        let Some(layout) = &self.layout else { return Ok(false) };
        if scan.look()? == b']' {
            return Ok(false);
        }
        if self.rows > 0 && !scan.skip_if(b',')? {
            return Err(scan.broken("a comma or ]"));
        }
        if scan.look()? != b'{' {
            // No row, but none of the others is lost for it: it has no fields.
            scan.value(layout.depth(), &mut Vec::new(), &mut |_, _| {})?;
            return Ok(true);
        }
        self.values.clear();
        self.values.resize(layout.names.len(), (0, 0));
        let (values, output, unknown) = (&mut self.values, &mut self.output, &mut self.unknown_values);
        let mut named = String::new();
        scan.value(layout.depth(), &mut Vec::new(), &mut |path, value| {
            layout.name(path, value, &mut named, &mut |name, value| {
                let name = match name {
                    Name::Joined(name) => name,
                    Name::OfPoint(axis) => {
                        layout.place.and_then(|names| names.get(axis).copied()).unwrap_or_default()
                    }
                };
                let column = layout.columns.get(name).and_then(|at| values.get_mut(usize::from(*at)));
                let from = output.len();
                match column {
                    // Of a name that comes twice, what is not empty counts: a point beside its properties.
                    Some(bounds) if !value.is_empty() => {
                        output.extend_from_slice(value);
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

    /// Takes the name of a value as a column.
    fn meet(&mut self, path: &[&[u8]], value: Value<'_>, named: &mut String) {
        let (mut place, mut new) = (self.place, Vec::new());
        self.name(path, value, named, &mut |name, value| match name {
            Name::Joined(name) if !self.columns.contains_key(name) => new.push(name.to_owned()),
            Name::Joined(_) => {}
            Name::OfPoint(axis) => {
                let names = place.get_or_insert(if is_degrees(value) { DEGREES } else { LENGTHS });
                new.extend(
                    names
                        .get(axis)
                        .filter(|name| !self.columns.contains_key(**name))
                        .map(|name| (*name).to_owned()),
                );
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

    /// Tells the value's name, or the two of a point; nothing of what only says that a feature is one.
    fn name<'a>(
        &self,
        path: &[&'a [u8]],
        value: Value<'a>,
        named: &mut String,
        each: &mut dyn FnMut(Name<'_>, &[u8]),
    ) {
        let path = match path {
            [b"type"] | [b"geometry"] | [b"geometry", b"type"] | [b"properties"] | [b"attributes"]
                if self.are_features =>
            {
                return;
            }
            [b"geometry", b"coordinates"] if self.are_features => {
                for (axis, number) in point(value).into_iter().flatten().enumerate() {
                    each(Name::OfPoint(axis), number);
                }
                return;
            }
            [b"geometry", b"x"] if self.are_features => return each(Name::OfPoint(0), &plain(value)),
            [b"geometry", b"y"] if self.are_features => return each(Name::OfPoint(1), &plain(value)),
            [b"properties" | b"attributes", path @ ..] if self.are_features => path,
            path => path,
        };
        named.clear();
        for (depth, name) in path.iter().enumerate() {
            if depth > 0 {
                named.push('.');
            }
            named.push_str(&unescaped(name));
        }
        each(Name::Joined(named), &plain(value));
    }
}

/// Goes behind the bracket that opens the rows, and tells whether they are features.
fn go_to_rows(scan: &mut Scan<'_>) -> Result<bool, Stop> {
    if scan.skip_if(b'[')? {
        return if matches!(scan.look()?, b'{' | b']') { Ok(false) } else { Err(Stop::NoRows) };
    }
    if !scan.skip_if(b'{')? {
        return Err(Stop::NoRows);
    }
    let mut first = true;
    while let Some(name) = scan.member(first)? {
        first = false;
        if scan.look()? == b'[' && ROWS.contains(&name) {
            scan.skip_if(b'[')?;
            return if matches!(scan.look()?, b'{' | b']') {
                Ok(name == FEATURES)
            } else {
                Err(Stop::NoRows)
            };
        }
        scan.value(1, &mut Vec::new(), &mut |_, _| {})?;
    }
    Err(Stop::NoRows)
}

/// The first two numbers of a point's coordinates; none of other geometries.
fn point(value: Value<'_>) -> Option<[&[u8]; 2]> {
    let Value::Array(array) = value else { return None };
    let numbers = array.strip_prefix(b"[")?.strip_suffix(b"]")?;
    let mut numbers = numbers.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
    let pair = [numbers.next()?, numbers.next()?];
    pair.iter().all(|number| matches!(number, [b'-' | b'0'..=b'9', ..])).then_some(pair)
}

fn is_degrees(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"-").unwrap_or(number);
    number.iter().take_while(|byte| byte.is_ascii_digit()).count() <= DEGREE_DIGITS
}

fn plain(value: Value<'_>) -> Cow<'_, [u8]> {
    match value {
        Value::Text(text) if text.contains(&b'\\') => Cow::Owned(unescaped(text).into_owned().into_bytes()),
        Value::Text(text) | Value::Plain(text) | Value::Array(text) => Cow::Borrowed(text),
    }
}
