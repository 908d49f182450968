//! Which transducers of a target are kept by evidence: each source at the delay and depth that
//! chance explains least, weighed by how likely it is to be no chance finding (method.md 4).

use super::pair_score::{PairScore, ScoreBins, score_below};
use super::selection::{TargetTransducers, Transducer};
use super::{PairScan, SourceTables, TargetScan};
use crate::xpfsa::{Contexts, Symbols, context_machine};

/// Chance findings that are expected for each true one, at a p-value of one over the number of
/// tests. Taken on simulated cities (docs/validity.md).
const CHANCE_FOR_EACH_TRUE: f64 = 3.0;
/// A context that was seen less often has no state of its own.
const MIN_COUNT: usize = 10;

/// Scans one target after another at every depth that a source may be read at.
#[derive(Debug)]
pub(super) struct EvidenceScan<'a> {
    by_depth: Vec<TargetScan<'a>>,
    bins: &'a ScoreBins,
}

/// A source at its best delay and depth.
#[derive(Clone, Copy, Debug)]
struct Found {
    source: usize,
    delay_at: usize,
    depth_at: usize,
    score: f64,
}

impl<'a> EvidenceScan<'a> {
    /// A scan over the same streams and delays at some depths, one table each.
    pub(super) fn new(by_depth: &'a [SourceTables], bins: &'a ScoreBins) -> Self {
        Self { by_depth: by_depth.iter().map(TargetScan::new).collect(), bins }
    }

    /// The best transducers of a target: that of its own past, then others, `max_models` in all,
    /// the least explained by chance first; of equals that of the fewer symbols, then the first
    /// source. With `least_score` only sources that score at least so much at the largest depth,
    /// as links are judged, but for the target itself. What scores 0 tells nothing and is left out.
    pub(super) fn select(
        &mut self,
        target: usize,
        max_models: usize,
        least_score: Option<f64>,
    ) -> TargetTransducers {
        let is_link = least_score.map(|least| self.reaching(target, least));
        let mut own: Option<Found> = None;
        let mut best = Best {
            bins: self.bins,
            found: Vec::with_capacity(max_models),
            most: max_models.saturating_sub(1),
        };
        for (depth_at, scan) in self.by_depth.iter_mut().enumerate() {
            scan.scan(target, &mut |pair| {
                if pair.source != target {
                    let may =
                        is_link.as_ref().and_then(|links| links.get(pair.source)).is_none_or(|link| *link);
                    if may {
                        best.offer(&pair, depth_at);
                    }
                    return;
                }
                let score = PairScore::new(&pair, 0);
                if score.score > own.map_or(0.0, |own| own.score) {
                    let delay_at = score.delay_at(&pair, 0);
                    own = Some(Found { source: target, delay_at, depth_at, score: score.score });
                }
            });
        }
        let Some(scan) = self.by_depth.first() else {
            return TargetTransducers { best: Vec::new(), has_own: false };
        };
        let symbols = Symbols::of_stream(&scan.tables().targets, target);
        let tests_of_one = (scan.tables().delays.count() * self.by_depth.len()) as f64;
        let tests_of_others = tests_of_one * scan.tables().n_sources().saturating_sub(1) as f64;
        let own = own.and_then(|own| self.transducer(&symbols, own, tests_of_one));
        let has_own = own.is_some();
        let others = best.found.iter().filter_map(|of| self.transducer(&symbols, *of, tests_of_others));
        let mut best: Vec<Transducer> = own.into_iter().chain(others).collect();
        best.truncate(max_models);
        TargetTransducers { best, has_own }
    }

    /// By source, whether it scores at least so much at the largest depth.
    fn reaching(&mut self, target: usize, least_score: f64) -> Vec<bool> {
        let mut reaching = Vec::new();
        if let Some(scan) = self.by_depth.last_mut() {
            let bins = self.bins;
            scan.scan(target, &mut |pair| {
                reaching.push(
                    score_below(bins.of(&pair, 0)) > least_score
                        && PairScore::new(&pair, 0).score >= least_score,
                );
            });
        }
        reaching
    }

    fn transducer(&self, target: &Symbols, found: Found, tests: f64) -> Option<Transducer> {
        let tables = self.by_depth.get(found.depth_at)?.tables();
        let source = Symbols::of_stream(tables.sources(), found.source);
        let (delay, depth) = (tables.delays.shortest() + found.delay_at, tables.depth);
        let contexts = Contexts::count(&source, target, delay, depth).ok()?;
        Some(Transducer {
            source: found.source as u32,
            delay_steps: delay as u16,
            gamma: contexts.gamma(),
            corrected_gamma: contexts.corrected_gamma(),
            evidence: evidence(found.score, tests),
            machine: context_machine(&source, target, delay, depth, MIN_COUNT).ok()?,
        })
    }
}

/// How likely the best of so many `tests` is to be no chance finding, by its score, -log10 of p:
/// 1 / (1 + 3 tests p). Chance alone gives tests x p findings as good.
fn evidence(score: f64, tests: f64) -> f64 {
    1.0 / (1.0 + CHANCE_FOR_EACH_TRUE * tests * libm::exp10(-score))
}

/// The best sources so far, best first.
struct Best<'a> {
    bins: &'a ScoreBins,
    found: Vec<Found>,
    most: usize,
}

