//! One source, one target, one delay: a transducer and the share of the target's uncertainty that it removes.

mod context_tree;
mod information;

pub use context_tree::{CONTEXTS, ContextCounts};
pub use information::NLogN;
