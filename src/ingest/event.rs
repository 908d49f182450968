//! Events in columns, 31 bytes a row.

use crate::ingest::columns::Rows;
use serde::{Deserialize, Serialize};

use crate::study::CivilDay;

/// Minutes of a day.
pub(super) const MINUTES_PER_DAY: i32 = 24 * 60;

const ARREST_KNOWN: u8 = 1;
const ARREST: u8 = 1 << 1;
const DOMESTIC_KNOWN: u8 = 1 << 2;
const DOMESTIC: u8 = 1 << 3;
const SIMULATED: u8 = 1 << 4;

/// One row of a crime file.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The portal's number of the row.
    pub id: u64,
    /// Local minutes from 1970-01-01 00:00, as printed in the file; seconds are dropped.
    pub minute: i32,
    /// Degrees north (WGS84); `None` exactly when the longitude is.
    pub latitude: Option<f64>,
    /// Degrees east (WGS84); `None` exactly when the latitude is.
    pub longitude: Option<f64>,
    /// Index into [`Events::offences`].
    pub offence: u16,
    /// Whether an arrest was made for it as of the export, where the file says so.
    pub arrest: Option<bool>,
    /// Whether it was domestic, where the file says so.
    pub domestic: Option<bool>,
    /// Whether the row was made by a simulation.
    pub simulated: bool,
}

impl Event {
    /// The civil day as printed.
    pub fn day(&self) -> CivilDay {
        day_of(self.minute)
    }

    pub(super) fn flags(&self) -> u8 {
        let bits = |flag: Option<bool>, known, value| match flag {
            None => 0,
            Some(false) => known,
            Some(true) => known | value,
        };
        bits(self.arrest, ARREST_KNOWN, ARREST)
            | bits(self.domestic, DOMESTIC_KNOWN, DOMESTIC)
            | if self.simulated { SIMULATED } else { 0 }
    }
}

pub(super) fn day_of(minute: i32) -> CivilDay {
    CivilDay::from_days_since_1970(minute.div_euclid(MINUTES_PER_DAY))
}

/// The arrest flag of a row's flag byte.
pub(super) fn arrest_of(flags: u8) -> Option<bool> {
    (flags & ARREST_KNOWN != 0).then_some(flags & ARREST != 0)
}

/// The simulated flag of a row's flag byte.
pub(super) fn simulated_of(flags: u8) -> bool {
    flags & SIMULATED != 0
}

fn domestic_of(flags: u8) -> Option<bool> {
    (flags & DOMESTIC_KNOWN != 0).then_some(flags & DOMESTIC != 0)
}

/// A table of events and the names of their offences.
///
/// In serde's formats it is the bytes of [`Events::to_bytes`].
///
/// # Examples
/// ```
/// use watchback::ingest::{Event, Events};
/// let event = Event {
///     id: 7,
///     minute: 16_071 * 1_440 + 61,
///     latitude: Some(41.9),
///     longitude: Some(-87.7),
///     offence: 0,
///     arrest: Some(true),
///     domestic: None,
///     simulated: false,
/// };
/// let events = Events::from_rows(vec!["THEFT".to_owned()], [event])?;
/// assert_eq!(events.get(0), Some(event));
/// assert_eq!(event.day().to_string(), "2014-01-01");
/// assert_eq!(events.offence_name(event.offence), "THEFT");
/// # Ok::<(), watchback::ingest::EventsError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Events {
    pub(super) ids: Vec<u64>,
    pub(super) minutes: Vec<i32>,
    pub(super) latitudes: Vec<f64>,
    pub(super) longitudes: Vec<f64>,
    pub(super) offence_codes: Vec<u16>,
    pub(super) flags: Vec<u8>,
    pub(super) offences: Vec<String>,
}