impl Best<'_> {
    fn offer(&mut self, pair: &PairScan<'_>, depth_at: usize) {
        if self.most == 0 {
            return;
        }
        let worst =
            self.found.last().filter(|_| self.found.len() >= self.most).map_or(0.0, |last| last.score);
        // Most pairs are ruled out without a tail of chi-square.
        if score_below(self.bins.of(pair, 0)) <= worst {
            return;
        }
        let score = PairScore::new(pair, 0);
        if score.score <= worst {
            return;
        }
        if let Some(at) = self.found.iter().position(|other| other.source == pair.source) {
            if self.found.get(at).is_some_and(|other| other.score >= score.score) {
                return;
            }
            self.found.remove(at);
        }
        let delay_at = score.delay_at(pair, 0);
        let at = self.found.partition_point(|other| other.score >= score.score);
        self.found.insert(at, Found { source: pair.source, delay_at, depth_at, score: score.score });
        self.found.truncate(self.most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{Purpose, Random};
    use crate::network::Delays;
    use crate::streams::{PackedStreams, WindowStreams};

    /// 30 streams of 1,096 steps. Stream 0 follows 7 at 20 steps by one symbol, and stream 1
    /// follows 9 where it had events on two days in a row.
    fn streams() -> WindowStreams {
        let mut random = Random::new(5, Purpose::Pair, 0);
        let mut streams = PackedStreams::empty(30, 1_096);
        for stream in 2..30 {
            (0..1_096).filter(|_| random.uniform() < 0.3).for_each(|step| streams.set(stream, step));
        }
        for step in 0..1_096 {
            let read = |source: usize, back: usize| step >= back && streams.get(source, step - back);
            let (by_one, by_two) = (read(7, 20), read(9, 11) && read(9, 12));
            if random.uniform() < if by_one { 0.3 } else { 0.1 } {
                streams.set(0, step);
            }
            if random.uniform() < if by_two { 0.5 } else { 0.1 } {
                streams.set(1, step);
            }
        }
        WindowStreams::first(&streams, 1_096)
    }

    #[test]
    fn each_source_is_read_at_the_depth_that_chance_explains_least() {
        let streams = streams();
        let tables = [1, 3].map(|depth| SourceTables::new(&streams, Delays::between(7, 60), depth));
        let bins = ScoreBins::new();
        let mut scan = EvidenceScan::new(&tables, &bins);
        let of = |kept: &TargetTransducers, at: usize| {
            let of = &kept.others()[at];
            (of.source, of.delay_steps, of.machine.n_states())
        };
        let by_one = scan.select(0, 20, None);
        assert_eq!(of(&by_one, 0), (7, 20, 2));
        let by_two = scan.select(1, 20, None);
        assert_eq!((of(&by_two, 0).0, of(&by_two, 0).2 > 2), (9, true));
        for kept in [by_one, by_two] {
            assert!(kept.has_own && kept.best.len() == 20);
            let evidence: Vec<f64> = kept.others().iter().map(|of| of.evidence).collect();
            assert!(evidence[0] > 0.9 && evidence[2] < 0.5 && evidence.is_sorted_by(|a, b| a >= b));
        }
    }

    #[test]
    fn what_is_ruled_out_by_bins_would_not_have_entered() {
        let streams = streams();
        let tables = [1, 3].map(|depth| SourceTables::new(&streams, Delays::between(7, 60), depth));
        let bins = ScoreBins::new();
        for target in 0..6 {
            // All of them, by their scores alone.
            let mut scores = [0.0_f64; 30];
            for tables in &tables {
                TargetScan::new(tables).scan(target, &mut |pair| {
                    let score = PairScore::new(&pair, 0).score;
                    scores[pair.source] = scores[pair.source].max(score);
                });
            }
            let mut expected: Vec<usize> = (0..30).filter(|&source| source != target).collect();
            expected.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
            let kept = EvidenceScan::new(&tables, &bins).select(target, 6, None);
            let found: Vec<usize> = kept.others().iter().map(|of| of.source as usize).collect();
            assert_eq!(found, expected[..5]);
            let certain = EvidenceScan::new(&tables, &bins).select(target, 6, Some(5.0));
            assert!(certain.others().iter().all(|of| scores[of.source as usize] >= 5.0));
            // Its own past alone.
            let one = EvidenceScan::new(&tables, &bins).select(target, 1, None);
            assert_eq!((one.has_own, one.best.len()), (true, 1));
        }
    }

    /// Links are judged at the largest depth: what only one symbol tells is none there.
    #[test]
    fn links_alone_reach_the_score_at_the_largest_depth() {
        let streams = streams();
        let tables = [1, 3].map(|depth| SourceTables::new(&streams, Delays::between(7, 60), depth));
        let bins = ScoreBins::new();
        let mut scores = [0.0; 30];
        TargetScan::new(&tables[1]).scan(0, &mut |pair| scores[pair.source] = PairScore::new(&pair, 0).score);
        let kept = |least| EvidenceScan::new(&tables, &bins).select(0, 20, Some(least));
        let reaching = |least: f64| (1..30).filter(|&source| scores[source] >= least).count();
        for least in [scores[7], 3.0, f64::INFINITY] {
            let kept = kept(least);
            assert!(kept.has_own && kept.others().iter().all(|of| scores[of.source as usize] >= least));
            assert_eq!(kept.others().len(), reaching(least).min(19));
        }
        assert!(reaching(scores[7]) >= 1);
    }

    #[test]
    fn what_never_changes_keeps_nothing() {
        let streams = WindowStreams::first(&PackedStreams::empty(3, 400), 400);
        let tables = [1, 3].map(|depth| SourceTables::new(&streams, Delays::between(7, 60), depth));
        let kept = EvidenceScan::new(&tables, &ScoreBins::new()).select(0, 20, None);
        assert_eq!((kept.best.len(), kept.has_own), (0, false));
    }

    #[test]
    fn evidence_is_a_half_where_chance_finds_a_third_as_often() {
        let score = libm::log10(3.0 * 1_000.0);
        assert!((evidence(score, 1_000.0) - 0.5).abs() < 1e-12);
        assert!(evidence(12.0, 1_000.0) > 0.999 && evidence(0.0, 1_000.0) < 0.001);
    }
}
