//! Torus shift: the whole map moved, and what leaves the box at one side comes in at the other.

use super::weights::distance;
use crate::chance::Random;

/// Each area takes the value of the centre nearest to where its own centre comes when all are moved
/// by one random shift on the bounding box of the centres, whose opposite sides are joined. Source:
/// Upton and Fingleton, Spatial Data Analysis by Example 1, 1985.
pub(super) fn torus_map(centres: &[(f64, f64)], values: &[f64], random: &mut Random) -> Vec<f64> {
    let (west, width) = extent(centres.iter().map(|centre| centre.0));
    let (south, height) = extent(centres.iter().map(|centre| centre.1));
    let (east_shift, north_shift) = (width * random.uniform(), height * random.uniform());
    let moved = |at: f64, shift: f64, start: f64, length: f64| {
        let beyond = at + shift - start;
        start + if beyond >= length { beyond - length } else { beyond }
    };
    let value_at = |&(east, north): &(f64, f64)| {
        let place = (moved(east, east_shift, west, width), moved(north, north_shift, south, height));
        let nearer = |best: (f64, f64), (centre, value): (&(f64, f64), &f64)| {
            let far = distance(*centre, place);
            if far < best.0 { (far, *value) } else { best }
        };
        centres.iter().zip(values).fold((f64::INFINITY, 0.0), nearer).1
    };
    centres.iter().map(value_at).collect()
}

fn extent(numbers: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let low = numbers.clone().fold(f64::INFINITY, f64::min);
    (low, numbers.fold(f64::NEG_INFINITY, f64::max) - low)
}
