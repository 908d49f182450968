//! A folder that results are written to.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use watchback::session::{is_part, write_whole};

use super::lock::Lock;
use super::{Outcome, cannot_write, refusals};
use crate::terminal::tell;

/// The file that is locked. It stands there while a command works, and after one that was killed.
const LOCK: &str = ".watchback-lock";

/// A folder that results are written to. While it is held, no other command writes there.
#[derive(Debug)]
pub(crate) struct OutFolder {
    path: PathBuf,
    lock: Option<Lock>,
    /// Folders that were made for it, the innermost first.
    made: Vec<PathBuf>,
}

impl OutFolder {
    /// Makes a folder and holds it, before any work is done. `files`: what will be written there.
    /// `inputs`: what is read.
    ///
    /// What a killed command left half written is removed.
    pub(crate) fn hold(folder: &Path, files: &[&str], inputs: &[&Path]) -> Result<Self, Box<dyn Error>> {
        let made = folder.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let mut held = Self { path: folder.to_owned(), lock: None, made: made.map(Path::to_owned).collect() };
        fs::create_dir_all(folder).map_err(|error| {
            format!(
                "{} is no folder that can be written to: {error}; give another by --out",
                folder.display()
            )
        })?;
        for name in files {
            let path = folder.join(name);
            refusals::check(&path, inputs)?;
            if path.is_dir() {
                return Err(format!("{} is a folder; give another place by --out", path.display()).into());
            }
        }
        held.lock = Some(Lock::take(&folder.join(LOCK), folder)?);
        remove_parts(folder, &files.iter().map(|name| folder.join(name)).collect::<Vec<_>>(), inputs);
        Ok(held)
    }

    /// The path of a file in it.
    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Writes a file as a whole, or not at all.
    pub(crate) fn write(
        &self,
        name: &str,
        write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    ) -> Outcome {
        let path = self.join(name);
        Ok(write_whole(&path, write).map_err(|error| cannot_write(&path, &error))?)
    }

    /// Writes bytes as a whole file, or not at all.
    pub(crate) fn write_bytes(&self, name: &str, bytes: &[u8]) -> Outcome {
        self.write(name, |file| file.write_all(bytes))
    }

    /// Writes a file that was not named when the folder was held, in it or in a folder below it.
    pub(crate) fn put(&self, name: &str, inputs: &[&Path], bytes: &[u8]) -> Outcome {
        let path = self.join(name);
        let between = Path::new(name).ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
        for folder in between.map(|folder| self.path.join(folder)) {
            refusals::check_link(&folder)?;
        }
        refusals::check(&path, inputs)?;
        let folder = refusals::folder_of(&path);
        fs::create_dir_all(folder).map_err(|error| cannot_write(folder, &error))?;
        remove_parts(folder, std::slice::from_ref(&path), inputs);
        self.write_bytes(name, bytes)
    }

    /// Writes a value as JSON.
    pub(crate) fn write_json(&self, name: &str, value: &impl Serialize) -> Outcome {
        self.write_bytes(name, &watchback::json::pretty(value)?)
    }

    /// Tells that a file was written.
    pub(crate) fn tell_written(&self, name: &str) {
        tell!("wrote {}", self.join(name).display());
    }

    /// Removes a file of an earlier command, if it is there. Whether it was.
    pub(crate) fn remove(&self, name: &str) -> Result<bool, Box<dyn Error>> {
        let path = self.join(name);
        match fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(format!("{}: {error}", path.display()).into()),
        }
    }
}

/// Removes what killed commands left half written of these files of a folder. The files must be
/// held.
pub(super) fn remove_parts(folder: &Path, files: &[PathBuf], inputs: &[&Path]) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let is_ours = files.iter().any(|file| is_part(&name, file));
        if is_ours && refusals::check(&path, inputs).is_ok() {
            // Where it cannot be removed it is in nobody's way.
            let _ = fs::remove_file(path);
        }
    }
}

impl Drop for OutFolder {
    fn drop(&mut self) {
        self.lock = None;
        // What was made for nothing goes; a folder that holds anything cannot be removed so.
        for folder in &self.made {
            if fs::remove_dir(folder).is_err() {
                return;
            }
        }
    }
}
