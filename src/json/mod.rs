//! JSON: results as they are written, with line breaks, and the text of files cut into values.

use serde::Serialize;

/// Bytes of JSON that end with a line break. A number reads back to the same bits; what is not
/// finite is `null`.
///
/// # Errors
/// Where a value refuses to be written, or a key is neither a text nor a number.
///
/// # Examples
/// ```
/// let json = watchback::json::pretty(&[0.1 + 0.2, 1e-7, 2.0])?;
/// assert_eq!(
///     String::from_utf8_lossy(&json),
///     "[\n  0.30000000000000004,\n  1e-7,\n  2.0\n]\n"
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn pretty(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    let mut json = serde_json::to_vec_pretty(value)?;
    json.push(b'\n');
    Ok(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_to_the_last_bit() {
        let numbers = [0.0, -0.0, 1.0 / 3.0, f64::MIN_POSITIVE, f64::MAX, 1e16, 123_456.789, 5e-324];
        let read: Vec<f64> = serde_json::from_slice(&pretty(&numbers).unwrap()).unwrap();
        assert_eq!(read.iter().map(|number| number.to_bits()).collect::<Vec<_>>(), numbers.map(f64::to_bits));
    }

    #[test]
    fn what_is_not_finite_is_null() {
        let json = pretty(&[f64::NAN, f64::INFINITY, f64::NEG_INFINITY]).unwrap();
        assert_eq!(json, b"[\n  null,\n  null,\n  null\n]\n");
    }
}
