//! Does the verdict on others' predictions claim skill where there is some, and only there? Vendors
//! whose knowledge is known; the counts of docs/validity.md.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use watchback::predictions::PredictionVerdict;
use watchback::simulate::{VendorCity, VendorKind, VendorSettings};

/// Of some vendors, how many got a verdict.
fn count(kind: VendorKind, vendors: u64, verdict: PredictionVerdict) -> usize {
    let of = |seed| {
        VendorCity::new(&VendorSettings { kind, seed, ..VendorSettings::default() }).measure(seed).verdict
    };
    (0..vendors).filter(|seed| of(*seed) == verdict).count()
}

#[test]
fn each_kind_of_vendor_is_told() {
    let of = |kind| VendorCity::new(&VendorSettings { kind, ..VendorSettings::default() }).measure(1).verdict;
    assert_eq!(of(VendorKind::StaticRate), PredictionVerdict::KnowsWhereOnly);
    assert_eq!(of(VendorKind::ReadsTheDay(0.3)), PredictionVerdict::KnowsWhen);
    assert_eq!(of(VendorKind::Random), PredictionVerdict::LikeRandomBoxes);
    assert_ne!(of(VendorKind::Counts), PredictionVerdict::KnowsWhen);
}

#[test]
#[ignore = "a minute; make truth"]
fn of_200_vendors_that_do_not_know_when_at_most_16_are_said_to() {
    let found = count(VendorKind::StaticRate, 200, PredictionVerdict::KnowsWhen);
    println!("static rate: {found} of 200 are said to know when");
    assert!(found <= 16, "{found}");
}

#[test]
#[ignore = "a minute; make truth"]
fn of_200_vendors_that_read_the_day_at_least_173_are_said_to_know_when() {
    let found = count(VendorKind::ReadsTheDay(0.3), 200, PredictionVerdict::KnowsWhen);
    println!("reads the day with probability .3: {found} of 200 are said to know when");
    assert!(found >= 173, "{found}");
}