/// Why a row cannot be held in a table of events.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EventsError {
    /// The offence is not in the table of names.
    #[error("row {row} has offence {found}; the table of offences has {offences}")]
    NoSuchOffence {
        /// Row, from 0.
        row: usize,
        /// Its offence code.
        found: u16,
        /// Names in the table.
        offences: usize,
    },
    /// The coordinates are not a place on earth.
    #[error("row {row} has a place that is none: both coordinates must be in degrees, or both missing")]
    NoPlace {
        /// Row, from 0.
        row: usize,
    },
    /// The flags contradict each other.
    #[error("row {row} has flags {found:#04x}, which no row can have")]
    Flags {
        /// Row, from 0.
        row: usize,
        /// Its flag byte.
        found: u8,
    },
}

impl Events {
    /// A table of the given rows; their offences index `offences`.
    ///
    /// # Errors
    /// The first row whose offence is not in the table or whose coordinates are no place.
    pub fn from_rows(
        offences: Vec<String>,
        rows: impl IntoIterator<Item = Event>,
    ) -> Result<Self, EventsError> {
        let mut events = Self { offences, ..Self::default() };
        for row in rows {
            events.push(row);
        }
        events.shrink();
        events.check()?;
        Ok(events)
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The row at `index`.
    pub fn get(&self, index: usize) -> Option<Event> {
        let place = |degrees: f64| (!degrees.is_nan()).then_some(degrees);
        let flags = *self.flags.get(index)?;
        Some(Event {
            id: *self.ids.get(index)?,
            minute: *self.minutes.get(index)?,
            latitude: place(*self.latitudes.get(index)?),
            longitude: place(*self.longitudes.get(index)?),
            offence: *self.offence_codes.get(index)?,
            arrest: arrest_of(flags),
            domestic: domestic_of(flags),
            simulated: simulated_of(flags),
        })
    }

    /// All rows in order.
    pub fn iter(&self) -> impl Iterator<Item = Event> + '_ {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// Names of the offences; [`Event::offence`] indexes them.
    pub fn offences(&self) -> &[String] {
        &self.offences
    }

    /// The name of an offence code, empty where there is none.
    pub fn offence_name(&self, code: u16) -> &str {
        self.offences.get(usize::from(code)).map_or("", String::as_str)
    }

    /// The column of minutes, in the order of rows.
    pub fn minutes(&self) -> &[i32] {
        &self.minutes
    }

    pub(super) fn push(&mut self, row: Event) {
        // Doubling would waste up to as much again; a quarter keeps copying linear.
        if self.ids.len() == self.ids.capacity() {
            self.reserve((self.ids.len() / 4).max(1 << 14));
        }
        self.ids.push(row.id);
        self.minutes.push(row.minute);
        let (latitude, longitude) = row.latitude.zip(row.longitude).unwrap_or((f64::NAN, f64::NAN));
        self.latitudes.push(latitude);
        self.longitudes.push(longitude);
        self.offence_codes.push(row.offence);
        self.flags.push(row.flags());
    }

    /// Rows that there is room for.
    /// Rows that there is room for in all columns.
    pub(super) fn capacity(&self) -> usize {
        // The last of them that gets it.
        self.flags.capacity()
    }

    /// Makes room for so many rows more; false where there is no memory for it.
    pub(super) fn try_reserve(&mut self, rows: usize) -> bool {
        self.ids.try_reserve_exact(rows).is_ok()
            && self.minutes.try_reserve_exact(rows).is_ok()
            && self.latitudes.try_reserve_exact(rows).is_ok()
            && self.longitudes.try_reserve_exact(rows).is_ok()
            && self.offence_codes.try_reserve_exact(rows).is_ok()
            && self.flags.try_reserve_exact(rows).is_ok()
    }

    pub(super) fn reserve(&mut self, rows: usize) {
        self.ids.reserve_exact(rows);
        self.minutes.reserve_exact(rows);
        self.latitudes.reserve_exact(rows);
        self.longitudes.reserve_exact(rows);
        self.offence_codes.reserve_exact(rows);
        self.flags.reserve_exact(rows);
    }

    pub(super) fn shrink(&mut self) {
        self.ids.shrink_to_fit();
        self.minutes.shrink_to_fit();
        self.latitudes.shrink_to_fit();
        self.longitudes.shrink_to_fit();
        self.offence_codes.shrink_to_fit();
        self.flags.shrink_to_fit();
    }

    pub(super) fn truncate(&mut self, rows: usize) {
        self.ids.truncate(rows);
        self.minutes.truncate(rows);
        self.latitudes.truncate(rows);
        self.longitudes.truncate(rows);
        self.offence_codes.truncate(rows);
        self.flags.truncate(rows);
    }

    /// The columns, for the kernel.
    pub(super) fn rows(&mut self) -> Rows<'_> {
        Rows {
            ids: &mut self.ids,
            minutes: &mut self.minutes,
            latitudes: &mut self.latitudes,
            longitudes: &mut self.longitudes,
            offence_codes: &mut self.offence_codes,
            flags: &mut self.flags,
        }
    }

