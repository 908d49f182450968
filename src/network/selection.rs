//! Which transducers of a target are kept: the best delay of each source, then the best sources.

use serde::{Deserialize, Serialize};

use crate::xpfsa::ContextCounts;

/// A kept transducer: a source read at a delay, and the target's counts after each of its contexts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transducer {
    /// Index of the source stream.
    pub source: u32,
    /// Delay in steps.
    pub delay_steps: u16,
    /// Coefficient of causal dependence, empirical over contexts.
    pub gamma: f64,
    /// gamma less its mean under independence.
    pub corrected_gamma: f64,
    /// The counts on the inference window.
    pub counts: ContextCounts,
}

/// The best sources so far: gamma descending; among equals the first source, which the order of insertion keeps.
#[derive(Clone, Debug)]
pub(super) struct Best {
    capacity: usize,
    kept: Vec<Candidate>,
}

/// A source at its best delay.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) source: usize,
    pub(super) delay_at: usize,
    pub(super) gamma: f64,
}

impl Best {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, kept: Vec::with_capacity(capacity + 1) }
    }

    /// Offers a source; sources must be offered in ascending order.
    pub(super) fn offer(&mut self, candidate: Candidate) {
        if self.kept.len() == self.capacity
            && self.kept.last().is_some_and(|last| candidate.gamma <= last.gamma)
        {
            return;
        }
        let at = self.kept.partition_point(|kept| kept.gamma >= candidate.gamma);
        self.kept.insert(at, candidate);
        self.kept.truncate(self.capacity);
    }

    pub(super) fn take(&mut self) -> impl Iterator<Item = Candidate> + '_ {
        self.kept.drain(..)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_are_kept_in_order_and_ties_go_to_the_first_source() {
        let mut best = Best::new(3);
        for (source, gamma) in [0.1, 0.3, 0.2, 0.3, 0.2, 0.0].into_iter().enumerate() {
            best.offer(Candidate { source, delay_at: 0, gamma });
        }
        assert_eq!(best.take().map(|kept| kept.source).collect::<Vec<_>>(), [1, 3, 2]);
    }
}
