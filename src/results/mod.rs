//! The result of a run: study, quality, network, scores against chance, verdicts, timings and a
//! digest.

mod added;
mod aggregates;
mod digest;
mod file_reading;
mod group_harm;
mod leader_board;
mod receipt;
mod save;
mod series;
mod stage;
mod stream_result;
mod verification;
mod year;

pub use added::{Added, AddedSums};
pub use aggregates::{AggregateResult, PooledFigures, aggregate_results, sets_of};
pub use file_reading::FileReading;
pub use group_harm::HarmByGroup;
pub use leader_board::{ComparatorRow, LeaderBoard};
pub use receipt::{AreasInput, GroupedBy, Input, Part, PartDigest, Program, Receipt};
pub(crate) use save::saved;
pub use save::{SavedError, results_json, saved_results, scores_csv};
pub use series::{DailySeries, Harmonic, SeriesCorrelation};
pub use stage::{Stage, StageTiming};
pub use stream_result::{Figure, StreamResult};
pub use verification::{AuditCheck, Difference, InputCheck, Outcome, PartCheck, Verification};
pub use year::{PeriodFigures, YearCounts, YearResult};

use serde::{Deserialize, Serialize};

use crate::forecast::{Combination, ConstantReason, ForecastTable};
use crate::ingest::Quality;
use crate::network::{NetworkReport, SelectionSummary, TargetTransducers};
use crate::released::Ladder;
use crate::score::{RankScores, ScoreTable, SetScores, Shifts, StreamRanks};
use crate::space::{Grid, JoinReading};
use crate::streams::{CityStreams, StreamsReport};
use crate::study::{Study, Variable};

/// Version of the results' layout; docs/results-schema.md describes it. 4: forecasts that never
/// move are counted, and the authors' program may stand beside the verdict.
pub const SCHEMA: u32 = 4;

/// What a run found. results.json is this, as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// Version of this layout.
    pub schema: u32,
    /// The engine and its version.
    pub engine: String,
    /// Whether the city was made by a simulation.
    pub simulated: bool,
    /// The study.
    pub study: Study,
    /// How each file was read.
    pub files: Vec<FileReading>,
    /// Files that could not be read and are not in these results: which, and why.
    pub unread: Vec<String>,
    /// The quality of the files.
    pub quality: Quality,
    /// What became of the events, and what the threshold dropped.
    pub filter: StreamsReport,
    /// The network against chance.
    pub network: NetworkReport,
    /// The transducers that forecasts are made of, in numbers.
    pub selection: SelectionSummary,
    /// What the network adds to the forecast.
    pub added: Added,
    /// The combinations in numbers.
    pub combinations: CombinationSummary,
    /// How forecasts were shifted for chance.
    pub shifts: Shifts,
    /// All streams first, which the headline is about; then each variable, which is exploratory.
    pub aggregates: Vec<AggregateResult>,
    /// Every figure with its interval and its level of chance, by the sets of `aggregates`.
    pub scores: Vec<SetResult>,
    /// The forecast against simple methods, by variable.
    pub leader_boards: Vec<LeaderBoard>,
    /// What acting on the forecast would mean by groups of areas; null where no areas with a value
    /// were given.
    pub harm_by_group: Option<HarmByGroup>,
    /// How areas and their table were joined; null without a table. Not part of the digest, which
    /// has what the join gave.
    #[serde(default)]
    pub joined: Option<JoinReading>,
    /// What the authors' program makes of the same files, choice by choice: beside the verdict and
    /// no part of it, nor of the digest. Null where it was not asked for.
    #[serde(default)]
    pub as_released: Option<Ladder>,
    /// City-wide daily sums, by the sets of `aggregates`.
    pub series: Vec<DailySeries>,
    /// Each stream's scores.
    pub streams: Vec<StreamResult>,
    /// How long stages took; not part of the digest.
    pub timings: Vec<StageTiming>,
    /// SHA-256 of study, quality, network, forecasts and scores: see docs/results-schema.md.
    pub digest: String,
    /// What the run was made of and by what: its inputs and program, and a digest of each part.
    /// Null in results of earlier versions. Not part of the digest.
    #[serde(default)]
    pub receipt: Option<Receipt>,
}

/// Every figure of a set of streams.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetResult {
    /// The variable; null for all streams.
    pub variable: Option<Variable>,
    /// Means over streams: when, not where.
    pub rank: RankScores,
    /// All streams and steps together.
    pub set: SetScores,
}

