//! What can be wrong with a layout.

/// A layout that does not fit a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanFault {
    /// The file has no such column.
    #[error("there is no column {column:?}; its columns are {columns:?}")]
    NoColumn {
        /// What was looked for.
        column: String,
        /// What there is.
        columns: Vec<String>,
    },
    /// The names of shifts mean nothing.
    #[error("it names shifts, and not when they are; give --shifts A=06:15-17:30,B=.., by their names")]
    NoShifts,
    /// A column's dates cannot be read.
    #[error("the dates of column {column:?} cannot be read; write them like 2018-03-31 09:50")]
    Dates {
        /// The column.
        column: String,
    },
}

/// Whether a cell says that there is no value.
pub(super) fn is_missing(cell: &str) -> bool {
    let cell = cell.trim();
    cell.is_empty() || ["na", "n/a", "null", "none", "nan"].iter().any(|word| cell.eq_ignore_ascii_case(word))
}
