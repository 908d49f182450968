//! The forecast against simple methods: by how much, with what certainty, and whether it adds anything to the best of them.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use crate::forecast::{Comparator, ComparatorForecast};
use crate::score::{
    PairedAuc, PairedSkill, ScoreError, mean_auc, mean_log_score, paired_auc, paired_skill, student_t,
};
use crate::streams::PackedStreams;
use crate::study::Variable;

/// The 80 % point of the standard normal distribution: power of 80 %.
const POWER_POINT: f64 = 0.841_621_233_572_914_2;

/// One variable's methods, the forecast first, then simple ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeaderBoard {
    /// The variable.
    pub variable: Variable,
    /// Mean log score of the forecast, nats a stream and step.
    pub log_score: f64,
    /// Mean strict AUC of the forecast; null without an eligible stream.
    pub mean_auc: Option<f64>,
    /// The simple method with the best log score on the last part of training, fitted on the first: chosen before the test window was
    /// looked at.
    pub best_on_training: Comparator,
    /// Whether the forecast adds to that one: the interval of the paired log score lies above 0. Null with fewer than 8 blocks.
    pub adds: Option<bool>,
    /// The simple methods.
    pub rows: Vec<ComparatorRow>,
}

/// A simple method, and the forecast against it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparatorRow {
    /// The method.
    pub comparator: Comparator,
    /// What it was fitted to, on all of training.
    pub parameters: Vec<(String, f64)>,
    /// Mean log score on the last part of training, fitted on the first.
    pub training_log_score: f64,
    /// Mean log score in the test window.
    pub log_score: f64,
    /// Mean strict AUC in the test window; null without an eligible stream.
    pub mean_auc: Option<f64>,
    /// Log score of the forecast less the method's.
    pub forecast_over: PairedSkill,
    /// Mean strict AUC of the forecast less the method's; null without an eligible stream.
    pub forecast_over_auc: Option<PairedAuc>,
    /// The least true difference in log score that such an interval would exclude 0 for with a power of 80 %; null without an interval.
    pub detectable: Option<f64>,
}

impl LeaderBoard {
    /// Compares a variable's forecast with simple methods, given with their log score on training. `None` without any of them.
    ///
    /// # Errors
    /// Tables of different shapes.
    pub fn of(
        variable: Variable,
        forecast: ArrayView2<'_, f64>,
        events: &PackedStreams,
        comparators: Vec<(f64, ComparatorForecast)>,
    ) -> Result<Option<Self>, ScoreError> {
        let happened = |stream: usize, step: usize| events.get(stream, step);
        let auc =
            |of: ArrayView2<'_, f64>| mean_auc(of, events).and_then(|(means, _)| means.first().copied());
        let row = |(training_log_score, of): (f64, ComparatorForecast)| {
            let ComparatorForecast { comparator, parameters, probabilities } = of;
            let forecast_over = paired_skill(forecast, probabilities.view(), events)?;
            let detectable = forecast_over.interval.map(|(lo, hi)| {
                let t = student_t(0.975, forecast_over.blocks as u32 - 1);
                0.5 * (hi - lo) / t * (t + POWER_POINT)
            });
            Ok(ComparatorRow {
                comparator,
                parameters,
                training_log_score,
                log_score: mean_log_score(probabilities.view(), happened),
                mean_auc: auc(probabilities.view()),
                forecast_over,
                forecast_over_auc: paired_auc(forecast, probabilities.view(), events),
                detectable,
            })
        };
        let rows: Vec<ComparatorRow> = comparators.into_iter().map(row).collect::<Result<_, ScoreError>>()?;
        // Of equals the simpler, which comes first.
        let better =
            |best: &ComparatorRow, row: &ComparatorRow| row.training_log_score > best.training_log_score;
        let Some(best) = rows.iter().reduce(|best, row| if better(best, row) { row } else { best }) else {
            return Ok(None);
        };
        Ok(Some(Self {
            variable,
            log_score: mean_log_score(forecast, happened),
            mean_auc: auc(forecast),
            best_on_training: best.comparator,
            adds: best.forecast_over.interval.map(|(lo, _)| lo > 0.0),
            rows,
        }))
    }
}
