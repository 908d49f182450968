//! A city's files become events: reading, merging, and a report on what the files hold and lack.
//!
//! [`read_file`] streams one file into [`FileEvents`] by an [`ImportPlan`], [`read_portal_file`] by
//! that of the [`Portal`] whose header it has, [`read_any_file`] also by what [`guess()`] makes of
//! it; [`read_in_parts`] hands over rows as they come, and [`Gathered`] makes one table of those of
//! all files; [`merge`] puts files together in an order that depends neither on theirs nor on that
//! of their rows; [`check_coverage`] refuses a study whose days the files do not hold; [`quality`]
//! says what was read, dropped and found. Every offence is kept, and so is a row without a place,
//! so that box, tiles and classes can change without reading again.

mod address;
mod any_reader;
mod arrest_words;
mod centre;
mod clock;
mod columns;
mod copies;
mod counts_column;
mod coverage;
mod date_parts;
mod dates;
mod error;
mod event;
mod exact_places;
mod fold;
mod fragment;
#[doc(hidden)]
pub mod fuzz_bodies;
mod gather;
mod groups;
mod guess;
mod merge;
mod months;
#[cfg(test)]
mod nasty_files;
mod outcomes;
mod place_text;
mod places;
mod plan;
mod portal_dates;
mod portals;
mod quality;
mod read;
mod remark;
mod repeated;
mod row;
mod row_id;
mod sections;
mod summary;
mod transfer;
mod value;

pub use address::{Address, AddressError, MAX_ADDRESS_BYTES};
pub use centre::Centre;
pub use coverage::{CoverageError, Gap, GapPattern, Period, check_coverage, missing_days};
pub(crate) use dates::minute_of;
pub use dates::{DateFormat, date_readings};
pub use error::{FileProblem, IngestError};
pub use event::{Event, Events, EventsError};
pub use gather::{Gathered, merge};
pub use guess::guess;
pub use guess::sample::SAMPLE_BYTES;
pub use guess::types::{CONFIDENT, ColumnSeen, Guess, GuessOptions, Question, Role, RoleGuess};
pub use merge::{MergeError, Merged};
pub use places::PlaceColumns;
pub use plan::{ArrestColumn, Columns, DateParts, ImportPlan, Limits, PlanError, SIMULATED_MARK};
pub use portals::Portal;
pub use quality::{
    ArrestsByMonth, Calendar, Dependence, LateReporting, LevelChange, MissingPlaces, MonthShare,
    OffenceCount, OffenceShare, Place, Placeholders, Precision, Quality, QualityReport, Share, city_box,
    quality, quality_and_report, quality_report, robust_box,
};
pub use read::{FileEvents, TakeRows, read_any_file, read_file, read_in_parts, read_portal_file};
pub use remark::{Remark, RemarkKind};
pub use sections::{SectionLayout, SectionRead, joined, sections};
pub use summary::{ArrestValue, DropReason, Dropped, Example, FileSummary, PreviewRow};
pub use transfer::TransferError;
pub use watchback_tables::ReadError;
pub use watchback_tables::Section;