    /// What every table promises, of one that came from elsewhere. Columns are taken to be equally
    /// long.
    pub(super) fn check(&self) -> Result<(), EventsError> {
        let n_offences = self.offences.len();
        if let Some(row) = self.offence_codes.iter().position(|&code| usize::from(code) >= n_offences) {
            let found = self.offence_codes.get(row).copied().unwrap_or_default();
            return Err(EventsError::NoSuchOffence { row, found, offences: n_offences });
        }
        let place = |(latitude, longitude): (&f64, &f64)| {
            (latitude.is_nan() && longitude.is_nan())
                || ((-90.0..=90.0).contains(latitude) && (-180.0..=180.0).contains(longitude))
        };
        let no_place = self.latitudes.iter().zip(&self.longitudes).position(|pair| !place(pair));
        if let Some(row) = no_place {
            return Err(EventsError::NoPlace { row });
        }
        let possible = |flags: u8| {
            flags >> 5 == 0
                && (flags & ARREST == 0 || flags & ARREST_KNOWN != 0)
                && (flags & DOMESTIC == 0 || flags & DOMESTIC_KNOWN != 0)
        };
        if let Some((row, &found)) = self.flags.iter().enumerate().find(|(_, flags)| !possible(**flags)) {
            return Err(EventsError::Flags { row, found });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_keep_unknown_apart_from_false() {
        let flags = [None, Some(false), Some(true)];
        for (arrest, domestic) in flags.into_iter().flat_map(|a| flags.map(|d| (a, d))) {
            for simulated in [false, true] {
                let place = (Some(41.9), Some(-87.7));
                let row = Event {
                    id: 1,
                    minute: -1,
                    latitude: place.0,
                    longitude: place.1,
                    offence: 0,
                    arrest,
                    domestic,
                    simulated,
                };
                let events = Events::from_rows(vec!["A".to_owned()], [row]).unwrap();
                assert_eq!(events.get(0), Some(row));
                assert_eq!(row.day().to_string(), "1969-12-31");
            }
        }
    }

    #[test]
    fn rows_that_cannot_be_are_refused() {
        let row = Event {
            id: 1,
            minute: 0,
            latitude: Some(91.0),
            longitude: Some(0.0),
            offence: 0,
            arrest: None,
            domestic: None,
            simulated: false,
        };
        let names = || vec!["A".to_owned()];
        assert_eq!(Events::from_rows(names(), [row]).unwrap_err(), EventsError::NoPlace { row: 0 });
        let row = Event { latitude: None, longitude: None, offence: 1, ..row };
        assert!(matches!(Events::from_rows(names(), [row]), Err(EventsError::NoSuchOffence { .. })));
        let half = Event { latitude: Some(1.0), offence: 0, ..row };
        assert_eq!(Events::from_rows(names(), [half]).unwrap().get(0).unwrap().latitude, None);
    }

    #[test]
    fn a_row_takes_31_bytes() {
        let bytes =
            2 * size_of::<f64>() + size_of::<u64>() + size_of::<i32>() + size_of::<u16>() + size_of::<u8>();
        assert_eq!(bytes, 31);
    }
}
