//! How values are written: as bytes for digests and between workers, and as JSON.
//!
//! The bytes are postcard's. Both forms come from one serializer of our own, which asks at run time which of the two it
//! writes: with one of postcard's for each place bytes go to and one of `serde_json`'s, all that a hundred types say of
//! themselves would be in the page three times. What reads the bytes again has no errors, for the same reason.

mod reader;
mod writer;

use serde::{Deserialize, Serialize};

use reader::Reader;
use writer::{Form, Writer};

/// A value that cannot be written: it says so, or a sequence does not know its length, or a map's keys are neither texts
/// nor numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a value cannot be written: a sequence must know its length, and keys of a map must be texts or numbers"
)]
pub struct EncodingError;

/// A value in bytes, as postcard writes it: IEEE 754 bits in little-endian order for floating point, integers of variable
/// length, the length before each sequence and text, a variant's number before what it holds.
///
/// # Errors
/// [`EncodingError`] where a value's length is not known before it is written, or the value refuses.
///
/// # Examples
/// ```
/// let bytes = watchback::encoding::packed(&(300_u16, "ab", Some(-1_i64)))?;
/// assert_eq!(bytes, [0xac, 0x02, 2, b'a', b'b', 1, 1]);
/// # Ok::<(), watchback::encoding::EncodingError>(())
/// ```
pub fn packed(value: &impl Serialize) -> Result<Vec<u8>, EncodingError> {
    let mut writer = Writer::new(Form::Packed);
    value.serialize(&mut writer)?;
    Ok(writer.bytes)
}

/// The value of bytes that [`packed`] wrote from the same type, in the same program: between its workers.
///
/// Such bytes are never wrong, so that nothing here says how they could be: half of what reads a value would else be ways
/// to leave it half read. For bytes from elsewhere there is `postcard::from_bytes`.
///
/// # Panics
/// Where the bytes are of something else, if they do not happen to give a value.
///
/// # Examples
/// ```
/// use watchback::encoding::{packed, unpacked};
/// let bytes = packed(&(300_u16, "ab", Some(-1_i64)))?;
/// assert_eq!(unpacked::<(u16, String, Option<i64>)>(&bytes), (300, "ab".to_owned(), Some(-1)));
/// # Ok::<(), watchback::encoding::EncodingError>(())
/// ```
pub fn unpacked<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> T {
    match T::deserialize(&mut Reader::new(bytes)) {
        Ok(value) => value,
    }
}

/// Gives the bytes of [`packed`] to `take`, some ten thousand at a time.
pub(crate) fn pack_into(value: &impl Serialize, take: &mut dyn FnMut(&[u8])) -> Result<(), EncodingError> {
    let mut writer = Writer::new(Form::Packed);
    writer.take = Some(take);
    value.serialize(&mut writer)?;
    writer.hand_on();
    Ok(())
}

