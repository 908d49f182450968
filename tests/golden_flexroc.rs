//! The tolerant score against the authors' released scorer: 30 golden cases, and what ignorance
//! scores.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

#[path = "support/data.rs"]
mod data;

use data::real_data;
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use serde::Deserialize;
use watchback::score::{Rule, rank_auc, tolerant_roc};

/// What the authors' program answers; -1 stands for "no such point".
#[derive(Deserialize)]
struct Expected {
    file: String,
    kind: String,
    flex_width: usize,
    tail: usize,
    auc: f64,
    th_at_fpr15: f64,
    tpr_at_fpr15: f64,
    th_at_tpr85: f64,
    fpr_at_tpr85: f64,
}

fn read_case(path: &std::path::Path) -> Result<(Vec<f64>, Vec<bool>), csv::Error> {
    let mut reader = csv::Reader::from_path(path)?;
    reader.deserialize::<(u8, f64)>().map(|row| row.map(|(event, score)| (score, event == 1))).collect()
}

/// Absolute differences, and how they are told.
#[derive(Default)]
struct Differences(Vec<f64>);

impl Differences {
    fn add(&mut self, found: f64, expected: f64) -> f64 {
        self.0.push((found - expected).abs());
        (found - expected).abs()
    }
    fn mean(&self) -> f64 {
        self.0.iter().sum::<f64>() / self.0.len() as f64
    }
    fn largest(&self) -> f64 {
        self.0.iter().copied().fold(0.0, f64::max)
    }
    fn print(&self, name: &str) {
        println!("{name}: mean difference {:.6}, largest {:.6}", self.mean(), self.largest());
    }
}

#[test]
fn the_released_rule_answers_as_the_authors_program_does() {
    let Some(folder) = real_data("../golden/flexroc") else { return };
    let text = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let cases: Vec<Expected> = serde_json::from_str(&text).unwrap();
    assert_eq!(cases.len(), 30);
    let (mut auc, mut tpr, mut fpr) = <(Differences, Differences, Differences)>::default();
    let (mut tpr_threshold, mut fpr_threshold) = <(Differences, Differences)>::default();
    for case in &cases {
        let (scores, events) = read_case(&folder.join(&case.file)).unwrap();
        let roc = tolerant_roc(Rule::Released, &scores, &events, case.flex_width, case.tail).unwrap();
        let difference = auc.add(roc.auc, case.auc);
        assert!(
            difference <= 0.000_001_3,
            "{} ({}): AUC {} against {}",
            case.file,
            case.kind,
            roc.auc,
            case.auc
        );
        // Where the program finds no rate above 0 it prints -1; here the rate is 0.
        tpr.add(roc.tpr_at_fpr15, case.tpr_at_fpr15.max(0.0));
        fpr.add(roc.fpr_at_tpr85, case.fpr_at_tpr85);
        if case.th_at_fpr15 >= 0.0 {
            tpr_threshold.add(roc.threshold_at_fpr15.unwrap(), case.th_at_fpr15);
        }
        fpr_threshold.add(roc.threshold_at_tpr85.unwrap(), case.th_at_tpr85);
    }
    auc.print("AUC");
    tpr.print("TPR at FPR 0.15");
    fpr.print("FPR at TPR 0.85");
    tpr_threshold.print("threshold at FPR 0.15");
    fpr_threshold.print("threshold at TPR 0.85");
    // The program prints six digits of a rate and an area, and four of a threshold.
    assert!(auc.mean() <= 0.000_000_5 && auc.largest() <= 0.000_001_3);
    assert!(tpr.largest() <= 0.000_001 && fpr.largest() <= 0.000_001);
    assert!(tpr_threshold.largest() <= 1e-9 && fpr_threshold.largest() <= 1e-9);
}

/// Two events a step apart in 60 steps, and one flag that hits both.
fn two_events_hit_at(score: f64) -> f64 {
    let events: Vec<bool> = (0..60).map(|step| step == 30 || step == 31).collect();
    let mut scores: Vec<f64> = (0..60).map(|step| 0.2 + 0.01 * f64::from(step % 7)).collect();
    scores[30] = score;
    // Two false alarms above the highest threshold.
    (scores[5], scores[50]) = (0.995, 0.996);
    tolerant_roc(Rule::Released, &scores, &events, 1, 0).unwrap().auc
}

#[test]
fn scores_above_the_highest_threshold_are_one_flag() {
    // Up to 0.99 the hit comes after both false alarms; above it the three are raised together,
    // and the curve rises to them on a straight line instead of beside them.
    let (below, at, above) = (two_events_hit_at(0.5), two_events_hit_at(0.9899), two_events_hit_at(0.99));
    assert_eq!(below.to_bits(), at.to_bits());
    // By hand: (0, 0), (2/58, 0), (2/57, 1), (1, 1) against (0, 0), (2/57, 1), (1, 1).
    assert!((above - at - 1.0 / 58.0).abs() < 1e-12, "{above} after {at}");
    // A higher score changes nothing more, even where it beats every false alarm.
    assert_eq!(above.to_bits(), two_events_hit_at(0.999).to_bits());
}

/// Uniform numbers in [0, 1).
fn uniforms(seed: u64, n: usize) -> Vec<f64> {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    (0..n).map(|_| (generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64).collect()
}

/// Closed forms of method.md 6 for scores that know nothing and sparse events.
#[test]
fn ignorance_scores_far_above_one_half_under_tolerance() {
    let n_steps = 60_000;
    let events: Vec<bool> = uniforms(1, n_steps).iter().map(|u| *u < 0.01).collect();
    let scores = uniforms(2, n_steps);
    let auc = |rule, scores: &[f64], width| tolerant_roc(rule, scores, &events, width, 0).unwrap().auc;
    let comb: Vec<f64> = uniforms(3, n_steps)
        .iter()
        .enumerate()
        .map(|(step, u)| if step % 3 == 0 { 0.9 + 0.08 * u } else { 0.4 + 0.08 * u })
        .collect();
    for (width, released, plain) in [(1, 0.780, 0.750), (2, 0.860, 0.833), (3, 0.897, 0.875)] {
        let found = (auc(Rule::Released, &scores, width), auc(Rule::Plain, &scores, width));
        println!("independent scores, w = {width}: released {:.4}, plain {:.4}", found.0, found.1);
        assert!((found.0 - released).abs() < 0.02 && (found.1 - plain).abs() < 0.02, "{width}: {found:?}");
    }
    let found = (auc(Rule::Released, &comb, 1), auc(Rule::Plain, &comb, 1));
    println!("comb, w = 1: released {:.4}, plain {:.4}", found.0, found.1);
    assert!((0.82..0.86).contains(&found.0) && (0.81..0.86).contains(&found.1), "{found:?}");
    let strict = rank_auc(&scores, &events).unwrap();
    assert!((strict - 0.5).abs() < 0.03, "{strict}");
}
