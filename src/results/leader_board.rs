//! The forecast against simple methods: by how much, with what certainty, and whether it adds
//! anything to the best of them.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use crate::forecast::{Comparator, ComparatorForecast};
use crate::score::{PairedAuc, PairedSkill, ScoreError, mean_auc, mean_log_score, paired_auc, paired_skill};
use crate::stats::{NORMAL_80_PERCENT_POINT, student_t_quantile};
use crate::streams::PackedStreams;
use crate::study::Variable;

/// One variable's methods, the forecast first, then simple ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeaderBoard {
    /// The variable.
    pub variable: Variable,
    /// Mean log score of the forecast, nats a stream and step.
    pub log_score: f64,
    /// Mean strict AUC of the forecast; null without an eligible stream.
    pub mean_auc: Option<f64>,
    /// The simple method with the best log score on the last part of training, fitted on the first:
    /// chosen before the test window was looked at.
    pub best_on_training: Comparator,
    /// Whether the forecast adds to that one: the interval of the paired log score lies above 0.
    /// Null with fewer than 8 blocks.
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
    /// The least true difference in log score that such an interval would exclude 0 for with a
    /// power of 80 %; null without an interval.
    pub detectable: Option<f64>,
}

impl ComparatorRow {
    /// A variable's forecast against a simple method, given with its log score on training.
    ///
    /// # Errors
    /// Tables of different shapes.
    pub fn new(
        forecast: ArrayView2<'_, f64>,
        events: &PackedStreams,
        training_log_score: f64,
        comparator: ComparatorForecast,
    ) -> Result<Self, ScoreError> {
        let ComparatorForecast { comparator, parameters, probabilities } = comparator;
        let forecast_over = paired_skill(forecast, probabilities.view(), events)?;
        let detectable = forecast_over.interval.map(|(lo, hi)| {
            let t = student_t_quantile(0.975, forecast_over.blocks as u32 - 1);
            0.5 * (hi - lo) / t * (t + NORMAL_80_PERCENT_POINT)
        });
        let (log_score, mean_auc) = alone(probabilities.view(), events);
        Ok(Self {
            comparator,
            parameters,
            training_log_score,
            log_score,
            mean_auc,
            forecast_over,
            forecast_over_auc: paired_auc(forecast, probabilities.view(), events),
            detectable,
        })
    }
}

/// Mean log score and mean strict AUC.
fn alone(probabilities: ArrayView2<'_, f64>, events: &PackedStreams) -> (f64, Option<f64>) {
    let log_score = mean_log_score(probabilities, |stream, step| events.get(stream, step));
    let mean_auc = mean_auc(probabilities, events).and_then(|(means, _)| means.first().copied());
    (log_score, mean_auc)
}

impl LeaderBoard {
    /// A variable's forecast, and what it is against simple methods. `None` without any of them.
    #[must_use]
    pub fn new(
        variable: Variable,
        forecast: ArrayView2<'_, f64>,
        events: &PackedStreams,
        rows: Vec<ComparatorRow>,
    ) -> Option<Self> {
        // Of equals the simpler, which comes first.
        let better =
            |best: &ComparatorRow, row: &ComparatorRow| row.training_log_score > best.training_log_score;
        let best = rows.iter().reduce(|best, row| if better(best, row) { row } else { best })?;
        let (log_score, mean_auc) = alone(forecast, events);
        Some(Self {
            variable,
            log_score,
            mean_auc,
            best_on_training: best.comparator,
            adds: best.forecast_over.interval.map(|(lo, _)| lo > 0.0),
            rows,
        })
    }
}
