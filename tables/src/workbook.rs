//! The rows of a workbook's sheets: XLSX, XLSB, XLS and ODS, by calamine.
//!
//! Sheets of one layout are one table: those like the largest sheet. The others are named.
//!
//! What a cell means stands in other parts of the file, so a workbook is held in memory, and how
//! large it may be is limited. Its parts are decompressed here, within the limits, before calamine
//! sees them: it would inflate whatever they hold, and reserve as much memory as the attribute
//! `uniqueCount` says.

use std::collections::VecDeque;
use std::io::{Cursor, Read, Seek, SeekFrom, Write};

use calamine::{Cell, Data, DataRef, ExcelDateTime, Ods, Reader, SheetType, SheetVisible, Xls, Xlsb, Xlsx};

use crate::archive::{Archive, cannot_read};
use crate::error::ReadError;
use crate::held_rows::{HeldRows, LIMIT_BYTES};
use crate::record::Unread;
use crate::row_source::{RowSource, Tables};
use crate::stored_zip::StoredZip;
use crate::text::{normal_name, text};
use watchback_translate::{kept, mark};

/// Bytes of the largest workbook that is read.
const FILE_LIMIT_BYTES: u64 = 64 << 20;
/// Rows and columns of the largest sheet.
const ROWS: u32 = 1_048_576;
const COLUMNS: u32 = 16_384;
/// What a year of five digits begins with, in days.
const FIRST_TOO_LATE: f64 = 2_958_466.0;
/// What an XLS file begins with, as do all compound files.
pub(crate) const XLS_MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Xlsx,
    Xlsb,
    Ods,
    /// A workbook without its main part.
    Unknown,
}

/// The kind of workbook that an archive is, if it is one.
pub(crate) fn kind<R: Read + Seek>(archive: &Archive<R>) -> Option<Kind> {
    let has = |name: &str| archive.has(|found| found.eq_ignore_ascii_case(name));
    if has("xl/workbook.bin") {
        Some(Kind::Xlsb)
    } else if has("xl/workbook.xml") {
        Some(Kind::Xlsx)
    } else if has("content.xml") && has("mimetype") {
        Some(Kind::Ods)
    } else {
        has("[Content_Types].xml").then_some(Kind::Unknown)
    }
}

/// The sheets of a workbook that are one table, in their order.
#[derive(Default)]
pub(crate) struct Sheets {
    sheets: VecDeque<(String, HeldRows)>,
    /// The sheets that are not of it.
    unread: Vec<Unread>,
    /// Name of the sheet being read, where it is not the only one.
    name: String,
    is_alone: bool,
    begun: u64,
}

impl Sheets {
    /// Of all sheets, those of the layout of the one with the most cells.
    fn of_one_layout(sheets: Vec<(String, HeldRows)>, mut unread: Vec<Unread>) -> Self {
        let layout = |rows: &HeldRows| -> Vec<String> {
            rows.header().map(|name| normal_name(&text(name))).filter(|name| !name.is_empty()).collect()
        };
        let mut largest: Option<(usize, Vec<String>)> = None;
        for (_, rows) in &sheets {
            let layout = layout(rows);
            let cells = layout.len() * rows.len();
            if largest.as_ref().is_none_or(|largest| cells > largest.0) {
                largest = Some((cells, layout));
            }
        }
        let meant = largest.map_or(Vec::new(), |largest| largest.1);
        let mut taken = VecDeque::new();
        for (name, rows) in sheets {
            let layout = layout(&rows);
            let shared = layout.iter().filter(|name| meant.contains(name)).count();
            if 4 * shared >= 3 * layout.len().max(meant.len()) && !layout.is_empty() {
                taken.push_back((name, rows));
            } else if rows.len() > 0 {
                unread.push(not_read(&name, mark!("a sheet of other columns"), rows.len().saturating_sub(1)));
            }
        }
        let is_alone = taken.len() < 2;
        Self { sheets: taken, unread, name: String::new(), is_alone, begun: 0 }
    }
}

impl Tables for Sheets {
    fn take(&mut self) -> Option<Box<dyn RowSource>> {
        self.begun += 1;
        let (name, rows) = self.sheets.pop_front()?;
        self.name = if self.is_alone { String::new() } else { name };
        Some(Box::new(rows))
    }

    fn has_next(&self) -> bool {
        !self.sheets.is_empty() || self.begun == 0
    }

    fn take_unread(&mut self) -> Vec<Unread> {
        std::mem::take(&mut self.unread)
    }

    fn name(&self) -> &str {
        &self.name
    }
}

fn not_read(name: &str, what: &str, rows: usize) -> Unread {
    Unread { name: name.to_owned(), what: what.to_owned(), rows: rows as u64 }
}

/// Cells of a sheet as rows.
#[derive(Default)]
struct Sheet {
    rows: HeldRows,
    /// Row and column of the last cell that had a value.
    last: Option<(u32, u32)>,
}

