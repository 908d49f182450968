//! The scan: how much each source says of a target, at every delay, by counting on packed streams.
//!
//! For every set of context symbols that holds the latest one, the target's events at which the set
//! is all ones are counted for all delays at once ([`super::coincidences`]). A set without the
//! latest symbol needs no counting: "the symbol before the last, at delay d" is "the last symbol,
//! at delay d + 1". Counts of the 2^depth contexts follow by inclusion and exclusion, and from them
//! the information ([`super::information`]). A target with events at more than half of its steps is
//! counted by its eventless steps.

use super::coincidences::{Counts, MARGIN, POSITIONS, TargetRows};
use super::information::{Scratch, TargetRun, inform};
use super::{PAPER_GAMMA, SourceTables};

/// What the scan found for one source of a target, by delay.
#[derive(Clone, Copy, Debug)]
pub struct PairScan<'a> {
    /// Index of the source.
    pub source: usize,
    /// n times the mutual information of context and target, nats: half the likelihood-ratio
    /// statistic G.
    pub information: &'a [f64],
    /// What information is on average under independence, nats: half of G's degrees of freedom, the
    /// occupied contexts less one.
    pub half_degrees: &'a [f64],
    /// n times the target's entropy, nats; the same for all sources.
    pub entropies: &'a [f64],
    /// The information from which on gamma is at least [`PAPER_GAMMA`], nats; infinite where the
    /// target never changes, which has no gamma.
    pub least_information: &'a [f64],
}

/// Scans one target after another; its scratch is allocated once.
#[derive(Debug)]
pub struct TargetScan<'a> {
    tables: &'a SourceTables,
    /// By run of delays: the target's steps that are counted, those with an event or those without.
    rows: Vec<TargetRows>,
    runs: Vec<TargetRun>,
    /// By delay, nats.
    entropies: Vec<f64>,
    /// By delay, nats: what the paper's rule asks for.
    least_information: Vec<f64>,
    /// By delay, nats.
    information: Vec<f64>,
    /// By set of context symbols that holds the latest one.
    coincidences: Vec<Counts>,
    scratch: Scratch,
}

impl<'a> TargetScan<'a> {
    /// A scan over `tables`.
    pub fn new(tables: &'a SourceTables) -> Self {
        let n_delays = tables.delays.count();
        Self {
            tables,
            rows: (0..tables.runs().count()).map(|_| TargetRows::new()).collect(),
            runs: Vec::new(),
            entropies: vec![0.0; n_delays],
            least_information: vec![0.0; n_delays],
            information: vec![0.0; n_delays],
            coincidences: vec![[0; POSITIONS + MARGIN]; 1 << (tables.depth - 1)],
            scratch: Scratch::new(tables.depth),
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
        for source in 0..self.tables.n_sources() {
            for run in 0..self.runs.len() {
                self.inform(source, run);
            }
            visit(PairScan {
                source,
                information: &self.information,
                half_degrees: self.tables.half_degrees(source),
                entropies: &self.entropies,
                least_information: &self.least_information,
            });
        }
    }

    fn prepare(&mut self, target: usize) {
        let SourceTables { targets, delays, depth, table, .. } = self.tables;
        let n_steps = targets.n_steps();
        let counts_eventless = 2 * targets.count(target, 0..n_steps) > n_steps;
        let is_counted = |step: usize| targets.get(target, step) != counts_eventless;
        for (run, rows) in self.rows.iter_mut().enumerate() {
            rows.set(n_steps, delays.shortest() + self.tables.runs().delays(run).start, is_counted);
        }
        let counted: Vec<usize> = (0..n_steps).filter(|&step| is_counted(step)).collect();
        let from = |step: usize| counted.len() - counted.partition_point(|&counted| counted < step);
        for (delay, entropy) in delays.iter().zip(&mut self.entropies) {
            let n_pairs = n_steps.saturating_sub(delay + depth - 1);
            // Entropy is the same of events and of eventless steps.
            *entropy = table.total_entropy(n_pairs, from(delay + depth - 1).min(n_pairs));
        }
        for (least, &entropy) in self.least_information.iter_mut().zip(&self.entropies) {
            // gamma is information by entropy; this way nothing is divided.
            *least = if entropy > 0.0 { PAPER_GAMMA * entropy } else { f64::INFINITY };
        }
        let run = |run| {
            let mut of_run = TargetRun { counted: [0; POSITIONS], edges: Vec::new() };
            for (position, at) in self.tables.runs().delays(run).enumerate() {
                let delay = delays.shortest() + at;
                of_run.counted[position] = from(delay) as u16;
                let edges = (0..depth - 1).filter(|step| delay + step < n_steps && is_counted(delay + step));
                of_run.edges.extend(edges.map(|step| (position as u8, step as u8)));
            }
            of_run
        };
        self.runs = (0..self.tables.runs().count()).map(run).collect();
    }

    /// Information of one source at a run of delays.
    fn inform(&mut self, source: usize, run: usize) {
        let tables = self.tables;
        let (Some(rows), Some(target)) = (self.rows.get(run), self.runs.get(run)) else { return };
        for (set, counts) in self.coincidences.iter_mut().enumerate() {
            rows.count(tables.set_steps(source, set), counts);
        }
        let Some(source) = tables.source_run(source, run) else { return };
        let delays = tables.runs().delays(run);
        let (entropies, information) = (&self.entropies[delays.clone()], &mut self.information[delays]);
        inform(
            tables.depth,
            &self.coincidences,
            (source, target),
            &tables.logarithms,
            &mut self.scratch,
            (entropies, information),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Delays;
    use crate::streams::{MAX_WINDOW_STEPS, PackedStreams, WindowStreams};
    use crate::xpfsa::NLogN;
    use proptest::prelude::*;

    /// The definition: phi of method.md 2, by looking at every step. Information in nats and
    /// degrees of freedom.
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

    /// The longest window, with events at every other step and at all but one step in five: more
    /// counted steps than any study's.
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
