//! The enforcement audit as a whole: pushes of the model, the same on moved grids, and what needs
//! no model.

use serde::{Deserialize, Serialize};

use super::arrest_rates::{Counted, count_arrests};
use super::audited::Audited;
use super::error::RunError;
use super::executor::Executor;
use super::inspection::Inspection;
use super::moved_grids::moved_grids;
use super::push::push_files;
use super::refits::Refits;
use super::regressions::regressions;
use super::timing::timing;
use crate::audit::{
    ArrestRates, AuditReport, AuditSettings, AuditedAreas, Found, Group, over_time, surge_response,
};
use crate::results::{Receipt, SavedError, Stage, StageTiming, saved};
use crate::space::Grid;
use crate::study::Study;

/// Version of audit.json's layout.
const AUDIT_SCHEMA: u32 = 4;

/// audit.json.
#[derive(Serialize)]
struct AuditFile<'a> {
    schema: u32,
    engine: String,
    study: &'a Study,
    value: &'a str,
    components: Vec<&'a str>,
    settings: &'a AuditSettings,
    audit: &'a AuditReport,
    receipt: Receipt,
}

/// audit.json: the schema is described in docs/results-schema.md.
///
/// # Errors
/// As [`crate::results::results_json`].
pub fn audit_json(
    study: &Study,
    audited: &Audited<'_>,
    audit: &AuditReport,
    receipt: Receipt,
) -> Result<Vec<u8>, serde_json::Error> {
    let file = AuditFile {
        schema: AUDIT_SCHEMA,
        engine: format!("watchback {}", env!("CARGO_PKG_VERSION")),
        study,
        value: &audited.index.name,
        components: audited.components.iter().map(|component| component.name.as_str()).collect(),
        settings: &audited.push,
        audit,
        receipt,
    };
    crate::json::pretty(&file)
}

/// What a saved audit.json holds.
#[derive(Clone, Debug, Deserialize)]
pub struct SavedAudit {
    /// The study.
    pub study: Study,
    /// The name of the value that areas are compared by.
    pub value: String,
    /// The names of what it is made of.
    pub components: Vec<String>,
    /// How the model was pushed.
    pub settings: AuditSettings,
    /// What was found.
    pub audit: AuditReport,
    /// What it was made of and by what; null in audits of earlier versions.
    #[serde(default)]
    pub receipt: Option<Receipt>,
}

/// Whether a file of ours is an audit.json, of any version.
///
/// # Examples
/// ```
/// use watchback::run::is_audit;
/// assert!(is_audit(br#"{"schema": 3, "audit": {}}"#) && !is_audit(br#"{"schema": 3}"#));
/// ```
pub fn is_audit(json: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Parts {
        audit: Option<serde::de::IgnoredAny>,
    }
    serde_json::from_slice(json).is_ok_and(|Parts { audit }| audit.is_some())
}

/// The audit of a saved audit.json.
///
/// # Errors
/// [`SavedError`].
///
/// # Examples
/// ```
/// let error = watchback::run::saved_audit(br#"{"schema": 3, "audit": {}}"#).unwrap_err();
/// assert!(error.to_string().contains("layout 3, and this program reads 4"));
/// ```
pub fn saved_audit(json: &[u8]) -> Result<SavedAudit, SavedError> {
    saved(json, AUDIT_SCHEMA)
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
    let Counted { crimes, quintiles, rates } = count_arrests(inspection, study, &areas, audited);
    let ArrestRates { crimes: used, clearance, spatial, second_opinions, reporting } = rates;
    let numbered = |group: Option<Group>| Some(usize::from(group? == Group::High));
    let outer: Vec<Option<usize>> =
        settings.grouping.groups(&areas.values).into_iter().map(numbered).collect();
    let report = AuditReport {
        areas: areas.names.clone(),
        values: areas.values.clone(),
        quintiles,
        regressions: pushes
            .found()
            .map(|report| regressions(report, &areas, &crimes, (index, components), settings))
            .unwrap_or_default(),
        pushes,
        crimes: used,
        clearance,
        clearance_spatial: spatial,
        clearance_second_opinions: second_opinions,
        reporting,
        surge: Found::from_result(surge_response(&crimes, &outer, settings.seed)),
        over_time: over_time(&crimes, None),
        exploratory: Vec::new(),
    };
    timings.push(timing(executor, Stage::Results, started));
    Ok((report.with_exploratory(), timings))
}
