//! GenESeSS and its crossed form xGenESeSS: a machine from two streams (method.md 2;
//! arXiv:1406.6651).

use super::hull::is_vertex;
use super::{InferenceError, MAX_STATES, Symbols, Xpfsa};
use crate::streams::STEPS_PER_WORD;

/// When two strings are taken for one state, and how much must have been seen of a state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MachineRule {
    /// Derivatives that differ by no more, in the sup norm, are one state.
    pub eps: f64,
    /// Neither are those that differ by no more than this many binomial standard errors of the
    /// difference; 0 for `eps` alone.
    pub standard_errors: f64,
    /// A string that was seen less often makes no state: it is read as its longest end that was.
    pub min_count: usize,
}

impl Default for MachineRule {
    /// What networks and the command line use.
    fn default() -> Self {
        Self { eps: 0.1, standard_errors: 2.5, min_count: 10 }
    }
}

impl MachineRule {
    /// L = ceil(log(1 / eps)), the logarithm to the base of the alphabet's size: the length of the
    /// strings that are looked at for a synchronising one.
    ///
    /// # Examples
    /// ```
    /// use watchback::xpfsa::MachineRule;
    /// assert_eq!(MachineRule::default().longest_string(2), 4);
    /// assert_eq!(MachineRule::paper(0.01).longest_string(3), 5);
    /// ```
    pub fn longest_string(&self, n_symbols: usize) -> usize {
        // An exact power must not be rounded up.
        libm::ceil(libm::log(1.0 / self.eps) / libm::log(n_symbols as f64) - 1e-9) as usize
    }

    /// The paper's rule: `eps` alone, whatever was seen. Chance then makes states: of the golden
    /// series it finds the machine of `memory1` from 20,000 steps (eps 0.1); from 1,096 steps it
    /// makes three states of its two with eps 0.1 and seven with 0.05, and the machine's gamma is
    /// 0.19 and 0.15 where 0.236 is true (tests/golden_xpfsa.rs).
    pub const fn paper(eps: f64) -> Self {
        Self { eps, standard_errors: 0.0, min_count: 1 }
    }
}

/// A string of the source and what the target showed after it: its cross derivative, unnormalised.
struct Derivative {
    string: Vec<u8>,
    ends: Vec<u64>,
    counts: Vec<u32>,
    total: u32,
}

impl Derivative {
    fn share(&self, symbol: usize) -> f64 {
        f64::from(self.counts[symbol]) / f64::from(self.total.max(1))
    }

    fn shares(&self) -> Vec<f64> {
        (0..self.counts.len()).map(|symbol| self.share(symbol)).collect()
    }

    /// The largest difference of shares, and whether the rule takes both for one state.
    fn compare(&self, other: &Self, rule: &MachineRule) -> (f64, bool) {
        let mut largest = 0.0_f64;
        let mut one_state = true;
        let (n, m) = (f64::from(self.total), f64::from(other.total));
        for symbol in 0..self.counts.len() {
            let difference = (self.share(symbol) - other.share(symbol)).abs();
            let pooled = f64::from(self.counts[symbol] + other.counts[symbol]) / (n + m).max(1.0);
            let error = (pooled * (1.0 - pooled) * (1.0 / n.max(1.0) + 1.0 / m.max(1.0))).sqrt();
            one_state &= difference <= rule.eps.max(rule.standard_errors * error);
            largest = largest.max(difference);
        }
        (largest, one_state)
    }
}

/// Source and target, the target moved back by the delay.
struct Pair<'a> {
    source: &'a Symbols,
    target: Vec<Vec<u64>>,
}

impl Pair<'_> {
    fn derivative(&self, string: Vec<u8>, ends: Vec<u64>) -> Derivative {
        let count =
            |mask: &Vec<u64>| ends.iter().zip(mask).map(|(ends, mask)| (ends & mask).count_ones()).sum();
        let counts: Vec<u32> = self.target.iter().map(count).collect();
        Derivative { string, total: counts.iter().sum(), ends, counts }
    }

    fn extended(&self, of: &Derivative, symbol: usize) -> Derivative {
        let mut string = of.string.clone();
        string.push(symbol as u8);
        self.derivative(string, self.source.extended(&of.ends, symbol))
    }
}

