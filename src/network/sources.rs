//! What the scan needs of every source, made once for all targets.

use super::coincidences::POSITIONS;
use super::information::{Logarithms, MAX_EDGE, RARE, SourceRun, has_many_events};
use super::{Delays, MAX_CONTEXTS, MAX_DEPTH};
use crate::streams::{PackedStreams, STEPS_PER_WORD, WindowStreams};
use crate::xpfsa::NLogN;

/// All streams as sources, at every delay, and as targets: about 3 kB a source for 61 delays, three
/// symbols and a hundred events.
#[derive(Debug)]
pub struct SourceTables {
    pub(super) delays: Delays,
    pub(super) depth: usize,
    pub(super) targets: PackedStreams,
    /// The sources, where they are not the targets.
    rotated: Option<PackedStreams>,
    pub(super) table: NLogN,
    pub(super) logarithms: Logarithms,
    set_steps: SetSteps,
    occurrences: Occurrences,
    /// By source: the contexts that end at the first steps, as if nothing had happened before the
    /// first one.
    first_contexts: Vec<[u8; MAX_EDGE]>,
}

/// By source and set of context symbols that holds the latest one: the steps at which all symbols
/// of the set are events.
#[derive(Debug)]
struct SetSteps {
    steps: Vec<u16>,
    /// By source and set: where its steps begin, and at last where all end.
    starts: Vec<u32>,
}

/// How often each context occurs: the last steps have no target at long delays.
#[derive(Debug)]
struct Occurrences {
    runs: Runs,
    /// By source, run, context and position.
    counts: Vec<[u16; POSITIONS]>,
    /// By source and delay: the sum of n ln n over the contexts, nats.
    n_log_n: Vec<f64>,
    /// By source and delay: half of the occupied contexts less one.
    half_degrees: Vec<f64>,
    /// By source: whether every context with two events or more is rare.
    many_events_are_rare: Vec<bool>,
}

/// Delays as they are counted together: some run after run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Runs {
    n_delays: usize,
    length: usize,
}

impl Runs {
    /// A set without the latest symbols is read some positions on, so that these are kept free.
    fn new(delays: Delays, depth: usize) -> Self {
        Self { n_delays: delays.count(), length: POSITIONS - (depth - 1) }
    }

    /// Runs of delays.
    pub(super) fn count(self) -> usize {
        self.n_delays.div_ceil(self.length)
    }

    /// The delays of a run, counted from the shortest.
    pub(super) fn delays(self, run: usize) -> std::ops::Range<usize> {
        run * self.length..((run + 1) * self.length).min(self.n_delays)
    }
}

impl SourceTables {
    /// Prepares all streams of a window as sources for contexts of `depth` symbols (1 to 6) and as
    /// targets.
    pub fn new(streams: &WindowStreams, delays: Delays, depth: usize) -> Self {
        Self::with(streams, None, delays, depth)
    }

    /// As [`Self::new`], but with other sources for the same targets: surrogate data.
    pub fn rotated(streams: &WindowStreams, sources: PackedStreams, delays: Delays, depth: usize) -> Self {
        Self::with(streams, Some(sources), delays, depth)
    }

    fn with(streams: &WindowStreams, rotated: Option<PackedStreams>, delays: Delays, depth: usize) -> Self {
        let depth = depth.clamp(1, MAX_DEPTH);
        let targets = streams.streams().clone();
        let n_steps = targets.n_steps();
        // Sources that went on after the targets would know what is not to be known.
        let rotated = rotated.map(|rotated| match rotated.n_steps() {
            longer if longer > n_steps => rotated.window(0..n_steps),
            _ => rotated,
        });
        let sources = rotated.as_ref().unwrap_or(&targets);
        let table = NLogN::up_to(n_steps);
        let n_sources = sources.n_streams();
        let mut set_steps = SetSteps { steps: Vec::new(), starts: vec![0] };
        let mut occurrences = Occurrences::new(delays, depth);
        let mut first_contexts = Vec::with_capacity(n_sources);
        for source in 0..n_sources {
            let contexts = contexts_of(sources.words(source), n_steps, depth);
            set_steps.push(&contexts, depth);
            occurrences.push(&contexts, delays, depth, &table);
            first_contexts.push(std::array::from_fn(|step| contexts.get(step).copied().unwrap_or(0)));
        }
        let logarithms = Logarithms::new(&table);
        Self { delays, depth, targets, rotated, table, logarithms, set_steps, occurrences, first_contexts }
    }

    /// The streams that are read.
    pub(super) fn sources(&self) -> &PackedStreams {
        self.rotated.as_ref().unwrap_or(&self.targets)
    }

    /// Number of sources, which is the number of streams.
    pub fn n_sources(&self) -> usize {
        self.first_contexts.len()
    }

    /// Occupied contexts less one of a source, at the shortest delay.
    pub fn degrees_of_freedom(&self, source: usize) -> u8 {
        let half = self.occurrences.half_degrees.get(source * self.delays.count());
        half.map_or(0, |half| (2.0 * half) as u8)
    }

