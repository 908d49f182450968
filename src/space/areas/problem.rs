//! What can be wrong with a file of areas, and with one feature of it.

use serde::{Deserialize, Serialize};
use watchback_tables::ReadError;
use watchback_translate::kept;

/// A file of areas that cannot be used at all. Each message says what to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum AreaFileError {
    /// More bytes than any city's boundaries have.
    #[error(
        "the file has {bytes} bytes, more than the limit of {limit}; keep one city's areas, or simplify them"
    )]
    TooLarge {
        /// Its bytes.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// No JSON.
    #[error("the file is not JSON ({reason}); download it again, as GeoJSON")]
    NotJson {
        /// What the reader says, with line and column.
        reason: String,
    },
    /// JSON of another kind.
    #[error("the file is {found}; expected a GeoJSON FeatureCollection: export it as GeoJSON (WGS84)")]
    NotCollection {
        /// What its `type` says.
        found: String,
    },
    /// A file that is no text, and cannot be read.
    #[error(transparent)]
    Unreadable(#[from] ReadError),
    /// More features than any city has areas.
    #[error("the file has {features} features, more than the limit of {limit}; keep one city's areas")]
    TooManyFeatures {
        /// Features.
        features: usize,
        /// The limit.
        limit: usize,
    },
    /// Not one feature can be used.
    #[error("none of the file's {features} features can be used{}", first_of(first))]
    NoUsableArea {
        /// Features of the file.
        features: usize,
        /// What is wrong with the first.
        first: Option<Box<AreaProblem>>,
    },
}

fn first_of(first: &Option<Box<AreaProblem>>) -> String {
    first.as_ref().map_or_else(String::new, |problem| kept!("; the first: {problem}"))
}

/// What is wrong with one feature, and what was done with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreaProblem {
    /// The feature's number in the file, from 1.
    pub feature: usize,
    /// Its name, as far as one can be told.
    pub name: Option<String>,
    /// Whether it is used all the same.
    pub used: bool,
    /// What is wrong.
    pub fault: AreaFault,
}

impl std::fmt::Display for AreaProblem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "feature {}", self.feature)?;
        if let Some(name) = &self.name {
            write!(formatter, " ({name})")?;
        }
        let done = if self.used { "used all the same" } else { "left out" };
        write!(formatter, ": {}; it is {done}", self.fault)
    }
}

