//! How a file was read, as results tell it.

use serde::{Deserialize, Serialize};

use crate::ingest::{FileSummary, ImportPlan, Portal};

/// How a file was read: by which layout, and what of that may change a figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileReading {
    /// The file's name.
    pub name: String,
    /// Its bytes.
    pub bytes: u64,
    /// The portal whose header it has; null where its layout was guessed or given.
    pub portal: Option<Portal>,
    /// Its layout.
    pub layout: ImportPlan,
    /// The encoding of its text where that is not UTF-8.
    pub encoding: Option<String>,
    /// What of its reading may change a figure, in sentences.
    pub remarks: Vec<String>,
}

impl FileReading {
    /// Of what the file held.
    pub fn new(file: &FileSummary) -> Self {
        Self {
            name: file.name.clone(),
            bytes: file.bytes,
            portal: file.portal,
            layout: file.plan.clone(),
            encoding: file.encoding.clone(),
            remarks: file.remarks.iter().map(ToString::to_string).collect(),
        }
    }
}
