//! Whether streams tell more of each other than chance gives, and whether the network helps the
//! forecast.

use super::numbers::count;
use crate::network::{CountAgainstRounds, Links, NetworkReport, NetworkVerdict};
use crate::score::PairedSkill;
use watchback_translate::tr;

/// The verdict in a few words.
pub fn label(verdict: &NetworkVerdict) -> String {
    match verdict {
        NetworkVerdict::Network { p } => tr!("more than chance, p {p:.3}"),
        NetworkVerdict::NoNetwork { p } => tr!("no more than chance, p {p:.3}"),
        NetworkVerdict::Unstable { network, of } => tr!("unstable, {network} of {of} seeds"),
        NetworkVerdict::NotEvaluable { .. } => tr!("not evaluable").to_owned(),
    }
}

/// What one seed says, in a few words.
pub fn label_of_seed(verdict: &NetworkVerdict) -> &'static str {
    match verdict {
        NetworkVerdict::Network { .. } => tr!("more than chance"),
        NetworkVerdict::NoNetwork { .. } => tr!("no more than chance"),
        // One seed cannot disagree with itself.
        NetworkVerdict::NotEvaluable { .. } | NetworkVerdict::Unstable { .. } => tr!("not evaluable"),
    }
}

/// The counts that are compared with chance, each with what it is called. The verdict rests on the
/// second and the third.
pub fn counts(network: &NetworkReport) -> [(&'static str, &CountAgainstRounds); 4] {
    [
        (
            tr!("Two streams and a delay with gamma of at least 0.01, counted by contexts"),
            &network.gamma_triples,
        ),
        (tr!("The same after taking off what independence gives"), &network.corrected_triples),
        (tr!("Pairs of streams with p below 0.001"), &network.significant_pairs),
        (tr!("Streams that tell of their own future, p below 0.001"), &network.significant_own),
    ]
}

/// Which pairs stand out although many were tested.
pub fn links(links: &Links) -> String {
    let (pairs, by_the_rule) = (count(links.pairs), links.benjamini_hochberg);
    let (Some(expected), Some(rate)) = (links.expected_by_chance, links.false_discovery_rate) else {
        return tr!(
            "No link stands out: of {pairs} pairs of streams none scores so high that chance would explain at most one in twenty of those above it. By Benjamini and Hochberg's rule there are {by_the_rule}."
        );
    };
    let below = if links.below_resolution { tr!("less than ") } else { "" };
    tr!(
        "{} of {pairs} pairs of streams stand out; {below}{expected:.2} would by chance: a false discovery rate of {below}{:.1} %. By Benjamini and Hochberg's rule there are {by_the_rule}.",
        count(links.links.len() as u64),
        100.0 * rate,
    )
}

/// The verdict as a sentence.
pub fn verdict(verdict: &NetworkVerdict) -> String {
    match verdict {
        NetworkVerdict::Network { p } => {
            tr!("Streams tell more of each other than rotated streams do (p = {p:.3}).")
        }
        NetworkVerdict::NoNetwork { p } => {
            tr!(
                "No network was found: streams are not shown to tell more of each other than rotated streams do (p = {p:.3})."
            )
        }
        NetworkVerdict::Unstable { network, of } => tr!(
            "Unstable: with {network} of {of} seeds streams tell more of each other than rotated streams do, with the others they are not shown to."
        ),
        NetworkVerdict::NotEvaluable { rounds, needed } => {
            tr!(
                "Not evaluable: only {rounds} rotations fit into the training period, and {needed} are needed."
            )
        }
    }
}

/// What other streams add to the forecast over each stream's own past.
pub fn added(over_own_past: &PairedSkill) -> &'static str {
    match over_own_past.interval {
        Some((lo, _)) if lo > 0.0 => tr!("Other streams improve the forecast over each stream's own past."),
        Some((_, hi)) if hi < 0.0 => {
            tr!(
                "Other streams make the forecast worse than each stream's own past does: what was fitted on chance does not hold."
            )
        }
        Some(_) => tr!("Other streams are not shown to improve the forecast over each stream's own past."),
        None => tr!("The test period is too short to say what other streams add."),
    }
}
