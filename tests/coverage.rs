//! Do the intervals hold what they claim? Years are simulated with frozen forecasts; a 95 %
//! interval must cover the figure's mean over years in 92 to 98 % of them. `make truth` simulates
//! 1,000 years a case, the ordinary tests 200 with wider bounds.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[path = "support/numbers.rs"]
mod numbers;

use ndarray::Array2;
use numbers::Numbers;
use watchback::score::{block_interval, mean_auc, paired_auc};
use watchback::streams::PackedStreams;

const STREAMS: usize = 40;
const DAYS: usize = 365;

/// Two forecasts of the same streams: the first knows the risk, the second half of it.
fn forecasts() -> (Array2<f64>, Array2<f64>) {
    let mut numbers = Numbers::of_seed(7);
    let first = Array2::from_shape_fn((STREAMS, DAYS), |_| 0.08 + 0.12 * numbers.uniform());
    let second = first.mapv(|risk| 0.5 * risk + 0.07 * numbers.uniform());
    (first, second)
}

/// A year in which risks are as the first forecast says, times a shock that moves the whole city:
/// standard deviation .25, and `memory` from day to day.
fn year(seed: u64, risks: &Array2<f64>, memory: f64) -> PackedStreams {
    let mut numbers = Numbers::of_seed(seed);
    let mut events = PackedStreams::empty(STREAMS, DAYS);
    let mut shock = 0.25 * numbers.normal();
    for day in 0..DAYS {
        shock = memory * shock + 0.25 * (1.0 - memory * memory).sqrt() * numbers.normal();
        for stream in 0..STREAMS {
            if numbers.uniform() < risks[(stream, day)] * libm::exp(shock) {
                events.set(stream, day);
            }
        }
    }
    events
}

/// The share of years whose interval covers the mean over all years: of the mean strict AUC, and of
/// the difference of two.
fn coverage(years: u64, memory: f64) -> (f64, f64) {
    let (first, second) = forecasts();
    let (mut aucs, mut differences) = (Vec::new(), Vec::new());
    for seed in 1..=years {
        let events = year(seed, &first, memory);
        let (means, _) = mean_auc(first.view(), &events).unwrap();
        aucs.push((means[0], block_interval(means[0], &means[1..]).unwrap()));
        let paired = paired_auc(first.view(), second.view(), &events).unwrap();
        differences.push((paired.mean_difference, paired.interval.unwrap()));
    }
    let covered = |of: &[(f64, (f64, f64))]| {
        let truth = of.iter().map(|(value, _)| value).sum::<f64>() / of.len() as f64;
        of.iter().filter(|(_, (lo, hi))| (*lo..=*hi).contains(&truth)).count() as f64 / of.len() as f64
    };
    (covered(&aucs), covered(&differences))
}

#[test]
fn intervals_cover_what_they_claim() {
    for memory in [0.0, 0.8] {
        let (auc, difference) = coverage(200, memory);
        assert!((0.90..=0.99).contains(&auc), "AUC, memory {memory}: {auc}");
        assert!((0.90..=0.99).contains(&difference), "difference, memory {memory}: {difference}");
    }
}

#[test]
#[ignore = "a study of minutes: `make truth`"]
fn full_intervals_cover_what_they_claim() {
    for memory in [0.0, 0.8] {
        let (auc, difference) = coverage(1000, memory);
        println!(
            "shock with memory {memory}: mean strict AUC covered in {auc:.3}, paired difference in {difference:.3} of 1,000 years"
        );
        assert!((0.92..=0.98).contains(&auc), "AUC, memory {memory}: {auc}");
        assert!((0.92..=0.98).contains(&difference), "difference, memory {memory}: {difference}");
    }
}
