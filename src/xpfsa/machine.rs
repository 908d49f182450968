//! The machine: a crossed probabilistic finite-state automaton, and what is believed of its state
//! while it reads.

use serde::{Deserialize, Serialize};

use super::InferenceError;
use super::information::n_log_n;
use super::limits::MAX_STATES;

/// A crossed probabilistic finite-state automaton (XPFSA): it reads a source's symbols and says
/// from its state which symbol the target shows, `delay` steps after the symbol last read. Source:
/// method.md 2.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "MachineParts", into = "MachineParts")]
pub struct Xpfsa {
    n_inputs: usize,
    n_outputs: usize,
    /// By state and input symbol.
    transitions: Vec<u8>,
    /// By state and output symbol: how often the target showed it while the machine was in that
    /// state.
    counts: Vec<u32>,
}

/// A machine as it is written: checked when it is read.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct MachineParts {
    n_inputs: usize,
    n_outputs: usize,
    transitions: Vec<u8>,
    counts: Vec<u32>,
}

impl TryFrom<MachineParts> for Xpfsa {
    type Error = InferenceError;
    fn try_from(parts: MachineParts) -> Result<Self, InferenceError> {
        Self::new(parts.n_inputs, parts.n_outputs, parts.transitions, parts.counts)
    }
}

impl From<Xpfsa> for MachineParts {
    fn from(machine: Xpfsa) -> Self {
        let Xpfsa { n_inputs, n_outputs, transitions, counts } = machine;
        Self { n_inputs, n_outputs, transitions, counts }
    }
}

impl Xpfsa {
    /// A machine from its transitions (by state, then input symbol) and its counts (by state, then
    /// output symbol).
    ///
    /// # Errors
    /// [`InferenceError::Malformed`] when tables do not fit together or a transition leads nowhere.
    ///
    /// # Examples
    /// A target that shows an event nine times in ten after an event of the source, and once in ten
    /// otherwise:
    /// ```
    /// use watchback::xpfsa::Xpfsa;
    /// let machine = Xpfsa::new(2, 2, vec![0, 1, 0, 1], vec![450, 50, 50, 450])?;
    /// assert_eq!((machine.n_states(), machine.next(0, 1), machine.count(1)), (2, 1, 500));
    /// assert_eq!(machine.probability(1, 1), 0.9);
    /// assert_eq!(machine.stationary(), [0.5, 0.5]);
    /// // 1 - H(0.9) / H(0.5)
    /// assert!((machine.gamma() - 0.531_004).abs() < 1e-6);
    /// # Ok::<(), watchback::xpfsa::InferenceError>(())
    /// ```
    pub fn new(
        n_inputs: usize,
        n_outputs: usize,
        transitions: Vec<u8>,
        counts: Vec<u32>,
    ) -> Result<Self, InferenceError> {
        let n_states = counts.len().checked_div(n_outputs).unwrap_or(0);
        let fits = n_inputs > 0
            && (1..=MAX_STATES).contains(&n_states)
            && counts.len() == n_states * n_outputs
            && transitions.len() == n_states * n_inputs
            && transitions.iter().all(|&state| usize::from(state) < n_states);
        if !fits {
            return Err(InferenceError::Malformed { transitions: transitions.len(), counts: counts.len() });
        }
        Ok(Self { n_inputs, n_outputs, transitions, counts })
    }

    /// The machine of one state that was never seen.
    pub(super) fn single(n_inputs: usize, n_outputs: usize) -> Self {
        Self { n_inputs, n_outputs, transitions: vec![0; n_inputs], counts: vec![0; n_outputs] }
    }

    /// Number of states.
    pub fn n_states(&self) -> usize {
        self.counts.len() / self.n_outputs
    }

    /// Symbols that it reads.
    pub const fn n_inputs(&self) -> usize {
        self.n_inputs
    }

    /// Symbols that it speaks of.
    pub const fn n_outputs(&self) -> usize {
        self.n_outputs
    }

    /// The state after a state has read a symbol; a state or symbol that does not exist leads to
    /// state 0.
    pub fn next(&self, state: usize, symbol: usize) -> usize {
        if symbol >= self.n_inputs {
            return 0;
        }
        self.transitions.get(state * self.n_inputs + symbol).map_or(0, |&next| usize::from(next))
    }

    /// How often the target showed each symbol while the machine was in a state.
    pub fn counts(&self, state: usize) -> &[u32] {
        self.counts.get(state * self.n_outputs..(state + 1) * self.n_outputs).unwrap_or(&[])
    }

    /// How often the machine was in a state.
    pub fn count(&self, state: usize) -> u64 {
        self.counts(state).iter().map(|&count| u64::from(count)).sum()
    }

    /// The probability that the target shows a symbol while the machine is in a state: its share of
    /// the counts; the target's own share where the state was never seen.
    pub fn probability(&self, state: usize, symbol: usize) -> f64 {
        let count = self.count(state);
        if count > 0 {
            return self.counts(state).get(symbol).map_or(0.0, |&of| f64::from(of) / count as f64);
        }
        self.of_symbol(symbol) as f64 / self.total().max(1) as f64
    }

