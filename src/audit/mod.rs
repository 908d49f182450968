//! The enforcement audit: where arrests go when crime rises, and what of it is more than chance.

mod areas;
mod perturbation;
pub mod spatial;

pub use areas::{AuditedAreas, mark_of, outer_quintiles};
pub use perturbation::{
    AmongNetworks, Amount, Answer, Answers, AreaSums, Claim, ClaimVerdict, Donation, Evidence, Experiment,
    Flagging, Group, GroupAnswer, GroupCounts, MIN_AREAS, MIN_EVENTS, MIN_TILES, Mark, OverAreas,
    PRIMARY_PUSH, Place, PlaceboCounts, Primary, Push, PushPlan, PushReport, Pushable, Scenario,
    ScenarioResult, Sign, TargetAnswers, TargetResponse, Test, compared_areas, scenarios,
};
