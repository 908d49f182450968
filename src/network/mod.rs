//! The Granger network: for every target, all sources and delays are scanned and the best transducers kept.

mod delays;
mod scan;
mod selection;
mod summary;

pub use delays::Delays;
pub use scan::{SourceTables, TargetScan};
pub use selection::Transducer;
pub use summary::{NetworkSummary, TargetNetwork, TripleCounts};
