//! One writer a place: a lock that the system ends with the process, however that ends.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use same_file::Handle;

use super::cannot_write;
use super::refusals::check_link;
use crate::terminal::tell;

/// Bytes that are read of what a lock says of its holder.
const MAX_HOLDER_BYTES: u64 = 200;
/// How often a lock is asked for that its last holder is just removing.
const MAX_ATTEMPTS: usize = 20;

/// A locked file. It is removed with the lock; a killed process leaves it, unlocked.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    /// The lock is that of the open file.
    _file: File,
}

impl Lock {
    /// Takes a lock in the file `path`, for a place that is to be written.
    pub(super) fn take(path: &Path, place: &Path) -> Result<Self, String> {
        let shown = place.display();
        for _ in 0..MAX_ATTEMPTS {
            let mut file = open_own(path, place)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(format!(
                        "{shown}: another watchback writes there{}; wait for it, or give another place by --out",
                        holder(path)
                    ));
                }
                Err(TryLockError::Error(error)) => {
                    tell!("take care: {shown} cannot be locked ({error}); let no other command write there");
                }
            }
            // Whoever held it before may have removed the file after it was opened here.
            if !is_still(&file, path) {
                continue;
            }
            // Who holds it is said for people alone.
            let command = std::env::args().nth(1).unwrap_or_default();
            let _ = file
                .set_len(0)
                .and_then(|()| write!(file, "watchback {command}, process {}", std::process::id()));
            return Ok(Self { path: path.to_owned(), _file: file });
        }
        Err(format!("{shown}: other commands keep taking it; wait for them, or give another place by --out"))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while it is locked: nobody else's can be meant.
        let _ = fs::remove_file(&self.path);
    }
}

/// Who says to hold a lock.
fn holder(path: &Path) -> String {
    let mut text = String::new();
    let read = |file: File| file.take(MAX_HOLDER_BYTES).read_to_string(&mut text);
    match File::open(path).and_then(read) {
        Ok(1..) => format!(" ({text})"),
        _ => String::new(),
    }
}

fn is_still(file: &File, path: &Path) -> bool {
    let opened = file.try_clone().and_then(Handle::from_file);
    opened.is_ok_and(|opened| Handle::from_path(path).is_ok_and(|found| found == opened))
}

/// Opens a file of ours to be read and written, and makes it where it is missing; never through a
/// link. `place`: what cannot be written where that fails.
pub(super) fn open_own(path: &Path, place: &Path) -> Result<File, String> {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    let opened = match options.clone().create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            check_link(path)?;
            match options.open(path) {
                // It was removed in between.
                Err(error) if error.kind() == io::ErrorKind::NotFound => options.create_new(true).open(path),
                opened => opened,
            }
        }
        opened => opened,
    };
    opened.map_err(|error| cannot_write(place, &error))
}
