//! The pooled rank AUC: all steps of all streams ranked together.

use ndarray::ArrayView2;

use crate::chance::Shift;
use crate::streams::PackedStreams;

use super::error::MAX_PAIRS;
use super::ranks::{auc_of_rank_sum, check_classes, doubled_rank, for_ties, sort_steps};
use super::{AucRounds, ScoreError, Shifts};
use watchback_translate::mark;

/// What a pooled AUC must be called: a constant rate per stream scores well above one half in it.
pub const POOLED_LABEL: &str = mark!("where, not when");

/// The rank AUC over all pairs of stream and step, ties counted half; observed, and with every
/// stream's forecast shifted by each of `shifts`.
///
/// `probabilities` goes by stream and step of the test window, `events` holds the same streams over
/// the same window. The pairs are sorted once. See [`POOLED_LABEL`] for what the figure means.
///
/// # Errors
/// Shapes that differ, probabilities that are not finite, or no event or no eventless step at all.
///
/// # Examples
/// ```
/// use ndarray::array;
/// use watchback::score::{Shifts, pooled_rank_auc};
/// use watchback::streams::PackedStreams;
/// let mut events = PackedStreams::empty(2, 2);
/// events.set(1, 0);
/// events.set(1, 1);
/// // Two constant rates: the pooled figure is perfect and says nothing of time.
/// let pooled = pooled_rank_auc(
///     array![[0.1, 0.1], [0.6, 0.6]].view(),
///     &events,
///     &Shifts::around(2, vec![1]),
/// )?;
/// assert_eq!((pooled.observed, pooled.rounds), (1.0, vec![1.0]));
/// # Ok::<(), watchback::score::ScoreError>(())
/// ```
pub fn pooled_rank_auc(
    probabilities: ArrayView2<'_, f64>,
    events: &PackedStreams,
    shifts: &Shifts,
) -> Result<AucRounds, ScoreError> {
    let (n_streams, n_steps) = probabilities.dim();
    let n_pairs = n_streams * n_steps;
    let expected = events.n_streams() * events.n_steps();
    if n_pairs > 0 && (n_streams != events.n_streams() || n_steps != events.n_steps()) {
        return Err(ScoreError::LengthsDiffer { scores: n_pairs, events: expected });
    }
    if n_pairs > MAX_PAIRS {
        return Err(ScoreError::TooManySteps { found: n_pairs });
    }
    let event_pairs: Vec<(u32, u32)> = (0..n_streams)
        .flat_map(|stream| (0..n_steps).map(move |step| (stream, step)))
        .filter(|&(stream, step)| events.get(stream, step))
        .map(|(stream, step)| (stream as u32, step as u32))
        .collect();
    check_classes(event_pairs.len(), n_pairs)?;
    let ranks = doubled_ranks(probabilities)?;
    let auc = |shift: Shift| {
        let rank = |&(stream, step): &(u32, u32)| {
            u64::from(ranks[stream as usize * n_steps + shift.read_at(step as usize)])
        };
        auc_of_rank_sum(event_pairs.iter().map(rank).sum(), event_pairs.len() as u64, n_pairs as u64)
    };
    Ok(AucRounds { observed: auc(Shift::NONE), rounds: shifts.iter().map(auc).collect() })
}

/// Doubled ranks of all pairs, by stream and step.
fn doubled_ranks(probabilities: ArrayView2<'_, f64>) -> Result<Vec<u32>, ScoreError> {
    let rows = probabilities.as_standard_layout();
    let scores = rows.as_slice().unwrap_or(&[]);
    if let Some(pair) = scores.iter().position(|score| !score.is_finite()) {
        return Err(ScoreError::NotFinite { step: pair % probabilities.ncols() });
    }
    let mut order = Vec::new();
    sort_steps(scores, &mut order);
    let mut ranks = vec![0; scores.len()];
    for_ties(scores, &order, |below, group| {
        group.iter().for_each(|&pair| ranks[pair as usize] = doubled_rank(below, group.len()));
    });
    Ok(ranks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::rank_auc;
    use ndarray::Array2;

    proptest::proptest! {
        #[test]
        fn every_round_equals_the_rank_auc_of_the_pooled_arrays(
            cells in proptest::collection::vec((-3_i32..9, 0_u32..4), 24), offset in 0_usize..30, circle in 0_usize..=6,
        ) {
            let p = Array2::from_shape_fn((4, 6), |(i, t)| f64::from(cells[i * 6 + t].0) / 8.0);
            let rotated = Array2::from_shape_fn((4, 6), |(i, t)| p[(i, Shift::new(offset, circle).read_at(t))]);
            let events: Vec<bool> = cells.iter().map(|cell| cell.1 == 0).collect();
            let mut packed = PackedStreams::empty(4, 6);
            for (pair, _) in events.iter().enumerate().filter(|(_, event)| **event) {
                packed.set(pair / 6, pair % 6);
            }
            let flat = |p: &Array2<f64>| rank_auc(&p.iter().copied().collect::<Vec<_>>(), &events);
            match pooled_rank_auc(p.view(), &packed, &Shifts::around(circle, vec![offset])) {
                Ok(pooled) => {
                    assert_eq!(Ok(pooled.observed), flat(&p));
                    assert_eq!(Ok(pooled.rounds[0]), flat(&rotated));
                }
                Err(error) => assert_eq!(Err(error), flat(&p)),
            }
        }
    }

    #[test]
    fn shapes_must_agree() {
        let p = Array2::from_elem((2, 3), 0.5);
        assert!(pooled_rank_auc(p.view(), &PackedStreams::empty(3, 2), &Shifts::none()).is_err());
        assert!(
            pooled_rank_auc(Array2::zeros((0, 0)).view(), &PackedStreams::empty(0, 0), &Shifts::none())
                .is_err()
        );
    }
}