impl Sheet {
    /// Adds a cell; one without a value is none.
    fn push(&mut self, (row, column): (u32, u32), value: &Data) -> Result<(), ReadError> {
        if column >= COLUMNS {
            return Err(bad(&kept!("row {} has a cell in column {column}", row.saturating_add(1))));
        }
        if row >= ROWS || self.last.is_some_and(|last| (row, column) <= last) {
            let before = self.last.map_or(0, |(row, _)| row + 1);
            return Err(bad(&kept!("row {} follows row {before}", row.saturating_add(1))));
        }
        let from = self.rows.texts.len();
        push_text(value, &mut self.rows.texts);
        if self.rows.texts.len() == from {
            return Ok(());
        }
        // A line break within a cell is no end of its row.
        for byte in self.rows.texts.iter_mut().skip(from).filter(|byte| matches!(byte, b'\r' | b'\n')) {
            *byte = b' ';
        }
        if self.last.is_none_or(|(last, _)| last != row) {
            self.rows.begin_row(u64::from(row) + 1);
        }
        self.last = Some((row, column));
        let given = self.rows.last_row().map_or(0, |(_, cells)| cells);
        for _ in given..column as usize {
            // Empty, and before the text of the cell that follows.
            self.rows.push_empty_cell();
        }
        self.rows.push_cell(from, mark!("the sheet as text"))
    }
}

/// The sheets of a workbook in an archive.
pub(crate) fn from_archive<R: Read + Seek>(
    archive: &mut Archive<R>,
    kind: Kind,
) -> Result<Sheets, ReadError> {
    check_size(archive.bytes)?;
    if kind == Kind::Unknown {
        return Err(of_another_program(archive));
    }
    let parts = Cursor::new(checked_parts(archive)?);
    match kind {
        Kind::Xlsx => {
            let mut workbook = Xlsx::new(parts).map_err(|error| bad(&error.to_string()))?;
            each_sheet(&names(&workbook), |name, sheet| {
                let mut cells =
                    workbook.worksheet_cells_reader(name).map_err(|error| bad(&error.to_string()))?;
                push_cells(sheet, || cells.next_cell())
            })
        }
        Kind::Xlsb => {
            let mut workbook = Xlsb::new(parts).map_err(|error| bad(&error.to_string()))?;
            each_sheet(&names(&workbook), |name, sheet| {
                let mut cells =
                    workbook.worksheet_cells_reader(name).map_err(|error| bad(&error.to_string()))?;
                push_cells(sheet, || cells.next_cell())
            })
        }
        Kind::Ods | Kind::Unknown => {
            let mut workbook = Ods::new(parts).map_err(|error| bad(&error.to_string()))?;
            each_sheet(&names(&workbook), |name, sheet| push_range(&mut workbook, name, sheet))
        }
    }
}

/// Adds the cells of a sheet as they are read.
fn push_cells<'a, E: std::fmt::Display>(
    sheet: &mut Sheet,
    mut next: impl FnMut() -> Result<Option<Cell<DataRef<'a>>>, E>,
) -> Result<(), ReadError> {
    while let Some(cell) = next().map_err(|error| bad(&error.to_string()))? {
        sheet.push(cell.get_position(), &cell.get_value().clone().into())?;
    }
    Ok(())
}

/// The sheets of an XLS file, and the bytes of the file.
pub(crate) fn from_xls<R: Read + Seek>(mut reader: R) -> Result<(Sheets, u64), ReadError> {
    let length = reader.seek(SeekFrom::End(0)).map_err(|error| cannot_read(&error))?;
    check_size(length)?;
    let mut bytes = Vec::new();
    reader.rewind().and_then(|()| reader.read_to_end(&mut bytes)).map_err(|error| cannot_read(&error))?;
    let mut workbook = Xls::new(Cursor::new(bytes)).map_err(|error| bad(&error.to_string()))?;
    let sheets = each_sheet(&names(&workbook), |name, sheet| push_range(&mut workbook, name, sheet))?;
    Ok((sheets, length))
}

/// Reads the sheets. What is wrong with the first is wrong with the file; of a later one it is
/// said that it was not read.
fn each_sheet(
    names: &[String],
    mut read: impl FnMut(&str, &mut Sheet) -> Result<(), ReadError>,
) -> Result<Sheets, ReadError> {
    if names.is_empty() {
        return Err(bad(mark!("it has no sheet")));
    }
    let (mut sheets, mut unread, mut held) = (Vec::new(), Vec::new(), 0);
    for name in names {
        let mut sheet = Sheet::default();
        match read(name, &mut sheet) {
            Ok(()) if sheets.is_empty() || held + sheet.rows.bytes() <= LIMIT_BYTES => {
                sheet.rows.drop_titles();
                held += sheet.rows.bytes();
                sheets.push((name.clone(), sheet.rows));
            }
            Err(problem) if sheets.is_empty() => return Err(problem),
            Ok(()) => unread.push(not_read(name, mark!("more than can be held"), sheet.rows.len())),
            Err(_) => unread.push(not_read(name, mark!("a sheet that cannot be read"), 0)),
        }
    }
    Ok(Sheets::of_one_layout(sheets, unread))
}

