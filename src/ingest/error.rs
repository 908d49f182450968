//! What can be wrong with a whole file. What is wrong with one row is counted in its summary instead.

use serde::{Deserialize, Serialize};

/// A file that could not be read, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct IngestError {
    /// The file's name.
    pub file: String,
    /// What is wrong with it.
    pub problem: FileProblem,
}

/// What is wrong with a whole file. Each message says what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum FileProblem {
    /// The system failed to give the file's bytes.
    #[error(
        "the file cannot be read ({reason}); if it was moved or changed since it was chosen, choose it again"
    )]
    Read {
        /// What the system says.
        reason: String,
    },
    /// Nothing in it, or only blank lines.
    #[error("the file is empty; download it again")]
    Empty,
    /// A header and nothing else.
    #[error("the file has a header but no rows; check the filter at the portal and download it again")]
    NoRows,
    /// Not one row could be kept.
    #[error(
        "none of the file's {rows} rows can be read; the first, in line {line}: {column} must be {expected}, \
         but is {found:?}; check that the file comes from the portal as it is"
    )]
    NoReadableRow {
        /// Rows read.
        rows: u64,
        /// Line of the first.
        line: u64,
        /// What of it is wrong: a column's name.
        column: String,
        /// What stands there in a good file.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// Another kind of file.
    #[error("this is {found}, not a CSV file; {advice}")]
    NotCsv {
        /// What it looks like, with its article.
        found: String,
        /// What to do.
        advice: String,
    },
    /// Columns that the plan needs are not there.
    #[error(
        "the file has no column {}; its columns are {}; download all columns from the portal",
        list(missing),
        list(found)
    )]
    MissingColumns {
        /// Names of the columns that are needed and not there.
        missing: Vec<String>,
        /// Names of the columns that are there, at most 40.
        found: Vec<String>,
    },
    /// The file is of no known portal, and a part of its layout could not be told.
    #[error(
        "the file's {role} cannot be told: {seen}. Its columns are {}; say which is which (the page asks, `watchback guess` tells how)",
        list(columns)
    )]
    UnknownLayout {
        /// What could not be told.
        role: String,
        /// What was seen.
        seen: String,
        /// Names of its columns, at most 40.
        columns: Vec<String>,
    },
    /// The header has more columns than any real file.
    #[error("the header has {found} columns, more than the limit of {limit}; this is not a portal's file")]
    TooManyColumns {
        /// Columns of the header.
        found: u64,
        /// The limit.
        limit: usize,
    },
    /// One record goes on beyond the limit.
    #[error(
        "the record that begins in line {line} is longer than {limit} bytes; a quote there is probably never \
         closed: download the file again or repair that line"
    )]
    RecordTooLong {
        /// The record's number, from 1; 0 is the header.
        record: u64,
        /// Its first line, from 1.
        line: u64,
        /// The limit.
        limit: usize,
    },
    /// More names of offences than codes.
    #[error("the file has more than 65,536 different offences; check which column holds the offence")]
    TooManyOffences,
    /// The compressed data ends too soon.
    #[error("the gzip file is cut short after {compressed_bytes} bytes; download it again")]
    TruncatedGzip {
        /// Compressed bytes that were there.
        compressed_bytes: u64,
    },
    /// The compressed data is damaged.
    #[error("the gzip file is damaged ({reason}); download it again")]
    BadGzip {
        /// What the decoder says.
        reason: String,
    },
    /// It grows too much when decompressed.
    #[error(
        "the gzip file grows more than {limit} times when decompressed, as no table does; it is not read"
    )]
    InflatesTooMuch {
        /// The limit.
        limit: u64,
    },
    /// The caller asked to stop.
    #[error("reading was cancelled")]
    Cancelled,
}

fn list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    quoted.join(", ")
}
