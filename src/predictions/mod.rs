//! Forecasts made by others: a vendor's boxes against the city's crimes, beside what chance and a
//! plain count give, and who is targeted by them.
//!
//! [`read_predictions`] reads a vendor's file by a [`PredictionPlan`]; [`audit_predictions`] gives
//! the figures and the [`PredictionVerdict`] by the rules of docs/validity.md; [`targeting`] sets
//! predictions by area against a value of the areas; [`predpol`] is PredPol's published algorithm.

mod audit;
mod board;
mod crimes;
mod fault;
mod joined;
mod kinds;
mod measure;
mod places;
mod plan;
mod predpol;
mod read;
mod references;
mod scores;
mod slots;
mod targeting;
mod verdict;
mod visits;

pub use audit::{
    Audited, BoxOutcome, ByPatrol, BySide, LEAST_PATROLLED, Part, PredictionAudit, PredictionAuditError,
    PredictionQuestion, audit_predictions,
};
pub use board::{Board, Crimes, Found, MAX_TYPES, Prediction, Types};
pub use crimes::{CellCrime, CellCrimes, CrimeRows, read_cell_crimes};
pub use fault::PlanFault;
use fault::is_missing;
pub use joined::JoinedCrimes;
pub use kinds::{MappedBy, MappedOffence, TooManyTypes, TypeMap};
pub use measure::{Measure, OfTypes, Reference, highest, measure, types_title};
pub use places::{Corners, Locator, Place, Reach};
pub use plan::{FOOT_METRES, GuessedPlan, PlacePlan, PlanUnknown, PredictionPlan, TimePlan};
pub use predpol::{PREDPOL_DAYS, PredPol, predpol};
pub use read::{LeftOut, PredictionFileError, PredictionRow, PredictionRows, read_predictions};
pub use references::COUNT_DAYS;
pub use scores::LEAST_OWN_SLOTS;
pub use slots::{Shift, Slots};
pub use targeting::{Fifth, Targeting, ValueExpression, counts_of_boxes, spearman, targeting};
pub use verdict::{LEAST_BOX_SLOTS, LEAST_CRIMES, LEAST_SHIFTS, LEAST_WEEKS, LEVEL, PredictionVerdict};
pub use visits::{Visits, VisitsError};
