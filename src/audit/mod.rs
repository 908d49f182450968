//! The enforcement audit: where are arrests made for what is reported, and what would change the answer?
//!
//! An area is an index into the layer it comes from; a group is an index by area, from the richest (0) to the poorest. The unit of every test is the
//! area. Rules that were fixed before any real file was audited: `docs/validity.md`.

mod block_fits;
mod clearance;
mod crimes;
mod evaluable;
mod jackknife;
mod over_time;
mod reporting;
mod standard_cells;
mod surge;
mod surge_weeks;

pub use clearance::{ArrestCounts, Clearance, Contrast, GroupRate, PeriodRates, Rate, clearance, log_ratio};
pub use crimes::{Crime, CrimeUse, Crimes};
pub use evaluable::{GroupSize, MIN_GROUP_AREAS, MIN_GROUP_EVENTS, MIN_GROUP_TILES};
pub use jackknife::AreaEstimate;
pub use over_time::{Chart, FOLLOW_UP_DAYS, MIN_MONTH_CRIMES, Month, OverTime, Point, over_time};
pub use reporting::Reporting;
pub use standard_cells::{Cells, MIN_CELL_CRIMES};
pub use surge::{
    Effect, Hypothesis, Leads, MIN_SURGE_WEEKS, NoSurgeResponse, Response, SurgeResponse, SurgeVerdict,
    surge_response,
};
