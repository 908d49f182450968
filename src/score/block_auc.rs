//! Rank AUC by pairs of blocks, so that it is known without any of them.

use super::Blocks;

/// Ordered pairs of a positive and a negative, counted by the blocks that the two lie in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BlockAuc {
    n_blocks: usize,
    /// Twice the pairs in order, ties once: by the positive's block, then the negative's.
    doubled_wins: Vec<u64>,
    positives: Vec<u64>,
    negatives: Vec<u64>,
}

impl BlockAuc {
    /// Counts positives and negatives, each given as (score, step).
    pub(super) fn new(blocks: Blocks, positives: &[(f64, usize)], negatives: &[(f64, usize)]) -> Self {
        let n_blocks = blocks.count();
        let mut counts = Self {
            n_blocks,
            doubled_wins: vec![0; n_blocks * n_blocks],
            positives: vec![0; n_blocks],
            negatives: vec![0; n_blocks],
        };
        // Negatives in order of score, with how many of each block lie below.
        let with_blocks = |steps: &[(f64, usize)]| -> Vec<(f64, usize)> {
            let mut steps: Vec<(f64, usize)> =
                steps.iter().map(|&(score, step)| (score, blocks.of(step))).collect();
            steps.sort_by(|a, b| a.0.total_cmp(&b.0));
            steps
        };
        let (ordered, sought) = (with_blocks(negatives), with_blocks(positives));
        ordered.iter().for_each(|(_, block)| counts.negatives[*block] += 1);
        let (mut below, mut up_to) = (vec![0_u64; n_blocks], vec![0_u64; n_blocks]);
        let (mut at_below, mut at_up_to) = (0, 0);
        for (score, block) in sought {
            while let Some((_, of)) = ordered.get(at_below).filter(|other| other.0 < score) {
                below[*of] += 1;
                at_below += 1;
            }
            while let Some((_, of)) = ordered.get(at_up_to).filter(|other| other.0 <= score) {
                up_to[*of] += 1;
                at_up_to += 1;
            }
            counts.positives[block] += 1;
            let row = &mut counts.doubled_wins[block * n_blocks..(block + 1) * n_blocks];
            for ((wins, below), up_to) in row.iter_mut().zip(&below).zip(&up_to) {
                *wins += below + up_to;
            }
        }
        counts
    }

    pub(super) const fn n_blocks(&self) -> usize {
        self.n_blocks
    }

    /// The AUC of all; `None` without a positive or a negative.
    pub(super) fn auc(&self) -> Option<f64> {
        share(self.doubled_wins.iter().sum(), self.positives.iter().sum(), self.negatives.iter().sum())
    }

    /// The AUC without a block.
    pub(super) fn without(&self, block: usize) -> Option<f64> {
        let n = self.n_blocks;
        let row: u64 = self.doubled_wins[block * n..(block + 1) * n].iter().sum();
        let column: u64 = self.doubled_wins.iter().skip(block).step_by(n).sum();
        let both = self.doubled_wins[block * n + block];
        let all: u64 = self.doubled_wins.iter().sum();
        let left = |counts: &[u64]| counts.iter().sum::<u64>() - counts[block];
        share(all + both - row - column, left(&self.positives), left(&self.negatives))
    }
}

fn share(doubled_wins: u64, positives: u64, negatives: u64) -> Option<f64> {
    (positives > 0 && negatives > 0).then(|| super::ranks::share_of_pairs(doubled_wins, positives, negatives))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::rank_auc;

    proptest::proptest! {
        #[test]
        fn it_equals_the_rank_auc_of_what_is_left(
            steps in proptest::collection::vec((0_u32..6, 0_u32..4), 1..60), size in 1_usize..20,
        ) {
            let scores: Vec<f64> = steps.iter().map(|(score, _)| f64::from(*score)).collect();
            let events: Vec<bool> = steps.iter().map(|(_, event)| *event == 0).collect();
            let blocks = Blocks::of_steps(steps.len(), size);
            let of = |wanted: bool| -> Vec<(f64, usize)> {
                (0..steps.len()).filter(|&step| events[step] == wanted).map(|step| (scores[step], step)).collect()
            };
            let counted = BlockAuc::new(blocks, &of(true), &of(false));
            assert_eq!(counted.auc(), rank_auc(&scores, &events).ok());
            for block in 0..blocks.count() {
                let left: Vec<usize> = (0..steps.len()).filter(|&step| blocks.of(step) != block).collect();
                let scores: Vec<f64> = left.iter().map(|&step| scores[step]).collect();
                let events: Vec<bool> = left.iter().map(|&step| events[step]).collect();
                assert_eq!(counted.without(block), rank_auc(&scores, &events).ok());
            }
        }
    }
}
