//! Series drawn from known transducers: gamma, states and outputs within the bounds of the issue, with one rule for all files.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

#[path = "support/data.rs"]
mod data;

use serde::Deserialize;
use watchback::xpfsa::{Contexts, MachineRule, Symbols, Xpfsa, infer};

/// One series and the transducer it was drawn from.
#[derive(Deserialize)]
struct Truth {
    file: String,
    delay: usize,
    steps: usize,
    states: usize,
    transitions: Vec<Vec<usize>>,
    output: Vec<Vec<f64>>,
    stationary: Vec<f64>,
    gamma: f64,
}

#[test]
fn machines_of_known_series_are_found() {
    let Some(folder) = data::real_data("../golden/xpfsa") else { return };
    let text = std::fs::read_to_string(folder.join("truth.json")).unwrap();
    let truths: Vec<Truth> = serde_json::from_str(&text).unwrap();
    assert_eq!(truths.len(), 12);
    let mut wrong = Vec::new();
    for truth in &truths {
        let file = std::fs::read_to_string(folder.join(&truth.file)).unwrap();
        let column = |at: usize| -> Vec<u8> {
            file.lines()
                .skip(1)
                .map(|line| line.split(',').nth(at).unwrap().trim().parse().unwrap())
                .collect()
        };
        let source = Symbols::new(&column(0), truth.transitions[0].len()).unwrap();
        let target = Symbols::new(&column(1), truth.output[0].len()).unwrap();
        let rule = MachineRule::default();
        // As long as a synchronising string and the symbol after it, as in `watchback transducer`.
        let depth = rule.longest_string(source.n_symbols()) + 1;
        let contexts = Contexts::count(&source, &target, truth.delay, depth).unwrap();
        let machine = infer(&source, &target, truth.delay, &rule).unwrap();
        let error = outputs_differ(&machine, truth);
        println!(
            "{:<24} gamma {:.4} true {:.4} machine {:.4}; states {} true {}; outputs differ by {error:.3}; -log10 p {:.1}",
            truth.file,
            contexts.gamma(),
            truth.gamma,
            machine.gamma(),
            machine.n_states(),
            truth.states,
            contexts.minus_log10_p()
        );
        let gamma_within = if truth.steps == 20_000 { 0.02 } else { 0.08 };
        let mut check = |holds: bool, what: &str| {
            if !holds {
                wrong.push(format!("{}: {what}", truth.file));
            }
        };
        check((contexts.gamma() - truth.gamma).abs() <= gamma_within, "gamma");
        if truth.steps == 20_000 {
            check(machine.n_states() == truth.states, "number of states");
            check(error <= 0.03, "outputs");
        }
        if truth.gamma == 0.0 {
            check(machine.n_states() == 1 && contexts.minus_log10_p() < 1.301, "called dependent");
        } else {
            check(machine.n_states() > 1 && contexts.minus_log10_p() > 3.0, "called independent");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The largest difference of an output probability, states matched by running both machines from states that match best.
fn outputs_differ(machine: &Xpfsa, truth: &Truth) -> f64 {
    let distance = |state: usize, planted: usize| {
        let of = |(symbol, p): (usize, &f64)| (machine.probability(state, symbol) - p).abs();
        truth.output[planted].iter().enumerate().map(of).fold(0.0, f64::max)
    };
    // Breadth first from every pairing of the first state; the best consistent walk counts.
    (0..truth.states)
        .map(|planted| {
            let mut seen = vec![(0, planted)];
            let mut at = 0;
            let mut largest = 0.0_f64;
            while at < seen.len() {
                let (state, planted) = seen[at];
                largest = largest.max(distance(state, planted));
                for symbol in 0..machine.n_inputs() {
                    let next = (machine.next(state, symbol), truth.transitions[planted][symbol]);
                    if truth.stationary[next.1] > 0.0 && !seen.contains(&next) {
                        seen.push(next);
                    }
                }
                at += 1;
            }
            largest
        })
        .fold(f64::INFINITY, f64::min)
}
