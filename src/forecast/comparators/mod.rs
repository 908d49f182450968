//! Simple methods that a forecast must beat to be worth anything: each fitted on training data,
//! each forecasting at the same horizon from the same past.

mod calendar;
mod comparator;
mod held;
mod hot_spot;
mod lag_logistic;
mod own_calendar;
mod recency;
mod self_exciting;
mod task;

pub use comparator::{Comparator, ComparatorForecast};
pub use self_exciting::SelfExciting;
pub use task::ComparatorTask;
