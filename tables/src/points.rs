//! Points that stand beside a table become two more columns of it, if it has no coordinates.

use crate::text::{normal_name, text};

/// What the names of columns that hold a coordinate begin and end with.
const BEGINNINGS: [&str; 5] = ["lat", "y coord", "ycoord", "point y", "y "];
const ENDS: [&str; 3] = [" y", "latitude", " lat"];

/// Whether a table with these columns has coordinates of its own.
pub(crate) fn has_place<'a>(mut names: impl Iterator<Item = &'a [u8]>) -> bool {
    names.any(|name| {
        let name = normal_name(&text(name));
        name == "y"
            || BEGINNINGS.iter().any(|start| name.starts_with(start))
            || ENDS.iter().any(|end| name.ends_with(end))
    })
}

/// Names of the two columns, by the first point.
pub(crate) fn names([x, y]: [f64; 2]) -> [&'static str; 2] {
    let are_degrees = x.abs() <= 180.0 && y.abs() <= 90.0;
    if are_degrees { ["longitude", "latitude"] } else { ["x", "y"] }
}
