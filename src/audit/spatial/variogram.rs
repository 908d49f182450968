//! Variogram-matched maps: shuffled values smoothed until pairs of areas differ with distance as in
//! the real map.

use super::weights::distance;
use crate::chance::Random;
use crate::stats::mean;

/// Distances at which the variogram is fitted.
const BINS: usize = 25;
/// Of all pairs of areas, the nearest so many percent are fitted: far pairs say little of what is
/// local.
const NEAREST_PERCENT: usize = 25;
/// Smoothing is tried over 1/10 to 9/10 of the areas.
const TENTHS: std::ops::RangeInclusive<usize> = 1..=9;

/// What does not change from map to map.
pub(super) struct Variogram<'a> {
    values: &'a [f64],
    /// Pairs that are fitted, with their weight in each bin (weights of a bin sum to 1).
    pairs: Vec<(usize, usize, [f64; BINS])>,
    /// Of the real map, by bin.
    target: [f64; BINS],
    /// One a width of smoothing; for each area its neighbours with weights that sum to 1.
    smoothers: Vec<Vec<Vec<(usize, f64)>>>,
}

impl<'a> Variogram<'a> {
    /// Source: Burt, Helmer, Shinn, Anticevic and Murray, NeuroImage 220, 2020, with its published
    /// settings (25 bins, nearest quarter of pairs, bandwidth of three bins, exponential kernel).
    pub(super) fn new(centres: &[(f64, f64)], values: &'a [f64]) -> Self {
        let n = centres.len();
        let mut near: Vec<(f64, usize, usize)> =
            (0..n).flat_map(|i| (i + 1..n).map(move |j| (distance(centres[i], centres[j]), i, j))).collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0));
        near.truncate(near.len() * NEAREST_PERCENT / 100);
        let first = near.first().map_or(0.0, |pair| pair.0);
        let spacing = near.last().map_or(0.0, |pair| pair.0 - first) / (BINS - 1) as f64;
        let mut pairs: Vec<(usize, usize, [f64; BINS])> = near
            .iter()
            .map(|&(far, i, j)| {
                (i, j, std::array::from_fn(|bin| bin_weight(far - first - spacing * bin as f64, spacing)))
            })
            .collect();
        for bin in 0..BINS {
            let total = pairs.iter().fold(0.0, |sum, pair| sum + pair.2[bin]);
            pairs.iter_mut().for_each(|pair| pair.2[bin] /= total);
        }
        let target = variogram(&pairs, values);
        let smoothers = TENTHS.map(|tenths| smoother(centres, (n * tenths / 10).max(1))).collect();
        Self { values, pairs, target, smoothers }
    }

    /// Shuffles, smooths over each number of neighbours, keeps the one whose variogram is nearest a
    /// multiple of the real one plus a constant, and rescales and adds noise by these two.
    pub(super) fn surrogate(&self, random: &mut Random) -> Vec<f64> {
        let dealt = random.choose(self.values.to_vec(), self.values.len());
        let mut best: Option<(f64, f64, f64, Vec<f64>)> = None;
        for smoother in &self.smoothers {
            let smooth: Vec<f64> = smoother
                .iter()
                .map(|neighbours| neighbours.iter().fold(0.0, |sum, (at, weight)| sum + weight * dealt[*at]))
                .collect();
            let (constant, slope, error) = line(&variogram(&self.pairs, &smooth), &self.target);
            if best.as_ref().is_none_or(|best| error < best.2) {
                best = Some((constant, slope, error, smooth));
            }
        }
        let Some((constant, slope, _, smooth)) = best else { return dealt };
        let (scale, noise) = (slope.abs().sqrt(), constant.abs().sqrt());
        smooth.into_iter().map(|value| scale * value + noise * random.normal()).collect()
    }
}

/// A Gaussian kernel of which 2.68 deviations are three spacings.
fn bin_weight(away: f64, spacing: f64) -> f64 {
    if spacing == 0.0 {
        return 1.0;
    }
    let scaled = 2.68 * away / (3.0 * spacing);
    libm::exp(-0.5 * scaled * scaled)
}

fn variogram(pairs: &[(usize, usize, [f64; BINS])], values: &[f64]) -> [f64; BINS] {
    let mut bins = [0.0; BINS];
    for (i, j, weights) in pairs {
        let difference = values[*i] - values[*j];
        let half_square = 0.5 * difference * difference;
        for (bin, weight) in bins.iter_mut().zip(weights) {
            *bin += weight * half_square;
        }
    }
    bins
}

fn smoother(centres: &[(f64, f64)], neighbours: usize) -> Vec<Vec<(usize, f64)>> {
    let mut all: Vec<Vec<(usize, f64)>> = (0..centres.len())
        .map(|area| {
            let far = |other: usize| (other, distance(centres[area], centres[other]));
            let mut others: Vec<(usize, f64)> =
                (0..centres.len()).filter(|&other| other != area).map(far).collect();
            others.sort_by(|a, b| a.1.total_cmp(&b.1));
            others.truncate(neighbours);
            others
        })
        .collect();
    let farthest = all.iter().flatten().fold(f64::MIN_POSITIVE, |most, other| most.max(other.1));
    for others in &mut all {
        others.iter_mut().for_each(|other| other.1 = libm::exp(-other.1 / farthest));
        let total = others.iter().fold(0.0, |sum, other| sum + other.1);
        others.iter_mut().for_each(|other| other.1 /= total);
    }
    all
}

/// Least squares of `y` on `x`: constant, slope, sum of squared errors.
fn line(x: &[f64], y: &[f64]) -> (f64, f64, f64) {
    let (mean_x, mean_y) = (mean(x), mean(y));
    let (mut cross, mut square) = (0.0, 0.0);
    for (x, y) in x.iter().zip(y) {
        cross += (x - mean_x) * (y - mean_y);
        square += (x - mean_x) * (x - mean_x);
    }
    let slope = if square > 0.0 { cross / square } else { 0.0 };
    let constant = mean_y - slope * mean_x;
    let error = |(x, y): (&f64, &f64)| (y - constant - slope * x) * (y - constant - slope * x);
    (constant, slope, x.iter().zip(y).map(error).fold(0.0, |sum, square| sum + square))
}
