//! The strict score: rank AUC of one forecast, no tolerance in time.

use super::ScoreError;
use super::ranks::{auc_of_rank_sum, check_classes, check_scores, doubled_rank, for_ties, sort_steps};

/// The share of pairs (event step, eventless step) in which the event step has the higher score,
/// ties counted half.
///
/// `scores` and `events` go by step. The order of the scores alone matters, so any finite scores
/// will do. The ranks are integers and there is one division, so the result has the same bits
/// everywhere.
///
/// # Errors
/// [`ScoreError::Undefined`] without an event or without an eventless step; scores that are not
/// finite or do not pair.
///
/// # Examples
/// ```
/// use watchback::score::rank_auc;
/// assert_eq!(rank_auc(&[0.9, 0.1, 0.5, 0.5], &[true, false, true, false])?, 0.875);
/// assert_eq!(rank_auc(&[0.3, 0.3, 0.3], &[true, false, false])?, 0.5);
/// assert!(rank_auc(&[0.3, 0.4], &[false, false]).is_err());
/// # Ok::<(), watchback::score::ScoreError>(())
/// ```
///
/// Source: Mann and Whitney (1947); `docs/method.md`, section 6, w = 0.
pub fn rank_auc(scores: &[f64], events: &[bool]) -> Result<f64, ScoreError> {
    check_scores(scores, events.len())?;
    let n_events = events.iter().filter(|&&event| event).count();
    check_classes(n_events, events.len())?;
    let mut order = Vec::new();
    sort_steps(scores, &mut order);
    let mut doubled_rank_sum = 0;
    for_ties(scores, &order, |below, group| {
        let hits = group.iter().filter(|&&step| events[step as usize]).count() as u64;
        doubled_rank_sum += hits * u64::from(doubled_rank(below, group.len()));
    });
    Ok(auc_of_rank_sum(doubled_rank_sum, n_events as u64, events.len() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Undefined;

    #[test]
    fn what_is_undefined_says_why() {
        let reason = |scores: &[f64], events: &[bool]| rank_auc(scores, events).unwrap_err();
        assert_eq!(reason(&[], &[]), Undefined::NoSteps.into());
        assert_eq!(reason(&[0.1], &[false]), Undefined::NoEvents.into());
        assert_eq!(reason(&[0.1], &[true]), Undefined::NoEventlessSteps.into());
        assert_eq!(reason(&[0.1, f64::NAN], &[true, false]), ScoreError::NotFinite { step: 1 });
        assert_eq!(reason(&[0.1], &[]), ScoreError::LengthsDiffer { scores: 1, events: 0 });
    }

    #[test]
    fn minus_zero_ties_with_zero() {
        assert_eq!(rank_auc(&[0.0, -0.0], &[true, false]), Ok(0.5));
        assert_eq!(rank_auc(&[-0.0, 0.0], &[true, false]), Ok(0.5));
    }
}
