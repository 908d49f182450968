//! A target's transducers combined into one probability a step (method.md 4).
//!
//! Transducers come from the inference window. The weights, and how many transducers are used, are
//! fitted on the combination window, the rest of training, and then frozen. Weighed by evidence,
//! both come from all of training. Outcomes are read from [`TrainingStreams`], which hold no test
//! step, and every probability through [`crate::streams::Past`], which holds nothing later than a
//! horizon before the step.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::boosting::BoostedTrees;
use super::combination_window::CombinationWindow;
use super::folds::FOLDS;
use super::logistic::{LogisticFit, RidgeLogistic};
use super::reading::Columns;
use super::static_rate;
use super::weighed::WeighedFit;
use crate::network::Transducer;
use crate::study::Combiner;

/// Numbers of transducers that are tried, as far as the setting allows.
const TRIED: [usize; 5] = [1, 2, 5, 10, 20];

/// A target's frozen combination.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Combination {
    /// How many of the target's transducers are used; 0 where the forecast is constant.
    pub n_models: usize,
    /// How they are combined.
    pub fitted: Fitted,
}

/// How transducers are combined.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fitted {
    /// Not at all: the target gets its training rate.
    Constant(ConstantReason),
    /// The first so many by logistic regression.
    Logistic(LogisticFit),
    /// All that were offered, by boosted trees; some may be looked at by no tree.
    Boosted(BoostedTrees),
    /// All that were offered, each weighed by its evidence.
    Weighed(WeighedFit),
}

impl Combination {
    /// Of the transducers that were offered, in their order, those that the forecast reads.
    pub fn used<'a>(&self, offered: &'a [Transducer]) -> &'a [Transducer] {
        let n_used = match self.fitted {
            Fitted::Constant(_) => 0,
            Fitted::Logistic(_) => self.n_models,
            // Rows of boosted trees hold every column.
            Fitted::Boosted(_) | Fitted::Weighed(_) => offered.len(),
        };
        offered.get(..n_used).unwrap_or(offered)
    }

    /// Why the forecast is a constant rate, where it is.
    pub const fn constant(&self) -> Option<ConstantReason> {
        match self.fitted {
            Fitted::Constant(reason) => Some(reason),
            _ => None,
        }
    }
}

/// Why a target gets its training rate instead of a combination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConstantReason {
    /// All steps that would be fitted on are alike, so there is nothing to fit.
    OutcomesAllAlike,
    /// No transducer was kept, or the regression did not converge.
    NoFit,
    /// The combination gives the same probability at every step of the test.
    NeverMoves,
}

/// A target's forecast: its combination, a probability for each test step, and one for each step
/// after the last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetForecast {
    /// The frozen combination.
    pub combination: Combination,
    /// One a test step.
    pub test: Vec<f64>,
    /// One for each of the `horizon` steps after the test window.
    pub beyond: Vec<f64>,
}

/// Fits a target's combination and forecasts its test steps and the steps after them.
///
/// `transducers`: the target's kept ones, in the order in which they are taken: its own past, then
/// others, best first.
pub fn forecast_target(
    window: &CombinationWindow<'_>,
    target: usize,
    transducers: &[Transducer],
) -> TargetForecast {
    let split = window.split;
    let fitted_on = window.fitted_on(transducers);
    let columns = Columns::new(window, transducers, fitted_on.start);
    let combination = fit(window, target, transducers, &columns, fitted_on);
    let rate = static_rate(window.training_streams(), target, split.training_steps());
    let mut row = Vec::with_capacity(transducers.len());
    let mut forecast = |steps: Range<usize>| -> Vec<f64> {
        let probability = |step| {
            row.clear();
            match &combination.fitted {
                Fitted::Constant(_) => rate,
                Fitted::Logistic(fit) => {
                    columns.push_row(step, combination.n_models, &mut row);
                    fit.probability(&row)
                }
                Fitted::Boosted(trees) => {
                    columns.push_row(step, columns.len(), &mut row);
                    trees.probability(&row)
                }
                Fitted::Weighed(fit) => {
                    columns.push_row(step, columns.len(), &mut row);
                    fit.probability(&row)
                }
            }
        };
        steps.map(probability).collect()
    };
    let test = forecast(split.test());
    let last = split.test().end;
    let beyond = forecast(last..last + window.sources.horizon_steps());
    TargetForecast { combination, test, beyond }
}

