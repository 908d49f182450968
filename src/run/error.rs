//! Why a run did not come to its end.

use crate::ingest::{CoverageError, IngestError, MergeError};
use crate::results::Stage;
use crate::score::{NotEvaluable, ScoreError};
use crate::simulate::SimulationError;
use crate::space::TooManyOverlaps;
use crate::study::SettingsError;

/// Why a run did not come to its end.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The person cancelled.
    #[error("cancelled")]
    Cancelled,
    /// There is nobody to work.
    #[error("no worker could be started ({reason}); close other programs or tabs and try again")]
    NoWorkers {
        /// What the system said.
        reason: String,
    },
    /// The same item was lost with several workers.
    #[error(
        "{times} workers failed while {stage}, most likely for want of memory; close other programs or tabs, or \
         choose fewer workers, and run again"
    )]
    WorkersLost {
        /// The stage, in words.
        stage: Stage,
        /// How often.
        times: usize,
    },
    /// A worker gave something else than what it was asked for: a defect of this program.
    #[error("a worker gave no usable answer while {stage}; this is a defect of Watchback: please report it")]
    WorkerConfused {
        /// The stage.
        stage: Stage,
    },
    /// No file could be read.
    #[error("none of the files could be read")]
    NoFiles,
    /// A file is not what it was when its rows were read.
    #[error(
        "{file} had {before} bytes when its rows were read and has {now} now; wait until nobody writes it, and read it anew"
    )]
    Changed {
        /// The file's name.
        file: String,
        /// Its bytes then.
        before: u64,
        /// Its bytes now.
        now: u64,
    },
    /// A file could be read once and not again.
    #[error("not read a second time, for its digest: {message}; choose it again")]
    NotReadAgain {
        /// What is wrong with which file.
        message: String,
    },
    /// The areas of a published run cannot be used as it says.
    #[error("areas: {message}")]
    PublishedAreas {
        /// What is wrong.
        message: String,
    },
    /// The files do not cover the study.
    #[error(transparent)]
    Coverage(#[from] CoverageError),
    /// The files do not fit together.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// The settings do not make a study.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// A simulated city is asked for as a real one, or the other way round.
    #[error(
        "{simulated} of {rows} rows are marked as simulated, but the city is {city:?}; choose the city {choose:?}"
    )]
    WrongKind {
        /// Rows marked as simulated.
        simulated: u64,
        /// All rows.
        rows: u64,
        /// The city asked for.
        city: String,
        /// The city to choose.
        choose: &'static str,
    },
    /// A file of another city's portal than the study's.
    #[error(
        "{file} is a file of {found:?}, but the city is {city:?}; choose the city {found:?}, or leave the file out"
    )]
    OtherCity {
        /// The file's name.
        file: String,
        /// The city whose portal gives such files.
        found: &'static str,
        /// The city asked for.
        city: String,
    },
    /// Simulated rows among real ones.
    #[error(
        "{simulated} of {rows} rows are marked as simulated and the others are not; leave the simulated files out"
    )]
    MixedKinds {
        /// Rows marked as simulated.
        simulated: u64,
        /// All rows.
        rows: u64,
    },
    /// The threshold left nothing.
    #[error(
        "no stream has events on {min_share} of its training days; the files may hold too few rows, other offences \
         or another city"
    )]
    NoStreams {
        /// The threshold, as a percentage.
        min_share: String,
    },
    /// The areas cannot be laid over the tiles.
    #[error("the boundaries cannot be laid over the city's tiles: {0}")]
    Areas(#[from] TooManyOverlaps),
    /// The audit asks about arrests.
    #[error(
        "no arrest stream passes the threshold: the files hold no arrests, or too few; the audit of arrest forecasts \
         needs them"
    )]
    NoArrests,
    /// The test period is too short for a level of chance.
    #[error(transparent)]
    TooShort(#[from] NotEvaluable),
    /// The forecasts could not be scored: a defect of this program.
    #[error("the forecasts could not be scored ({0}); this is a defect of Watchback: please report it")]
    Unscored(#[from] ScoreError),
    /// A simulated city could not be made.
    #[error("the simulated city could not be made: {0}")]
    Simulation(#[from] SimulationError),
    /// A simulated city's own file could not be read: a defect of this program.
    #[error("{0}; this is a defect of Watchback: please report it")]
    SimulatedFile(#[from] IngestError),
}

impl RunError {
    /// Whether making a published run again may end so because of what was published: settings or
    /// a layout that such a run cannot have had. Else it is a matter of this machine and its files.
    pub(super) const fn is_of_what_was_published(&self) -> bool {
        !matches!(
            self,
            Self::Cancelled
                | Self::NoWorkers { .. }
                | Self::WorkersLost { .. }
                | Self::WorkerConfused { .. }
                | Self::Changed { .. }
                | Self::NotReadAgain { .. }
        )
    }
}