/// Infers the machine that reads `source` and speaks of `target`, `delay` steps after the symbol
/// last read. With the stream itself as target and a delay of 1 this is GenESeSS, and the machine a
/// PFSA of the stream.
///
/// Where the paper leaves open what happens: among states within the rule, the nearest is taken,
/// and of equals the first; a string seen less often than `min_count` is read as its longest end
/// that was seen often enough; of several closed components, the one that the source's reading ends
/// in is kept. Strings that would make a 129th state lead to the nearest ([`infer_and_cut`] counts
/// them).
///
/// # Errors
/// [`InferenceError`]: streams of different lengths or too short, `eps` out of range.
///
/// # Examples
/// ```
/// use watchback::xpfsa::{MachineRule, Symbols, infer};
/// // The target repeats the source two steps later.
/// let source: Vec<u8> =
///     (0..400_u32).map(|step| (step.wrapping_mul(2_654_435_761) >> 28 & 1) as u8).collect();
/// let target: Vec<u8> =
///     (0..400).map(|step| if step < 2 { 0 } else { source[step - 2] }).collect();
/// let (source, target) = (Symbols::new(&source, 2)?, Symbols::new(&target, 2)?);
/// let machine = infer(&source, &target, 2, &MachineRule::default())?;
/// assert_eq!(machine.n_states(), 2);
/// assert!((machine.gamma() - 1.0).abs() < 1e-9);
/// # Ok::<(), watchback::xpfsa::InferenceError>(())
/// ```
pub fn infer(
    source: &Symbols,
    target: &Symbols,
    delay: usize,
    rule: &MachineRule,
) -> Result<Xpfsa, InferenceError> {
    infer_and_cut(source, target, delay, rule).map(|(machine, _)| machine)
}

/// The same, and how many strings found no place among 128 states.
///
/// # Errors
/// Those of [`infer`].
pub fn infer_and_cut(
    source: &Symbols,
    target: &Symbols,
    delay: usize,
    rule: &MachineRule,
) -> Result<(Xpfsa, usize), InferenceError> {
    let (source_steps, target_steps) = (source.n_steps(), target.n_steps());
    if source_steps != target_steps {
        return Err(InferenceError::Lengths { source_steps, target_steps });
    }
    if !(rule.eps > 0.001 && rule.eps < 1.0) {
        return Err(InferenceError::Epsilon { found: rule.eps });
    }
    let min_count = rule.min_count.max(1);
    if source_steps.saturating_sub(delay) < min_count {
        return Err(InferenceError::TooShort { steps: source_steps, delay, min_count });
    }
    let pair = Pair { source, target: target.moved_back(delay) };
    let first = synchronising_string(&pair, rule);
    let Grown { states, transitions, cut } = grow(&pair, first, rule);
    Ok((count(&pair, states.len(), &transitions).0, cut))
}

/// The most frequent string of at most L = ceil(log(1 / eps)) symbols whose derivative is a vertex
/// of the hull of all, or differs from one by no more than the rule's standard errors: an
/// approximate synchronising string. Of equals the first in order of length and symbols.
///
/// The allowance matters: of many strings that mean one state the rarest lies farthest out, by
/// chance alone, and what follows a rare string is hardly ever seen.
fn synchronising_string(pair: &Pair<'_>, rule: &MachineRule) -> Derivative {
    let n_symbols = pair.source.n_symbols();
    let mut heap = vec![pair.derivative(Vec::new(), pair.source.everywhere())];
    let mut start = 0;
    for _ in 0..rule.longest_string(n_symbols) {
        let end = heap.len();
        for at in start..end {
            for symbol in 0..n_symbols {
                let longer = pair.extended(&heap[at], symbol);
                if longer.total as usize >= rule.min_count.max(1) {
                    heap.push(longer);
                }
            }
        }
        start = end;
    }
    let points: Vec<Vec<f64>> = heap.iter().map(Derivative::shares).collect();
    let vertices: Vec<&Derivative> =
        heap.iter().enumerate().filter(|(at, _)| is_vertex(&points, *at)).map(|(_, vertex)| vertex).collect();
    let as_vertex = MachineRule { eps: 0.0, ..*rule };
    let mut best = 0;
    let mut most = 0;
    for (at, derivative) in heap.iter().enumerate() {
        if derivative.total > most && vertices.iter().any(|vertex| derivative.compare(vertex, &as_vertex).1) {
            (best, most) = (at, derivative.total);
        }
    }
    heap.swap_remove(best)
}

/// States found breadth first.
struct Grown {
    states: Vec<Derivative>,
    /// By state and symbol.
    transitions: Vec<u8>,
    /// Strings beyond the most states that a machine may have.
    cut: usize,
}

fn grow(pair: &Pair<'_>, first: Derivative, rule: &MachineRule) -> Grown {
    let mut states = vec![first];
    let mut transitions = Vec::new();
    let mut cut = 0;
    let mut at = 0;
    while at < states.len() {
        for symbol in 0..pair.source.n_symbols() {
            let mut next = pair.extended(&states[at], symbol);
            while (next.total as usize) < rule.min_count.max(1) && !next.string.is_empty() {
                let shorter = next.string[1..].to_vec();
                let ends = pair.source.ends_of(&shorter);
                next = pair.derivative(shorter, ends);
            }
            let compared = || states.iter().map(|known| next.compare(known, rule)).enumerate();
            let alike = compared().filter(|(_, (_, one_state))| *one_state);
            let state = match nearest(alike) {
                Some(state) => state,
                None if states.len() == MAX_STATES => {
                    cut += 1;
                    nearest(compared()).unwrap_or(0)
                }
                None => {
                    states.push(next);
                    states.len() - 1
                }
            };
            transitions.push(state as u8);
        }
        at += 1;
    }
    Grown { states, transitions, cut }
}

