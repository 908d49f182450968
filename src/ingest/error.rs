//! What can be wrong with a whole file. What is wrong with one row is counted in its summary
//! instead.

use serde::{Deserialize, Serialize};
use watchback_tables::ReadError;

/// A file that could not be read, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct IngestError {
    /// The file's name.
    pub file: String,
    /// What is wrong with it.
    #[source]
    pub problem: FileProblem,
}

/// What is wrong with a whole file. Each message says what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum FileProblem {
    /// What is wrong with it as a table of any format.
    #[error(transparent)]
    Table(#[from] ReadError),
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
    /// What the file means must be said, or another file taken.
    #[error("{question}")]
    Unclear {
        /// What is asked, and how it is answered.
        question: String,
    },
    /// The header has more columns than any real file.
    #[error("the header has {found} columns, more than the limit of {limit}; this is not a portal's file")]
    TooManyColumns {
        /// Columns of the header.
        found: u64,
        /// The limit.
        limit: usize,
    },
    /// More names of offences than codes.
    #[error("the file has more than 65,536 different offences; check which column holds the offence")]
    TooManyOffences,
}

fn list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    quoted.join(", ")
}
