//! The enforcement audit as a whole: pushes of the model, the same on moved grids, and what needs
//! no model.

use serde::Serialize;

use super::audited::Audited;
use super::error::RunError;
use super::executor::Executor;
use super::inspection::Inspection;
use super::moved_grids::moved_grids;
use super::push::push_files;
use super::refits::Refits;
use super::regressions::regressions;
use super::timing::timing;
use crate::audit::spatial::{SecondOpinion, SurrogateKind, SurrogateMaps};
use crate::audit::{
    ArrestCounts, AuditReport, AuditSettings, AuditedAreas, Crimes, Found, Group, Rate, Reporting, clearance,
    log_ratio, over_time, surge_response,
};
use crate::results::{Stage, StageTiming};
use crate::space::{Grid, Groups};
use crate::study::Study;

/// Groups that arrests per crime are told by.
const QUINTILES: usize = 5;

/// Version of audit.json's layout.
const AUDIT_SCHEMA: u32 = 3;

/// audit.json.
#[derive(Serialize)]
struct AuditFile<'a> {
    schema: u32,
    engine: String,
    study: &'a Study,
    settings: &'a AuditSettings,
    audit: &'a AuditReport,
}

/// audit.json: the schema is described in docs/results-schema.md.
///
/// # Errors
/// As [`crate::results::results_json`].
pub fn audit_json(
    study: &Study,
    settings: &AuditSettings,
    audit: &AuditReport,
) -> Result<Vec<u8>, serde_json::Error> {
    let engine = format!("watchback {}", env!("CARGO_PKG_VERSION"));
    let file = AuditFile { schema: AUDIT_SCHEMA, engine, study, settings, audit };
    crate::json::pretty(&file)
}

/// The whole enforcement audit: pushes of the model, their regressions on what is published of the
/// areas, and what needs no model.
///
/// `refits`: the null networks of earlier audits of the same files. They are not learnt again, and
/// those of this audit are kept there.
///
/// # Errors
/// As [`super::analyse`], and where boundaries overlap too many tiles. What can only not be told,
/// as pushes without arrest streams, is no error: the report says so.
pub async fn audit(
    executor: &mut impl Executor,
    inspection: &Inspection,
    study: &Study,
    audited: &Audited<'_>,
    refits: &mut Refits,
) -> Result<(AuditReport, Vec<StageTiming>), RunError> {
    let Audited { layer, index, components, push: settings } = audited;
    let grid = Grid::new(study);
    let areas = AuditedAreas::new(layer, &grid, index.values.clone())?;
    let n_areas = areas.names.len();
    let (mut pushes, mut timings) =
        match push_files(executor, inspection, study, (&areas, settings), refits).await {
            Ok((report, timings)) => (Found::Found(report), timings),
            Err(error @ RunError::NoArrests) => (Found::Refused { reason: error.to_string() }, Vec::new()),
            Err(error) => return Err(error),
        };
    if let (Found::Found(report), true) = (&mut pushes, settings.grid_shift) {
        let asked = (audited, report.claim.difference);
        report.moved_grids = moved_grids(executor, inspection, study, asked, &mut timings).await?;
    }

    let started = executor.seconds();
    let events = &inspection.merged.events;
    let area_of = |event: crate::ingest::Event| layer.area_at(event.latitude?, event.longitude?);
    let areas_of_events: Vec<Option<usize>> = events.iter().map(area_of).collect();
    let (crimes, used) = Crimes::build(events, &areas_of_events, n_areas, study);
    let counts = ArrestCounts::new(&crimes);
    let quintiles = |values: &[Option<f64>]| {
        Groups::by_quantile(values, QUINTILES, &index.name)
            .map_or_else(|_| vec![None; values.len()], |groups| groups.of_areas)
    };
    let of_areas = quintiles(&areas.values);
    let clearance = clearance(&counts, &of_areas, QUINTILES);
    let maps = SurrogateMaps::new(
        SurrogateKind::MoranSpectral,
        &areas.centres,
        &areas.values,
        settings.maps,
        settings.seed,
    );
    let ratio_on = |map: &[Option<f64>]| log_ratio(&counts, &quintiles(map), QUINTILES, Rate::Standardised);
    let clearance_spatial = maps.ok().and_then(|maps| maps.test(ratio_on));
    let clearance_second_opinions =
        SecondOpinion::all(&areas.centres, &areas.values, settings.maps, settings.seed, ratio_on);
    let contrast = clearance.periods.first().and_then(|whole| whole.standardised);
    let numbered = |group: Option<Group>| Some(usize::from(group? == Group::High));
    let outer: Vec<Option<usize>> =
        settings.grouping.groups(&areas.values).into_iter().map(numbered).collect();
    let report = AuditReport {
        areas: areas.names.clone(),
        values: areas.values.clone(),
        quintiles: of_areas,
        regressions: pushes
            .found()
            .map(|report| regressions(report, &areas, &crimes, (index, components), settings))
            .unwrap_or_default(),
        pushes,
        crimes: used,
        clearance,
        clearance_spatial,
        clearance_second_opinions,
        reporting: contrast.as_ref().map(Reporting::from_contrast),
        surge: Found::from_result(surge_response(&crimes, &outer, settings.seed)),
        over_time: over_time(&crimes, None),
        exploratory: Vec::new(),
    };
    timings.push(timing(executor, Stage::Results, started));
    Ok((report.with_exploratory(), timings))
}
