//! What made a file, and of what.

use std::error::Error;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use watchback::encoding::hex;
use watchback::results::data_digest;
use watchback::run::Inspection;
use watchback::study::Study;

/// What made a file, and of what. Work of another origin is not gone on from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Origin {
    engine: String,
    /// SHA-256 of the program: of two builds of one version either may be wrong. Null where its
    /// file cannot be read, and then nothing is gone on from.
    build: Option<String>,
    /// SHA-256 over the study, the quality report and the digests of the files' bytes.
    data: String,
}

impl Origin {
    pub(crate) fn new(study: &Study, inspection: &Inspection) -> Result<Self, Box<dyn Error>> {
        let data = data_digest(study, &inspection.quality).ok_or("the files could not be digested")?;
        // In any order: rows are put in one order of their own.
        let mut inputs: Vec<&str> = inspection.inputs.iter().map(|input| input.sha256.as_str()).collect();
        inputs.sort_unstable();
        Ok(Self {
            engine: format!("watchback {}", env!("CARGO_PKG_VERSION")),
            build: inspection.build.clone(),
            data: hex(&Sha256::digest(format!("{data} {}", inputs.join(" ")))),
        })
    }

    /// Whether work of this origin can be gone on from by `other`.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.build.is_some() && self == other
    }

    /// Whether both are of one build, as far as that is known.
    pub(super) fn is_same_build(&self, other: &Self) -> bool {
        (&self.engine, &self.build) == (&other.engine, &other.build)
    }

    pub(super) const fn is_build_known(&self) -> bool {
        self.build.is_some()
    }
}
