//! A single file that a command writes.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use watchback::run::RunError;
use watchback::session::write_whole;

use super::folder::remove_parts;
use super::lock::Lock;
use super::{Outcome, cannot_write, refusals};
use crate::signals;
use crate::terminal::tell;

/// A file that is written at the end of a command. While it is held, no other command writes it.
#[derive(Debug)]
pub(crate) struct OutFile {
    path: PathBuf,
    /// `None` for a device or a pipe.
    _lock: Option<Lock>,
}

impl OutFile {
    /// Holds a file, before any work is done. `inputs`: what is read.
    pub(crate) fn hold(path: &Path, inputs: &[&Path]) -> Result<Self, String> {
        refusals::check(path, inputs)?;
        let found = fs::metadata(path).ok();
        if found.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(format!("{} is a folder; give a file", path.display()));
        }
        if found.is_some_and(|found| !found.is_file()) {
            return Ok(Self { path: path.to_owned(), _lock: None });
        }
        let Some(name) = path.file_name() else {
            return Err(format!("{:?} names no file; give one", path.display().to_string()));
        };
        let mut of_lock = std::ffi::OsString::from(".");
        of_lock.push(name);
        of_lock.push(".watchback-lock");
        let lock = Lock::take(&path.with_file_name(of_lock), path)?;
        remove_parts(refusals::folder_of(path), &[path.to_owned()], inputs);
        Ok(Self { path: path.to_owned(), _lock: Some(lock) })
    }

    /// Writes it as a whole, or not at all: a signal ends it too.
    pub(crate) fn write(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Outcome {
        let stop = signals::stop();
        let written =
            write_whole(&self.path, |file| write(&mut Stoppable { out: file, stop: Arc::clone(&stop) }));
        match written {
            Err(_) if stop.load(Ordering::Relaxed) => Err(RunError::Cancelled.into()),
            written => Ok(written.map_err(|error| cannot_write(&self.path, &error))?),
        }
    }

    /// Writes bytes as a whole file, or not at all.
    pub(crate) fn write_bytes(&self, bytes: &[u8]) -> Outcome {
        self.write(|file| file.write_all(bytes))
    }

    /// Tells that it was written.
    pub(crate) fn tell_written(&self) {
        tell!("wrote {}", self.path.display());
    }
}

/// Writes until a signal comes.
struct Stoppable<W> {
    out: W,
    stop: Arc<AtomicBool>,
}

impl<W: Write> Write for Stoppable<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(io::Error::other(RunError::Cancelled));
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
