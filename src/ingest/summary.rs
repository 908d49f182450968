//! What one file held: counts, what was dropped and why, and a few rows to look at.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::centre::Centre;
use super::event::Event;
use super::plan::{ImportPlan, normal};
use super::portals::Portal;
use super::remark::{Remark, RemarkKind, add_remark};
pub(super) use watchback_tables::text::quoted;
use watchback_translate::kept;

/// How many examples are kept of each reason.
pub(super) const EXAMPLES: usize = 3;
/// How many rows the preview shows.
pub(super) const PREVIEW_ROWS: usize = 5;

/// Why a row was dropped. A row is dropped for the first of these that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DropReason {
    /// It has more or fewer fields than the header.
    FieldCount,
    /// Its date is missing or not one.
    Date,
    /// A coordinate is not one. A missing coordinate is no reason.
    Coordinate,
    /// Its offence's name is longer than any.
    Offence,
}

impl fmt::Display for DropReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FieldCount => "more or fewer fields than the header",
            Self::Date => "date missing or unreadable",
            Self::Coordinate => "coordinate unreadable",
            Self::Offence => "offence's name too long",
        })
    }
}

/// One dropped row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// The file's name; for an archive, with that of the entry after it.
    pub file: String,
    /// The record's number; the first after the header is 1.
    pub record: u64,
    /// The line it begins in; the header's is 1 where no blank line precedes it. Formats without
    /// lines count their rows so.
    pub line: u64,
    /// The column's name as the file spells it; `whole row` where the number of fields is wrong.
    pub column: String,
    /// What stands there in a good row.
    pub expected: String,
    /// What stands there, cut after 60 characters.
    pub found: String,
}

/// Rows dropped for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// Why.
    pub reason: DropReason,
    /// How many rows.
    pub rows: u64,
    /// The first three.
    pub examples: Vec<Example>,
}

/// A row as it was understood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreviewRow {
    /// The line it begins in.
    pub line: u64,
    /// Date and time, `YYYY-MM-DD HH:MM`.
    pub date: String,
    /// The offence's name.
    pub offence: String,
    /// The values.
    pub event: Event,
}

/// A value that was taken as an arrest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArrestValue {
    /// The value as the file spells it.
    pub value: String,
    /// Rows that have it.
    pub rows: u64,
}

/// What one file held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileSummary {
    /// The file's name.
    pub name: String,
    /// The portal that its header is of; null where its layout was guessed or given.
    pub portal: Option<Portal>,
    /// The layout that it was read by.
    pub plan: ImportPlan,
    /// Its bytes, compressed if it is.
    pub bytes: u64,
    /// Its bytes once decompressed; equal to `bytes` where it is plain.
    pub decompressed_bytes: u64,
    /// Names of its columns as it spells them.
    pub columns: Vec<String>,
    /// Columns of the plan that it lacks and that a file may lack: their values are unknown in all
    /// its rows.
    pub columns_absent: Vec<String>,
    /// Values of JSON under names that none of its first rows has: they are in no column, and are
    /// not looked at.
    pub values_without_column: u64,
    /// The encoding of its text where that is not UTF-8, by a mark or a guess.
    pub encoding: Option<String>,
    /// Rows after the header.
    pub rows_read: u64,
    /// Rows that became events.
    pub rows_kept: u64,
    /// Of these, rows whose coordinates are placeholders, such as 0, 0: their place is missing.
    pub placeholders: u64,
    /// Rows that did not, by reason, in the order of [`DropReason`]; no entry where none.
    pub dropped: Vec<Dropped>,
    /// Where its rows lie on average.
    pub centre: Centre,
    /// Values that were taken as an arrest, and how many rows have each, in order of values; of a
    /// flag its first spelling.
    pub arrest_values: Vec<ArrestValue>,
    /// The first five events.
    pub preview: Vec<PreviewRow>,
    /// What of its reading may change a figure, in the order of kinds.
    pub remarks: Vec<Remark>,
}

/// Adds rows with a value that means an arrest, keeping the order of values.
pub(super) fn add_arrests(values: &mut Vec<ArrestValue>, value: &str, rows: u64) {
    let at = values.partition_point(|known| known.value.as_str() < value);
    match values.get_mut(at).filter(|known| known.value == value) {
        Some(known) => known.rows += rows,
        None => values.insert(at, ArrestValue { value: value.to_owned(), rows }),
    }
}

/// Fewer rows with an arrest do not tell that the file has no others.
const ROWS_OF_ARRESTS: u64 = 20;

/// What is known of a file when all of it has been read.
pub(super) fn add_remarks_on_whole(summary: &mut FileSummary) {
    // A few rows far from all others are told of as such.
    let is_told =
        |remark: &Remark| remark.kind != RemarkKind::PlaceAtSea || remark.rows * 2 > summary.rows_kept;
    summary.remarks.retain(is_told);
    let arrests: u64 = summary.arrest_values.iter().map(|value| value.rows).sum();
    let columns = summary.plan.columns();
    let of_arrest = |name: &str| normal(name).contains("arrest");
    let example = if of_arrest(&columns.date) {
        kept!("by the column {}", columns.date)
    } else if let Some(arrest) = &columns.arrest
        && arrests == summary.rows_kept
        && arrests >= ROWS_OF_ARRESTS
    {
        kept!("by the column {}, which says so of each", arrest.column)
    } else {
        return;
    };
    let rows = summary.rows_kept;
    add_remark(&mut summary.remarks, RemarkKind::ArrestsOnly, rows, || example);
}

/// Adds `rows` and `examples` under `reason`, keeping the order of reasons and the first examples.
pub(super) fn add_dropped(
    dropped: &mut Vec<Dropped>,
    reason: DropReason,
    rows: u64,
    examples: impl IntoIterator<Item = Example>,
) {
    let at = dropped.partition_point(|entry| entry.reason < reason);
    if dropped.get(at).is_none_or(|entry| entry.reason != reason) {
        dropped.insert(at, Dropped { reason, rows: 0, examples: Vec::new() });
    }
    if let Some(entry) = dropped.get_mut(at) {
        entry.rows += rows;
        let room = EXAMPLES.saturating_sub(entry.examples.len());
        // `take(0)` still asks nothing of the iterator: examples are costly to make, and rarely
        // needed.
        entry.examples.extend(examples.into_iter().take(room));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_stay_in_order_and_examples_stay_few() {
        let mut dropped = Vec::new();
        let example = |record| Example {
            file: "a.csv".to_owned(),
            record,
            line: record + 1,
            column: "Date".to_owned(),
            expected: String::new(),
            found: String::new(),
        };
        add_dropped(&mut dropped, DropReason::Date, 1, [example(1)]);
        add_dropped(&mut dropped, DropReason::FieldCount, 1, [example(2)]);
        add_dropped(&mut dropped, DropReason::Date, 7, (3..10).map(example));
        assert_eq!(dropped[0].reason, DropReason::FieldCount);
        assert_eq!((dropped[1].rows, dropped[1].examples.len()), (8, 3));
        assert_eq!(dropped[1].examples[2].record, 4);
    }
}
