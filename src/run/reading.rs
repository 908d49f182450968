//! Files to rows.
//!
//! Several workers read a large plain file in sections. A file whose sections do not fit together
//! is read whole, which defines what its rows are.

use super::error::RunError;
use super::executor::Executor;
use super::read_job::{FileFailure, ReadJob, ReadOutput, Reading};
use crate::ingest::{FileSummary, Gathered, ImportPlan, SectionLayout, SectionRead, joined, sections};

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
    let whole = || ReadJob::Whole { plan: plan.clone() };
    let bytes: Vec<u64> = files.iter().map(|file| executor.bytes(file)).collect();
    let mut reading = Reading::default();
    let layouts = layouts(executor, files, &bytes, plan.as_deref()).await?;

    let mut jobs = Vec::new();
    for ((file, layout), bytes) in layouts.into_iter().enumerate().zip(&bytes) {
        match layout {
            Some(layout) => jobs.extend(sections(*bytes).into_iter().map(|section| {
                let layout = layout.clone();
                (file, ReadJob::Section { layout, section }, section.to - section.from)
            })),
            None => jobs.push((file, whole(), *bytes)),
        }
    }
    reading.set(jobs);
    let of_files: Vec<usize> = reading.jobs.iter().map(|(file, _)| *file).collect();
    let outputs = executor.read(files, &mut reading).await?;

    let mut results: Vec<Option<Result<FileSummary, FileFailure>>> = files.iter().map(|_| None).collect();
    let mut in_sections: Vec<Vec<Option<Box<SectionRead>>>> = files.iter().map(|_| Vec::new()).collect();
    for (&file, output) in of_files.iter().zip(outputs) {
        match (output, results.get_mut(file), in_sections.get_mut(file)) {
            (ReadOutput::Whole(read), Some(result), _) => *result = Some(read.map(|summary| *summary)),
            (ReadOutput::Section(read), _, Some(sections)) => sections.push(read),
            _ => {}
        }
    }
    let mut again = Vec::new();
    for (file, (result, sections)) in results.iter_mut().zip(in_sections).enumerate() {
        if result.is_some() {
            continue;
        }
        let sections: Option<Vec<SectionRead>> = sections.into_iter().map(|read| Some(*read?)).collect();
        *result = sections.and_then(joined).map(Ok);
        if result.is_none() {
            for (number, _) in of_files.iter().enumerate().filter(|(_, of)| **of == file) {
                reading.rows.forget(number);
            }
            again.push((file, whole(), bytes.get(file).copied().unwrap_or_default()));
        }
    }
    if !again.is_empty() {
        let of_files: Vec<usize> = again.iter().map(|(file, ..)| *file).collect();
        reading.set(again);
        for (file, output) in of_files.into_iter().zip(executor.read(files, &mut reading).await?) {
            if let (ReadOutput::Whole(read), Some(result)) = (output, results.get_mut(file)) {
                *result = Some(read.map(|summary| *summary));
            }
        }
    }
    Ok(ReadFiles { rows: reading.rows, files: results.into_iter().flatten().collect() })
}

/// For each file its layout, where it is to be read in sections.
async fn layouts<E: Executor>(
    executor: &mut E,
    files: &[E::File],
    bytes: &[u64],
    plan: Option<&ImportPlan>,
) -> Result<Vec<Option<Box<SectionLayout>>>, RunError> {
    let mut layouts: Vec<Option<Box<SectionLayout>>> = files.iter().map(|_| None).collect();
    let large = bytes.iter().enumerate().filter(|(_, bytes)| sections(**bytes).len() > 1);
    let job = |(file, _)| (file, ReadJob::Layout { plan: plan.cloned().map(Box::new) }, 0);
    let mut reading = Reading::default();
    reading.set(large.map(job).collect());
    if reading.jobs.is_empty() {
        return Ok(layouts);
    }
    let of_files: Vec<usize> = reading.jobs.iter().map(|(file, _)| *file).collect();
    for (file, output) in of_files.into_iter().zip(executor.read(files, &mut reading).await?) {
        if let (ReadOutput::Layout(told), Some(layout)) = (output, layouts.get_mut(file)) {
            *layout = told;
        }
    }
    Ok(layouts)
}