fn push_range<W: Reader<Cursor<Vec<u8>>>>(
    workbook: &mut W,
    name: &str,
    sheet: &mut Sheet,
) -> Result<(), ReadError>
where
    W::Error: std::fmt::Display,
{
    let range = workbook.worksheet_range(name).map_err(|error| bad(&error.to_string()))?;
    let Some((first_row, first_column)) = range.start() else { return Ok(()) };
    for (row, column, value) in range.used_cells() {
        sheet.push((first_row + row as u32, first_column + column as u32), value)?;
    }
    Ok(())
}

/// Names of the sheets that can be seen; of all where none can.
fn names<RS: Read + Seek, W: Reader<RS>>(workbook: &W) -> Vec<String> {
    let sheets = || workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let visible = sheets().filter(|sheet| sheet.visible == SheetVisible::Visible);
    let visible: Vec<String> = visible.map(|sheet| sheet.name.clone()).collect();
    if visible.is_empty() { sheets().map(|sheet| sheet.name.clone()).collect() } else { visible }
}

/// What an archive of an office program is that is no workbook.
fn of_another_program<R: Read + Seek>(archive: &Archive<R>) -> ReadError {
    let has = |part: &str| archive.has(|name| name.to_ascii_lowercase().starts_with(part));
    let advice = mark!("copy its table into a spreadsheet and save that as CSV");
    if has("word/") {
        ReadError::not_a_table(mark!("a Word document"), advice)
    } else if has("ppt/") {
        ReadError::not_a_table("a presentation", advice)
    } else {
        bad(mark!("it has no workbook"))
    }
}

/// The parts that calamine looks at as an archive of their own, not compressed.
fn checked_parts<R: Read + Seek>(archive: &mut Archive<R>) -> Result<Vec<u8>, ReadError> {
    let mut parts = StoredZip::new();
    let written = |error: rawzip::Error| bad(&error.to_string());
    let mut left = LIMIT_BYTES;
    while archive.next_named(is_part)? {
        let name = archive.name().to_owned();
        let mut part = Vec::new();
        archive.read_to_end(mark!("the spreadsheet when decompressed"), left, &mut part)?;
        left -= part.len();
        if name.to_ascii_lowercase().ends_with("sharedstrings.xml") {
            without_claim(&mut part)?;
        }
        parts.add(&name, &part).map_err(written)?;
    }
    parts.finish().map_err(written)
}

fn is_part(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let ends = [".xml", ".rels", ".bin", "mimetype"];
    let of_no_use =
        ["media/", "drawings/", "charts/", "printersettings", "vbaproject", "theme/", "thumbnails/"];
    ends.iter().any(|end| name.ends_with(end)) && !of_no_use.iter().any(|part| name.contains(part))
}

/// Takes away what the strings say of their number, for which calamine reserves memory.
fn without_claim(strings: &mut [u8]) -> Result<(), ReadError> {
    const CLAIM: &[u8] = b"uniqueCount";
    if strings.iter().take(64).any(|byte| *byte == 0) || strings.starts_with(b"\xff\xfe") {
        return Err(bad(mark!("its strings are not in UTF-8")));
    }
    let mut at = 0;
    while let Some(rest) = strings.get_mut(at..)
        && let Some(found) = rest.windows(CLAIM.len()).position(|window| window == CLAIM)
    {
        if let Some(first) = rest.get_mut(found) {
            *first = b'v';
        }
        at += found + CLAIM.len();
    }
    Ok(())
}

fn check_size(bytes: u64) -> Result<(), ReadError> {
    if bytes > FILE_LIMIT_BYTES {
        return Err(ReadError::too_large(mark!("the spreadsheet"), bytes, FILE_LIMIT_BYTES));
    }
    Ok(())
}

fn bad(reason: &str) -> ReadError {
    ReadError::BadSpreadsheet { reason: reason.to_owned() }
}

/// A value as text: dates as `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM:SS`; errors of formulas as nothing.
fn push_text(value: &Data, texts: &mut Vec<u8>) {
    let text: &dyn std::fmt::Display = match value {
        Data::Int(number) => number,
        Data::Float(number) => number,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text,
        Data::Bool(flag) => flag,
        Data::DateTime(time) => &date_text(time),
        Data::Error(_) | Data::Empty => return,
    };
    // Writing to memory does not fail.
    let _ = write!(texts, "{text}");
}

fn date_text(time: &ExcelDateTime) -> String {
    let days = time.as_f64();
    if !(0.0..FIRST_TOO_LATE).contains(&days) {
        return days.to_string();
    }
    let (year, month, day, hour, minute, second, millisecond) = time.to_ymd_hms_milli();
    // Times are stored as fractions, a little off the second that they are.
    let of_day = u32::from(hour) * 3_600 + u32::from(minute) * 60 + u32::from(second);
    let of_day = (of_day + u32::from(millisecond >= 500)).min(86_399);
    let clock = format!("{:02}:{:02}:{:02}", of_day / 3_600, of_day / 60 % 60, of_day % 60);
    if days < 1.0 {
        clock
    } else if of_day == 0 {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{clock}")
    }
}
