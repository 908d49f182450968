//! Keys that are said by name, also those of two properties and two columns.

use std::collections::BTreeMap;

use super::join_error::JoinError;
use super::key_fit::{Keys, Side, area_cells, different, row_cells, together};
use super::key_form::{Forms, READINGS};
use super::layer::AreaLayer;
use super::table::AreaTable;

/// Keys of two properties and two columns by name, as `"borough + name"`; `None` where a name is
/// that of one.
pub(super) fn of_two_each(
    layer: &AreaLayer,
    table: &AreaTable,
    property: &str,
    column: &str,
) -> Result<Option<Keys>, JoinError> {
    let names = layer.properties();
    let is_one = names.iter().any(|name| name.eq_ignore_ascii_case(property.trim()));
    let (Some(properties), Some(columns)) = (property.split_once('+'), column.split_once('+')) else {
        return Ok(None);
    };
    if is_one || table.place(column).is_ok() {
        return Ok(None);
    }
    let properties = [found_property(layer, properties.0)?, found_property(layer, properties.1)?];
    let columns = [table.place(columns.0)?, table.place(columns.1)?];
    let mut forms = Forms::default();
    let one = best_sides(layer, table, properties[0], columns[0], &mut forms);
    let other = best_sides(layer, table, properties[1], columns[1], &mut forms);
    let (Some(one), Some(other)) = (one, other) else { return Ok(None) };
    let mut ids = BTreeMap::new();
    let of_areas = together(&one.0.ids, &other.0.ids, &mut ids);
    let of_rows = together(&one.1.ids, &other.1.ids, &mut ids);
    let properties = properties.map(str::to_owned).to_vec();
    Ok(Some(Keys { properties, columns: columns.to_vec(), of_areas, of_rows }))
}

/// The two sides of a pair in the readings that have most keys in common.
fn best_sides(
    layer: &AreaLayer,
    table: &AreaTable,
    property: &str,
    column: usize,
    forms: &mut Forms,
) -> Option<(Side, Side)> {
    let name = table.columns().get(column)?;
    let of_rows: Vec<Side> = READINGS
        .iter()
        .filter_map(|reading| Side::new(name, *reading, &row_cells(table, column), forms))
        .collect();
    let mut best: Option<(usize, (Side, Side))> = None;
    for reading in READINGS {
        let Some(areas) = Side::new(property, reading, &area_cells(layer, property), forms) else { continue };
        for rows in &of_rows {
            let in_both = different(&areas.ids).intersection(&different(&rows.ids)).count();
            if best.as_ref().is_none_or(|(most, _)| in_both > *most) {
                best = Some((in_both, (areas.clone(), rows.clone())));
            }
        }
    }
    best.map(|(_, sides)| sides)
}

/// The property of a name; letter case and outer blanks do not count.
pub(super) fn found_property<'a>(layer: &'a AreaLayer, property: &str) -> Result<&'a str, JoinError> {
    let properties = layer.properties();
    let found = properties.iter().find(|name| name.eq_ignore_ascii_case(property.trim()));
    found.copied().ok_or_else(|| JoinError::NoProperty {
        found: property.to_owned(),
        properties: properties.iter().take(40).map(|name| (*name).to_owned()).collect(),
    })
}
