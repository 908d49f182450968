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
// By serde_json, which the page does without.
#[cfg(not(target_arch = "wasm32"))]
mod released;
mod symbols;

pub use context_machine::context_machine;
pub use contexts::Contexts;
pub use error::InferenceError;
pub use genesess::{MachineRule, infer};
pub use information::NLogN;
pub use limits::{MAX_STATES, MAX_SYMBOLS};
pub use machine::{Belief, Xpfsa};
#[cfg(not(target_arch = "wasm32"))]
pub use released::{CountedModel, ReleasedModel, ReleasedModelError, released_models};
pub use symbols::Symbols;
