//! Thrift's compact protocol, in which Parquet writes its footer and the headers of its pages.
//!
//! Source: doc/specs/thrift-compact-protocol.md of Apache Thrift.

use super::{bad, uneven};
use crate::error::ReadError;

/// Structures within structures.
const DEPTH: usize = 32;
/// Values of one structure with all that it holds: each takes some 32 bytes in memory.
const VALUES: usize = 1 << 23;

/// A value. Numbers with fractions are passed over: nothing here needs them.
pub(super) enum Value<'a> {
    Flag(bool),
    Int(i64),
    Fraction,
    Bytes(&'a [u8]),
    List(Vec<Self>),
    /// Fields by their numbers.
    Struct(Vec<(i16, Self)>),
}

impl<'a> Value<'a> {
    /// The structure at the start of `bytes`, and the bytes that it takes up.
    pub(super) fn read(bytes: &'a [u8]) -> Result<(Self, usize), ReadError> {
        let mut reader = Reader { bytes, at: 0, left: VALUES };
        let value = reader.structure(0)?;
        Ok((value, reader.at))
    }

    pub(super) fn field(&self, number: i16) -> Option<&Self> {
        let Self::Struct(fields) = self else { return None };
        fields.iter().find(|field| field.0 == number).map(|field| &field.1)
    }

    pub(super) fn int(&self, number: i16) -> Option<i64> {
        match self.field(number)? {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// A number that counts or measures.
    pub(super) fn size(&self, number: i16) -> Option<usize> {
        usize::try_from(self.int(number)?).ok()
    }

    pub(super) fn flag(&self, number: i16) -> Option<bool> {
        match self.field(number)? {
            Self::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    pub(super) fn bytes(&self, number: i16) -> Option<&'a [u8]> {
        match self.field(number)? {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The values of a list; none where there is no list.
    pub(super) fn list(&self, number: i16) -> &[Self] {
        match self.field(number) {
            Some(Self::List(values)) => values,
            _ => &[],
        }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Values that may still come.
    left: usize,
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8, ReadError> {
        let byte = *self.bytes.get(self.at).ok_or_else(uneven)?;
        self.at += 1;
        Ok(byte)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], ReadError> {
        let end = self.at.checked_add(length).ok_or_else(uneven)?;
        let taken = self.bytes.get(self.at..end).ok_or_else(uneven)?;
        self.at = end;
        Ok(taken)
    }

    fn unsigned(&mut self) -> Result<u64, ReadError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let (number, length) = varint(rest).ok_or_else(uneven)?;
        self.at += length;
        Ok(number)
    }

    fn length(&mut self) -> Result<usize, ReadError> {
        usize::try_from(self.unsigned()?).map_err(|_| uneven())
    }

    fn structure(&mut self, depth: usize) -> Result<Value<'a>, ReadError> {
        let (mut fields, mut number) = (Vec::new(), 0_i16);
        loop {
            let header = self.byte()?;
            let kind = header & 0xf;
            if kind == 0 {
                return Ok(Value::Struct(fields));
            }
            number = match header >> 4 {
                0 => i16::try_from(zigzag(self.unsigned()?)).map_err(|_| uneven())?,
                step => number.checked_add(i16::from(step)).ok_or_else(uneven)?,
            };
            let value = match kind {
                1 | 2 => Value::Flag(kind == 1),
                kind => self.value(kind, depth)?,
            };
            fields.push((number, value));
        }
    }

    fn value(&mut self, kind: u8, depth: usize) -> Result<Value<'a>, ReadError> {
        if depth > DEPTH {
            return Err(bad("its footer is nested too deep"));
        }
        self.left = self.left.checked_sub(1).ok_or_else(|| bad("its footer is too large"))?;
        Ok(match kind {
            1 | 2 => Value::Flag(self.byte()? == 1),
            3 => Value::Int(i64::from(self.byte()? as i8)),
            4..=6 => Value::Int(zigzag(self.unsigned()?)),
            7 => {
                self.take(8)?;
                Value::Fraction
            }
            8 => {
                let length = self.length()?;
                Value::Bytes(self.take(length)?)
            }
            9 | 10 => {
                let header = self.byte()?;
                let length = match header >> 4 {
                    15 => self.length()?,
                    length => usize::from(length),
                };
                let mut values = Vec::new();
                for _ in 0..length {
                    values.push(self.value(header & 0xf, depth + 1)?);
                }
                Value::List(values)
            }
            11 => {
                let length = self.length()?;
                let kinds = if length == 0 { 0 } else { self.byte()? };
                for _ in 0..length {
                    self.value(kinds >> 4, depth + 1)?;
                    self.value(kinds & 0xf, depth + 1)?;
                }
                Value::List(Vec::new())
            }
            12 => self.structure(depth + 1)?,
            _ => return Err(bad("its footer has a value of no known kind")),
        })
    }
}

/// The number at the start of `bytes`, seven bits a byte, the lowest first, and its length.
pub(super) fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut number = 0;
    for (at, byte) in bytes.iter().take(10).enumerate() {
        number |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((number, at + 1));
        }
    }
    None
}

/// A signed number, of which the lowest bit was the sign.
pub(super) fn zigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_structure_is_read_to_its_end() {
        // 1: 150; 2: [true, false]; 3: "ab"; 20: {1: -1}
        let bytes = [0x15, 0xac, 2, 0x19, 0x21, 1, 0, 0x18, 2, b'a', b'b', 0x0c, 40, 0x15, 1, 0, 0, 99];
        let (value, length) = Value::read(&bytes).unwrap();
        assert_eq!(length, bytes.len() - 1);
        assert_eq!((value.int(1), value.bytes(3)), (Some(150), Some(&b"ab"[..])));
        assert!(matches!(value.list(2), [Value::Flag(true), Value::Flag(false)]));
        assert_eq!(value.field(20).and_then(|value| value.int(1)), Some(-1));
        for length in 0..bytes.len() - 1 {
            assert!(Value::read(&bytes[..length]).is_err());
        }
    }

    #[test]
    fn what_claims_much_is_refused() {
        assert!(Value::read(&[0x1c; 100]).is_err());
        // A list of 4,294,967,295 structures without fields.
        let claims = [&[0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0xf][..], &[0; 100]].concat();
        assert!(Value::read(&claims).is_err());
    }
}
