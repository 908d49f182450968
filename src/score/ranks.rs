//! Ranks as integers, so that an AUC is one division of whole numbers and has the same bits
//! everywhere.

use super::error::{MAX_PAIRS, ScoreError, Undefined};

/// Refuses scores that cannot be ranked or paired with `n_events` outcomes.
pub(super) fn check_scores(scores: &[f64], n_events: usize) -> Result<(), ScoreError> {
    if scores.len() != n_events {
        return Err(ScoreError::LengthsDiffer { scores: scores.len(), events: n_events });
    }
    if scores.len() > MAX_PAIRS {
        return Err(ScoreError::TooManySteps { found: scores.len() });
    }
    match scores.iter().position(|score| !score.is_finite()) {
        Some(step) => Err(ScoreError::NotFinite { step }),
        None => Ok(()),
    }
}

/// Steps in ascending order of their score. Ties stand in the order of steps, and -0 ties with 0.
pub(super) fn sort_steps(scores: &[f64], order: &mut Vec<u32>) {
    order.clear();
    order.extend(0..scores.len() as u32);
    order.sort_unstable_by(|&a, &b| {
        // Adding 0 turns -0 into 0, which the total order would tell apart.
        let (x, y) = (scores[a as usize] + 0.0, scores[b as usize] + 0.0);
        x.total_cmp(&y).then(a.cmp(&b))
    });
}

/// Calls `visit` with each group of tied steps in ascending order, and with the number of steps
/// below the group.
pub(super) fn for_ties(scores: &[f64], order: &[u32], mut visit: impl FnMut(usize, &[u32])) {
    let mut below = 0;
    for group in order.chunk_by(|&a, &b| scores[a as usize] == scores[b as usize]) {
        visit(below, group);
        below += group.len();
    }
}

/// Twice the mean rank (from 1) of a group of tied steps.
pub(super) const fn doubled_rank(below: usize, n_tied: usize) -> u32 {
    (2 * below + n_tied + 1) as u32
}

/// The share of pairs (positive, negative) that are in order, ties counted half, from twice its
/// numerator.
///
/// Exact up to the one division: both products stay below 2^53 for any two classes of 6 * 10^7
/// members.
pub(super) fn share_of_pairs(doubled_wins: u64, n_positive: u64, n_negative: u64) -> f64 {
    doubled_wins as f64 / (2 * n_positive * n_negative) as f64
}

/// The AUC from the sum of the positives' doubled ranks among all `n_steps` (Mann and Whitney,
/// 1947).
pub(super) fn auc_of_rank_sum(doubled_rank_sum: u64, n_positive: u64, n_steps: u64) -> f64 {
    let doubled_wins = doubled_rank_sum - n_positive * (n_positive + 1);
    share_of_pairs(doubled_wins, n_positive, n_steps - n_positive)
}

/// Whether `n_events` of `n_steps` leave a strict AUC defined.
pub(super) const fn check_classes(n_events: usize, n_steps: usize) -> Result<(), Undefined> {
    if n_steps == 0 {
        Err(Undefined::NoSteps)
    } else if n_events == 0 {
        Err(Undefined::NoEvents)
    } else if n_events == n_steps {
        Err(Undefined::NoEventlessSteps)
    } else {
        Ok(())
    }
}
