//! Stability by rolling origin: learn on three calendar years, test on the next, for every year that the files allow.

use ndarray::{Axis, Slice};

use super::analysis::{Analysis, analyse, check_files, confused, score};
use super::work::Shared;
use super::{Executor, Inspection, RunError, Stage};
use crate::forecast::ForecastTable;
use crate::results::{PeriodFigures, YearResult, aggregate_results, sets_of};
use crate::score::Shifts;
use crate::study::{CivilDay, Study, StudySettings};

/// Years that each test year is learned on.
const TRAINING_YEARS: i16 = 3;
/// Days that the paper tested on.
const PAPER_DAYS: usize = 101;

/// The studies that the files allow: for each calendar year that they cover, with the three before it, one that is tested on it; in order.
/// Other settings are the base study's.
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
        check_files(inspection, &study).is_ok().then_some(study)
    };
    (days.first().year()..=days.last().year()).filter_map(of_year).collect()
}

/// Runs one of [`yearly_studies`].
///
/// # Errors
/// As [`analyse`].
pub async fn analyse_year(
    executor: &mut impl Executor,
    inspection: &Inspection,
    study: &Study,
) -> Result<YearResult, RunError> {
    let Analysis { results, forecast, streams, .. } = analyse(executor, inspection, study).await?;
    let (Some(all), Some(scores)) = (results.aggregates.first(), results.scores.first()) else {
        return confused(Stage::Results);
    };
    let whole = PeriodFigures { days: study.test(), aggregate: all.figures, strict: scores.rank.strict };
    // The same frozen forecasts, as far as the paper's test went.
    let paper_days = study.test().n_days().min(PAPER_DAYS);
    let settings = study.settings();
    let test_last = settings.training_last + paper_days as i32;
    let short = StudySettings { test_last, ..settings.clone() }.check()?;
    let shifts = Shifts::of(short.test_steps(), std::num::NonZeroU32::MIN)?;
    let sets = vec![(None, sets_of(&streams.keys).swap_remove(0).1)];
    executor
        .share(Shared { study: short.clone(), streams, dropped: Vec::new(), groups: Vec::new(), shifts })
        .await?;
    let on_paper_days = forecast.test().slice_axis(Axis(1), Slice::from(..short.test_steps()));
    let table = ForecastTable::of_test(on_paper_days.to_owned());
    let scored = score(executor, &table, &sets, &mut Vec::new()).await?;
    let aggregates = aggregate_results(&sets, &scored.forecast, &scored.static_rate, scored.pooled);
    let aggregates = aggregates.or_else(|_| confused(Stage::Score))?;
    let (Some(all), Some(of_set)) = (aggregates.first(), scored.by_set.first()) else {
        return confused(Stage::Score);
    };
    let paper_days = PeriodFigures { days: short.test(), aggregate: all.figures, strict: of_set.rank.strict };
    Ok(YearResult::new(results, whole, paper_days))
}
