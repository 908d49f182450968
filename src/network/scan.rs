//! The scan: how much each source says of a target, at every delay, by counting on packed streams.
//!
//! For each event of the target, the source's symbols before it are one word: a bit a delay. Such words are counted
//! for all delays at once (the kernel's `counters.rs`). How often a set of context symbols is all ones needs no counting when
//! it leaves the latest symbol out: "the symbol before the last, at delay d" is "the last symbol, at delay d + 1".
//! Counts of the 2^depth contexts follow by inclusion and exclusion. A target with events at more than half of its
//! steps is counted by its eventless steps. Deep contexts are looked up instead ([`super::look_ups`]).

use crate::network::counters::{LANES, MAX_COUNT};
use crate::network::counts::{
    Coincidences, MAX_COUNTED_DEPTH, NO_COINCIDENCES, Pair, TargetAtDelay, count, inform,
};

use super::SourceTables;
use super::look_ups::LOOK_UP_DEPTH;
use crate::streams::{MAX_WINDOW_STEPS, STEPS_PER_WORD};

const _: () = assert!(MAX_WINDOW_STEPS <= MAX_COUNT && LOOK_UP_DEPTH == MAX_COUNTED_DEPTH + 1);

/// What the scan found for one source of a target, by delay.
#[derive(Clone, Copy, Debug)]
pub struct PairScan<'a> {
    /// Index of the source.
    pub source: usize,
    /// n times the mutual information of context and target, nats: half the likelihood-ratio statistic G.
    pub information: &'a [f64],
    /// What information is on average under independence, nats: half of G's degrees of freedom, the occupied contexts less one.
    pub half_degrees: &'a [f64],
    /// n times the target's entropy, nats; the same for all sources.
    pub entropies: &'a [f64],
}

/// Scans one target after another; its scratch is allocated once.
#[derive(Debug)]
pub struct TargetScan<'a> {
    pub(super) tables: &'a SourceTables,
    /// The target's steps that are counted: those with an event, or those without.
    pub(super) counted: Vec<usize>,
    counts_eventless: bool,
    /// By delay.
    targets: Vec<TargetAtDelay>,
    /// By delay, nats.
    pub(super) entropies: Vec<f64>,
    /// By lane and delay, nats.
    pub(super) information: [Vec<f64>; LANES],
    /// Where the windows of one run of delays begin: word and bit, by counted step.
    windows: Vec<(u32, u32)>,
    /// By set of context symbols.
    coincidences: Box<Coincidences>,
}

impl<'a> TargetScan<'a> {
    /// A scan over `tables`.
    pub fn new(tables: &'a SourceTables) -> Self {
        let n_delays = tables.delays.count();
        Self {
            tables,
            counted: Vec::new(),
            counts_eventless: false,
            targets: vec![TargetAtDelay::default(); n_delays],
            entropies: vec![0.0; n_delays],
            information: std::array::from_fn(|_| vec![0.0; n_delays]),
            windows: Vec::new(),
            coincidences: Box::new(NO_COINCIDENCES),
        }
    }

    pub(super) const fn tables(&self) -> &SourceTables {
        self.tables
    }

    /// n times the target's entropy by delay, nats, of the target last scanned.
    pub fn entropies(&self) -> &[f64] {
        &self.entropies
    }

