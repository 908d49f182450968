//! The serializer of both forms.

use std::fmt::{self, Write};

use serde::ser::{self, Serialize, Serializer};

use super::EncodingError;

/// Bytes that are kept before they are handed on.
const BLOCK: usize = 1 << 16;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Packed,
    Json,
}

/// What takes bytes.
type Take<'a> = dyn FnMut(&[u8]) + 'a;

/// Writes one value, and stands for each of its parts while these are written.
pub(super) struct Writer<'a> {
    form: Form,
    pub(super) bytes: Vec<u8>,
    /// Who takes full blocks; without, all bytes are kept.
    pub(super) take: Option<&'a mut Take<'a>>,
    /// Of JSON: arrays and objects that are open.
    depth: usize,
    /// Of JSON: the innermost of them has a value.
    has_value: bool,
    /// Of JSON: what comes is a name.
    is_key: bool,
}

type Written = Result<(), EncodingError>;

impl Writer<'_> {
    pub(super) fn new(form: Form) -> Self {
        Self { form, bytes: Vec::new(), take: None, depth: 0, has_value: false, is_key: false }
    }

    fn put(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() >= BLOCK && self.take.is_some() {
            self.hand_on();
        }
    }

    pub(super) fn hand_on(&mut self) {
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
        self.variable(length.ok_or(EncodingError)? as u64);
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
            return Err(EncodingError);
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
            return Err(EncodingError);
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

impl ser::Error for EncodingError {
    /// Where a value says why it refuses, that is not kept: a text that every error could hold makes all code around errors longer.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
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
