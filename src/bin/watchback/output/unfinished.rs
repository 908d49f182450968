//! What a command has finished of its work, kept in its folder until the whole is there.

use std::error::Error;
use std::fs;
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use watchback::encoding::hex;
use watchback::run::{Journal, Resumable, RunError, Store, Threads};

use super::lock::open_own;
use super::origin::Origin;
use super::{OutFolder, Outcome};
use crate::terminal::tell;

/// Which part of which work a command is at.
pub(crate) struct Asked<'a> {
    /// The name of the file that finished work is kept in.
    pub(crate) file: &'a str,
    pub(crate) origin: &'a Origin,
    /// SHA-256 of all settings.
    pub(crate) settings: String,
    /// The number of the part, for commands that finish theirs part by part.
    pub(crate) part: usize,
    /// Whether what an earlier command left is given up.
    pub(crate) afresh: bool,
}

/// What the file begins with, as JSON.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    #[serde(flatten)]
    origin: Origin,
    settings: String,
    part: usize,
}

/// Finished work of a command that is under way. It is kept while the command goes on, and beyond
/// its end unless it came to a result.
pub(crate) struct Unfinished {
    journal: Journal<Box<dyn Store>>,
    path: Option<PathBuf>,
}

impl Asked<'_> {
    /// SHA-256 of settings, as JSON.
    pub(crate) fn digest(settings: &impl Serialize) -> Result<String, Box<dyn Error>> {
        Ok(hex(&Sha256::digest(serde_json::to_vec(settings)?)))
    }

    /// Refuses work of something else.
    fn check(&self, found: &Head) -> Outcome {
        let of = if !self.origin.is_same_build(&found.origin) {
            "by another build of watchback"
        } else if self.settings != found.settings {
            "with other settings"
        } else if !self.origin.is(&found.origin) {
            "of other files"
        } else {
            return Ok(());
        };
        Err(format!(
            "there is unfinished work {of}: {name}; finish it by the command that began it, give another folder by \
             --out, or give it up by --afresh",
            name = self.file
        )
        .into())
    }
}

impl Unfinished {
    /// Work of which nothing is kept.
    pub(crate) fn nowhere() -> Self {
        Self { journal: Journal::nowhere(), path: None }
    }

    /// Opens what an earlier process left of the same work, or begins anew.
    pub(crate) fn open(folder: &OutFolder, asked: &Asked<'_>) -> Result<Self, Box<dyn Error>> {
        if asked.afresh {
            folder.remove(asked.file)?;
        }
        // Without the build nothing could be gone on from.
        if !asked.origin.is_build_known() {
            return Ok(Self::nowhere());
        }
        let path = folder.join(asked.file);
        let named = |error: io::Error| format!("{}: {error}", path.display());
        let file = Box::new(open_own(&path, &path)?) as Box<dyn Store>;
        let (mut journal, found) = Journal::open(file).map_err(named)?;
        let found: Option<Head> = found.and_then(|found| serde_json::from_slice(&found).ok());
        let head = Head { origin: asked.origin.clone(), settings: asked.settings.clone(), part: asked.part };
        match found {
            Some(found) if found == head => tell!("going on from {}", path.display()),
            found => {
                // Of another part of the same work the result is there.
                found.as_ref().map_or(Ok(()), |found| asked.check(found))?;
                journal.begin(&serde_json::to_vec(&head)?);
            }
        }
        Ok(Self { journal, path: Some(path) })
    }

    /// The threads, which keep what they finish and are handed what is there already.
    pub(crate) const fn over<'a>(
        &'a mut self,
        threads: &'a mut Threads,
    ) -> impl watchback::run::Executor + use<'a> {
        Resumable::new(threads, &mut self.journal)
    }

    /// Gives work up whose end is known: it would end so again.
    pub(crate) fn settled<T>(&mut self, outcome: Result<T, RunError>) -> Result<T, RunError> {
        let may_go_on = |error: &RunError| {
            matches!(error, RunError::Cancelled | RunError::NoWorkers { .. } | RunError::WorkersLost { .. })
        };
        if outcome.as_ref().is_err_and(|error| !may_go_on(error)) {
            self.remove();
        }
        outcome
    }

    /// The result is there: nothing need be kept.
    pub(crate) fn done(mut self) {
        self.remove();
    }

    fn remove(&mut self) {
        if let Some(path) = self.path.take() {
            if let Some(error) = self.journal.failure() {
                tell!("take care: finished work could not be kept in {}: {error}", path.display());
            }
            // Where it cannot be removed, the next command says what it is.
            let _ = fs::remove_file(path);
        }
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.journal.holds_work() {
            self.remove();
        }
        let Some(path) = &self.path else { return };
        match self.journal.failure() {
            None => {
                tell!("what was finished is kept in {}: the same command goes on from there", path.display())
            }
            Some(error) => tell!(
                "what was finished is kept in part in {} ({error}): the same command goes on from there",
                path.display()
            ),
        }
    }
}
