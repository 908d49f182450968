//! How tests read files as people have them; beside `field`, which finds them.

use std::fs::File;
use std::ops::ControlFlow;

use watchback::ingest::{FileEvents, Guess, GuessOptions, IngestError, guess, read_any_file};

use super::field::field;

/// Goes on with whatever is read.
pub(crate) fn go(_: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// A file of the shared folder as it is read without any help.
pub(crate) fn read_field(name: &str) -> Option<Result<FileEvents, IngestError>> {
    let path = field(name)?;
    Some(read_any_file(name, File::open(path).unwrap(), &mut go))
}

/// What is guessed of one.
pub(crate) fn guess_field(name: &str, options: &GuessOptions) -> Option<Guess> {
    let path = field(name)?;
    Some(guess(name, File::open(path).unwrap(), options).unwrap())
}