/// The state with the least distance, the first of equals.
fn nearest(compared: impl Iterator<Item = (usize, (f64, bool))>) -> Option<usize> {
    let closer = |best: (usize, f64), next: (usize, f64)| if next.1 < best.1 { next } else { best };
    compared.map(|(state, (distance, _))| (state, distance)).reduce(closer).map(|(state, _)| state)
}

/// The machine of given transitions (by state, then source symbol), counted on a source and a
/// target.
pub(super) fn counted(source: &Symbols, target: &Symbols, delay: usize, transitions: &[u8]) -> Xpfsa {
    counted_with_states(source, target, delay, transitions).0
}

/// The same, and which of the given states each of the machine's states is.
pub(super) fn counted_with_states(
    source: &Symbols,
    target: &Symbols,
    delay: usize,
    transitions: &[u8],
) -> (Xpfsa, Vec<usize>) {
    let pair = Pair { source, target: target.moved_back(delay) };
    count(&pair, transitions.len() / source.n_symbols(), transitions)
}

/// Keeps the recurrent component and counts what the target shows in each of its states while the
/// source is read. With the states kept.
fn count(pair: &Pair<'_>, n_states: usize, transitions: &[u8]) -> (Xpfsa, Vec<usize>) {
    let n_inputs = pair.source.n_symbols();
    let n_outputs = pair.target.len();
    let next = |state: usize, symbol: usize| usize::from(transitions[state * n_inputs + symbol]);
    // Where reading ends lies in a closed component, or leads to one.
    let end = pair.source.iter().fold(0, next);
    let kept = closed_component(end, n_states, n_inputs, next);
    let number = |state: usize| (kept & ((1_u128 << state) - 1)).count_ones() as usize;
    let kept_states: Vec<usize> = (0..n_states).filter(|&state| kept >> state & 1 == 1).collect();
    let renumbered: Vec<u8> = kept_states
        .iter()
        .flat_map(|&state| (0..n_inputs).map(move |symbol| number(next(state, symbol)) as u8))
        .collect();

    // All states are possible at first; counting begins when one is left, or at once when that
    // never happens.
    let mut possible = kept;
    let mut symbols = pair.source.iter();
    let mut steps_read = 0_usize;
    while !possible.is_power_of_two() {
        let Some(symbol) = symbols.next() else { break };
        let states = kept_states.iter().filter(|&&state| possible >> state & 1 == 1);
        possible = states.fold(0, |after, &state| after | 1 << next(state, symbol));
        steps_read += 1;
    }
    let (mut state, first) = if possible.is_power_of_two() {
        (number(possible.trailing_zeros() as usize), steps_read)
    } else {
        (0, 0)
    };
    // By state, the steps that it is reached at.
    let n_words = pair.source.n_steps().div_ceil(STEPS_PER_WORD);
    let mut reached = vec![0_u64; kept_states.len() * n_words];
    let mut reach = |step: usize, state: usize| {
        reached[state * n_words + step / STEPS_PER_WORD] |= 1 << (step % STEPS_PER_WORD);
    };
    // The symbol that left one state possible was read: that step counts.
    if let Some(last) = first.checked_sub(1) {
        reach(last, state);
    }
    for (step, symbol) in pair.source.iter().enumerate().skip(first) {
        state = usize::from(renumbered[state * n_inputs + symbol]);
        reach(step, state);
    }
    let shown = |reached: &[u64], mask: &[u64]| {
        reached.iter().zip(mask).map(|(reached, mask)| (reached & mask).count_ones()).sum()
    };
    let counts: Vec<u32> = reached
        .chunks_exact(n_words.max(1))
        .flat_map(|reached| pair.target.iter().map(move |mask| shown(reached, mask)))
        .collect();
    // Tables made together fit together.
    let machine = Xpfsa::new(n_inputs, n_outputs, renumbered, counts)
        .unwrap_or_else(|_| Xpfsa::single(n_inputs, n_outputs));
    (machine, kept_states)
}