    /// How often the target showed a symbol, whatever the state.
    fn of_symbol(&self, symbol: usize) -> u64 {
        (0..self.n_states()).filter_map(|state| self.counts(state).get(symbol)).map(|&of| u64::from(of)).sum()
    }

    fn total(&self) -> u64 {
        self.counts.iter().map(|&count| u64::from(count)).sum()
    }

    /// The share of time in each state, as counted.
    pub fn stationary(&self) -> Vec<f64> {
        let total = self.total().max(1) as f64;
        (0..self.n_states()).map(|state| self.count(state) as f64 / total).collect()
    }

    /// Coefficient of causal dependence, stationary: 1 - H(target | state) / H(target), from the
    /// counts of the states. It describes the machine; verdicts use the empirical one over
    /// contexts.
    pub fn gamma(&self) -> f64 {
        let (information, entropy) = self.information();
        if entropy > 0.0 { information / entropy } else { 0.0 }
    }

    /// [`Self::gamma`] less what as many states give on average under independence.
    pub fn corrected_gamma(&self) -> f64 {
        let (information, entropy) = self.information();
        let degrees = f64::from(self.degrees_of_freedom());
        if entropy > 0.0 { (information - 0.5 * degrees) / entropy } else { 0.0 }
    }

    /// The likelihood-ratio statistic G of independence of state and target.
    pub fn g_statistic(&self) -> f64 {
        2.0 * self.information().0
    }

    /// (States - 1) x (target symbols - 1): the degrees of freedom of [`Self::g_statistic`].
    pub fn degrees_of_freedom(&self) -> u32 {
        ((self.n_states() - 1) * (self.n_outputs - 1)) as u32
    }

    /// n times the mutual information of state and target, and n times the target's entropy, nats.
    fn information(&self) -> (f64, f64) {
        let symbols = 0..self.n_outputs;
        let entropy = symbols
            .map(|symbol| self.of_symbol(symbol))
            .fold(n_log_n(self.total()), |sum, of| sum - n_log_n(of));
        let given_state = (0..self.n_states()).fold(0.0, |sum, state| {
            let counts = self.counts(state).iter();
            counts.fold(sum + n_log_n(self.count(state)), |sum, &of| sum - n_log_n(u64::from(of)))
        });
        (entropy - given_state, entropy)
    }
}

/// What is believed of a machine's state: at first any, in proportion to the time spent in each;
/// after some symbols usually one.
#[derive(Clone, Debug, PartialEq)]
pub enum Belief {
    /// Several states are possible, each with its probability.
    Mixed(Vec<f64>),
    /// The machine is in this state.
    Synchronised(usize),
}

impl Belief {
    /// Before anything is read.
    pub fn start(machine: &Xpfsa) -> Self {
        if machine.n_states() == 1 { Self::Synchronised(0) } else { Self::Mixed(machine.stationary()) }
    }

    /// Reads a symbol.
    ///
    /// # Examples
    /// ```
    /// use watchback::xpfsa::{Belief, Xpfsa};
    /// let machine = Xpfsa::new(2, 2, vec![0, 1, 0, 1], vec![90, 10, 5, 5])?;
    /// let mut belief = Belief::start(&machine);
    /// assert!((belief.probability(&machine, 1) - 15.0 / 110.0).abs() < 1e-12);
    /// belief.read(&machine, 1);
    /// assert_eq!(belief, Belief::Synchronised(1));
    /// assert_eq!(belief.probability(&machine, 1), 0.5);
    /// # Ok::<(), watchback::xpfsa::InferenceError>(())
    /// ```
    pub fn read(&mut self, machine: &Xpfsa, symbol: usize) {
        match self {
            Self::Synchronised(state) => *state = machine.next(*state, symbol),
            Self::Mixed(shares) => {
                let mut next = vec![0.0; shares.len()];
                for (state, share) in shares.iter().enumerate() {
                    if let Some(next) = next.get_mut(machine.next(state, symbol)) {
                        *next += share;
                    }
                }
                let mut possible = next.iter().enumerate().filter(|(_, share)| **share > 0.0);
                *self = match (possible.next(), possible.next()) {
                    (Some((state, _)), None) => Self::Synchronised(state),
                    _ => Self::Mixed(next),
                };
            }
        }
    }

    /// The probability that the target shows a symbol.
    pub fn probability(&self, machine: &Xpfsa, symbol: usize) -> f64 {
        match self {
            Self::Synchronised(state) => machine.probability(*state, symbol),
            Self::Mixed(shares) => {
                let part = |(state, share): (usize, &f64)| share * machine.probability(state, symbol);
                shares.iter().enumerate().map(part).fold(0.0, |sum, part| sum + part)
            }
        }
    }
}
