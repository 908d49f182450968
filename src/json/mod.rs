//! JSON: results as they are written, with line breaks, and the text of files cut into values.
//!
//! Numbers of files are read by [`crate::decimal`]: `serde_json`'s own exact way is as good and brings ten kilobytes of tables.

use serde::Serialize;

use crate::encoding::{EncodingError, lines_of_json};

/// Bytes of JSON that end with a line break.
///
/// # Errors
/// When a value cannot be written as JSON.
///
/// # Examples
/// ```
/// let json = watchback::json::pretty(&[0.1 + 0.2, 1e-7, 2.0])?;
/// assert_eq!(String::from_utf8_lossy(&json), "[\n  0.30000000000000004,\n  1e-7,\n  2.0\n]\n");
/// # Ok::<(), watchback::encoding::EncodingError>(())
/// ```
pub fn pretty(value: &impl Serialize) -> Result<Vec<u8>, EncodingError> {
    let mut json = lines_of_json(value)?;
    json.push(b'\n');
    Ok(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_to_the_last_bit() {
        let numbers = [0.0, -0.0, 1.0 / 3.0, f64::MIN_POSITIVE, f64::MAX, 1e16, 123_456.789, 5e-324];
        let json = pretty(&numbers).unwrap();
        let text = json.trim_ascii().strip_prefix(b"[").and_then(|text| text.strip_suffix(b"]")).unwrap();
        let read = text.split(|byte| *byte == b',').map(|text| {
            let number = crate::decimal::decimal(text.trim_ascii()).unwrap();
            number.to_bits()
        });
        assert_eq!(read.collect::<Vec<u64>>(), numbers.map(f64::to_bits));
        assert_eq!(serde_json::from_slice::<Vec<f64>>(&json).unwrap(), numbers);
        assert_eq!(pretty(&f64::NAN).unwrap(), b"null\n");
    }
}