fn fit(
    window: &CombinationWindow<'_>,
    target: usize,
    transducers: &[Transducer],
    columns: &Columns,
    steps: Range<usize>,
) -> Combination {
    let outcomes: Vec<bool> = steps.clone().map(|step| window.training.get(target, step)).collect();
    let events = outcomes.iter().filter(|event| **event).count();
    if events == 0 || events == outcomes.len() {
        return constant(ConstantReason::OutcomesAllAlike);
    }
    let n_columns = columns.len();
    let mut rows = Vec::with_capacity(n_columns * outcomes.len());
    for step in steps {
        columns.push_row(step, n_columns, &mut rows);
    }
    if n_columns == 0 {
        return constant(ConstantReason::NoFit);
    }
    match window.combiner {
        Combiner::Logistic => {
            let n_models = best_number(window.ridge, &rows, n_columns, &outcomes);
            let fit = window.ridge.fit(&rows, n_columns, n_models, &outcomes);
            fit.map_or(constant(ConstantReason::NoFit), |fit| Combination {
                n_models: fit.coefficients.len(),
                fitted: Fitted::Logistic(fit),
            })
        }
        Combiner::Boosting => {
            let trees = BoostedTrees::fit(&rows, n_columns, &outcomes);
            trees.map_or(constant(ConstantReason::NoFit), |trees| Combination {
                n_models: trees.columns_used().len(),
                fitted: Fitted::Boosted(trees),
            })
        }
        Combiner::Evidence => {
            let evidence = transducers.iter().map(|transducer| transducer.evidence).collect();
            let fit = WeighedFit::fit(window.ridge, &rows, evidence, &outcomes);
            fit.map_or(constant(ConstantReason::NoFit), |fit| Combination {
                n_models: fit.n_models(),
                fitted: Fitted::Weighed(fit),
            })
        }
    }
}

const fn constant(reason: ConstantReason) -> Combination {
    Combination { n_models: 0, fitted: Fitted::Constant(reason) }
}

/// The number of transducers, of at least one, with the least log loss over contiguous folds, each
/// forecast from the others; among equals the smallest.
fn best_number(ridge: RidgeLogistic, rows: &[f64], n_columns: usize, outcomes: &[bool]) -> usize {
    let mut tried: Vec<usize> = TRIED.iter().map(|&n| n.min(n_columns)).collect();
    tried.push(n_columns);
    tried.dedup();
    let mut best = (1, f64::INFINITY);
    for n_models in tried {
        let loss = folded_loss(ridge, rows, n_columns, n_models, outcomes);
        if loss < best.1 {
            best = (n_models, loss);
        }
    }
    best.0
}

