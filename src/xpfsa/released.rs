//! Models as the authors' released program (PyPI `cynet` 2.0.4) writes them, so that they can be audited.
//!
//! A file is a JSON object from a model's name to `aut` (pairs of a state and its next states by source symbol), `pit` (pairs of a
//! state and the target's distribution), `delay`, `gamma`, `src` and `tgt`. In the 168,945 example models of that package states
//! are numbered from 0 in order, at most 122 of them, with two symbols on either side.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::genesess::counted;
use super::{InferenceError, MAX_STATES, Symbols, Xpfsa};

/// A model as released: it holds probabilities and no counts, so that it does not say how much it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct ReleasedModel {
    /// The model's name in its file.
    pub name: String,
    /// The source's name.
    pub source: String,
    /// The target's name.
    pub target: String,
    /// Delay, steps.
    pub delay_steps: usize,
    /// The coefficient of causal dependence that the file claims.
    pub claimed_gamma: f64,
    /// By state: the target's distribution that the file claims.
    pub claimed_output: Vec<Vec<f64>>,
    /// Source symbols.
    n_inputs: usize,
    /// By state and source symbol.
    transitions: Vec<u8>,
}

/// What is wrong with a file of released models.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReleasedModelError {
    /// Not JSON of that layout.
    #[error(
        "not a file of released models: {reason}; expected an object of models with aut, pit, delay, gamma, src and tgt"
    )]
    Layout {
        /// What the reader said.
        reason: String,
    },
    /// A model whose parts do not fit together.
    #[error("model {name:?}: {found}; expected {expected}")]
    Model {
        /// The model's name.
        name: String,
        /// What is wrong.
        found: String,
        /// What there should be.
        expected: &'static str,
    },
}

#[derive(Deserialize)]
struct Written {
    aut: Vec<(usize, Vec<usize>)>,
    pit: Vec<(usize, Vec<f64>)>,
    delay: usize,
    gamma: f64,
    src: String,
    tgt: String,
}

/// Reads a file of released models, in order of their names. A model that cannot be used does not lose the others.
///
/// # Errors
/// [`ReleasedModelError::Layout`] for the file; [`ReleasedModelError::Model`] in place of a model.
///
/// # Examples
/// ```
/// use watchback::xpfsa::released_models;
/// let file = br#"{"a_b_DEL_7": {"aut": [[0, [0, 1]], [1, [0, 1]]], "pit": [[0, [0.9, 0.1]], [1, [0.6, 0.4]]],
///     "delay": 7, "gamma": 0.08, "src": "a", "tgt": "b"}}"#;
/// let models = released_models(file)?;
/// let model = models[0].as_ref().map_err(Clone::clone)?;
/// assert_eq!((model.delay_steps, model.claimed_gamma, model.claimed_output[1][1]), (7, 0.08, 0.4));
/// # Ok::<(), watchback::xpfsa::ReleasedModelError>(())
/// ```
pub fn released_models(
    json: &[u8],
) -> Result<Vec<Result<ReleasedModel, ReleasedModelError>>, ReleasedModelError> {
    let written: BTreeMap<String, Written> = serde_json::from_slice(json)
        .map_err(|error| ReleasedModelError::Layout { reason: error.to_string() })?;
    Ok(written.into_iter().map(|(name, written)| checked(name, written)).collect())
}

