//! The spatial error model: errors that follow those of the neighbours.

use serde::{Deserialize, Serialize};

use super::areas::RegressionAreas;
use super::intervals::around;
use crate::stats::LeastSquares;

/// Steps of the grid over lambda, before the best one's neighbourhood is searched.
const GRID: usize = 20;
/// Lambda stays below 1, where the model ends.
const LARGEST: f64 = 0.99;
/// Golden sections of the neighbourhood: to 1e-7.
const SECTIONS: usize = 30;

/// A fit with errors u = lambda W u + e, W being the spatial weights standardised by row and e
/// independent with variance 1 / weight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpatialErrorFit {
    /// How far errors follow those of the neighbours: 0 to 0.99.
    pub lambda: f64,
    /// By variable: coefficient (raw) and its 95 % interval given lambda.
    pub coefficients: Vec<(f64, (f64, f64))>,
}

impl SpatialErrorFit {
    /// Maximum likelihood over lambda, the rest in closed form. `columns` are not weighted, the
    /// constant first. `None` where the fit is singular. Source: Ord, Journal of the American
    /// Statistical Association 70, 1975, section 3.
    pub(super) fn fit(areas: &RegressionAreas, columns: &[Vec<f64>]) -> Option<Self> {
        let likelihood = |lambda: f64| {
            let fit = fit(areas, columns, lambda)?;
            let determinant =
                areas.eigenvalues.iter().fold(0.0, |sum, value| sum + libm::log(1.0 - lambda * value));
            Some(determinant - 0.5 * areas.count() as f64 * libm::log(fit.square))
        };
        let at = |step: usize| LARGEST * step as f64 / GRID as f64;
        let mut best = (0, f64::NEG_INFINITY);
        for step in 0..=GRID {
            let found = likelihood(at(step))?;
            if found > best.1 {
                best = (step, found);
            }
        }
        let (mut low, mut high) = (at(best.0.saturating_sub(1)), at((best.0 + 1).min(GRID)));
        let golden = (5_f64.sqrt() - 1.0) / 2.0;
        for _ in 0..SECTIONS {
            let (first, second) = (high - golden * (high - low), low + golden * (high - low));
            if likelihood(first)? >= likelihood(second)? {
                high = second;
            } else {
                low = first;
            }
        }
        let lambda = 0.5 * (low + high);
        let fit = fit(areas, columns, lambda)?;
        let coefficients = fit.parts[1..]
            .iter()
            .map(|part| {
                (part.coefficient, around(part.coefficient, fit.standard_error(part), fit.degrees_of_freedom))
            })
            .collect();
        Some(Self { lambda, coefficients })
    }
}

/// Least squares of what lambda times the neighbours' mean leaves, weighted.
fn fit(areas: &RegressionAreas, columns: &[Vec<f64>], lambda: f64) -> Option<LeastSquares> {
    let filtered = |column: &Vec<f64>| -> Vec<f64> {
        let each = areas.neighbours.iter().zip(column).zip(&areas.roots);
        each.map(|((row, value), root)| {
            let (mut lagged, mut total) = (0.0, 0.0);
            for (weight, other) in row.iter().zip(column) {
                lagged += weight * other;
                total += weight;
            }
            root * (value - lambda * lagged / total)
        })
        .collect()
    };
    let columns: Vec<Vec<f64>> = columns.iter().map(filtered).collect();
    LeastSquares::fit(&columns, &filtered(&areas.response)).ok()
}
