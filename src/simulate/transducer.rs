//! Planted transducers: small machines that read a source, scaled so that they have the gamma that
//! was asked for.

use serde::{Deserialize, Serialize};

use crate::streams::PackedStreams;

/// A machine that reads a source symbol by symbol and gives the probability of an event in the
/// target, some steps later, by the state it is in (method.md 2). It starts in state 0, as if
/// nothing had happened before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlantedTransducer {
    /// For each state the next one: after a step without an event, and after one with.
    next_states: Vec<[usize; 2]>,
    /// For each state the probability of an event in the target.
    event_probabilities: Vec<f64>,
}

/// How much of the source a planted transducer remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Memory {
    /// Two states: whether the last step held an event.
    LastSymbol,
    /// Four states: which of the last two steps held one.
    LastTwoSymbols,
}

impl Memory {
    /// How far each state lifts the target, up to a factor. Bit 0 of a state is the last symbol,
    /// bit 1 the one before.
    const fn lifts(self) -> &'static [f64] {
        match self {
            Self::LastSymbol => &[0.0, 1.0],
            // Two events lift less than the sum of one each, so that no line through the symbols
            // gives the machine.
            Self::LastTwoSymbols => &[0.0, 1.0, 0.5, 1.25],
        }
    }
}

/// No step is more certain of its event than this.
pub(super) const MAX_PROBABILITY: f64 = 0.95;
/// Halvings of an interval of length below 10: more than a double tells apart.
const HALVINGS: usize = 60;

impl PlantedTransducer {
    /// The transducer that has `gamma` when the source's symbols are independent with
    /// `source_rate`, and leaves the target's rate at `target_rate`. `None` when the rates do not
    /// allow that: up to 0.12 they do from 0.1 to 0.3.
    ///
    /// # Examples
    /// ```
    /// use watchback::simulate::{Memory, PlantedTransducer};
    /// let transducer =
    ///     PlantedTransducer::with_gamma(Memory::LastSymbol, 0.2, 0.1, 0.06).unwrap();
    /// // In state 0 for 0.8 of the time, in state 1 for 0.2: 0.1 on average.
    /// let [calm, stirred] = [0, 1].map(|state| transducer.event_probability(state));
    /// assert!((0.8 * calm + 0.2 * stirred - 0.1).abs() < 1e-12);
    /// assert!((transducer.gamma(0.2) - 0.06).abs() < 1e-12);
    /// assert!((stirred - 0.23).abs() < 0.01, "{stirred}");
    /// ```
    pub fn with_gamma(memory: Memory, source_rate: f64, target_rate: f64, gamma: f64) -> Option<Self> {
        let shares = Self::idle(memory, target_rate).state_shares(source_rate);
        Self::scaled(memory, &shares, target_rate, gamma)
    }

    /// As [`Self::with_gamma`], for a source that puts the machine in each state for a known share
    /// of time.
    pub(super) fn scaled(memory: Memory, shares: &[f64], target_rate: f64, gamma: f64) -> Option<Self> {
        let lifts = memory.lifts();
        let mean_lift = mean(shares, lifts);
        let highest_lift = lifts.iter().fold(0.0, |highest: f64, &lift| highest.max(lift));
        // Nothing below 0 in the calm state, nothing above the bound in the most stirred one.
        let room = (MAX_PROBABILITY - target_rate) / (highest_lift - mean_lift);
        let (mut low, mut high) = (0.0, room.min(target_rate / mean_lift));
        let at = |strength: f64| -> Vec<f64> {
            lifts.iter().map(|lift| (target_rate + strength * (lift - mean_lift)).max(0.0)).collect()
        };
        if !(high > low && gamma_of(shares, &at(high)) >= gamma) {
            return None;
        }
        // Entropy is concave: the further the states are spread about their mean, the more they
        // tell.
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if gamma_of(shares, &at(middle)) < gamma { low = middle } else { high = middle }
        }
        Some(Self { event_probabilities: at(high), ..Self::idle(memory, target_rate) })
    }

    /// The machine before it is scaled: what it reads makes no difference.
    pub(super) fn idle(memory: Memory, target_rate: f64) -> Self {
        let n_states = memory.lifts().len();
        let next = |state| [2 * state % n_states, (2 * state + 1) % n_states];
        Self {
            next_states: (0..n_states).map(next).collect(),
            event_probabilities: vec![target_rate; n_states],
        }
    }

    /// Number of states.
    pub fn n_states(&self) -> usize {
        self.next_states.len()
    }

    /// The state after reading a symbol in a state; 0 where there is no such state.
    pub fn next_state(&self, state: usize, event: bool) -> usize {
        self.next_states.get(state).map_or(0, |next| next[usize::from(event)])
    }

    /// Probability of an event in the target when the machine is in a state; 0 where there is no
    /// such state.
    pub fn event_probability(&self, state: usize) -> f64 {
        self.event_probabilities.get(state).copied().unwrap_or(0.0)
    }

    /// Share of time in each state when the source's symbols are independent with `source_rate`.
    pub fn state_shares(&self, source_rate: f64) -> Vec<f64> {
        let n_states = self.n_states();
        let mut shares = vec![1.0 / n_states as f64; n_states];
        // The state is a matter of the last few symbols, fewer than there are states: after so many
        // steps it stands.
        for _ in 0..n_states {
            let mut next = vec![0.0; n_states];
            for (state, share) in shares.iter().enumerate() {
                for (event, probability) in [(false, 1.0 - source_rate), (true, source_rate)] {
                    if let Some(next) = next.get_mut(self.next_state(state, event)) {
                        *next += share * probability;
                    }
                }
            }
            shares = next;
        }
        shares
    }

    /// Coefficient of causal dependence (method.md 2) when the source's symbols are independent
    /// with `source_rate`: 1 - H(target | state) / H(target).
    pub fn gamma(&self, source_rate: f64) -> f64 {
        gamma_of(&self.state_shares(source_rate), &self.event_probabilities)
    }

    /// The states after each step of a source, from its first.
    pub(super) fn states<'a>(
        &'a self,
        streams: &'a PackedStreams,
        source: usize,
    ) -> impl Iterator<Item = usize> + 'a {
        let read = move |state: &mut usize, step| {
            *state = self.next_state(*state, streams.get(source, step));
            Some(*state)
        };
        (0..streams.n_steps()).scan(0, read)
    }
}

