//! What commands end with: files and standard output.

use std::error::Error;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::terminal::{stdout, tell};
use watchback::results::Results;
use watchback::session::save;

pub(crate) type Outcome = Result<(), Box<dyn Error>>;

/// Prints a JSON document and a line's end.
pub(crate) fn print_json(mut json: Vec<u8>) -> Outcome {
    json.push(b'\n');
    Ok(stdout().write_all(&json)?)
}

/// Writes results.json and scores.csv.
pub(crate) fn write_results(out: &Path, results: &Results) -> Outcome {
    for path in save(results, out)? {
        tell!("wrote {}", path.display());
    }
    Ok(())
}

/// Writes a file as a whole or not at all.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Outcome {
    let written = watchback::session::write_whole(path, |file| file.write_all(bytes));
    Ok(written.map_err(|error| cannot_write(path, &error))?)
}

pub(crate) fn cannot_write(path: &Path, error: &io::Error) -> String {
    format!("{} cannot be written: {error}; give another place by --out", path.display())
}

/// Refuses a file to be written that is one of those that are read: it would be lost.
pub(crate) fn not_an_input<'a>(out: &Path, inputs: impl IntoIterator<Item = &'a PathBuf>) -> Outcome {
    let same = |input: &&PathBuf| match (out.canonicalize(), input.canonicalize()) {
        (Ok(out), Ok(input)) => out == input,
        _ => out == input.as_path(),
    };
    match inputs.into_iter().find(same) {
        Some(input) => {
            Err(format!("{} is read and would be overwritten: give another file", input.display()).into())
        }
        None => Ok(()),
    }
}

/// A folder that results are written to. While it is held, no other command may write there.
#[derive(Debug)]
pub(crate) struct OutFolder {
    /// The lock is that of the open file; the system ends it with the process.
    _lock: File,
}

/// The file that a command locks in its folder. It stays there, empty.
const LOCK: &str = ".watchback-lock";

impl OutFolder {
    /// Makes a folder and holds it, before any work is done. `files`: what will be written there;
    /// none of it may be one of `inputs`.
    pub(crate) fn hold<'a>(
        folder: &Path,
        files: &[&str],
        inputs: impl IntoIterator<Item = &'a PathBuf> + Clone,
    ) -> Result<Self, Box<dyn Error>> {
        for file in files {
            not_an_input(&folder.join(file), inputs.clone())?;
        }
        fs::create_dir_all(folder).map_err(|error| {
            format!(
                "{} is no folder that can be written to: {error}; give another by --out",
                folder.display()
            )
        })?;
        let path = folder.join(LOCK);
        let lock = File::create(&path).map_err(|error| cannot_write(&path, &error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { _lock: lock }),
            Err(TryLockError::WouldBlock) => {
                let folder = folder.display();
                Err(format!(
                    "{folder}: another watchback writes there; wait for it, or give another folder by --out"
                )
                .into())
            }
            // A file system without locks.
            Err(TryLockError::Error(_)) => Ok(Self { _lock: lock }),
        }
    }
}
