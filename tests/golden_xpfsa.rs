//! Series drawn from known transducers: gamma, states and outputs within the bounds of the issue,
//! with one rule for all files.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

#[path = "support/data.rs"]
mod data;

use std::path::{Path, PathBuf};

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

/// The folder of the series, and what is true of each.
fn series() -> Option<(PathBuf, Vec<Truth>)> {
    let folder = data::real_data("../golden/xpfsa")?;
    let text = std::fs::read_to_string(folder.join("truth.json")).unwrap();
    let truths: Vec<Truth> = serde_json::from_str(&text).unwrap();
    assert_eq!(truths.len(), 12);
    Some((folder, truths))
}

/// Source and target of a series.
fn streams(folder: &Path, truth: &Truth) -> (Symbols, Symbols) {
    let file = std::fs::read_to_string(folder.join(&truth.file)).unwrap();
    let column = |at: usize| -> Vec<u8> {
        file.lines().skip(1).map(|line| line.split(',').nth(at).unwrap().trim().parse().unwrap()).collect()
    };
    let source = Symbols::new(&column(0), truth.transitions[0].len()).unwrap();
    (source, Symbols::new(&column(1), truth.output[0].len()).unwrap())
}

#[test]
fn machines_of_known_series_are_found() {
    let Some((folder, truths)) = series() else { return };
    let mut wrong = Vec::new();
    for truth in &truths {
        let (source, target) = streams(&folder, truth);
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

/// The paper's rule, eps alone and whatever was seen: with enough data it may find the machine,
/// with the paper's 1,096 steps chance makes states, and gamma of the machine falls below the true
/// one.
#[test]
fn the_papers_rule_finds_some_machines_and_makes_states_of_chance() {
    let Some((folder, truths)) = series() else { return };
    let expected = [
        ("memory1_20000.csv", 0.1, 2, 0.240),
        ("memory1_1096.csv", 0.1, 3, 0.190),
        ("memory1_1096.csv", 0.05, 7, 0.150),
        ("refractory_20000.csv", 0.1, 4, 0.179),
    ];
    for (file, eps, states, gamma) in expected {
        let truth = truths.iter().find(|truth| truth.file == file).unwrap();
        let (source, target) = streams(&folder, truth);
        let machine = infer(&source, &target, truth.delay, &MachineRule::paper(eps)).unwrap();
        assert_eq!(machine.n_states(), states, "{file}, eps {eps}");
        assert!((machine.gamma() - gamma).abs() < 0.0005, "{file}, eps {eps}: {}", machine.gamma());
        let is_right = states == truth.states;
        assert_eq!(outputs_differ(&machine, truth) < 0.03, is_right, "{file}, eps {eps}");
        assert_eq!(machine.gamma() > 0.9 * truth.gamma, is_right, "{file}, eps {eps}: {}", truth.gamma);
    }
}

/// The largest difference of an output probability, states matched by running both machines from
/// states that match best.
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
