//! Areas of files that are no text, as GeoJSON. Natively only.

use std::io::Cursor;

use serde_json::{Map, Value, json};

use crate::error::ReadError;
use crate::geopackage;
use crate::parquet::{self, Parquet};
use crate::record::StatedSystem;
use crate::row_source::RowSource;
use crate::split::Fields;
use crate::text::text;

/// Bytes of the longest text that comes of it.
const TEXT_BYTES: usize = 256 << 20;
const COLUMNS: usize = 4_096;

/// The areas of a GeoPackage or of a GeoParquet file as a text of GeoJSON, with the coordinate
/// system that it states; `None` of any other file.
///
/// # Errors
/// A damaged file, or one without areas or with several layers of them.
pub fn areas_as_geojson(file: &[u8]) -> Result<Option<String>, ReadError> {
    if file.starts_with(geopackage::MAGIC) {
        let (mut rows, system) = geopackage::areas(Cursor::new(file))?;
        return collection(&mut rows, system.as_ref()).map(Some);
    }
    if file.starts_with(parquet::MAGIC) {
        let (mut rows, system) = Parquet::areas(Cursor::new(file))?;
        return collection(rows.as_mut(), system.as_ref()).map(Some);
    }
    Ok(None)
}

/// Rows whose last cell is a geometry, as features.
fn collection(rows: &mut dyn RowSource, system: Option<&StatedSystem>) -> Result<String, ReadError> {
    let mut out = r#"{"type":"FeatureCollection","#.to_owned();
    if let Some(system) = system {
        let name = match system {
            StatedSystem::Number(number) => format!("EPSG:{number}"),
            StatedSystem::Text(text) => text.clone(),
        };
        out += &format!(r#""crs":{},"#, json!({"type": "name", "properties": {"name": name}}));
    }
    out += r#""features":["#;
    let (mut bounds, mut names, mut is_first) = (Vec::new(), Vec::<String>::new(), true);
    loop {
        let mut fields = Fields::new(&mut bounds, COLUMNS);
        let Some(line) = rows.next(TEXT_BYTES, &mut fields)? else { break };
        let cells = bounds.iter().map(|bounds| text(crate::text::field(rows.output(), Some(bounds))));
        if line == 1 {
            names = cells.map(std::borrow::Cow::into_owned).collect();
            continue;
        }
        let mut cells: Vec<_> = cells.collect();
        let geometry = cells.pop().filter(|text| !text.is_empty());
        let properties: Map<String, Value> = names
            .iter()
            .zip(cells)
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(name, cell)| (name.clone(), Value::String(cell.into_owned())))
            .collect();
        let comma = if std::mem::take(&mut is_first) { "" } else { "," };
        let geometry = geometry.as_deref().unwrap_or("null");
        let properties = Value::Object(properties);
        out += &format!(r#"{comma}{{"type":"Feature","properties":{properties},"geometry":{geometry}}}"#);
        if out.len() > TEXT_BYTES {
            return Err(ReadError::too_large("the areas as text", out.len() as u64, TEXT_BYTES as u64));
        }
    }
    out += "]}";
    Ok(out)
}
