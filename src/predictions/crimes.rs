//! Crimes for predictions: by position, or by the names of the cells that they were in.

use std::collections::{BTreeMap, HashMap};
use std::io::{Read, Seek};
use std::ops::ControlFlow;

use watchback_tables::{Limits, Records, text};

use super::PlanFault;
use super::plan::dates_of;
use super::read::{PredictionFileError, sample};
use crate::ingest::{Events, minute_of};

/// A crime by the name of its cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellCrime {
    /// Minutes from 1970-01-01 00:00.
    pub minute: i32,
    /// The cell; empty where the file names none.
    pub cell: String,
    /// Of [`CellCrimes::offences`].
    pub offence: u16,
}

/// Crimes by the names of their cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellCrimes {
    /// The crimes.
    pub crimes: Vec<CellCrime>,
    /// Names of offences; one, empty, where the file has none.
    pub offences: Vec<String>,
    /// Rows without a date that could be read.
    pub without_date: u64,
    /// Rows without a cell.
    pub without_cell: u64,
}

/// Crimes of one kind or the other.
#[derive(Debug)]
pub enum CrimeRows {
    /// By position.
    Events(Events),
    /// By cell.
    Cells(CellCrimes),
}

impl CrimeRows {
    /// The offences that are in the files.
    #[must_use]
    pub fn offences(&self) -> &[String] {
        match self {
            Self::Events(events) => events.offences(),
            Self::Cells(cells) => &cells.offences,
        }
    }

    /// Crimes by offence.
    #[must_use]
    pub fn by_offence(&self) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        let mut count = |name: &str| *counts.entry(name.to_owned()).or_insert(0) += 1;
        match self {
            Self::Events(events) => events.iter().for_each(|event| count(events.offence_name(event.offence))),
            Self::Cells(cells) => {
                cells.crimes.iter().for_each(|crime| count(&cells.offences[usize::from(crime.offence)]));
            }
        }
        counts
    }
}

/// Reads crimes by the column of cells that predictions have too; `None` where a file has no such
/// column. `wants_offence`: whether types of crime are told apart.
///
/// # Errors
/// Where a file cannot be read, or has no column of dates.
pub fn read_cell_crimes<R: Read + Seek>(
    files: &mut [(String, R)],
    cell: &str,
    wants_offence: bool,
) -> Result<Option<CellCrimes>, PredictionFileError> {
    let mut all = CellCrimes::default();
    let mut codes = HashMap::new();
    for (name, file) in files {
        let failed = |source| PredictionFileError::Read { file: name.clone(), source };
        let (columns, rows) = sample(name, file)?;
        let Some(at_cell) = columns.iter().position(|column| column.eq_ignore_ascii_case(cell)) else {
            return Ok(None);
        };
        let values = |at: usize| -> Vec<&str> {
            rows.iter()
                .filter_map(|row| row.get(at))
                .map(String::as_str)
                .filter(|cell| !cell.is_empty())
                .collect()
        };
        // A number of a cell may read as a date; what looks like one has a sign between its parts.
        let is_date = |at: &usize| {
            *at != at_cell
                && values(*at).iter().all(|value| value.contains(['-', '/', '.', ' ']))
                && dates_of(&values(*at)).is_some()
        };
        let at_date = (0..columns.len()).find(is_date).ok_or_else(|| PredictionFileError::Plan {
            file: name.clone(),
            source: PlanFault::NoColumn { column: "of dates".to_owned(), columns: columns.clone() },
        })?;
        let Some((format, _)) = dates_of(&values(at_date)) else { continue };
        let is_offence = |column: &String| {
            let column = column.to_ascii_lowercase();
            ["offense", "offence", "description", "crime", "category", "type"]
                .iter()
                .any(|word| column.contains(word))
        };
        let at_offence = columns.iter().position(is_offence).filter(|_| wants_offence);
        let mut progress = |_: u64| ControlFlow::Continue(());
        let mut records = Records::open(file, Limits::default()).map_err(failed)?;
        while let Some(record) = records.next(&mut progress).map_err(failed)? {
            if record.number == 0 || record.fields().all(<[u8]>::is_empty) {
                continue;
            }
            let Some(minute) = minute_of(record.field(at_date), format) else {
                all.without_date += 1;
                continue;
            };
            let field = |at: usize| text::text(record.field(at)).trim().to_owned();
            let mut cell = field(at_cell);
            if super::is_missing(&cell) {
                all.without_cell += 1;
                cell.clear();
            }
            let offence = at_offence.map_or_else(String::new, field);
            let next = codes.len() as u16;
            let offence = *codes.entry(offence.clone()).or_insert_with(|| {
                all.offences.push(offence);
                next
            });
            all.crimes.push(CellCrime { minute, cell, offence });
        }
    }
    Ok(Some(all))
}
