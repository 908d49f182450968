//! One source, one target, one delay: a transducer and the share of the target's uncertainty that it removes.

mod context_machine;
mod contexts;
mod error;
mod genesess;
mod hull;
mod information;
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
pub use machine::{Belief, MAX_STATES, Xpfsa};
#[cfg(not(target_arch = "wasm32"))]
pub use released::{CountedModel, ReleasedModel, ReleasedModelError, released_models};
pub use symbols::{MAX_SYMBOLS, Symbols};
