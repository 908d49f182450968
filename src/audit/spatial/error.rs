//! Why areas cannot be tested.

/// What is wrong with centres or values; an area is its index in the layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpatialError {
    /// Fewer areas with a value than [`super::SurrogateMaps::MIN_AREAS`].
    #[error("{areas} areas have a value; {needed} are needed for a test over areas")]
    TooFewAreas {
        /// With a value.
        areas: usize,
        /// At least.
        needed: usize,
    },
    /// More areas than patterns in space are worked out for: the work grows with the cube of their
    /// number.
    #[error("{areas} areas have a value; a test over areas takes at most {most}: take larger areas")]
    TooManyAreas {
        /// With a value.
        areas: usize,
        /// At most.
        most: usize,
    },
    /// Centres and values are not of the same areas.
    #[error("there are {centres} centres of areas and {values} values")]
    Lengths {
        /// Number of centres.
        centres: usize,
        /// Number of values.
        values: usize,
    },
    /// A centre or a value is not a number.
    #[error("area {area} (counted from 0) has a centre or a value that is no finite number")]
    NotFinite {
        /// Its index.
        area: usize,
    },
    /// All values are the same: there is no map.
    #[error("all areas have the same value; there is no map to compare with")]
    Constant,
}
