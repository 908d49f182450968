//! Why a setting is suggested, for readers who chose the unit of lengths.

use crate::streams::Reason;
use crate::wording::Lengths;
use watchback_translate::tr;

/// A reason in one line. A tile's side stands in the units that the reader chose.
///
/// # Examples
/// ```
/// use watchback::streams::Reason;
/// use watchback::wording::{Lengths, suggestion::reason};
/// let tile = Reason::Tile { metres: 300.0, kept: [12, 30] };
/// assert_eq!(reason(&tile, Lengths::Metric), tile.to_string());
/// assert!(reason(&tile, Lengths::Feet).starts_with("tiles of 984 ft: one stream for each tile"));
/// ```
pub fn reason(reason: &Reason, lengths: Lengths) -> String {
    match reason {
        Reason::Tile { metres, kept: [violent, property] } => tr!(
            "tiles of {}: one stream for each tile and class; {violent} violent and {property} property streams pass \
             the threshold",
            lengths.short(*metres)
        ),
        other => other.to_string(),
    }
}
