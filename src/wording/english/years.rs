//! In which test years the forecast was better than chance.

use crate::results::YearCounts;
use watchback_translate::tr;

/// In how many test years the forecast was better than chance.
///
/// # Examples
/// ```
/// use watchback::{results::YearCounts, wording::years::counts};
/// let found = YearCounts { beats_chance: 0, not_distinguishable: 3, not_evaluable: 1 };
/// let sentence = "In none of 3 test years was the forecast distinguishable from chance; \
///                 1 more is not evaluable.";
/// assert_eq!(counts(&found), sentence);
/// ```
pub fn counts(counts: &YearCounts) -> String {
    let YearCounts { beats_chance, not_distinguishable, not_evaluable } = *counts;
    let judged = beats_chance + not_distinguishable;
    let begin = match (judged, beats_chance) {
        (0, _) => return tr!("None of {not_evaluable} test years is evaluable."),
        (1, 0) => tr!("In the one test year the forecast was not distinguishable from chance").to_owned(),
        (1, _) => tr!("In the one test year the forecast was better than chance").to_owned(),
        (_, 0) => tr!("In none of {judged} test years was the forecast distinguishable from chance"),
        _ => tr!("In {beats_chance} of {judged} test years the forecast was better than chance"),
    };
    match not_evaluable {
        0 => format!("{begin}."),
        1 => tr!("{begin}; 1 more is not evaluable."),
        n => tr!("{begin}; {n} more are not evaluable."),
    }
}
