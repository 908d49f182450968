//! How values are written: as bytes for digests and between workers, and as JSON.
//!
//! Both forms come from one serializer of our own, which asks at run time which of the two it writes: with one of
//! postcard's and one of `serde_json`'s, all that a hundred types say of themselves would be in the page three times.

use std::fmt::{self, Write};

use serde::ser::{self, Serialize, Serializer};

/// Bytes that are kept before they are handed on.
const BLOCK: usize = 1 << 16;

/// Why a value cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodingError {
    /// Bytes begin with the number of elements.
    #[error("the number of elements must be known before they are written; collect them first")]
    LengthUnknown,
    /// Names of JSON are texts.
    #[error("a map's key must be a text or a number to be written as JSON")]
    KeyNotText,
    /// The value says so itself.
    #[error("{reason}")]
    Refused {
        /// What the value says.
        reason: String,
    },
}

impl ser::Error for EncodingError {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self::Refused { reason: reason.to_string() }
    }
}

/// A value in bytes, which `postcard::from_bytes` reads: IEEE 754 bits in little-endian order for floating point,
/// integers of variable length, the length before each sequence and text, a variant's number before what it holds.
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

/// Gives the bytes of [`packed`] to `take`, some ten thousand at a time.
pub(crate) fn pack_into(value: &impl Serialize, take: &mut dyn FnMut(&[u8])) -> Result<(), EncodingError> {
    let mut writer = Writer { take: Some(take), ..Writer::new(Form::Packed) };
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Packed,
    Json,
}

/// Writes one value, and stands for each of its parts while these are written.
struct Writer<'a> {
    form: Form,
    bytes: Vec<u8>,
    /// Who takes full blocks; without, all bytes are kept.
    take: Option<&'a mut dyn FnMut(&[u8])>,
    /// Of JSON: arrays and objects that are open.
    depth: usize,
    /// Of JSON: the innermost of them has a value.
    has_value: bool,
    /// Of JSON: what comes is a name.
    is_key: bool,
}

type Written = Result<(), EncodingError>;

impl Writer<'_> {
    fn new(form: Form) -> Self {
        Self { form, bytes: Vec::new(), take: None, depth: 0, has_value: false, is_key: false }
    }

    fn put(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() >= BLOCK && self.take.is_some() {
            self.hand_on();
        }
    }

    fn hand_on(&mut self) {
        if let Some(take) = &mut self.take {
            take(&self.bytes);
            self.bytes.clear();
        }
    }

    fn is_json(&self) -> bool {
        self.form == Form::Json
    }

    /// Seven bits a byte, the lowest first; the eighth says that more follow.
    fn variable(&mut self, mut value: u64) {
        let mut bytes = [0; 10];
        let mut length = 0;
        for byte in &mut bytes {
            length += 1;
            *byte = (value & 0x7f) as u8;
            value >>= 7;
            if value == 0 {
                break;
            }
            *byte |= 0x80;
        }
        self.put(bytes.get(..length).unwrap_or_default());
    }

    fn length(&mut self, length: Option<usize>) -> Written {
        self.variable(length.ok_or(EncodingError::LengthUnknown)? as u64);
        Ok(())
    }

    /// What JSON writes as it is, and in quotes where it is a name.
    fn bare(&mut self, text: fmt::Arguments<'_>) -> Written {
        let quotes: &[u8] = if self.is_key { b"\"" } else { b"" };
        self.put(quotes);
        // Nothing that is written here can fail.
        let _ = self.write_fmt(text);
        self.put(quotes);
        Ok(())
    }

    fn whole(&mut self, value: u64) -> Written {
        if self.is_json() {
            return self.bare(format_args!("{value}"));
        }
        self.variable(value);
        Ok(())
    }

    fn signed(&mut self, value: i64) -> Written {
        if self.is_json() {
            return self.bare(format_args!("{value}"));
        }
        // Small numbers of either sign become small ones without.
        self.variable(((value << 1) ^ (value >> 63)) as u64);
        Ok(())
    }

    /// A text of JSON, in quotes.
    fn quoted(&mut self, text: &str) {
        self.put(b"\"");
        let bytes = text.as_bytes();
        let mut from = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            let short = match byte {
                b'"' | b'\\' => byte,
                0x08 => b'b',
                0x0c => b'f',
                b'\n' => b'n',
                b'\r' => b'r',
                b'\t' => b't',
                0..0x20 => b'u',
                _ => continue,
            };
            self.put(bytes.get(from..at).unwrap_or_default());
            self.put(&[b'\\', short]);
            if short == b'u' {
                let _ = write!(self, "{byte:04x}");
            }
            from = at + 1;
        }
        self.put(bytes.get(from..).unwrap_or_default());
        self.put(b"\"");
    }

    fn indent(&mut self) {
        self.put(b"\n");
        (0..self.depth).for_each(|_| self.put(b"  "));
    }

    fn open(&mut self, bracket: &[u8]) -> Written {
        if self.is_key {
            return Err(EncodingError::KeyNotText);
        }
        self.put(bracket);
        self.depth += 1;
        self.has_value = false;
        Ok(())
    }

    /// Before each value of an array, each name of an object.
    fn next(&mut self) {
        if self.is_json() {
            if self.has_value {
                self.put(b",");
            }
            self.indent();
        }
    }

    fn name(&mut self, name: &str) {
        self.next();
        self.quoted(name);
        self.put(b": ");
    }

    fn close(&mut self, bracket: &[u8]) -> Written {
        if self.is_json() {
            self.depth -= 1;
            if self.has_value {
                self.indent();
            }
            self.has_value = true;
            self.put(bracket);
        }
        Ok(())
    }

    /// A variant that holds something: its number, or an object with its name.
    fn variant(&mut self, number: u32, name: &str) -> Written {
        if self.is_json() {
            self.open(b"{")?;
            self.name(name);
        } else {
            self.variable(u64::from(number));
        }
        Ok(())
    }

    fn begin_array(&mut self) -> Written {
        if self.is_json() { self.open(b"[") } else { Ok(()) }
    }

    fn begin_object(&mut self) -> Written {
        if self.is_json() { self.open(b"{") } else { Ok(()) }
    }

    fn null(&mut self) -> Written {
        if self.is_key {
            return Err(EncodingError::KeyNotText);
        }
        self.put(b"null");
        Ok(())
    }
}

