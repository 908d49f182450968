//! The ladder of a city: what the authors' program makes of it, and what its scores come to choice
//! by choice.

use std::num::NonZeroU32;

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::analysis::{TileAreas, shared_by};
use super::error::RunError;
use super::executor::Executor;
use super::inspection::Inspection;
use super::jobs::{Climb, Compare, ComparedMethod};
use super::ranges::Ranges;
use super::timing::timing;
use crate::forecast::Comparator;
use crate::released::{Ladder, LadderSums, RungScorer, TargetLadder};
use crate::results::{SavedError, Stage, StageTiming, saved, sets_of};
use crate::score::{Shifts, pooled_rank_auc};
use crate::streams::Split;
use crate::study::{Study, TestEnd, Variable, reported_auc};

/// Version of ladder.json's layout.
const LADDER_SCHEMA: u32 = 1;

/// ladder.json.
#[derive(Serialize)]
struct LadderFile<'a> {
    schema: u32,
    engine: String,
    study: &'a Study,
    ladder: &'a Ladder,
}

/// What a saved ladder.json holds.
#[derive(Clone, Debug, Deserialize)]
pub struct SavedLadder {
    /// The study.
    pub study: Study,
    /// The ladder.
    pub ladder: Ladder,
}

/// ladder.json: the schema is described in docs/results-schema.md.
///
/// # Errors
/// As [`crate::results::results_json`].
pub fn ladder_json(study: &Study, ladder: &Ladder) -> Result<Vec<u8>, serde_json::Error> {
    let engine = format!("watchback {}", env!("CARGO_PKG_VERSION"));
    crate::json::pretty(&LadderFile { schema: LADDER_SCHEMA, engine, study, ladder })
}

/// Whether a file of ours is a ladder.json, of any version.
///
/// # Examples
/// ```
/// use watchback::run::is_ladder;
/// assert!(is_ladder(br#"{"schema": 1, "ladder": {}}"#) && !is_ladder(br#"{"schema": 4}"#));
/// ```
pub fn is_ladder(json: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Parts {
        ladder: Option<serde::de::IgnoredAny>,
    }
    serde_json::from_slice(json).is_ok_and(|Parts { ladder }| ladder.is_some())
}

/// The ladder of a saved ladder.json.
///
/// # Errors
/// [`SavedError`].
pub fn saved_ladder(json: &[u8]) -> Result<SavedLadder, SavedError> {
    saved(json, LADDER_SCHEMA)
}

/// A ladder, and the forecasts that it begins with.
#[derive(Clone, Debug)]
pub struct Climbed {
    /// The ladder.
    pub ladder: Ladder,
    /// By stream and test step: what the authors' program forecasts where nothing is chosen; NaN
    /// where it has no model.
    pub forecast: Array2<f64>,
    /// How long it took.
    pub timings: Vec<StageTiming>,
}

/// Climbs the ladder of a study.
///
/// # Errors
/// As [`super::analyse`].
pub async fn climb(
    executor: &mut impl Executor,
    inspection: &Inspection,
    study: &Study,
) -> Result<Climbed, RunError> {
    inspection.check(study)?;
    let (shared, _) = shared_by(inspection, study, &TileAreas::default())?;
    executor.share(shared.clone()).await?;
    let (streams, n_targets) = (&shared.streams, shared.streams.len());
    let sets = sets_of(&streams.keys).into_iter();
    let variables: Vec<(Variable, Vec<usize>)> =
        sets.filter_map(|(variable, streams)| Some((variable?, streams))).collect();

    let started = executor.seconds();
    let mut calendar = vec![Vec::new(); n_targets];
    let mut by_variable = variables.iter();
    let take = |compared: ComparedMethod| {
        let rows = compared.forecast.probabilities;
        let (_, streams) = by_variable.next().ok_or(RunError::WorkerConfused { stage: Stage::Compare })?;
        for (&stream, row) in streams.iter().zip(rows.rows()) {
            calendar[stream] = row.to_vec();
        }
        Ok(())
    };
    let compare = |number: usize| Compare { variable: variables[number].0, method: Comparator::Calendar };
    executor.perform(variables.len(), compare, take).await?;

    let paper = paper_days(study)?;
    let scorer = RungScorer::new(&shared.shifts, paper.clone(), study.settings().horizon_steps);
    let mut sums: Vec<LadderSums> =
        variables.iter().map(|(variable, _)| LadderSums::new(*variable, &scorer)).collect();
    let mut ladder = Ladder { variables: Vec::new(), learnt: 0, kept: 0, cut: 0, seed: seed_of(study) };
    let mut forecast = Array2::from_elem((n_targets, study.test_steps()), f64::NAN);
    let ranges = Ranges::new(n_targets, 1);
    let climb = |number| {
        let targets = ranges.get(number);
        let calendar = calendar.get(targets.clone()).unwrap_or(&[]).to_vec();
        Climb { targets, calendar, paper: paper.clone(), seed: seed_of(study) }
    };
    let mut target = 0;
    let take = |climbed: Vec<TargetLadder>| {
        for found in &climbed {
            let of = variables.iter().position(|(_, streams)| streams.binary_search(&target).is_ok());
            let sums = of
                .and_then(|of| sums.get_mut(of))
                .ok_or(RunError::WorkerConfused { stage: Stage::Ladder })?;
            sums.add(found);
            if let Some(probabilities) = &found.forecast {
                forecast.row_mut(target).iter_mut().zip(probabilities).for_each(|(cell, p)| *cell = *p);
            }
            ladder.learnt += found.learnt;
            ladder.kept += found.kept;
            ladder.cut += found.cut;
            target += 1;
        }
        Ok(())
    };
    executor.perform(ranges.count(), climb, take).await?;

    let events = streams.packed.window(Split::for_study(study).test());
    for (sums, (variable, streams)) in sums.into_iter().zip(&variables) {
        let rows: Vec<usize> = streams.iter().copied().filter(|&at| !forecast[[at, 0]].is_nan()).collect();
        let pooled = pooled_rank_auc(
            forecast.select(ndarray::Axis(0), &rows).view(),
            &events.select(&rows),
            &Shifts::none(),
        );
        let paper = reported_auc(&study.settings().city, Some(*variable));
        ladder.variables.push(sums.finish(pooled.ok().map(|pooled| pooled.observed), paper));
    }
    let timings = vec![timing(executor, Stage::Ladder, started)];
    Ok(Climbed { ladder, forecast, timings })
}

/// The study's seed of chance draws eps too.
fn seed_of(study: &Study) -> u64 {
    study.settings().chance.seed
}

/// The paper's days of test and how forecasts are shifted in them, where the study's test window is
/// longer.
fn paper_days(study: &Study) -> Result<Option<(usize, Shifts)>, RunError> {
    let last = TestEnd::Paper.of(study.settings());
    let Some(steps) = study.step_of(last).map(|step| step + 1 - study.training_steps()) else {
        return Ok(None);
    };
    let step_days = u32::try_from(study.settings().step_days).ok().and_then(NonZeroU32::new);
    let shifts = Shifts::new(steps, step_days.unwrap_or(NonZeroU32::MIN))?;
    Ok((steps < study.test_steps()).then_some((steps, shifts)))
}
