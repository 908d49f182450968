//! The authors' program as released: what it keeps of the machines that it learns, how it combines
//! them, and the ladder of choices by which a score of one half becomes .90.
//!
//! It stands beside the verdict and never in it. Every rung has its chance beside it: the same
//! choices made with forecasts that are shifted in time, and with machines that are learnt from
//! rotated sources.
//!
//! Source: `docs/method.md`, section 4 ("As released") and section 6.

mod forecasts;
mod from_models;
mod ignorant;
mod ladder;
mod rungs;
mod survivors;

pub use forecasts::{MODEL_COUNTS, MODELS_AT_MOST, TargetForecasts, weighted};
pub use from_models::{ModelScoreError, NamedEvents, chosen_models, model_scores};
pub use ignorant::{Ignorant, ignorant_forecasts};
pub use ladder::{
    IgnorantScore, Ladder, LadderSums, OtherChoice, OtherFigure, RungFigure, TargetLadder, VariableLadder,
    movement,
};
pub use rungs::{Rung, RungScorer, TargetRungs, WIDTH_STEPS};
pub use survivors::{LEAST_GAMMA, NamedStreams, Survivor, Survivors};
