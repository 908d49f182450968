//! What of which file a worker reads.

use std::io::{self, Read, Seek};
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::encoding::hex;
use crate::ingest::{
    Events, FileSummary, Gathered, ImportPlan, Section, SectionLayout, SectionRead, read_in_parts,
};

/// A file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFailure {
    /// The file's name.
    pub file: String,
    /// What is wrong, where, and what to do.
    pub message: String,
}

/// What is to be read of a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ReadJob {
    /// How its rows are laid out, so that it can be read in sections.
    Layout {
        /// The layout that was given.
        plan: Option<Box<ImportPlan>>,
    },
    /// The rows of a section.
    Section {
        /// How they are laid out.
        layout: Box<SectionLayout>,
        /// The section.
        section: Section,
    },
    /// All its rows.
    Whole {
        /// The layout that was given.
        plan: Option<Box<ImportPlan>>,
    },
    /// No row: the digest of its bytes.
    Digest,
}

/// What came of a [`ReadJob`], beside the rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ReadOutput {
    /// `None` where the file cannot be read in sections.
    Layout(Option<Box<SectionLayout>>),
    /// `None` where the section could not be read.
    Section(Option<Box<SectionRead>>),
    /// What the file held, or why it could not be read.
    Whole(Result<Box<FileSummary>, FileFailure>),
    /// How many bytes the file has, and their SHA-256; or why they could not be read.
    Digest(Result<(u64, String), FileFailure>),
}

impl ReadJob {
    /// Reads. `opened` is the file, or why it could not be opened.
    ///
    /// `on_bytes` hears how many bytes have been read. `take` gets blocks of rows, each with the
    /// bytes that have been read with it.
    pub fn perform<R: Read + Seek>(
        &self,
        name: &str,
        opened: Result<R, String>,
        on_bytes: &mut dyn FnMut(u64),
        take: &mut dyn FnMut(&Events, u64),
    ) -> ReadOutput {
        let mut progress = |bytes| {
            on_bytes(bytes);
            ControlFlow::Continue(())
        };
        let failure = |message| FileFailure { file: name.to_owned(), message };
        match self {
            Self::Layout { plan } => {
                let told = opened.ok().and_then(|file| SectionLayout::tell(name, file, plan.as_deref()));
                ReadOutput::Layout(told.map(Box::new))
            }
            Self::Section { layout, section } => {
                let read = |file| layout.read(name, file, *section, &mut progress, take).ok();
                ReadOutput::Section(opened.ok().and_then(read).map(Box::new))
            }
            Self::Whole { plan } => {
                let read = |file| {
                    let read = read_in_parts(name, file, plan.as_deref(), &mut progress, take);
                    read.map(Box::new).map_err(|error| error.to_string())
                };
                ReadOutput::Whole(opened.and_then(read).map_err(failure))
            }
            Self::Digest => {
                let read = |file| digest(file, on_bytes).map_err(|error| format!("{name}: {error}"));
                ReadOutput::Digest(opened.and_then(read).map_err(failure))
            }
        }
    }
}

/// Bytes that are digested between two reports of progress.
const BLOCK_BYTES: usize = 1 << 20;

/// A file's bytes, counted, and their SHA-256.
fn digest(mut file: impl Read, on_bytes: &mut dyn FnMut(u64)) -> io::Result<(u64, String)> {
    let (mut digest, mut bytes) = (Sha256::new(), 0);
    let mut block = vec![0; BLOCK_BYTES];
    loop {
        let read = match file.read(&mut block) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        if read == 0 {
            return Ok((bytes, hex(&digest.finalize())));
        }
        digest.update(block.get(..read).unwrap_or_default());
        bytes += read as u64;
        on_bytes(bytes);
    }
}

impl ReadOutput {
    /// Nothing was read, or not all: rows that came are to be forgotten.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Section(None) | Self::Whole(Err(_)))
    }

    /// The same where what was read cannot be trusted, for a reason that is told.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn refused(self, name: &str, reason: String) -> Self {
        match self {
            Self::Layout(_) => Self::Layout(None),
            Self::Section(_) => Self::Section(None),
            Self::Whole(Ok(_)) => Self::Whole(Err(FileFailure { file: name.to_owned(), message: reason })),
            Self::Digest(Ok(_)) => Self::Digest(Err(FileFailure { file: name.to_owned(), message: reason })),
            failed @ (Self::Whole(Err(_)) | Self::Digest(Err(_))) => failed,
        }
    }
}

/// Jobs of reading, and the rows that were gathered so far.
#[derive(Debug, Default)]
pub struct Reading {
    /// What is to be read, each with the number of its file.
    pub jobs: Vec<(usize, ReadJob)>,
    /// The number under which the first job's rows are gathered; the others follow.
    pub first: usize,
    /// Bytes that are read under each of these numbers, of earlier jobs too.
    pub sizes: Vec<u64>,
    /// The rows.
    pub rows: Gathered,
}

impl Reading {
    /// Sets the next jobs, each with its file and its bytes.
    pub(super) fn set(&mut self, jobs: Vec<(usize, ReadJob, u64)>) {
        self.first = self.sizes.len();
        self.sizes.extend(jobs.iter().map(|(.., bytes)| bytes));
        self.jobs = jobs.into_iter().map(|(file, job, _)| (file, job)).collect();
    }
}
