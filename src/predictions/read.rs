//! Rows of a file of predictions become places, days, types and scores.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};
use watchback_tables::{Limits, ReadError, Record, Records, text};

use super::board::{MAX_TYPES, Types};
use super::kinds::TooManyTypes;
use super::places::{Corners, Place, Places, Reach};
use super::plan::{PlacePlan, PlanUnknown, PredictionPlan, Sample, TimePlan, guess_plan, shift_index};
use super::{PlanFault, Shift};
use crate::ingest::{DateFormat, minute_of};
use crate::study::CivilDay;

/// Rows that a plan is guessed from.
const SAMPLE_ROWS: usize = 2_000;
/// At most so many shifts; a file with more has times that are none.
const MAX_SHIFTS: usize = 64;

/// Why predictions could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PredictionFileError {
    /// The file could not be read.
    #[error("{file}: {source}")]
    Read {
        /// Its name.
        file: String,
        /// What is wrong.
        source: ReadError,
    },
    /// It could not be gone through a second time.
    #[error("{file}: {source}")]
    Io {
        /// Its name.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// It has no rows.
    #[error("{file}: there are no rows below the header; give the file of predictions")]
    Empty {
        /// Its name.
        file: String,
    },
    /// What its columns are cannot be told.
    #[error("{file}: {source}")]
    Unknown {
        /// Its name.
        file: String,
        /// What is not known.
        source: PlanUnknown,
    },
    /// The layout does not fit the file.
    #[error("{file}: {source}")]
    Plan {
        /// Its name.
        file: String,
        /// What does not fit.
        source: PlanFault,
    },
    /// It has too many types.
    #[error("{file}: {source}")]
    Types {
        /// Its name.
        file: String,
        /// How many.
        source: TooManyTypes,
    },
    /// No row could be used.
    #[error("{file}: none of {rows} rows could be used; the first fault: {first}")]
    NothingUsed {
        /// Its name.
        file: String,
        /// Rows that were read.
        rows: u64,
        /// The first fault.
        first: String,
    },
}

/// Rows that were left out for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Why.
    pub why: String,
    /// How many.
    pub rows: u64,
    /// The first of them; the header is row 1.
    pub first_row: u64,
    /// What it has.
    pub found: String,
}

/// A prediction as it was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PredictionRow {
    /// Of [`PredictionRows::places`].
    pub place: u32,
    /// The day that its slot begins on, from 1970-01-01.
    pub day: i32,
    /// Of [`PredictionRows::shifts`].
    pub shift: u8,
    /// Of [`PredictionRows::types`].
    pub types: Types,
    /// Its score; NaN without.
    pub score: f64,
}

/// All predictions of some files.
#[derive(Debug)]
pub struct PredictionRows {
    /// How they were read.
    pub plan: PredictionPlan,
    /// What was assumed of them.
    pub assumed: Vec<String>,
    /// The places, as first named.
    pub places: Vec<Place>,
    /// How far they reach from their centre, where they have one.
    pub reach: Reach,
    /// The shifts of a day.
    pub shifts: Vec<Shift>,
    /// The types, as first named.
    pub types: Vec<String>,
    /// The predictions.
    pub rows: Vec<PredictionRow>,
    /// Rows of the files; of a matrix its cells.
    pub rows_read: u64,
    /// Rows that were made after what they predict had begun; only where the file says when it was
    /// made.
    pub made_later: u64,
    /// Rows that were left out.
    pub left_out: Vec<LeftOut>,
}

