//! How values are written as bytes: for digests, and between the page's workers.
//!
//! The form is postcard's: IEEE 754 bits in little-endian order, integers of variable length, the
//! length before each sequence and text, a variant's number before what it holds.

use postcard::ser_flavors::Flavor;
use serde::{Deserialize, Serialize};

/// A value cannot be written: it refuses, or it has a sequence that does not know its length.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a value cannot be written as bytes: {0}")]
pub struct EncodingError(#[from] postcard::Error);

/// Bytes are not those of a value of the type that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodingError {
    /// They end too early, or hold what the type cannot be.
    #[error("these bytes are no value of the expected type: {0}")]
    Malformed(#[from] postcard::Error),
    /// A value ends before they do.
    #[error("{left} bytes are left after the expected value")]
    TooLong {
        /// Number of bytes after the value.
        left: usize,
    },
}

/// The bytes of a value.
///
/// # Errors
/// [`EncodingError`] where a sequence's length is not known before it is written, or the value
/// refuses.
///
/// # Examples
/// ```
/// let bytes = watchback::encoding::encode(&(300_u16, "ab", Some(-1_i64)))?;
/// assert_eq!(bytes, [0xac, 0x02, 2, b'a', b'b', 1, 1]);
/// # Ok::<(), watchback::encoding::EncodingError>(())
/// ```
pub fn encode(value: &impl Serialize) -> Result<Vec<u8>, EncodingError> {
    Ok(postcard::to_stdvec(value)?)
}

/// The value that [`encode`] wrote.
///
/// # Errors
/// [`DecodingError`] where the bytes are not those of one value of this type.
///
/// # Examples
/// ```
/// use watchback::encoding::{decode, encode};
/// let bytes = encode(&(300_u16, "ab", Some(-1_i64)))?;
/// let value: (u16, String, Option<i64>) = decode(&bytes)?;
/// assert_eq!(value, (300, "ab".to_owned(), Some(-1)));
/// assert!(decode::<(u16, String)>(&bytes[..3]).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn decode<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, DecodingError> {
    match postcard::take_from_bytes(bytes)? {
        (value, []) => Ok(value),
        (_, rest) => Err(DecodingError::TooLong { left: rest.len() }),
    }
}

/// Gives the bytes of [`encode`] to `take`, part by part, so that they are never all held.
pub(crate) fn encode_into(value: &impl Serialize, take: impl FnMut(&[u8])) -> Result<(), EncodingError> {
    Ok(postcard::serialize_with_flavor(value, Parts(take))?)
}

/// Hands bytes on as they are written.
struct Parts<F>(F);

impl<F: FnMut(&[u8])> Flavor for Parts<F> {
    type Output = ();

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.try_extend(&[byte])
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        (self.0)(bytes);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
    }
}

/// Bytes in hexadecimal.
///
/// # Examples
/// ```
/// assert_eq!(watchback::encoding::hex(&[0, 171]), "00ab");
/// ```
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serializer;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum Kind {
        Unit,
        New(Vec<Kind>),
        Tuple(i8, f32),
        Struct { number: u64, text: Option<String> },
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Every {
        kinds: Vec<Kind>,
        numbers: (f64, i16, usize, bool, char, ()),
        by_name: BTreeMap<String, i32>,
        nested: Option<Option<i64>>,
    }

    fn every() -> Every {
        let text = Some("é".to_owned());
        let inner = vec![Kind::Unit, Kind::Tuple(-2, 1.0)];
        Every {
            kinds: vec![Kind::New(inner), Kind::Struct { number: u64::MAX, text }],
            numbers: (0.1, -129, 128, true, 'ß', ()),
            by_name: BTreeMap::from([("b".to_owned(), i32::MIN), ("a".to_owned(), 1)]),
            nested: Some(None),
        }
    }

    /// Digests rest on these bytes: they must never change.
    const BYTES: [u8; 54] = [
        2, // kinds
        1, 2, 0, 2, 0xfe, 0, 0, 0x80, 0x3f, // New: Unit and Tuple
        3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 1, 2, 0xc3, 0xa9, // Struct
        0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0x3f, // 0.1
        0x81, 2, 0x80, 1, 1, 2, 0xc3, 0x9f, // -129, 128, true, ß
        2, 1, b'a', 2, 1, b'b', 0xff, 0xff, 0xff, 0xff, 0x0f, // the map in the order of its keys
        1, 0, // Some(None)
    ];

    #[test]
    fn a_value_has_these_bytes_and_is_read_from_them_again() {
        let value = every();
        let bytes = encode(&value).unwrap();
        assert_eq!(bytes, BYTES);
        assert_eq!(decode::<Every>(&bytes), Ok(value));
    }

    #[test]
    fn the_parts_of_a_value_are_its_bytes() {
        let mut parts = Vec::new();
        encode_into(&every(), |part| parts.extend_from_slice(part)).unwrap();
        assert_eq!(parts, encode(&every()).unwrap());
    }

    #[test]
    fn other_bytes_are_an_error() {
        let bytes = encode(&every()).unwrap();
        for end in 0..bytes.len() {
            assert!(matches!(decode::<Every>(&bytes[..end]), Err(DecodingError::Malformed(_))), "{end}");
        }
        let longer = [bytes, vec![0, 0]].concat();
        assert_eq!(decode::<Every>(&longer), Err(DecodingError::TooLong { left: 2 }));
        // A length that no memory holds, and a variant that there is not.
        assert!(decode::<Vec<f64>>(&[0xff, 0xff, 0xff, 0xff, 0x7f]).is_err());
        assert!(decode::<Kind>(&[4]).is_err());
    }

    #[test]
    fn a_sequence_of_unknown_length_is_an_error() {
        struct Endless;
        impl Serialize for Endless {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_seq(None)?;
                Err(serde::ser::Error::custom("no end"))
            }
        }
        assert_eq!(encode(&Endless), Err(EncodingError(postcard::Error::SerializeSeqLengthUnknown)));
    }
}
