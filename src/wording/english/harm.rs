//! What acting on a forecast would mean in groups of areas.

use crate::score::{Estimate, FlagRule, HarmFigures};
use watchback_translate::{mark, tr};

/// Why a group has no figures.
pub const NOT_EVALUABLE: &str = mark!("not evaluable: fewer than 20 forecast tiles or 300 reported crimes");

/// What a figure is called, and where it stands.
type Figure = (&'static str, fn(&HarmFigures) -> Estimate);

/// A group's figures.
pub const FIGURES: [Figure; 3] = [
    (mark!("false alarms for each reported crime"), |of| of.false_alarms_per_crime),
    (mark!("hits for each reported crime"), |of| of.hits_per_crime),
    (mark!("flagged, of the forecast tiles and steps there"), |of| of.flagged_share),
];

/// Which tiles a rule flags.
pub fn rule(rule: FlagRule) -> &'static str {
    match rule {
        FlagRule::Paper => tr!("the paper's rule"),
        FlagRule::TopTwentieth => tr!("the tiles ranked highest, one in twenty"),
    }
}
