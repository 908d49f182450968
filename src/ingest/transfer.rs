//! A table of events as bytes and back, for passing it between browser workers without a copy a
//! row.
//!
//! All numbers little-endian: the mark `WBEVENT1`, rows (u64), offences (u64), each offence as its
//! length in bytes (u64) and UTF-8, then the columns one after another: ids u64, minutes i32,
//! latitudes f64, longitudes f64 (not a number = missing), offence codes u16, flags u8.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use super::event::{Events, EventsError};

const MARK: &[u8; 8] = b"WBEVENT1";
const BYTES_PER_ROW: usize = 31;

/// Why bytes are not a table of events.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TransferError {
    /// The bytes do not begin with the table's mark.
    #[error("the bytes are not a table of events; they do not begin with WBEVENT1")]
    NotEvents,
    /// There are too few or too many bytes.
    #[error("the table of events holds {found} bytes after byte {at}; {expected} were expected")]
    Length {
        /// Where the part that does not fit begins.
        at: usize,
        /// Bytes needed from there.
        expected: u64,
        /// Bytes found from there.
        found: usize,
    },
    /// An offence's name is not UTF-8.
    #[error("offence {index} of the table of events is not UTF-8")]
    OffenceName {
        /// Index of the offence.
        index: u64,
    },
    /// A row contradicts the table's rules.
    #[error("the table of events holds a row that none can be: {0}")]
    Row(#[from] EventsError),
}

impl Events {
    /// The table as bytes; equal tables give equal bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let names: usize = self.offences.iter().map(|name| 8 + name.len()).sum();
        let mut bytes = Vec::with_capacity(24 + names + BYTES_PER_ROW * self.len());
        bytes.extend_from_slice(MARK);
        bytes.extend_from_slice(&(self.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&(self.offences.len() as u64).to_le_bytes());
        for name in &self.offences {
            bytes.extend_from_slice(&(name.len() as u64).to_le_bytes());
            bytes.extend_from_slice(name.as_bytes());
        }
        bytes.extend(self.ids.iter().flat_map(|id| id.to_le_bytes()));
        bytes.extend(self.minutes.iter().flat_map(|minute| minute.to_le_bytes()));
        bytes.extend(self.latitudes.iter().flat_map(|degrees| degrees.to_le_bytes()));
        bytes.extend(self.longitudes.iter().flat_map(|degrees| degrees.to_le_bytes()));
        bytes.extend(self.offence_codes.iter().flat_map(|code| code.to_le_bytes()));
        bytes.extend_from_slice(&self.flags);
        bytes
    }

    /// The table that [`Events::to_bytes`] made.
    ///
    /// # Errors
    /// [`TransferError`] where the bytes are of another kind, cut short, too long, or hold a row
    /// that none can be.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TransferError> {
        let mut cursor = Cursor { bytes, at: 0 };
        if cursor.take(8).ok() != Some(MARK) {
            return Err(TransferError::NotEvents);
        }
        let rows = cursor.number()?;
        let n_offences = cursor.number()?;
        let mut offences = Vec::new();
        for index in 0..n_offences {
            let length = cursor.number()?;
            let name = std::str::from_utf8(cursor.take(length)?);
            offences.push(name.map_err(|_| TransferError::OffenceName { index })?.to_owned());
        }
        // Checked as a whole before any column is allocated.
        let needed = rows.saturating_mul(BYTES_PER_ROW as u64);
        let found = bytes.len() - cursor.at;
        if needed != found as u64 {
            return Err(TransferError::Length { at: cursor.at, expected: needed, found });
        }
        let events = Self {
            ids: cursor.column(rows, u64::from_le_bytes)?,
            minutes: cursor.column(rows, i32::from_le_bytes)?,
            latitudes: cursor.column(rows, f64::from_le_bytes)?,
            longitudes: cursor.column(rows, f64::from_le_bytes)?,
            offence_codes: cursor.column(rows, u16::from_le_bytes)?,
            flags: cursor.column(rows, |[byte]: [u8; 1]| byte)?,
            offences,
        };
        events.check()?;
        Ok(events)
    }
}

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn take(&mut self, length: u64) -> Result<&'a [u8], TransferError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let taken = usize::try_from(length).ok().and_then(|length| rest.get(..length));
        let error = TransferError::Length { at: self.at, expected: length, found: rest.len() };
        let taken = taken.ok_or(error)?;
        self.at += taken.len();
        Ok(taken)
    }

    fn number(&mut self) -> Result<u64, TransferError> {
        let bytes = self.take(8)?;
        Ok(bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)))
    }

    fn column<T, const WIDTH: usize>(
        &mut self,
        rows: u64,
        decode: impl Fn([u8; WIDTH]) -> T,
    ) -> Result<Vec<T>, TransferError> {
        let bytes = self.take(rows.saturating_mul(WIDTH as u64))?;
        let (chunks, _) = bytes.as_chunks::<WIDTH>();
        Ok(chunks.iter().map(|chunk| decode(*chunk)).collect())
    }
}

/// As bytes at once: as a sequence of numbers it would be written and read byte by byte.
impl Serialize for Events {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.to_bytes())
    }
}

impl<'de> Deserialize<'de> for Events {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(TableVisitor)
    }
}

struct TableVisitor;

impl Visitor<'_> for TableVisitor {
    type Value = Events;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a table of events as bytes")
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Events, E> {
        Events::from_bytes(bytes).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::super::event::Event;
    use super::*;

    fn table() -> Events {
        let row = |id, latitude: Option<f64>| Event {
            id,
            minute: -5 + id as i32,
            latitude,
            longitude: latitude.map(|degrees| -degrees),
            offence: (id % 2) as u16,
            arrest: Some(id == 1),
            domestic: None,
            simulated: id == 2,
        };
        let offences = vec!["BURGLARY".to_owned(), "VOL \u{e0} MAIN".to_owned()];
        Events::from_rows(offences, [row(1, Some(41.5)), row(2, None), row(u64::MAX >> 40, Some(-0.0))])
            .unwrap()
    }

    #[test]
    fn bytes_come_back_as_they_were() {
        let events = table();
        let bytes = events.to_bytes();
        assert_eq!(bytes.len(), 24 + 8 + 8 + 8 + 11 + 3 * BYTES_PER_ROW);
        let back = Events::from_bytes(&bytes).unwrap();
        assert_eq!(back.to_bytes(), bytes);
        assert!(back.iter().eq(events.iter()));
        let packed = postcard::to_allocvec(&events).unwrap();
        assert_eq!(postcard::from_bytes::<Events>(&packed).unwrap().to_bytes(), bytes);
    }

    #[test]
    fn every_cut_and_every_spoilt_byte_is_an_error_or_a_table() {
        let bytes = table().to_bytes();
        for length in 0..bytes.len() {
            assert!(Events::from_bytes(&bytes[..length]).is_err(), "{length}");
        }
        for at in 0..bytes.len() {
            let mut spoilt = bytes.clone();
            spoilt[at] ^= 0xff;
            if let Ok(events) = Events::from_bytes(&spoilt) {
                events.check().unwrap();
            }
        }
        let mut longer = bytes;
        longer.push(0);
        assert!(matches!(Events::from_bytes(&longer), Err(TransferError::Length { .. })));
    }
}
