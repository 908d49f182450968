//! JSON as results are written: with line breaks, and numbers as the standard library writes them.
//!
//! `serde_json`'s own way to read numbers exactly is as good and brings ten kilobytes of tables, which the page has already.

use serde::{Deserialize, Deserializer, Serialize, de::Error};
use serde_json::value::RawValue;

use crate::encoding::{EncodingError, lines_of_json};
use watchback_kernel::decimal::decimal;

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

/// A finite number of a JSON text, the nearest to what is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number(pub(crate) f64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&RawValue>::deserialize(deserializer)?.get();
        match decimal(text.as_bytes()) {
            Some(number) => Ok(Self(number)),
            // What is left of what JSON writes like this.
            None if text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) => {
                Err(Error::custom(format_args!("number out of range, {text}")))
            }
            None => {
                let shown: String = text.chars().take(40).collect();
                Err(Error::custom(format_args!("expected a number, found {shown}")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_to_the_last_bit() {
        let numbers = [0.0, -0.0, 1.0 / 3.0, f64::MIN_POSITIVE, f64::MAX, 1e16, 123_456.789, 5e-324];
        let json = pretty(&numbers).unwrap();
        let read: Vec<Number> = serde_json::from_slice(&json).unwrap();
        assert!(read.iter().zip(numbers).all(|(read, number)| read.0.to_bits() == number.to_bits()));
        assert_eq!(serde_json::from_slice::<Vec<f64>>(&json).unwrap(), numbers);
        assert_eq!(pretty(&f64::NAN).unwrap(), b"null\n");
    }

    #[test]
    fn what_is_no_number_is_named() {
        for (text, says) in [
            ("\"1\"", "expected a number, found \"1\""),
            ("1e400", "number out of range, 1e400"),
            ("[1]", "expected a number, found [1]"),
        ] {
            let error = serde_json::from_str::<Number>(text).unwrap_err();
            assert!(error.to_string().contains(says), "{error}");
        }
    }
}
