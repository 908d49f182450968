//! Does the verdict on others' predictions claim skill where there is some, and only there? Vendors
//! whose knowledge is known; the counts of docs/validity.md.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use watchback::predictions::{Measure, PredictionVerdict};
use watchback::simulate::{VendorCity, VendorKind, VendorSettings};

/// The measures of 200 vendors of a kind.
fn vendors(kind: VendorKind) -> Vec<Measure> {
    let of =
        |seed| VendorCity::new(&VendorSettings { kind, seed, ..VendorSettings::default() }).measure(seed);
    (0..200).map(of).collect()
}

fn count(measures: &[Measure], verdict: PredictionVerdict) -> usize {
    measures.iter().filter(|of| of.verdict == verdict).count()
}

#[test]
fn of_200_vendors_that_do_not_know_when_at_most_16_are_said_to() {
    let measures = vendors(VendorKind::StaticRate);
    let found = count(&measures, PredictionVerdict::KnowsWhen);
    // The test behind it: where, but not when.
    let alarms = measures.iter().filter(|of| of.references["shifted"].p.unwrap() <= 0.05).count();
    println!("static rate: {found} of 200 are said to know when; shifted rejects for {alarms}");
    assert!(found <= 16 && alarms <= 16, "{found} {alarms}");
}

#[test]
fn of_200_vendors_that_read_the_day_at_least_173_are_said_to_know_when() {
    let found = count(&vendors(VendorKind::ReadsTheDay(0.3)), PredictionVerdict::KnowsWhen);
    println!("reads the day with probability .3: {found} of 200 are said to know when");
    assert!(found >= 173, "{found}");
}

#[test]
fn of_200_vendors_that_count_or_guess_none_is_said_to_know_when() {
    let (counts, guesses) = (vendors(VendorKind::Counts), vendors(VendorKind::Random));
    let of = |measures: &[Measure]| count(measures, PredictionVerdict::KnowsWhen);
    println!("counts: {}, guesses: {} of 200 are said to know when", of(&counts), of(&guesses));
    assert!(of(&counts) <= 16 && of(&guesses) <= 16);
    let like_random = count(&guesses, PredictionVerdict::LikeRandomBoxes);
    println!("guesses: {like_random} of 200 are said to be like random boxes");
    assert!(like_random >= 184, "{like_random}");
}
