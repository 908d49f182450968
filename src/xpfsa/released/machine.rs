//! A machine of the authors' program, and what it believes of its state while it reads.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::xpfsa::{InferenceError, MAX_STATES};

/// What every state gains after each symbol, before the belief is normalised. A belief that a
/// missing transition took away comes back from this.
const LEAK: f64 = 1e-6;

/// Of two symbols a crossed machine expects neither: it says nothing of the source that it reads.
const EITHER: f64 = 0.5;

/// Whose symbols a machine reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// Another stream's: transitions weigh alike.
    Another,
    /// Its target's own. The authors' program then takes the machine for one that emits what it
    /// reads: a transition weighs as much as its state expects the symbol, though the delay may be
    /// weeks.
    Itself,
}

/// A machine as the authors' program writes it: two symbols on either side, probabilities and no
/// counts, and transitions that may be missing (`-1` in their files).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReleasedMachine {
    /// By state and source symbol: the next state. `None` where training never showed the symbol.
    next: Vec<[Option<u8>; 2]>,
    /// By state: the probability of an event of the target.
    event: Vec<f64>,
}

impl ReleasedMachine {
    /// A machine from its transitions and its probabilities of an event, both by state.
    ///
    /// # Errors
    /// [`InferenceError::Malformed`] where the tables do not fit together, a transition leads
    /// nowhere or a probability is none.
    pub fn new(next: Vec<[Option<u8>; 2]>, event: Vec<f64>) -> Result<Self, InferenceError> {
        let n_states = next.len();
        let fits = (1..=MAX_STATES).contains(&n_states)
            && event.len() == n_states
            && next.iter().flatten().flatten().all(|&state| usize::from(state) < n_states)
            && event.iter().all(|event| (0.0..=1.0).contains(event));
        if !fits {
            return Err(InferenceError::Malformed { transitions: 2 * n_states, counts: event.len() });
        }
        Ok(Self { next, event })
    }

    /// Number of states.
    pub const fn n_states(&self) -> usize {
        self.next.len()
    }

    /// The probability of an event at each of `steps`, from the source read through `delay` steps
    /// before; `None` before the delay has passed. `source` tells by step whether it shows an
    /// event.
    ///
    /// The belief begins the same in all states. Each symbol moves it along the transitions, by
    /// their weights ([`Reads`]); then every state gains 1e-6, and the belief is normalised.
    ///
    /// # Examples
    /// ```
    /// use watchback::xpfsa::{Reads, ReleasedMachine};
    /// // An event of the source is followed by one of the target nine times in ten.
    /// let next = vec![[Some(0), Some(1)], [Some(0), Some(1)]];
    /// let machine = ReleasedMachine::new(next, vec![0.1, 0.9])?;
    /// let source = [false, true, false, false];
    /// let forecast = machine.forecast(|step| source[step], 1, 0..4, Reads::Another);
    /// assert_eq!(forecast[0], None);
    /// // The leak blurs what is known by a few millionths.
    /// assert!(forecast[1].is_some_and(|p| (p - 0.1).abs() < 2e-6));
    /// assert!(forecast[2].is_some_and(|p| (p - 0.9).abs() < 2e-6));
    /// # Ok::<(), watchback::xpfsa::InferenceError>(())
    /// ```
    pub fn forecast(
        &self,
        source: impl Fn(usize) -> bool,
        delay: usize,
        steps: Range<usize>,
        reads: Reads,
    ) -> Vec<Option<f64>> {
        let n_states = self.n_states();
        let mut belief = vec![1.0 / n_states as f64; n_states];
        let mut moved = vec![0.0; n_states];
        let mut forecast = vec![None; steps.start.max(delay).min(steps.end) - steps.start];
        for step in delay..steps.end {
            let symbol = usize::from(source(step - delay));
            moved.fill(LEAK);
            for ((&belief, next), &event) in belief.iter().zip(&self.next).zip(&self.event) {
                let Some(next) = next[symbol] else { continue };
                let weight = match reads {
                    Reads::Another => EITHER,
                    Reads::Itself if symbol == 1 => event,
                    Reads::Itself => 1.0 - event,
                };
                moved[usize::from(next)] += belief * weight;
            }
            let sum = moved.iter().fold(0.0, |sum, state| sum + state);
            let mut probability = 0.0;
            for ((belief, moved), event) in belief.iter_mut().zip(&moved).zip(&self.event) {
                *belief = moved / sum;
                probability += *belief * event;
            }
            if step >= steps.start {
                forecast.push(Some(probability));
            }
        }
        forecast
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_itself_weighs_by_what_it_expects() {
        // From either start two symbols lead to the same two states, exchanged: only weights tell
        // them apart.
        let machine =
            ReleasedMachine::new(vec![[Some(0), Some(1)], [Some(1), Some(0)]], vec![0.0, 0.5]).unwrap();
        let at_end = |reads| machine.forecast(|step| step == 0, 0, 0..3, reads)[2].unwrap();
        assert!((at_end(Reads::Another) - 0.25).abs() < 1e-5);
        // State 0 never shows an event, so state 1 was left for state 0.
        assert!(at_end(Reads::Itself) < 1e-5, "{}", at_end(Reads::Itself));
    }

    #[test]
    fn a_belief_that_was_lost_comes_back() {
        let machine = ReleasedMachine::new(vec![[Some(1), None], [Some(1), None]], vec![0.2, 0.6]).unwrap();
        let forecast = machine.forecast(|step| step == 2, 0, 0..5, Reads::Another);
        assert!((forecast[1].unwrap() - 0.6).abs() < 1e-5);
        // Both states gained the same.
        assert!((forecast[2].unwrap() - 0.4).abs() < 1e-12);
    }

    #[test]
    fn tables_that_do_not_fit_are_refused() {
        for (next, event) in [
            (vec![], vec![]),
            (vec![[Some(1), None]], vec![0.5]),
            (vec![[Some(0), None]], vec![1.5]),
            (vec![[Some(0), None]], vec![]),
        ] {
            assert!(ReleasedMachine::new(next, event).is_err());
        }
    }
}
