//! The cells of a sheet as lines of CSV.

use super::sheet::bad;
use super::xml_scan::{Piece, Pieces, attribute, push_unescaped, unescaped};
use crate::error::ReadError;

/// Rows and columns of the largest sheet.
const ROWS: usize = 1_048_576;
const COLUMNS: usize = 16_384;
const SECONDS_A_DAY: i64 = 86_400;
/// 1970-01-01 in days of the two calendars that spreadsheets have.
const DAY_1970_FROM_1900: i64 = 25_569;
const DAY_1970_FROM_1904: i64 = 24_107;
/// From here on the calendar from 1900 is right; before, it lacks the 29th of February that it has too many.
const AFTER_FALSE_LEAP_DAY: f64 = 60.0;
/// More formats of its own, and more styles, than any spreadsheet may have.
const FORMATS: usize = 4_096;
const STYLES: usize = 65_536;
/// What a year of five digits begins with.
const FIRST_TOO_LATE: f64 = 2_958_466.0;

/// The texts that cells refer to by number.
#[derive(Default)]
pub(crate) struct Strings {
    texts: Vec<u8>,
    ends: Vec<u32>,
}

impl Strings {
    pub(crate) fn read(part: &[u8]) -> Self {
        let mut strings = Self::default();
        let (mut in_text, mut in_reading_aid) = (false, false);
        for piece in Pieces::new(part) {
            match piece {
                Piece::Open { name: b"t", .. } => in_text = !in_reading_aid,
                Piece::Close { name: b"t" } => in_text = false,
                Piece::Open { name: b"rPh", .. } => in_reading_aid = true,
                Piece::Close { name: b"rPh" } => in_reading_aid = false,
                Piece::Close { name: b"si" } | Piece::Empty { name: b"si", .. } => {
                    // Far shorter than 4 GB, by the limit on all parts.
                    strings.ends.push(strings.texts.len() as u32);
                }
                Piece::Text(text) if in_text => push_unescaped(text, &mut strings.texts),
                _ => {}
            }
        }
        strings
    }

    fn get(&self, at: usize) -> Option<&[u8]> {
        let end = |at: usize| self.ends.get(at).map(|end| *end as usize);
        self.texts.get(at.checked_sub(1).map_or(Some(0), end)?..end(at)?)
    }
}

/// Which styles show a number as a date, and from when days are counted.
pub(crate) struct Meaning {
    are_dates: Vec<bool>,
    day_1970: i64,
}

impl Meaning {
    pub(crate) fn read(workbook: &[u8], styles: &[u8]) -> Self {
        let is_1904 = Pieces::new(workbook).any(|piece| match piece {
            Piece::Open { name: b"workbookPr", attributes }
            | Piece::Empty { name: b"workbookPr", attributes } => {
                matches!(attribute(attributes, b"date1904"), Some(b"1" | b"true"))
            }
            _ => false,
        });
        let mut own_formats: Vec<u32> = Vec::new();
        let mut are_dates = Vec::new();
        let mut in_cell_formats = false;
        for piece in Pieces::new(styles) {
            match piece {
                Piece::Open { name: b"cellXfs", .. } => in_cell_formats = true,
                Piece::Close { name: b"cellXfs" } => in_cell_formats = false,
                Piece::Open { name: b"numFmt", attributes }
                | Piece::Empty { name: b"numFmt", attributes }
                    if own_formats.len() < FORMATS =>
                {
                    let code = attribute(attributes, b"formatCode").map(unescaped).unwrap_or_default();
                    own_formats.extend(
                        number(attributes, b"numFmtId").filter(|_| shows_dates(&code)).map(|id| id as u32),
                    );
                }
                Piece::Open { name: b"xf", attributes } | Piece::Empty { name: b"xf", attributes }
                    if in_cell_formats && are_dates.len() < STYLES =>
                {
                    let id = number(attributes, b"numFmtId").unwrap_or_default() as u32;
                    let is_built_in = matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58);
                    are_dates.push(is_built_in || own_formats.contains(&id));
                }
                _ => {}
            }
        }
        Self { are_dates, day_1970: if is_1904 { DAY_1970_FROM_1904 } else { DAY_1970_FROM_1900 } }
    }

    /// A number as the date or time that it stands for.
    fn date(&self, stored: &[u8]) -> Option<String> {
        let serial: f64 = str::from_utf8(stored.trim_ascii()).ok()?.parse().ok()?;
        if !(0.0..FIRST_TOO_LATE).contains(&serial) {
            return None;
        }
        let early = self.day_1970 == DAY_1970_FROM_1900 && (1.0..AFTER_FALSE_LEAP_DAY).contains(&serial);
        // Times are stored as fractions, a little off the second that they are.
        let seconds = (serial * SECONDS_A_DAY as f64).round() as i64;
        let (day, second) = (seconds.div_euclid(SECONDS_A_DAY), seconds.rem_euclid(SECONDS_A_DAY));
        let time = format!("{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60);
        if day == 0 {
            return Some(time);
        }
        let day = civil_day(day - self.day_1970 + i64::from(early));
        Some(if second == 0 { day.to_string() } else { format!("{day}T{time}") })
    }
}

/// A day since 1970 as `YYYY-MM-DD` (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn civil_day(days_since_1970: i64) -> String {
    let days = days_since_1970 + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Whether a format's code has a letter of a date outside of quotes and brackets.
