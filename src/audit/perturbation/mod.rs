//! Crime is raised or lowered in the model, with everything learnt held fast, and the forecast
//! arrests are compared.
//!
//! Source: the perturbation experiment of Rotaru et al.; docs/method.md, section 8, and
//! docs/validity.md for what may be claimed.

mod claim;
mod contrast;
mod group;
mod moved_grid;
mod placebo;
mod push;
mod report;
mod respond;
mod scenarios;

pub(super) use claim::MIN_NETWORKS;
pub use claim::{AmongNetworks, Claim, ClaimVerdict, Evidence, Test};
pub use contrast::{AreaSums, compared_areas};
pub use group::Group;
pub use moved_grid::{MovedAnswer, MovedGrid};
pub use placebo::Donation;
pub use push::{Amount, Place, Push, Pushable, Sign};
pub use report::{Answers, GroupAnswer, Primary, PushReport, ScenarioResult, TargetAnswers};
pub use respond::{Answer, Experiment, Flagging, PlaceboCounts, PushPlan, Scenario, TargetResponse};
pub use scenarios::{PRIMARY_PUSH, scenarios};