    /// Scans every source and delay of one target; `visit` is given the sources in ascending order.
    pub fn scan(&mut self, target: usize, visit: &mut dyn FnMut(PairScan<'_>)) {
        self.prepare(target);
        match self.tables.depth {
            ..=MAX_COUNTED_DEPTH => self.scan_counted(visit),
            5 => self.look_up::<5, 32>(visit),
            _ => self.look_up::<6, 64>(visit),
        }
    }

    fn prepare(&mut self, target: usize) {
        let SourceTables { targets, delays, depth, table, .. } = self.tables;
        let n_steps = targets.n_steps();
        let events = targets.count(target, 0..n_steps);
        self.counts_eventless = 2 * events > n_steps;
        let is_counted = |step: usize| targets.get(target, step) != self.counts_eventless;
        self.counted.clear();
        self.counted.extend((0..n_steps).filter(|&step| is_counted(step)));
        for ((delay, at), entropy) in delays.iter().zip(&mut self.targets).zip(&mut self.entropies) {
            let from =
                |step: usize| self.counted.len() - self.counted.partition_point(|&counted| counted < step);
            let edge = |e: usize| u8::from(delay + e < n_steps && is_counted(delay + e)) << e;
            at.counted = from(delay) as u16;
            at.edge = (0..depth - 1).fold(0, |bits, e| bits | edge(e));
            let n_pairs = n_steps.saturating_sub(delay + depth - 1);
            // Entropy is the same of events and of eventless steps.
            *entropy = table.total_entropy(n_pairs, from(delay + depth - 1).min(n_pairs));
        }
    }

    fn scan_counted(&mut self, visit: &mut dyn FnMut(PairScan<'_>)) {
        let tables = self.tables;
        let run_length = STEPS_PER_WORD - (tables.depth - 1);
        for (block, words) in tables.blocks().enumerate() {
            for start in (0..tables.delays.count()).step_by(run_length) {
                let run = start..(start + run_length).min(tables.delays.count());
                if block == 0 || run_length < tables.delays.count() {
                    self.place_windows(run.end - 1);
                }
                count(tables.depth, &self.windows, words, &tables.spread, &mut self.coincidences);
                for lane in 0..LANES {
                    self.inform(block * LANES + lane, lane, run.clone());
                }
            }
            for (lane, information) in self.information.iter().enumerate() {
                let source = block * LANES + lane;
                if source < tables.n_sources() {
                    let half_degrees = tables.occurrences(source).half_degrees;
                    visit(PairScan { source, information, half_degrees, entropies: &self.entropies });
                }
            }
        }
    }

    /// Windows begin `depth` - 1 steps before the symbol at the run's longest delay.
    fn place_windows(&mut self, longest_at: usize) {
        let tables = self.tables;
        let reach = tables.delays.shortest() + longest_at + tables.depth - 1;
        let origin = tables.padding_words * STEPS_PER_WORD - reach;
        let place = |&step: &usize| {
            let bit = origin + step;
            ((bit / STEPS_PER_WORD) as u32, (bit % STEPS_PER_WORD) as u32)
        };
        self.windows.clear();
        self.windows.extend(self.counted.iter().map(place));
    }

    /// Information of one source at a run of delays.
    fn inform(&mut self, source: usize, lane: usize, run: std::ops::Range<usize>) {
        let tables = self.tables;
        let Some(first_contexts) = tables.first_contexts.get(source) else { return };
        let occurrences = tables.occurrences(source);
        let pair = Pair {
            lane,
            occurred: occurrences.counts,
            n_log_n: occurrences.n_log_n,
            first_contexts,
            targets: &self.targets,
            entropies: &self.entropies,
        };
        let information = self.information[lane].as_mut_slice();
        inform(tables.depth, &self.coincidences, &pair, tables.table.values(), run, information);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Delays;
    use crate::streams::{MAX_WINDOW_STEPS, PackedStreams, WindowStreams};
    use crate::xpfsa::NLogN;
    use proptest::prelude::*;

    /// The definition: phi of method.md 2, by looking at every step. Information in nats and degrees of freedom.
    fn inform_naively(
        streams: &PackedStreams,
        pair: (usize, usize),
        delay: usize,
        depth: usize,
    ) -> (f64, u8, f64) {
        let (source, target) = pair;
        let (mut occurrences, mut events) = (vec![0_u16; 1 << depth], vec![0_u16; 1 << depth]);
        for last in depth - 1..streams.n_steps().saturating_sub(delay) {
            let symbol = |at: usize| usize::from(streams.get(source, last - at)) << at;
            let context = (0..depth).map(symbol).sum::<usize>();
            occurrences[context] += 1;
            events[context] += u16::from(streams.get(target, last + delay));
        }
        let table = NLogN::up_to(streams.n_steps());
        let total = |counts: &[u16]| counts.iter().map(|&n| usize::from(n)).sum::<usize>();
        let entropy = table.total_entropy(total(&occurrences), total(&events));
        let conditional: f64 = occurrences
            .iter()
            .zip(&events)
            .map(|(&n, &k)| table.total_entropy(usize::from(n), usize::from(k)))
            .sum();
        let occupied = occurrences.iter().filter(|&&n| n > 0).count();
        (entropy - conditional, occupied.saturating_sub(1) as u8, entropy)
    }

    fn streams_from(bits: &[Vec<bool>]) -> PackedStreams {
        let mut streams = PackedStreams::empty(bits.len(), bits[0].len());
        for (stream, bits) in bits.iter().enumerate() {
            for (step, _) in bits.iter().enumerate().filter(|(_, bit)| **bit) {
                streams.set(stream, step);
            }
        }
        streams
    }

    /// The longest window, with events at every other step and at all but one step in five: more counted steps than any study's.
    #[test]
    fn counts_hold_at_the_longest_window() {
        let mut streams = PackedStreams::empty(4, MAX_WINDOW_STEPS + 100);
        for step in 0..MAX_WINDOW_STEPS + 100 {
            let is_event = [step % 2 == 0, step % 5 != 0, step % 4 < 2, true];
            (0..4).filter(|&stream| is_event[stream]).for_each(|stream| streams.set(stream, step));
        }
        let window = WindowStreams::first(&streams, streams.n_steps());
        let delays = Delays::between(0, 9);
        let tables = SourceTables::new(&window, delays, 3);
        let mut scan = TargetScan::new(&tables);
        for target in 0..4 {
            scan.scan(target, &mut |pair| {
                for (at, delay) in delays.iter().enumerate() {
                    let (information, degrees, entropy) =
                        inform_naively(window.streams(), (pair.source, target), delay, 3);
                    assert!(
                        (pair.information[at] - information).abs() < 1e-6,
                        "{} {target} {delay}",
                        pair.source
                    );
                    assert!((pair.entropies[at] - entropy).abs() < 1e-6);
                    assert_eq!(pair.half_degrees[at], 0.5 * f64::from(degrees));
                }
            });
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn packed_counts_are_the_naive_ones(
            bits in (64_usize..300).prop_flat_map(|n| {
                let rate = prop_oneof![Just(0.05), Just(0.5), Just(0.95)];
                proptest::collection::vec(rate.prop_flat_map(move |rate| {
                    proptest::collection::vec(proptest::bool::weighted(rate), n)
                }), 6)
            }),
            depth in 1_usize..=6,
            // One run of delays, two runs, and a delay that leaves few pairs.
            longest in prop_oneof![Just(20_usize), Just(60), Just(130)],
            from_same_step in any::<bool>(),
        ) {
            let streams = streams_from(&bits);
            let shortest = if from_same_step { 0 } else { 7 };
            let longest = longest.min(streams.n_steps() - 1);
            let delays = Delays::between(shortest, longest);
            let tables = SourceTables::new(&WindowStreams::first(&streams, streams.n_steps()), delays, depth);
            let mut scan = TargetScan::new(&tables);
            for target in 0..6 {
                let mut sources = Vec::new();
                let mut wrong = None;
                scan.scan(target, &mut |pair| {
                    sources.push(pair.source);
                    for (at, delay) in delays.iter().enumerate() {
                        let (information, degrees, entropy) = inform_naively(&streams, (pair.source, target), delay, depth);
                        let same = (pair.information[at] - information).abs() < 1e-9
                            && (pair.entropies[at] - entropy).abs() < 1e-9
                            && pair.half_degrees[at] == 0.5 * f64::from(degrees);
                        if !same {
                            wrong = Some((pair.source, delay, pair.information[at], information, pair.half_degrees[at], degrees));
                        }
                    }
                });
                prop_assert_eq!(wrong, None);
                prop_assert_eq!(sources, (0..6).collect::<Vec<_>>());
            }
        }
    }
}