/// Reads files of predictions, all by one plan: by that which is given, else by what the first file
/// suggests. `side_metres` and `shifts`, where given, stand in place of the plan's.
///
/// # Errors
/// [`PredictionFileError`] names the file and what is wrong with it.
pub fn read_predictions<R: Read + Seek>(
    files: Vec<(String, R)>,
    plan: Option<PredictionPlan>,
    side_metres: Option<f64>,
    shifts: Option<Vec<Shift>>,
    only: Option<&str>,
) -> Result<PredictionRows, PredictionFileError> {
    let mut reading: Option<Reading> = None;
    for (name, mut file) in files {
        let (columns, rows) = sample(&name, &mut file)?;
        if rows.is_empty() {
            return Err(PredictionFileError::Empty { file: name });
        }
        if reading.is_none() {
            let (mut plan, mut assumed) = match plan.clone() {
                Some(plan) => (plan, Vec::new()),
                None => {
                    let guessed = guess_plan(&Sample { columns: &columns, rows: &rows })
                        .map_err(|source| PredictionFileError::Unknown { file: name.clone(), source })?;
                    (guessed.plan, guessed.assumed)
                }
            };
            change(&mut plan, &mut assumed, side_metres, shifts.clone());
            if let (Some(value), None) = (only, &plan.only) {
                let is_agency = |column: &&String| {
                    matches!(column.to_ascii_lowercase().as_str(), "department" | "agency" | "client")
                };
                plan.only = columns.iter().find(is_agency).map(|column| (column.clone(), value.to_owned()));
            }
            reading = Some(Reading::new(plan, assumed));
        }
        if let Some(reading) = &mut reading {
            reading.file(&name, &mut file, &columns)?;
        }
    }
    let empty = || PredictionFileError::Empty { file: "no file".to_owned() };
    reading.ok_or_else(empty)?.finish()
}

/// Puts what a person said in place of what was guessed.
fn change(
    plan: &mut PredictionPlan,
    assumed: &mut Vec<String>,
    side: Option<f64>,
    shifts: Option<Vec<Shift>>,
) {
    if let (Some(side), PlacePlan::Centre { side_metres, .. }) = (side, &mut plan.place) {
        *side_metres = side;
        assumed.retain(|sentence| !sentence.contains("--side-ft"));
    }
    if let Some(shifts) = shifts {
        plan.shifts = shifts;
        assumed.retain(|sentence| !sentence.contains("--shifts"));
    }
}

fn cells(record: &Record<'_>) -> Vec<String> {
    record.fields().map(|field| text::text(field).trim().to_owned()).collect()
}

/// The header of a file and some rows below it; the file is then at its start again.
pub(super) fn sample<R: Read + Seek>(
    name: &str,
    file: &mut R,
) -> Result<(Vec<String>, Vec<Vec<String>>), PredictionFileError> {
    let read = |source| PredictionFileError::Read { file: name.to_owned(), source };
    let mut progress = |_: u64| ControlFlow::Continue(());
    let mut records = Records::open(&mut *file, Limits::default()).map_err(read)?;
    let mut rows = Vec::new();
    while rows.len() <= SAMPLE_ROWS {
        let Some(record) = records.next(&mut progress).map_err(read)? else { break };
        let cells = cells(&record);
        if rows.is_empty() || cells.iter().any(|cell| !cell.is_empty()) {
            rows.push(cells);
        }
    }
    drop(records);
    file.seek(SeekFrom::Start(0))
        .map_err(|source| PredictionFileError::Io { file: name.to_owned(), source })?;
    let columns = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
    Ok((columns, rows))
}

/// Where the plan's columns stand in a file.
struct Layout {
    place: Vec<usize>,
    time: Vec<usize>,
    /// Of a matrix, columns and their days.
    days: Vec<(usize, i32)>,
    types: Option<usize>,
    score: Option<usize>,
    rank: Option<usize>,
    only: Option<(usize, String)>,
    made: Option<usize>,
}