impl Write for Writer<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.put(text.as_bytes());
        Ok(())
    }
}

impl<'w> Serializer for &mut Writer<'w> {
    type Ok = ();
    type Error = EncodingError;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    fn is_human_readable(&self) -> bool {
        self.is_json()
    }

    fn serialize_bool(self, value: bool) -> Written {
        if self.is_json() {
            return self.bare(format_args!("{value}"));
        }
        self.put(&[u8::from(value)]);
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Written {
        if self.is_json() {
            return self.signed(value.into());
        }
        self.put(&value.to_le_bytes());
        Ok(())
    }

    fn serialize_i16(self, value: i16) -> Written {
        self.signed(value.into())
    }

    fn serialize_i32(self, value: i32) -> Written {
        self.signed(value.into())
    }

    fn serialize_i64(self, value: i64) -> Written {
        self.signed(value)
    }

    fn serialize_u8(self, value: u8) -> Written {
        if self.is_json() {
            return self.whole(value.into());
        }
        self.put(&[value]);
        Ok(())
    }

    fn serialize_u16(self, value: u16) -> Written {
        self.whole(value.into())
    }

    fn serialize_u32(self, value: u32) -> Written {
        self.whole(value.into())
    }

    fn serialize_u64(self, value: u64) -> Written {
        self.whole(value)
    }

    fn serialize_f32(self, value: f32) -> Written {
        match self.form {
            Form::Json if value.is_finite() => return self.bare(format_args!("{value:?}")),
            Form::Json => return self.null(),
            Form::Packed => self.put(&value.to_le_bytes()),
        }
        Ok(())
    }

    fn serialize_f64(self, value: f64) -> Written {
        match self.form {
            // As the standard library writes numbers: the fewest digits that give the same bits again.
            Form::Json if value.is_finite() => return self.bare(format_args!("{value:?}")),
            Form::Json => return self.null(),
            Form::Packed => self.put(&value.to_le_bytes()),
        }
        Ok(())
    }

    fn serialize_char(self, value: char) -> Written {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Written {
        if self.is_json() {
            self.quoted(text);
            return Ok(());
        }
        self.serialize_bytes(text.as_bytes())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Written {
        if self.is_json() {
            return self.collect_seq(bytes);
        }
        self.variable(bytes.len() as u64);
        self.put(bytes);
        Ok(())
    }

    fn serialize_none(self) -> Written {
        if self.is_json() {
            return self.null();
        }
        self.put(&[0]);
        Ok(())
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Written {
        if !self.is_json() {
            self.put(&[1]);
        }
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        if self.is_json() { self.null() } else { Ok(()) }
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, number: u32, name: &'static str) -> Written {
        if self.is_json() {
            self.quoted(name);
        } else {
            self.variable(number.into());
        }
        Ok(())
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, _: &'static str, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        number: u32,
        name: &'static str,
        value: &T,
    ) -> Written {
        self.variant(number, name)?;
        value.serialize(&mut *self)?;
        self.has_value = true;
        self.close(b"}")
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Self, EncodingError> {
        if self.is_json() {
            self.open(b"[")?;
        } else {
            self.length(length)?;
        }
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, EncodingError> {
        self.begin_array()?;
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, EncodingError> {
        self.begin_array()?;
        Ok(self)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        number: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Self, EncodingError> {
        self.variant(number, name)?;
        self.begin_array()?;
        Ok(self)
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Self, EncodingError> {
        if self.is_json() {
            self.open(b"{")?;
        } else {
            self.length(length)?;
        }
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, EncodingError> {
        self.begin_object()?;
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        number: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Self, EncodingError> {
        self.variant(number, name)?;
        self.begin_object()?;
        Ok(self)
    }
}

impl Writer<'_> {
    fn element<T: ?Sized + Serialize>(&mut self, value: &T) -> Written {
        self.next();
        value.serialize(&mut *self)?;
        self.has_value = true;
        Ok(())
    }

    fn field<T: ?Sized + Serialize>(&mut self, name: &str, value: &T) -> Written {
        if self.is_json() {
            self.name(name);
        }
        value.serialize(&mut *self)?;
        self.has_value = true;
        Ok(())
    }
}

impl ser::SerializeSeq for &mut Writer<'_> {
    type Ok = ();
    type Error = EncodingError;
    fn serialize_element<T: ?Sized + Serialize>(&mut self, value: &T) -> Written {
        self.element(value)
    }
    fn end(self) -> Written {
        self.close(b"]")
    }
}

impl ser::SerializeTuple for &mut Writer<'_> {
    type Ok = ();
    type Error = EncodingError;
    fn serialize_element<T: ?Sized + Serialize>(&mut self, value: &T) -> Written {
        self.element(value)
    }
    fn end(self) -> Written {
        self.close(b"]")
    }
}

impl ser::SerializeTupleStruct for &mut Writer<'_> {
    type Ok = ();
    type Error = EncodingError;
    fn serialize_field<T: ?Sized + Serialize>(&mut self, value: &T) -> Written {
        self.element(value)
    }
    fn end(self) -> Written {
        self.close(b"]")
    }
}

impl ser::SerializeTupleVariant for &mut Writer<'_> {
    type Ok = ();
    type Error = EncodingError;
    fn serialize_field<T: ?Sized + Serialize>(&mut self, value: &T) -> Written {
        self.element(value)
    }
    fn end(self) -> Written {
        self.close(b"]")?;
        self.close(b"}")
    }
}

impl ser::SerializeMap for &mut Writer<'_> {
    type Ok = ();
    type Error = EncodingError;
    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Written {
        self.next();
        self.is_key = self.is_json();
        key.serialize(&mut **self)?;
        self.is_key = false;
        Ok(())
    }
    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Written {
        if self.is_json() {
            self.put(b": ");
        }
        value.serialize(&mut **self)?;
        self.has_value = true;
        Ok(())
    }
    fn end(self) -> Written {
        self.close(b"}")
    }
}

impl ser::SerializeStruct for &mut Writer<'_> {
    type Ok = ();
    type Error = EncodingError;
    fn serialize_field<T: ?Sized + Serialize>(&mut self, name: &'static str, value: &T) -> Written {
        self.field(name, value)
    }
    fn end(self) -> Written {
        self.close(b"}")
    }
}

impl ser::SerializeStructVariant for &mut Writer<'_> {
    type Ok = ();
    type Error = EncodingError;
    fn serialize_field<T: ?Sized + Serialize>(&mut self, name: &'static str, value: &T) -> Written {
        self.field(name, value)
    }
    fn end(self) -> Written {
        self.close(b"}")?;
        self.close(b"}")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::Serialize;

    use super::*;

    #[derive(Clone, Debug, Serialize)]
    enum Kind {
        Unit,
        New(Vec<Kind>),
        Tuple(i8, f32),
        Struct { number: u64, text: Option<String> },
        Empty {},
    }

    #[derive(Clone, Debug, Serialize)]
    struct Place(f64, f64);

    #[derive(Clone, Debug, Serialize)]
    struct One(i16);

    #[derive(Clone, Debug, Serialize)]
    struct Nothing;

    #[derive(Clone, Debug, Serialize)]
    struct Whole {
        kinds: Vec<Kind>,
        places: Vec<Place>,
        nested: (Nothing, One, [u16; 2], bool, char, ()),
        by_number: BTreeMap<i32, Vec<u8>>,
        by_name: BTreeMap<String, BTreeMap<bool, u32>>,
        #[serde(skip_serializing_if = "Option::is_none")]
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
                Err(ser::Error::custom("no end"))
            }
        }
        assert_eq!(packed(&Endless), Err(EncodingError::LengthUnknown));
        assert_eq!(lines_of_json(&Endless), Err(EncodingError::Refused { reason: "no end".to_owned() }));
        for key in [None, Some(vec![1_u8])] {
            let map = BTreeMap::from([(key, 1)]);
            assert_eq!(lines_of_json(&map), Err(EncodingError::KeyNotText));
        }
    }
}
