//! Where a row happened: degrees, projected coordinates, or both in one field.

use serde::{Deserialize, Serialize};
use watchback_tables::Record;

use super::guess::words::{LATITUDE, LONGITUDE, name_score, words};
use super::place_text::{self, combined};
use super::value;
use crate::space::{CoordinateSystem, Projection};
use watchback_translate::mark;

/// The columns that hold a place.
///
/// A missing coordinate is a missing place. So are the placeholders 0, 0 and -1, -1, in degrees or
/// in a projection, and the poles: nobody was robbed there. They are counted in
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
        /// Whether the two stand the other way round, such as in `(-87.6, 41.9)`.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        turned: bool,
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

    /// Whether latitude and longitude stand in each other's place: in one column, or by the names
    /// of two.
    pub(super) fn are_turned(&self) -> bool {
        match self {
            Self::Combined { turned, .. } => *turned,
            Self::Degrees { latitude, longitude } => {
                let says = |name: &str, speaks, other| {
                    let words = words(name);
                    name_score(&words, speaks) > name_score(&words, other) + 0.3
                };
                says(latitude, LONGITUDE, LATITUDE) && says(longitude, LATITUDE, LONGITUDE)
            }
            Self::Projected { .. } => false,
        }
    }

    /// What its columns are to hold, and their names.
    pub(super) fn roles(&self) -> [(&'static str, Option<&str>); 2] {
        match self {
            Self::Degrees { latitude, longitude } => {
                [("latitude", Some(latitude)), ("longitude", Some(longitude))]
            }
            Self::Projected { x, y, .. } => [("x coordinate", Some(x)), ("y coordinate", Some(y))],
            Self::Combined { column, .. } => [("place", Some(column)), ("place", None)],
        }
    }
}

/// Where in a record the place is.
pub(super) enum PlaceAt {
    Degrees { latitude: usize, longitude: usize },
    Projected { x: usize, y: usize, projection: Option<Projection> },
    Combined { column: usize, turned: bool },
}

/// What a record says of its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Place {
    Missing,
    Placeholder,
    /// Degrees north and east.
    At(f64, f64),
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
            PlaceColumns::Combined { column, turned } => {
                Self::Combined { column: find(column), turned: *turned }
            }
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
            Self::Degrees { latitude, longitude } => number(latitude, 90.0)?.zip(number(longitude, 180.0)?),
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
            Self::Combined { column, turned } => match record.field(column) {
                text if value::missing(text) => None,
                text => {
                    let found = combined(text).ok_or(column)?;
                    let found =
                        found.map(|(first, second)| if turned { (second, first) } else { (first, second) });
                    if found.is_some_and(|(latitude, _)| !(-90.0..=90.0).contains(&latitude)) {
                        return Err(column);
                    }
                    found
                }
            },
        };
        Ok(match found {
            None => Place::Missing,
            Some((latitude, longitude)) if is_placeholder(latitude, longitude) => Place::Placeholder,
            Some((latitude, longitude)) => Place::At(latitude, longitude),
        })
    }

    /// What stands in the column of a good row.
    pub(super) fn expected(&self, column: usize) -> &'static str {
        match self {
            Self::Degrees { latitude, .. } if *latitude == column => {
                mark!("degrees from -90 to 90, or nothing")
            }
            Self::Degrees { .. } => mark!("degrees from -180 to 180, or nothing"),
            Self::Projected { .. } => mark!("coordinates of the layout's projection, or nothing"),
            Self::Combined { .. } => mark!("degrees like (41.9, -87.6) or POINT (-87.6 41.9), or nothing"),
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
        _ => place_text::degrees(text).filter(|number| (-limit..=limit).contains(number)).map(Some),
    }
}

fn is_placeholder(first: f64, second: f64) -> bool {
    (first == second && (first == 0.0 || first == -1.0 || value::is_nines(first))) || first.abs() == 90.0
}