    /// How delays are counted together.
    pub(super) const fn runs(&self) -> Runs {
        self.occurrences.runs
    }

    /// The steps at which all symbols of a set are events; `set` holds the symbols before the
    /// latest.
    pub(super) fn set_steps(&self, source: usize, set: usize) -> &[u16] {
        let at = (source << (self.depth - 1)) + set;
        let SetSteps { steps, starts } = &self.set_steps;
        let range = starts.get(at).zip(starts.get(at + 1));
        range.and_then(|(&start, &end)| steps.get(start as usize..end as usize)).unwrap_or(&[])
    }

    /// What is known of a source at the delays of a run.
    pub(super) fn source_run(&self, source: usize, run: usize) -> Option<SourceRun<'_>> {
        let Occurrences { runs, counts, n_log_n, many_events_are_rare, .. } = &self.occurrences;
        let start = (source * runs.count() + run) << self.depth;
        let delays = runs.delays(run);
        let first = source * self.delays.count();
        Some(SourceRun {
            occurred: counts.get(start..start + (1 << self.depth))?,
            n_log_n: n_log_n.get(first + delays.start..first + delays.end)?,
            first_contexts: self.first_contexts.get(source)?,
            many_events_are_rare: *many_events_are_rare.get(source)?,
        })
    }

    /// Half of the occupied contexts of a source less one, by delay.
    pub(super) fn half_degrees(&self, source: usize) -> &[f64] {
        let n_delays = self.delays.count();
        self.occurrences.half_degrees.get(source * n_delays..(source + 1) * n_delays).unwrap_or(&[])
    }
}

/// The context that ends at each step: bit 0 is that step's symbol, bit 1 the one before. The first
/// `depth` - 1 lack symbols, which count as none.
fn contexts_of(words: &[u64], n_steps: usize, depth: usize) -> Vec<u8> {
    let keep = ((1_u32 << depth) - 1) as u8;
    let mut context = 0;
    let mut contexts = Vec::with_capacity(words.len() * STEPS_PER_WORD);
    for word in words {
        contexts.extend((0..STEPS_PER_WORD).map(|bit| {
            context = context << 1 & keep | (word >> bit & 1) as u8;
            context
        }));
    }
    contexts.truncate(n_steps);
    contexts
}

impl SetSteps {
    fn push(&mut self, contexts: &[u8], depth: usize) {
        // The latest symbol is bit 0 of a context.
        let events: Vec<(u16, u8)> = (0..)
            .zip(contexts)
            .filter(|(_, context)| **context & 1 == 1)
            .map(|(step, &c)| (step, c >> 1))
            .collect();
        for set in 0..1_u8 << (depth - 1) {
            let steps = events.iter().filter(|(_, earlier)| earlier & set == set);
            self.steps.extend(steps.map(|(step, _)| step));
            self.starts.push(self.steps.len() as u32);
        }
    }
}

impl Occurrences {
    fn new(delays: Delays, depth: usize) -> Self {
        Self {
            runs: Runs::new(delays, depth),
            counts: Vec::new(),
            n_log_n: Vec::new(),
            half_degrees: Vec::new(),
            many_events_are_rare: Vec::new(),
        }
    }

    /// Full contexts end at steps `depth` - 1 ..= n - 1 - delay. The counts of the longest delay
    /// grow by one step as delays shorten.
    fn push(&mut self, contexts: &[u8], delays: Delays, depth: usize, table: &NLogN) {
        let n_contexts = 1 << depth;
        let (counts_start, start) = (self.counts.len(), self.n_log_n.len());
        self.counts.resize(counts_start + self.runs.count() * n_contexts, [0; POSITIONS]);
        self.n_log_n.resize(start + delays.count(), 0.0);
        self.half_degrees.resize(start + delays.count(), 0.0);
        let mut counts = [0_u16; MAX_CONTEXTS];
        let mut next = depth - 1;
        for run in (0..self.runs.count()).rev() {
            let run_counts = &mut self.counts[counts_start + run * n_contexts..][..n_contexts];
            for (position, at) in self.runs.delays(run).enumerate().rev() {
                while next + delays.shortest() + at < contexts.len() {
                    // A window's length keeps counts within 16 bits.
                    counts[usize::from(contexts[next])] += 1;
                    next += 1;
                }
                let counts = &counts[..n_contexts];
                run_counts.iter_mut().zip(counts).for_each(|(by_position, &n)| by_position[position] = n);
                self.n_log_n[start + at] = counts.iter().fold(0.0, |sum, &n| sum + table.of(usize::from(n)));
                let occupied = counts.iter().filter(|&&n| n > 0).count();
                self.half_degrees[start + at] = 0.5 * occupied.saturating_sub(1) as f64;
            }
        }
        // Counts are those of the shortest delay now, the most there are.
        let is_rare = |(context, &n): (usize, &u16)| !has_many_events(context) || usize::from(n) < RARE;
        self.many_events_are_rare.push(counts.iter().enumerate().all(is_rare));
    }
}
