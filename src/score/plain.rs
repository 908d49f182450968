//! The plain tolerant rule: each event counts once, by the highest score within the tolerance.

use crate::chance::Shift;

use super::ranks::{for_ties, share_of_pairs};

/// The ranks of one forecast, and room to count them by class.
#[derive(Clone, Debug, Default)]
pub(super) struct PlainRanks {
    /// Index of each step's score among the distinct scores.
    ranks: Vec<u32>,
    n_ranks: usize,
    positives: Vec<u32>,
    negatives: Vec<u32>,
}

impl PlainRanks {
    /// Takes the forecast: its scores, and its steps in ascending order of them.
    pub(super) fn set_forecast(&mut self, scores: &[f64], ascending: &[u32]) {
        let Self { ranks, n_ranks, .. } = self;
        ranks.clear();
        ranks.resize(scores.len(), 0);
        *n_ranks = 0;
        for_ties(scores, ascending, |_, group| {
            for &step in group {
                ranks[step as usize] = *n_ranks as u32;
            }
            *n_ranks += 1;
        });
    }

    /// Counts events by the rank of their highest score within the tolerance, and the steps far
    /// from all events by their own rank. Each step is paired with the step of the forecast that
    /// the shift reads there.
    pub(super) fn count(&mut self, event_steps: &[u32], far_steps: &[u32], width_steps: usize, shift: Shift) {
        let n_steps = self.ranks.len();
        let rank = |step: usize| self.ranks[shift.read_at(step)];
        for counts in [&mut self.positives, &mut self.negatives] {
            counts.clear();
            counts.resize(self.n_ranks, 0);
        }
        for &event in event_steps {
            let event = event as usize;
            let end = event.saturating_add(width_steps).saturating_add(1).min(n_steps);
            let highest = (event.saturating_sub(width_steps)..end).map(rank).fold(0, u32::max);
            self.positives[highest as usize] += 1;
        }
        for &step in far_steps {
            self.negatives[rank(step as usize) as usize] += 1;
        }
    }

    /// Number of events and of far steps by rank, ascending, as last counted.
    pub(super) fn classes(&self) -> impl DoubleEndedIterator<Item = (u32, u32)> {
        self.positives.iter().copied().zip(self.negatives.iter().copied())
    }

    /// The rank AUC of the events' highest scores against the far steps' own, ties counted half.
    pub(super) fn auc(
        &mut self,
        event_steps: &[u32],
        far_steps: &[u32],
        width_steps: usize,
        shift: Shift,
    ) -> f64 {
        self.count(event_steps, far_steps, width_steps, shift);
        let (mut doubled_wins, mut below) = (0, 0);
        for (positives, negatives) in self.classes() {
            doubled_wins += u64::from(positives) * (2 * below + u64::from(negatives));
            below += u64::from(negatives);
        }
        share_of_pairs(doubled_wins, event_steps.len() as u64, far_steps.len() as u64)
    }
}
