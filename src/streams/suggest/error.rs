//! Why no study can be suggested from a city's data.

use crate::ingest::GapPattern;
use crate::study::SettingsError;

/// Why no study can be suggested.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SuggestError {
    /// There is no row.
    #[error("there is no row to suggest a study from")]
    NoRows,
    /// Nothing can be put on a map.
    #[error("no row has coordinates: there are no tiles without places; check which columns hold them")]
    NoPlaces,
    /// Days are missing regularly.
    #[error(
        "the files have {0}: a sample of days, on which no model with delays can be learnt; take the portal's own file, with all days"
    )]
    Sampled(GapPattern),
    /// The longest run of days is too short.
    #[error("the longest run of days without a gap has {found} days; a study needs {needed}: add files")]
    TooShort {
        /// Its days.
        found: usize,
        /// Days needed.
        needed: usize,
    },
    /// No offence has a class.
    #[error("no offence is violent or property: say which are, so that there are streams")]
    NoClasses,
    /// What was found makes no study.
    #[error(transparent)]
    Settings(#[from] SettingsError),
}
