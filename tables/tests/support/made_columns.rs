//! Parquet files and GeoPackages made in tests, by the crate `parquet` and by SQLite.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;

use parquet::basic::{Compression, Encoding};
use parquet::column::writer::{ColumnWriter, ColumnWriterImpl};
use parquet::data_type::{ByteArray, DataType, FixedLenByteArray, Int96};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use rusqlite::Connection;

/// Values of a column, by how they are stored.
pub enum Cells {
    Flags(Vec<Option<bool>>),
    Ints(Vec<Option<i32>>),
    Longs(Vec<Option<i64>>),
    Instants(Vec<Option<(u64, u32)>>),
    Floats(Vec<Option<f32>>),
    Doubles(Vec<Option<f64>>),
    Bytes(Vec<Option<Vec<u8>>>),
    Fixed(Vec<Option<Vec<u8>>>),
}

impl Cells {
    pub fn texts(texts: &[&str]) -> Self {
        Self::Bytes(texts.iter().map(|text| (!text.is_empty()).then(|| text.as_bytes().to_vec())).collect())
    }
}

/// How a file is written.
#[derive(Clone)]
pub struct Form {
    pub compression: Compression,
    pub has_dictionary: bool,
    pub is_second_version: bool,
    /// Of columns by name.
    pub encodings: Vec<(&'static str, Encoding)>,
    /// Rows of a group.
    pub group: usize,
    pub words: Vec<(&'static str, String)>,
}

impl Default for Form {
    fn default() -> Self {
        Self {
            compression: Compression::SNAPPY,
            has_dictionary: true,
            is_second_version: false,
            encodings: Vec::new(),
            group: usize::MAX,
            words: Vec::new(),
        }
    }
}

/// A file of these columns, which the schema names; all may be without a value.
pub fn parquet(schema: &str, columns: &[Cells], form: &Form) -> Vec<u8> {
    let version =
        if form.is_second_version { WriterVersion::PARQUET_2_0 } else { WriterVersion::PARQUET_1_0 };
    let mut properties = WriterProperties::builder()
        .set_compression(form.compression)
        .set_dictionary_enabled(form.has_dictionary)
        .set_write_batch_size(16)
        .set_data_page_row_count_limit(32)
        .set_writer_version(version);
    for (name, encoding) in &form.encodings {
        properties = properties.set_column_encoding((*name).into(), *encoding);
    }
    let words = form.words.iter().map(|(key, value)| KeyValue::new((*key).to_owned(), value.clone()));
    properties = properties.set_key_value_metadata(Some(words.collect()));
    let schema = Arc::new(parse_message_type(&format!("message m {{ {schema}; }}")).unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties.build())).unwrap();
    let rows = columns.first().map_or(0, n_cells);
    let mut from = 0;
    while from < rows {
        let to = from.saturating_add(form.group).min(rows);
        let mut group = writer.next_row_group().unwrap();
        for cells in columns {
            let mut column = group.next_column().unwrap().unwrap();
            match (column.untyped(), cells) {
                (ColumnWriter::BoolColumnWriter(writer), Cells::Flags(cells)) => {
                    write(writer, &cells[from..to])
                }
                (ColumnWriter::Int32ColumnWriter(writer), Cells::Ints(cells)) => {
                    write(writer, &cells[from..to])
                }
                (ColumnWriter::Int64ColumnWriter(writer), Cells::Longs(cells)) => {
                    write(writer, &cells[from..to])
                }
                (ColumnWriter::FloatColumnWriter(writer), Cells::Floats(cells)) => {
                    write(writer, &cells[from..to])
                }
                (ColumnWriter::DoubleColumnWriter(writer), Cells::Doubles(cells)) => {
                    write(writer, &cells[from..to])
                }
                (ColumnWriter::Int96ColumnWriter(writer), Cells::Instants(cells)) => {
                    let instant = |(nanoseconds, day): (u64, u32)| {
                        Int96::from(vec![nanoseconds as u32, (nanoseconds >> 32) as u32, day])
                    };
                    let cells: Vec<_> = cells[from..to].iter().map(|cell| cell.map(instant)).collect();
                    write(writer, &cells);
                }
                (ColumnWriter::ByteArrayColumnWriter(writer), Cells::Bytes(cells)) => {
                    let cells: Vec<_> =
                        cells[from..to].iter().cloned().map(|cell| cell.map(ByteArray::from)).collect();
                    write(writer, &cells);
                }
                (ColumnWriter::FixedLenByteArrayColumnWriter(writer), Cells::Fixed(cells)) => {
                    let cells: Vec<_> = cells[from..to]
                        .iter()
                        .cloned()
                        .map(|cell| cell.map(FixedLenByteArray::from))
                        .collect();
                    write(writer, &cells);
                }
                _ => panic!("cells of another kind than the schema says"),
            }
            column.close().unwrap();
        }
        group.close().unwrap();
        from = to;
    }
    writer.into_inner().unwrap()
}

fn n_cells(cells: &Cells) -> usize {
    match cells {
        Cells::Flags(cells) => cells.len(),
        Cells::Ints(cells) => cells.len(),
        Cells::Longs(cells) => cells.len(),
        Cells::Instants(cells) => cells.len(),
        Cells::Floats(cells) => cells.len(),
        Cells::Doubles(cells) => cells.len(),
        Cells::Bytes(cells) | Cells::Fixed(cells) => cells.len(),
    }
}

fn write<T: DataType>(writer: &mut ColumnWriterImpl<'_, T>, cells: &[Option<T::T>]) {
    let levels: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
    let values: Vec<T::T> = cells.iter().flatten().cloned().collect();
    writer.write_batch(&values, Some(&levels), None).unwrap();
}

/// A point as well-known bytes.
pub fn point(x: f64, y: f64) -> Vec<u8> {
    [&[1, 1, 0, 0, 0][..], &x.to_le_bytes(), &y.to_le_bytes()].concat()
}

/// A square as well-known bytes.
pub fn square(west: f64, south: f64, side: f64) -> Vec<u8> {
    let (east, north) = (west + side, south + side);
    let ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
    let numbers = ring.iter().flatten().flat_map(|number| number.to_le_bytes());
    [1, 3, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0].into_iter().chain(numbers).collect()
}

/// A shape as a GeoPackage holds it: without a box around it, or with one.
pub fn shape(well_known: &[u8], with_box: bool) -> Vec<u8> {
    let header = [b'G', b'P', 0, if with_box { 3 } else { 1 }, 0xe6, 0x10, 0, 0];
    [&header[..], &[0; 32][..if with_box { 32 } else { 0 }], well_known].concat()
}

/// A GeoPackage with nothing in it but systems of coordinates: degrees, and New York's feet.
pub fn empty_geopackage() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    let tables = "PRAGMA application_id = 0x47504B47;
        CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER);
        CREATE TABLE gpkg_geometry_columns
          (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z TINYINT, m TINYINT);
        CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
          organization_coordsys_id INTEGER, definition TEXT);
        INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS[]'),
          ('New York', 2263, 'EPSG', 2263, 'PROJCS[]'), ('none', 0, 'NONE', 0, 'undefined');";
    connection.execute_batch(tables).unwrap();
    connection
}

/// Says that a table is a layer of shapes, which stand in its column `geom`.
pub fn add_layer(connection: &Connection, name: &str, srs_id: i64) {
    connection.execute("INSERT INTO gpkg_contents VALUES (?1, 'features', ?1, ?2)", (name, srs_id)).unwrap();
    let sql = "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', 'GEOMETRY', ?2, 0, 0)";
    connection.execute(sql, (name, srs_id)).unwrap();
}

/// The file that the database would be.
pub fn saved(mut connection: Connection) -> Vec<u8> {
    connection.serialize("main").unwrap().to_vec()
}
