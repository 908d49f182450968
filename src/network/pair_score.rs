//! The statistic of a (source, target) pair: the largest chi-square score of G over the delays.
//!
//! G is a sum of squares under independence, with as many degrees of freedom as contexts are occupied, less one
//! (Wilks). Its score, minus the decimal logarithm of its upper tail, is comparable between degrees of freedom, and so
//! between sources that are busy and sources that are not. The largest over many delays is no longer a chi-square's:
//! its chance level comes from surrogate pairs alone.

use crate::network::counts::largest;

use super::PairScan;
use crate::stats::chi_square_minus_log10_p;

/// Bins of scores in one power of ten.
const BINS_PER_DECADE: f64 = 16.0;
/// Bins of scores: the last one holds all from about 10^-16 on.
pub(super) const BINS: usize = 256;

/// The least score of a bin.
pub(super) fn score_of(bin: u16) -> f64 {
    f64::from(bin) / BINS_PER_DECADE
}

/// A pair's score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PairScore {
    /// -log10 of the chi-square tail.
    pub(super) score: f64,
    /// The information that gives it, nats.
    information: f64,
}

impl PairScore {
    /// The score over the delays from the `first` on. At one number of degrees of freedom the score grows with G, so that
    /// only the largest G of each needs its tail.
    #[inline]
    pub(super) fn of(pair: &PairScan<'_>, first: usize) -> Self {
        let mut best = Self { score: -1.0, information: 0.0 };
        let (mut information, mut half_degrees) =
            (pair.information.get(first..).unwrap_or(&[]), pair.half_degrees.get(first..).unwrap_or(&[]));
        while let (Some(&here), Some(&last)) = (half_degrees.first(), half_degrees.last()) {
            // Longer delays leave fewer pairs, so that degrees of freedom only fall.
            let run = if here == last {
                half_degrees.len()
            } else {
                half_degrees.iter().take_while(|&&other| other == here).count()
            };
            let (of_run, rest) = information.split_at(run.min(information.len()));
            let largest = largest(of_run);
            let score = chi_square_minus_log10_p(2.0 * largest, (2.0 * here) as u32);
            if score > best.score {
                best = Self { score, information: largest };
            }
            (information, half_degrees) = (rest, &half_degrees[run..]);
        }
        best
    }

    /// Index of the shortest delay from the `first` on at which the score is reached.
    pub(super) fn delay_at(self, pair: &PairScan<'_>, first: usize) -> usize {
        let reached = |&(_, &information): &(usize, &f64)| information == self.information;
        pair.information.iter().enumerate().skip(first).find(reached).map_or(first, |(at, _)| at)
    }

    /// The bin that the score falls into.
    pub(super) fn bin(self) -> u16 {
        ((self.score * BINS_PER_DECADE) as u16).min(BINS as u16 - 1)
    }
}
