//! A city's files become events: reading, merging, and a report on what the files hold and lack.
//!
//! [`read_file`] streams one file into [`FileEvents`] by an [`ImportPlan`], [`read_portal_file`] by that of the [`Portal`] whose header it has; [`merge`] puts files together in an order
//! that depends neither on theirs nor on that of their rows; [`check_coverage`] refuses a study whose days the files do
//! not hold; [`quality`] says what was read, dropped and found. Every offence is kept, and so is a row without a place,
//! so that box, tiles and classes can change without reading again.

mod bytes;
mod coverage;
mod error;
mod event;
mod merge;
#[cfg(test)]
mod nasty_files;
mod order;
mod plan;
mod quality;
mod read;
mod record;
mod summary;
mod transfer;
mod value;

pub use coverage::{CoverageError, Gap, GapPattern, Period, check_coverage, missing_days};
pub use error::{FileProblem, IngestError};
pub use event::{Event, Events, EventsError};
pub use merge::{MergeError, Merged, merge};
pub use plan::{Columns, ImportPlan, Limits, PlanError, Portal, SIMULATED_MARK};
pub use quality::{
    ArrestsByMonth, Calendar, Dependence, Finding, LateReporting, LevelChange, MissingPlaces, MonthShare,
    OffenceCount, OffenceShare, Place, Placeholders, Precision, Quality, QualityReport, Share, Subject,
    Weight, city_box, quality, quality_report, robust_box,
};
pub use read::{FileEvents, read_file, read_portal_file};
pub use summary::{DropReason, Dropped, Example, FileSummary, PreviewRow};
pub use transfer::TransferError;
