//! Moran's I: whether neighbouring areas have alike values.

use super::SpatialError;
use super::check::check;
use super::weights::weights;
use crate::stats::mean;

/// Spatial autocorrelation of values by area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MoransI {
    /// n / S0 * sum of w_ij z_i z_j / sum of z_i^2, z being the deviations from the mean and S0 the
    /// sum of all weights.
    pub i: f64,
    /// What values without any order in space have on average: -1 / (n - 1).
    pub expected: f64,
    /// Areas.
    pub areas: usize,
}

impl MoransI {
    /// Of `values` at `centres` (east, north; metres), with weights exp(-distance / 4 km). Source:
    /// Moran, Biometrika 37, 1950.
    ///
    /// # Errors
    /// [`SpatialError`] for fewer than 10 areas, lengths that differ, values that are not finite or
    /// all the same.
    ///
    /// # Examples
    /// ```
    /// use watchback::audit::spatial::MoransI;
    /// let centres: Vec<(f64, f64)> = (0..20).map(|at| (2_000.0 * f64::from(at), 0.0)).collect();
    /// let slope: Vec<f64> = (0..20).map(f64::from).collect();
    /// let stripes: Vec<f64> = (0..20).map(|at| f64::from(at % 2)).collect();
    /// let [slope, stripes] =
    ///     [slope, stripes].map(|values| MoransI::new(&centres, &values).map(|moran| moran.i));
    /// assert!((slope? - 0.7260).abs() < 1e-4 && (stripes? + 0.2718).abs() < 1e-4);
    /// assert_eq!(
    ///     MoransI::new(&centres, &[0.0; 20]).unwrap_err().to_string(),
    ///     "all areas have the same value; there is no map to compare with"
    /// );
    /// # Ok::<(), watchback::audit::spatial::SpatialError>(())
    /// ```
    pub fn new(centres: &[(f64, f64)], values: &[f64]) -> Result<Self, SpatialError> {
        check(centres, values)?;
        let (rows, areas) = (weights(centres), values.len());
        Ok(Self { i: autocorrelation(&rows, values), expected: -1.0 / (areas as f64 - 1.0), areas })
    }
}

/// Moran's I of values that are not all the same.
pub(crate) fn autocorrelation(weights: &[Vec<f64>], values: &[f64]) -> f64 {
    let centre = mean(values);
    let deviations: Vec<f64> = values.iter().map(|value| value - centre).collect();
    let (mut cross, mut total, mut square) = (0.0, 0.0, 0.0);
    for (row, z) in weights.iter().zip(&deviations) {
        let (mut lagged, mut sum) = (0.0, 0.0);
        for (weight, other) in row.iter().zip(&deviations) {
            lagged += weight * other;
            sum += weight;
        }
        cross += z * lagged;
        total += sum;
        square += z * z;
    }
    values.len() as f64 / total * cross / square
}
