//! The quality report: what was read, what was dropped, and what in the rest a reader should know.
//!
//! [`quality`] counts for a study, and its counts are part of every result. [`quality_report`] asks
//! what of the files could mislead: places that are missing, made up or rounded, days that are not
//! there, levels that jump, arrests and reports that are still to come. `wording::quality` makes
//! sentences of it.

mod arrests;
mod calendar;
mod counts;
mod dependence;
mod late;
mod level;
mod missing_places;
mod placeholders;
mod places;
#[cfg(test)]
mod planted;
mod precision;
mod report;
mod reporting;

pub use arrests::ArrestsByMonth;
pub use calendar::{Calendar, MonthShare};
pub use counts::{OffenceCount, Quality, Share, quality};
pub use dependence::Dependence;
pub use late::LateReporting;
pub use level::LevelChange;
pub use missing_places::{MissingPlaces, OffenceShare};
pub use placeholders::Placeholders;
pub use places::{Place, city_box, robust_box};
pub use precision::Precision;
pub use report::QualityReport;
pub use reporting::{quality_and_report, quality_report};
