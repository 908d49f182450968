//! The stages of a run, in order, and how long each took.

use std::fmt;

use serde::{Deserialize, Serialize};
use watchback_translate::mark;

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
    /// Sampled targets scanned in the real data and in every surrogate round.
    Chance,
    /// Every source, target and delay scanned over the whole of training.
    Network,
    /// Transducers selected for the forecast.
    Selection,
    /// Combinations fitted and forecasts made.
    Forecast,
    /// Transducers selected, combined and made to forecast once more, from sources that know
    /// nothing.
    Rotated,
    /// Simple methods fitted and their forecasts made.
    Compare,
    /// Forecasts scored, against chance too.
    Score,
    /// Aggregates, verdicts and digest.
    Results,
    /// Pushes of the model, and what forecasts answer.
    Push,
    /// Forecasts learnt anew from rotated sources, and what they answer.
    Refit,
    /// Learning and scoring as the authors' program does.
    Ladder,
}

impl Stage {
    /// What the stage does, for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Read => mark!("Reading the files"),
            Self::Inspect => mark!("Putting rows together"),
            Self::Streams => mark!("Making streams"),
            Self::Chance => mark!("Scanning surrogate rounds"),
            Self::Network => mark!("Scanning all pairs"),
            Self::Selection => mark!("Selecting transducers"),
            Self::Forecast => "Forecasting",
            Self::Rotated => mark!("Forecasting from rotated sources"),
            Self::Compare => mark!("Forecasting by simple methods"),
            Self::Score => mark!("Scoring against chance"),
            Self::Results => mark!("Putting results together"),
            Self::Push => mark!("Pushing crime in the model"),
            Self::Refit => mark!("Learning null networks"),
            Self::Ladder => mark!("Learning as the authors' program does"),
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
    /// Transducers scanned a second by each worker; only where transducers are scanned.
    pub transducers_per_second_per_worker: Option<f64>,
}
