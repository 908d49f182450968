//! The scan: gamma of every (source, target, delay) by counting on packed streams.
//!
//! Counts of the eight contexts follow from seven counts of coincidences by inclusion and exclusion. Three of them
//! are a neighbouring delay's, up to the window's edge: "the symbol before the last, at delay d" is "the last
//! symbol, at delay d + 1". So a transducer costs four popcounts a word instead of eight.

use super::selection::{Best, Candidate};
use super::{Delays, TargetNetwork, Transducer, TripleCounts};
use crate::streams::{InferenceStreams, PackedStreams};
use crate::xpfsa::{CONTEXTS, ContextCounts, NLogN};

/// A source's symbols of one word of steps, alone and with the one and two steps before them.
#[derive(Clone, Copy, Debug)]
struct Masks {
    last: u64,
    before: u64,
    second_before: u64,
}

/// What the scan needs of every source, made once: about 1.7 kB a source for a year's delays of 54.
#[derive(Debug)]
pub struct SourceTables {
    delays: Delays,
    n_steps: usize,
    n_words: usize,
    streams: PackedStreams,
    /// By source and word.
    masks: Vec<Masks>,
    /// By source and delay.
    occurrences: Vec<Occurrences>,
    table: NLogN,
}

/// A source's contexts at one delay. They depend on the delay because the last steps have no target.
#[derive(Clone, Copy, Debug)]
struct Occurrences {
    n_log_n: f64,
    counts: [u16; CONTEXTS],
    half_degrees: f64,
}

impl SourceTables {
    /// Prepares all streams as sources.
    pub fn new(streams: &InferenceStreams, delays: Delays) -> Self {
        let streams = streams.streams().clone();
        let n_steps = streams.n_steps();
        let n_words = streams.words(0).len();
        let table = NLogN::up_to(n_steps);
        let mut masks = Vec::with_capacity(streams.n_streams() * n_words);
        let mut occurrences = Vec::with_capacity(streams.n_streams() * delays.count());
        for source in 0..streams.n_streams() {
            push_masks(streams.words(source), &mut masks);
            push_occurrences(&streams, source, delays, &table, &mut occurrences);
        }
        Self { delays, n_steps, n_words, streams, masks, occurrences, table }
    }

    /// Number of sources, which is the number of streams.
    pub fn n_sources(&self) -> usize {
        self.streams.n_streams()
    }

    /// The table of n ln n up to the number of steps.
    pub fn n_log_n(&self) -> &NLogN {
        &self.table
    }
}

fn push_masks(words: &[u64], masks: &mut Vec<Masks>) {
    let mut previous = 0;
    for &last in words {
        let before = last << 1 | previous >> 63;
        let second_before = last << 2 | previous >> 62;
        masks.push(Masks { last, before, second_before });
        previous = last;
    }
}

/// Contexts end at steps 2 ..= n - 1 - delay. The counts of the longest delay grow by one step as delays shorten.
fn push_occurrences(
    streams: &PackedStreams,
    source: usize,
    delays: Delays,
    table: &NLogN,
    all: &mut Vec<Occurrences>,
) {
    let start = all.len();
    let context = |step: usize| {
        let at = |step| usize::from(streams.get(source, step));
        at(step) | at(step - 1) << 1 | at(step - 2) << 2
    };
    let mut counts = [0_u16; CONTEXTS];
    let mut next = 2;
    for delay in delays.iter().rev() {
        while next + delay < streams.n_steps() {
            // Three bits index eight counts; the study's check keeps steps within 16 bits.
            counts[context(next)] += 1;
            next += 1;
        }
        let degrees = ContextCounts::new(counts, [0; CONTEXTS]).degrees_of_freedom();
        all.push(Occurrences { n_log_n: table.sum(&counts), counts, half_degrees: 0.5 * f64::from(degrees) });
    }
    if let Some(of_source) = all.get_mut(start..) {
        of_source.reverse();
    }
}

/// Scans one target after another; its scratch is allocated once.
#[derive(Debug)]
pub struct TargetScan<'a> {
    tables: &'a SourceTables,
    /// The target moved back by each delay (and two more), by delay and word.
    shifted: Vec<u64>,
    /// Of the target, by delay.
    targets: Vec<TargetAtDelay>,
    /// By delay and two more.
    coincidences: Vec<Coincidences>,
    best: Best,
}

/// The target's part of the counts at one delay.
#[derive(Clone, Copy, Debug, Default)]
struct TargetAtDelay {
    /// Events at the target steps that are paired with a context.
    events: u16,
    /// n H of those steps, nats.
    entropy: f64,
    /// The target at steps `delay` and `delay + 1`: what the window's edge takes from neighbouring counts.
    edge: [u16; 2],
}

/// Coincidences of the shifted target with a source's last symbol, with the one before, with the second before,
/// and with both.
#[derive(Clone, Copy, Debug, Default)]
struct Coincidences {
    last: u16,
    last_before: u16,
    last_second: u16,
    all: u16,
}

