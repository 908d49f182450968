//! All that a reader of the files should know.

use serde::{Deserialize, Serialize};

use super::{ArrestsByMonth, Calendar, LateReporting, LevelChange, MissingPlaces, Placeholders, Precision};
use crate::ingest::coverage::GapPattern;
use crate::study::{DayRange, TileSize};

/// What the files hold and lack, apart from any study but for the size of its tiles. It is not part
/// of `results.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QualityReport {
    /// The size of tiles that places must be exact enough for.
    pub tile: TileSize,
    /// Rows of all files.
    pub rows_read: u64,
    /// Rows that became events.
    pub rows_kept: u64,
    /// Rows that could not be read; reasons and examples are in [`Quality`](super::Quality).
    pub dropped: u64,
    /// Rows dropped because another is the same one.
    pub duplicates: u64,
    /// Of duplicates, ids whose rows differ in anything.
    pub disagreeing_ids: u64,
    /// Rows by day; `None` where there is no row.
    pub calendar: Option<Calendar>,
    /// Days of the calendar without any row.
    pub missing_days: u64,
    /// The same as ranges, the first 400.
    pub missing: Vec<DayRange>,
    /// How days are missing, where they are so regularly: every study over them is refused.
    pub gap_pattern: Option<GapPattern>,
    /// Rows without coordinates.
    pub missing_places: MissingPlaces,
    /// Rows far from all others.
    pub placeholders: Placeholders,
    /// How exactly places are given.
    pub precision: Precision,
    /// Jumps in level, in order of days.
    pub level_changes: Vec<LevelChange>,
    /// Arrests; `None` where no row says.
    pub arrests: Option<ArrestsByMonth>,
    /// Reports that are still to come, where the last days are short.
    pub late: Option<LateReporting>,
}
