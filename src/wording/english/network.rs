//! Whether streams tell more of each other than chance gives, and whether the network helps the
//! forecast.

use crate::network::NetworkVerdict;
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
