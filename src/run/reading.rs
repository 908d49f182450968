//! Files to rows.
//!
//! Several workers read a large plain file in sections. A file whose sections do not fit together
//! is read whole, which defines what its rows are.

use std::collections::BTreeMap;

use super::error::RunError;
use super::executor::Executor;
use super::read_job::{FileFailure, ReadJob, ReadOutput, Reading};
use crate::ingest::{FileSummary, Gathered, ImportPlan, SectionLayout, SectionRead, joined, sections};
use crate::results::Stage;

/// What reading files gave.
pub(super) struct ReadFiles {
    /// The rows of all files.
    pub(super) rows: Gathered,
    /// By file: its summary, or why it could not be read.
    pub(super) files: Vec<Result<FileSummary, FileFailure>>,
}

/// Reads files: each by `plan`, or by its own header and first rows where there is none.
///
/// # Errors
/// Those of [`Executor::read`].
pub(super) async fn read_files<E: Executor>(
    executor: &mut E,
    files: &[E::File],
    plan: Option<&ImportPlan>,
) -> Result<ReadFiles, RunError> {
    let plan = plan.cloned().map(Box::new);
    let bytes: Vec<u64> = files.iter().map(|file| executor.bytes(file)).collect();
    let whole = |file: usize| {
        (file, ReadJob::Whole { plan: plan.clone() }, bytes.get(file).copied().unwrap_or_default())
    };
    let mut layouts: Vec<Option<Box<SectionLayout>>> = files.iter().map(|_| None).collect();
    let large = bytes.iter().enumerate().filter(|(_, bytes)| sections(**bytes).len() > 1);
    let jobs = large.map(|(file, _)| (file, ReadJob::Layout { plan: plan.clone() }, 0)).collect();
    for (file, output) in perform(executor, files, &mut Reading::default(), jobs).await? {
        if let (ReadOutput::Layout(told), Some(layout)) = (output, layouts.get_mut(file)) {
            *layout = told;
        }
    }

    let mut reading = Reading::default();
    let mut jobs = Vec::new();
    for ((file, layout), bytes) in layouts.into_iter().enumerate().zip(&bytes) {
        match layout {
            Some(layout) => jobs.extend(sections(*bytes).into_iter().map(|section| {
                let layout = layout.clone();
                (file, ReadJob::Section { layout, section }, section.to - section.from)
            })),
            None => jobs.push(whole(file)),
        }
    }
    let mut results: Vec<Option<Result<FileSummary, FileFailure>>> = files.iter().map(|_| None).collect();
    // By file: what was read of its sections, and the numbers of their rows.
    let mut in_sections: BTreeMap<usize, (Vec<Option<SectionRead>>, Vec<usize>)> = BTreeMap::new();
    let outputs = perform(executor, files, &mut reading, jobs).await?;
    for (number, (file, output)) in outputs.into_iter().enumerate() {
        match output {
            ReadOutput::Section(read) => {
                let (sections, numbers) = in_sections.entry(file).or_default();
                sections.push(read.map(|read| *read));
                numbers.push(number);
            }
            output => put(&mut results, file, output),
        }
    }
    let mut again = Vec::new();
    for (file, (sections, numbers)) in in_sections {
        let sections: Option<Vec<SectionRead>> = sections.into_iter().collect();
        match sections.and_then(joined) {
            Some(summary) => put(&mut results, file, ReadOutput::Whole(Ok(Box::new(summary)))),
            None => {
                numbers.into_iter().for_each(|number| reading.rows.forget(number));
                again.push(whole(file));
            }
        }
    }
    for (file, output) in perform(executor, files, &mut reading, again).await? {
        put(&mut results, file, output);
    }
    Ok(ReadFiles { rows: reading.rows, files: results.into_iter().flatten().collect() })
}

/// The bytes and the SHA-256 of each of the files, or why it could not be read.
///
/// # Errors
/// Those of [`Executor::read`].
pub(super) async fn digests<E: Executor>(
    executor: &mut E,
    files: &[E::File],
) -> Result<Vec<Result<(u64, String), FileFailure>>, RunError> {
    let jobs = files.iter().enumerate();
    let jobs = jobs.map(|(number, file)| (number, ReadJob::Digest, executor.bytes(file))).collect();
    let outputs = perform(executor, files, &mut Reading::default(), jobs).await?;
    let digest = |(_, output)| match output {
        ReadOutput::Digest(digest) => Ok(digest),
        _ => Err(RunError::WorkerConfused { stage: Stage::Read }),
    };
    outputs.into_iter().map(digest).collect()
}

/// Does jobs, each with its file and its bytes, and gives each one's file and output.
async fn perform<E: Executor>(
    executor: &mut E,
    files: &[E::File],
    reading: &mut Reading,
    jobs: Vec<(usize, ReadJob, u64)>,
) -> Result<Vec<(usize, ReadOutput)>, RunError> {
    if jobs.is_empty() {
        return Ok(Vec::new());
    }
    let of_files: Vec<usize> = jobs.iter().map(|(file, ..)| *file).collect();
    reading.set(jobs);
    Ok(of_files.into_iter().zip(executor.read(files, reading).await?).collect())
}

/// Puts what was read of a whole file in its place.
fn put(results: &mut [Option<Result<FileSummary, FileFailure>>], file: usize, output: ReadOutput) {
    if let (ReadOutput::Whole(read), Some(result)) = (output, results.get_mut(file)) {
        *result = Some(read.map(|summary| *summary));
    }
}