fn mean(shares: &[f64], values: &[f64]) -> f64 {
    shares.iter().zip(values).fold(0.0, |sum, (share, value)| sum + share * value)
}

fn gamma_of(shares: &[f64], probabilities: &[f64]) -> f64 {
    let of_target = entropy(mean(shares, probabilities));
    let entropies: Vec<f64> = probabilities.iter().map(|&probability| entropy(probability)).collect();
    if of_target > 0.0 { 1.0 - mean(shares, &entropies) / of_target } else { 0.0 }
}

/// Entropy of a binary symbol, nats.
fn entropy(probability: f64) -> f64 {
    let term = |p: f64| if p > 0.0 { -p * libm::log(p) } else { 0.0 };
    term(probability) + term(1.0 - probability)
}

#[cfg(test)]
mod tests {
    use super::super::settings::MAX_GAMMA;
    use super::*;

    const MEMORIES: [Memory; 2] = [Memory::LastSymbol, Memory::LastTwoSymbols];

    #[test]
    fn every_gamma_is_reached_at_every_pair_of_rates_and_the_targets_rate_stays() {
        for memory in MEMORIES {
            for (source, target) in (0..=20).flat_map(|source| (0..=20).map(move |target| (source, target))) {
                let [source_rate, target_rate] = [source, target].map(|at| 0.1 + 0.01 * f64::from(at));
                for gamma in [0.0, 0.01, 0.04, 0.06, MAX_GAMMA] {
                    let transducer =
                        PlantedTransducer::with_gamma(memory, source_rate, target_rate, gamma).unwrap();
                    let shares = transducer.state_shares(source_rate);
                    assert!((mean(&shares, &transducer.event_probabilities) - target_rate).abs() < 1e-12);
                    assert!((transducer.gamma(source_rate) - gamma).abs() < 1e-9);
                    assert!(
                        transducer.event_probabilities.iter().all(|p| (0.0..=MAX_PROBABILITY).contains(p))
                    );
                }
            }
        }
    }

    #[test]
    fn a_state_is_what_the_last_symbols_were() {
        let mut streams = PackedStreams::empty(1, 8);
        for step in [1, 4, 5] {
            streams.set(0, step);
        }
        let states =
            |memory| -> Vec<usize> { PlantedTransducer::idle(memory, 0.1).states(&streams, 0).collect() };
        assert_eq!(states(Memory::LastSymbol), [0, 1, 0, 0, 1, 1, 0, 0]);
        assert_eq!(states(Memory::LastTwoSymbols), [0, 1, 2, 0, 1, 3, 2, 0]);
        let shares = PlantedTransducer::idle(Memory::LastTwoSymbols, 0.1).state_shares(0.2);
        for (share, expected) in shares.iter().zip([0.64, 0.16, 0.16, 0.04]) {
            assert!((share - expected).abs() < 1e-12, "{shares:?}");
        }
    }

    #[test]
    fn what_rates_do_not_allow_is_none() {
        for memory in MEMORIES {
            for (source_rate, target_rate) in [(0.01, 0.5), (0.0, 0.2), (1.0, 0.2), (0.2, 0.0), (0.2, 1.0)] {
                let transducer = PlantedTransducer::with_gamma(memory, source_rate, target_rate, 0.06);
                assert_eq!(transducer, None, "{source_rate} {target_rate}");
            }
        }
    }
}
