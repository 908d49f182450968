//! What an audit is asked, and what was fixed of it before any real file was audited.

use serde::{Deserialize, Serialize};

use super::Grouping;
use super::perturbation::MIN_NETWORKS;
use crate::space::TileId;

/// What an audit is asked.
///
/// [`AuditSettings::default`] is what docs/validity.md fixed, with all rules, before any real file
/// was audited. Other settings are for tests, and for questions that are exploratory.
///
/// # Examples
/// ```
/// use watchback::audit::{AuditSettings, Grouping};
/// let fixed = AuditSettings::default();
/// assert_eq!(fixed.grouping, Grouping::OuterQuintiles);
/// assert_eq!((fixed.draws, fixed.networks, fixed.maps), (200, 39, 999));
/// assert_eq!((fixed.seeds, fixed.grid_shift), (5, true));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditSettings {
    /// Which areas are compared.
    pub grouping: Grouping,
    /// Number of surrogate wealth maps.
    pub maps: usize,
    /// Tiles that the user chose: crime is pushed in them too, by themselves.
    pub chosen: Vec<TileId>,
    /// Draws of each push.
    pub draws: usize,
    /// Number of null networks, fitted to time-rotated sources.
    pub networks: usize,
    /// Seed of draws, networks and maps; each further seed is one more.
    pub seed: u64,
    /// Number of seeds that the primary question is repeated for.
    pub seeds: usize,
    /// Whether the primary question is asked on grids moved by half a tile too.
    pub grid_shift: bool,
}

impl Default for AuditSettings {
    fn default() -> Self {
        Self {
            grouping: Grouping::OuterQuintiles,
            // The least p-value is then 0.001.
            maps: 999,
            chosen: Vec::new(),
            draws: 200,
            networks: MIN_NETWORKS,
            seed: 1,
            // A verdict that changes between them is unstable.
            seeds: 5,
            grid_shift: true,
        }
    }
}
