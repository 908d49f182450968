//! Tables of areas: bytes of any format that tables come in become columns of text, and a column
//! becomes numbers.

use std::io::Cursor;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};
use watchback_tables::{Limits, ReadError, Records, text};

use super::numbers::{Cell, Style, cell, is_missing, style};
use watchback_translate::mark;

/// The most bytes of a table of areas.
pub const MAX_TABLE_BYTES: usize = 32 << 20;
const MAX_ROWS: usize = 250_000;
const MAX_COLUMNS: usize = 5_000;
/// Rows of labels under a header, at most.
const MAX_LABELS: usize = 2;

/// A table that cannot be used at all. Each message says what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// More bytes than any city's table has.
    #[error("the table has {bytes} bytes, more than the limit of {limit}; keep one city's rows")]
    TooLarge {
        /// Its bytes.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// More rows or columns than any city's table has.
    #[error("the table has more than {limit} {what}; keep one city's rows and the columns that are needed")]
    TooMany {
        /// `rows` or `columns`.
        what: String,
        /// The limit.
        limit: usize,
    },
    /// The reader gives up.
    #[error(transparent)]
    Unreadable(#[from] ReadError),
    /// No header, or nothing else.
    #[error("the table has no rows; it needs a header and a row for each area")]
    NoRows,
    /// One column only.
    #[error(
        "the table has one column, {found:?}; expected a key and values with commas or semicolons between them"
    )]
    OneColumn {
        /// Its name.
        found: String,
    },
    /// No such column.
    #[error("the table has no column {found:?}; its columns are {}", columns.join(", "))]
    NoColumn {
        /// The name asked for.
        found: String,
        /// The names that there are, at most 40.
        columns: Vec<String>,
    },
    /// The filter leaves nothing.
    #[error("no row of the table has {column} = {value:?}; its first is {first:?}")]
    NothingLeft {
        /// The column.
        column: String,
        /// The value that rows had to have.
        value: String,
        /// What the first row has.
        first: String,
    },
}

/// A cell that has no number or only a bound, or a row of another length.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum TableProblem {
    /// A row with more or fewer cells than the header.
    #[error(
        "row {row} has {found} cells, the header {expected}; cells beyond are left out, missing ones empty"
    )]
    OtherLength {
        /// The row's number in the file; the header is row 1.
        row: usize,
        /// Its cells.
        found: usize,
        /// Those of the header.
        expected: usize,
    },
    /// A cell that says that there is no value.
    #[error("row {row}, {column}: no value ({found:?}); the area takes no part where it is needed")]
    Missing {
        /// The row's number in the file; the header is row 1.
        row: usize,
        /// The column.
        column: String,
        /// What stands there.
        found: String,
    },
    /// A cell that is no number.
    #[error("row {row}, {column}: {found:?} is not a number; the area takes no part where it is needed")]
    NotANumber {
        /// The row's number in the file; the header is row 1.
        row: usize,
        /// The column.
        column: String,
        /// What stands there.
        found: String,
    },
    /// A cell that says at least or at most.
    #[error(
        "row {row}, {column}: {found:?} is a bound, not a value; its number is taken, which keeps the order"
    )]
    Bound {
        /// The row's number in the file; the header is row 1.
        row: usize,
        /// The column.
        column: String,
        /// What stands there.
        found: String,
    },
    /// Rows of one key that do not say the same.
    #[error(
        "row {row}, {column}: {found:?}, where row {other_row} of the same key has {other:?}; the area has no \
         value: keep one row of each area (one year's rows, say)"
    )]
    SeveralValues {
        /// The row's number in the file; the header is row 1.
        row: usize,
        /// The column.
        column: String,
        /// What stands there.
        found: String,
        /// The first row of that key.
        other_row: usize,
        /// What stands there.
        other: String,
    },
    /// A property of an area that is no number, or only a bound.
    #[error("feature {feature}, {property}: {found:?} is {what}")]
    Property {
        /// The feature's number in the file, from 1.
        feature: usize,
        /// The property.
        property: String,
        /// What stands there; empty where there is none.
        found: String,
        /// What is wrong, and what is done.
        what: String,
    },
}

