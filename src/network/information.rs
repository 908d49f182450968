//! From coincidences to information: counts of every context, then n ln n of each, for all delays.

use std::array::from_fn;

use super::MAX_DEPTH;
use super::coincidences::{Counts, POSITIONS};
use crate::streams::MAX_WINDOW_STEPS;
use crate::xpfsa::NLogN;

/// Contexts that occur less often than this at every delay are looked up by both counts at once.
pub(super) const RARE: usize = 64;
/// Steps at a window's start whose contexts lack symbols.
pub(super) const MAX_EDGE: usize = MAX_DEPTH - 1;

/// Values of a table: one for every index of 16 bits, so that no look-up asks whether it is there.
const TABLE: usize = 1 << 16;

/// Where the values of rare contexts begin: above every count of a window.
const SPLIT: usize = 1 << 15;

const _: () = assert!(MAX_WINDOW_STEPS < SPLIT && SPLIT + RARE * RARE <= TABLE);

/// n ln n by n; and, from [`SPLIT`] on, k ln k + (n - k) ln (n - k) by n and k below [`RARE`];
/// nats.
#[derive(Debug)]
pub(super) struct Logarithms(Box<[f64; TABLE]>);

impl Logarithms {
    pub(super) fn new(table: &NLogN) -> Self {
        let mut values = Box::new([0.0; TABLE]);
        for (n, value) in values[..SPLIT].iter_mut().enumerate().take(table.len()) {
            *value = table.of(n);
        }
        for n in 0..RARE {
            for k in 0..=n {
                values[SPLIT + n * RARE + k] = table.of(k) + table.of(n - k);
            }
        }
        Self(values)
    }
}

/// What a target knows of a run of delays before any source is looked at.
#[derive(Debug)]
pub(super) struct TargetRun {
    /// By position: counted steps from the delay on, those whose context lacks symbols among them.
    pub(super) counted: [u16; POSITIONS],
    /// Counted steps whose context lacks symbols: the position, and the step that the context ends
    /// at.
    pub(super) edges: Vec<(u8, u8)>,
}

/// What a source knows of a run of delays before any target is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct SourceRun<'a> {
    /// By context and position: how often the context occurs.
    pub(super) occurred: &'a [[u16; POSITIONS]],
    /// By position: the sum of n ln n over the contexts, nats.
    pub(super) n_log_n: &'a [f64],
    /// The contexts that end at the first steps.
    pub(super) first_contexts: &'a [u8; MAX_EDGE],
    /// Whether every context with two events or more is a rare one.
    pub(super) many_events_are_rare: bool,
}

/// Contexts' counts by position, kept from one pair to the next.
#[derive(Debug)]
pub(super) struct Scratch {
    with_event: Vec<[u16; POSITIONS]>,
    without: Vec<[u16; POSITIONS]>,
}

impl Scratch {
    pub(super) fn new(depth: usize) -> Self {
        let empty = vec![[0; POSITIONS]; 1 << depth];
        Self { with_event: empty.clone(), without: empty }
    }
}

