//! Events become Boolean streams: for each tile and variable, whether each step held an event.

mod packed;
mod split;

pub use packed::{PackedStreams, Past};
pub use split::Split;
