//! How much two areas are neighbours: the spatial weights.

/// The distance at which a weight falls to 1/e, metres.
///
/// One choice for all cities and layers, taken before any real run: the middle of the ranges at which arrest noise is tested (0, 4 and 8 km).
const RANGE_METRES: f64 = 4_000.0;

/// Weights between all areas, `n` rows of `n`: exp(-distance / 4 km), 0 of an area with itself; symmetric, not standardised by row.
///
/// Centred twice, such weights have the eigenvectors of an exponential covariance itself (the diagonal only shifts eigenvalues). Along
/// them a field of that covariance has independent parts, whose signs may be drawn anew. Inverse distance is infinite where two centres meet,
/// and nearest neighbours depend on how finely a district is cut.
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
