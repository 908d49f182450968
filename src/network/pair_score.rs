//! The statistic of a (source, target) pair: the largest chi-square score of G over the delays.
//!
//! G is a sum of squares under independence, with as many degrees of freedom as contexts are
//! occupied, less one (Wilks). Its score, minus the decimal logarithm of its upper tail, is
//! comparable between degrees of freedom, and so between sources that are busy and sources that are
//! not. The largest over many delays is no longer a chi-square's: its chance level comes from
//! surrogate pairs alone.

use std::sync::OnceLock;

use super::{MAX_CONTEXTS, PairScan};
use crate::stats::chi_square_minus_log10_p;

/// Bins of scores in one power of ten.
const BINS_PER_DECADE: f64 = 16.0;
/// Bins of scores: the last one holds all from about 10^-16 on.
pub(super) const BINS: usize = 256;

/// The least score of a bin.
pub(super) fn score_of(bin: u16) -> f64 {
    f64::from(bin) / BINS_PER_DECADE
}

/// What all scores of a bin are below; infinite of the last bin.
pub(super) fn score_below(bin: u16) -> f64 {
    if usize::from(bin) + 1 < BINS { score_of(bin + 1) } else { f64::INFINITY }
}

/// A pair's score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PairScore {
    /// -log10 of the chi-square tail.
    pub(super) score: f64,
    /// The information that gives it, nats.
    information: f64,
}

/// Visits the largest information of the delays from the `first` on that share a number of degrees
/// of freedom, with half of these: at one number the score grows with the information.
#[inline(always)]
fn for_each_largest(pair: &PairScan<'_>, first: usize, mut visit: impl FnMut(f64, f64)) {
    let mut information = pair.information.get(first..).unwrap_or(&[]);
    let mut half_degrees = pair.half_degrees.get(first..).unwrap_or(&[]);
    while let (Some(&here), Some(&last)) = (half_degrees.first(), half_degrees.last()) {
        // Longer delays leave fewer pairs, so that degrees of freedom only fall.
        let run = if here == last {
            half_degrees.len()
        } else {
            half_degrees.iter().take_while(|&&other| other == here).count()
        };
        let (of_run, rest) = information.split_at(run.min(information.len()));
        visit(largest(of_run), here);
        (information, half_degrees) = (rest, &half_degrees[run..]);
    }
}

fn score(information: f64, half_degrees: f64) -> f64 {
    chi_square_minus_log10_p(2.0 * information, (2.0 * half_degrees) as u32)
}

impl PairScore {
    /// The score over the delays from the `first` on.
    pub(super) fn new(pair: &PairScan<'_>, first: usize) -> Self {
        let mut best = Self { score: -1.0, information: 0.0 };
        for_each_largest(pair, first, |information, half_degrees| {
            let score = score(information, half_degrees);
            if score > best.score {
                best = Self { score, information };
            }
        });
        best
    }

    /// Index of the shortest delay from the `first` on at which the score is reached.
    pub(super) fn delay_at(self, pair: &PairScan<'_>, first: usize) -> usize {
        let reached = |&(_, &information): &(usize, &f64)| information == self.information;
        pair.information.iter().enumerate().skip(first).find(reached).map_or(first, |(at, _)| at)
    }

    /// The bin that the score falls into.
    pub(super) fn bin(self) -> u16 {
        bin_of(self.score)
    }
}

fn bin_of(score: f64) -> u16 {
    ((score * BINS_PER_DECADE) as u16).min(BINS as u16 - 1)
}

/// The bins of scores by information, so that the bin of a pair needs no tail of chi-square.
#[derive(Debug)]
pub(super) struct ScoreBins {
    /// By degrees of freedom, made when they are first met.
    edges: Vec<OnceLock<Vec<f64>>>,
}

/// Information this near an edge, relatively, is given its bin by its score: far more than what
/// rounding can move an edge by, and far less than what lies between two.
const NEAR_AN_EDGE: f64 = 1e-9;

impl ScoreBins {
    pub(super) fn new() -> Self {
        Self { edges: (0..MAX_CONTEXTS).map(|_| OnceLock::new()).collect() }
    }

    /// The bin of a pair's score over the delays from the `first` on: that of [`PairScore::new`].
    pub(super) fn of(&self, pair: &PairScan<'_>, first: usize) -> u16 {
        let mut bin = 0;
        for_each_largest(pair, first, |information, half_degrees| {
            bin = bin.max(self.bin(information, half_degrees));
        });
        bin
    }

    fn bin(&self, information: f64, half_degrees: f64) -> u16 {
        let Some(edges) = self.edges.get((2.0 * half_degrees) as usize) else { return 0 };
        let edges = edges.get_or_init(|| edges_for(half_degrees));
        let bin = edges.partition_point(|&edge| edge <= information);
        let is_near = |edge: &f64| (information - edge).abs() <= NEAR_AN_EDGE * edge;
        let beside = edges.get(bin.saturating_sub(1)..(bin + 1).min(edges.len())).unwrap_or(&[]);
        if beside.iter().any(is_near) { bin_of(score(information, half_degrees)) } else { bin as u16 }
    }
}

/// The least information of each bin but the first, nats, by halving.
fn edges_for(half_degrees: f64) -> Vec<f64> {
    if half_degrees <= 0.0 {
        // Without degrees of freedom every score is 0.
        return Vec::new();
    }
    let mut least = 0.0;
    let edge = |bin: u16| {
        // The first edge may lie far out; from one to the next it is a few nats at most.
        let (mut below, mut above) = (least, if bin == 1 { 200.0 } else { least + 10.0 });
        for _ in 0..60 {
            let middle = 0.5 * (below + above);
            *(if bin_of(score(middle, half_degrees)) >= bin { &mut above } else { &mut below }) = middle;
        }
        least = below;
        above
    };
    (1..BINS as u16).map(edge).collect()
}

/// The largest of some numbers, in four parts so that none waits for another; minus infinity of
/// none.
fn largest(numbers: &[f64]) -> f64 {
    let greater = |a: f64, b: f64| if b > a { b } else { a };
    let mut parts = [f64::NEG_INFINITY; 4];
    let chunks = numbers.chunks_exact(4);
    let rest = chunks.remainder().iter().fold(f64::NEG_INFINITY, |a, &b| greater(a, b));
    for chunk in chunks {
        for (part, &number) in parts.iter_mut().zip(chunk) {
            *part = greater(*part, number);
        }
    }
    greater(greater(greater(parts[0], parts[1]), greater(parts[2], parts[3])), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_by_information_are_those_of_scores() {
        let bins = ScoreBins::new();
        for degrees in 0..MAX_CONTEXTS {
            let half = 0.5 * degrees as f64;
            let mut information = 1e-3;
            while information < 400.0 {
                assert_eq!(bins.bin(information, half), bin_of(score(information, half)), "{information}");
                information *= 1.001;
            }
            // Edges themselves, the numbers beside them, and the most that 16,383 steps can give.
            for &edge in bins.edges[degrees].get().unwrap() {
                for near in [edge.next_down(), edge, edge.next_up(), edge * (1.0 - 1e-8), edge * (1.0 + 1e-8)]
                {
                    assert_eq!(bins.bin(near, half), bin_of(score(near, half)), "{near} {degrees}");
                }
            }
            for odd in [0.0, -1.0, -0.0, f64::NEG_INFINITY, 1.2e4] {
                assert_eq!(bins.bin(odd, half), bin_of(score(odd, half)), "{odd} {degrees}");
            }
        }
    }
}
