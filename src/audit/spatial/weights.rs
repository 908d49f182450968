//! How much two areas are neighbours: the spatial weights.

use crate::stats::symmetric_eigen;

/// The distance at which a weight falls to 1/e, metres.
///
/// One choice for all cities and layers, taken before any real run: the middle of the ranges at
/// which arrest noise is tested (0, 4 and 8 km).
const RANGE_METRES: f64 = 4_000.0;

/// Weights between all areas, `n` rows of `n`: exp(-distance / 4 km), 0 of an area with itself;
/// symmetric, not standardised by row.
///
/// Centred twice, such weights have the eigenvectors of an exponential covariance itself (the
/// diagonal only shifts eigenvalues). Along them a field of that covariance has independent parts,
/// whose signs may be drawn anew. Inverse distance is infinite where two centres meet, and nearest
/// neighbours depend on how finely a district is cut.
pub(crate) fn weights(centres: &[(f64, f64)]) -> Vec<Vec<f64>> {
    let weight = |i: usize, j: usize| match i == j {
        true => 0.0,
        false => libm::exp(-distance(centres[i], centres[j]) / RANGE_METRES),
    };
    (0..centres.len()).map(|i| (0..centres.len()).map(|j| weight(i, j)).collect()).collect()
}

/// Metres between two places.
pub(crate) fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (east, north) = (a.0 - b.0, a.1 - b.1);
    (east * east + north * north).sqrt()
}

/// Eigenvalues of weights standardised by row, largest first: those of the symmetric w_ij / root of
/// (sum of row i * sum of row j).
pub(crate) fn eigenvalues(weights: &[Vec<f64>]) -> Vec<f64> {
    let roots: Vec<f64> =
        weights.iter().map(|row| row.iter().fold(0.0, |sum, weight| sum + weight).sqrt()).collect();
    let scaled = |(row, root): (&Vec<f64>, &f64)| {
        row.iter().zip(&roots).map(|(weight, other)| weight / (root * other)).collect()
    };
    symmetric_eigen(weights.iter().zip(&roots).map(scaled).collect())
        .into_iter()
        .map(|eigen| eigen.value)
        .collect()
}
