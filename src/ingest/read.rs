//! One file to events, streaming.

use std::io::Read;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::error::{FileProblem, IngestError};
use super::event::Events;
use super::formats::record::{Record, Records};
use super::guess::guess_of;
use super::guess::sample::{self, Kept};
use super::guess::types::GuessOptions;
use super::plan::{ImportPlan, Limits};
use super::portals::{Portal, nearest};
use super::row::{Header, Offences, check_columns, names, preview};
use super::summary::{Example, FileSummary, PREVIEW_ROWS, add_dropped};

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
    let understand = |record: &Record<'_>| Ok((Header::understand(record, plan)?, plan.clone(), None));
    // One reader for all kinds of files, as in the other functions here.
    let reader: Box<dyn Read + '_> = Box::new(reader);
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
        let (portal, plan, _) = nearest(&names(record));
        Ok((Header::understand(record, &plan)?, plan, Some(portal)))
    };
    // Behind one type the rows' loop is compiled here, as fast as the engine, and not wherever it is called from.
    let reader: Box<dyn Read + '_> = Box::new(reader);
    let read = read(name, reader, Limits::default(), understand, progress);
    read.map_err(|problem| IngestError { file: name.to_owned(), problem })
}

/// Reads any file: by its portal's layout where the header is one's and the first rows can be read so, else by the layout that its first
/// megabyte suggests, if that leaves no doubt. All else is as [`read_file`] does it.
///
/// # Errors
/// As [`read_file`]; where a part of the layout cannot be told, [`FileProblem::UnknownLayout`].
///
/// # Examples
/// ```
/// use std::ops::ControlFlow;
/// use watchback::ingest::read_any_file;
/// let text = "offense,occurred on,lat,lng\n\
///             Burglary,2019-07-30 23:15,39.96,-83.0\n\
///             Simple Assault,2019-07-31 01:20,39.97,-83.1\n";
/// let mut progress = |_: u64| ControlFlow::Continue(());
/// let file = read_any_file("columbus.csv", text.as_bytes(), &mut progress)?;
/// assert_eq!((file.summary.portal, file.summary.rows_kept), (None, 2));
/// assert_eq!(file.events.offences(), ["Burglary", "Simple Assault"]);
/// let error = read_any_file("words.csv", "a,b\nc,d\n".as_bytes(), &mut progress).unwrap_err();
/// assert!(error.to_string().starts_with("words.csv: the file's date cannot be told"));
/// # Ok::<(), watchback::ingest::IngestError>(())
/// ```
pub fn read_any_file(
    name: &str,
    reader: impl Read,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<FileEvents, IngestError> {
    let reader: Box<dyn Read + '_> = Box::new(reader);
    let read = || {
        let mut records = Records::open(reader, Limits::default())?;
        let header = records.next(progress)?.ok_or(FileProblem::Empty)?;
        check_columns(&header, Limits::default())?;
        let names = names(&header);
        let first = sample::take(&mut records, progress)?;
        if first.is_empty() {
            return Err(FileProblem::NoRows);
        }
        let guess = guess_of(name, &names, &first, &GuessOptions::default());
        let doubt = guess.doubt().filter(|_| guess.portal.is_none());
        let plan = match (doubt, guess.plan) {
            (None, Some(plan)) => plan,
            // A portal's file with a column or two left out is told what it lacks.
            (doubt, _) => {
                let (_, plan, _) = nearest(&names);
                let lacks = Header::new(names, &plan).err();
                let near =
                    matches!(&lacks, Some(FileProblem::MissingColumns { missing, .. }) if missing.len() <= 2);
                return Err(lacks.filter(|_| near).or(doubt).unwrap_or(FileProblem::Empty));
            }
        };
        let header = Header::new(names, &plan)?;
        read_rows(name, records, &first, header, plan, guess.portal, progress)
    };
    read().map_err(|problem| IngestError { file: name.to_owned(), problem })
}

fn read(
    name: &str,
    reader: impl Read,
    limits: Limits,
    understand: impl FnOnce(&Record<'_>) -> Result<(Header, ImportPlan, Option<Portal>), FileProblem>,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<FileEvents, FileProblem> {
    let mut records = Records::open(reader, limits)?;
    let header = records.next(progress)?.ok_or(FileProblem::Empty)?;
    let (header, plan, portal) = understand(&header)?;
    read_rows(name, records, &[], header, plan, portal, progress)
}

/// The rows that were read before, and all that follow.
fn read_rows<R: Read>(
    name: &str,
    mut records: Records<R>,
    first: &[Kept],
    header: Header,
    plan: ImportPlan,
    portal: Option<Portal>,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<FileEvents, FileProblem> {
    let mut summary = FileSummary {
        name: name.to_owned(),
        portal,
        plan,
        bytes: 0,
        decompressed_bytes: 0,
        columns: header.names.clone(),
        columns_absent: header.absent.clone(),
        values_without_column: 0,
        rows_read: 0,
        rows_kept: 0,
        placeholders: 0,
        dropped: Vec::new(),
        preview: Vec::new(),
    };
    let mut events = Events::default();
    let mut offences = Offences::default();
    let mut take = |record: &Record<'_>| {
        summary.rows_read += 1;
        match header.event(record, &mut offences)? {
            Ok((event, placeholder)) => {
                summary.placeholders += u64::from(placeholder);
                if summary.preview.len() < PREVIEW_ROWS {
                    summary.preview.push(preview(record, event, &offences));
                }
                events.push(event);
            }
            Err(fault) => {
                let example = std::iter::once_with(|| header.example(name, record, &fault));
                add_dropped(&mut summary.dropped, fault.reason, 1, example);
            }
        }
        Ok(())
    };
    for kept in first {
        take(&kept.record())?;
    }
    while let Some(record) = records.next(progress)? {
        take(&record)?;
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
