//! Arrests for each reported crime by fifth of the areas: it needs no network and no forecast.

use super::audited::Audited;
use super::error::RunError;
use super::inspection::Inspection;
use crate::audit::spatial::{SecondOpinion, SurrogateKind, SurrogateMaps};
use crate::audit::{ArrestCounts, ArrestRates, AuditedAreas, Crimes, Rate, Reporting, clearance, log_ratio};
use crate::space::{Grid, Groups};
use crate::study::Study;

/// Groups that arrests per crime are told by.
const QUINTILES: usize = 5;

/// Arrests for each reported crime by fifth of the areas, as [`super::audit`] tells them.
///
/// # Errors
/// Where boundaries overlap too many tiles.
pub fn arrest_rates(
    inspection: &Inspection,
    study: &Study,
    audited: &Audited<'_>,
) -> Result<ArrestRates, RunError> {
    let areas = AuditedAreas::new(audited.layer, &Grid::new(study), audited.index.values.clone())?;
    Ok(count_arrests(inspection, study, &areas, audited).rates)
}

/// The rates, and what else is made of the same crimes.
pub(super) struct Counted {
    pub(super) crimes: Crimes,
    /// Quintile of the value by area, 0 the least.
    pub(super) quintiles: Vec<Option<usize>>,
    pub(super) rates: ArrestRates,
}

pub(super) fn count_arrests(
    inspection: &Inspection,
    study: &Study,
    areas: &AuditedAreas,
    audited: &Audited<'_>,
) -> Counted {
    let Audited { layer, index, push: settings, .. } = audited;
    let events = &inspection.merged.events;
    let area_of = |event: crate::ingest::Event| layer.area_at(event.latitude?, event.longitude?);
    let areas_of_events: Vec<Option<usize>> = events.iter().map(area_of).collect();
    let (crimes, used) = Crimes::build(events, &areas_of_events, areas.names.len(), study);
    let counts = ArrestCounts::new(&crimes);
    let quintiles_of = |values: &[Option<f64>]| {
        Groups::by_quantile(values, QUINTILES, &index.name)
            .map_or_else(|_| vec![None; values.len()], |groups| groups.of_areas)
    };
    let quintiles = quintiles_of(&areas.values);
    let clearance = clearance(&counts, &quintiles, QUINTILES);
    let maps = SurrogateMaps::new(
        SurrogateKind::MoranSpectral,
        &areas.centres,
        &areas.values,
        settings.maps,
        settings.seed,
    );
    let ratio_on =
        |map: &[Option<f64>]| log_ratio(&counts, &quintiles_of(map), QUINTILES, Rate::Standardised);
    let spatial = maps.ok().and_then(|maps| maps.test(ratio_on));
    let second_opinions =
        SecondOpinion::all(&areas.centres, &areas.values, settings.maps, settings.seed, ratio_on);
    let contrast = clearance.periods.first().and_then(|whole| whole.standardised);
    let reporting = contrast.as_ref().map(Reporting::from_contrast);
    let rates = ArrestRates { crimes: used, clearance, spatial, second_opinions, reporting };
    Counted { crimes, quintiles, rates }
}
