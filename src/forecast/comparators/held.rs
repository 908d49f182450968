//! Bounds that keep probabilities away from 0 and 1.

/// Probabilities are held within this much of 0 and 1, as in every log score.
const LEAST: f64 = 1e-6;
/// Products and sums of rates are no probabilities by themselves and are held below this.
pub(super) const MOST_OF_A_PRODUCT: f64 = 0.99;

/// A probability that costs a finite log score whatever happens.
pub(super) fn held(probability: f64) -> f64 {
    probability.clamp(LEAST, 1.0 - LEAST)
}
