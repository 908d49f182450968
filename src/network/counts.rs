//! The scan's two loops over delays; the engine's `network/scan.rs` says what they are for.

use std::ops::Range;

use crate::network::counters::{BLOCK, Counters, Counts, LANES, Lanes, Spread};
use crate::xpfsa::TABLE;

/// The longest contexts that are counted, in symbols.
pub(super) const MAX_COUNTED_DEPTH: usize = 4;
/// Sets of context symbols that hold the latest one, of the deepest contexts that are counted by them.
const MAX_SETS: usize = 1 << (MAX_COUNTED_DEPTH - 1);
/// Steps that a context may lack at a window's start.
pub(super) const MAX_EDGE: usize = 5;

/// Counts by set of context symbols.
pub(super) type Coincidences = [Counts; MAX_SETS];

/// Before any count.
pub(super) const NO_COINCIDENCES: Coincidences = [[[0; 64]; LANES]; MAX_SETS];

/// The target's part of the counts at one delay.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TargetAtDelay {
    /// Counted steps from the delay on: those that can be paired with a context, full or not.
    pub counted: u16,
    /// Bit e: whether step `delay` + e is counted, e < depth - 1. Its context is not full.
    pub edge: u8,
}

/// Counts, for every position of the window, the counted steps at which a set of symbols is all ones. `windows`: where they begin in `words`, word and
/// bit; `depth` is at most [`MAX_COUNTED_DEPTH`].
pub(super) fn count(
    depth: usize,
    windows: &[(u32, u32)],
    words: &[Lanes],
    spread: &Spread,
    coincidences: &mut Coincidences,
) {
    match depth {
        1 => count_depth::<1, 1>(windows, words, spread, coincidences),
        2 => count_depth::<2, 2>(windows, words, spread, coincidences),
        3 => count_depth::<3, 4>(windows, words, spread, coincidences),
        _ => count_depth::<4, 8>(windows, words, spread, coincidences),
    }
}

/// `SETS` is half of 2^`DEPTH`: the sets of context symbols that hold the latest one.
#[inline(never)]
fn count_depth<const DEPTH: usize, const SETS: usize>(
    all_windows: &[(u32, u32)],
    words: &[Lanes],
    spread: &Spread,
    coincidences: &mut Coincidences,
) {
    let n_planes = Counters::planes_for(all_windows.len());
    let mut counters = [Counters::ZERO; SETS];
    for block in all_windows.chunks(BLOCK) {
        let mut windows = [Lanes::ZERO; BLOCK];
        for (window, &(word, bit)) in windows.iter_mut().zip(block) {
            if let Some([low, high]) = words.get(word as usize..word as usize + 2) {
                *window = *low >> bit | (*high << 1) << (63 - bit);
            }
        }
        for (set, counters) in counters.iter_mut().enumerate() {
            let mut all = windows;
            for symbol in 1..DEPTH {
                if set >> (symbol - 1) & 1 == 1 {
                    for (all, window) in all.iter_mut().zip(&windows) {
                        *all = *all & *window << symbol as u32;
                    }
                }
            }
            counters.add(&all, n_planes);
        }
    }
    for (counters, counts) in counters.iter().zip(coincidences.iter_mut()) {
        counters.read(n_planes, spread, counts);
    }
}

/// What one source says of a target, by delay; beside it, what is known of both.
#[derive(Clone, Debug)]
pub(super) struct Pair<'a> {
    /// The source's place among those that were counted together.
    pub lane: usize,
    /// By delay and context: how often the source's contexts occur.
    pub occurred: &'a [u16],
    /// By delay: the sum of n ln n over the contexts, nats.
    pub n_log_n: &'a [f64],
    /// The contexts that end at the first steps.
    pub first_contexts: &'a [u8; MAX_EDGE],
    /// By delay.
    pub targets: &'a [TargetAtDelay],
    /// By delay, nats.
    pub entropies: &'a [f64],
}

/// Information of one source at a run of delays, from what [`count`] counted; `table` holds n ln n by n, [`TABLE`] of them.
pub(super) fn inform(
    depth: usize,
    coincidences: &Coincidences,
    pair: &Pair<'_>,
    table: &[f64],
    run: Range<usize>,
    information: &mut [f64],
) {
    match depth {
        1 => inform_depth::<1, 2>(coincidences, pair, table, run, information),
        2 => inform_depth::<2, 4>(coincidences, pair, table, run, information),
        3 => inform_depth::<3, 8>(coincidences, pair, table, run, information),
        _ => inform_depth::<4, 16>(coincidences, pair, table, run, information),
    }
}

