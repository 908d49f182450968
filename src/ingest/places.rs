//! Where a row happened: degrees, projected coordinates, or both in one field.

use serde::{Deserialize, Serialize};
use watchback_tables::Record;

use super::place_text::combined;
use super::value;
use crate::space::{CoordinateSystem, Projection};

/// The columns that hold a place.
///
/// A missing coordinate is a missing place. So are the placeholders 0, 0 and -1, -1, in degrees or
/// in a projection, and the north pole: nobody was robbed there. They are counted in
/// [`super::FileSummary::placeholders`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceColumns {
    /// Degrees (WGS 84) in two columns.
    Degrees {
        /// Degrees north.
        latitude: String,
        /// Degrees east.
        longitude: String,
    },
    /// Coordinates of a projection in two columns.
    Projected {
        /// East.
        x: String,
        /// North.
        y: String,
        /// Which projection and unit.
        system: CoordinateSystem,
    },
    /// Degrees in one column: `(41.9, -87.6)`, latitude first, at the end of whatever else stands
    /// there, `POINT (-87.6 41.9)`, longitude first, or what else programs write into one field.
    Combined {
        /// The column.
        column: String,
    },
}

impl PlaceColumns {
    /// The system of projected coordinates; `None` for degrees.
    pub const fn system(&self) -> Option<CoordinateSystem> {
        match self {
            Self::Projected { system, .. } => Some(*system),
            Self::Degrees { .. } | Self::Combined { .. } => None,
        }
    }

    /// What its columns are to hold, and their names.
    pub(super) fn roles(&self) -> [(&'static str, Option<&str>); 2] {
        match self {
            Self::Degrees { latitude, longitude } => {
                [("latitude", Some(latitude)), ("longitude", Some(longitude))]
            }
            Self::Projected { x, y, .. } => [("x coordinate", Some(x)), ("y coordinate", Some(y))],
            Self::Combined { column } => [("place", Some(column)), ("place", None)],
        }
    }
}

/// Where in a record the place is.
pub(super) enum PlaceAt {
    Degrees { latitude: usize, longitude: usize },
    Projected { x: usize, y: usize, projection: Option<Projection> },
    Combined { column: usize },
}

/// What a record says of its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Place {
    Missing,
    Placeholder,
    /// Degrees north and east.
    At(f64, f64),
    /// The same, of a row that has them in the other order.
    Swapped(f64, f64),
}

impl PlaceAt {
    /// Finds the columns; `find` gives one's position, or keeps in mind that it is not there.
    pub(super) fn find(columns: &PlaceColumns, mut find: impl FnMut(&str) -> usize) -> Self {
        match columns {
            PlaceColumns::Degrees { latitude, longitude } => {
                Self::Degrees { latitude: find(latitude), longitude: find(longitude) }
            }
            PlaceColumns::Projected { x, y, system } => {
                Self::Projected { x: find(x), y: find(y), projection: system.projection() }
            }
            PlaceColumns::Combined { column } => Self::Combined { column: find(column) },
        }
    }

    /// The record's place, or the column that is to blame.
    pub(super) fn read(&self, record: &Record<'_>) -> Result<Place, usize> {
        let number = |column: usize, limit: f64| match record.field(column) {
            [] => Ok(None),
            text => match value::decimal(text) {
                Some(number) if (-limit..=limit).contains(&number) => Ok(Some(number)),
                _ => written_number(text, limit).ok_or(column),
            },
        };
        let found = match *self {
            Self::Degrees { latitude, longitude } => {
                match number(latitude, 180.0)?.zip(number(longitude, 180.0)?) {
                    Some((north, east)) if !(-90.0..=90.0).contains(&north) && !are_swapped(north, east) => {
                        return Err(latitude);
                    }
                    found => found,
                }
            }
            Self::Projected { x, y, ref projection } => {
                match number(x, f64::MAX)?.zip(number(y, f64::MAX)?) {
                    Some((east, north)) if is_placeholder(east, north) => return Ok(Place::Placeholder),
                    Some((east, north)) => {
                        let place =
                            projection.as_ref().and_then(|projection| projection.degrees(east, north));
                        Some(place.ok_or(x)?)
                    }
                    None => None,
                }
            }
            Self::Combined { column } => match record.field(column) {
                text if value::missing(text) => None,
                text => combined(text).ok_or(column)?,
            },
        };
        Ok(match found {
            None => Place::Missing,
            Some((latitude, longitude)) if is_placeholder(latitude, longitude) => Place::Placeholder,
            Some((latitude, longitude)) if are_swapped(latitude, longitude) => {
                Place::Swapped(longitude, latitude)
            }
            Some((latitude, longitude)) => Place::At(latitude, longitude),
        })
    }

    /// What stands in the column of a good row.
    pub(super) fn expected(&self, column: usize) -> &'static str {
        match self {
            Self::Degrees { latitude, .. } if *latitude == column => "degrees from -90 to 90, or nothing",
            Self::Degrees { .. } => "degrees from -180 to 180, or nothing",
            Self::Projected { .. } => "coordinates of the layout's projection, or nothing",
            Self::Combined { .. } => "degrees like (41.9, -87.6) or POINT (-87.6 41.9), or nothing",
        }
    }
}

/// A number in a form that programs do not know; the inner `None` is a missing one. The outer one
/// is no number, or one beyond the limit.
#[cold]
fn written_number(text: &[u8], limit: f64) -> Option<Option<f64>> {
    match value::number(text, limit) {
        Some(number) if (-limit..=limit).contains(&number) => Some(Some(number)),
        Some(number) if value::is_nines(number) => Some(None),
        None if value::missing(text) => Some(None),
        _ => None,
    }
}

/// Whether a latitude is one of no city, and would be a longitude beside the other number.
///
/// The southernmost city lies at 55 degrees south, the northernmost of 1,000 people at 71 north.
pub(super) fn are_swapped(latitude: f64, longitude: f64) -> bool {
    let is_a_citys = |latitude: f64| (-60.0..=72.0).contains(&latitude);
    !is_a_citys(latitude) && is_a_citys(longitude) && longitude != 0.0
}

fn is_placeholder(first: f64, second: f64) -> bool {
    (first == second && (first == 0.0 || first == -1.0 || value::is_nines(first))) || first == 90.0
}
