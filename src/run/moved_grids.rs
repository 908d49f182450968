//! The primary push on moved grids, with streams, network and combinations learnt anew on each.

use super::audited::Audited;
use super::error::RunError;
use super::executor::Executor;
use super::inspection::Inspection;
use super::push::{learn, pushable, respond};
use crate::audit::{
    Answers, AreaEstimate, AuditedAreas, Found, Group, MovedAnswer, MovedGrid, PRIMARY_PUSH, PushPlan,
    Scenario,
};
use crate::results::StageTiming;
use crate::space::Grid;
use crate::streams::CityStreams;
use crate::study::Study;
use crate::sweep::{GRID_MOVES, move_grid};

/// What the groups answer on each moved grid. `own`: the difference on the study's own.
pub(super) async fn moved_grids(
    executor: &mut impl Executor,
    inspection: &Inspection,
    study: &Study,
    (audited, own): (&Audited<'_>, Option<AreaEstimate>),
    timings: &mut Vec<StageTiming>,
) -> Result<Vec<MovedGrid>, RunError> {
    let mut grids = Vec::with_capacity(GRID_MOVES.len());
    for (south, west) in GRID_MOVES {
        let mut settings = study.settings().clone();
        move_grid(&mut settings, (south, west));
        let answer = match settings.check() {
            Ok(moved) => answer_on(executor, inspection, &moved, (audited, own), timings).await,
            Err(error) => Err(error.into()),
        };
        let answer = match answer {
            Ok(answer) => Found::Found(answer),
            Err(error @ (RunError::NoArrests | RunError::Settings(_) | RunError::Areas(_))) => {
                Found::Refused { reason: error.to_string() }
            }
            Err(error) => return Err(error),
        };
        grids.push(MovedGrid { south, west, answer });
    }
    Ok(grids)
}

async fn answer_on(
    executor: &mut impl Executor,
    inspection: &Inspection,
    moved: &Study,
    (audited, own): (&Audited<'_>, Option<AreaEstimate>),
    timings: &mut Vec<StageTiming>,
) -> Result<MovedAnswer, RunError> {
    let Audited { layer, index, push: settings, .. } = audited;
    let grid = Grid::new(moved);
    let areas = AuditedAreas::new(layer, &grid, index.values.clone())?;
    let groups = settings.grouping.groups(&areas.values);
    let (streams, ..) = CityStreams::build(&inspection.merged.events, moved);
    let frozen = learn(executor, &streams, moved, timings).await?;
    let pushable = pushable(moved, &frozen.streams, (&areas, &groups), &[], settings.seed);
    let scenarios = vec![Scenario { push: PRIMARY_PUSH, placebo: None }];
    let plan = PushPlan { pushable, scenarios, draws: settings.draws };
    let responses = respond(executor, &frozen.models, &plan, timings).await?;
    let answers = Answers {
        plan: &plan,
        targets: frozen.targets(),
        areas: &areas,
        groups: &groups,
        grid: &grid,
        responses: &responses,
        events: &frozen.events(moved),
    };
    let counts = (answers.counts(Group::Low), answers.counts(Group::High));
    Ok(MovedAnswer::new(&answers.sums(&responses, 0), &groups, counts, own))
}
