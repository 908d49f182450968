//! What commands end with: files and standard output. Every command writes every file through here.
//!
//! A place is taken before the work begins: an [`OutFolder`], or an [`OutFile`]. It can then be
//! written to, is none of the inputs, leads nowhere else, and no other process has it. What is
//! finished of a long command is kept there as [`Unfinished`] work.

mod file;
mod folder;
mod lock;
mod origin;
mod refusals;
mod unfinished;

pub(crate) use file::OutFile;
pub(crate) use folder::OutFolder;
pub(crate) use origin::Origin;
pub(crate) use refusals::is_one_place;
pub(crate) use unfinished::{Asked, Unfinished};

use std::error::Error;
use std::io::{self, Write};
use std::path::Path;

use crate::terminal::stdout;

pub(crate) type Outcome = Result<(), Box<dyn Error>>;

/// Prints a JSON document and a line's end.
pub(crate) fn print_json(mut json: Vec<u8>) -> Outcome {
    json.push(b'\n');
    Ok(stdout().write_all(&json)?)
}

/// What is said of a place that the system refuses.
fn cannot_write(path: &Path, error: &io::Error) -> String {
    format!("{} cannot be written: {error}; give another place by --out", path.display())
}