impl TableProblem {
    /// Whether there is a number all the same.
    pub fn has_value(&self) -> bool {
        matches!(self, Self::Bound { .. }) || matches!(self, Self::Property { what, .. } if what == BOUND)
    }

    /// What is wrong with a property's text; `None` where it is a number.
    pub(super) fn of_property(feature: usize, property: &str, found: &str, is: Cell) -> Option<Self> {
        let what = match is {
            Cell::Number(_) => return None,
            Cell::Bound(_) => BOUND,
            Cell::Missing => mark!("no value; the area takes no part where it is needed"),
            Cell::NotANumber => mark!("not a number; the area takes no part where it is needed"),
        };
        let (property, found, what) = (property.to_owned(), found.to_owned(), what.to_owned());
        Some(Self::Property { feature, property, found, what })
    }
}

const BOUND: &str = mark!("a bound, not a value; its number is taken, which keeps the order");

/// A table of areas as it was read: every cell is text without outer blanks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AreaTable {
    columns: Vec<String>,
    rows: Vec<TableRow>,
    problems: Vec<TableProblem>,
    /// Its first rows that may be labels under the header.
    n_labels: usize,
    /// Whether semicolons part its fields.
    semicolons: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct TableRow {
    /// In the file; the header is row 1.
    number: usize,
    cells: Vec<String>,
}

impl AreaTable {
    /// Reads a table with a header. With `only`, a column and a value, other rows are left out: a
    /// table of several years has several rows an area.
    ///
    /// # Errors
    /// When nothing of it can be used.
    ///
    /// # Examples
    /// ```
    /// use watchback::space::AreaTable;
    /// let file = b"Area,Year,INCOME \n1,2014,\"23,939\"\n2,2014,-666666666\n1,2015,24000\n";
    /// let table = AreaTable::read(file, Some(("year", "2014")))?;
    /// assert_eq!(
    ///     (table.columns(), table.n_rows()),
    ///     (&["Area", "Year", "INCOME"].map(String::from)[..], 2)
    /// );
    /// let (values, problems) = table.numbers("income")?;
    /// assert_eq!(values, [Some(23_939.0), None]);
    /// assert_eq!(
    ///     problems[0].to_string(),
    ///     "row 3, INCOME: no value (\"-666666666\"); the area takes no part where it is needed"
    /// );
    /// # Ok::<(), watchback::space::TableError>(())
    /// ```
    pub fn read(bytes: &[u8], only: Option<(&str, &str)>) -> Result<Self, TableError> {
        if bytes.len() > MAX_TABLE_BYTES {
            return Err(TableError::TooLarge { bytes: bytes.len(), limit: MAX_TABLE_BYTES });
        }
        let too_many = |what: &str, limit| TableError::TooMany { what: what.to_owned(), limit };
        let limits = Limits { columns: MAX_COLUMNS, ..Limits::default() };
        let mut records = Records::open(Cursor::new(bytes), limits)?;
        let mut progress = |_| ControlFlow::Continue(());
        let mut table = Self::default();
        while let Some(record) = records.next(&mut progress)? {
            let (number, found) = (record.number as usize + 1, record.n_fields as usize);
            if found > MAX_COLUMNS {
                return Err(too_many("columns", MAX_COLUMNS));
            }
            let cells: Vec<String> =
                record.fields().map(|field| text::text(field).trim().to_owned()).collect();
            if number == 1 {
                table.columns = cells;
                continue;
            }
            if cells.iter().all(String::is_empty) {
                continue;
            }
            if table.rows.len() == MAX_ROWS {
                return Err(too_many("rows", MAX_ROWS));
            }
            let expected = table.columns.len();
            if found != expected {
                table.problems.push(TableProblem::OtherLength { row: number, found, expected });
            }
            table.rows.push(TableRow { number, cells });
        }
        let first = table.rows.first().ok_or(TableError::NoRows)?;
        if let [found] = &table.columns[..] {
            return Err(TableError::OneColumn { found: found.clone() });
        }
        if let Some((column, value)) = only {
            let place = table.place(column)?;
            let has = |row: &TableRow| {
                row.cells.get(place).is_some_and(|cell| cell.eq_ignore_ascii_case(value.trim()))
            };
            if !table.rows.iter().any(has) {
                let first = first.cells.get(place).cloned().unwrap_or_default();
                return Err(TableError::NothingLeft {
                    column: column.to_owned(),
                    value: value.to_owned(),
                    first,
                });
            }
            table.rows.retain(has);
        }
        table.n_labels = table.count_labels();
        let header = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let n_semicolons = header.iter().filter(|byte| **byte == b';').count();
        table.semicolons = n_semicolons > 0 && n_semicolons + 1 == table.columns.len();
        Ok(table)
    }

