//! The Brier score: how far probabilities are from what happened.

use serde::{Deserialize, Serialize};

use super::ranks::check_scores;
use super::{ScoreError, Undefined};

/// Mean squared difference of probability and outcome (1 event, 0 none) over the steps: 0 is
/// perfect, lower is better.
///
/// # Errors
/// No steps; probabilities that are not finite or do not pair.
///
/// # Examples
/// ```
/// use watchback::score::brier_score;
/// assert_eq!(brier_score(&[0.5, 0.25], &[true, false])?, 0.156_25);
/// # Ok::<(), watchback::score::ScoreError>(())
/// ```
///
/// Source: Brier (1950).
pub fn brier_score(probabilities: &[f64], events: &[bool]) -> Result<f64, ScoreError> {
    check_scores(probabilities, events.len())?;
    if events.is_empty() {
        return Err(Undefined::NoSteps.into());
    }
    let sum = probabilities.iter().zip(events).fold(0.0, |sum, (probability, &event)| {
        let error = probability - f64::from(u8::from(event));
        sum + error * error
    });
    Ok(sum / events.len() as f64)
}

/// Mean Brier scores over the streams of an aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BrierComparison {
    /// Of the forecast.
    pub forecast: f64,
    /// Of the static rate.
    pub static_rate: f64,
    /// Mean over streams of forecast less static rate: negative where the forecast is better.
    pub difference: f64,
}
