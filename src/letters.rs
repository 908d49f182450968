//! Numbers that people type.

/// A decimal number, the nearest to what is written; `None` where it is none or not finite.
///
/// # Examples
/// ```
/// use watchback::letters::number;
/// assert_eq!(
///     (number("-0.1"), number("2e3"), number("1e400"), number("")),
///     (Some(-0.1), Some(2000.0), None, None)
/// );
/// ```
pub fn number(text: &str) -> Option<f64> {
    crate::decimal::decimal(text.as_bytes())
}
