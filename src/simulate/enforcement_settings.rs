//! What is to be simulated of enforcement.

use serde::{Deserialize, Serialize};

use super::SimulationError;

/// What is to be simulated. Without any of the planted things it is the null twin: the same crimes,
/// areas and noise.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnforcementSettings {
    /// The same seed gives the same city everywhere.
    pub seed: u64,
    /// Weeks from 2014-01-01, 20 to 208.
    pub weeks: usize,
    /// Reported crimes of an area in a week, on average over areas, 1 to 100.
    pub crimes_per_week: f64,
    /// Planted bias: capacity to make arrests follows wealth, and arrests per crime of the rich are
    /// greater than those of the poor by this share (0.3: 1.3 times). -0.9 to 9.
    pub capacity_shift: f64,
    /// Reporting rate of the poor divided by that of the rich, 0.1 to 10. Arrests per *true* crime
    /// do not depend on it.
    pub reporting_ratio: f64,
    /// Standard deviation, between areas, of the log of arrests per crime that has nothing to do
    /// with wealth, 0 to 1.
    pub noise_sd: f64,
    /// Kilometres over which that noise's correlation falls by e; 0: areas are independent. At
    /// most 100.
    pub noise_range_km: f64,
    /// What surges do to arrests.
    pub surge: PlantedSurge,
}

/// By how much the log of arrests per crime changes for each unit of the log of crime in a week and
/// in the four weeks before, together: the b_XY of the surge response. Each -1 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlantedSurge {
    /// Arrests of the poor, crime of the poor.
    pub poor_by_poor: f64,
    /// Arrests of the poor, crime of the rich.
    pub poor_by_rich: f64,
    /// Arrests of the rich, crime of the poor.
    pub rich_by_poor: f64,
    /// Arrests of the rich, crime of the rich.
    pub rich_by_rich: f64,
}

impl EnforcementSettings {
    /// The null case that the audit is tested on: four years, about 320,000 crimes in 77 areas,
    /// independent noise of 0.2.
    pub fn null(seed: u64) -> Self {
        Self {
            seed,
            weeks: MAX_WEEKS,
            crimes_per_week: 20.0,
            capacity_shift: 0.0,
            reporting_ratio: 1.0,
            noise_sd: 0.2,
            noise_range_km: 0.0,
            surge: PlantedSurge::default(),
        }
    }

    pub(super) fn check(&self) -> Result<(), SimulationError> {
        let in_range = |setting, found: f64, lowest: f64, highest: f64, expected| {
            if (lowest..=highest).contains(&found) {
                Ok(())
            } else {
                Err(SimulationError::Enforcement { setting, found, expected })
            }
        };
        in_range("weeks", self.weeks as f64, 20.0, MAX_WEEKS as f64, "20 to 208")?;
        in_range("crimes per area and week", self.crimes_per_week, 1.0, 100.0, "1 to 100")?;
        in_range("shift of capacity", self.capacity_shift, -0.9, 9.0, "-0.9 to 9")?;
        in_range("reporting ratio", self.reporting_ratio, 0.1, 10.0, "0.1 to 10")?;
        in_range("noise", self.noise_sd, 0.0, 1.0, "0 to 1")?;
        in_range("range of the noise", self.noise_range_km, 0.0, 100.0, "0 to 100 km")?;
        let PlantedSurge { poor_by_poor, poor_by_rich, rich_by_poor, rich_by_rich } = self.surge;
        [poor_by_poor, poor_by_rich, rich_by_poor, rich_by_rich]
            .into_iter()
            .try_for_each(|effect| in_range("effect of a surge", effect, -1.0, 1.0, "-1 to 1"))
    }
}

/// Chicago's four years.
const MAX_WEEKS: usize = 208;