fn folded_loss(
    ridge: RidgeLogistic,
    rows: &[f64],
    n_columns: usize,
    n_models: usize,
    outcomes: &[bool],
) -> f64 {
    let n = outcomes.len();
    let mut loss = 0.0;
    for fold in 0..FOLDS {
        let held_out = fold * n / FOLDS..(fold + 1) * n / FOLDS;
        let outside = |at: &usize| !held_out.contains(at);
        let kept: Vec<bool> = (0..n).filter(outside).map(|at| outcomes[at]).collect();
        let kept_rows = (0..n).filter(outside).flat_map(|at| &rows[at * n_columns..(at + 1) * n_columns]);
        let kept_rows: Vec<f64> = kept_rows.copied().collect();
        let fitted = ridge.fit(&kept_rows, n_columns, n_models, &kept);
        // Where a fold's training has no variation its rate is all there is to say, kept off 0
        // and 1.
        let rate = (kept.iter().filter(|event| **event).count() as f64 + 0.5) / (kept.len() as f64 + 1.0);
        for at in held_out.clone() {
            let row = &rows[at * n_columns..at * n_columns + n_models];
            let probability = fitted.as_ref().map_or(rate, |fit| fit.probability(row));
            loss -= libm::log(if outcomes[at] { probability } else { 1.0 - probability }.max(1e-300));
        }
    }
    loss
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::SelectionTables;
    use crate::space::TileId;
    use crate::streams::{CityStreams, PackedStreams, Split, StreamKey, TrainingStreams};
    use crate::study::{Study, Variable, preset};

    /// Target 1 repeats source 0 after 10 steps, four times in five.
    fn city(study: &Study) -> PackedStreams {
        let n_steps = study.period().n_days();
        let mut streams = PackedStreams::empty(2, n_steps);
        let hash = |step: usize, salt: u64| {
            let mixed = (step as u64 + salt).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            (mixed ^ mixed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 40
        };
        for step in 0..n_steps {
            if hash(step, 1) % 5 == 0 {
                streams.set(0, step);
            }
        }
        for step in 10..n_steps {
            let repeats = streams.get(0, step - 10) && hash(step, 2) % 5 != 0;
            if repeats || hash(step, 3) % 20 == 0 {
                streams.set(1, step);
            }
        }
        streams
    }

    fn run(study: &Study, streams: &PackedStreams, target: usize) -> (Vec<Transducer>, TargetForecast) {
        let key = |stream: usize| StreamKey {
            variable: Variable::Violent,
            tile: TileId { row: 0, column: stream as u16 },
        };
        let keys = (0..streams.n_streams()).map(key).collect();
        let city = CityStreams { keys, packed: streams.clone() };
        let transducers = SelectionTables::new(study, &city, None).selector().select(target, None).best;
        let training = TrainingStreams::new(streams, Split::for_study(study));
        let window = CombinationWindow::new(&training, streams, study);
        let forecast = forecast_target(&window, target, &transducers);
        (transducers, forecast)
    }

    #[test]
    fn a_planted_link_is_forecast_and_the_future_changes_nothing() {
        for combiner in [Combiner::Evidence, Combiner::Logistic, Combiner::Boosting] {
            let mut settings = preset("simulated").unwrap();
            settings.combiner = combiner;
            the_future_changes_nothing(&settings.check().unwrap());
        }
    }

    fn the_future_changes_nothing(study: &Study) {
        let streams = city(study);
        let test = Split::for_study(study).test();
        let (transducers, forecast) = run(study, &streams, 1);
        let mean_where = |event: bool| {
            let pairs = test.clone().zip(&forecast.test);
            let chosen: Vec<f64> =
                pairs.filter(|(step, _)| streams.get(0, step - 10) == event).map(|(_, p)| *p).collect();
            chosen.iter().sum::<f64>() / chosen.len() as f64
        };
        assert!(mean_where(true) > 0.5 && mean_where(false) < 0.2);
        assert_eq!((forecast.test.len(), forecast.beyond.len()), (365, 7));

        // Change everything from step `cut` on: forecasts up to cut + 6 must keep every bit.
        let cut = test.start + 100;
        let mut changed = streams.window(0..cut);
        let mut padded = PackedStreams::empty(2, streams.n_steps());
        for stream in 0..2 {
            (0..cut).filter(|&step| changed.get(stream, step)).for_each(|step| padded.set(stream, step));
            (cut..streams.n_steps()).for_each(|step| padded.set(stream, step));
        }
        std::mem::swap(&mut changed, &mut padded);
        let (others, other) = run(study, &changed, 1);
        assert_eq!(others, transducers);
        assert_eq!(other.test[..107], forecast.test[..107]);
        assert_ne!(other.test[107..], forecast.test[107..]);
        assert_eq!(other.combination, forecast.combination);
    }

    #[test]
    fn a_target_without_events_gets_its_rate() {
        let study = preset("simulated").unwrap().check().unwrap();
        let streams = PackedStreams::empty(1, study.period().n_days());
        let (_, forecast) = run(&study, &streams, 0);
        assert_eq!(forecast.combination.constant(), Some(ConstantReason::OutcomesAllAlike));
        assert!(forecast.test.iter().chain(&forecast.beyond).all(|p| *p == 0.0));
    }
}
