//! A finding: one sentence about the files.

use serde::{Deserialize, Serialize};

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Rows that could not be read, or that are there twice.
    Rows,
    /// Dates far from all others, and dates in universal time.
    Dates,
    /// Days without any row.
    Gaps,
    /// Rows without coordinates.
    MissingPlaces,
    /// Coordinates that stand for no place.
    Placeholders,
    /// How exactly places are given.
    Precision,
    /// Jumps in level.
    Levels,
    /// The share of rows with an arrest.
    Arrests,
    /// Reports that are still to come.
    LateReports,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// As it should be, or harmless.
    Note,
    /// It can mislead; the sentence says what to do.
    Warning,
    /// A study over these days is refused.
    Refusal,
}

/// One finding, in a sentence that says what was found, how much of it, and what it means for an
/// audit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What it is about.
    pub subject: Subject,
    /// How much it matters.
    pub weight: Weight,
    /// The sentence.
    pub sentence: String,
}
