//! Models as the authors' released program (PyPI `cynet` 2.0.4) writes them, so that they can be
//! audited.
//!
//! A file is a JSON object from a model's name to `aut` (pairs of a state and its next states by
//! source symbol), `pit` (pairs of a state and the target's distribution), `delay`, `gamma`, `src`
//! and `tgt`. In the 168,945 example models of that package states are numbered from 0 in order, at
//! most 122 of them, with two symbols on either side.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::ReleasedMachine;
use crate::xpfsa::genesess::counted_with_states;
use crate::xpfsa::{InferenceError, MAX_STATES, MAX_SYMBOLS, Symbols, Xpfsa};

/// A model as released: it holds probabilities and no counts, so that it does not say how much it
/// rests on.
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
    /// Target symbols.
    n_outputs: usize,
    /// By state and source symbol; `None` where the file says -1: training never showed it.
    transitions: Vec<Option<u8>>,
}

/// A released model counted on data: what it claims, beside what is so there.
#[derive(Clone, Debug, PartialEq)]
pub struct CountedModel {
    /// The model's recurrent component, with counts.
    pub machine: Xpfsa,
    /// By state of that machine: the target's distribution that the file claims.
    pub claimed_output: Vec<Vec<f64>>,
}

impl CountedModel {
    /// The largest difference of a claimed output probability and the counted one, over states that
    /// the data reached; `None` where none was.
    pub fn largest_difference(&self) -> Option<f64> {
        let reached =
            self.claimed_output.iter().enumerate().filter(|(state, _)| self.machine.count(*state) > 0);
        let differences = reached.flat_map(|(state, claimed)| {
            let counted = move |symbol| self.machine.probability(state, symbol);
            claimed.iter().enumerate().map(move |(symbol, claimed)| (claimed - counted(symbol)).abs())
        });
        differences.reduce(f64::max)
    }
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

/// What the reader said, and of a number that JSON cannot write what to do.
fn reason(json: &[u8], error: &serde_json::Error) -> String {
    let line = json.split(|&byte| byte == b'\n').nth(error.line().saturating_sub(1)).unwrap_or(&[]);
    // The reader stops behind the first letter.
    let rest = line.get(error.column().saturating_sub(1)..).unwrap_or(&[]);
    match ["NaN", "Infinity"].into_iter().find(|word| rest.starts_with(word.as_bytes())) {
        Some(word) => format!(
            "{word} at line {} column {} is no number of JSON: leave that model out",
            error.line(),
            error.column()
        ),
        None => error.to_string(),
    }
}

#[derive(Deserialize)]
struct Written {
    aut: Vec<(usize, Vec<i64>)>,
    pit: Vec<(usize, Vec<f64>)>,
    delay: usize,
    gamma: f64,
    src: String,
    tgt: String,
}

/// Reads a file of released models, in order of their names. A model that cannot be used does not
/// lose the others.
///
/// # Errors
/// [`ReleasedModelError::Layout`] for the file; [`ReleasedModelError::Model`] in place of a model.
///
/// # Examples
/// ```
/// use watchback::xpfsa::released_models;
/// let file = br#"{"a_b_DEL_7": {"aut": [[0, [0, 1]], [1, [0, 1]]],
///     "pit": [[0, [0.9, 0.1]], [1, [0.6, 0.4]]],
///     "delay": 7, "gamma": 0.08, "src": "a", "tgt": "b"}}"#;
/// let models = released_models(file)?;
/// let model = models[0].as_ref().map_err(Clone::clone)?;
/// assert_eq!((model.delay_steps, model.claimed_gamma), (7, 0.08));
/// assert_eq!(model.claimed_output[1][1], 0.4);
/// # Ok::<(), watchback::xpfsa::ReleasedModelError>(())
/// ```
pub fn released_models(
    json: &[u8],
) -> Result<Vec<Result<ReleasedModel, ReleasedModelError>>, ReleasedModelError> {
    let models: BTreeMap<String, serde_json::Value> = serde_json::from_slice(json)
        .map_err(|error| ReleasedModelError::Layout { reason: reason(json, &error) })?;
    let model = |(name, value): (String, serde_json::Value)| match serde_json::from_value(value) {
        Ok(written) => checked(name, written),
        Err(error) => {
            let expected = "aut, pit, delay, gamma, src and tgt, as the released program writes them";
            Err(ReleasedModelError::Model { name, found: error.to_string(), expected })
        }
    };
    Ok(models.into_iter().map(model).collect())
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
    if !(2..=MAX_SYMBOLS).contains(&n_inputs) || !(2..=MAX_SYMBOLS).contains(&n_outputs) {
        return wrong(format!("{n_inputs} source and {n_outputs} target symbols"), "2 to 8 of each");
    }
    if !(0.0..=1.0).contains(&written.gamma) {
        return wrong(format!("gamma is {}", written.gamma), "a share of uncertainty, from 0 to 1");
    }
    let mut transitions = vec![None; n_states * n_inputs];
    let mut claimed_output = vec![Vec::new(); n_states];
    let (mut known_states, mut known_outputs) = (vec![false; n_states], vec![false; n_states]);
    for ((state, next), (of, output)) in written.aut.iter().zip(&written.pit) {
        let leads_somewhere =
            next.len() == n_inputs && next.iter().all(|&next| (-1..n_states as i64).contains(&next));
        // As many pairs as states, and no number twice: then none is missing.
        for (number, is_known) in [(*state, &mut known_states), (*of, &mut known_outputs)] {
            match is_known.get_mut(number) {
                Some(is_known) if !*is_known => *is_known = true,
                _ => {
                    let found = format!("state {number} of {n_states}, or a second time");
                    return wrong(found, "each state once, numbered from 0 on, in aut and in pit");
                }
            }
        }
        if !leads_somewhere {
            return wrong(
                format!("state {state} leads to {next:?}"),
                "one state of the model for each source symbol, or -1 for none",
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
            transitions[state * n_inputs + symbol] = u8::try_from(next).ok();
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
        n_outputs,
        transitions,
        name,
    })
}

impl ReleasedModel {
    /// Symbols of the source.
    pub const fn n_inputs(&self) -> usize {
        self.n_inputs
    }

    /// Symbols of the target.
    pub const fn n_outputs(&self) -> usize {
        self.n_outputs
    }

    /// The machine that forecasts as the authors' program does; `None` unless there are two symbols
    /// on either side.
    pub fn machine(&self) -> Option<ReleasedMachine> {
        let pairs = self.transitions.chunks_exact(2).filter(|_| self.n_inputs == 2 && self.n_outputs == 2);
        let next = pairs.filter_map(|next| <[Option<u8>; 2]>::try_from(next).ok()).collect();
        // Rounding may have left a little more than 1.
        let event = |output: &Vec<f64>| output.get(1).map_or(0.0, |event| event.clamp(0.0, 1.0));
        ReleasedMachine::new(next, self.claimed_output.iter().map(event).collect()).ok()
    }

    /// Runs the model over a source and counts the target in each of its states: what it claims,
    /// measured on given data. States outside the recurrent component are left out. Where a
    /// transition is missing, reading goes on in state 0.
    ///
    /// # Errors
    /// [`InferenceError`]: streams of different lengths, of other alphabets than the model's, or no
    /// longer than its delay.
    pub fn count_on(&self, source: &Symbols, target: &Symbols) -> Result<CountedModel, InferenceError> {
        let alphabets =
            [("source", source.n_symbols(), self.n_inputs), ("target", target.n_symbols(), self.n_outputs)];
        for (stream, found, expected) in alphabets {
            if found != expected {
                return Err(InferenceError::OtherAlphabet { stream, found, expected });
            }
        }
        let (source_steps, target_steps) = (source.n_steps(), target.n_steps());
        if source_steps != target_steps {
            return Err(InferenceError::Lengths { source_steps, target_steps });
        }
        if target_steps <= self.delay_steps {
            let (steps, delay) = (target_steps, self.delay_steps);
            return Err(InferenceError::TooShort { steps, delay, min_count: 1 });
        }
        let transitions: Vec<u8> = self.transitions.iter().map(|next| next.unwrap_or(0)).collect();
        let (machine, states) = counted_with_states(source, target, self.delay_steps, &transitions);
        let claimed = |state: &usize| self.claimed_output.get(*state).cloned().unwrap_or_default();
        Ok(CountedModel { machine, claimed_output: states.iter().map(claimed).collect() })
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
    fn a_number_that_json_cannot_write_is_named() {
        let file = b"{\"m\": {\n \"gamma\": NaN}}";
        let reason = released_models(file).unwrap_err().to_string();
        assert!(
            reason.contains("NaN at line 2 column 11 is no number of JSON: leave that model out"),
            "{reason}"
        );
    }

    #[test]
    fn a_model_is_counted_on_data() {
        let model = model("[[0, [0, 1]], [1, [0, 1]]]", "[[0, [1.0, 0.0]], [1, [0.0, 1.0]]]").unwrap();
        let source: Vec<u8> = (0..100).map(|step| u8::from(step % 3 == 0)).collect();
        let target: Vec<u8> = (0..100).map(|step| u8::from(step >= 2 && (step - 2) % 3 == 0)).collect();
        let (source, target) = (Symbols::new(&source, 2).unwrap(), Symbols::new(&target, 2).unwrap());
        let counted = model.count_on(&source, &target).unwrap();
        assert_eq!((counted.machine.probability(0, 1), counted.machine.probability(1, 1)), (0.0, 1.0));
        assert!((counted.machine.gamma() - 1.0).abs() < 1e-12);
        assert_eq!(counted.largest_difference(), Some(0.0));
    }

    #[test]
    fn claims_stand_beside_the_states_they_are_made_for() {
        // State 0 is left at once and never entered again: it has no counts, and its claim goes
        // with it.
        let aut = "[[0, [1, 2]], [2, [1, 2]], [1, [1, 2]]]";
        let pit = "[[2, [0.25, 0.75]], [0, [0.5, 0.5]], [1, [0.875, 0.125]]]";
        let model = model(aut, pit).unwrap();
        let source: Vec<u8> = (0..120).map(|step| u8::from(step % 3 == 0)).collect();
        // Two steps later: one event in two after an event, none otherwise.
        let target: Vec<u8> = (0..120).map(|step| u8::from(step % 6 == 2)).collect();
        let (source, target) = (Symbols::new(&source, 2).unwrap(), Symbols::new(&target, 2).unwrap());
        let counted = model.count_on(&source, &target).unwrap();
        assert_eq!(counted.claimed_output, [[0.875, 0.125], [0.25, 0.75]]);
        assert_eq!((counted.machine.probability(0, 1), counted.machine.next(0, 1)), (0.0, 1));
        assert!((counted.machine.probability(1, 1) - 0.5).abs() < 0.02);
        assert!((counted.largest_difference().unwrap() - 0.25).abs() < 0.02);
    }

    #[test]
    fn streams_that_are_not_the_models_are_refused() {
        let model = model("[[0, [0, 1]], [1, [0, 1]]]", "[[0, [1.0, 0.0]], [1, [0.0, 1.0]]]").unwrap();
        let stream = |n_steps: usize, n_symbols: usize| Symbols::new(&vec![0; n_steps], n_symbols).unwrap();
        let message = |source, target| model.count_on(&source, &target).unwrap_err().to_string();
        assert_eq!(
            message(stream(9, 3), stream(9, 2)),
            "the source has 3 symbols and the model's source 2; give streams of the model's alphabets"
        );
        assert!(message(stream(9, 2), stream(9, 4)).contains("the target has 4 symbols"));
        assert!(message(stream(9, 2), stream(8, 2)).contains("over the same steps"));
        assert!(message(stream(2, 2), stream(2, 2)).contains("delay of 2 steps"));
    }

    #[test]
    fn a_model_of_the_wrong_layout_does_not_lose_the_others() {
        let file = br#"{"a": {"aut": "none"}, "b": {"aut": [[0, [0, 0]]], "pit": [[0, [0.5, 0.5]]], "delay": 2, "gamma": 0.5,
            "src": "a", "tgt": "b"}, "c": {"aut": [], "pit": [], "delay": -1, "gamma": 0.5, "src": "a", "tgt": "b"}}"#;
        let models = released_models(file).unwrap();
        let names = models.iter().map(|model| match model {
            Ok(model) => format!("{} read", model.name),
            Err(error) => error.to_string(),
        });
        let names: Vec<String> = names.collect();
        assert!(names[0].starts_with("model \"a\": invalid type") && names[1] == "b read", "{names:?}");
        assert!(names[2].starts_with("model \"c\": invalid value: integer `-1`"), "{names:?}");
    }

    #[test]
    fn a_state_that_is_named_twice_is_refused() {
        let output = "[[0, [0.5, 0.5]], [1, [0.5, 0.5]]]";
        let twice = [
            ("[[0, [0, 1]], [0, [0, 1]]]", output),
            ("[[0, [0, 1]], [1, [0, 1]]]", "[[1, [0.5, 0.5]], [1, [0.5, 0.5]]]"),
            ("[[0, [0, 1]], [2, [0, 1]]]", output),
        ];
        for (aut, pit) in twice {
            let message = model(aut, pit).unwrap_err().to_string();
            assert!(message.contains("each state once"), "{message}");
        }
    }

    #[test]
    fn a_missing_transition_is_read() {
        let model = model("[[0, [0, 1]], [1, [0, -1]]]", "[[0, [1.0, 0.0]], [1, [0.0, 1.0]]]").unwrap();
        let machine = model.machine().unwrap();
        // After two events in a row the belief in state 1 is lost. What is left is the leak of both
        // states, and what state 0 had gained from it a step before, twice as much.
        let forecast = machine.forecast(|_| true, 2, 0..5, crate::xpfsa::Reads::Another);
        assert_eq!(forecast[..2], [None; 2]);
        assert!((forecast[2].unwrap() - 1.0).abs() < 1e-5, "{forecast:?}");
        assert!((forecast[3].unwrap() - 0.75).abs() < 1e-5, "{forecast:?}");
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
