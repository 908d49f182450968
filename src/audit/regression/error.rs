//! Why a regression cannot be made.

use crate::audit::spatial::SpatialError;

/// What is wrong with areas or variables; an area is its index in the layer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegressionError {
    /// A variable is a sum of multiples of the others and of a constant, or constant.
    #[error("{variable} says nothing that the other variables and a constant do not say")]
    Singular {
        /// Its name.
        variable: String,
    },
    /// The response is the same everywhere, or foretold without error.
    #[error(
        "the response leaves nothing to explain: it is the same in all areas, or follows the variables without any error"
    )]
    NoResidual,
    /// Too few areas for so many variables.
    #[error("{areas} areas have all values; {needed} are needed for {variables} variables")]
    TooFewAreas {
        /// With a response, a weight and all values.
        areas: usize,
        /// At least.
        needed: usize,
        /// Explanatory variables.
        variables: usize,
    },
    /// A variable, the response or the weights are not of the same areas as the centres.
    #[error("{variable} has {values} values for {areas} areas")]
    Lengths {
        /// Its name.
        variable: String,
        /// Its values.
        values: usize,
        /// Areas of the layer.
        areas: usize,
    },
    /// A value is not finite, or missing where areas were chosen without this variable.
    #[error("{variable} has no finite value in area {area} (counted from 0)")]
    NoValue {
        /// Its name.
        variable: String,
        /// The area's index.
        area: usize,
    },
    /// No variable at all.
    #[error("there is no variable to explain the response by")]
    NoVariables,
    /// What holds of any map.
    #[error(transparent)]
    Space(#[from] SpatialError),
}
