//! What the network adds to a forecast: the same model with other sources, or with none.

use serde::{Deserialize, Serialize};

use crate::score::{PairedSkill, PairedSums};

/// Paired skill of the full network over the same model without it. The headline is
/// [`Added::over_own_past`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Added {
    /// Over the same model with each stream's own past as its only source.
    pub over_own_past: PairedSkill,
    /// Over the same model with no sources: each stream's training rate.
    pub over_no_sources: PairedSkill,
    /// Over the same model with sources that were rotated in time, in training and test, and so
    /// know nothing.
    pub over_rotated_sources: PairedSkill,
}

/// The same while targets come one after another.
#[derive(Clone, Debug)]
pub struct AddedSums {
    /// See [`Added::over_own_past`].
    pub own_past: PairedSums,
    /// See [`Added::over_no_sources`].
    pub no_sources: PairedSums,
    /// See [`Added::over_rotated_sources`].
    pub rotated: PairedSums,
}

impl AddedSums {
    /// Before the first target; each has `steps` test steps.
    #[must_use]
    pub fn new(steps: usize) -> Self {
        let sums = PairedSums::new(steps);
        Self { own_past: sums.clone(), no_sources: sums.clone(), rotated: sums }
    }

    /// What the targets so far say.
    #[must_use]
    pub fn finish(&self) -> Added {
        Added {
            over_own_past: self.own_past.finish(),
            over_no_sources: self.no_sources.finish(),
            over_rotated_sources: self.rotated.finish(),
        }
    }
}
