//! The plain tolerant rule: each event counts once, by the highest score within the tolerance.

use super::ranks::{for_ties, share_of_pairs};

/// The ranks of one forecast, and room to count them by class.
#[derive(Clone, Debug, Default)]
pub(super) struct PlainRanks {
    /// Index of each step's score among the distinct scores, the whole forecast twice over, so that a rotation is a slice.
    ranks_twice: Vec<u32>,
    n_ranks: usize,
    positives: Vec<u32>,
    negatives: Vec<u32>,
}

impl PlainRanks {
    /// Takes the forecast: its scores, and its steps in ascending order of them.
    pub(super) fn set_forecast(&mut self, scores: &[f64], ascending: &[u32]) {
        let Self { ranks_twice, n_ranks, .. } = self;
        ranks_twice.clear();
        ranks_twice.resize(2 * scores.len(), 0);
        *n_ranks = 0;
        for_ties(scores, ascending, |_, group| {
            for &step in group {
                ranks_twice[step as usize] = *n_ranks as u32;
                ranks_twice[step as usize + scores.len()] = *n_ranks as u32;
            }
            *n_ranks += 1;
        });
    }

    /// Counts events by the rank of their highest score within the tolerance, and the steps far from all events by
    /// their own rank. Step t is paired with step (t + `offset`) mod n of the forecast, `offset` < n.
    pub(super) fn count(
        &mut self,
        event_steps: &[u32],
        far_steps: &[u32],
        width_steps: usize,
        offset: usize,
    ) {
        let n_steps = self.ranks_twice.len() / 2;
        let ranks = &self.ranks_twice[offset..offset + n_steps];
        for counts in [&mut self.positives, &mut self.negatives] {
            counts.clear();
            counts.resize(self.n_ranks, 0);
        }
        for &event in event_steps {
            let event = event as usize;
            let end = event.saturating_add(width_steps).saturating_add(1).min(n_steps);
            let around = &ranks[event.saturating_sub(width_steps)..end];
            let highest = around.iter().fold(0, |highest, &rank| highest.max(rank));
            self.positives[highest as usize] += 1;
        }
        for &step in far_steps {
            self.negatives[ranks[step as usize] as usize] += 1;
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
        offset: usize,
    ) -> f64 {
        self.count(event_steps, far_steps, width_steps, offset);
        let (mut doubled_wins, mut below) = (0, 0);
        for (positives, negatives) in self.classes() {
            doubled_wins += u64::from(positives) * (2 * below + u64::from(negatives));
            below += u64::from(negatives);
        }
        share_of_pairs(doubled_wins, event_steps.len() as u64, far_steps.len() as u64)
    }
}
