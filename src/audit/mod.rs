//! The enforcement audit: where arrests go when crime rises, where they are made for what is
//! reported, and what of it is more than chance.
//!
//! An area is an index into the layer it comes from. The unit of every test is the area. Rules that
//! were fixed before any real file was audited: `docs/validity.md`.

mod area_estimate;
mod areas;
mod block_fits;
mod clearance;
mod crimes;
mod evaluable;
mod found;
mod grouping;
mod over_time;
mod perturbation;
pub mod regression;
mod report;
mod reporting;
mod settings;
pub mod spatial;
mod standard_cells;
mod surge;
mod surge_weeks;

pub use area_estimate::AreaEstimate;
pub use areas::AuditedAreas;
pub use clearance::{ArrestCounts, Clearance, Contrast, GroupRate, PeriodRates, Rate, clearance, log_ratio};
pub use crimes::{Crime, CrimeUse, Crimes};
pub use evaluable::{GroupSize, MIN_GROUP_AREAS, MIN_GROUP_EVENTS, MIN_GROUP_TILES};
pub use found::Found;
pub use grouping::Grouping;
pub use over_time::{Chart, FOLLOW_UP_DAYS, MIN_MONTH_CRIMES, Month, OverTime, Point, over_time};
pub use perturbation::{
    AmongNetworks, Amount, Answer, Answers, AreaSums, Claim, ClaimVerdict, Donation, Evidence, Experiment,
    Flagging, Group, GroupAnswer, MovedAnswer, MovedGrid, PRIMARY_PUSH, Place, PlaceboCounts, Primary, Push,
    PushPlan, PushReport, Pushable, Scenario, ScenarioResult, Sign, TargetAnswers, TargetResponse, Test,
    compared_areas, scenarios,
};
pub use report::{ArrestRates, AuditReport, Exploratory, NamedRegression};
pub use reporting::Reporting;
pub use settings::AuditSettings;
pub use standard_cells::{Cells, MIN_CELL_CRIMES};
pub use surge::{
    Effect, Hypothesis, Leads, MIN_SURGE_WEEKS, NoSurgeResponse, Response, SurgeResponse, SurgeVerdict,
    surge_response,
};
