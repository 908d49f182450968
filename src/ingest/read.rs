//! One file to events, streaming.

use std::collections::BTreeMap;
use std::io::Read;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::encoding::text;
use super::error::{FileProblem, IngestError};
use super::event::{Event, Events, MINUTES_PER_DAY};
use super::plan::{Columns, ImportPlan, Limits, Portal, SIMULATED_MARK, normal};
use super::record::{Record, Records};
use super::summary::{DropReason, Example, FileSummary, PREVIEW_ROWS, PreviewRow, add_dropped, quoted};
use super::value;

/// No offence's name is longer; it bounds the memory that names take.
const OFFENCE_BYTES: usize = 200;
/// Columns that an error lists.
const LISTED_COLUMNS: usize = 40;

/// One file's events and what was found on the way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FileEvents {
    /// What the file held.
    pub summary: FileSummary,
    /// Its rows in their order; the offences in the order they first came.
    pub events: Events,
}

/// Reads a file into events.
///
/// It may be text whose fields are parted by commas, semicolons, tabs or bars, in UTF-8, UTF-16 or Windows-1252; an array of JSON objects or
/// GeoJSON; or a dBASE table; each as it is, by gzip, or in a zip archive, whose tables are one where most of their columns are the same.
///
/// A row that cannot be understood is dropped and counted in the summary, with the first three examples of each reason;
/// it never loses the others. A missing coordinate or flag is no reason to drop a row. A blank offence is kept under
/// the empty name. A value that is not UTF-8 is read as Windows-1252.
///
/// `progress` is told the bytes of the file read so far (compressed, where it is), about every quarter of a million
/// decompressed bytes; when it gives [`ControlFlow::Break`], reading ends with [`FileProblem::Cancelled`].
///
/// # Errors
/// [`IngestError`] with the file's name, for what is wrong with the whole file.
///
/// # Examples
/// ```
/// use std::ops::ControlFlow;
/// use watchback::ingest::{ImportPlan, read_file};
/// let text = "ID,Date,Primary Type,Arrest,Latitude,Longitude\r\n\
///             7,01/31/2014 11:30:00 PM,THEFT,true,41.9,-87.7\r\n\
///             8,yesterday,THEFT,false,41.9,-87.7\r\n";
/// let mut progress = |_: u64| ControlFlow::Continue(());
/// let file = read_file("crimes.csv", text.as_bytes(), &ImportPlan::chicago_portal(), &mut progress)?;
/// assert_eq!((file.summary.rows_read, file.summary.rows_kept), (2, 1));
/// assert_eq!(file.events.get(0).map(|event| event.day().to_string()), Some("2014-01-31".to_owned()));
/// let example = &file.summary.dropped[0].examples[0];
/// assert_eq!((example.record, example.line, example.column.as_str()), (2, 3, "Date"));
/// assert_eq!(file.summary.columns_absent, ["Domestic", "Block"]);
/// # Ok::<(), watchback::ingest::IngestError>(())
/// ```
pub fn read_file(
    name: &str,
    reader: impl Read,
    plan: &ImportPlan,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<FileEvents, IngestError> {
    let understand = |record: &Record<'_>| Ok((Header::understand(record, plan)?, None));
    let read = read(name, reader, plan.limits(), understand, progress);
    read.map_err(|problem| IngestError { file: name.to_owned(), problem })
}

/// Reads a file of any [`Portal`], which its header tells: that of whose columns it lacks the fewest. All else is as [`read_file`] does it.
///
/// # Errors
/// As [`read_file`]; a header of no portal is [`FileProblem::MissingColumns`].
///
/// # Examples
/// ```
/// use std::ops::ControlFlow;
/// use watchback::ingest::{Portal, read_portal_file};
/// let text = "dispatch_date,dispatch_time,dc_key,text_general_code,point_x,point_y\n\
///             2016-01-12,23:30:00,201625002668.00000000,Thefts,-75.13738070,39.99642026\n";
/// let mut progress = |_: u64| ControlFlow::Continue(());
/// let file = read_portal_file("incidents.csv", text.as_bytes(), &mut progress)?;
/// assert_eq!(file.summary.portal, Some(Portal::Philadelphia));
/// let event = file.events.get(0).map(|event| (event.id, event.day().to_string(), event.latitude));
/// assert_eq!(event, Some((201_625_002_668, "2016-01-12".to_owned(), Some(39.99642026))));
/// # Ok::<(), watchback::ingest::IngestError>(())
/// ```
pub fn read_portal_file(
    name: &str,
    reader: impl Read,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<FileEvents, IngestError> {
    let understand = |record: &Record<'_>| {
        let understood = Portal::ALL.map(|portal| (portal, Header::understand(record, &portal.plan())));
        let lacking = |header: &Result<Header, FileProblem>| match header {
            Ok(_) => 0,
            Err(FileProblem::MissingColumns { missing, .. }) => missing.len(),
            Err(_) => usize::MAX,
        };
        let nearest = understood.into_iter().min_by_key(|(_, header)| lacking(header));
        let (portal, header) = nearest.ok_or(FileProblem::Empty)?;
        Ok((header?, Some(portal)))
    };
    // Behind one type the rows' loop is compiled here, as fast as the engine, and not wherever it is called from.
    let reader: Box<dyn Read + '_> = Box::new(reader);
    let read = read(name, reader, Limits::default(), understand, progress);
    read.map_err(|problem| IngestError { file: name.to_owned(), problem })
}

fn read(
    name: &str,
    reader: impl Read,
    limits: Limits,
    understand: impl FnOnce(&Record<'_>) -> Result<(Header, Option<Portal>), FileProblem>,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<FileEvents, FileProblem> {
    let mut records = Records::open(reader, limits)?;
    let header = records.next(progress)?.ok_or(FileProblem::Empty)?;
    let (header, portal) = understand(&header)?;

    let mut summary = FileSummary {
        name: name.to_owned(),
        portal,
        bytes: 0,
        decompressed_bytes: 0,
        columns: header.names.clone(),
        columns_absent: header.absent.clone(),
        values_without_column: 0,
        rows_read: 0,
        rows_kept: 0,
        dropped: Vec::new(),
        preview: Vec::new(),
    };
    let mut events = Events::default();
    let mut offences = Offences::default();
    while let Some(record) = records.next(progress)? {
        summary.rows_read += 1;
        match header.event(&record, &mut offences)? {
            Ok(event) => {
                if summary.preview.len() < PREVIEW_ROWS {
                    summary.preview.push(preview(&record, event, &offences));
                }
                events.push(event);
            }
            Err(fault) => {
                let example = std::iter::once_with(|| header.example(name, &record, &fault));
                add_dropped(&mut summary.dropped, fault.reason, 1, example);
            }
        }
    }
    events.offences = offences.names;
    events.shrink();
    summary.rows_kept = events.len() as u64;
    summary.bytes = records.bytes_read();
    summary.decompressed_bytes = records.decompressed_bytes();
    summary.values_without_column = records.values_without_column();
    if summary.rows_read == 0 {
        return Err(FileProblem::NoRows);
    }
    if events.is_empty() {
        return Err(no_readable_row(summary));
    }
    Ok(FileEvents { summary, events })
}

fn no_readable_row(summary: FileSummary) -> FileProblem {
    let examples = summary.dropped.into_iter().flat_map(|dropped| dropped.examples);
    match examples.min_by_key(|example| example.record) {
        Some(Example { line, column, expected, found, .. }) => {
            FileProblem::NoReadableRow { rows: summary.rows_read, line, column, expected, found }
        }
        None => FileProblem::NoRows,
    }
}

fn preview(record: &Record<'_>, event: Event, offences: &Offences) -> PreviewRow {
    let minute = event.minute.rem_euclid(MINUTES_PER_DAY);
    PreviewRow {
        line: record.line,
        date: format!("{} {:02}:{:02}", event.day(), minute / 60, minute % 60),
        offence: offences.names.get(usize::from(event.offence)).cloned().unwrap_or_default(),
        event,
    }
}

/// Where in a record the plan's columns stand.
struct Header {
    names: Vec<String>,
    absent: Vec<String>,
    id: usize,
    date: usize,
    time: Option<usize>,
    latitude: usize,
    longitude: usize,
    offence: usize,
    arrest: Option<usize>,
    domestic: Option<usize>,
    mark: Option<usize>,
}

/// Why a row is dropped, and the column that is to blame; the row as a whole where there is none.
struct Fault {
    reason: DropReason,
    column: Option<usize>,
}

impl Header {
    fn understand(record: &Record<'_>, plan: &ImportPlan) -> Result<Self, FileProblem> {
        let limit = plan.limits().columns;
        if record.n_fields > limit as u64 {
            return Err(FileProblem::TooManyColumns { found: record.n_fields, limit });
        }
        let names: Vec<String> = record.fields().map(|name| text(name).into_owned()).collect();
        let normal_names: Vec<String> = names.iter().map(|name| normal(name)).collect();
        let find = |name: &String| normal_names.iter().position(|found| *found == normal(name));

        let Columns { id, date, time, latitude, longitude, offence, arrest, domestic, mark } = plan.columns();
        let mut missing = Vec::new();
        let mut n_found = 0;
        let mut required = |name: &String| {
            let found = find(name);
            n_found += usize::from(found.is_some());
            missing.extend(found.is_none().then(|| name.clone()));
            found.unwrap_or_default()
        };
        let [id, date] = [id, date].map(&mut required);
        let time = time.as_ref().map(&mut required);
        let [latitude, longitude, offence] = [latitude, longitude, offence].map(&mut required);
        let strange =
            |name: &String| name.contains(|c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER);
        if n_found == 0 && names.iter().any(strange) {
            return Err(FileProblem::not_a_table("a binary file", "download the file as CSV"));
        }
        if !missing.is_empty() {
            let found = names.iter().take(LISTED_COLUMNS).map(|name| quoted(name.as_bytes())).collect();
            return Err(FileProblem::MissingColumns { missing, found });
        }
        let mut absent = Vec::new();
        let mut optional = |name: &Option<String>| {
            let found = name.as_ref().and_then(find);
            absent.extend(name.iter().filter(|_| found.is_none()).cloned());
            found
        };
        let [arrest, domestic, mark] = [arrest, domestic, mark].map(&mut optional);
        Ok(Self { names, absent, id, date, time, latitude, longitude, offence, arrest, domestic, mark })
    }

    /// The record's event, or what is wrong with the record; the outer error ends the file.
    fn event(
        &self,
        record: &Record<'_>,
        offences: &mut Offences,
    ) -> Result<Result<Event, Fault>, FileProblem> {
        let parsed = self.values(record).and_then(|event| {
            let offence = record.field(self.offence);
            let fault = Fault { reason: DropReason::Offence, column: Some(self.offence) };
            if offence.len() <= OFFENCE_BYTES { Ok((event, offence)) } else { Err(fault) }
        });
        Ok(match parsed {
            Ok((event, offence)) => Ok(Event { offence: offences.code(offence)?, ..event }),
            Err(fault) => Err(fault),
        })
    }

    fn values(&self, record: &Record<'_>) -> Result<Event, Fault> {
        if record.n_fields != self.names.len() as u64 {
            return Err(Fault { reason: DropReason::FieldCount, column: None });
        }
        let blame = |reason, column| move || Fault { reason, column: Some(column) };
        let id = value::row_number(record.field(self.id)).ok_or_else(blame(DropReason::Id, self.id))?;
        let date = record.field(self.date);
        let minute = match self.time.map(|time| record.field(time)) {
            None => value::minute(date),
            Some(time) => value::minute_of_day(date, time),
        };
        let minute = minute.ok_or_else(blame(DropReason::Date, self.date))?;
        let degrees = |column: usize, limit: f64| match record.field(column) {
            [] => Ok(None),
            text => value::decimal(text)
                .filter(|degrees| (-limit..=limit).contains(degrees))
                .map(Some)
                .ok_or_else(blame(DropReason::Coordinate, column)),
        };
        let place = degrees(self.latitude, 90.0)?.zip(degrees(self.longitude, 180.0)?);
        let flag = |column: Option<usize>, reason| match column.map(|column| (column, record.field(column))) {
            None | Some((_, [])) => Ok(None),
            Some((column, text)) => value::flag(text).map(Some).ok_or_else(blame(reason, column)),
        };
        let mark = self.mark.map_or(&[][..], |column| record.field(column));
        Ok(Event {
            id,
            minute,
            latitude: place.map(|(latitude, _)| latitude),
            longitude: place.map(|(_, longitude)| longitude),
            offence: 0,
            arrest: flag(self.arrest, DropReason::ArrestFlag)?,
            domestic: flag(self.domestic, DropReason::DomesticFlag)?,
            simulated: mark.starts_with(SIMULATED_MARK.as_bytes()),
        })
    }

    fn example(&self, file: &str, record: &Record<'_>, fault: &Fault) -> Example {
        let expected = match fault.reason {
            DropReason::FieldCount => format!("{} fields", self.names.len()),
            DropReason::Id => "a whole number".to_owned(),
            DropReason::Date if self.time.is_some() => {
                "a date like 2014-01-31, of the years 1900 to 2099, and beside it a time like 23:30:00"
                    .to_owned()
            }
            DropReason::Date => "a date like 01/31/2014 11:30:00 PM, of the years 1900 to 2099".to_owned(),
            DropReason::Coordinate if fault.column == Some(self.latitude) => {
                "degrees from -90 to 90, or nothing".to_owned()
            }
            DropReason::Coordinate => "degrees from -180 to 180, or nothing".to_owned(),
            DropReason::Offence => format!("a name of at most {OFFENCE_BYTES} bytes"),
            DropReason::ArrestFlag | DropReason::DomesticFlag => "true, false or nothing".to_owned(),
        };
        let (column, found) = match fault.column {
            None => ("whole row".to_owned(), format!("{} fields", record.n_fields)),
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
#[derive(Default)]
struct Offences {
    names: Vec<String>,
    codes: BTreeMap<String, u16>,
}

impl Offences {
    fn code(&mut self, name: &[u8]) -> Result<u16, FileProblem> {
        let name = text(name);
        if let Some(&code) = self.codes.get(name.as_ref()) {
            return Ok(code);
        }
        let code = u16::try_from(self.names.len()).map_err(|_| FileProblem::TooManyOffences)?;
        self.names.push(name.clone().into_owned());
        self.codes.insert(name.into_owned(), code);
        Ok(code)
    }
}
