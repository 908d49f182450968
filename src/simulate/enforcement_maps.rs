//! The areas of a city with enforcement: where they lie, how wealthy they are, and fields over them
//! that are alike nearby.

use crate::chance::{Purpose, Random};
use crate::stats::cholesky_factor;

/// Rows of areas, and columns: 77, as Chicago has community areas.
pub(super) const ROWS: usize = 11;
pub(super) const COLUMNS: usize = 7;
pub(super) const AREAS: usize = ROWS * COLUMNS;
/// Tiles of an area from south to north and from west to east.
pub(super) const TILES_HIGH: usize = 9;
pub(super) const TILES_WIDE: usize = 8;

/// A standard normal field over places (metres) whose correlation falls with distance as
/// exp(-distance / range); without a range they are independent.
pub(super) fn field(centres: &[(f64, f64)], range_km: f64, random: &mut Random) -> Vec<f64> {
    let n = centres.len();
    let white: Vec<f64> = (0..n).map(|_| random.normal()).collect();
    if range_km <= 0.0 {
        return white;
    }
    let mut factor: Vec<f64> = Vec::with_capacity(n * n);
    for (east, north) in centres {
        factor.extend(centres.iter().map(|(other_east, other_north)| {
            let (dx, dy) = (east - other_east, north - other_north);
            libm::exp(-(dx * dx + dy * dy).sqrt() / (1000.0 * range_km))
        }));
    }
    if !cholesky_factor(&mut factor, n) {
        return white;
    }
    let row = |(at, row): (usize, &[f64])| {
        row.iter().zip(&white).take(at + 1).fold(0.0, |sum, (weight, value)| sum + weight * value)
    };
    factor.chunks_exact(n).enumerate().map(row).collect()
}

/// A standard normal field over places (metres) whose correlation falls with distance as
/// exp(-distance / range); without a range they are independent. `index` tells fields of one seed
/// apart.
pub fn smooth_field(centres: &[(f64, f64)], range_km: f64, seed: u64, index: u64) -> Vec<f64> {
    field(centres, range_km, &mut Random::new(seed, Purpose::Field, index))
}

/// By area: the share of areas that are richer, 0 to 1.
pub(super) fn hardship(wealth: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wealth.len()).collect();
    order.sort_by(|&a, &b| wealth[b].total_cmp(&wealth[a]));
    let mut shares = vec![0.0; wealth.len()];
    for (rank, area) in order.into_iter().enumerate() {
        shares[area] = rank as f64 / wealth.len() as f64;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_as_alike_as_the_range_says() {
        let centres = [(0.0, 0.0), (3000.0, 0.0), (0.0, 4000.0)];
        for (range, near, far) in [(0.0, 0.0, 0.0), (4.0, libm::exp(-0.75), libm::exp(-1.25))] {
            let mut random = Random::new(5, Purpose::Enforcement, 0);
            let fields: Vec<Vec<f64>> = (0..20_000).map(|_| field(&centres, range, &mut random)).collect();
            let mean = |a: usize, b: usize| fields.iter().map(|f| f[a] * f[b]).sum::<f64>() / 20_000.0;
            // Three standard errors of a mean product are some .03.
            assert!((mean(0, 1) - near).abs() < 0.03 && (mean(1, 2) - far).abs() < 0.03, "{range}");
            assert!((0..3).all(|at| (mean(at, at) - 1.0).abs() < 0.03));
        }
    }

    #[test]
    fn the_poorest_has_the_greatest_hardship() {
        assert_eq!(hardship(&[1.0, 3.0, -2.0, 2.0]), [0.5, 0.0, 0.75, 0.25]);
    }
}
