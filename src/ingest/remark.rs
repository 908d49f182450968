//! What a reader of a file should know of how it was read, because it may change a figure.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::letters::count;

/// What a remark is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemarkKind {
    /// A column says how many crimes a row stands for, so rows are sums.
    RowsAreSums,
    /// Lines with a quote that is never closed.
    OpenQuotes,
    /// Sheets of a workbook, or entries of an archive, that are not of the table and were not read.
    Unread,
    /// The text is not of UTF-8, and nothing tells for sure of what else.
    DoubtfulEncoding,
    /// The time of day could not be read: the day is known.
    TimeUnread,
    /// The arrest flag could not be read: it is unknown.
    ArrestUnread,
    /// The domestic flag could not be read: it is unknown.
    DomesticUnread,
    /// Latitude and longitude stand in each other's place, and are read the other way round.
    PlaceTurned,
    /// Places lie in the sea or at a pole.
    PlaceAtSea,
    /// The dates are in universal time, and so are not the local ones.
    UniversalTime,
    /// The dates are numbers of a spreadsheet.
    SpreadsheetDays,
    /// Outcomes that may mean an arrest and are taken for none.
    ArrestNotTaken,
    /// Every row has an arrest: the file lists arrests.
    ArrestsOnly,
    /// Numbers that stand on rows of different offences or days: they are none of rows.
    SharedNumbers,
}

/// A remark on a file's reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// What it is about.
    pub kind: RemarkKind,
    /// Rows that it is about.
    pub rows: u64,
    /// A value, a column or a line to look at.
    pub example: String,
}

/// Adds `rows` to the remark of a kind; the first example stays.
pub(super) fn add_remark(
    remarks: &mut Vec<Remark>,
    kind: RemarkKind,
    rows: u64,
    example: impl FnOnce() -> String,
) {
    let at = remarks.partition_point(|remark| remark.kind < kind);
    match remarks.get_mut(at).filter(|remark| remark.kind == kind) {
        Some(remark) => remark.rows += rows,
        None => remarks.insert(at, Remark { kind, rows, example: example() }),
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, rows, example } = self;
        let rows = count(*rows);
        match kind {
            RemarkKind::RowsAreSums => write!(
                f,
                "the column {example} says how many crimes a row stands for, and each of {rows} rows is \
                 counted as one: ask for a file with a row for each crime"
            ),
            RemarkKind::OpenQuotes => write!(
                f,
                "in {rows} lines a quote is opened and never closed, first in {example}: each of these lines is \
                 lost, and those after it are read; repair them, or download the file again"
            ),
            RemarkKind::Unread => write!(
                f,
                "not all of the file is read, but what has the columns of its table: left out are {example}, \
                 with at least {rows} rows; if crimes are there, save them as a file of their own"
            ),
            RemarkKind::DoubtfulEncoding => write!(
                f,
                "letters may be wrong: the text is not of UTF-8 and nothing tells for sure in which encoding it \
                 is; it is read as {example}; if offences or places look wrong, save it as UTF-8"
            ),
            RemarkKind::TimeUnread => write!(
                f,
                "the time of {rows} rows is none, such as {example}: their day is known and is kept"
            ),
            RemarkKind::ArrestUnread => write!(
                f,
                "of {rows} rows it is not known whether an arrest was made: the column has neither true nor \
                 false, such as {example}"
            ),
            RemarkKind::DomesticUnread => write!(
                f,
                "of {rows} rows it is not known whether they were domestic: the column has neither true nor \
                 false, such as {example}"
            ),
            RemarkKind::PlaceTurned => write!(
                f,
                "latitude and longitude of {rows} rows stand in each other's place, and are read the other way \
                 round: the first of them lies at {example} (degrees north and east)"
            ),
            RemarkKind::PlaceAtSea => write!(
                f,
                "{rows} rows lie in the sea or at a pole, such as at {example} (degrees north and east): the columns \
                 of the place, the signs of its numbers or its coordinate system are not what they seem"
            ),
            RemarkKind::UniversalTime => write!(
                f,
                "the dates of {rows} rows are in universal time, such as {example}, and are read as they stand: \
                 crimes of the local evening may count on another day"
            ),
            RemarkKind::SpreadsheetDays => write!(
                f,
                "the dates of {rows} rows are days as spreadsheets number them, such as {example}: they are \
                 counted from 1899-12-30, but old files of a Mac count from 1904, four years later"
            ),
            RemarkKind::ArrestNotTaken => write!(
                f,
                "{rows} rows have an outcome that may mean an arrest, such as {example}, and count as no \
                 arrest: say which outcomes mean one (--arrest of `watchback guess`, or the layout in the page)"
            ),
            RemarkKind::ArrestsOnly => write!(
                f,
                "the file lists arrests and no other crimes ({rows} rows, {example}): what is forecast and \
                 audited from it is where arrests are made, not where crimes happen"
            ),
            RemarkKind::SharedNumbers => write!(
                f,
                "{rows} rows, of all files together, share their number with rows of another offence or day, such as {example}: it is a \
                 number of incidents and not of rows, so each row is counted, but what stands twice with one \
                 number, offence and day in two files is counted once"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_of_one_kind_are_one_and_the_first_example_stays() {
        let mut remarks = Vec::new();
        add_remark(&mut remarks, RemarkKind::RowsAreSums, 2, || "count".to_owned());
        add_remark(&mut remarks, RemarkKind::RowsAreSums, 3, || "other".to_owned());
        assert_eq!((remarks.len(), remarks[0].rows, remarks[0].example.as_str()), (1, 5, "count"));
        assert!(remarks[0].to_string().starts_with("the column count says how many crimes"));
    }
}