impl<'a> TargetScan<'a> {
    /// A scan that keeps the best `max_models` sources of each target.
    pub fn new(tables: &'a SourceTables, max_models: usize) -> Self {
        let n_delays = tables.delays.count();
        Self {
            tables,
            shifted: vec![0; (n_delays + 2) * tables.n_words],
            targets: vec![TargetAtDelay::default(); n_delays],
            coincidences: vec![Coincidences::default(); n_delays + 2],
            best: Best::new(max_models),
        }
    }

    /// Scans every source and delay of one target.
    pub fn scan(&mut self, target: usize) -> TargetNetwork {
        let tables = self.tables;
        self.prepare(target);
        let mut cross = TripleCounts::default();
        let mut own = TripleCounts::default();
        let n_delays = tables.delays.count();
        let masks = tables.masks.chunks_exact(tables.n_words.max(1));
        let occurrences = tables.occurrences.chunks_exact(n_delays);
        for (source, (masks, occurrences)) in masks.zip(occurrences).enumerate() {
            for (shifted, coincidences) in
                self.shifted.chunks_exact(tables.n_words.max(1)).zip(&mut self.coincidences)
            {
                *coincidences = count(shifted, masks);
            }
            let counts = if source == target { &mut own } else { &mut cross };
            let first = Symbols::first_of(masks);
            let mut best = Candidate { source, delay_at: 0, gamma: f64::NEG_INFINITY };
            for (delay_at, ((window, at), occurred)) in
                self.coincidences.windows(3).zip(&self.targets).zip(occurrences).enumerate()
            {
                let events = first.contexts(window, at);
                let split = tables.table.split_sum(&occurred.counts, &events);
                let information = at.entropy - (occurred.n_log_n - split);
                let gamma = if at.entropy > 0.0 { information / at.entropy } else { 0.0 };
                counts.add(gamma, information - occurred.half_degrees, at.entropy);
                if gamma > best.gamma {
                    best = Candidate { source, delay_at, gamma };
                }
            }
            self.best.offer(best);
        }
        let kept: Vec<Candidate> = self.best.take().collect();
        TargetNetwork { cross, own, transducers: kept.iter().map(|kept| self.transducer(kept)).collect() }
    }

    fn prepare(&mut self, target: usize) {
        let tables = self.tables;
        let words = tables.streams.words(target);
        let n_steps = tables.n_steps;
        for (at, shifted) in self.shifted.chunks_exact_mut(tables.n_words.max(1)).enumerate() {
            shift_back(words, tables.delays.shortest() + at, shifted);
        }
        let symbol = |step: usize| u16::from(tables.streams.get(target, step));
        // Target steps of delay d are 2 + d .. n.
        let longest = tables.delays.shortest() + self.targets.len() - 1;
        let mut events = tables.streams.count(target, (longest + 3).min(n_steps)..n_steps) as u16;
        for (delay, at) in tables.delays.iter().rev().zip(self.targets.iter_mut().rev()) {
            events += symbol(delay + 2);
            let n_pairs = n_steps.saturating_sub(delay + 2);
            *at = TargetAtDelay {
                events,
                entropy: tables.table.total_entropy(n_pairs, usize::from(events)),
                edge: [symbol(delay), symbol(delay + 1)],
            };
        }
    }

    /// The full counts of a kept source, from the coincidences counted once more.
    fn transducer(&self, kept: &Candidate) -> Transducer {
        let tables = self.tables;
        let masks = tables.masks.get(kept.source * tables.n_words..(kept.source + 1) * tables.n_words);
        let masks = masks.unwrap_or(&[]);
        let shifted = self.shifted.chunks_exact(tables.n_words.max(1)).skip(kept.delay_at);
        let mut window = [Coincidences::default(); 3];
        for (coincidences, shifted) in window.iter_mut().zip(shifted) {
            *coincidences = count(shifted, masks);
        }
        let at = self.targets.get(kept.delay_at).copied().unwrap_or_default();
        let events = Symbols::first_of(masks).contexts(&window, &at);
        let occurred = tables.occurrences.get(kept.source * tables.delays.count() + kept.delay_at);
        let counts = ContextCounts::new(occurred.map_or([0; CONTEXTS], |occurred| occurred.counts), events);
        Transducer {
            source: kept.source as u32,
            delay_steps: (tables.delays.shortest() + kept.delay_at) as u16,
            gamma: kept.gamma,
            corrected_gamma: counts.corrected_gamma(&tables.table),
            counts,
        }
    }
}

/// `out` step t = `words` step t + `delay`; steps past the end are empty.
fn shift_back(words: &[u64], delay: usize, out: &mut [u64]) {
    let (skip, bits) = (delay / 64, delay % 64);
    let word = |at: usize| words.get(at).copied().unwrap_or(0);
    for (at, out) in out.iter_mut().enumerate() {
        let low = word(at + skip) >> bits;
        *out = if bits == 0 { low } else { low | word(at + skip + 1) << (64 - bits) };
    }
}

