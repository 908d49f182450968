//! One record to one event, by a layout.

use std::collections::BTreeMap;
use watchback_tables::text::text;
use watchback_tables::{ReadError, Record};

use super::counts_column::CountsColumn;
use super::date_parts::PartsAt;
use super::dates::{self, DateFormat};
use super::error::FileProblem;
use super::event::{Event, MINUTES_PER_DAY};
use super::outcomes::Outcomes;
use super::places::{Place, PlaceAt};
use super::plan::{ImportPlan, Limits, SIMULATED_MARK, normal, position};
use super::remark::{Remark, RemarkKind, add_remark};
use super::row_id;
use super::summary::{DropReason, Example, FileSummary, PreviewRow, quoted};
use super::value;
use crate::space::is_land;
use watchback_translate::{kept, mark};

/// No offence's name is longer; it bounds the memory that names take.
const OFFENCE_BYTES: usize = 200;
/// The column that has the mark of simulated rows in the files that are made here.
const MARK_COLUMN: &str = "Block";
/// Columns that an error lists.
const LISTED_COLUMNS: usize = 40;

pub(super) fn preview(record: &Record<'_>, event: Event, offences: &Offences) -> PreviewRow {
    let minute = event.minute.rem_euclid(MINUTES_PER_DAY);
    PreviewRow {
        line: record.line,
        date: format!("{} {:02}:{:02}", event.day(), minute / 60, minute % 60),
        offence: offences.names.get(usize::from(event.offence)).cloned().unwrap_or_default(),
        event,
    }
}

/// Refuses a header of too many columns.
pub(super) fn check_columns(header: &Record<'_>, limits: Limits) -> Result<(), FileProblem> {
    let limit = limits.columns;
    if header.n_fields > limit as u64 {
        return Err(FileProblem::TooManyColumns { found: header.n_fields, limit });
    }
    Ok(())
}

/// The header's names as the file spells them.
pub(super) fn names(record: &Record<'_>) -> Vec<String> {
    record.fields().map(|name| text(name).into_owned()).collect()
}

/// Where in a record the plan's columns stand.
pub(super) struct Header {
    pub(super) names: Vec<String>,
    /// Columns of the plan that the file may lack, and does.
    pub(super) absent: Vec<String>,
    id: Option<usize>,
    date: usize,
    parts: Option<PartsAt>,
    date_format: DateFormat,
    time: Option<usize>,
    place: PlaceAt,
    place_is_turned: bool,
    offence: usize,
    one_offence: Option<String>,
    arrest: Option<usize>,
    domestic: Option<usize>,
    mark: Option<usize>,
    /// Whether dates of another form than the plan's are read where they can be.
    is_lenient: bool,
    outcomes: Outcomes,
    counts: Option<CountsColumn>,
    remarks: Vec<Remark>,
}

/// Why a row is dropped, and the column that is to blame; the row as a whole where there is none.
pub(super) struct Fault {
    pub(super) reason: DropReason,
    column: Option<usize>,
}

impl Header {
    pub(super) fn understand(record: &Record<'_>, plan: &ImportPlan) -> Result<Self, FileProblem> {
        check_columns(record, plan.limits())?;
        Self::new(names(record), plan)
    }

