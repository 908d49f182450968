//! How well a forecast did, and what chance alone would have scored with it.
//!
//! A forecast pairs a score with each step of a stream that holds an event or none. It is scored strictly (rank AUC)
//! and tolerantly (an event may fall a few steps off), and again in rounds in which it is shifted in time: the
//! shifted forecasts know as much of the city as the real one, except when its events fell. Weekday skill survives
//! a shift by whole weeks, and so counts as chance. Source: `docs/method.md`, section 6.

mod aggregate;
mod brier;
mod chance;
mod error;
mod exceedance;
mod histogram;
mod plain;
mod pooled;
mod ranks;
mod released;
mod stream;
mod strict;
mod table;
mod tolerant;

pub use aggregate::{
    AgainstChance, Aggregate, AggregateFigures, MIN_AGGREGATE_EVENTS, MIN_AGGREGATE_STREAMS,
    MIN_ELIGIBLE_STEPS, MinimumDetectable, Verdict, aggregate,
};
pub use brier::{BrierComparison, brier_score};
pub use chance::{Chance, ShiftKind, Shifts, quantile};
pub use error::{NotEvaluable, ScoreError, Undefined};
pub use exceedance::{Exceedance, MIN_OWN_STEPS, OwnFigure, exceedance, own_figure};
pub use histogram::{AucHistogram, auc_histogram};
pub use pooled::{POOLED_LABEL, pooled_rank_auc};
pub use stream::{AucRounds, StreamScorer, StreamScores, rotate};
pub use strict::rank_auc;
pub use table::{AucKind, ScoreTable};
pub use tolerant::{Roc, RocPoint, Rule, tolerant_roc};