/// The hot loop: four popcounts a word.
#[inline]
fn count(shifted: &[u64], masks: &[Masks]) -> Coincidences {
    let (mut last, mut last_before, mut last_second, mut all) = (0, 0, 0, 0);
    for (target, masks) in shifted.iter().zip(masks) {
        let with_last = target & masks.last;
        let with_before = with_last & masks.before;
        last += with_last.count_ones();
        last_before += with_before.count_ones();
        last_second += (with_last & masks.second_before).count_ones();
        all += (with_before & masks.second_before).count_ones();
    }
    Coincidences {
        last: last as u16,
        last_before: last_before as u16,
        last_second: last_second as u16,
        all: all as u16,
    }
}

/// A source's first two symbols: pairs that end there have no full context and are taken out of the counts.
#[derive(Clone, Copy, Debug)]
struct Symbols {
    first: u16,
    second: u16,
}

impl Symbols {
    fn first_of(masks: &[Masks]) -> Self {
        let word = masks.first().map_or(0, |masks| masks.last);
        Self { first: (word & 1) as u16, second: (word >> 1 & 1) as u16 }
    }

    /// Events of the target after each context, from the coincidences at this delay and the two after it.
    #[inline]
    fn contexts(self, window: &[Coincidences], target: &TargetAtDelay) -> [u16; CONTEXTS] {
        let [here, next, second] = window else { return [0; CONTEXTS] };
        let [edge, next_edge] = target.edge;
        // Steps 0 and 1 end no context. At the next delay, step 0 ends none either.
        let last = here.last - (self.first & edge) - (self.second & next_edge);
        let before = next.last - (self.first & next_edge);
        let oldest = second.last;
        let last_before = here.last_before - (self.first & self.second & next_edge);
        let before_oldest = next.last_before;
        let last_oldest = here.last_second;
        let all = here.all;
        // Inclusion and exclusion; bit 0 is the last symbol, bit 2 the oldest. Wrapping: partial sums may dip below 0.
        let pairs = last_before.wrapping_add(before_oldest).wrapping_add(last_oldest);
        let singles = last.wrapping_add(before).wrapping_add(oldest);
        [
            target.events.wrapping_sub(singles).wrapping_add(pairs).wrapping_sub(all),
            last.wrapping_sub(last_before).wrapping_sub(last_oldest).wrapping_add(all),
            before.wrapping_sub(last_before).wrapping_sub(before_oldest).wrapping_add(all),
            last_before - all,
            oldest.wrapping_sub(last_oldest).wrapping_sub(before_oldest).wrapping_add(all),
            last_oldest - all,
            before_oldest - all,
            all,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::preset;
    use proptest::prelude::*;

    /// The definition: phi of method.md 2, by looking at every step.
    fn count_naively(streams: &PackedStreams, source: usize, target: usize, delay: usize) -> ContextCounts {
        let (mut occurrences, mut events) = ([0; CONTEXTS], [0; CONTEXTS]);
        for last in 2..streams.n_steps().saturating_sub(delay) {
            let at = |step: usize| usize::from(streams.get(source, step));
            let context = at(last) | at(last - 1) << 1 | at(last - 2) << 2;
            occurrences[context] += 1;
            events[context] += u16::from(streams.get(target, last + delay));
        }
        ContextCounts::new(occurrences, events)
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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn packed_counts_are_the_naive_ones(
            bits in (64_usize..200).prop_flat_map(|n| {
                let rate = prop_oneof![Just(0.05), Just(0.5), Just(0.95)];
                proptest::collection::vec(rate.prop_flat_map(move |rate| {
                    proptest::collection::vec(proptest::bool::weighted(rate), n)
                }), 3)
            })
        ) {
            let mut settings = preset("chicago").unwrap();
            settings.max_delay_steps = 30;
            let delays = Delays::of(&settings.check().unwrap());
            let streams = streams_from(&bits);
            let tables = SourceTables::new(&InferenceStreams::new(streams.clone()), delays);
            let mut scan = TargetScan::new(&tables, 3);
            for target in 0..3 {
                let network = scan.scan(target);
                let mut naive = TripleCounts::default();
                let mut naive_best = Vec::new();
                for source in 0..3 {
                    let gammas = delays.iter().map(|delay| {
                        let counts = count_naively(&streams, source, target, delay);
                        if source != target {
                            let corrected = counts.corrected_gamma(&tables.table) >= 0.01;
                            naive.transducers += 1;
                            naive.gamma_passing += u64::from(counts.gamma(&tables.table) >= 0.01);
                            naive.corrected_passing += u64::from(corrected);
                        }
                        (delay, counts, counts.gamma(&tables.table))
                    });
                    let best = gammas.reduce(|best, next| if next.2 > best.2 { next } else { best }).unwrap();
                    naive_best.push((source, best));
                }
                naive_best.sort_by(|a, b| b.1.2.total_cmp(&a.1.2).then(a.0.cmp(&b.0)));
                prop_assert_eq!(network.transducers.len(), 3);
                for (kept, (source, (delay, counts, gamma))) in network.transducers.iter().zip(naive_best) {
                    prop_assert_eq!(kept.source as usize, source);
                    prop_assert_eq!(usize::from(kept.delay_steps), delay);
                    prop_assert_eq!(kept.counts, counts);
                    prop_assert_eq!(kept.gamma.to_bits(), gamma.to_bits());
                }
                prop_assert_eq!(network.cross, naive);
            }
        }
    }
}