    /// The plan's columns among those of the header.
    pub(super) fn new(names: Vec<String>, plan: &ImportPlan) -> Result<Self, FileProblem> {
        let normal_names: Vec<String> = names.iter().map(|name| normal(name)).collect();

        let columns = plan.columns();
        let mut missing = Vec::new();
        let mut n_found = 0;
        let mut required = |name: &str| {
            let found = position(&normal_names, name);
            n_found += usize::from(found.is_some());
            missing.extend(found.is_none().then(|| name.to_owned()));
            found.unwrap_or_default()
        };
        let id = columns.id.as_deref().map(&mut required);
        let date = required(&columns.date);
        let parts = columns.date_parts.as_ref().map(|parts| PartsAt::find(parts, &mut required));
        let time = columns.time.as_deref().map(&mut required);
        let place = PlaceAt::find(&columns.place, &mut required);
        let offence = match columns.one_offence {
            Some(_) => 0,
            None => required(&columns.offence),
        };
        let strange =
            |name: &String| name.contains(|c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER);
        if n_found == 0 && names.iter().any(strange) {
            return Err(
                ReadError::not_a_table(mark!("a binary file"), mark!("download the file as CSV")).into()
            );
        }
        if !missing.is_empty() {
            let found = names.iter().take(LISTED_COLUMNS).map(|name| quoted(name.as_bytes())).collect();
            return Err(FileProblem::MissingColumns { missing, found });
        }
        let mut absent = Vec::new();
        let mut optional = |name: Option<&str>| {
            let found = name.and_then(|name| position(&normal_names, name));
            absent.extend(name.filter(|_| found.is_none()).map(str::to_owned));
            found
        };
        let arrest = optional(columns.arrest.as_ref().map(|arrest| arrest.column.as_str()));
        let [domestic, mark] = [&columns.domestic, &columns.mark].map(|name| optional(name.as_deref()));
        // No layout hides that rows are simulated by saying nothing of where it stands.
        let mark = if columns.mark.is_none() { position(&normal_names, MARK_COLUMN) } else { mark };
        Ok(Self {
            absent,
            id,
            date,
            parts,
            date_format: columns.date_format,
            time,
            place,
            place_is_turned: columns.place.are_turned(),
            offence,
            one_offence: columns.one_offence.clone(),
            arrest,
            domestic,
            mark,
            is_lenient: true,
            outcomes: Outcomes::new(columns.arrest.as_ref()),
            counts: CountsColumn::find(&names, &columns.roles()),
            remarks: Vec::new(),
            names,
        })
    }

    /// The same, but only dates as the plan says are read: what is tried on a sample tells so
    /// whether the plan is right.
    pub(super) fn strict(self) -> Self {
        Self { is_lenient: false, ..self }
    }

    /// Adds to a summary what was seen while rows were read.
    pub(super) fn tell(&self, summary: &mut FileSummary) {
        for Remark { kind, rows, example } in &self.remarks {
            add_remark(&mut summary.remarks, *kind, *rows, || example.clone());
        }
        if let Some(counts) = &self.counts {
            counts.tell(&self.names, &mut summary.remarks);
        }
        self.outcomes.tell(&mut summary.arrest_values, &mut summary.remarks);
    }

    /// The record's event and whether its place is a placeholder, or what is wrong with the record;
    /// the outer error ends the file.
    pub(super) fn event(
        &mut self,
        record: &Record<'_>,
        offences: &mut Offences,
    ) -> Result<Result<(Event, bool), Fault>, FileProblem> {
        let (event, placeholder) = match self.values(record) {
            Ok(values) => values,
            Err(fault) => return Ok(Err(fault)),
        };
        let offence = match &self.one_offence {
            Some(name) => name.as_bytes(),
            None => record.field(self.offence),
        };
        if offence.len() > OFFENCE_BYTES {
            return Ok(Err(Fault { reason: DropReason::Offence, column: Some(self.offence) }));
        }
        if let Some(counts) = &mut self.counts {
            counts.see(record);
        }
        Ok(Ok((Event { offence: offences.code(offence)?, ..event }, placeholder)))
    }

    fn values(&mut self, record: &Record<'_>) -> Result<(Event, bool), Fault> {
        if record.n_fields != self.names.len() as u64 {
            return Err(Fault { reason: DropReason::FieldCount, column: None });
        }
        let blame = |reason, column| move || Fault { reason, column: Some(column) };
        let id = match self.id {
            Some(id) => row_id::of_number(record.field(id)),
            None => None,
        };
        let id = id.unwrap_or_else(|| row_id::of_row(record.fields()));
        let minute = self.minute(record).ok_or_else(blame(DropReason::Date, self.date))?;
        let mark = self.mark.map_or(&[][..], |column| record.field(column));
        let simulated = mark.starts_with(SIMULATED_MARK.as_bytes());
        let place = self.place.read(record).map_err(|column| blame(DropReason::Coordinate, column)())?;
        let (latitude, longitude) = match place {
            Place::At(latitude, longitude) => {
                self.remark_on_place(latitude, longitude, simulated);
                (Some(latitude), Some(longitude))
            }
            Place::Missing | Place::Placeholder => (None, None),
        };
        let arrest = match self.arrest.map(|column| record.field(column)) {
            None => None,
            Some(text) if self.outcomes.is_flag() => {
                let flag = self.flag(text, RemarkKind::ArrestUnread);
                if flag == Some(true) {
                    self.outcomes.count(text);
                }
                flag
            }
            Some(text) => self.outcomes.read(text),
        };
        let domestic = self.domestic.map(|column| record.field(column));
        let event = Event {
            id,
            minute,
            latitude,
            longitude,
            offence: 0,
            arrest,
            domestic: domestic.and_then(|text| self.flag(text, RemarkKind::DomesticUnread)),
            simulated,
        };
        Ok((event, place == Place::Placeholder))
    }

