//! A receipt's inputs: files are read once more for their digests, and must be what they were.

use super::error::RunError;
use super::executor::Executor;
use super::inspection::Inspection;
use super::read_job::FileFailure;
use super::reading::digests;
use crate::ingest::FileSummary;
use crate::results::{Input, Program, Receipt};

/// Reads the bytes of inspected files once more and keeps their digests, for the receipts of what
/// is then run on them. A file that changed since it was inspected is refused.
///
/// This is apart from the reading of rows because several workers read one file in sections, and a
/// digest needs its bytes in order.
///
/// # Errors
/// [`RunError::Changed`] and [`RunError::NotReadAgain`] name the file; and those of
/// [`Executor::read`].
pub async fn keep_inputs<E: Executor>(
    executor: &mut E,
    files: &[E::File],
    inspection: &mut Inspection,
) -> Result<(), RunError> {
    if !inspection.inputs.is_empty() {
        return Ok(());
    }
    let digests = digests(executor, files).await?;
    let of_files = files.iter().map(|file| executor.name(file)).zip(digests).collect();
    inspection.inputs = inputs(inspection, of_files)?;
    Ok(())
}

/// A file's name, and its bytes with their SHA-256 or why it could not be read.
pub(super) type Digested = (String, Result<(u64, String), FileFailure>);

/// The inputs of inspected files, whose digests are among `of_files`.
///
/// # Errors
/// As [`keep_inputs`].
pub(super) fn inputs(inspection: &Inspection, mut of_files: Vec<Digested>) -> Result<Vec<Input>, RunError> {
    let mut inputs = Vec::new();
    for summary in &inspection.merged.files {
        // Of two files of one name and size, either may be either's.
        let at = of_files.iter().position(|(name, digest)| {
            *name == summary.name && digest.as_ref().is_ok_and(|(bytes, _)| *bytes == summary.bytes)
        });
        inputs.push(match at.map(|at| of_files.remove(at)) {
            Some((_, Ok((bytes, sha256)))) => input(summary, bytes, sha256),
            _ => return Err(why_not(summary, &of_files)),
        });
    }
    Ok(inputs)
}

/// Why a file that was inspected has no digest.
fn why_not(summary: &FileSummary, of_files: &[Digested]) -> RunError {
    let file = summary.name.clone();
    match of_files.iter().find(|(name, _)| *name == file) {
        Some((_, Ok((now, _)))) => RunError::Changed { file, before: summary.bytes, now: *now },
        Some((_, Err(failure))) => RunError::NotReadAgain { message: failure.message.clone() },
        None => RunError::Changed { file, before: summary.bytes, now: 0 },
    }
}

fn input(summary: &FileSummary, bytes: u64, sha256: String) -> Input {
    let dropped = summary.dropped.iter().map(|dropped| dropped.rows).sum();
    Input {
        name: summary.name.clone(),
        bytes,
        sha256,
        rows_kept: Some(summary.rows_kept),
        rows_dropped: Some(dropped),
    }
}

impl Inspection {
    /// A receipt of what is run on these files by this program, without its parts and its areas.
    #[must_use]
    pub fn receipt(&self) -> Receipt {
        Receipt {
            program: Program::this(self.build.clone()),
            inputs: self.inputs.clone(),
            layout_given: self.layout_given,
            simulated: self.made,
            areas: None,
            stages: Vec::new(),
        }
    }
}
