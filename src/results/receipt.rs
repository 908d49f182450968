//! What a run was made of and by what, so that anybody can make it again and compare.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::encoding::hex;
use crate::simulate::SimulationSettings;
use crate::space::AreaChoice;
use watchback_translate::mark;

/// What a run was made of and by what. Study, seeds, classes of offences and the layout of each
/// file stand in the results themselves; this is the rest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// The program that ran it.
    pub program: Program,
    /// The crime files, in the order of the results' files. Empty where the city is simulated
    /// without a file, and where the run's caller did not read the files for their digests.
    pub inputs: Vec<Input>,
    /// Whether one layout was given for all files; else each one's was told from its header and
    /// first rows.
    pub layout_given: bool,
    /// The simulated city, where no file was read.
    pub simulated: Option<SimulationSettings>,
    /// The areas that the run knew of; null where it knew none.
    pub areas: Option<AreasInput>,
    /// Digests of what each part of the run gave, in the order that they are made in.
    pub stages: Vec<PartDigest>,
}

/// The program that ran a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Its version.
    pub version: String,
    /// SHA-256 over the engine's source, the same natively and in a browser: two programs of one
    /// source give the same bits.
    pub source: String,
    /// SHA-256 of the program's file: the page's wasm, or the command line's executable. Null where
    /// it could not be read.
    pub build: Option<String>,
    /// `wasm32` for a browser, else the processor's name.
    pub processor: String,
}

impl Program {
    /// This program, whose file has the digest `build`.
    #[must_use]
    pub fn this(build: Option<String>) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            source: env!("WATCHBACK_SOURCE").to_owned(),
            build,
            processor: std::env::consts::ARCH.to_owned(),
        }
    }
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Its name.
    pub name: String,
    /// Its bytes, compressed if it is.
    pub bytes: u64,
    /// SHA-256 of these bytes: what `sha256sum` prints.
    pub sha256: String,
    /// Rows that became events; null for areas and their table.
    pub rows_kept: Option<u64>,
    /// Rows that did not; null likewise.
    pub rows_dropped: Option<u64>,
}

impl Input {
    /// Of a file's bytes: areas, or a table of them.
    #[must_use]
    pub fn of_bytes(name: &str, bytes: &[u8]) -> Self {
        let (sha256, n_bytes) = (hex(&Sha256::digest(bytes)), bytes.len() as u64);
        Self { name: name.to_owned(), bytes: n_bytes, sha256, rows_kept: None, rows_dropped: None }
    }
}

/// The areas of a run: their files, and what was chosen of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreasInput {
    /// Their boundaries.
    pub boundaries: Input,
    /// What is known of them; null where values are their own properties.
    pub table: Option<Input>,
    /// By which keys they were joined, and which rows were taken.
    pub choice: AreaChoice,
    /// The value that they were grouped by; null where only the city's outline was used.
    pub value: Option<GroupedBy>,
}

/// A value that areas are grouped by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupedBy {
    /// Its column.
    pub column: String,
    /// Whether it was turned round, as an income is: low values then count as high ones.
    pub is_turned: bool,
}

/// What a part of a run gave, as a digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartDigest {
    /// Which part.
    pub part: Part,
    /// SHA-256 of its encoding: docs/results-schema.md.
    pub sha256: String,
}

/// The parts of a run that its digest is over, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// What was asked.
    Study,
    /// What the files held.
    Quality,
    /// The streams.
    Streams,
    /// The network against chance.
    Network,
    /// The transducers that forecasts are made of.
    Transducers,
    /// What the network adds.
    Added,
    /// How transducers were combined.
    Combinations,
    /// The forecast.
    Forecast,
    /// The forecast's scores.
    Scores,
    /// Those of a constant rate.
    StaticScores,
    /// Figures of sets of streams.
    Sets,
    /// The forecast against simple methods.
    LeaderBoards,
    /// False alarms and misses by groups of areas.
    Harm,
}

impl Part {
    /// What the part is called, for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Study => mark!("study"),
            Self::Quality => mark!("records"),
            Self::Streams => mark!("streams"),
            Self::Network => mark!("network"),
            Self::Transducers => mark!("transducers"),
            Self::Added => mark!("what the network adds"),
            Self::Combinations => mark!("combinations"),
            Self::Forecast => mark!("forecast"),
            Self::Scores => mark!("scores"),
            Self::StaticScores => mark!("scores of a constant rate"),
            Self::Sets => mark!("figures"),
            Self::LeaderBoards => mark!("simple methods"),
            Self::Harm => mark!("false alarms by areas"),
        }
    }
}