    /// The record's moment. A time that is none costs no row: the day is known.
    fn minute(&mut self, record: &Record<'_>) -> Option<i32> {
        if let Some(parts) = &self.parts {
            let read = parts.read(record, self.date)?;
            let odd = read.odd_time.map(<[u8]>::to_vec);
            if let Some(odd) = odd {
                self.remark(RemarkKind::TimeUnread, &odd);
            }
            return Some(read.minute);
        }
        let date = record.field(self.date);
        let time = self.time.map(|time| record.field(time));
        match dates::moment(date, time, self.date_format) {
            Some(moment) => {
                match self.date_format {
                    DateFormat::Exact => {}
                    DateFormat::Serial => self.remark(RemarkKind::SpreadsheetDays, date),
                    // That these are in universal time, the plan says.
                    DateFormat::Epoch => {}
                    _ if moment.universal => self.remark(RemarkKind::UniversalTime, date),
                    _ => {}
                }
                Some(moment.minute)
            }
            None => self.second_look(date, time),
        }
    }

    /// A date in another form than the portal's usual one, or a day whose time cannot be read.
    #[cold]
    fn second_look(&mut self, date: &[u8], time: Option<&[u8]>) -> Option<i32> {
        // A year of two digits may be a day.
        let has_year = date.windows(4).any(|four| four.iter().all(u8::is_ascii_digit));
        let format = match self.date_format {
            // Portals that write dates so have the month first where it is no ISO date.
            DateFormat::Exact if self.is_lenient && has_year => DateFormat::MonthFirst,
            DateFormat::Exact => return None,
            format => format,
        };
        if format != self.date_format
            && let Some(moment) = dates::moment(date, time, format)
        {
            if moment.universal {
                self.remark(RemarkKind::UniversalTime, date);
            }
            return Some(moment.minute);
        }
        let time = match (time, dates::moment(date, None, format)) {
            // Digits that are no time, such as 1970, may be of another column: such a row is
            // dropped. 9999 is what people write who do not know.
            (Some(time), Some(_)) if value::whole(time).is_some_and(|number| number != 9_999) => return None,
            (Some(time), Some(_)) => time,
            _ if self.is_lenient => date,
            _ => return None,
        };
        let minute = match dates::moment(date, None, format) {
            Some(moment) => moment.minute - moment.minute.rem_euclid(MINUTES_PER_DAY),
            None => dates::day_alone(date, format)?,
        };
        if !value::missing(time) {
            self.remark(RemarkKind::TimeUnread, time);
        }
        Some(minute)
    }

    /// A flag; what is none is unknown, and costs no row.
    fn flag(&mut self, text: &[u8], unread: RemarkKind) -> Option<bool> {
        if text.is_empty() {
            return None;
        }
        let flag = value::flag(text);
        if flag.is_none() && !value::missing(text) {
            self.remark(unread, text);
        }
        flag
    }

    /// A city that was invented lies in no real land.
    fn remark_on_place(&mut self, latitude: f64, longitude: f64, simulated: bool) {
        let example = || format!("{latitude:.5}, {longitude:.5}");
        if self.place_is_turned {
            add_remark(&mut self.remarks, RemarkKind::PlaceTurned, 1, example);
        }
        if !simulated && !is_land(latitude, longitude) {
            add_remark(&mut self.remarks, RemarkKind::PlaceAtSea, 1, example);
        }
    }

