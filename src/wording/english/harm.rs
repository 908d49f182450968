//! What acting on a forecast would mean in groups of areas.

use crate::score::{Estimate, FlagRule, HarmFigures};

/// Why a group has no figures.
pub const NOT_EVALUABLE: &str = "not evaluable: fewer than 20 forecast tiles or 300 reported crimes";

/// What a figure is called, and where it stands.
type Figure = (&'static str, fn(&HarmFigures) -> Estimate);

/// A group's figures.
pub const FIGURES: [Figure; 3] = [
    ("false alarms for each reported crime", |of| of.false_alarms_per_crime),
    ("hits for each reported crime", |of| of.hits_per_crime),
    ("flagged, of the forecast tiles and steps there", |of| of.flagged_share),
];

/// Which tiles a rule flags.
pub const fn rule(rule: FlagRule) -> &'static str {
    match rule {
        FlagRule::Paper => "the paper's rule",
        FlagRule::TopTwentieth => "the tiles ranked highest, one in twenty",
    }
}