/// The combinations of a run in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CombinationSummary {
    /// Streams by number of transducers in their combination: (number, streams), ascending.
    pub models: Vec<(usize, usize)>,
    /// Streams that are forecast at their training rate because their fitting window held no
    /// change.
    pub outcomes_all_alike: usize,
    /// Streams that are forecast at their training rate because nothing could be fitted.
    pub no_fit: usize,
    /// Streams whose forecast takes one value over the test, for whatever reason.
    pub never_move: usize,
}

impl CombinationSummary {
    /// Counts the targets' combinations.
    #[must_use]
    pub fn new(combinations: &[Combination], never_moves: &[bool]) -> Self {
        let combinations = || combinations.iter();
        let constant = |reason| combinations().filter(|fitted| fitted.constant() == Some(reason)).count();
        let most = combinations().map(|fitted| fitted.n_models).max().unwrap_or(0);
        let with = |n_models: usize| combinations().filter(|fitted| fitted.n_models == n_models).count();
        Self {
            models: (0..=most)
                .map(|n_models| (n_models, with(n_models)))
                .filter(|(_, streams)| *streams > 0)
                .collect(),
            outcomes_all_alike: constant(ConstantReason::OutcomesAllAlike),
            no_fit: constant(ConstantReason::NoFit),
            never_move: never_moves.iter().filter(|&&never| never).count(),
        }
    }
}

/// All parts of a run, in the order of the digest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts<'a> {
    pub(crate) study: &'a Study,
    pub(crate) quality: &'a Quality,
    pub(crate) streams: &'a CityStreams,
    pub(crate) network: &'a NetworkReport,
    pub(crate) transducers: &'a [TargetTransducers],
    pub(crate) added: &'a Added,
    pub(crate) combinations: &'a [Combination],
    pub(crate) forecast: &'a ForecastTable,
    pub(crate) scores: &'a ScoreTable,
    pub(crate) static_scores: &'a ScoreTable,
    pub(crate) ranks: &'a [StreamRanks],
    pub(crate) by_set: &'a [SetResult],
    pub(crate) leader_boards: &'a [LeaderBoard],
    pub(crate) harm_by_group: Option<&'a HarmByGroup>,
}

/// A digest of study and files, by which results of parts of a study know each other; `None` when
/// it cannot be encoded.
#[must_use]
pub fn data_digest(study: &Study, quality: &Quality) -> Option<String> {
    let mut quality = quality.clone();
    quality.dropped.iter_mut().for_each(|dropped| dropped.examples.clear());
    let mut digest = digest::RunDigest::default();
    digest.add(Part::Study, study.settings());
    digest.add(Part::Quality, &quality);
    digest.finish().map(|(whole, _)| whole)
}

/// The digest of a run, and those of its parts; `None` when a part cannot be encoded.
///
/// Names of files are not in it: the same rows under another name, gzipped or not, in one file or
/// several, are the same data. Neither are dropped rows' examples, which quote file names.
pub(crate) fn digest_of(parts: &Parts<'_>) -> Option<(String, Vec<PartDigest>)> {
    let mut quality = parts.quality.clone();
    quality.dropped.iter_mut().for_each(|dropped| dropped.examples.clear());
    let mut digest = digest::RunDigest::default();
    digest.add(Part::Study, parts.study.settings());
    digest.add(Part::Quality, &quality);
    digest.add(Part::Streams, parts.streams);
    digest.add(Part::Network, parts.network);
    digest.add(Part::Transducers, &parts.transducers);
    digest.add(Part::Added, parts.added);
    digest.add(Part::Combinations, &parts.combinations);
    digest.add(Part::Forecast, parts.forecast);
    digest.add(Part::Scores, parts.scores);
    digest.add(Part::StaticScores, parts.static_scores);
    digest.add(Part::Sets, &parts.by_set);
    digest.add(Part::LeaderBoards, &parts.leader_boards);
    // Only where there is any: a run without areas has the digest that it always had.
    if let Some(harm) = parts.harm_by_group {
        digest.add(Part::Harm, harm);
    }
    digest.finish()
}

/// Every stream's result, in the order of streams.
pub(crate) fn stream_results(parts: &Parts<'_>, training_rates: &[f64]) -> Vec<StreamResult> {
    let grid = Grid::new(parts.study);
    let never_moves = parts.forecast.never_moves();
    let of_streams = training_rates.iter().copied().zip(never_moves).enumerate();
    of_streams.filter_map(|(stream, of)| StreamResult::new(parts, &grid, of, stream)).collect()
}