/// JSON with line breaks and indents of two spaces.
pub(crate) fn lines_of_json(value: &impl Serialize) -> Result<Vec<u8>, EncodingError> {
    let mut writer = Writer::new(Form::Json);
    value.serialize(&mut writer)?;
    Ok(writer.bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::{Deserialize, Serialize, Serializer};

    use super::*;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    enum Kind {
        Unit,
        New(Vec<Kind>),
        Tuple(i8, f32),
        Struct { number: u64, text: Option<String> },
        Empty {},
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Place(f64, f64);

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct One(i16);

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Nothing;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Whole {
        kinds: Vec<Kind>,
        places: Vec<Place>,
        nested: (Nothing, One, [u16; 2], bool, char, ()),
        by_number: BTreeMap<i32, Vec<u8>>,
        by_name: BTreeMap<String, BTreeMap<bool, u32>>,
        left_out: Option<i64>,
        within: Option<Option<i64>>,
    }

    fn whole() -> impl Strategy<Value = Whole> {
        let kind = prop_oneof![
            Just(Kind::Unit),
            Just(Kind::Empty {}),
            (any::<i8>(), any::<f32>()).prop_map(|(small, number)| Kind::Tuple(small, number)),
            (any::<u64>(), any::<Option<String>>()).prop_map(|(number, text)| Kind::Struct { number, text }),
        ];
        let kind =
            kind.prop_recursive(3, 12, 3, |kind| prop::collection::vec(kind, 0..3).prop_map(Kind::New));
        let place = (any::<f64>(), prop::num::f64::ANY).prop_map(|(a, b)| Place(a, b));
        let texts = "[ -~\u{0}-\u{1f}\u{7f}\"\\\\é🦀]{0,6}";
        (
            prop::collection::vec(kind, 0..4),
            prop::collection::vec(place, 0..3),
            (any::<i16>(), any::<[u16; 2]>(), any::<bool>(), any::<char>()),
            prop::collection::btree_map(any::<i32>(), any::<Vec<u8>>(), 0..3),
            prop::collection::btree_map(
                texts,
                prop::collection::btree_map(any::<bool>(), any::<u32>(), 0..2),
                0..3,
            ),
            any::<(Option<i64>, Option<Option<i64>>)>(),
        )
            .prop_map(
                |(kinds, places, (one, pair, flag, sign), by_number, by_name, (left_out, within))| {
                    let nested = (Nothing, One(one), pair, flag, sign, ());
                    Whole { kinds, places, nested, by_number, by_name, left_out, within }
                },
            )
    }

    proptest! {
        #[test]
        fn bytes_are_those_of_postcard(value in whole()) {
            let expected = postcard::to_allocvec(&value).unwrap();
            prop_assert_eq!(&packed(&value).unwrap(), &expected);
            let mut parts = Vec::new();
            pack_into(&value, &mut |part| parts.extend_from_slice(part)).unwrap();
            prop_assert_eq!(parts, expected);
        }

        #[test]
        fn what_was_written_is_read_again(value in whole()) {
            let bytes = packed(&value).unwrap();
            let again: Whole = unpacked(&bytes);
            prop_assert_eq!(packed(&again).unwrap(), bytes);
        }

        #[test]
        fn json_is_that_of_serde_json_but_for_the_form_of_numbers(value in whole()) {
            let json = lines_of_json(&value).unwrap();
            let tree: serde_json::Value = serde_json::from_slice(&json).unwrap();
            // Numbers apart, which serde_json writes with its own choice of exponents.
            let expected = serde_json::to_string_pretty(&value).unwrap();
            let without = |text: &str| -> Vec<String> {
                let number = |line: &str| line.trim_end_matches(',').trim().parse::<f64>().map(f64::to_bits);
                text.lines().map(|line| number(line).map_or(line.to_owned(), |bits| bits.to_string())).collect()
            };
            prop_assert_eq!(without(&String::from_utf8(json).unwrap()), without(&expected));
            prop_assert_eq!(tree, serde_json::from_str::<serde_json::Value>(&expected).unwrap());
        }
    }

    #[test]
    fn long_values_are_handed_on_in_blocks() {
        let numbers: Vec<f64> = (0..50_000).map(f64::from).collect();
        let (mut parts, mut bytes) = (0, Vec::new());
        pack_into(&numbers, &mut |part| {
            parts += 1;
            bytes.extend_from_slice(part);
        })
        .unwrap();
        assert_eq!(parts, 7);
        assert_eq!(bytes, packed(&numbers).unwrap());
    }

    #[test]
    fn what_cannot_be_written_is_said() {
        struct Endless;
        impl Serialize for Endless {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_seq(None)?;
                Err(serde::ser::Error::custom("no end"))
            }
        }
        assert_eq!(packed(&Endless), Err(EncodingError));
        assert_eq!(lines_of_json(&Endless), Err(EncodingError));
        for key in [None, Some(vec![1_u8])] {
            let map = BTreeMap::from([(key, 1)]);
            assert_eq!(lines_of_json(&map), Err(EncodingError));
        }
    }
}
