//! What a GeoPackage says of its layers and tables.

use rusqlite::{Connection, OptionalExtension, Row};

use super::{failed, quoted};
use crate::error::ReadError;
use crate::record::StatedSystem;
use crate::wkb;

/// Shapes that are looked at to tell what a layer is of.
const LOOKED_AT: usize = 1_000;
/// Keys that GDAL gives to rows: they are numbers of rows and say nothing else.
const ROW_NUMBERS: [&str; 2] = ["fid", "ogc_fid"];

/// A layer, or a table without shapes.
pub(super) struct Layer {
    pub(super) name: String,
    /// Without that of shapes.
    pub(super) columns: Vec<String>,
    /// The column of shapes.
    pub(super) shapes: Option<String>,
    /// What stands for the number of a row.
    pub(super) row_number: &'static str,
    pub(super) rows: u64,
    pub(super) first_point: Option<[f64; 2]>,
    pub(super) has_areas: bool,
    pub(super) system: Option<StatedSystem>,
}

/// All layers and tables of a file, in the order of their names.
pub(super) fn all(connection: &Connection) -> Result<Vec<Layer>, ReadError> {
    let count = "SELECT count(*) FROM sqlite_schema WHERE name = 'gpkg_contents'";
    let has_contents =
        connection.query_row(count, [], |row| row.get::<_, i64>(0)).map_err(|error| failed(&error))?;
    if has_contents == 0 {
        let advice = "export the table with the incidents as CSV";
        return Err(ReadError::not_a_table("a database of SQLite", advice));
    }
    // Views have no numbers of rows.
    let sql = "SELECT c.table_name, c.data_type FROM gpkg_contents c JOIN sqlite_schema s ON s.name = c.table_name \
               WHERE s.type = 'table' AND c.data_type IN ('features', 'attributes', 'aspatial') ORDER BY 1";
    let found = listed(connection, sql, |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    found.into_iter().map(|(name, kind)| layer(connection, name, kind == "features")).collect()
}

fn layer(connection: &Connection, name: String, has_shapes: bool) -> Result<Layer, ReadError> {
    let described = if has_shapes { shapes(connection, &name)? } else { None };
    let (shapes, system) = described.map_or((None, None), |(column, system)| (Some(column), system));
    let sql = format!("SELECT name, pk FROM pragma_table_info({})", text(&name));
    let mut columns = listed(connection, &sql, |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    let is = |name: &str| columns.iter().any(|column| column.0.eq_ignore_ascii_case(name));
    let row_number = ["rowid", "_rowid_", "oid"].into_iter().find(|name| !is(name)).unwrap_or("rowid");
    columns.retain(|(name, key)| {
        Some(name) != shapes.as_ref()
            && !(*key > 0 && ROW_NUMBERS.iter().any(|number| number.eq_ignore_ascii_case(name)))
    });
    let columns = columns.into_iter().map(|column| column.0).collect();
    let sql = format!("SELECT count(*) FROM {}", quoted(&name));
    let rows = connection.query_row(&sql, [], |row| row.get::<_, i64>(0)).map_err(|error| failed(&error))?;
    let mut layer = Layer {
        name,
        columns,
        shapes,
        row_number,
        rows: rows.unsigned_abs(),
        first_point: None,
        has_areas: false,
        system,
    };
    if let Some(shapes) = &layer.shapes {
        let (column, table) = (quoted(shapes), quoted(&layer.name));
        let sql = format!("SELECT {column} FROM {table} WHERE {column} IS NOT NULL LIMIT {LOOKED_AT}");
        for shape in
            listed(connection, &sql, |row| Ok(row.get_ref(0)?.as_blob().unwrap_or_default().to_vec()))?
        {
            let Some(shape) = well_known(&shape) else { continue };
            layer.first_point = layer.first_point.or_else(|| wkb::point(shape));
            layer.has_areas |= wkb::is_area(shape);
        }
        // Points and areas in one layer are no table of either.
        layer.has_areas &= layer.first_point.is_none();
    }
    Ok(layer)
}

/// The column of a layer's shapes, and what they are in.
fn shapes(connection: &Connection, name: &str) -> Result<Option<(String, Option<StatedSystem>)>, ReadError> {
    let sql = "SELECT g.column_name, s.organization, s.organization_coordsys_id, s.definition \
               FROM gpkg_geometry_columns g LEFT JOIN gpkg_spatial_ref_sys s USING (srs_id) WHERE table_name = ?1";
    let found = connection.query_row(sql, [name], |row| Ok((row.get::<_, String>(0)?, system(row))));
    found.optional().map_err(|error| failed(&error))
}

/// A system by its number in a register, or else by its definition.
fn system(row: &Row<'_>) -> Option<StatedSystem> {
    let organization = row.get::<_, String>(1).ok()?;
    let number = row.get::<_, i64>(2).ok().and_then(|number| u32::try_from(number).ok());
    let is_register = ["epsg", "esri"].iter().any(|register| organization.eq_ignore_ascii_case(register));
    match number.filter(|number| is_register && *number > 0) {
        Some(number) => Some(StatedSystem::Number(number)),
        None => row.get(3).ok().filter(|text| text != "undefined").map(StatedSystem::Text),
    }
}

/// The well-known bytes within a shape as GeoPackage holds it; `None` of an empty one.
pub(super) fn well_known(shape: &[u8]) -> Option<&[u8]> {
    let (header, rest) = shape.split_first_chunk::<8>()?;
    let [b'G', b'P', _, flags, ..] = *header else { return None };
    // A box stands before the shape, of so many numbers.
    let numbers = [0, 4, 6, 6, 8].get(usize::from(flags >> 1 & 7))?;
    rest.get(8 * numbers..).filter(|_| flags & 0x10 == 0)
}

/// What a query gives, all of it.
fn listed<T>(
    connection: &Connection,
    sql: &str,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, ReadError> {
    let mut statement = connection.prepare(sql).map_err(|error| failed(&error))?;
    let found = statement.query_map([], |row| read(row)).and_then(Iterator::collect);
    found.map_err(|error| failed(&error))
}

/// A text in SQL.
fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}
