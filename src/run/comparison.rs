//! The stage that compares the forecast with simple methods.

use super::error::RunError;
use super::executor::Executor;
use super::jobs::{Compare, ComparedMethod};
use super::timing::timing;
use crate::forecast::{Comparator, ForecastTable};
use crate::results::{ComparatorRow, LeaderBoard, Stage, StageTiming};
use crate::streams::{CityStreams, Split};
use crate::study::{Study, Variable};

/// The forecast beside simple methods, each variable by itself.
pub(super) async fn compare(
    executor: &mut impl Executor,
    table: &ForecastTable,
    streams: &CityStreams,
    study: &Study,
    timings: &mut Vec<StageTiming>,
) -> Result<Vec<LeaderBoard>, RunError> {
    let started = executor.seconds();
    let indices = |variable: Variable| -> Vec<usize> {
        (0..streams.len()).filter(|&at| streams.keys[at].variable == variable).collect()
    };
    let variables: Vec<(Variable, Vec<usize>)> = Variable::ALL
        .into_iter()
        .map(|variable| (variable, indices(variable)))
        .filter(|(_, streams)| !streams.is_empty())
        .collect();
    let events = streams.packed.window(Split::for_study(study).test());
    let mut boards = Vec::new();
    for (variable, streams) in variables {
        let of_variable = events.select(&streams);
        let forecast = table.rows(&streams);
        let compare = |number| Compare { variable, method: Comparator::ALL[number] };
        let mut rows = Vec::with_capacity(Comparator::ALL.len());
        let take = |method: ComparedMethod| {
            // Each method's forecast is as large as the network's: it goes when it has been
            // compared.
            let ComparedMethod { training_log_score, forecast: by_method } = method;
            let row = ComparatorRow::new(forecast.view(), &of_variable, training_log_score, by_method);
            rows.push(row.map_err(|_| RunError::WorkerConfused { stage: Stage::Compare })?);
            Ok(())
        };
        executor.perform(Comparator::ALL.len(), compare, take).await?;
        boards.extend(LeaderBoard::new(variable, forecast.view(), &of_variable, rows));
    }
    timings.push(timing(executor, Stage::Compare, started));
    Ok(boards)
}
