//! Why a score cannot be given: wrong input, an undefined figure, or too little to judge by.

use std::borrow::Cow;

use crate::chance::NoRounds;
use serde::{Deserialize, Serialize};

/// Why an AUC has no value. It is told as such and never as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Undefined {
    /// There are no steps.
    #[error("there are no steps to score")]
    NoSteps,
    /// No step holds an event.
    #[error("no step holds an event")]
    NoEvents,
    /// Every step holds an event.
    #[error("every step holds an event")]
    NoEventlessSteps,
    /// Every step is within the tolerance of an event, so no flag can be false.
    #[error("every step lies within the tolerance of an event, so no flag can be false")]
    NoStepsFarFromEvents,
    /// The tolerance is as long as forecasts are made ahead, or longer.
    #[error(
        "the tolerance reaches back to days that the forecast has seen, so that an echo of the event would count as a hit"
    )]
    ToleranceReachesHorizon,
}

/// What is wrong with scores or with what they are scored on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum ScoreError {
    /// Two tables do not cover the same streams and steps.
    #[error(
        "one table has {streams} streams and {steps} steps, the other or the events {found_streams} and {found_steps}; give the same to both"
    )]
    Windows {
        /// Streams of the first.
        streams: usize,
        /// Steps of the first.
        steps: usize,
        /// Streams of the second.
        found_streams: usize,
        /// Steps of the second.
        found_steps: usize,
    },
    /// Scores and events do not pair.
    #[error("there are {scores} scores but {events} events; each step needs one of each")]
    LengthsDiffer {
        /// Number of scores.
        scores: usize,
        /// Number of steps with a known outcome.
        events: usize,
    },
    /// A score is infinite or not a number.
    #[error("the score of step {step} (from 0) is not a finite number")]
    NotFinite {
        /// The step, from 0.
        step: usize,
    },
    /// The released rule moves its thresholds from 0 to 1 and would be blind outside.
    #[error(
        "the score of step {step} (from 0) is {found}, but the released rule takes scores from 0 to 1; \
         rescale the scores or choose the plain rule"
    )]
    OutsideUnit {
        /// The step, from 0.
        step: usize,
        /// The score.
        found: f64,
    },
    /// The last steps asked for are more than there are.
    #[error("the last {tail} steps were asked for, but there are {n_steps}; ask for fewer, or 0 for all")]
    TailTooLong {
        /// Steps asked for.
        tail: usize,
        /// Steps there are.
        n_steps: usize,
    },
    /// More pairs than the ranks can count.
    #[error("there are {found} steps; at most {} can be ranked", MAX_PAIRS)]
    TooManySteps {
        /// Number of steps.
        found: usize,
    },
    /// Streams that stand together do not cover the same steps or rounds.
    #[error("stream {stream} has {found} {what}, but the first has {expected}; score all over one window")]
    Uneven {
        /// Index of the stream.
        stream: usize,
        /// What differs.
        what: Cow<'static, str>,
        /// What the stream has.
        found: usize,
        /// What the first has.
        expected: usize,
    },
    /// A stream is named that is not in the table, or is named twice.
    #[error("stream {stream} is named {what}; name each of the {n_streams} streams at most once")]
    NoSuchStream {
        /// Index of the stream.
        stream: usize,
        /// How it is named.
        what: Cow<'static, str>,
        /// Number of streams there are.
        n_streams: usize,
    },
    /// The figure has no value.
    #[error(transparent)]
    Undefined(#[from] Undefined),
}

/// Doubled ranks of so many pairs fit in 32 bits.
pub(super) const MAX_PAIRS: usize = 1 << 30;

/// Why a figure that has a value says too little to be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum NotEvaluable {
    /// The test window is too short to shift a forecast by a week both ways.
    #[error("the test window has {n_steps} steps; {needed} are needed to shift a forecast by a week")]
    WindowTooShort {
        /// Steps in the test window.
        n_steps: usize,
        /// Steps needed.
        needed: usize,
    },
    /// With so few rounds, even the best forecast could not reach p = 0.05.
    #[error("there are {rounds} rounds of chance; {needed} are needed to reach p = 0.05")]
    TooFewRounds {
        /// Rounds there are.
        rounds: usize,
        /// Rounds needed.
        needed: usize,
    },
    /// Too few streams can be scored.
    #[error("{found} streams have enough events and eventless steps; {needed} are needed")]
    TooFewStreams {
        /// Eligible streams.
        found: usize,
        /// Streams needed.
        needed: usize,
    },
    /// The streams hold too few events together.
    #[error("the streams hold {found} events in the test window; {needed} are needed")]
    TooFewEvents {
        /// Events, over eligible streams.
        found: u64,
        /// Events needed.
        needed: u64,
    },
    /// A stream has too few events, or too few eventless steps, for a figure of its own.
    #[error("the stream has {events} events and {eventless} eventless steps; {needed} of each are needed")]
    TooFewSteps {
        /// Steps with an event.
        events: usize,
        /// Steps without.
        eventless: usize,
        /// Needed of each.
        needed: usize,
    },
}

impl From<NoRounds> for NotEvaluable {
    fn from(_: NoRounds) -> Self {
        Self::TooFewRounds { rounds: 0, needed: 1 }
    }
}
