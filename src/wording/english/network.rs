//! Whether streams tell more of each other than chance gives, and whether the network helps the
//! forecast.

use super::numbers::count;
use crate::network::{CountAgainstRounds, Links, NetworkReport, NetworkVerdict};
use crate::score::PairedSkill;

/// The verdict in a few words.
pub fn label(verdict: &NetworkVerdict) -> String {
    match verdict {
        NetworkVerdict::Network { p } => format!("more than chance, p {p:.3}"),
        NetworkVerdict::NoNetwork { p } => format!("no more than chance, p {p:.3}"),
        NetworkVerdict::Unstable { network, of } => format!("unstable, {network} of {of} seeds"),
        NetworkVerdict::NotEvaluable { .. } => "not evaluable".to_owned(),
    }
}

/// What one seed says, in a few words.
pub const fn label_of_seed(verdict: &NetworkVerdict) -> &'static str {
    match verdict {
        NetworkVerdict::Network { .. } => "more than chance",
        NetworkVerdict::NoNetwork { .. } => "no more than chance",
        // One seed cannot disagree with itself.
        NetworkVerdict::NotEvaluable { .. } | NetworkVerdict::Unstable { .. } => "not evaluable",
    }
}

/// The counts that are compared with chance, each with what it is called. The verdict rests on the
/// second and the third.
pub const fn counts(network: &NetworkReport) -> [(&'static str, &CountAgainstRounds); 4] {
    [
        ("Two streams and a delay with gamma of at least 0.01, counted by contexts", &network.gamma_triples),
        ("The same after taking off what independence gives", &network.corrected_triples),
        ("Pairs of streams with p below 0.001", &network.significant_pairs),
        ("Streams that tell of their own future, p below 0.001", &network.significant_own),
    ]
}

/// Which pairs stand out although many were tested.
pub fn links(links: &Links) -> String {
    let (pairs, by_the_rule) = (count(links.pairs), links.benjamini_hochberg);
    let (Some(expected), Some(rate)) = (links.expected_by_chance, links.false_discovery_rate) else {
        return format!(
            "No link stands out: of {pairs} pairs of streams none scores so high that chance would explain at most one in twenty of those above it. By Benjamini and Hochberg's rule there are {by_the_rule}."
        );
    };
    let below = if links.below_resolution { "less than " } else { "" };
    format!(
        "{} of {pairs} pairs of streams stand out; {below}{expected:.2} would by chance: a false discovery rate of {below}{:.1} %. By Benjamini and Hochberg's rule there are {by_the_rule}.",
        count(links.links.len() as u64),
        100.0 * rate,
    )
}

/// The verdict as a sentence.
pub fn verdict(verdict: &NetworkVerdict) -> String {
    match verdict {
        NetworkVerdict::Network { p } => {
            format!("Streams tell more of each other than rotated streams do (p = {p:.3}).")
        }
        NetworkVerdict::NoNetwork { p } => {
            format!(
                "No network was found: streams are not shown to tell more of each other than rotated streams do (p = {p:.3})."
            )
        }
        NetworkVerdict::Unstable { network, of } => format!(
            "Unstable: with {network} of {of} seeds streams tell more of each other than rotated streams do, with the others they are not shown to."
        ),
        NetworkVerdict::NotEvaluable { rounds, needed } => {
            format!(
                "Not evaluable: only {rounds} rotations fit into the training period, and {needed} are needed."
            )
        }
    }
}

/// What other streams add to the forecast over each stream's own past.
pub fn added(over_own_past: &PairedSkill) -> &'static str {
    match over_own_past.interval {
        Some((lo, _)) if lo > 0.0 => "Other streams improve the forecast over each stream's own past.",
        Some((_, hi)) if hi < 0.0 => {
            "Other streams make the forecast worse than each stream's own past does: what was fitted on chance does not hold."
        }
        Some(_) => "Other streams are not shown to improve the forecast over each stream's own past.",
        None => "The test period is too short to say what other streams add.",
    }
}
