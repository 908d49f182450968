//! Decimal numbers of files.

/// A decimal number, with a sign, a point or an exponent where there are such, to the nearest
/// double. Finite, or `None`.
pub(crate) fn decimal(text: &[u8]) -> Option<f64> {
    fast_float2::parse(text).ok().filter(|number: &f64| number.is_finite())
}
