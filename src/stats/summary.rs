//! Mean, median, quantiles and sums of squares.

/// The mean, summed in order; 0 of no numbers.
///
/// # Examples
/// ```
/// assert_eq!(watchback::stats::mean(&[1.0, 2.0, 6.0]), 3.0);
/// ```
#[must_use]
pub fn mean(numbers: &[f64]) -> f64 {
    let sum = numbers.iter().fold(0.0, |sum, number| sum + number);
    if numbers.is_empty() { 0.0 } else { sum / numbers.len() as f64 }
}

/// The median; of an even number of values the mean of the middle two. Sorts `values`.
/// `None` of no numbers.
///
/// # Examples
/// ```
/// use watchback::stats::median;
/// assert_eq!(median(&mut [5.0, 1.0, 3.0]), Some(3.0));
/// assert_eq!(median(&mut [5.0, 1.0, 3.0, 4.0]), Some(3.5));
/// ```
pub fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let (low, high) = (values.get(values.len().saturating_sub(1) / 2)?, values.get(values.len() / 2)?);
    Some(0.5 * (low + high))
}

/// The `share` quantile of numbers in ascending order, linear between order statistics: the first
/// number at share 0, the last at share 1. `share` is held within 0 to 1; no numbers give 0.
///
/// Source: Hyndman and Fan, The American Statistician 50 (1996), type 7.
///
/// # Examples
/// ```
/// use watchback::stats::quantile;
/// assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.5), 2.0);
/// assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), 3.0);
/// ```
#[must_use]
pub fn quantile(ascending: &[f64], share: f64) -> f64 {
    let Some(last) = ascending.len().checked_sub(1) else { return 0.0 };
    let position = share.clamp(0.0, 1.0) * last as f64;
    let below = (position as usize).min(last);
    let (low, high) = (ascending[below], ascending[(below + 1).min(last)]);
    low + (high - low) * (position - below as f64)
}

/// The sum of squared deviations from `centre`, in order.
///
/// # Examples
/// ```
/// assert_eq!(watchback::stats::squared_deviations(&[1.0, 2.0, 6.0], 3.0), 14.0);
/// ```
#[must_use]
pub fn squared_deviations(values: &[f64], centre: f64) -> f64 {
    values.iter().fold(0.0, |sum, value| sum + (value - centre) * (value - centre))
}

/// The inner product of two vectors, summed in order, up to the shorter one's length.
///
/// # Examples
/// ```
/// assert_eq!(watchback::stats::dot(&[1.0, 2.0], &[3.0, 4.0]), 11.0);
/// ```
#[must_use]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |sum, (a, b)| sum + a * b)
}
