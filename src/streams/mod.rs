//! Events become Boolean streams: for each tile and variable, whether each step held an event.

mod build;
mod packed;
mod split;

pub use build::{CityStreams, DroppedTiles, EventUse, FilterReport, StreamKey, StreamsReport};
pub(crate) use packed::STEPS_PER_WORD;
pub use packed::{InferenceStreams, PackedStreams, Past};
pub use split::Split;