fn shows_dates(code: &[u8]) -> bool {
    let (mut in_quotes, mut in_brackets, mut is_literal) = (false, false, false);
    code.iter().any(|byte| {
        if std::mem::take(&mut is_literal) {
            return false;
        }
        match byte {
            b'"' => in_quotes = !in_quotes,
            b'\\' | b'_' | b'*' => is_literal = true,
            b'[' if !in_quotes => in_brackets = true,
            b']' if !in_quotes => in_brackets = false,
            b'd' | b'D' | b'm' | b'M' | b'y' | b'Y' | b'h' | b'H' | b's' | b'S' => {
                return !in_quotes && !in_brackets;
            }
            _ => {}
        }
        false
    })
}

fn number(attributes: &[u8], name: &[u8]) -> Option<usize> {
    str::from_utf8(attribute(attributes, name)?).ok()?.parse().ok()
}

/// The column of a reference like `AB12`, from 0.
fn column(reference: &[u8]) -> Option<usize> {
    let letters = reference.iter().take_while(|byte| byte.is_ascii_uppercase());
    letters.take(4).fold(0, |column, letter| column * 26 + usize::from(letter - b'A') + 1).checked_sub(1)
}

/// A line of CSV for each row of the sheet, so that lines are numbered as its rows are. Rows are as wide as the first that is not empty, or wider.
pub(crate) fn cells_to_csv(
    sheet: &[u8],
    strings: &Strings,
    meaning: &Meaning,
    limit_bytes: usize,
) -> Result<Vec<u8>, ReadError> {
    let mut csv = Vec::new();
    let (mut row, mut next_column, mut header_width) = (0, 0, 0);
    let mut cells: Vec<Vec<u8>> = Vec::new();
    let (mut kind, mut style, mut at): (&[u8], _, _) = (b"", 0, 0);
    let (mut in_value, mut stored) = (false, Vec::new());
    for piece in Pieces::new(sheet) {
        match piece {
            Piece::Open { name: b"row", attributes } | Piece::Empty { name: b"row", attributes } => {
                let found = number(attributes, b"r").unwrap_or(row + 1);
                if found <= row || found > ROWS {
                    return Err(bad(&format!("row {found} follows row {row}")));
                }
                // The line of each row before it ends, also those that are not there.
                csv.resize(csv.len() + found - row.max(1), b'\n');
                (row, next_column) = (found, 0);
                cells.clear();
            }
            Piece::Open { name: b"c", attributes } | Piece::Empty { name: b"c", attributes } => {
                at = attribute(attributes, b"r").and_then(column).unwrap_or(next_column);
                next_column = at + 1;
                kind = attribute(attributes, b"t").unwrap_or(b"n");
                style = number(attributes, b"s").unwrap_or_default();
                stored.clear();
            }
            Piece::Open { name: b"v" | b"t", .. } => in_value = true,
            Piece::Close { name: b"v" | b"t" } => in_value = false,
            Piece::Text(text) if in_value => push_unescaped(text, &mut stored),
            Piece::Close { name: b"c" } if !stored.is_empty() => {
                if at >= COLUMNS {
                    return Err(bad(&format!("row {row} has a cell in column {at}")));
                }
                if cells.len() <= at {
                    cells.resize(at + 1, Vec::new());
                }
                let value = match kind {
                    b"s" => strings.get(value_of(&stored)).unwrap_or_default().to_vec(),
                    b"b" => {
                        if stored == b"1" {
                            b"true".to_vec()
                        } else {
                            b"false".to_vec()
                        }
                    }
                    b"e" => Vec::new(),
                    b"n" if meaning.are_dates.get(style) == Some(&true) => {
                        meaning.date(&stored).map_or_else(|| stored.clone(), String::into_bytes)
                    }
                    _ => stored.clone(),
                };
                if let Some(cell) = cells.get_mut(at) {
                    *cell = value;
                }
            }
            Piece::Close { name: b"row" } if cells.iter().any(|cell| !cell.is_empty()) => {
                while cells.last().is_some_and(Vec::is_empty) {
                    cells.pop();
                }
                if header_width == 0 {
                    header_width = cells.len();
                }
                cells.resize(cells.len().max(header_width), Vec::new());
                push_line(&mut cells.iter().map(Vec::as_slice), &mut csv);
                if csv.len() > limit_bytes {
                    let (what, found) = ("the sheet as text".to_owned(), csv.len() as u64);
                    return Err(ReadError::TooLarge { what, found, limit: limit_bytes as u64 });
                }
            }
            _ => {}
        }
    }
    Ok(csv)
}

fn value_of(index: &[u8]) -> usize {
    str::from_utf8(index).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(usize::MAX)
}

/// The values between commas, without a line end; their line breaks are blanks.
pub(crate) fn push_line(values: &mut dyn Iterator<Item = &[u8]>, csv: &mut Vec<u8>) {
    for (index, value) in values.enumerate() {
        if index > 0 {
            csv.push(b',');
        }
        let is_quoted = value.iter().any(|byte| matches!(byte, b',' | b'"'));
        csv.extend(is_quoted.then_some(b'"'));
        for &byte in value {
            csv.extend((byte == b'"').then_some(b'"'));
            csv.push(if matches!(byte, b'\r' | b'\n') { b' ' } else { byte });
        }
        csv.extend(is_quoted.then_some(b'"'));
    }
}
