//! Events become Boolean streams: for each tile and variable, whether each step held an event.

mod packed;

pub use packed::{Past, PackedStreams};
