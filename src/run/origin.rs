//! What work is of, by digests: work that was kept is gone on from only where all is the same.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::inspection::Inspection;
use crate::encoding::{encode_into, hex};
use crate::results::data_digest;
use crate::study::Study;

impl Inspection {
    /// SHA-256 over a study, what was understood of the files, and the digests of their bytes;
    /// `None` where it cannot be told.
    #[must_use]
    pub fn data_digest(&self, study: &Study) -> Option<String> {
        let data = data_digest(study, &self.quality)?;
        // In any order: rows are put in one order of their own.
        let mut inputs: Vec<&str> = self.inputs.iter().map(|input| input.sha256.as_str()).collect();
        inputs.sort_unstable();
        Some(hex(&Sha256::digest(format!("{data} {}", inputs.join(" ")))))
    }

    /// SHA-256 over all that work depends on: this program, its data, what kind of work it is, and
    /// what was asked beside the study. `None` where the program's build is not known: work of
    /// another build is not gone on from.
    #[must_use]
    pub fn work_digest(&self, kind: &str, study: &Study, asked: &impl Serialize) -> Option<String> {
        let build = self.build.as_ref()?;
        let of = (env!("CARGO_PKG_VERSION"), build, self.data_digest(study)?, kind, asked);
        let mut digest = Sha256::new();
        encode_into(&of, |bytes| digest.update(bytes)).ok()?;
        Some(hex(&digest.finalize()))
    }
}
