//! One source, one target, one delay: a transducer and the share of the target's uncertainty that
//! it removes.

mod context_machine;
mod contexts;
mod error;
mod genesess;
mod hull;
mod information;
mod limits;
mod machine;
mod symbols;

mod released;

pub use context_machine::context_machine;
pub use contexts::Contexts;
pub use error::InferenceError;
pub use genesess::{MachineRule, infer, infer_and_cut};
pub use information::NLogN;
pub use limits::{MAX_STATES, MAX_SYMBOLS};
pub use machine::{Belief, Xpfsa};
pub use released::{
    CountedModel, LearntMachine, Reads, ReleasedLearner, ReleasedMachine, ReleasedModel, ReleasedModelError,
    ReleasedSource, ReleasedTarget, released_models,
};
pub use symbols::Symbols;
