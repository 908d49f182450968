//! How well a forecast did, and what chance alone would have scored with it.
//!
//! A forecast pairs a score with each step of a stream that holds an event or none. It is scored
//! strictly (rank AUC) and tolerantly (an event may fall a few steps off), and again in rounds in
//! which it is shifted in time: the shifted forecasts know as much of the city as the real one,
//! except when its events fell. Weekday skill survives a shift by whole weeks, and so counts as
//! chance. Source: `docs/method.md`, section 6.

mod aggregate;
mod alarms;
mod area;
mod average_precision;
mod block_auc;
mod blocks;
mod brier;
mod error;
mod estimate;
mod exceedance;
mod harm;
mod histogram;
mod paired;
mod plain;
mod pooled;
mod probability_scores;
mod rank_scores;
mod ranks;
mod released;
mod reliability;
mod roc_curve;
mod set;
mod set_scores;
mod shifts;
mod stream;
mod strict;
mod table;
mod tolerant;

pub use aggregate::{
    AgainstChance, Aggregate, AggregateFigures, MIN_AGGREGATE_EVENTS, MIN_AGGREGATE_STREAMS,
    MIN_ELIGIBLE_STEPS, MinimumDetectable, Verdict, aggregate,
};
pub use alarms::{Alarms, FlagRule};
pub use area::{AreaScore, HitCurve};
pub use average_precision::AveragePrecision;
pub use blocks::{Blocks, block_interval};
pub use brier::{BrierComparison, brier_score};
pub use error::{NotEvaluable, ScoreError, Undefined};
pub use estimate::Estimate;
pub use exceedance::{Exceedance, MIN_OWN_STEPS, OwnFigure, exceedance, own_figure};
pub use harm::{GroupHarm, HarmFigures, harm};
pub use histogram::{AucHistogram, auc_histogram};
pub use paired::{PairedSkill, PairedSums, mean_log_score, paired_skill};
pub use pooled::{POOLED_LABEL, pooled_rank_auc};
pub use probability_scores::ProbabilityScores;
pub use rank_scores::{
    Cadence, MeanOverStreams, PairedAuc, RankScores, StreamRanks, TolerantFigures, mean_auc, paired_auc,
};
pub use reliability::ReliabilityBin;
pub use roc_curve::RocCurve;
pub use set::ScoredSet;
pub use set_scores::{DroppedScores, SetScores};
pub use shifts::{ShiftKind, Shifts};
pub use stream::{AucRounds, StreamScorer, StreamScores, shifted};
pub use strict::rank_auc;
pub use table::{AucKind, ScoreTable};
pub use tolerant::{Roc, RocPoint, Rule, tolerant_roc};