/// `CONTEXTS` is 2^`DEPTH`.
#[inline(never)]
fn inform_depth<const DEPTH: usize, const CONTEXTS: usize>(
    coincidences: &Coincidences,
    pair: &Pair<'_>,
    table: &[f64],
    run: Range<usize>,
    information: &mut [f64],
) {
    let Some(table) = table.first_chunk::<TABLE>() else { return };
    let occurred = pair.occurred.as_chunks::<CONTEXTS>().0.iter().zip(pair.n_log_n);
    let targets = pair.targets.iter().zip(pair.entropies);
    let by_delay = information.iter_mut().zip(targets).zip(occurred);
    let n_delays = run.len();
    for (at, ((information, (target, entropy)), (occurred, n_log_n))) in
        by_delay.skip(run.start).take(n_delays).enumerate()
    {
        // Delays ascend as positions descend; the last symbol of the longest delay has `DEPTH` - 1 before it.
        let position = n_delays - 1 - at + DEPTH - 1;
        let mut counts: [u16; CONTEXTS] = supersets(coincidences, pair.lane, position, target.counted);
        for symbol in 0..DEPTH {
            for context in 0..CONTEXTS {
                if context >> symbol & 1 == 0 {
                    counts[context] = counts[context].wrapping_sub(counts[context | 1 << symbol]);
                }
            }
        }
        if target.edge != 0 {
            counts = without_edge(counts, target.edge, pair.first_contexts);
        }
        *information = entropy - (n_log_n - split_sum(table, occurred, &counts));
    }
}

/// For every set of context symbols, how often all of them were ones before a counted step.
#[inline(always)]
fn supersets<const CONTEXTS: usize>(
    coincidences: &Coincidences,
    lane: usize,
    position: usize,
    counted: u16,
) -> [u16; CONTEXTS] {
    let mut counts = [0; CONTEXTS];
    counts[0] = counted;
    for set in 1..CONTEXTS {
        // Without the latest symbols, it is another set some delays later.
        let latest = set.trailing_zeros() as usize;
        counts[set] = coincidences[set >> latest >> 1][lane][(position - latest) & 63];
    }
    counts
}

/// Takes out the pairs whose contexts are not full.
#[cold]
fn without_edge<const CONTEXTS: usize>(
    mut counts: [u16; CONTEXTS],
    edge: u8,
    first_contexts: &[u8; MAX_EDGE],
) -> [u16; CONTEXTS] {
    for (e, &context) in first_contexts.iter().enumerate() {
        if edge >> e & 1 == 1 {
            let count = &mut counts[usize::from(context) % CONTEXTS];
            *count = count.wrapping_sub(1);
        }
    }
    counts
}

/// The sum over contexts of k ln k + (n - k) ln (n - k), nats, from a table of n ln n. Four partial sums, always in the same order: the scan
/// spends much of its time here and a single chain of additions would wait for itself.
#[inline(always)]
pub(super) fn split_sum<const CONTEXTS: usize>(
    table: &[f64; TABLE],
    occurrences: &[u16; CONTEXTS],
    counts: &[u16; CONTEXTS],
) -> f64 {
    // Any count is a place in the table: nothing is asked and nothing branches.
    let of = |n: u16| table[usize::from(n)];
    let part = |n: u16, k: u16| of(k) + of(n.wrapping_sub(k));
    let mut sums = [0.0; 4];
    let ((n_fours, n_rest), (k_fours, k_rest)) = (occurrences.as_chunks::<4>(), counts.as_chunks::<4>());
    for (n, k) in n_fours.iter().zip(k_fours) {
        for at in 0..4 {
            sums[at] += part(n[at], k[at]);
        }
    }
    for ((sum, &n), &k) in sums.iter_mut().zip(n_rest).zip(k_rest) {
        *sum += part(n, k);
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3])
}

/// The largest of some numbers, in four parts so that none waits for another; minus infinity of none.
#[inline(never)]
pub(super) fn largest(numbers: &[f64]) -> f64 {
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

/// The place of the largest ratio of `information` to `entropies` that is above 0, the first of equals, and the ratio; place 0 and 0 where
/// none is. What is not a number is no largest.
#[inline(never)]
pub(super) fn largest_ratio(information: &[f64], entropies: &[f64]) -> (usize, f64) {
    let mut best = (0, 0.0);
    for (at, (information, entropy)) in information.iter().zip(entropies).enumerate() {
        let ratio = information / entropy;
        if ratio > best.1 {
            best = (at, ratio);
        }
    }
    best
}
