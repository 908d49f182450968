//! One pair of streams from a file: its machine, gamma three ways and what independence would give.

use std::error::Error;
use std::io::Read;

use serde::Serialize;
use watchback::xpfsa::{Contexts, CountedModel, MachineRule, ReleasedModel, Symbols, Xpfsa, infer_and_cut};

/// Below this p-value a pair is not called independent.
const LEVEL: f64 = 0.05;

/// What is printed, as JSON.
#[derive(Debug, Serialize)]
pub(crate) struct TransducerReport {
    /// Number of states.
    states: usize,
    /// Strings that found no place among 128 states; left out where there is none.
    #[serde(skip_serializing_if = "is_none")]
    cut: usize,
    /// By state and source symbol: the next state.
    transitions: Vec<Vec<usize>>,
    /// By state and target symbol: probability.
    output: Vec<Vec<f64>>,
    /// By state and target symbol: how often it was seen.
    counts: Vec<Vec<u32>>,
    /// By state: share of time.
    stationary: Vec<f64>,
    /// Empirical over contexts.
    gamma: f64,
    /// Empirical less its mean under independence.
    gamma_corrected: f64,
    /// Of the machine.
    gamma_stationary: f64,
    /// Symbols of the contexts.
    context_symbols: usize,
    /// Pairs of a context and a target step.
    pairs: u64,
    /// Of the likelihood-ratio statistic over contexts, by chi-square.
    p_value: f64,
    /// Whether that is above 0.05.
    independent: bool,
    /// What a released model claims of itself; the other figures are then its machine's on this
    /// file.
    #[serde(skip_serializing_if = "Option::is_none")]
    claimed_gamma: Option<f64>,
    /// The same of its outputs: by state and target symbol, as `output`.
    #[serde(skip_serializing_if = "Option::is_none")]
    claimed_output: Option<Vec<Vec<f64>>>,
    /// The largest difference of the two, over states that the file reaches.
    #[serde(skip_serializing_if = "Option::is_none")]
    largest_output_difference: Option<f64>,
}

/// Reads a CSV file of columns source and target, whole numbers from 0, and infers the machine of a
/// delay, or counts a released model on it.
pub(crate) fn transducer_of(
    file: impl Read,
    delay: usize,
    rule: &MachineRule,
    released: Option<&ReleasedModel>,
) -> Result<TransducerReport, Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
    let headers = reader.headers()?.clone();
    let place = |name: &str| {
        let found = headers.iter().position(|header| header == name);
        found.ok_or_else(|| format!("there is no column {name:?}; the file needs columns source and target"))
    };
    let (source_at, target_at) = (place("source")?, place("target")?);
    let (mut source, mut target) = (Vec::new(), Vec::new());
    for (row, record) in reader.records().enumerate() {
        let record = record?;
        let symbol = |at: usize| {
            let text = record.get(at).unwrap_or_default();
            let symbol = text.parse::<u8>();
            symbol.map_err(|_| format!("row {}: {text:?} is not a symbol; symbols are 0, 1, .. 7", row + 2))
        };
        source.push(symbol(source_at)?);
        target.push(symbol(target_at)?);
    }
    // A symbol of the model's alphabet that the file never shows belongs to it all the same.
    let symbols = |stream: &[u8], of_model: fn(&ReleasedModel) -> usize| {
        let largest = stream.iter().max().map_or(0, |&symbol| usize::from(symbol));
        Symbols::new(stream, (largest + 1).max(released.map_or(2, of_model)))
    };
    let source = symbols(&source, ReleasedModel::n_inputs)?;
    let target = symbols(&target, ReleasedModel::n_outputs)?;
    let mut cut = 0;
    let (machine, claims) = match released {
        Some(model) => {
            let counted = model.count_on(&source, &target)?;
            let difference = counted.largest_difference();
            let CountedModel { machine, claimed_output } = counted;
            (machine, Some((model.claimed_gamma, claimed_output, difference)))
        }
        None => {
            let (machine, found) = infer_and_cut(&source, &target, delay, rule)?;
            cut = found;
            (machine, None)
        }
    };
    // As long as a synchronising string and the symbol after it.
    let context_symbols = rule.longest_string(source.n_symbols()).saturating_add(1);
    let contexts = Contexts::count(&source, &target, delay, context_symbols)?;
    let report = TransducerReport { cut, ..report(&machine, &contexts, context_symbols) };
    Ok(match claims {
        Some((gamma, output, largest_output_difference)) => TransducerReport {
            claimed_gamma: Some(gamma),
            claimed_output: Some(output),
            largest_output_difference,
            ..report
        },
        None => report,
    })
}

/// Whether a number is 0: it is then not printed.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_none(cut: &usize) -> bool {
    *cut == 0
}

fn report(machine: &Xpfsa, contexts: &Contexts, context_symbols: usize) -> TransducerReport {
    let states = 0..machine.n_states();
    let next = |state: usize| (0..machine.n_inputs()).map(|symbol| machine.next(state, symbol)).collect();
    let output = |state| (0..machine.n_outputs()).map(|symbol| machine.probability(state, symbol)).collect();
    // The least positive number stands for anything smaller: never 0.
    let p_value = libm::exp10(-contexts.minus_log10_p()).max(f64::MIN_POSITIVE);
    TransducerReport {
        states: machine.n_states(),
        cut: 0,
        transitions: states.clone().map(next).collect(),
        output: states.clone().map(output).collect(),
        counts: states.map(|state| machine.counts(state).to_vec()).collect(),
        stationary: machine.stationary(),
        gamma: contexts.gamma(),
        gamma_corrected: contexts.corrected_gamma(),
        gamma_stationary: machine.gamma(),
        context_symbols,
        pairs: contexts.pairs(),
        p_value,
        independent: p_value > LEVEL,
        claimed_gamma: None,
        claimed_output: None,
        largest_output_difference: None,
    }
}
