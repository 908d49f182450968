//! What a test over areas needs: enough areas, not too many, finite numbers.

use super::SpatialError;
use super::weights::distance;

/// With fewer areas, too few maps differ.
pub(super) const MIN_AREAS: usize = 10;

/// With more areas, a minute would not do.
pub(super) const MAX_AREAS: usize = 1_000;

/// Whether areas with these centres (east, north; metres) can be tested.
pub(crate) fn check_centres(centres: &[(f64, f64)]) -> Result<(), SpatialError> {
    if centres.len() < MIN_AREAS {
        return Err(SpatialError::TooFewAreas { areas: centres.len(), needed: MIN_AREAS });
    }
    if centres.len() > MAX_AREAS {
        return Err(SpatialError::TooManyAreas { areas: centres.len(), most: MAX_AREAS });
    }
    match centres.iter().position(|&centre| !is_finite(centre)) {
        Some(area) => Err(SpatialError::NotFinite { area }),
        None => Ok(()),
    }
}

/// Whether areas with these centres and values can be tested.
pub(super) fn check(centres: &[(f64, f64)], values: &[f64]) -> Result<(), SpatialError> {
    if centres.len() != values.len() {
        return Err(SpatialError::Lengths { centres: centres.len(), values: values.len() });
    }
    check_centres(centres)?;
    if let Some(area) = values.iter().position(|value| !value.is_finite()) {
        return Err(SpatialError::NotFinite { area });
    }
    match values.iter().all(|value| Some(value) == values.first()) {
        true => Err(SpatialError::Constant),
        false => Ok(()),
    }
}

/// Whether a place is finite.
pub(super) fn is_finite(centre: (f64, f64)) -> bool {
    distance(centre, (0.0, 0.0)).is_finite()
}
