//! Tables of areas: CSV bytes become columns of text, and a column becomes numbers.

use serde::{Deserialize, Serialize};

use crate::decimal::decimal;

/// The most bytes of a table of areas.
pub const MAX_TABLE_BYTES: usize = 32 << 20;
const MAX_ROWS: usize = 250_000;
const MAX_COLUMNS: usize = 5_000;

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
    #[error("the table is not CSV ({reason}); save it as CSV with commas")]
    NotCsv {
        /// What the reader says.
        reason: String,
    },
    /// No header, or nothing else.
    #[error("the table has no rows; it needs a header and a row for each area")]
    NoRows,
    /// One column only.
    #[error("the table has one column, {found:?}; expected a key and values with commas between them")]
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

/// A cell that has no number, or a row of another length.
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
}

/// A table of areas as it was read: every cell is text without outer blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaTable {
    columns: Vec<String>,
    rows: Vec<TableRow>,
    problems: Vec<TableProblem>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct TableRow {
    /// In the file; the header is row 1.
    number: usize,
    cells: csv::StringRecord,
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
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(bytes);
        let mut table = Self { columns: Vec::new(), rows: Vec::new(), problems: Vec::new() };
        for (number, record) in (1..).zip(reader.byte_records()) {
            let record = record.map_err(|error| TableError::NotCsv { reason: error.to_string() })?;
            // Old tables write names in other encodings: a letter is lost, not the row.
            let cells = csv::StringRecord::from_byte_record_lossy(record);
            let too_many = |what: &str, limit| Err(TableError::TooMany { what: what.to_owned(), limit });
            if cells.len() > MAX_COLUMNS {
                return too_many("columns", MAX_COLUMNS);
            }
            if table.rows.len() == MAX_ROWS {
                return too_many("rows", MAX_ROWS);
            }
            if number == 1 {
                table.columns = cells.iter().map(str::to_owned).collect();
                continue;
            }
            let (found, expected) = (cells.len(), table.columns.len());
            if cells.iter().all(str::is_empty) {
                continue;
            }
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
            let has =
                |row: &TableRow| row.cells.get(place).unwrap_or_default().eq_ignore_ascii_case(value.trim());
            if !table.rows.iter().any(has) {
                let first = first.cells.get(place).unwrap_or_default().to_owned();
                return Err(TableError::NothingLeft {
                    column: column.to_owned(),
                    value: value.to_owned(),
                    first,
                });
            }
            table.rows.retain(has);
        }
        Ok(table)
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
        self.rows.get(row).and_then(|row| row.cells.get(column)).unwrap_or_default()
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
    /// -666666666 are no value. The second part names each cell without a number.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn numbers(&self, column: &str) -> Result<(Vec<Option<f64>>, Vec<TableProblem>), TableError> {
        let place = self.place(column)?;
        let mut problems = Vec::new();
        let number = |row: usize| {
            let found = self.cell(row, place);
            let (row, column) = (self.row_number(row), self.columns.get(place).cloned().unwrap_or_default());
            match number(found) {
                Ok(Some(number)) => return Some(number),
                Ok(None) => problems.push(TableProblem::Missing { row, column, found: found.to_owned() }),
                Err(()) => problems.push(TableProblem::NotANumber { row, column, found: found.to_owned() }),
            }
            None
        };
        Ok(((0..self.n_rows()).map(number).collect(), problems))
    }
}

/// What the American Community Survey writes where there is no estimate.
const CENSUS_MARKS: [f64; 7] = [
    -222_222_222.0,
    -333_333_333.0,
    -555_555_555.0,
    -666_666_666.0,
    -777_777_777.0,
    -888_888_888.0,
    -999_999_999.0,
];

/// A cell's number; `Ok(None)` where it says that there is none.
fn number(cell: &str) -> Result<Option<f64>, ()> {
    const NO_VALUE: [&str; 11] = ["", "na", "n/a", "nan", "null", "none", "missing", "-", "*", "**", "(x)"];
    if NO_VALUE.iter().any(|word| cell.eq_ignore_ascii_case(word)) {
        return Ok(None);
    }
    let bare = cell.strip_prefix('$').unwrap_or(cell);
    let bare = bare.strip_suffix('%').unwrap_or(bare).trim();
    let (whole, fraction) = bare.split_once('.').map_or((bare, None), |(whole, rest)| (whole, Some(rest)));
    let digits = whole.strip_prefix(['-', '+']).unwrap_or(whole);
    let groups: Vec<&str> = digits.split(',').collect();
    // "1,234" and "12,345,678", not "1,2": that could be a decimal comma.
    let is_grouped = groups.iter().skip(1).all(|group| group.len() == 3)
        && (groups.len() == 1 || groups.first().is_some_and(|first| (1..=3).contains(&first.len())));
    if !is_grouped || fraction.is_some_and(|fraction| fraction.contains(',')) {
        return Err(());
    }
    let number = decimal(bare.replace(',', "").as_bytes()).ok_or(())?;
    if CENSUS_MARKS.contains(&number) {
        return Ok(None);
    }
    Ok(Some(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let good = [
            ("7.7", 7.7),
            ("23,939", 23_939.0),
            ("$1,234,567.50", 1_234_567.5),
            ("-3", -3.0),
            ("45 %", 45.0),
            ("1e3", 1000.0),
            ("0", 0.0),
            ("-999", -999.0),
        ];
        for (cell, expected) in good {
            assert_eq!(number(cell), Ok(Some(expected)), "{cell}");
        }
        for cell in ["", "NA", "n/a", "NaN", "-666666666", "-666,666,666", "-888888888.0", "(X)", "*"] {
            assert_eq!(number(cell), Ok(None), "{cell}");
        }
        for cell in ["1,2", "1,2345", ",123", "1,234,5", "12.5,0", "inf", "1e400", "250,000+", "ten", "1 2"] {
            assert_eq!(number(cell), Err(()), "{cell}");
        }
    }

    #[test]
    fn a_table_that_cannot_be_used_says_why() {
        let error = |bytes: &[u8], only| AreaTable::read(bytes, only).unwrap_err();
        assert_eq!(error(b"", None), TableError::NoRows);
        assert_eq!(error(b"a,b\n", None), TableError::NoRows);
        assert_eq!(error(b"a;b\n1;2\n", None), TableError::OneColumn { found: "a;b".into() });
        assert!(matches!(error(b"a,b\n1,2\n", Some(("c", "1"))), TableError::NoColumn { .. }));
        let nothing = error(b"a,b\n1,2\n", Some(("A", "3"))).to_string();
        assert_eq!(nothing, "no row of the table has A = \"3\"; its first is \"1\"");
        assert!(matches!(error(&vec![b','; MAX_TABLE_BYTES + 1], None), TableError::TooLarge { .. }));
        assert!(matches!(
            error(&vec![b','; MAX_TABLE_BYTES], None),
            TableError::TooMany { limit: MAX_COLUMNS, .. }
        ));
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
            "row 4, value: \"\u{fffd}t\u{fffd}\" is not a number; the area takes no part where it is needed"
        );
        assert_eq!(table.cell(9, 9), "");
    }
}
