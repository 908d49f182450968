//! The stages of a run, in order, and how long each took.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A stage of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Files to events.
    Read,
    /// Events put together, duplicates dropped, quality reported.
    Inspect,
    /// Events to streams.
    Streams,
    /// Gamma of every source, target and delay.
    Network,
    /// Combinations fitted and forecasts made.
    Forecast,
    /// Forecasts scored, against chance too.
    Score,
    /// Aggregates, verdicts and digest.
    Results,
}

impl Stage {
    /// The stages of an analysis, after the files were inspected.
    pub const ANALYSIS: [Self; 5] =
        [Self::Streams, Self::Network, Self::Forecast, Self::Score, Self::Results];

    /// What the stage does, for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Read => "Reading the files",
            Self::Inspect => "Putting rows together",
            Self::Streams => "Making streams",
            Self::Network => "Learning the network",
            Self::Forecast => "Forecasting",
            Self::Score => "Scoring against chance",
            Self::Results => "Putting results together",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

/// How long a stage took. Not part of any digest.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageTiming {
    /// The stage.
    pub stage: Stage,
    /// Wall time, seconds.
    pub seconds: f64,
    /// Workers that shared it.
    pub workers: usize,
    /// Transducers scanned a second by each worker; only for the network stage.
    pub transducers_per_second_per_worker: Option<f64>,
}
