//! Intervals that allow for errors that are alike nearby. Secondary: all are too narrow over a
//! city's areas (`docs/validity.md`).

use crate::stats::{LeastSquares, Part, student_t_quantile};

/// Up to these distances errors are allowed to be alike, kilometres.
pub const CONLEY_KM: [f64; 3] = [3.0, 5.0, 10.0];

/// Blocks of the clustered interval: three halvings.
const HALVINGS: u32 = 3;

/// A 95 % interval around `centre`.
pub(super) fn around(centre: f64, standard_error: f64, degrees_of_freedom: usize) -> (f64, f64) {
    let half = student_t_quantile(0.975, u32::try_from(degrees_of_freedom.max(1)).unwrap_or(u32::MAX))
        * standard_error;
    (centre - half, centre + half)
}

/// Conley's interval: products of scores (a column's own part times residual) of two areas count by
/// the product of two triangles, falling to 0 at `cutoff_km` to the east and to the north, which
/// never gives a negative variance. With n / (n - k). Source: Conley, Journal of Econometrics 92,
/// 1999, section 3.
pub(super) fn conley(fit: &LeastSquares, part: &Part, centres: &[(f64, f64)], cutoff_km: f64) -> (f64, f64) {
    let scores = scores(fit, part);
    let triangle = |away: f64| (1.0 - away.abs() / (1e3 * cutoff_km)).max(0.0);
    let mut total = 0.0;
    for (a, first) in centres.iter().zip(&scores) {
        for (b, second) in centres.iter().zip(&scores) {
            total += triangle(a.0 - b.0) * triangle(a.1 - b.1) * first * second;
        }
    }
    let of_sample = centres.len() as f64 / fit.degrees_of_freedom as f64;
    around(part.coefficient, (of_sample * total.max(0.0)).sqrt() / part.square, fit.degrees_of_freedom)
}

/// The interval with errors free to be alike within each of 8 blocks, t with 7 degrees of freedom,
/// with the usual factor for few clusters. Source: Liang and Zeger, Biometrika 73, 1986.
pub(super) fn clustered(fit: &LeastSquares, part: &Part, blocks: &[usize]) -> (f64, f64) {
    let count = 1_usize << HALVINGS;
    let mut sums = vec![0.0; count];
    for (block, score) in blocks.iter().zip(scores(fit, part)) {
        sums[*block] += score;
    }
    let total = sums.iter().fold(0.0, |total, sum| total + sum * sum);
    let [blocks, areas] = [count as f64, blocks.len() as f64];
    let of_sample = blocks / (blocks - 1.0) * (areas - 1.0) / fit.degrees_of_freedom as f64;
    around(part.coefficient, (of_sample * total).sqrt() / part.square, count - 1)
}

/// The block, 0 to 7, of each area: areas are halved three times by the median centre along the
/// longer side.
pub(super) fn blocks(centres: &[(f64, f64)]) -> Vec<usize> {
    let mut blocks = vec![0; centres.len()];
    for _ in 0..HALVINGS {
        let before = blocks.clone();
        for block in 0..1 << HALVINGS {
            let mut areas: Vec<usize> = (0..centres.len()).filter(|&area| before[area] == block).collect();
            let spread = |along: fn(&(f64, f64)) -> f64| {
                let at = areas.iter().map(|&area| along(&centres[area]));
                at.clone().fold(f64::NEG_INFINITY, f64::max) - at.fold(f64::INFINITY, f64::min)
            };
            let along: fn(&(f64, f64)) -> f64 =
                if spread(|c| c.0) > spread(|c| c.1) { |c| c.0 } else { |c| c.1 };
            areas.sort_by(|&a, &b| along(&centres[a]).total_cmp(&along(&centres[b])));
            let half = areas.len() / 2;
            for (rank, area) in areas.into_iter().enumerate() {
                blocks[area] = 2 * block + usize::from(rank >= half);
            }
        }
    }
    blocks
}

fn scores(fit: &LeastSquares, part: &Part) -> Vec<f64> {
    part.rest.iter().zip(&fit.residuals).map(|(rest, residual)| rest * residual).collect()
}
