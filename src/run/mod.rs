//! A run as stages over an [`Executor`]: files to an inspection, an inspection to results. The
//! stages are written once, for threads and for the browser's workers.
//!
//! Each stage is cut into [`jobs`]. A job is a value that any worker can do, and its output does
//! not depend on who does it. The files of this folder stand in their order below: each uses only
//! those before it.

mod error;
mod ranges;
mod window;
mod worker;
pub mod jobs;
mod read_job;
mod executor;
mod journal;
mod resumable;
#[cfg(not(target_arch = "wasm32"))]
mod watched_file;
#[cfg(not(target_arch = "wasm32"))]
mod threads;
mod timing;

mod reading;
mod inspection;
mod receipt;
mod origin;
mod network;
mod forecasts;
mod comparison;
mod scoring;
mod analysis;
mod work;
mod ladder;
mod later_harm;
mod every_forecast;
mod years;
mod sweep;

mod refits;
mod push;
mod audited;
mod moved_grids;
mod regressions;
mod arrest_rates;
mod audit;
mod verify;

pub use crate::results::{Stage, StageTiming};
pub use analysis::{Analysis, TileAreas, analyse};
pub use arrest_rates::arrest_rates;
pub use audit::{SavedAudit, audit, audit_json, is_audit, saved_audit};
pub use audited::Audited;
pub use error::RunError;
pub use every_forecast::ForecastsError;
pub use executor::Executor;
pub use inspection::{Inspection, inspect, inspect_simulated};
pub use journal::{Journal, Store};
pub use ladder::{Climbed, SavedLadder, climb, is_ladder, ladder_json, saved_ladder};
pub use later_harm::FinishedForecast;
pub use push::{push, push_streams};
pub use read_job::{FileFailure, ReadJob, ReadOutput, Reading};
pub use receipt::keep_inputs;
pub use refits::Refits;
pub use resumable::{KeptOutputs, OnKept, Resumable};
pub use sweep::sweep_cell;
#[cfg(not(target_arch = "wasm32"))]
pub use threads::{OnProgress, Threads};
pub use verify::verify;
#[cfg(not(target_arch = "wasm32"))]
pub use watched_file::{SizeChanged, WatchedFile};
pub use work::{Expected, Work, expected};
pub use worker::{Shared, Worker};
pub use years::{analyse_year, yearly_studies};
