//! What is scanned to tell a network from chance: the real data, and surrogate rounds on a sample
//! of targets.

use std::ops::Range;

use super::influence::TargetInfluence;
use super::pair_score::{BINS, PairScore, ScoreBins};
use super::places::Place;
use super::strata::Strata;
use super::tally::{Candidate, Listing, RoundTally, StratumBin};
use super::{Delays, PAPER_GAMMA, SourceTables, TargetScan};
use crate::chance::{Purpose, Random, Rotations};
use crate::streams::WindowStreams;
use crate::study::ChanceSettings;

/// Surrogate pairs that a stratum holds at least: enough that half of them, held out, tell p =
/// 0.001 within a factor of 1.5 by counting alone (200 pairs; with 100,000 pairs it would be 50).
const MIN_STRATUM: u64 = 400_000;
/// The first delay that the paper's count takes as Granger: the same step is none.
const FIRST_GRANGER: usize = 1;

/// A window of streams and how chance is to be found on it. Everyone who makes it from the same
/// data makes the same plan.
#[derive(Debug)]
pub struct NetworkPlan {
    streams: WindowStreams,
    places: Vec<Place>,
    real: SourceTables,
    /// The delays that scores and counts against chance look at.
    tested: Delays,
    seed: u64,
    rotations: Rotations,
    sampled: Vec<usize>,
    strata: Strata,
    bins: ScoreBins,
}

impl NetworkPlan {
    /// Plans for a window of streams and contexts of `depth` symbols. `tested`: the delays that
    /// links and verdict look at, those that a forecast may use; shorter ones are scanned too, for
    /// the paper's count and for influence by delay. What moves the whole city from one day to the
    /// next, such as the weather, would pass for links at short delays. `places`: one a stream, or
    /// none, for a network without influence by distance.
    pub fn new(
        streams: WindowStreams,
        places: Vec<Place>,
        tested: Delays,
        depth: usize,
        settings: &ChanceSettings,
    ) -> Self {
        let rotations = Self::drawn_rotations(streams.streams().n_steps(), tested, depth, settings);
        let all = (0..streams.streams().n_streams()).collect();
        let mut sampled = Random::new(settings.seed, Purpose::Targets, 0).choose(all, settings.targets);
        sampled.sort_unstable();
        Self::with(streams, places, tested, depth, sampled, rotations, settings.seed)
    }

    /// The rotations of a window of so many steps.
    pub(crate) fn drawn_rotations(
        n_steps: usize,
        tested: Delays,
        depth: usize,
        settings: &ChanceSettings,
    ) -> Rotations {
        let longest = tested.longest();
        Rotations::draw(settings.rotation, n_steps, longest, depth, settings.rounds, settings.seed)
    }

    /// As [`Self::new`], with targets (by index, ascending) and rotations that are given.
    pub fn with(
        streams: WindowStreams,
        places: Vec<Place>,
        tested: Delays,
        depth: usize,
        sampled: Vec<usize>,
        rotations: Rotations,
        seed: u64,
    ) -> Self {
        let delays = Delays::from_same_step(tested.longest());
        let real = SourceTables::new(&streams, delays, depth);
        let strata = Strata::new(&real, &sampled, rotations.rounds().len(), MIN_STRATUM);
        Self { streams, places, real, tested, seed, rotations, sampled, strata, bins: ScoreBins::new() }
    }

    /// Streams, each a source and a target.
    pub fn n_streams(&self) -> usize {
        self.real.n_sources()
    }

    /// Surrogate rounds; fewer than were asked for where the window is short.
    pub fn n_rounds(&self) -> usize {
        self.rotations.rounds().len()
    }

    /// The sampled targets, ascending.
    pub fn sampled(&self) -> &[usize] {
        &self.sampled
    }

    /// The delays that links and verdict look at.
    pub const fn tested(&self) -> Delays {
        self.tested
    }

    /// The delays that are scanned: from the same step to the longest.
    pub const fn delays(&self) -> Delays {
        self.real.delays
    }

    pub(super) const fn seed(&self) -> u64 {
        self.seed
    }

    pub(super) const fn rotations(&self) -> &Rotations {
        &self.rotations
    }

    pub(super) const fn strata(&self) -> &Strata {
        &self.strata
    }

    /// Cells of a histogram: strata, and one for streams and themselves.
    pub(super) fn n_cells(&self) -> usize {
        self.strata.len() + 1
    }

