//! Stability by rolling origin: learn on three calendar years, test on the next, for every year
//! that the files allow.

use ndarray::{Axis, Slice};

use super::analysis::{Analysis, TileAreas, analyse};
use super::error::RunError;
use super::executor::Executor;
use super::inspection::Inspection;
use super::scoring::{score, shifts_of};
use super::worker::Shared;
use crate::forecast::ForecastTable;
use crate::results::{PeriodFigures, Stage, YearResult, aggregate_results, sets_of};
use crate::study::{CivilDay, Study, StudySettings};

/// Years that each test year is learned on.
const TRAINING_YEARS: i16 = 3;
/// Days that the paper tested on.
const PAPER_DAYS: usize = 101;

/// The studies that the files allow, in the order of their test years: one for each calendar year
/// that they cover together with the three years before it. Other settings are the base study's.
#[must_use]
pub fn yearly_studies(inspection: &Inspection, base: &Study) -> Vec<Study> {
    let Some(days) = inspection.quality.days else { return Vec::new() };
    let of_year = |year: i16| {
        let settings = StudySettings {
            training_first: CivilDay::from_civil(year - TRAINING_YEARS, 1, 1)?,
            training_last: CivilDay::from_civil(year - 1, 12, 31)?,
            test_last: CivilDay::from_civil(year, 12, 31)?,
            ..base.settings().clone()
        };
        let study = settings.check().ok()?;
        inspection.check(&study).is_ok().then_some(study)
    };
    (days.first().year()..=days.last().year()).filter_map(of_year).collect()
}

/// Runs one of [`yearly_studies`]. `areas`: what is known of the study's tiles.
///
/// # Errors
/// As [`analyse`].
pub async fn analyse_year(
    executor: &mut impl Executor,
    inspection: &Inspection,
    study: &Study,
    areas: &TileAreas,
) -> Result<YearResult, RunError> {
    let Analysis { results, forecast, streams, .. } = analyse(executor, inspection, study, areas).await?;
    let missing = || RunError::WorkerConfused { stage: Stage::Results };
    let all = results.aggregates.first().ok_or_else(missing)?;
    let scores = results.scores.first().ok_or_else(missing)?;
    let full_year = PeriodFigures { days: study.test(), aggregate: all.figures, strict: scores.rank.strict };
    // The same frozen forecasts, as far as the paper's test went.
    let paper_days = study.test().n_days().min(PAPER_DAYS);
    let settings = study.settings();
    let test_last = settings.training_last + paper_days as i32;
    let short = StudySettings { test_last, ..settings.clone() }.check()?;
    let shifts = shifts_of(&short)?;
    let sets = vec![(None, sets_of(&streams.keys).swap_remove(0).1)];
    executor.share(Shared::new(short.clone(), streams, shifts)).await?;
    let on_paper_days = forecast.test().slice_axis(Axis(1), Slice::from(..short.test_steps()));
    let table = ForecastTable::of_test(on_paper_days.to_owned());
    let scored = score(executor, &table, &sets, &mut Vec::new()).await?;
    let aggregates =
        aggregate_results(&sets, &scored.forecast, &scored.static_rate, &table.never_moves(), scored.pooled);
    let aggregates = aggregates.map_err(|_| RunError::WorkerConfused { stage: Stage::Score })?;
    let all = aggregates.first().ok_or_else(missing)?;
    let of_set = scored.by_set.first().ok_or_else(missing)?;
    let paper_days = PeriodFigures { days: short.test(), aggregate: all.figures, strict: of_set.rank.strict };
    Ok(YearResult::new(results, full_year, paper_days))
}