    /// How many of the first rows have words, and no number, where all others have numbers.
    fn count_labels(&self) -> usize {
        let rest = || MAX_LABELS.min(self.n_rows())..self.n_rows();
        if rest().len() < MAX_LABELS {
            return 0;
        }
        let is_number = |row, column| cell(self.cell(row, column), Style::Point).value().is_some();
        let is_told = |row, column| is_number(row, column) || is_missing(self.cell(row, column));
        let of_numbers = |column: &usize| {
            rest().all(|row| is_told(row, *column)) && rest().any(|row| is_number(row, *column))
        };
        let numbers: Vec<usize> = (0..self.columns.len()).filter(of_numbers).collect();
        let is_label = |row: &usize| {
            !numbers.is_empty()
                && numbers.iter().all(|column| {
                    let label = self.cell(*row, *column);
                    label.contains(char::is_alphabetic) && !is_told(*row, *column)
                })
        };
        (0..MAX_LABELS).take_while(is_label).count()
    }

    /// How many of the first rows may be labels under the header, as the census has them: they are
    /// where no area has their key.
    pub(super) fn n_labels(&self) -> usize {
        self.n_labels
    }

    /// Names of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Number of rows.
    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }

    /// Rows of another length than the header's.
    pub fn problems(&self) -> &[TableProblem] {
        &self.problems
    }

    /// A row's number in the file; the header is row 1.
    pub fn row_number(&self, row: usize) -> usize {
        self.rows.get(row).map_or(0, |row| row.number)
    }

    /// A cell's text; empty where there is none.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.rows.get(row).and_then(|row| row.cells.get(column)).map_or("", String::as_str)
    }

    /// The place of a column by name; letter case and outer blanks do not count.
    ///
    /// # Errors
    /// When there is none.
    pub fn place(&self, column: &str) -> Result<usize, TableError> {
        let found = self.columns.iter().position(|name| name.eq_ignore_ascii_case(column.trim()));
        found.ok_or_else(|| TableError::NoColumn {
            found: column.to_owned(),
            columns: self.columns.iter().take(40).cloned().collect(),
        })
    }

    /// A column as numbers, by row: commas between thousands, a currency sign before and a per cent
    /// sign behind are passed over; empty cells, words such as `NA` and the census's marks such as
    /// -666666666 are no value. Of a bound ("250,000+") the number is taken. A comma is a decimal
    /// one where the column's other cells say so. The second part names each cell without a number,
    /// and each bound.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn numbers(&self, column: &str) -> Result<(Vec<Option<f64>>, Vec<TableProblem>), TableError> {
        let place = self.place(column)?;
        let mut problems = Vec::new();
        let style = style((0..self.n_rows()).map(|row| self.cell(row, place)), self.semicolons);
        let number = |row: usize| {
            let text = self.cell(row, place);
            let (row, column) = (self.row_number(row), self.columns.get(place).cloned().unwrap_or_default());
            let (is, found) = (cell(text, style), text.to_owned());
            match is {
                Cell::Number(_) => {}
                Cell::Bound(_) => problems.push(TableProblem::Bound { row, column, found }),
                Cell::Missing => problems.push(TableProblem::Missing { row, column, found }),
                Cell::NotANumber => problems.push(TableProblem::NotANumber { row, column, found }),
            }
            is.value()
        };
        Ok(((0..self.n_rows()).map(number).collect(), problems))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_cannot_be_used_says_why() {
        let error = |bytes: &[u8], only| AreaTable::read(bytes, only).unwrap_err();
        assert_eq!(error(b"", None), TableError::NoRows);
        assert_eq!(error(b"a,b\n", None), TableError::NoRows);
        assert_eq!(error(b"a\n1\n", None), TableError::OneColumn { found: "a".into() });
        assert!(matches!(error(b"a,b\n1,2\n", Some(("c", "1"))), TableError::NoColumn { .. }));
        let nothing = error(b"a,b\n1,2\n", Some(("A", "3"))).to_string();
        assert_eq!(nothing, "no row of the table has A = \"3\"; its first is \"1\"");
        assert!(matches!(error(&vec![b','; MAX_TABLE_BYTES + 1], None), TableError::TooLarge { .. }));
        assert!(matches!(
            error(&vec![b','; MAX_COLUMNS + 1], None),
            TableError::TooMany { limit: MAX_COLUMNS, .. }
        ));
        assert!(matches!(
            error(&vec![b','; MAX_TABLE_BYTES], None),
            TableError::Unreadable(ReadError::RecordTooLong { .. })
        ));
        let other = error(b"%PDF-1.4 and so on", None).to_string();
        assert!(other.contains("this is a PDF document"), "{other}");
        let rows = b"a,b\n".repeat(MAX_ROWS + 2);
        assert!(matches!(error(&rows, None), TableError::TooMany { limit: MAX_ROWS, .. }));
    }

    #[test]
    fn odd_tables_are_read_as_far_as_they_go() {
        // A mark of byte order, a short row, a long row, a blank line, a letter in another
        // encoding, an open quote.
        let file = b"\xef\xbb\xbfkey , value\r\n1\r\n\r\n2,5,6\r\n3,\xe9t\xe9\r\n,\r\n4,\"7\r\n5,8";
        let table = AreaTable::read(file, None).unwrap();
        assert_eq!(table.columns(), ["key", "value"]);
        let lengths: Vec<String> = table.problems().iter().map(ToString::to_string).collect();
        assert_eq!(lengths.len(), 2, "{lengths:?}");
        assert!(lengths[0].starts_with("row 2 has 1 cells, the header 2"), "{lengths:?}");
        let (values, problems) = table.numbers(" VALUE ").unwrap();
        assert_eq!(values, [None, Some(5.0), None, None]);
        assert_eq!(
            problems[1].to_string(),
            "row 4, value: \"\u{e9}t\u{e9}\" is not a number; the area takes no part where it is needed"
        );
        assert_eq!(table.cell(9, 9), "");
    }

    #[test]
    fn tables_parted_otherwise_have_the_same_cells() {
        for delimiter in [";", "\t", "|"] {
            let file = "name,pay\nA,20.5\n\"B, C\",1\n";
            let file = file.replace("B, C", "B: C").replace(',', delimiter);
            let table = AreaTable::read(file.as_bytes(), None).unwrap();
            assert_eq!(table.columns(), ["name", "pay"]);
            assert_eq!(table.numbers("pay").unwrap().0, [Some(20.5), Some(1.0)]);
        }
        let german = AreaTable::read(b"Stadtteil;Einkommen\nS\xfcd;1.234,5\nNord;20,0\n", None).unwrap();
        assert_eq!((german.cell(0, 0), german.n_rows()), ("S\u{fc}d", 2));
        assert_eq!(german.numbers("einkommen").unwrap().0, [Some(1234.5), Some(20.0)]);
        let json = br#"[{"name": "A", "pay": 20.5}, {"name": "B", "pay": null}]"#;
        let json = AreaTable::read(json, None).unwrap();
        assert_eq!(json.numbers("pay").unwrap().0, [Some(20.5), None]);
    }

    #[test]
    fn rows_of_labels_are_those_without_a_number_where_all_others_have_one() {
        let labels = |rows: &str| {
            let file = format!("GEO_ID,NAME,B1\n{rows}");
            AreaTable::read(file.as_bytes(), None).unwrap().n_labels()
        };
        let rows = "1,Tract,10\n2,Tract,\"2,500-\"\n3,Tract,-\n4,Tract,12\n";
        assert_eq!(labels(rows), 0);
        assert_eq!(labels(&format!("Geography,Name,Estimate!!Income\n{rows}")), 1);
        assert_eq!(labels(&format!("Geography,Name,Estimate\nid,text,dollars\n{rows}")), 2);
        assert_eq!(labels(&format!("0,Tract,N/A\n{rows}")), 0);
        // A column of words is no ground to take a row for labels.
        assert_eq!(labels("a,b,c\nd,e,f\ng,h,i\nj,k,l\n"), 0);
    }
}
