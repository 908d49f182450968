//! Forecasting a variable's streams by a simple method.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::job::Job;
use crate::forecast::{Comparator, ComparatorForecast, ComparatorTask};
use crate::network::Place;
use crate::results::Stage;
use crate::run::worker::{Shared, Worker};
use crate::score::mean_log_score;
use crate::space::Grid;
use crate::streams::{SourceStreams, Split, StreamKey, WindowStreams};
use crate::study::Variable;

/// Fit a simple method to a variable's streams and forecast them.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Compare {
    /// The variable.
    pub variable: Variable,
    /// The method.
    pub method: Comparator,
}

/// A simple method's forecast.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ComparedMethod {
    /// Its mean log score on the last part of training, when fitted on the first part.
    pub training_log_score: f64,
    /// Its forecast of the test period, when fitted on all of training.
    pub forecast: ComparatorForecast,
}

impl Job for Compare {
    type Output = ComparedMethod;
    const STAGE: Stage = Stage::Compare;

    fn run(self, worker: &Worker) -> Self::Output {
        let Shared { study, streams, .. } = worker.shared();
        let split = Split::for_study(study);
        let is_of_variable =
            |at: &usize| streams.keys.get(*at).is_some_and(|key| key.variable == self.variable);
        let indices: Vec<usize> = (0..streams.len()).filter(is_of_variable).collect();
        let keys: Vec<StreamKey> = indices.iter().filter_map(|&at| streams.keys.get(at).copied()).collect();
        let packed = streams.packed.select(&indices);
        let places = Place::for_streams(&keys, &Grid::new(study));
        let step_days = study.settings().step_days;
        // Days of training that fill no step come before the first one.
        let first_day = study.training().first() + (study.training().n_days() % step_days) as i32;
        let school = study.school_steps();
        let forecast = |fitted_steps: usize, forecast: Range<usize>| {
            let task = ComparatorTask {
                fitted: &WindowStreams::first(&packed, fitted_steps),
                sources: SourceStreams::new(&packed, study.settings().horizon_steps),
                places: &places,
                first_weekday: first_day.weekday(),
                step_days,
                school: &school,
                forecast,
            };
            task.run(self.method)
        };
        let judged = split.combination();
        let on_training = forecast(split.inference().end, judged.clone());
        let happened = |stream: usize, step: usize| packed.get(stream, judged.start + step);
        ComparedMethod {
            training_log_score: mean_log_score(on_training.probabilities.view(), happened),
            forecast: forecast(split.training_steps(), split.test()),
        }
    }
}