/// The information of a source at the delays of a run, nats: `entropies` less what the contexts
/// leave. `coincidences`: by set of context symbols that holds the latest one.
pub(super) fn inform(
    depth: usize,
    coincidences: &[Counts],
    (source, target): (SourceRun<'_>, &TargetRun),
    logarithms: &Logarithms,
    scratch: &mut Scratch,
    (entropies, information): (&[f64], &mut [f64]),
) {
    let inform = match depth {
        1 => inform_depth::<2>,
        2 => inform_depth::<4>,
        3 => inform_depth::<8>,
        4 => inform_depth::<16>,
        5 => inform_depth::<32>,
        _ => inform_depth::<64>,
    };
    inform(coincidences, (source, target), logarithms, scratch, (entropies, information));
}

fn inform_depth<const CONTEXTS: usize>(
    coincidences: &[Counts],
    (source, target): (SourceRun<'_>, &TargetRun),
    logarithms: &Logarithms,
    scratch: &mut Scratch,
    (entropies, information): (&[f64], &mut [f64]),
) {
    let with_event = scratch.with_event.first_chunk_mut::<CONTEXTS>();
    let without = scratch.without.first_chunk_mut::<CONTEXTS>();
    let (Some(with_event), Some(without), Some(occurred)) =
        (with_event, without, source.occurred.first_chunk::<CONTEXTS>())
    else {
        return;
    };
    count_contexts(coincidences, &target.counted, with_event);
    for &(position, step) in &target.edges {
        let context = source.first_contexts.get(usize::from(step)).copied().unwrap_or(0);
        let count = &mut with_event[usize::from(context) % CONTEXTS][usize::from(position) % POSITIONS];
        *count = count.wrapping_sub(1);
    }
    for ((without, with_event), occurred) in without.iter_mut().zip(with_event.iter()).zip(occurred) {
        for ((without, with_event), occurred) in without.iter_mut().zip(with_event).zip(occurred) {
            *without = occurred.wrapping_sub(*with_event);
        }
    }
    let sums = (source.n_log_n, entropies, information);
    if source.many_events_are_rare {
        for context in (0..CONTEXTS).filter(|&context| has_many_events(context)) {
            for (index, &n) in with_event[context].iter_mut().zip(&occurred[context]) {
                *index = index.wrapping_add(SPLIT as u16).wrapping_add(n.wrapping_mul(RARE as u16));
            }
        }
        add_up::<CONTEXTS, true>(with_event, without, logarithms, sums);
    } else {
        add_up::<CONTEXTS, false>(with_event, without, logarithms, sums);
    }
}

/// Whether a context holds two events or more.
pub(super) const fn has_many_events(context: usize) -> bool {
    context.count_ones() > 1
}

/// From counts of sets of symbols that are all ones to counts of contexts, by inclusion and
/// exclusion.
#[inline(always)]
fn count_contexts<const CONTEXTS: usize>(
    coincidences: &[Counts],
    counted: &[u16; POSITIONS],
    counts: &mut [[u16; POSITIONS]; CONTEXTS],
) {
    counts[0] = *counted;
    for (set, counts) in counts.iter_mut().enumerate().skip(1) {
        // Without the latest symbols, a set is another one some delays later.
        let latest = set.trailing_zeros() as usize;
        let all_ones = coincidences.get(set >> latest >> 1).and_then(|counts| counts.get(latest..));
        if let Some(all_ones) = all_ones.and_then(|counts| counts.first_chunk()) {
            *counts = *all_ones;
        }
    }
    let mut symbol = 1;
    while symbol < CONTEXTS {
        for context in (0..CONTEXTS).filter(|context| context & symbol == 0) {
            if let Ok([without, with]) = counts.get_disjoint_mut([context, context | symbol]) {
                for (without, with) in without.iter_mut().zip(with) {
                    *without = without.wrapping_sub(*with);
                }
            }
        }
        symbol *= 2;
    }
}

/// The sum over contexts of k ln k + (n - k) ln (n - k), and from it the information. Four partial
/// sums, always in the same order: a single chain of additions would wait for itself.
#[inline(always)]
fn add_up<const CONTEXTS: usize, const MANY_ARE_RARE: bool>(
    with_event: &[[u16; POSITIONS]; CONTEXTS],
    without: &[[u16; POSITIONS]; CONTEXTS],
    logarithms: &Logarithms,
    (n_log_n, entropies, information): (&[f64], &[f64], &mut [f64]),
) {
    // Plain indices into slices of one length: of zipped iterators the compiler makes slower code
    // here.
    let n = information.len().min(entropies.len()).min(n_log_n.len()).min(POSITIONS);
    let (information, entropies, n_log_n) = (&mut information[..n], &entropies[..n], &n_log_n[..n]);
    for position in 0..n {
        let part = |context: usize| {
            let value = logarithms.0[usize::from(with_event[context][position])];
            if MANY_ARE_RARE && has_many_events(context) {
                value
            } else {
                value + logarithms.0[usize::from(without[context][position])]
            }
        };
        let mut sums: [f64; 4] = from_fn(|at| if at < CONTEXTS { part(at) } else { 0.0 });
        for contexts in (4..CONTEXTS).step_by(4) {
            for (at, sum) in sums.iter_mut().enumerate() {
                *sum += part(contexts + at);
            }
        }
        let sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
        information[position] = entropies[position] - (n_log_n[position] - sum);
    }
}
