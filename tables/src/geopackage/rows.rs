//! The rows of a layer, in the order of their numbers, some at a time.

use std::io::Write;
use std::rc::Rc;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::layer::{Layer, well_known};
use super::{bad, failed, quoted};
use crate::error::ReadError;
use crate::points;
use crate::row_source::RowSource;
use crate::split::Fields;
use crate::wkb;

/// Rows that are taken at a time, and bytes of their texts after which no more are.
const ROWS: usize = 1_000;
const BYTES: usize = 16 << 20;

/// What becomes of a row's shape.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Nothing,
    /// Two fields behind the others.
    Point,
    /// A geometry of GeoJSON behind the others.
    Areas,
}

pub(crate) struct LayerRows {
    connection: Rc<Connection>,
    sql: String,
    header: Vec<String>,
    shape: Shape,
    /// Columns that are asked for behind the row's number, that of shapes among them.
    columns: usize,
    /// Number of the last row that was taken.
    last: Option<i64>,
    texts: Vec<u8>,
    /// Of the rows that were taken, each as wide as the header.
    bounds: Vec<(u32, u32)>,
    given: usize,
    line: u64,
}

impl LayerRows {
    pub(super) fn of_points(connection: &Rc<Connection>, layer: &Layer) -> Self {
        let has_place = points::has_place(layer.columns.iter().map(String::as_bytes));
        match layer.first_point.filter(|_| !has_place) {
            Some(point) => Self::new(connection, layer, Shape::Point, &points::names(point)),
            None => Self::new(connection, layer, Shape::Nothing, &[]),
        }
    }

    pub(super) fn of_areas(connection: &Rc<Connection>, layer: &Layer) -> Self {
        Self::new(connection, layer, Shape::Areas, &["geometry"])
    }

    fn new(connection: &Rc<Connection>, layer: &Layer, shape: Shape, more: &[&str]) -> Self {
        let mut columns: Vec<String> = layer.columns.iter().map(|name| quoted(name)).collect();
        columns.extend(layer.shapes.iter().filter(|_| shape != Shape::Nothing).map(|name| quoted(name)));
        let (number, table) = (layer.row_number, quoted(&layer.name));
        let asked: String = columns.iter().map(|name| format!(", {name}")).collect();
        let sql = format!(
            "SELECT {number}{asked} FROM {table} WHERE ?1 IS NULL OR {number} > ?1 ORDER BY {number} LIMIT {ROWS}"
        );
        let header =
            layer.columns.iter().cloned().chain(more.iter().map(|name| (*name).to_owned())).collect();
        Self {
            connection: Rc::clone(connection),
            sql,
            header,
            shape,
            columns: columns.len(),
            last: None,
            texts: Vec::new(),
            bounds: Vec::new(),
            given: 0,
            line: 0,
        }
    }

    /// Takes the next rows.
    fn fill(&mut self) -> Result<(), ReadError> {
        self.given = 0;
        self.texts.clear();
        self.bounds.clear();
        let connection = Rc::clone(&self.connection);
        let mut statement = connection.prepare(&self.sql).map_err(|error| failed(&error))?;
        let mut rows = statement.query([self.last]).map_err(|error| failed(&error))?;
        while self.texts.len() < BYTES
            && let Some(row) = rows.next().map_err(|error| failed(&error))?
        {
            self.last = Some(row.get(0).map_err(|error| failed(&error))?);
            for column in 1..=self.columns {
                let value = row.get_ref(column).map_err(|error| failed(&error))?;
                self.push(value, column == self.columns);
            }
        }
        Ok(())
    }

    fn push(&mut self, value: ValueRef<'_>, is_last: bool) {
        let (texts, bounds) = (&mut self.texts, &mut self.bounds);
        // A value is of 64 MB at most, so bounds are far below 4 GB.
        let mut bound = |from: usize, to: usize| bounds.push((from as u32, to as u32));
        if is_last && self.shape != Shape::Nothing {
            let shape = value.as_blob().ok().and_then(well_known);
            if self.shape == Shape::Point {
                return wkb::write_point(shape.and_then(wkb::point), texts, bound);
            }
            let from = texts.len();
            wkb::write_polygons(shape.unwrap_or_default(), texts);
            return bound(from, texts.len());
        }
        let from = texts.len();
        // Writing to memory does not fail.
        let _ = match value {
            ValueRef::Integer(number) => write!(texts, "{number}"),
            ValueRef::Real(number) => write!(texts, "{number}"),
            ValueRef::Text(text) => texts.write_all(text),
            ValueRef::Null | ValueRef::Blob(_) => Ok(()),
        };
        bound(from, texts.len());
    }
}

impl RowSource for LayerRows {
    fn next(&mut self, limit: usize, fields: &mut Fields<'_>) -> Result<Option<u64>, ReadError> {
        fields.clear();
        self.line += 1;
        if self.line == 1 {
            self.texts.clear();
            for name in &self.header {
                let from = self.texts.len();
                self.texts.extend_from_slice(name.as_bytes());
                fields.push(from, self.texts.len());
            }
            return Ok(Some(1));
        }
        let width = self.header.len();
        if self.given >= self.bounds.len() {
            self.fill()?;
        }
        let Some(row) = self.bounds.get(self.given..self.given + width).filter(|row| !row.is_empty()) else {
            return Ok(None);
        };
        self.given += width;
        row.iter().for_each(|&(from, to)| fields.push(from as usize, to as usize));
        if row.iter().map(|(from, to)| (to - from) as usize).sum::<usize>() > limit {
            return Err(bad(&format!("row {} is longer than {limit} bytes", self.line - 1)));
        }
        Ok(Some(self.line))
    }

    fn output(&self) -> &[u8] {
        &self.texts
    }
}
