//! Pieces of work that can go to any worker: each takes values and gives values, and its result does not depend on
//! who does it.

use std::ops::Range;
use std::sync::OnceLock;

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::forecast::{CombinationWindow, TargetForecast, forecast_target, static_rate};
use crate::ingest::FileEvents;
use crate::network::{Delays, SourceTables, TargetNetwork, TargetScan, Transducer};
use crate::score::{AucRounds, ScoreError, Shifts, StreamScorer, StreamScores, pooled_rank_auc};
use crate::streams::{CityStreams, Split};
use crate::study::Study;

/// What all workers know before the items of an analysis.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shared {
    /// The study.
    pub study: Study,
    /// The streams, over training and test steps.
    pub streams: CityStreams,
    /// How forecasts are shifted for chance.
    pub shifts: Shifts,
}

/// A piece of work.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum WorkItem {
    /// Read the file of this number.
    Read(usize),
    /// Scan these targets.
    Scan(Range<usize>),
    /// Fit and forecast these targets, with their transducers.
    Forecast(Range<usize>, Vec<Vec<Transducer>>),
    /// Score these streams: probabilities by stream and test step.
    Score(Range<usize>, Array2<f64>),
    /// Rank all steps of these streams together, likewise: "where, not when".
    Pooled(Vec<usize>, Array2<f64>),
}

/// What a piece of work gives.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum WorkOutput {
    /// A file's events, or why it could not be read.
    Read(Result<Box<FileEvents>, FileFailure>),
    /// A network for each target.
    Scan(Vec<TargetNetwork>),
    /// A forecast for each target.
    Forecast(Vec<TargetForecast>),
    /// Scores of each stream: the forecast's, and the static rate's.
    Score(Vec<(StreamScores, StreamScores)>),
    /// Pooled scores, the forecast's and the static rate's; `None` where they are undefined.
    Pooled(Option<(AucRounds, AucRounds)>),
    /// The scores could not be taken, in words.
    Unscored(String),
}

/// A file that could not be read, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFailure {
    /// The file's name.
    pub file: String,
    /// What is wrong, where, and what to do.
    pub message: String,
}

/// A worker's knowledge: what was shared, and what it made of it once.
#[derive(Debug)]
pub struct Worker {
    shared: Shared,
    tables: OnceLock<SourceTables>,
}

impl Worker {
    /// A worker that knows `shared`.
    pub const fn new(shared: Shared) -> Self {
        Self { shared, tables: OnceLock::new() }
    }

    /// Performs an item; `None` for a file, which needs more than what is shared.
    pub fn perform(&self, item: WorkItem) -> Option<WorkOutput> {
        match item {
            WorkItem::Read(_) => None,
            WorkItem::Scan(targets) => Some(WorkOutput::Scan(self.scan(targets))),
            WorkItem::Forecast(targets, transducers) => {
                Some(WorkOutput::Forecast(self.forecast(targets, &transducers)))
            }
            WorkItem::Score(streams, probabilities) => {
                let scores = self.score(streams, &probabilities);
                Some(scores.map_or_else(|error| WorkOutput::Unscored(error.to_string()), WorkOutput::Score))
            }
            WorkItem::Pooled(streams, probabilities) => {
                Some(WorkOutput::Pooled(self.pooled(&streams, &probabilities)))
            }
        }
    }

    fn scan(&self, targets: Range<usize>) -> Vec<TargetNetwork> {
        let Shared { study, streams, .. } = &self.shared;
        let tables =
            self.tables.get_or_init(|| SourceTables::new(&streams.inference(study), Delays::of(study)));
        let mut scan = TargetScan::new(tables, study.settings().max_models);
        targets.map(|target| scan.scan(target)).collect()
    }

    fn forecast(&self, targets: Range<usize>, transducers: &[Vec<Transducer>]) -> Vec<TargetForecast> {
        let window = CombinationWindow::new(&self.shared.streams.packed, &self.shared.study);
        targets.zip(transducers).map(|(target, kept)| forecast_target(&window, target, kept)).collect()
    }

    fn score(
        &self,
        streams: Range<usize>,
        probabilities: &Array2<f64>,
    ) -> Result<Vec<(StreamScores, StreamScores)>, ScoreError> {
        let Shared { study, streams: city, shifts } = &self.shared;
        let split = Split::of(study);
        let mut scorer = StreamScorer::new(study.settings().tolerance_steps);
        let mut score = |stream: usize, probabilities: Vec<f64>| {
            let events: Vec<bool> = split.test().map(|step| city.packed.get(stream, step)).collect();
            let rate = static_rate(&city.packed, stream, split.training_steps());
            let forecast = scorer.score(&probabilities, &events, &shifts.offsets)?;
            let comparator = scorer.score(&vec![rate; events.len()], &events, &shifts.offsets)?;
            Ok((forecast, comparator))
        };
        streams.zip(probabilities.rows()).map(|(stream, row)| score(stream, row.to_vec())).collect()
    }

    /// A pooled AUC is undefined only where no stream has an event, or all have one at every step.
    fn pooled(&self, streams: &[usize], probabilities: &Array2<f64>) -> Option<(AucRounds, AucRounds)> {
        let Shared { study, streams: city, shifts } = &self.shared;
        let split = Split::of(study);
        let events = city.packed.select(streams).window(split.test());
        let rates: Vec<f64> =
            streams.iter().map(|&stream| static_rate(&city.packed, stream, split.training_steps())).collect();
        let rate = |(stream, _): (usize, usize)| rates.get(stream).copied().unwrap_or(f64::NAN);
        let static_rates = Array2::from_shape_fn(probabilities.dim(), rate);
        let forecast = pooled_rank_auc(probabilities.view(), &events, &shifts.offsets).ok()?;
        // A constant rate is the same in every round.
        let comparator = pooled_rank_auc(static_rates.view(), &events, &[]).ok()?;
        Some((forecast, comparator))
    }
}
