//! Whether a response by area follows wealth: weighted least squares, with what space alone would
//! give said beside every coefficient.
//!
//! Sources: `docs/method.md`, section 14; how often each interval is wrong: `docs/validity.md`.

mod areas;
mod error;
mod forest;
mod intervals;
mod model;
mod residuals;
mod spatial_error;
#[cfg(test)]
mod tests;

pub use areas::{Column, RegressionAreas};
pub use error::RegressionError;
pub use forest::{ForestRow, forest_rows};
pub use intervals::CONLEY_KM;
pub use model::{Coefficient, Explanatory, Regression, regress};
pub use residuals::ResidualAutocorrelation;
pub use spatial_error::SpatialErrorFit;