    #[cold]
    fn remark(&mut self, kind: RemarkKind, example: &[u8]) {
        add_remark(&mut self.remarks, kind, 1, || format!("{:?}", quoted(example)));
    }

    pub(super) fn example(&self, file: &str, record: &Record<'_>, fault: &Fault) -> Example {
        let expected = match fault.reason {
            DropReason::FieldCount => format!("{} fields", self.names.len()),
            DropReason::Date => {
                let date = match (self.date_format, self.time) {
                    (DateFormat::Exact, None) => mark!("a date like 01/31/2014 11:30:00 PM"),
                    (DateFormat::Exact | DateFormat::YearFirst, _) => mark!("a date like 2014-01-31"),
                    (DateFormat::MonthFirst, _) => mark!("a date like 1/31/2014, the month first"),
                    (DateFormat::DayFirst, _) => mark!("a date like 31/1/2014, the day first"),
                    (DateFormat::Epoch, _) => mark!("seconds or milliseconds since 1970, like 1388534400000"),
                    (DateFormat::Serial, _) => mark!("a spreadsheet's number of a day, like 41670.97917"),
                };
                // Fewer than 100,000,000 seconds are no date.
                let from = if self.date_format == DateFormat::Epoch {
                    mark!("March 1973")
                } else {
                    mark!("the years 1900")
                };
                let time =
                    if self.time.is_some() { mark!(", and beside it a time like 23:30:00") } else { "" };
                kept!("{date}, of {from} to 2099{time}")
            }
            DropReason::Coordinate => {
                fault.column.map_or("", |column| self.place.expected(column)).to_owned()
            }
            DropReason::Offence => kept!("a name of at most {OFFENCE_BYTES} bytes"),
        };
        let (column, found) = match fault.column {
            None => (mark!("whole row").to_owned(), kept!("{} fields", record.n_fields)),
            Some(column) => {
                let name = self.names.get(column).map(|name| quoted(name.as_bytes()));
                (name.unwrap_or_default(), quoted(record.field(column)))
            }
        };
        let file = record.place(file);
        Example { file, record: record.number, line: record.line, column, expected, found }
    }
}

/// Names of offences and their codes, in the order they first come.
pub(super) struct Offences {
    pub(super) names: Vec<String>,
    /// By their bytes in the file.
    codes: BTreeMap<Vec<u8>, u16>,
    /// The code of the name that was last seen in each slot: a file has a few names, millions of
    /// times.
    recent: [u16; N_RECENT],
}

/// Slots for recent names.
const N_RECENT: usize = 256;

/// The slot of a name: by its length and three of its bytes, in which most names differ.
fn slot(name: &[u8]) -> usize {
    let at = |index: usize| name.get(index).copied().map_or(0, usize::from);
    let length = name.len();
    (length * 5 + at(0) * 7 + at(length / 2) * 31 + at(length.saturating_sub(1)) * 3) % N_RECENT
}

impl Default for Offences {
    fn default() -> Self {
        Self { names: Vec::new(), codes: BTreeMap::new(), recent: [0; N_RECENT] }
    }
}

impl Offences {
    fn code(&mut self, name: &[u8]) -> Result<u16, FileProblem> {
        let recent = self.recent[slot(name)];
        if self.names.get(usize::from(recent)).is_some_and(|known| known.as_bytes() == name) {
            return Ok(recent);
        }
        let code = self.code_of_any(name)?;
        self.recent[slot(name)] = code;
        Ok(code)
    }

    fn code_of_any(&mut self, name: &[u8]) -> Result<u16, FileProblem> {
        if let Some(&code) = self.codes.get(name) {
            return Ok(code);
        }
        // Looked up as it stands, and decoded only when it is new: it may be another spelling of a
        // name that is known.
        let decoded = text(name);
        let code = if decoded.as_bytes() != name {
            self.code_of_any(decoded.as_bytes())?
        } else if !name.is_empty() && value::null(name) {
            self.code_of_any(b"")?
        } else {
            let code = u16::try_from(self.names.len()).map_err(|_| FileProblem::TooManyOffences)?;
            self.names.push(decoded.into_owned());
            code
        };
        self.codes.insert(name.into(), code);
        Ok(code)
    }
}
