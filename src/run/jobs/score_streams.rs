//! Scoring streams one by one.

use std::ops::Range;

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::job::Job;
use crate::forecast::static_rate;
use crate::results::Stage;
use crate::run::worker::{Shared, Worker};
use crate::score::{Cadence, ScoreError, StreamRanks, StreamScorer, StreamScores};
use crate::streams::Split;
use crate::study::StudySettings;

/// Score these streams.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ScoreStreams {
    /// The streams.
    pub streams: Range<usize>,
    /// The forecast probabilities, by stream and test step.
    pub probabilities: Array2<f64>,
}

/// The scores of a stream.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ScoredStream {
    /// The forecast's.
    pub forecast: StreamScores,
    /// The static rate's.
    pub static_rate: StreamScores,
    /// The forecast's rank scores with their intervals.
    pub ranks: StreamRanks,
}

impl Job for ScoreStreams {
    /// One entry a stream, or why the scores could not be taken.
    type Output = Result<Vec<ScoredStream>, ScoreError>;
    const STAGE: Stage = Stage::Score;

    fn run(self, worker: &Worker) -> Self::Output {
        let Shared { study, streams: city, shifts, .. } = worker.shared();
        let split = Split::for_study(study);
        let StudySettings { step_days, horizon_steps, tolerance_steps, .. } = *study.settings();
        let cadence = Cadence { step_days, horizon_steps };
        let mut scorer = StreamScorer::new(tolerance_steps);
        let score = |(stream, row): (usize, ndarray::ArrayView1<'_, f64>)| {
            let probabilities = row.to_vec();
            let events: Vec<bool> = split.test().map(|step| city.packed.get(stream, step)).collect();
            let mut score = |probabilities: &[f64]| {
                let scores = scorer.score(probabilities, &events, shifts)?;
                Ok::<_, ScoreError>(scores.ahead(tolerance_steps, horizon_steps))
            };
            let rate = static_rate(&city.packed, stream, split.training_steps());
            Ok(ScoredStream {
                forecast: score(&probabilities)?,
                static_rate: score(&vec![rate; events.len()])?,
                ranks: StreamRanks::new(&probabilities, &events, shifts, cadence)?,
            })
        };
        self.streams.zip(self.probabilities.rows()).map(score).collect()
    }
}
