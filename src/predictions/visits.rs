//! When boxes were patrolled: a file of visits by place and time.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::ops::ControlFlow;

use watchback_tables::{Limits, ReadError, Records, text};

use super::PlanFault;
use super::Slots;
use super::places::Locator;
use super::plan::dates_of;
use super::read::PredictionRows;
use crate::ingest::minute_of;

/// A visit.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Visit {
    north: f64,
    east: f64,
    /// Minutes from 1970-01-01 00:00.
    start: i32,
    end: i32,
}

/// Visits of patrols.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Visits {
    visits: Vec<Visit>,
    /// Rows that are none: blank ones, averages, a count at the end.
    pub left_out: u64,
}

/// Why visits could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VisitsError {
    /// The file could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It lacks a column.
    #[error(transparent)]
    Column(#[from] PlanFault),
}

impl Visits {
    /// Reads a file with columns of a position and of when a visit began and ended. Rows without
    /// them, such as blank ones and averages, are passed over; a visit that stands twice counts
    /// once.
    ///
    /// # Errors
    /// Where it cannot be read, or lacks a column.
    ///
    /// # Examples
    /// ```
    /// use watchback::predictions::Visits;
    /// let file = b"Unit,Latitude,Longitude,Started,Ended\n,,,,\n\
    ///     101,40.6,-74.4,1/12/2018 9:50,1/12/2018 10:15\nAverages,,,,\n";
    /// let visits = Visits::read(file)?;
    /// assert_eq!((visits.len(), visits.left_out), (1, 1));
    /// # Ok::<(), watchback::predictions::VisitsError>(())
    /// ```
    pub fn read(bytes: &[u8]) -> Result<Self, VisitsError> {
        let mut records = Records::open(Cursor::new(bytes), Limits::default())?;
        let mut progress = |_: u64| ControlFlow::Continue(());
        let mut rows: Vec<Vec<String>> = Vec::new();
        while let Some(record) = records.next(&mut progress)? {
            let cells: Vec<String> =
                record.fields().map(|field| text::text(field).trim().to_owned()).collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                rows.push(cells);
            }
        }
        let columns = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
        let at = |words: &[&str]| {
            let is = |column: &String| words.iter().any(|word| column.to_ascii_lowercase().starts_with(word));
            let missing = || PlanFault::NoColumn { column: words[0].to_owned(), columns: columns.clone() };
            columns.iter().position(is).ok_or_else(missing)
        };
        let (north, east) = (at(&["lat"])?, at(&["lon", "lng"])?);
        let (start, end) =
            (at(&["start", "begin", "arriv", "from"])?, at(&["end", "depart", "until", "to"])?);
        let values: Vec<&str> = rows
            .iter()
            .filter_map(|row| row.get(start))
            .map(String::as_str)
            .filter(|cell| !cell.is_empty())
            .collect();
        let format = dates_of(&values).map(|(format, _)| format);
        let format = format.ok_or_else(|| PlanFault::Dates { column: columns[start].clone() })?;
        let visit = |row: &Vec<String>| {
            let degrees = |at: usize| {
                row.get(at)?.parse::<f64>().ok().filter(|value| *value != 0.0 && value.is_finite())
            };
            let minute = |at: usize| minute_of(row.get(at)?.as_bytes(), format);
            Some(Visit {
                north: degrees(north)?,
                east: degrees(east)?,
                start: minute(start)?,
                end: minute(end)?,
            })
        };
        let mut visits: Vec<Visit> = rows.iter().filter_map(visit).collect();
        let left_out = (rows.len() - visits.len()) as u64;
        visits.sort_by(|a, b| {
            (a.start, a.end)
                .cmp(&(b.start, b.end))
                .then(a.north.total_cmp(&b.north))
                .then(a.east.total_cmp(&b.east))
        });
        visits.dedup();
        Ok(Self { visits, left_out })
    }

    /// Number of visits.
    #[must_use]
    pub fn len(&self) -> usize {
        self.visits.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.visits.is_empty()
    }

    /// Places and slots that a visit falls into, in part at least.
    pub(super) fn patrolled(&self, rows: &PredictionRows, slots: &Slots) -> BTreeSet<(u32, u32)> {
        let locator = Locator::new(&rows.places, rows.reach);
        let mut patrolled = BTreeSet::new();
        for visit in &self.visits {
            let places = locator.holding(visit.north, visit.east);
            // A slot within the visit holds neither of its ends, but some hour.
            let hours = (visit.start..visit.end).step_by(60).chain([visit.end]);
            for slot in hours.flat_map(|minute| slots.holding(minute)) {
                patrolled.extend(places.iter().map(|&place| (place, slot as u32)));
            }
        }
        patrolled
    }
}