/// What can be wrong with a feature. Each message says what to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum AreaFault {
    /// It is not a feature at all.
    #[error("it cannot be read ({reason}); expected a GeoJSON feature with properties and geometry")]
    NotAFeature {
        /// What the reader says.
        reason: String,
    },
    /// Its geometry is null or absent.
    #[error("it has no geometry; draw it, or remove its row")]
    NoGeometry,
    /// Its geometry is no area.
    #[error("its geometry is {found}; expected Polygon or MultiPolygon")]
    NotPolygon {
        /// The geometry's type.
        found: String,
    },
    /// Its coordinates are nested otherwise, or are no numbers.
    #[error("its coordinates are not rings of [longitude, latitude] ({reason}); export it again as GeoJSON")]
    Malformed {
        /// What the reader says.
        reason: String,
    },
    /// A ring of less than a triangle.
    #[error("a ring has {found} positions; expected at least 4, the last as the first")]
    TooFewPositions {
        /// Positions.
        found: usize,
    },
    /// A ring whose last position is not its first.
    #[error("a ring does not end where it begins; it is closed by a straight line")]
    NotClosed,
    /// Nothing inside the outer ring.
    #[error("an outer ring encloses nothing; draw it again")]
    NoExtent,
    /// A ring that crosses itself.
    #[error(
        "a ring crosses itself near {latitude:.5}, {longitude:.5}; what it ties off is {:.2} % of it{}",
        100.0 * share,
        if *share > MAX_KINK_SHARE { ": which side is inside cannot be told; repair it (\"make valid\")" } else { "" }
    )]
    CrossesItself {
        /// Where, degrees.
        latitude: f64,
        /// Where, degrees.
        longitude: f64,
        /// Area of the smaller part that is tied off, as a share of both.
        share: f64,
    },
    /// A ring with more segments side by side than can be looked at.
    #[error("it is too intricate to be checked for crossings; simplify it")]
    TooIntricate,
    /// A hole that is none.
    #[error(
        "a hole reaches outside its outer ring at {latitude:.5}, {longitude:.5}; if it is a part of its own, write \
         a MultiPolygon"
    )]
    HoleOutside {
        /// Where, degrees.
        latitude: f64,
        /// Where, degrees.
        longitude: f64,
    },
    /// Latitude stands first.
    #[error("its coordinates seem swapped ([{first}, {second}]); GeoJSON puts longitude first: swap them")]
    Swapped {
        /// The first number of a position.
        first: f64,
        /// The second.
        second: f64,
    },
    /// Values that are no degrees.
    #[error(
        "its coordinates are not degrees ([{first}, {second}]), but of another projection; export it in WGS84 \
         (EPSG:4326)"
    )]
    OtherProjection {
        /// The first number of a position.
        first: f64,
        /// The second.
        second: f64,
    },
    /// Values of a system that the file states and that is not known here.
    #[error(
        "its coordinates are not degrees ([{first}, {second}]), but of {system:?}, which is not known here; export it in \
         WGS84 (EPSG:4326)"
    )]
    UnknownSystem {
        /// As the file states it.
        system: String,
        /// The first number of a position.
        first: f64,
        /// The second.
        second: f64,
    },
    /// Values that are no place in the system that the file states.
    #[error(
        "[{first}, {second}] is no place in EPSG {epsg}, which the file states; export it in WGS84 (EPSG:4326)"
    )]
    NotInSystem {
        /// The system's number.
        epsg: u16,
        /// The first number of a position.
        first: f64,
        /// The second.
        second: f64,
    },
    /// It lies elsewhere.
    #[error(
        "it lies outside the city's box, near {latitude:.3}, {longitude:.3}; check that it is of this city"
    )]
    OutsideBox {
        /// South of it, degrees.
        latitude: f64,
        /// West of it, degrees.
        longitude: f64,
    },
    /// It has no key.
    #[error("it has no value of {property:?}, which areas are told apart by; it has no row in a table")]
    NoKey {
        /// The property.
        property: String,
    },
    /// A further polygon of an area.
    #[error("its {property:?} is {key:?}, as that of feature {first}: they are parts of one area")]
    Part {
        /// The property.
        property: String,
        /// The key.
        key: String,
        /// The number of the area's first feature.
        first: usize,
    },
    /// Another area has the same key.
    #[error(
        "its {property:?} is {key:?}, as that of feature {first}, but {other:?} differs: the key stands for several \
         areas, and none of them has a row in a table; choose another key, or two together (\"A + B\")"
    )]
    DuplicateKey {
        /// The property.
        property: String,
        /// The key.
        key: String,
        /// The number of the first feature with the key.
        first: usize,
        /// A property in which the two differ.
        other: String,
    },
}

/// A ring that crosses itself is used if each part tied off is at most this share of it: then it is
/// a kink from rounding or simplifying, and the area is off by no more.
pub const MAX_KINK_SHARE: f64 = 0.01;

/// What is wrong with a feature that should be a line.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LineFault {
    /// Its geometry is no line.
    #[error("its geometry is {found}; expected LineString or MultiLineString")]
    NotLine {
        /// The geometry's type.
        found: String,
    },
    /// Its coordinates are nested otherwise, or are no numbers.
    #[error("its coordinates are not lists of [longitude, latitude] ({reason})")]
    Malformed {
        /// What the reader says.
        reason: String,
    },
    /// It has no place, or none on earth.
    #[error(transparent)]
    Place(#[from] AreaFault),
}
