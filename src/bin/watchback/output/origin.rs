//! What made a file, and of what.

use std::error::Error;

use serde::{Deserialize, Serialize};
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
        Ok(Self {
            engine: format!("watchback {}", env!("CARGO_PKG_VERSION")),
            build: inspection.build.clone(),
            data: inspection.data_digest(study).ok_or("the files could not be digested")?,
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
