//! Jobs: the kinds of work that can go to any worker. Each has a file of its own, with what it is
//! given, what it gives and how a worker does it. [`AnyJob`] is the form in which a job goes to a
//! worker that shares no memory with the run.

mod job;

mod climb;
mod compare;
mod forecast;
mod list;
mod respond;
mod refit;
mod rotated;
mod scan;
mod score_set;
mod score_streams;
mod score;
mod tally;

mod any_job;

pub use any_job::AnyJob;
pub use climb::Climb;
pub use compare::{Compare, ComparedMethod};
pub use forecast::{Forecast, ForecastOfTarget};
pub use job::Job;
pub use list::List;
pub use refit::Refit;
pub use respond::{FrozenModel, Respond};
pub use rotated::{ForecastFromRotated, Rotated};
pub use scan::Scan;
pub use score::{Score, Scored};
pub(super) use score_set::harm_of_set;
pub use score_set::{ScoreSet, ScoredSetOfStreams};
pub use score_streams::{ScoreStreams, ScoredStream};
pub use tally::Tally;