/// A closed strongly connected component that can be reached from a state, as a mask: of several
/// the one with the first state.
fn closed_component(
    from: usize,
    n_states: usize,
    n_inputs: usize,
    next: impl Fn(usize, usize) -> usize,
) -> u128 {
    let reach = |start: usize| {
        let (mut reached, mut todo) = (1_u128 << start, vec![start]);
        while let Some(state) = todo.pop() {
            for symbol in 0..n_inputs {
                let after = next(state, symbol);
                if reached >> after & 1 == 0 {
                    reached |= 1 << after;
                    todo.push(after);
                }
            }
        }
        reached
    };
    let reachable = reach(from);
    // A closed component is what any of its states reaches, and no other state reaches less.
    let sets = (0..n_states).filter(|state| reachable >> state & 1 == 1).map(reach);
    sets.min_by_key(|set| set.count_ones()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{Purpose, Random};

    /// A stream drawn from a PFSA: by state and symbol the next state, by state the probability of
    /// symbol 1.
    fn drawn(next: &[[usize; 2]], of_one: &[f64], n_steps: usize) -> Symbols {
        let mut random = Random::new(4, Purpose::Pair, 0);
        let mut state = 0;
        let symbol = |_| {
            let symbol = usize::from(random.uniform() < of_one[state]);
            state = next[state][symbol];
            symbol as u8
        };
        Symbols::new(&(0..n_steps).map(symbol).collect::<Vec<_>>(), 2).unwrap()
    }

    #[test]
    fn a_machine_that_would_grow_too_large_is_cut_and_what_was_cut_is_counted() {
        let mut random = Random::new(9, Purpose::Pair, 0);
        let mut noise = |n_symbols: usize| -> Symbols {
            let symbols: Vec<u8> = (0..20_000).map(|_| random.below(n_symbols) as u8).collect();
            Symbols::new(&symbols, n_symbols).unwrap()
        };
        // Hundreds of strings are seen twenty times. Of three target symbols hardly two of these
        // strings have the same shares.
        let (source, target) = (noise(2), noise(3));
        let rule = MachineRule { eps: 0.001_1, standard_errors: 0.0, min_count: 20 };
        let (machine, cut) = infer_and_cut(&source, &target, 1, &rule).unwrap();
        assert!(cut > 0 && machine.n_states() <= MAX_STATES, "{cut} of {}", machine.n_states());
        let (_, none) = infer_and_cut(&source, &target, 1, &MachineRule::default()).unwrap();
        assert_eq!(none, 0);
    }

    /// GenESeSS: a stream with itself at a delay of 1.
    fn inferred(next: &[[usize; 2]], of_one: &[f64]) -> Xpfsa {
        let stream = drawn(next, of_one, 20_000);
        infer(&stream, &stream, 1, &MachineRule::default()).unwrap()
    }

    /// Each planted state is one of the machine's, with its transitions and outputs. Symbols that a
    /// state never shows lead anywhere.
    fn assert_same(machine: &Xpfsa, next: &[[usize; 2]], of_one: &[f64]) {
        assert_eq!(machine.n_states(), next.len(), "{machine:?}");
        let near = |planted: usize, state: usize| (machine.probability(state, 1) - of_one[planted]).abs();
        let closest =
            |planted: usize| (0..next.len()).min_by(|&a, &b| near(planted, a).total_cmp(&near(planted, b)));
        let found: Vec<usize> = (0..next.len()).map(|planted| closest(planted).unwrap()).collect();
        for (planted, &state) in found.iter().enumerate() {
            assert!(near(planted, state) < 0.02, "state {planted}: {machine:?}");
            for symbol in [0, 1] {
                let is_shown = machine.counts(state)[symbol] > 0;
                let leads_to = machine.next(state, symbol);
                assert!(
                    !is_shown || leads_to == found[next[planted][symbol]],
                    "state {planted}: {machine:?}"
                );
            }
        }
    }

    #[test]
    fn a_planted_chain_of_two_states_is_found_from_its_own_stream() {
        let (next, of_one) = ([[0, 1], [0, 1]], [0.2, 0.7]);
        assert_same(&inferred(&next, &of_one), &next, &of_one);
    }

    #[test]
    fn the_even_process_is_found_though_no_number_of_last_symbols_tells_its_state() {
        // Events come in even runs: after an odd number of them there is another one for certain.
        let (next, of_one) = ([[0, 1], [0, 0]], [0.5, 1.0]);
        let machine = inferred(&next, &of_one);
        assert_same(&machine, &next, &of_one);
        // Two thirds of the time in state 0, one in state 1: 1 - (2/3 ln 2) / H(2/3), exact.
        let entropy = -(2.0 / 3.0 * libm::log(2.0 / 3.0) + 1.0 / 3.0 * libm::log(1.0 / 3.0));
        let gamma = 1.0 - 2.0 / 3.0 * std::f64::consts::LN_2 / entropy;
        assert!((machine.gamma() - gamma).abs() < 0.02, "{} {gamma}", machine.gamma());
    }

    #[test]
    fn a_stream_of_independent_symbols_is_one_state() {
        assert_same(&inferred(&[[0, 0]], &[0.3]), &[[0, 0]], &[0.3]);
    }
}
