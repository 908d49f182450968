//! Scores of models that the authors' program wrote, on streams that they name.

use std::collections::BTreeMap;
use std::ops::Range;

use super::forecasts::weighted;
use crate::xpfsa::{Reads, ReleasedModel};

/// Streams by name: by step, whether there was an event.
pub type NamedEvents = BTreeMap<String, Vec<bool>>;

/// Why models could not be scored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelScoreError {
    /// No model of the target may be used.
    #[error(
        "no model of target {target:?} has a delay of {horizon} steps or more and a gamma above 0{}", hint(target, others, *longest)
    )]
    NoModel {
        /// The target that was asked for.
        target: String,
        /// The horizon, steps.
        horizon: usize,
        /// A target that models have, if any.
        others: Option<String>,
        /// The longest delay of the target's models, steps; 0 without any.
        longest: usize,
    },
    /// A model reads a stream that is not there.
    #[error("model {model:?} reads {stream:?}, which is not among the streams' names")]
    NoStream {
        /// The model.
        model: String,
        /// The stream.
        stream: String,
    },
    /// A model of other symbols.
    #[error("model {model:?} has more than two symbols on a side; streams here have two, event or none")]
    NotBinary {
        /// The model.
        model: String,
    },
}

/// What to do where a target has no model to use.
fn hint(target: &str, others: &Option<String>, longest: usize) -> String {
    match others {
        None => "; the file holds no model that can be used".to_owned(),
        Some(other) if other != target => format!("; name it as the models' tgt does, as {other:?}"),
        Some(_) => format!("; the longest delay of its models is {longest} steps: give a shorter --horizon"),
    }
}

/// The models of a target that the authors' selection leaves: of each delay of at least `horizon`
/// steps the last by name; of those the best `at_most` by gamma, the largest first.
///
/// # Errors
/// [`ModelScoreError::NoModel`].
pub fn chosen_models<'a>(
    models: &'a [ReleasedModel],
    target: &str,
    horizon: usize,
    at_most: usize,
) -> Result<Vec<&'a ReleasedModel>, ModelScoreError> {
    let mut by_delay: BTreeMap<usize, &ReleasedModel> = BTreeMap::new();
    let of_target = || models.iter().filter(|model| model.target == target && model.claimed_gamma > 0.0);
    for model in of_target().filter(|model| model.delay_steps >= horizon) {
        let last = by_delay.entry(model.delay_steps).or_insert(model);
        if model.name > last.name {
            *last = model;
        }
    }
    let mut chosen: Vec<&ReleasedModel> = by_delay.into_values().collect();
    chosen.sort_by(|a, b| b.claimed_gamma.total_cmp(&a.claimed_gamma));
    chosen.truncate(at_most);
    if chosen.is_empty() {
        return Err(ModelScoreError::NoModel {
            target: target.to_owned(),
            horizon,
            others: models.first().map(|model| model.target.clone()),
            longest: of_target().map(|model| model.delay_steps).max().unwrap_or(0),
        });
    }
    Ok(chosen)
}

/// The score of each of `steps` by chosen models; `None` before any delay has passed.
///
/// # Errors
/// A model's source is not there, or not of two symbols.
///
/// # Examples
/// ```
/// use watchback::released::{NamedEvents, chosen_models, model_scores};
/// use watchback::xpfsa::released_models;
/// let file = br#"{"a_b_DEL_2": {"aut": [[0, [0, 1]], [1, [0, 1]]],
///     "pit": [[0, [0.9, 0.1]], [1, [0.4, 0.6]]],
///     "delay": 2, "gamma": 0.08, "src": "a", "tgt": "b"}}"#;
/// let models: Vec<_> = released_models(file)?.into_iter().flatten().collect();
/// let streams = NamedEvents::from([("a".to_owned(), vec![true, false, false, false])]);
/// let chosen = chosen_models(&models, "b", 2, 85)?;
/// let scores = model_scores(&chosen, &streams, 1..4)?;
/// assert_eq!(scores[0], None);
/// assert!(scores[1].is_some_and(|score| (score - 0.6).abs() < 2e-6));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn model_scores(
    chosen: &[&ReleasedModel],
    streams: &NamedEvents,
    steps: Range<usize>,
) -> Result<Vec<Option<f64>>, ModelScoreError> {
    let mut forecasts: Vec<(f64, Vec<Option<f64>>)> = Vec::with_capacity(chosen.len());
    for model in chosen {
        let name = || model.name.clone();
        let source = streams.get(&model.source);
        let source = source
            .ok_or_else(|| ModelScoreError::NoStream { model: name(), stream: model.source.clone() })?;
        let machine = model.machine().ok_or_else(|| ModelScoreError::NotBinary { model: name() })?;
        let reads = if model.source == model.target { Reads::Itself } else { Reads::Another };
        let symbol = |step: usize| source.get(step).copied().unwrap_or(false);
        let forecast = machine.forecast(symbol, model.delay_steps, steps.clone(), reads);
        forecasts.push((model.claimed_gamma, forecast));
    }
    let forecasts: Vec<_> = forecasts.iter().map(|(gamma, forecast)| (*gamma, forecast.as_slice())).collect();
    Ok(weighted(&forecasts, steps.len()))
}
