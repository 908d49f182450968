//! The jobs of the scoring stage: whole sets of streams, and streams one by one.

use serde::{Deserialize, Serialize};

use super::job::Job;
use super::score_set::{ScoreSet, ScoredSetOfStreams};
use super::score_streams::{ScoreStreams, ScoredStream};
use crate::results::Stage;
use crate::run::worker::Worker;
use crate::score::ScoreError;

/// A job of the scoring stage. Both kinds stand in one stage, so that the short jobs fill up the
/// time after the long ones.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Score {
    /// Score a set of streams together: a long job.
    Set(ScoreSet),
    /// Score streams one by one: a short job.
    Streams(ScoreStreams),
}

/// What a [`Score`] gives.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Scored {
    /// The scores of a set.
    Set(Box<ScoredSetOfStreams>),
    /// The scores of streams.
    Streams(Vec<ScoredStream>),
}

impl Job for Score {
    /// The scores, or why they could not be taken.
    type Output = Result<Scored, ScoreError>;
    const STAGE: Stage = Stage::Score;

    fn run(self, worker: &Worker) -> Self::Output {
        match self {
            Self::Set(set) => Ok(Scored::Set(Box::new(set.score(worker.shared())?))),
            Self::Streams(streams) => streams.run(worker).map(Scored::Streams),
        }
    }
}
