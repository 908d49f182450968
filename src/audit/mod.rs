//! The enforcement audit: where arrests go when crime rises, where they are made for what is reported, and what of it is more than chance.
//!
//! An area is an index into the layer it comes from. The unit of every test is the area. Rules that were fixed before any real file was
//! audited: `docs/validity.md`.

mod areas;
pub mod multiple_tests;
mod perturbation;
pub mod regression;
pub mod spatial;

pub use areas::{AuditedAreas, mark_of, outer_quintiles};
pub use perturbation::{
    AmongNetworks, Amount, Answer, Answers, AreaSums, Claim, ClaimVerdict, Donation, Evidence, Experiment,
    Flagging, Group, GroupAnswer, GroupCounts, MIN_AREAS, MIN_EVENTS, MIN_TILES, Mark, OverAreas,
    PRIMARY_PUSH, Place, PlaceboCounts, Primary, Push, PushPlan, PushReport, Pushable, Scenario,
    ScenarioResult, Sign, TargetAnswers, TargetResponse, Test, compared_areas, scenarios,
};
