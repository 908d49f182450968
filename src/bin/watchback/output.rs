//! What commands end with: files and standard output.

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use watchback::results::Results;
use watchback::session::save;

pub(crate) type Outcome = Result<(), Box<dyn Error>>;

/// Prints a JSON document and a line's end.
pub(crate) fn print_json(mut json: Vec<u8>) -> Outcome {
    json.push(b'\n');
    Ok(io::stdout().lock().write_all(&json)?)
}

/// Writes results.json and scores.csv.
pub(crate) fn write_results(out: &Path, results: &Results) -> Outcome {
    for path in save(results, out)? {
        eprintln!("wrote {}", path.display());
    }
    Ok(())
}

/// Writes a file as a whole or not at all.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Outcome {
    // Written beside and moved: an interrupted sweep leaves the last whole file.
    let beside = path.with_extension("json.part");
    let write = || {
        let mut file = fs::File::create(&beside)?;
        file.write_all(bytes)?;
        fs::rename(&beside, path)
    };
    Ok(write().map_err(|error| format!("{}: {error}", path.display()))?)
}
