//! The verdict on a list of boxes, by the rules of docs/validity.md.

use serde::{Deserialize, Serialize};
use watchback_translate::mark;

/// With fewer boxes and slots nothing is said.
pub const LEAST_BOX_SLOTS: u64 = 100;
/// With fewer crimes of the predicted types nothing is said.
pub const LEAST_CRIMES: u64 = 30;
/// With fewer weeks nothing is said.
pub const LEAST_WEEKS: usize = 8;
/// With fewer shifts no p of 5 % can be had.
pub const LEAST_SHIFTS: usize = 19;
/// The level of every test.
pub const LEVEL: f64 = 0.05;

/// What a list of boxes knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PredictionVerdict {
    /// More than boxes of other weeks, and more than every running count.
    #[serde(rename = "knows when")]
    KnowsWhen,
    /// More than random boxes, but no more than the same boxes in other weeks.
    #[serde(rename = "knows where only")]
    KnowsWhereOnly,
    /// More than the same boxes in other weeks, but no more than a running count.
    #[serde(rename = "no better than a count")]
    NoBetterThanACount,
    /// No more than random boxes of its own list.
    #[serde(rename = "not distinguishable from random boxes")]
    LikeRandomBoxes,
    /// Too little to say.
    #[serde(rename = "not evaluable")]
    NotEvaluable,
}

impl PredictionVerdict {
    /// The verdict in the words of the rules.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::KnowsWhen => mark!("knows when"),
            Self::KnowsWhereOnly => mark!("knows where only"),
            Self::NoBetterThanACount => mark!("no better than a count"),
            Self::LikeRandomBoxes => mark!("not distinguishable from random boxes"),
            Self::NotEvaluable => mark!("not evaluable"),
        }
    }
}

/// What decides.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    pub(super) box_slots: u64,
    pub(super) crimes: u64,
    pub(super) weeks: usize,
    pub(super) shifts: usize,
    pub(super) p_random: Option<f64>,
    pub(super) p_shifted: Option<f64>,
    /// Against each count.
    pub(super) p_counts: Vec<Option<f64>>,
}

impl Evidence {
    pub(super) fn verdict(&self) -> PredictionVerdict {
        let is_too_little = self.box_slots < LEAST_BOX_SLOTS
            || self.crimes < LEAST_CRIMES
            || self.weeks < LEAST_WEEKS
            || self.shifts < LEAST_SHIFTS;
        let (Some(random), Some(shifted), false) = (self.p_random, self.p_shifted, is_too_little) else {
            return PredictionVerdict::NotEvaluable;
        };
        if random > LEVEL {
            PredictionVerdict::LikeRandomBoxes
        } else if shifted > LEVEL {
            PredictionVerdict::KnowsWhereOnly
        } else if self.p_counts.iter().any(|p| p.is_none_or(|p| p > LEVEL)) {
            PredictionVerdict::NoBetterThanACount
        } else {
            PredictionVerdict::KnowsWhen
        }
    }

    /// Why nothing can be said; empty where something can.
    pub(super) fn lacks(&self) -> Vec<String> {
        let mut lacks = Vec::new();
        let mut need = |found: u64, least: u64, what: &str| {
            if found < least {
                lacks.push(format!("{found} {what}, at least {least} are needed"));
            }
        };
        need(self.box_slots, LEAST_BOX_SLOTS, "boxes and slots");
        need(self.crimes, LEAST_CRIMES, "crimes of the predicted types");
        need(self.weeks as u64, LEAST_WEEKS as u64, "weeks");
        need(self.shifts as u64, LEAST_SHIFTS as u64, "moves by whole weeks");
        lacks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_that_is_true_decides() {
        let enough = Evidence {
            box_slots: 1_000,
            crimes: 500,
            weeks: 52,
            shifts: 45,
            p_random: Some(0.001),
            p_shifted: Some(0.02),
            p_counts: vec![Some(0.01); 4],
        };
        assert_eq!(enough.verdict(), PredictionVerdict::KnowsWhen);
        let one_count = Evidence { p_counts: vec![Some(0.01), Some(0.2)], ..enough.clone() };
        assert_eq!(one_count.verdict(), PredictionVerdict::NoBetterThanACount);
        let elsewhen = Evidence { p_shifted: Some(0.5), ..enough.clone() };
        assert_eq!(elsewhen.verdict(), PredictionVerdict::KnowsWhereOnly);
        let anywhere = Evidence { p_random: Some(0.06), ..enough.clone() };
        assert_eq!(anywhere.verdict(), PredictionVerdict::LikeRandomBoxes);
        let few = Evidence { shifts: 18, crimes: 29, ..enough };
        assert_eq!(few.verdict(), PredictionVerdict::NotEvaluable);
        assert_eq!(few.lacks().len(), 2);
        let word = serde_json::to_string(&PredictionVerdict::KnowsWhereOnly).unwrap();
        assert_eq!(word, "\"knows where only\"");
    }
}