fn checked(name: String, written: Written) -> Result<ReleasedModel, ReleasedModelError> {
    let n_states = written.aut.len();
    let n_inputs = written.aut.first().map_or(0, |(_, next)| next.len());
    let n_outputs = written.pit.first().map_or(0, |(_, output)| output.len());
    let wrong =
        |found: String, expected| Err(ReleasedModelError::Model { name: name.clone(), found, expected });
    if !(1..=MAX_STATES).contains(&n_states) || written.pit.len() != n_states {
        let found = format!("{n_states} states in aut and {} in pit", written.pit.len());
        return wrong(found, "1 to 128 states, the same in both");
    }
    if !(2..=super::MAX_SYMBOLS).contains(&n_inputs) || !(2..=super::MAX_SYMBOLS).contains(&n_outputs) {
        return wrong(format!("{n_inputs} source and {n_outputs} target symbols"), "2 to 8 of each");
    }
    let mut transitions = vec![0; n_states * n_inputs];
    let mut claimed_output = vec![Vec::new(); n_states];
    for ((state, next), (of, output)) in written.aut.iter().zip(&written.pit) {
        let leads_somewhere = next.len() == n_inputs && next.iter().all(|&next| next < n_states);
        if *state >= n_states || *of >= n_states || !leads_somewhere {
            return wrong(
                format!("state {state} leads to {next:?}"),
                "one state of the model for each source symbol",
            );
        }
        let sum = output.iter().fold(0.0, |sum, p| sum + p);
        if output.len() != n_outputs
            || output.iter().any(|p| !(0.0..=1.0).contains(p))
            || (sum - 1.0).abs() > 1e-3
        {
            return wrong(format!("state {of} has the output {output:?}"), "probabilities that add up to 1");
        }
        for (symbol, &next) in next.iter().enumerate() {
            transitions[state * n_inputs + symbol] = next as u8;
        }
        claimed_output[*of] = output.clone();
    }
    Ok(ReleasedModel {
        source: written.src,
        target: written.tgt,
        delay_steps: written.delay,
        claimed_gamma: written.gamma,
        claimed_output,
        n_inputs,
        transitions,
        name,
    })
}

impl ReleasedModel {
    /// Runs the model over a source and counts the target in each of its states: what it claims, measured on given data. States
    /// outside the recurrent component are left out.
    ///
    /// # Errors
    /// [`InferenceError`]: streams of different lengths or of another alphabet than the model's.
    pub fn count_on(&self, source: &Symbols, target: &Symbols) -> Result<Xpfsa, InferenceError> {
        if source.n_symbols() != self.n_inputs {
            return Err(InferenceError::Alphabet { found: source.n_symbols() });
        }
        let (source_steps, target_steps) = (source.n_steps(), target.n_steps());
        if source_steps != target_steps {
            return Err(InferenceError::Lengths { source_steps, target_steps });
        }
        Ok(counted(source, target, self.delay_steps, &self.transitions))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(aut: &str, pit: &str) -> Result<ReleasedModel, ReleasedModelError> {
        let text = format!(
            r#"{{"m": {{"aut": {aut}, "pit": {pit}, "delay": 2, "gamma": 0.5, "src": "a", "tgt": "b"}}}}"#
        );
        released_models(text.as_bytes()).and_then(|mut models| models.remove(0))
    }

    #[test]
    fn a_model_is_counted_on_data() {
        let model = model("[[0, [0, 1]], [1, [0, 1]]]", "[[0, [1.0, 0.0]], [1, [0.0, 1.0]]]").unwrap();
        let source: Vec<u8> = (0..100).map(|step| u8::from(step % 3 == 0)).collect();
        let target: Vec<u8> = (0..100).map(|step| u8::from(step >= 2 && (step - 2) % 3 == 0)).collect();
        let (source, target) = (Symbols::new(&source, 2).unwrap(), Symbols::new(&target, 2).unwrap());
        let counted = model.count_on(&source, &target).unwrap();
        assert_eq!((counted.probability(0, 1), counted.probability(1, 1)), (0.0, 1.0));
        assert!((counted.gamma() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let message = |found: Result<ReleasedModel, ReleasedModelError>| found.unwrap_err().to_string();
        assert!(
            released_models(b"[1, 2]").unwrap_err().to_string().contains("not a file of released models")
        );
        let output = "[[0, [0.5, 0.5]], [1, [0.5, 0.5]]]";
        assert!(
            message(model("[[0, [0, 2]], [1, [0, 1]]]", output)).contains("\"m\": state 0 leads to [0, 2]")
        );
        assert!(message(model("[[0, [0, 1]]]", output)).contains("1 states in aut and 2 in pit"));
        assert!(
            message(model("[[0, [0, 1]], [1, [0, 1]]]", "[[0, [0.5, 0.6]], [1, [0, 1]]]"))
                .contains("add up to 1")
        );
    }
}
