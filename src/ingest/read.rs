//! One file to events, streaming.

use std::io::{Read, Seek};
use std::ops::ControlFlow;
use watchback_tables::{Record, Records};

use serde::{Deserialize, Serialize};

use super::any_reader::{AnyReader, stated_system};
use super::centre::Centre;
use super::error::{FileProblem, IngestError};
use super::event::Events;
use super::guess::guess_of;
use super::guess::sample::{self, Kept};
use super::guess::types::GuessOptions;
use super::plan::{ImportPlan, Limits};
use super::portals::{Portal, has_most, nearest};
use super::remark::{RemarkKind, add_remark};
use super::row::{Header, Offences, check_columns, names, preview};
use super::summary::{Example, FileSummary, PREVIEW_ROWS, add_dropped, add_remarks_on_whole};
use watchback_translate::kept;

/// Rows that are handed over at a time, where they are: 2 MB.
const PART_ROWS: usize = 1 << 16;
/// Parts of a file that a remark names.
const LISTED_PARTS: usize = 10;

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
/// It may be text whose fields are parted by commas, semicolons, tabs or bars, in UTF-8 or any
/// encoding of the web that its beginning suggests; JSON in the shapes that portals and programs
/// write, GeoJSON among them; or a dBASE table; each as it is, by gzip, or in a zip archive, whose
/// tables are one where most of their columns are the same. Of an XLSX, XLSB, XLS or ODS workbook,
/// the sheets with the columns of the largest one are read.
///
/// A row that cannot be understood is dropped and counted in the summary, with the first three
/// examples of each reason; it never loses the others. A missing coordinate or flag is no reason to
/// drop a row. A blank offence is kept under the empty name. A value that is not UTF-8 is read as
/// Windows-1252.
///
/// `progress` is told the bytes of the file read so far (compressed, where it is), about every
/// quarter of a million decompressed bytes; when it gives [`ControlFlow::Break`], reading ends with
/// [`watchback_tables::ReadError::Cancelled`].
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
/// let file = read_file(
///     "crimes.csv",
///     std::io::Cursor::new(text.as_bytes()),
///     &ImportPlan::chicago_portal(),
///     &mut progress,
/// )?;
/// assert_eq!((file.summary.rows_read, file.summary.rows_kept), (2, 1));
/// assert_eq!(
///     file.events.get(0).map(|event| event.day().to_string()),
///     Some("2014-01-31".to_owned())
/// );
/// let example = &file.summary.dropped[0].examples[0];
/// assert_eq!((example.record, example.line, example.column.as_str()), (2, 3, "Date"));
/// assert_eq!(file.summary.columns_absent, ["Domestic", "Block"]);
/// # Ok::<(), watchback::ingest::IngestError>(())
/// ```
pub fn read_file(
    name: &str,
    reader: impl Read + Seek,
    plan: &ImportPlan,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<FileEvents, IngestError> {
    by_plan(name, Box::new(reader), plan, progress, None)
        .map_err(|problem| IngestError { file: name.to_owned(), problem })
}

/// Reads a file as [`read_file`] does, or without a plan as [`read_any_file`] does, and hands over
/// its rows as they come: whoever reads a large file so never holds more than 65,536 rows of it.
///
/// `take` is given the rows since the last time, some 65,536 or what is left, and the bytes of the
/// file that have been read by then. Their offences are those of the file so far, in the order in
/// which they first came, so that a code is always of the same offence. Where reading fails later,
/// what was taken is of no use.
///
/// # Errors
/// As the functions named above.
///
/// # Examples
/// ```
/// use std::ops::ControlFlow;
/// use watchback::ingest::{Events, read_in_parts};
/// let mut text = "offense,occurred on,lat,lng\n".to_owned();
/// (0..100_000).for_each(|minute| {
///     text += &format!("Burglary,2019-07-30 23:{:02},39.96,-83.0\n", minute % 60)
/// });
/// let (mut progress, mut parts) = (|_: u64| ControlFlow::Continue(()), Vec::new());
/// let mut take = |rows: &Events, bytes: u64| parts.push((rows.len(), bytes));
/// let summary = read_in_parts(
///     "columbus.csv",
///     std::io::Cursor::new(text.as_bytes()),
///     None,
///     &mut progress,
///     &mut take,
/// )?;
/// assert_eq!(summary.rows_kept, 100_000);
/// assert_eq!((parts.len(), parts[0].0, parts[1]), (2, 65_536, (34_464, text.len() as u64)));
/// # Ok::<(), watchback::ingest::IngestError>(())
/// ```
pub fn read_in_parts(
    name: &str,
    reader: impl Read + Seek,
    plan: Option<&ImportPlan>,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    take: &mut TakeRows<'_>,
) -> Result<FileSummary, IngestError> {
    let reader: AnyReader<'_> = Box::new(reader);
    let file = match plan {
        Some(plan) => by_plan(name, reader, plan, progress, Some(take)),
        None => by_guess(name, reader, progress, Some(take)),
    };
    file.map(|file| file.summary).map_err(|problem| IngestError { file: name.to_owned(), problem })
}

/// Takes rows of a file that is being read, and the bytes of it that have been read by then.
pub type TakeRows<'a> = dyn FnMut(&Events, u64) + 'a;

/// Reads a file of any [`Portal`], which its header tells: that of whose columns it lacks the
/// fewest. All else is as [`read_file`] does it.
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
/// let file = read_portal_file(
///     "incidents.csv",
///     std::io::Cursor::new(text.as_bytes()),
///     &mut progress,
/// )?;
/// assert_eq!(file.summary.portal, Some(Portal::Philadelphia));
/// let event =
///     file.events.get(0).map(|event| (event.id, event.day().to_string(), event.latitude));
/// assert_eq!(event, Some((201_625_002_668, "2016-01-12".to_owned(), Some(39.99642026))));
/// # Ok::<(), watchback::ingest::IngestError>(())
/// ```
pub fn read_portal_file(
    name: &str,
    reader: impl Read + Seek,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<FileEvents, IngestError> {
    let understand = |record: &Record<'_>| {
        let (portal, plan, _) = nearest(&names(record));
        Ok((Header::understand(record, &plan)?, plan, Some(portal)))
    };
    // Behind one type the rows' loop is compiled here, as fast as the engine, and not wherever it
    // is called from.
    let reader: AnyReader<'_> = Box::new(reader);
    let read = read(name, reader, Limits::default(), understand, progress, None);
    read.map_err(|problem| IngestError { file: name.to_owned(), problem })
}

/// Reads any file: by its portal's layout where the header is one's and the first rows can be read
/// so, else by the layout that its first megabyte suggests, with some rows of its middle and end,
/// if that leaves no doubt. All else is as [`read_file`] does it.
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
/// let file =
///     read_any_file("columbus.csv", std::io::Cursor::new(text.as_bytes()), &mut progress)?;
/// assert_eq!((file.summary.portal, file.summary.rows_kept), (None, 2));
/// assert_eq!(file.events.offences(), ["Burglary", "Simple Assault"]);
/// let error = read_any_file(
///     "words.csv",
///     std::io::Cursor::new("a,b\nc,d\n".as_bytes()),
///     &mut progress,
/// )
/// .unwrap_err();
/// assert!(error.to_string().starts_with("words.csv: the file's date cannot be told"));
/// # Ok::<(), watchback::ingest::IngestError>(())
/// ```
pub fn read_any_file(
    name: &str,
    reader: impl Read + Seek,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<FileEvents, IngestError> {
    by_guess(name, Box::new(reader), progress, None)
        .map_err(|problem| IngestError { file: name.to_owned(), problem })
}

fn by_plan(
    name: &str,
    reader: AnyReader<'_>,
    plan: &ImportPlan,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    take: Option<&mut TakeRows<'_>>,
) -> Result<FileEvents, FileProblem> {
    let understand = |record: &Record<'_>| layout_by_plan(record, plan);
    read(name, reader, plan.limits(), understand, progress, take)
}

pub(super) fn layout_by_plan(header: &Record<'_>, plan: &ImportPlan) -> Result<Layout, FileProblem> {
    Ok((Header::understand(header, plan)?, plan.clone(), None))
}

fn by_guess(
    name: &str,
    mut reader: AnyReader<'_>,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    take: Option<&mut TakeRows<'_>>,
) -> Result<FileEvents, FileProblem> {
    let later = sample::later(&mut reader, Limits::default());
    let mut records = Records::open(reader, Limits::default())?;
    let (layout, first) = layout_by_guess(name, &mut records, later, progress)?;
    let file = read_rows(name, &mut records, &first, layout, progress, take)?;
    whole(file, &records)
}

/// The layout that a file's header and first rows tell, with those of later; and the first rows.
pub(super) fn layout_by_guess(
    name: &str,
    records: &mut Records<AnyReader<'_>>,
    later: Vec<Kept>,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<(Layout, Vec<Kept>), FileProblem> {
    let header = records.next(progress)?.ok_or(FileProblem::Empty)?;
    check_columns(&header, Limits::default())?;
    let names = names(&header);
    let mut sample = sample::take(records, progress)?;
    if sample.is_empty() {
        return Err(FileProblem::NoRows);
    }
    let n_first = sample.len();
    sample.extend(later);
    let guess = guess_of(name, &names, &sample, &GuessOptions::default(), stated_system(records));
    sample.truncate(n_first);
    let doubt = guess.doubt().filter(|_| guess.portal.is_none());
    let plan = match (doubt, guess.plan) {
        (None, Some(plan)) => plan,
        // A portal's file with a column or two left out is told what it lacks, unless the true
        // reason is another.
        (doubt, _) => {
            let (_, plan, _) = nearest(&names);
            let lacks = Header::new(names.clone(), &plan).err();
            let of_layout = matches!(&doubt, None | Some(FileProblem::UnknownLayout { .. }));
            let near = of_layout
                && matches!(&lacks, Some(FileProblem::MissingColumns { missing, .. }) if missing.len() <= 2);
            return Err(lacks
                .filter(|_| near && has_most(&names, &plan))
                .or(doubt)
                .unwrap_or(FileProblem::Empty));
        }
    };
    let header = Header::new(names, &plan)?;
    Ok(((header, plan, guess.portal), sample))
}

fn read(
    name: &str,
    reader: AnyReader<'_>,
    limits: Limits,
    understand: impl FnOnce(&Record<'_>) -> Result<Layout, FileProblem>,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    take: Option<&mut TakeRows<'_>>,
) -> Result<FileEvents, FileProblem> {
    let mut records = Records::open(reader, limits)?;
    let header = records.next(progress)?.ok_or(FileProblem::Empty)?;
    let layout = understand(&header)?;
    let file = read_rows(name, &mut records, &[], layout, progress, take)?;
    whole(file, &records)
}

/// How a file is laid out: where what stands, by which plan, and the portal that it is of.
pub(super) type Layout = (Header, ImportPlan, Option<Portal>);

/// The rows that were read before, and all that follow.
pub(super) fn read_rows(
    name: &str,
    records: &mut Records<AnyReader<'_>>,
    first: &[Kept],
    (header, plan, portal): Layout,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    mut take: Option<&mut TakeRows<'_>>,
) -> Result<FileEvents, FileProblem> {
    let summary = FileSummary {
        name: name.to_owned(),
        portal,
        plan,
        bytes: 0,
        decompressed_bytes: 0,
        columns: header.names.clone(),
        columns_absent: header.absent.clone(),
        values_without_column: 0,
        encoding: None,
        rows_read: 0,
        rows_kept: 0,
        placeholders: 0,
        centre: Centre::default(),
        dropped: Vec::new(),
        arrest_values: Vec::new(),
        preview: Vec::new(),
        remarks: Vec::new(),
    };
    let mut rows = Rows { header, summary, events: Events::default(), offences: Offences::default() };
    for kept in first {
        rows.push(&kept.record())?;
    }
    while let Some(record) = records.next(progress)? {
        rows.push(&record)?;
        if rows.events.len() >= PART_ROWS
            && let Some(take) = &mut take
        {
            rows.hand_over(*take, records.bytes_read());
        }
    }
    if let Some(take) = take.filter(|_| !rows.events.is_empty()) {
        rows.hand_over(take, records.bytes_read());
    }
    let Rows { header, mut summary, mut events, offences } = rows;
    header.tell(&mut summary);
    events.offences = offences.names;
    events.shrink();
    summary.rows_kept += events.len() as u64;
    summary.bytes = records.bytes_read();
    summary.decompressed_bytes = records.decompressed_bytes();
    summary.values_without_column = records.values_without_column();
    summary.encoding = records.encoding().map(str::to_owned);
    Ok(FileEvents { summary, events })
}

/// Adds what the reader has to say of a whole file, and refuses a file of which no row can be used.
fn whole<R: Read + Seek>(mut file: FileEvents, records: &Records<R>) -> Result<FileEvents, FileProblem> {
    let summary = &mut file.summary;
    remark_on_quotes(summary, records.open_quotes());
    let unread = records.unread();
    if !unread.is_empty() {
        let rows = unread.iter().map(|unread| unread.rows).sum();
        add_remark(&mut summary.remarks, RemarkKind::Unread, rows, || {
            let listed = unread.iter().take(LISTED_PARTS);
            let listed: Vec<String> = listed.map(|part| format!("{:?} ({})", part.name, part.what)).collect();
            let more = unread.len().saturating_sub(LISTED_PARTS);
            let more = if more > 0 { kept!(" and {more} more") } else { String::new() };
            listed.join(", ") + &more
        });
    }
    if records.is_encoding_doubtful() {
        let encoding = || records.encoding().unwrap_or("UTF-8").to_owned();
        add_remark(&mut summary.remarks, RemarkKind::DoubtfulEncoding, summary.rows_read, encoding);
    }
    match &mut file.summary {
        summary if summary.rows_read == 0 => Err(FileProblem::NoRows),
        summary if summary.rows_kept == 0 => Err(no_readable_row(file.summary)),
        summary => {
            add_remarks_on_whole(summary);
            Ok(file)
        }
    }
}

/// Remarks on lines with a quote that is never closed: their number, and the first of them.
pub(super) fn remark_on_quotes(summary: &mut FileSummary, quotes: Option<(u64, u64)>) {
    if let Some((lines, first)) = quotes {
        add_remark(&mut summary.remarks, RemarkKind::OpenQuotes, lines, || format!("line {first}"));
    }
}

/// What was made of a file's rows so far.
struct Rows {
    header: Header,
    /// Its kept rows are those that were handed over.
    summary: FileSummary,
    events: Events,
    offences: Offences,
}

impl Rows {
    fn push(&mut self, record: &Record<'_>) -> Result<(), FileProblem> {
        let Self { header, summary, events, offences } = self;
        summary.rows_read += 1;
        match header.event(record, offences)? {
            Ok((event, placeholder)) => {
                summary.placeholders += u64::from(placeholder);
                if let (Some(latitude), Some(longitude)) = (event.latitude, event.longitude) {
                    summary.centre.add_row(latitude, longitude);
                }
                if summary.preview.len() < PREVIEW_ROWS {
                    summary.preview.push(preview(record, event, offences));
                }
                events.push(event);
            }
            Err(fault) => {
                let example = std::iter::once_with(|| header.example(&summary.name, record, &fault));
                add_dropped(&mut summary.dropped, fault.reason, 1, example);
            }
        }
        Ok(())
    }

    #[inline(never)]
    fn hand_over(&mut self, take: &mut TakeRows<'_>, bytes: u64) {
        self.events.offences.clone_from(&self.offences.names);
        take(&self.events, bytes);
        self.summary.rows_kept += self.events.len() as u64;
        self.events.truncate(0);
    }
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
