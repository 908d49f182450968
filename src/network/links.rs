//! Links: pairs whose score is so high that few such are expected by chance (false discovery rate).

use serde::{Deserialize, Serialize};

use super::null::NullDistribution;
use super::pair_score::{BINS, score_of};
use super::tally::Candidate;
use crate::stats::benjamini_hochberg_count;

/// Expected share of false links among those named.
pub const FALSE_DISCOVERY_RATE: f64 = 0.05;
/// Only pairs with a p-value of at most this are listed, so that only they can be links.
pub(super) const LISTED_P: f64 = 0.01;

/// A (source, target) pair that stands out from its surrogates, at the delay where it does most.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Index of the source stream.
    pub source: u32,
    /// Index of the target stream.
    pub target: u32,
    /// Delay in steps.
    pub delay_steps: u16,
    /// Coefficient of causal dependence, empirical over contexts.
    pub gamma: f64,
    /// gamma less its mean under independence; the largest over delays, so that it is above 0 by
    /// chance too.
    pub corrected_gamma: f64,
    /// -log10 of the chi-square tail of G.
    pub score: f64,
    /// From surrogate pairs of the same stratum.
    pub p: f64,
    /// Whether no surrogate pair of the stratum reaches the score: p is then less than what is
    /// given.
    pub below_resolution: bool,
}

impl Link {
    pub(super) fn new(candidate: &Candidate, null: &NullDistribution) -> Self {
        let share =
            |part: f64| if candidate.target_entropy > 0.0 { part / candidate.target_entropy } else { 0.0 };
        Self {
            source: candidate.source,
            target: candidate.target,
            delay_steps: candidate.delay_steps,
            gamma: share(candidate.information),
            corrected_gamma: share(candidate.information - candidate.half_degrees),
            score: candidate.score,
            p: null.p(usize::from(candidate.stratum), candidate.bin),
            below_resolution: null.at_or_above(usize::from(candidate.stratum), candidate.bin) == 0,
        }
    }
}

/// The links of a network, and how they were told from chance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Links {
    /// The links, highest score first; among equals by target, then source.
    pub links: Vec<Link>,
    /// Pairs of different streams that were tested.
    pub pairs: u64,
    /// Pairs with a score from this on are links; null when none is.
    pub score_threshold: Option<f64>,
    /// Pairs that chance alone would bring to that threshold: the surrogate pairs that reach it,
    /// and one more, each standing for its share of the tested pairs. Null when there is no link.
    pub expected_by_chance: Option<f64>,
    /// The false discovery rate among the links, at most; null when there is no link.
    pub false_discovery_rate: Option<f64>,
    /// Whether no surrogate pair reaches the threshold: the false discovery rate is then less than
    /// what is given.
    pub below_resolution: bool,
    /// Links by Benjamini and Hochberg's rule on the p-values, for comparison.
    pub benjamini_hochberg: usize,
    /// Surrogate pairs that chance is told by.
    pub surrogate_pairs: u64,
}

impl Links {
    /// The largest set of pairs above one score whose false discovery rate, (pairs expected by
    /// chance) / (pairs found), is at most 5 %.
    ///
    /// What is expected is the count of surrogate pairs above the score, its standard error (as of
    /// a Poisson count), and one pair more, so that a score that few surrogate pairs reach, or
    /// none, is not taken for certain. One score for all strata: with one each, the best of many
    /// thresholds would be chosen, and chance with it.
    ///
    /// `listed`: the pairs of different streams with p <= [`LISTED_P`]. `pairs_by_stratum`: all
    /// that were tested.
    pub(super) fn among(listed: &[Candidate], null: &NullDistribution, pairs_by_stratum: &[u64]) -> Self {
        let strata = 0..pairs_by_stratum.len();
        let pairs: u64 = pairs_by_stratum.iter().sum();
        // Surrogate pairs stand for real ones of their stratum.
        let weight = |stratum: usize| pairs_by_stratum[stratum] as f64 / null.total(stratum).max(1) as f64;
        let one_more = strata.clone().map(weight).fold(0.0, f64::max);
        let surrogates = |bin: u16, of: &dyn Fn(usize) -> f64| {
            let above = |stratum: usize| null.at_or_above(stratum, bin) as f64 * of(stratum);
            strata.clone().map(above).fold(0.0, |sum, part| sum + part)
        };
        let mut found_from = vec![0_usize; BINS + 1];
        for candidate in listed {
            found_from[usize::from(candidate.bin)] += 1;
        }
        for bin in (0..BINS).rev() {
            found_from[bin] += found_from[bin + 1];
        }
        // Below this bin some stratum's pairs are not all listed.
        let complete = strata.clone().map(|stratum| null.least_bin(stratum, LISTED_P)).max().unwrap_or(0);
        let passing = (complete..BINS as u16).find_map(|bin| {
            let found = found_from[usize::from(bin)];
            let error = surrogates(bin, &|stratum| weight(stratum) * weight(stratum)).sqrt();
            let expected = surrogates(bin, &weight) + error + one_more;
            (found > 0 && expected <= FALSE_DISCOVERY_RATE * found as f64).then_some((bin, found, expected))
        });
        let is_link = |candidate: &&Candidate| passing.is_some_and(|(bin, ..)| candidate.bin >= bin);
        let mut links: Vec<Link> =
            listed.iter().filter(is_link).map(|candidate| Link::new(candidate, null)).collect();
        let mut ascending_p: Vec<f64> =
            listed.iter().map(|candidate| null.p(usize::from(candidate.stratum), candidate.bin)).collect();
        ascending_p.sort_unstable_by(f64::total_cmp);
        links.sort_by(|a, b| {
            b.score.total_cmp(&a.score).then(a.target.cmp(&b.target)).then(a.source.cmp(&b.source))
        });
        Self {
            links,
            pairs,
            score_threshold: passing.map(|(bin, ..)| score_of(bin)),
            expected_by_chance: passing.map(|(.., expected)| expected),
            false_discovery_rate: passing.map(|(_, found, expected)| expected / found as f64),
            below_resolution: passing.is_some_and(|(bin, ..)| surrogates(bin, &|_| 1.0) == 0.0),
            benjamini_hochberg: benjamini_hochberg_count(&ascending_p, pairs, FALSE_DISCOVERY_RATE),
            surrogate_pairs: strata.map(|stratum| null.total(stratum)).sum(),
        }
    }
}