impl Layout {
    fn new(plan: &PredictionPlan, columns: &[String]) -> Result<Self, PlanFault> {
        let at = |name: &str| {
            let found = columns.iter().position(|column| column.trim().eq_ignore_ascii_case(name.trim()));
            found.ok_or_else(|| PlanFault::NoColumn {
                column: name.to_owned(),
                columns: columns.iter().take(20).cloned().collect(),
            })
        };
        let all = |names: &[&String]| names.iter().map(|name| at(name)).collect::<Result<Vec<_>, _>>();
        let optional = |name: &Option<String>| name.as_deref().map(at).transpose();
        let place = match &plan.place {
            PlacePlan::Cell { column } => all(&[column])?,
            PlacePlan::Centre { latitude, longitude, .. } | PlacePlan::Circle { latitude, longitude, .. } => {
                all(&[latitude, longitude])?
            }
            PlacePlan::Corners { south, west, north, east } => all(&[south, west, north, east])?,
        };
        let time = match &plan.time {
            TimePlan::Matrix => Vec::new(),
            TimePlan::Day { column } => all(&[column])?,
            TimePlan::DayAndShift { column, shift } => all(&[column, shift])?,
            TimePlan::Span { start, end } => all(&[start, end])?,
        };
        let day = |(at, name): (usize, &String)| {
            Some((at, minute_of(name.as_bytes(), plan.dates)?.div_euclid(super::slots::DAY_MINUTES)))
        };
        let days = match plan.time {
            TimePlan::Matrix => columns.iter().enumerate().filter_map(day).collect(),
            _ => Vec::new(),
        };
        let only = plan.only.as_ref().map(|(column, value)| Ok((at(column)?, value.clone()))).transpose()?;
        let is_made = |column: &String| {
            matches!(
                column.to_ascii_lowercase().replace(' ', "_").as_str(),
                "report_date" | "created_at" | "generated_at" | "made_at" | "run_at"
            )
        };
        let made = columns.iter().position(is_made).filter(|at| !time.contains(at));
        Ok(Self {
            place,
            time,
            days,
            types: optional(&plan.types)?,
            score: optional(&plan.score)?,
            rank: optional(&plan.rank)?,
            only,
            made,
        })
    }
}

/// Predictions that are being read.
struct Reading {
    plan: PredictionPlan,
    assumed: Vec<String>,
    places: Places,
    shifts: Vec<Shift>,
    types: Vec<String>,
    rows: Vec<PredictionRow>,
    rows_read: u64,
    made_later: u64,
    left_out: BTreeMap<&'static str, LeftOut>,
}

