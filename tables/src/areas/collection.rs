//! Features from the rows of a file.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::error::ReadError;
use crate::record::StatedSystem;
use crate::row_source::RowSource;
use crate::split::Fields;
use crate::text::text;

/// Bytes of the longest text that comes of it.
const TEXT_BYTES: usize = 256 << 20;
const COLUMNS: usize = 4_096;

/// Rows whose last cell is a geometry, as features.
pub(super) fn of_rows(rows: &mut dyn RowSource, system: Option<&StatedSystem>) -> Result<String, ReadError> {
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
            names = cells.map(Cow::into_owned).collect();
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
