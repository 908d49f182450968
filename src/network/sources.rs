//! What the scan needs of every source, made once for all targets.

use super::look_ups::LOOK_UP_DEPTH;
use super::{Delays, MAX_CONTEXTS, MAX_DEPTH};
use crate::network::counters::{LANES, Lanes, Spread};
use crate::streams::{PackedStreams, STEPS_PER_WORD, WindowStreams};
use crate::xpfsa::NLogN;

/// All streams as sources, at every delay, and as targets: about 2.6 kB a source for 61 delays and three symbols.
#[derive(Debug)]
pub struct SourceTables {
    pub(super) delays: Delays,
    pub(super) depth: usize,
    pub(super) targets: PackedStreams,
    /// The sources, where they are not the targets.
    rotated: Option<PackedStreams>,
    pub(super) table: NLogN,
    pub(super) spread: Spread,
    /// Words of empty steps before the first, so that no window reaches before the beginning.
    pub(super) padding_words: usize,
    words_per_block: usize,
    /// Sources side by side: by block of sources, then word.
    words: Vec<Lanes>,
    /// By source and delay.
    occurrences: Occurrences,
    /// By source and step, where contexts are looked up: the context that ends there.
    contexts: Vec<u8>,
    /// By source: the contexts that end at the first steps, as if nothing had happened before the first one.
    pub(super) first_contexts: Vec<[u8; MAX_DEPTH - 1]>,
}

/// How often each context occurs, by source and delay: the last steps have no target at long delays.
#[derive(Debug, Default)]
struct Occurrences {
    counts: Vec<u16>,
    n_log_n: Vec<f64>,
    half_degrees: Vec<f64>,
}

/// One source's part of [`Occurrences`], by delay.
#[derive(Clone, Copy, Debug)]
pub(super) struct SourceOccurrences<'a> {
    /// By delay and context.
    pub(super) counts: &'a [u16],
    /// The sum of n ln n over the contexts, nats.
    pub(super) n_log_n: &'a [f64],
    /// Half of: occupied contexts less one.
    pub(super) half_degrees: &'a [f64],
}

impl SourceTables {
    /// Prepares all streams of a window as sources for contexts of `depth` symbols (1 to 6) and as targets.
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
        let padding_words = (delays.longest() + depth).div_ceil(STEPS_PER_WORD);
        // One more word behind: windows are 64 steps wide whatever the number of delays.
        let words_per_block = padding_words + n_steps.div_ceil(STEPS_PER_WORD) + 2;
        let n_sources = sources.n_streams();
        let mut words = vec![Lanes::ZERO; n_sources.div_ceil(LANES) * words_per_block];
        for (block, words) in words.chunks_exact_mut(words_per_block).enumerate() {
            for lane in 0..LANES {
                let stream = sources.words(block * LANES + lane);
                for (word, stream) in words.iter_mut().skip(padding_words).zip(stream) {
                    word.0[lane] = *stream;
                }
            }
        }
        let mut occurrences = Occurrences::default();
        let mut all_contexts = Vec::new();
        let mut first_contexts = Vec::with_capacity(n_sources);
        for source in 0..n_sources {
            let contexts = contexts_of(sources, source, depth);
            occurrences.push(&contexts, delays, depth, &table);
            if depth >= LOOK_UP_DEPTH {
                all_contexts.extend_from_slice(&contexts);
            }
            first_contexts.push(std::array::from_fn(|step| contexts.get(step).copied().unwrap_or(0)));
        }
        let spread = Spread::new();
        Self {
            delays,
            depth,
            targets,
            rotated,
            table,
            spread,
            padding_words,
            words_per_block,
            words,
            occurrences,
            contexts: all_contexts,
            first_contexts,
        }
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

    pub(super) fn blocks(&self) -> impl Iterator<Item = &[Lanes]> {
        self.words.chunks_exact(self.words_per_block)
    }

    /// The context that ends at each step; none where contexts are not looked up.
    pub(super) fn contexts(&self, source: usize) -> &[u8] {
        let n_steps = self.targets.n_steps();
        self.contexts.get(source * n_steps..(source + 1) * n_steps).unwrap_or(&[])
    }

    pub(super) fn occurrences(&self, source: usize) -> SourceOccurrences<'_> {
        let (delays, contexts) = (self.delays.count(), 1 << self.depth);
        let (start, end) = (source * delays, (source + 1) * delays);
        SourceOccurrences {
            counts: self.occurrences.counts.get(start * contexts..end * contexts).unwrap_or(&[]),
            n_log_n: self.occurrences.n_log_n.get(start..end).unwrap_or(&[]),
            half_degrees: self.occurrences.half_degrees.get(start..end).unwrap_or(&[]),
        }
    }
}

/// The context that ends at each step: bit 0 is that step's symbol, bit 1 the one before. The first `depth` - 1 lack
/// symbols, which count as none.
fn contexts_of(sources: &PackedStreams, source: usize, depth: usize) -> Vec<u8> {
    let keep = ((1_u32 << depth) - 1) as u8;
    let mut context = 0;
    let step = |step| {
        context = (context << 1 | u8::from(sources.get(source, step))) & keep;
        context
    };
    (0..sources.n_steps()).map(step).collect()
}

impl Occurrences {
    /// Full contexts end at steps `depth` - 1 ..= n - 1 - delay. The counts of the longest delay grow by one step as
    /// delays shorten.
    fn push(&mut self, contexts: &[u8], delays: Delays, depth: usize, table: &NLogN) {
        let n_contexts = 1 << depth;
        let (counts_start, start) = (self.counts.len(), self.n_log_n.len());
        self.counts.resize(counts_start + delays.count() * n_contexts, 0);
        self.n_log_n.resize(start + delays.count(), 0.0);
        self.half_degrees.resize(start + delays.count(), 0.0);
        let mut counts = [0_u16; MAX_CONTEXTS];
        let mut next = depth - 1;
        for (at, delay) in (0..delays.count()).rev().zip(delays.iter().rev()) {
            while next + delay < contexts.len() {
                // A window's length keeps counts within 16 bits.
                counts[usize::from(contexts[next])] += 1;
                next += 1;
            }
            let counts = &counts[..n_contexts];
            self.counts[counts_start + at * n_contexts..][..n_contexts].copy_from_slice(counts);
            self.n_log_n[start + at] = counts.iter().fold(0.0, |sum, &n| sum + table.of(usize::from(n)));
            let occupied = counts.iter().filter(|&&n| n > 0).count();
            self.half_degrees[start + at] = 0.5 * occupied.saturating_sub(1) as f64;
        }
    }
}
