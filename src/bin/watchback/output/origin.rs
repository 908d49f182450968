//! What made a file, and of what.

use std::error::Error;
use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use watchback::results::data_digest;
use watchback::run::{Inspection, WatchedFile};
use watchback::study::Study;

/// What made a file, and of what. Work of another origin is not gone on from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Origin {
    engine: String,
    /// SHA-256 of the program: of two builds of one version either may be wrong. Null where its
    /// file cannot be read, and then nothing is gone on from.
    build: Option<String>,
    /// Digest of study and files.
    data: String,
}

impl Origin {
    pub(crate) fn new(study: &Study, inspection: &Inspection) -> Result<Self, Box<dyn Error>> {
        let program = std::env::current_exe().and_then(fs::read).ok();
        Ok(Self {
            engine: format!("watchback {}", env!("CARGO_PKG_VERSION")),
            build: program.map(|program| hex(Sha256::digest(program))),
            data: data_digest(study, &inspection.quality).ok_or("the files could not be digested")?,
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

/// SHA-256 of a file's bytes.
pub(crate) fn file_digest(path: &Path) -> Result<String, String> {
    let digest = || {
        let mut file = WatchedFile::open(path, None)?;
        let mut digest = Sha256::new();
        io::copy(&mut file, &mut Digesting(&mut digest))?;
        Ok::<_, io::Error>(hex(digest.finalize()))
    };
    digest().map_err(|error| format!("{}: {error}", path.display()))
}

/// A digest that is written to.
struct Digesting<'a>(&'a mut Sha256);

impl io::Write for Digesting<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A digest in hexadecimal.
pub(super) fn hex(digest: impl AsRef<[u8]>) -> String {
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
