//! Rows of a forest plot: one a coefficient, all on one scale.

use super::Regression;

/// A coefficient with its interval, in standard deviations of response per standard deviation of
/// the variable.
#[derive(Clone, Debug, PartialEq)]
pub struct ForestRow {
    /// Which regression.
    pub model: String,
    /// Which variable of it.
    pub variable: String,
    /// Standardised coefficient.
    pub standardised: f64,
    /// Its 95 % interval by spatial surrogates.
    pub interval: (f64, f64),
    /// Its p-value by spatial surrogates.
    pub p: f64,
    /// Areas.
    pub areas: usize,
}

/// The rows of a regression, in the order of its variables.
pub fn forest_rows(model: &str, regression: &Regression) -> Vec<ForestRow> {
    let row = |of: &super::Coefficient| ForestRow {
        model: model.into(),
        variable: of.name.clone(),
        standardised: of.raw * of.to_standardised,
        interval: (of.spatial_interval.0 * of.to_standardised, of.spatial_interval.1 * of.to_standardised),
        p: of.spatial.p,
        areas: regression.areas,
    };
    regression.coefficients.iter().map(row).collect()
}
