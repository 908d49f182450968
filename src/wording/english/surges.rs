//! Whether arrests in one group of areas answer to surges of crime in another.

use super::numbers::decimals;
use crate::audit::{SurgeResponse, SurgeVerdict};
use watchback_translate::{mark, tr};

/// The question.
pub const QUESTION: &str = mark!("Under stress, do well-off areas draw resources from poor ones?");

/// A verdict in a word or two.
pub fn label(verdict: SurgeVerdict) -> &'static str {
    match verdict {
        SurgeVerdict::Supported => tr!("supported"),
        SurgeVerdict::Contradicted => tr!("contradicted"),
        SurgeVerdict::NotEstablished => tr!("not established"),
    }
}

/// The verdict as a sentence.
pub fn verdict(verdict: SurgeVerdict) -> &'static str {
    match verdict {
        SurgeVerdict::Supported => tr!("Supported by the surges of reported crime."),
        SurgeVerdict::Contradicted => tr!("Contradicted by the surges of reported crime."),
        SurgeVerdict::NotEstablished => tr!("Not established by the surges of reported crime."),
    }
}

/// What the verdict rests on, a sentence each.
pub fn evidence(found: &SurgeResponse) -> Vec<String> {
    let hypotheses = found.hypotheses.iter().enumerate();
    let hypotheses: Vec<String> =
        hypotheses.map(|(at, of)| tr!("H{} {}", at + 1, label(of.verdict))).collect();
    vec![
        tr!(
            "{} weeks in {} blocks; four one-sided tests, all of which must reject at 5 %: {}.",
            found.weeks,
            found.blocks,
            hypotheses.join(", ")
        ),
        tr!(
            "Arrests that answer before the surge comes (they cannot): p = {} and {}.",
            decimals(found.leads_poor_by_rich.p),
            decimals(found.leads_rich_by_poor.p)
        ),
    ]
}

/// What the tests would most likely have seen.
pub fn detectable(found: &SurgeResponse) -> String {
    let hypotheses = found.hypotheses.iter().enumerate();
    let least: Vec<String> =
        hypotheses.map(|(at, of)| tr!("{:.2} (H{})", of.minimum_detectable, at + 1)).collect();
    tr!("Margins of {} would most likely have been seen (80 % power).", least.join(", "))
}
