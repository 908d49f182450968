//! JSON as results are written: with line breaks, and numbers as the standard library writes them.
//!
//! `serde_json`'s own way to write numbers, and to read them exactly, is as good and brings ten kilobytes of tables each, which the page has already.

use std::io::{self, Write};

use serde::{Deserialize, Deserializer, Serialize, de::Error};
use serde_json::Serializer;
use serde_json::ser::{Formatter, PrettyFormatter};
use serde_json::value::RawValue;

/// Bytes of JSON that end with a line break.
///
/// # Errors
/// When a value cannot be written as JSON.
///
/// # Examples
/// ```
/// let json = watchback::json::pretty(&[0.1 + 0.2, 1e-7, 2.0])?;
/// assert_eq!(String::from_utf8_lossy(&json), "[\n  0.30000000000000004,\n  1e-7,\n  2.0\n]\n");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn pretty(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    let mut json = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut json, Lines(PrettyFormatter::new())))?;
    json.push(b'\n');
    Ok(json)
}

struct Lines<'a>(PrettyFormatter<'a>);

impl Formatter for Lines<'_> {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        write!(writer, "{value:?}")
    }
    fn write_f32<W: ?Sized + Write>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        write!(writer, "{value:?}")
    }
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }
    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }
    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }
    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }
    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }
    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }
    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }
    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }
    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

/// A finite number of a JSON text, the nearest to what is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number(pub(crate) f64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&RawValue>::deserialize(deserializer)?.get();
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Self(number)),
            Ok(_) => Err(Error::custom(format_args!("number out of range, {text}"))),
            Err(_) => {
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
