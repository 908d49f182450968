//! Answers of null networks, kept from one audit to the next: learning them takes most of an
//! audit's time, and areas, groups and chosen tiles have no part in them.

use crate::audit::TargetResponse;
use crate::study::StudySettings;

/// What answers depend on, beside the files.
#[derive(Clone, Debug, PartialEq)]
struct RefitKey {
    settings: StudySettings,
    draws: usize,
    networks: usize,
    seed: u64,
}

/// The answers of earlier audits of the same files. Whoever changes the files takes an empty one.
///
/// # Examples
/// ```
/// use watchback::run::Refits;
/// assert_eq!(Refits::default().len(), 0);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Refits {
    kept: Vec<(RefitKey, Vec<Vec<TargetResponse>>)>,
}

/// Seeds that are kept: of more than two audits of five seeds the oldest go.
const MAX_KEPT: usize = 10;

impl Refits {
    /// How many seeds' answers are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether none are.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The answers by network, then target; `None` where they were not asked before.
    pub(super) fn get(
        &self,
        settings: &StudySettings,
        (draws, networks): (usize, usize),
        seed: u64,
    ) -> Option<Vec<Vec<TargetResponse>>> {
        let key = RefitKey { settings: settings.clone(), draws, networks, seed };
        self.kept.iter().find(|(of, _)| *of == key).map(|(_, answers)| answers.clone())
    }

    pub(super) fn keep(
        &mut self,
        settings: &StudySettings,
        (draws, networks): (usize, usize),
        seed: u64,
        answers: &[Vec<TargetResponse>],
    ) {
        if self.kept.len() == MAX_KEPT {
            self.kept.remove(0);
        }
        let key = RefitKey { settings: settings.clone(), draws, networks, seed };
        self.kept.push((key, answers.to_vec()));
    }
}
