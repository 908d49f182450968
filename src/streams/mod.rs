//! Events become Boolean streams: for each tile and variable, whether each step held an event.

mod build;
mod group_crimes;
mod packed;
mod past;
mod split;
mod suggest;
mod window;

pub use build::{CityStreams, DroppedTiles, EventUse, FilterReport, StreamKey, StreamsReport};
pub use group_crimes::GroupCrimes;
pub use packed::PackedStreams;
pub(crate) use packed::STEPS_PER_WORD;
pub use past::{Past, SourceStreams};
pub use split::Split;
pub use suggest::{Reason, SuggestError, SuggestedStep, Suggestion, suggest_study};
pub use window::{MAX_WINDOW_STEPS, TrainingStreams, WindowStreams};