/// Why a row cannot be used, and what it has.
type Fault = (&'static str, String);

impl Reading {
    fn new(plan: PredictionPlan, assumed: Vec<String>) -> Self {
        let shifts = if plan.shifts.is_empty() && !matches!(plan.time, TimePlan::Span { .. }) {
            vec![Shift::whole_day()]
        } else {
            plan.shifts.clone()
        };
        Self {
            plan,
            assumed,
            places: Places::default(),
            shifts,
            types: Vec::new(),
            rows: Vec::new(),
            rows_read: 0,
            made_later: 0,
            left_out: BTreeMap::new(),
        }
    }

    fn file<R: Read + Seek>(
        &mut self,
        name: &str,
        file: &mut R,
        columns: &[String],
    ) -> Result<(), PredictionFileError> {
        let read = |source| PredictionFileError::Read { file: name.to_owned(), source };
        let layout = Layout::new(&self.plan, columns)
            .map_err(|source| PredictionFileError::Plan { file: name.to_owned(), source })?;
        if matches!(self.plan.time, TimePlan::DayAndShift { .. }) && self.plan.shifts.is_empty() {
            return Err(PredictionFileError::Plan { file: name.to_owned(), source: PlanFault::NoShifts });
        }
        let mut progress = |_: u64| ControlFlow::Continue(());
        let mut records = Records::open(file, Limits::default()).map_err(read)?;
        while let Some(record) = records.next(&mut progress).map_err(read)? {
            if record.number == 0 {
                continue;
            }
            let row = record.number + 1;
            if record.fields().all(<[u8]>::is_empty) {
                continue;
            }
            if let Err((why, found)) = self.row(&record, &layout) {
                let of = self.left_out.entry(why).or_insert_with(|| LeftOut {
                    why: why.to_owned(),
                    rows: 0,
                    first_row: row,
                    found,
                });
                of.rows += 1;
            }
            if self.types.len() > MAX_TYPES {
                let source = TooManyTypes { found: self.types.len() };
                return Err(PredictionFileError::Types { file: name.to_owned(), source });
            }
        }
        if self.rows.is_empty() {
            let first = self.left_out.values().min_by_key(|of| of.first_row);
            let first = first.map_or_else(String::new, |of| {
                format!("row {}: {}, found {:?}", of.first_row, of.why, of.found)
            });
            return Err(PredictionFileError::NothingUsed {
                file: name.to_owned(),
                rows: self.rows_read,
                first,
            });
        }
        Ok(())
    }

    fn row(&mut self, record: &Record<'_>, layout: &Layout) -> Result<(), Fault> {
        let of_other = layout
            .only
            .as_ref()
            .filter(|(at, value)| !record.field(*at).eq_ignore_ascii_case(value.trim().as_bytes()));
        if let Some((at, _)) = of_other {
            self.rows_read += 1;
            return Err(("of another agency", cell(record, *at)));
        }
        if matches!(self.plan.time, TimePlan::Matrix) {
            return self.matrix_row(record, layout);
        }
        self.rows_read += 1;
        let place = self.place(record, layout)?;
        let (day, shift) = self.time(record, layout)?;
        let types = match layout.types {
            None => Types::MAX,
            Some(at) => self.types_of(&cell(record, at)),
        };
        if types == 0 {
            return Err(("no type of crime", String::new()));
        }
        let score = score(record, layout)?;
        if let Some(made) = layout.made.and_then(|at| minute_of(record.field(at), self.plan.dates)) {
            self.made_later += u64::from(made.div_euclid(super::slots::DAY_MINUTES) > day);
        }
        let place = self.places.number(place);
        self.rows.push(PredictionRow { place, day, shift, types, score });
        Ok(())
    }

    fn matrix_row(&mut self, record: &Record<'_>, layout: &Layout) -> Result<(), Fault> {
        let place = self.place(record, layout)?;
        let place = self.places.number(place);
        for &(at, day) in &layout.days {
            self.rows_read += 1;
            let score = number(record, at).ok_or_else(|| ("a score that is no number", cell(record, at)))?;
            self.rows.push(PredictionRow { place, day, shift: 0, types: Types::MAX, score });
        }
        Ok(())
    }

    fn place(&self, record: &Record<'_>, layout: &Layout) -> Result<Place, Fault> {
        let wrong =
            || ("no place", layout.place.iter().map(|at| cell(record, *at)).collect::<Vec<_>>().join(", "));
        let degrees = |index: usize, most: f64| {
            let value =
                number(record, layout.place[index]).filter(|value| value.abs() <= most && *value != 0.0);
            value.ok_or_else(wrong)
        };
        match &self.plan.place {
            PlacePlan::Cell { .. } => {
                let name = cell(record, layout.place[0]);
                if super::is_missing(&name) { Err(wrong()) } else { Ok(Place::Cell(name)) }
            }
            PlacePlan::Centre { .. } | PlacePlan::Circle { .. } => {
                Ok(Place::Centre(degrees(0, 90.0)?, degrees(1, 180.0)?))
            }
            PlacePlan::Corners { .. } => {
                let of = Corners {
                    south: degrees(0, 90.0)?,
                    west: degrees(1, 180.0)?,
                    north: degrees(2, 90.0)?,
                    east: degrees(3, 180.0)?,
                };
                if of.south < of.north && of.west < of.east { Ok(Place::Corners(of)) } else { Err(wrong()) }
            }
        }
    }

    fn time(&mut self, record: &Record<'_>, layout: &Layout) -> Result<(i32, u8), Fault> {
        let minute = |index: usize, format: DateFormat| {
            let at = layout.time[index];
            minute_of(record.field(at), format)
                .ok_or_else(|| ("a date that cannot be read", cell(record, at)))
        };
        let day = |minute: i32| minute.div_euclid(super::slots::DAY_MINUTES);
        match &self.plan.time {
            TimePlan::Matrix | TimePlan::Day { .. } => Ok((day(minute(0, self.plan.dates)?), 0)),
            TimePlan::DayAndShift { .. } => {
                let named = cell(record, layout.time[1]);
                let shift = shift_index(&self.shifts, &named)
                    .ok_or(("a shift that is not in the table of shifts", named))?;
                Ok((day(minute(0, self.plan.dates)?), shift as u8))
            }
            TimePlan::Span { .. } => {
                let (start, end) = (minute(0, self.plan.dates)?, minute(1, self.plan.dates)?);
                let of_day = start.rem_euclid(super::slots::DAY_MINUTES);
                let minutes = u16::try_from(end - start).ok().filter(|minutes| *minutes > 0);
                let minutes = minutes.ok_or_else(|| {
                    ("it ends before it begins, or lasts for weeks", cell(record, layout.time[1]))
                })?;
                let is = |shift: &Shift| (i32::from(shift.start_minute), shift.minutes) == (of_day, minutes);
                let known = self.shifts.iter().position(is);
                if known.is_none() && self.shifts.len() == MAX_SHIFTS {
                    return Err((
                        "a time of day beyond the first 64 that differ",
                        cell(record, layout.time[0]),
                    ));
                }
                let shift = known.unwrap_or_else(|| {
                    let name = format!("{:02}:{:02} for {minutes} minutes", of_day / 60, of_day % 60);
                    self.shifts.push(Shift { name, start_minute: of_day as u16, minutes });
                    self.shifts.len() - 1
                });
                Ok((day(start), shift as u8))
            }
        }
    }

    /// The bits of the types that a cell names.
    fn types_of(&mut self, cell: &str) -> Types {
        let mut types = 0;
        for name in cell.split('|').map(str::trim).filter(|name| !name.is_empty()) {
            let known = self.types.iter().position(|of| of == name);
            let at = known.unwrap_or_else(|| {
                self.types.push(name.to_owned());
                self.types.len() - 1
            });
            types |= 1_u64.checked_shl(at as u32).unwrap_or(0);
        }
        types
    }

    fn finish(self) -> Result<PredictionRows, PredictionFileError> {
        let reach = match &self.plan.place {
            PlacePlan::Centre { side_metres, .. } => Reach::Square(side_metres / 2.0),
            PlacePlan::Circle { radius_metres, .. } => Reach::Circle(*radius_metres),
            PlacePlan::Cell { .. } | PlacePlan::Corners { .. } => Reach::Square(0.0),
        };
        Ok(PredictionRows {
            plan: self.plan,
            assumed: self.assumed,
            places: self.places.all,
            reach,
            shifts: self.shifts,
            types: self.types,
            rows: self.rows,
            rows_read: self.rows_read,
            made_later: self.made_later,
            left_out: self.left_out.into_values().collect(),
        })
    }
}

fn cell(record: &Record<'_>, at: usize) -> String {
    text::text(record.field(at)).trim().to_owned()
}

fn number(record: &Record<'_>, at: usize) -> Option<f64> {
    std::str::from_utf8(record.field(at)).ok()?.trim().parse().ok().filter(|value: &f64| value.is_finite())
}

/// Higher for more; a rank is turned round.
fn score(record: &Record<'_>, layout: &Layout) -> Result<f64, Fault> {
    let (at, sign) = match (layout.score, layout.rank) {
        (Some(at), _) => (at, 1.0),
        (None, Some(at)) => (at, -1.0),
        (None, None) => return Ok(f64::NAN),
    };
    number(record, at)
        .map(|value| sign * value)
        .ok_or_else(|| ("a score that is no number", cell(record, at)))
}

impl PredictionRows {
    /// First and last day that something is predicted for.
    #[must_use]
    pub fn days(&self) -> Option<(CivilDay, CivilDay)> {
        let day = |day: Option<i32>| day.map(CivilDay::from_days_since_1970);
        Some((
            day(self.rows.iter().map(|row| row.day).min())?,
            day(self.rows.iter().map(|row| row.day).max())?,
        ))
    }
}
