//! GeoPackage: layers of points and tables become rows of text. Natively only.
//!
//! Source: OGC 12-128r19 (GeoPackage 1.4), clauses 1 and 2. SQLite reads the file.

mod layer;
mod rows;

use std::collections::VecDeque;
use std::io::{Read, Seek, SeekFrom};
use std::rc::Rc;

use rusqlite::Connection;
use rusqlite::limits::Limit;

use self::layer::Layer;
use self::rows::LayerRows;
use crate::archive::cannot_read;
use crate::error::ReadError;
use crate::record::{StatedSystem, Unread};
use crate::row_source::{RowSource, Tables};
use crate::text::normal_name;

/// What any database of SQLite begins with.
pub(crate) const MAGIC: &[u8] = b"SQLite format 3\0";
/// Bytes of the largest file, which SQLite holds in memory, and of the largest value.
const FILE_BYTES: u64 = 512 << 20;
const VALUE_BYTES: i32 = 64 << 20;
/// Where the header says how the file is written to: 2 for a log beside it.
const WRITE_VERSIONS: [usize; 2] = [18, 19];

/// The layers that are one table.
pub(crate) struct GeoPackage {
    connection: Rc<Connection>,
    layers: VecDeque<Layer>,
    unread: Vec<Unread>,
    system: Option<StatedSystem>,
    name: String,
    is_alone: bool,
}

impl GeoPackage {
    /// Opens the database, and gives the file's bytes.
    pub(crate) fn open<R: Read + Seek>(reader: R) -> Result<(Self, u64), ReadError> {
        let (connection, length) = database(reader)?;
        let layers = layer::all(&connection)?;
        if layers.iter().all(|layer| layer.rows == 0) {
            let advice = "choose the file with the incidents, or export its layer as CSV or GeoJSON";
            return Err(ReadError::not_a_table("a GeoPackage without rows", advice));
        }
        let (layers, unread) = of_one_layout(layers);
        let system = layers.iter().find_map(|layer| layer.system.clone());
        let (is_alone, name) = (layers.len() < 2, String::new());
        Ok((Self { connection, layers, unread, system, name, is_alone }, length))
    }
}

impl Tables for GeoPackage {
    fn take(&mut self) -> Option<Box<dyn RowSource>> {
        let layer = self.layers.pop_front()?;
        let rows = LayerRows::of_points(&self.connection, &layer);
        self.name = if self.is_alone { String::new() } else { layer.name };
        Some(Box::new(rows))
    }

    fn has_next(&self) -> bool {
        !self.layers.is_empty()
    }

    fn take_unread(&mut self) -> Vec<Unread> {
        std::mem::take(&mut self.unread)
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn stated_system(&self) -> Option<StatedSystem> {
        self.system.clone()
    }
}

/// The rows of the one layer of areas, each with its shape as GeoJSON behind its cells, and the
/// system of these.
pub(crate) fn areas<R: Read + Seek>(reader: R) -> Result<(LayerRows, Option<StatedSystem>), ReadError> {
    let (connection, _) = database(reader)?;
    let mut layers = layer::all(&connection)?;
    layers.retain(|layer| layer.has_areas && layer.rows > 0);
    match layers.as_slice() {
        [layer] => Ok((LayerRows::of_areas(&connection, layer), layer.system.clone())),
        [] => Err(bad("it has no layer of areas")),
        several => {
            let layers = several.iter().map(|layer| layer.name.clone()).collect();
            Err(ReadError::SeveralLayers { layers })
        }
    }
}

/// Of all layers, those like the largest one of points, or else the largest.
fn of_one_layout(layers: Vec<Layer>) -> (VecDeque<Layer>, Vec<Unread>) {
    let layout = |layer: &Layer| layer.columns.iter().map(|name| normal_name(name)).collect::<Vec<_>>();
    let size = |layer: &Layer| (layer.first_point.is_some(), layer.rows * (1 + layer.columns.len() as u64));
    let Some(largest) = layers.iter().max_by_key(|layer| size(layer)) else { return Default::default() };
    let (meant, has_points, system) =
        (layout(largest), largest.first_point.is_some(), largest.system.clone());
    let (mut read, mut unread) = (VecDeque::new(), Vec::new());
    for layer in layers {
        let names = layout(&layer);
        let shared = names.iter().filter(|name| meant.contains(name)).count();
        let what = if layer.first_point.is_some() != has_points {
            if layer.has_areas { "a layer of areas" } else { "a layer or table of another kind" }
        } else if 4 * shared < 3 * names.len().max(meant.len()) {
            "a layer of other columns"
        } else if layer.system != system {
            "a layer of another coordinate system"
        } else {
            read.push_back(layer);
            continue;
        };
        if layer.rows > 0 {
            unread.push(Unread { name: layer.name, what: what.to_owned(), rows: layer.rows });
        }
    }
    (read, unread)
}

/// The database, in memory, and its bytes.
fn database<R: Read + Seek>(mut reader: R) -> Result<(Rc<Connection>, u64), ReadError> {
    let length = reader.seek(SeekFrom::End(0)).map_err(|error| cannot_read(&error))?;
    if length > FILE_BYTES {
        return Err(ReadError::too_large("the GeoPackage", length, FILE_BYTES));
    }
    let mut start = [0; 100];
    reader.rewind().and_then(|()| reader.read_exact(&mut start)).map_err(|error| cannot_read(&error))?;
    // What is still in a log beside the file is not seen from here.
    for at in WRITE_VERSIONS {
        start.get_mut(at).filter(|version| **version == 2).into_iter().for_each(|version| *version = 1);
    }
    let mut connection = Connection::open_in_memory().map_err(|error| failed(&error))?;
    let file = start.as_slice().chain(reader);
    let opened = connection.deserialize_read_exact("main", file, length as usize, true);
    opened.map_err(|error| failed(&error))?;
    let _ = connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, VALUE_BYTES);
    let careful = "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON;";
    connection.execute_batch(careful).map_err(|error| failed(&error))?;
    Ok((Rc::new(connection), length))
}

/// A name in SQL.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn failed(error: &rusqlite::Error) -> ReadError {
    bad(&error.to_string())
}

fn bad(reason: &str) -> ReadError {
    ReadError::BadGeoPackage { reason: reason.to_owned() }
}