    /// Pairs of different streams by stratum, over all targets.
    pub(super) fn pairs_by_stratum(&self) -> Vec<u64> {
        let mut pairs = vec![0; self.strata.len()];
        for target in 0..self.n_streams() {
            for source in (0..self.n_streams()).filter(|&source| source != target) {
                pairs[usize::from(self.strata.of(source, target))] += 1;
            }
        }
        pairs
    }

    /// The real sources, for [`Self::tally`] of round 0 and for [`Self::list`].
    pub const fn real(&self) -> &SourceTables {
        &self.real
    }

    /// The sources of a surrogate round (from 1 on).
    pub fn surrogate(&self, round: usize) -> SourceTables {
        let shifts = self.rotations.shifts(round, self.n_streams());
        let sources = self.streams.streams().rotated(&shifts);
        SourceTables::rotated(&self.streams, sources, self.real.delays, self.real.depth)
    }

    /// Scans some of the sampled targets, given as positions among them, with the sources of
    /// `tables`. Both the real data and the surrogate rounds go this way.
    pub fn tally(&self, tables: &SourceTables, round: usize, sampled: Range<usize>) -> RoundTally {
        let n_delays = self.real.delays.count();
        let mut tally = RoundTally::new(round, self.n_streams(), n_delays);
        let mut histogram = vec![0_u32; self.n_cells() * BINS];
        let mut influence = TargetInfluence::new(n_delays);
        let mut scan = TargetScan::new(tables);
        // The matrix of the real data and that of one round are shown side by side.
        let is_shown = round <= 1;
        for &target in self.sampled.get(sampled).unwrap_or(&[]) {
            let mut scores = Vec::new();
            scan.scan(target, &mut |pair| {
                let own = pair.source == target;
                let bin = self.bins.of(&pair, self.tested.shortest());
                let counts = if own { &mut tally.own } else { &mut tally.cross };
                counts.add(&pair, self.tested.shortest());
                let stratum =
                    if own { self.strata.len() } else { usize::from(self.strata.of(pair.source, target)) };
                histogram[stratum * BINS + usize::from(bin)] += 1;
                if !own {
                    tally.source_scores[pair.source] += u32::from(bin);
                }
                if let Some(row) = TargetInfluence::row(&self.places, pair.source, target) {
                    influence.add(row, &pair, &mut tally.influence);
                }
                if is_shown {
                    scores.push(if own { 0 } else { bin });
                }
            });
            influence.finish(scan.entropies(), &mut tally.influence);
            if is_shown {
                tally.matrix.push(self.sampled.iter().map(|&source| scores[source]).collect());
            }
        }
        let cells = histogram.iter().enumerate().filter(|(_, count)| **count > 0);
        tally.histogram = cells.map(|(cell, &count)| StratumBin { cell: cell as u32, count }).collect();
        tally
    }

    /// Scans targets in the real data and lists the pairs of different streams whose score falls
    /// into the `least` bin of their stratum or above (by stratum).
    pub fn list(&self, targets: Range<usize>, least: &[u16]) -> Listing {
        let mut listing = Listing::default();
        let mut scan = TargetScan::new(&self.real);
        for target in targets {
            scan.scan(target, &mut |pair| {
                if pair.source == target {
                    listing.own.add(&pair, FIRST_GRANGER);
                    return;
                }
                listing.cross.add(&pair, FIRST_GRANGER);
                let entropy = pair.entropies.first().copied().unwrap_or(0.0);
                let information = pair.information.first().copied().unwrap_or(0.0);
                listing.same_step += 1;
                listing.same_step_passing += u64::from(entropy > 0.0 && information >= PAPER_GAMMA * entropy);
                let bin = self.bins.of(&pair, self.tested.shortest());
                let stratum = self.strata.of(pair.source, target);
                if bin < least.get(usize::from(stratum)).copied().unwrap_or(u16::MAX) {
                    return;
                }
                let score = PairScore::new(&pair, self.tested.shortest());
                let delay_at = score.delay_at(&pair, self.tested.shortest());
                let at = |values: &[f64]| values.get(delay_at).copied().unwrap_or(0.0);
                listing.candidates.push(Candidate {
                    source: pair.source as u32,
                    target: target as u32,
                    delay_steps: (self.real.delays.shortest() + delay_at) as u16,
                    stratum,
                    bin,
                    score: score.score,
                    information: at(pair.information),
                    half_degrees: at(pair.half_degrees),
                    target_entropy: at(pair.entropies),
                });
            });
        }
        listing
    }
}
