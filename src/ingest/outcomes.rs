//! A column that tells of an arrest: what its values mean, and how many rows have each.

use std::collections::BTreeMap;

use watchback_tables::text::text;

use super::arrest_words::{Meaning, meaning};
use super::plan::ArrestColumn;
use super::remark::{Remark, RemarkKind, add_remark};
use super::summary::{ArrestValue, add_arrests, quoted};
use super::value;

/// Different outcomes that are counted; no column of outcomes has so many.
const MOST_OUTCOMES: usize = 1_000;
/// Slots for outcomes that were seen last.
const N_RECENT: usize = 64;

/// One outcome.
struct Outcome {
    value: Vec<u8>,
    rows: u64,
    arrest: Option<bool>,
}

/// What the values of an arrest column mean.
pub(super) struct Outcomes {
    values: Vec<String>,
    /// Whether any value means an arrest, and a blank none.
    any: bool,
    known: Vec<Outcome>,
    places: BTreeMap<Vec<u8>, usize>,
    /// The place of the outcome that was last seen in each slot.
    recent: [usize; N_RECENT],
    /// Arrests that are not among the known: of a flag, of any value, or of too many.
    others: u64,
    /// The first value that meant one.
    spelling: String,
}

impl Outcomes {
    pub(super) fn new(arrest: Option<&ArrestColumn>) -> Self {
        let values = arrest.map(|arrest| arrest.values.clone()).unwrap_or_default();
        Self {
            any: values == ["*"],
            values,
            known: Vec::new(),
            places: BTreeMap::new(),
            recent: [0; N_RECENT],
            others: 0,
            spelling: String::new(),
        }
    }

    /// Whether the column is one of true and false.
    pub(super) fn is_flag(&self) -> bool {
        self.values.is_empty()
    }

    /// Counts an arrest that a value tells by itself.
    pub(super) fn count(&mut self, value: &[u8]) {
        if self.others == 0 {
            self.spelling = quoted(value);
        }
        self.others += 1;
    }

    /// Whether an outcome means an arrest; `None` where it is missing.
    pub(super) fn read(&mut self, outcome: &[u8]) -> Option<bool> {
        if self.any {
            let is_there = !value::missing(outcome);
            if is_there {
                self.count(b"*");
            }
            return Some(is_there);
        }
        let slot = slot(outcome);
        let recent = self.recent.get(slot).copied().unwrap_or_default();
        if let Some(known) = self.known.get_mut(recent).filter(|known| known.value == outcome) {
            known.rows += 1;
            return known.arrest;
        }
        self.read_any(outcome, slot)
    }

    fn read_any(&mut self, outcome: &[u8], slot: usize) -> Option<bool> {
        let at = match self.places.get(outcome) {
            Some(&at) => at,
            None => {
                let arrest = (!value::unknown(outcome)).then(|| self.means_arrest(outcome));
                if self.known.len() == MOST_OUTCOMES {
                    if arrest == Some(true) {
                        self.count(outcome);
                    }
                    return arrest;
                }
                self.known.push(Outcome { value: outcome.to_vec(), rows: 0, arrest });
                self.places.insert(outcome.to_vec(), self.known.len() - 1);
                self.known.len() - 1
            }
        };
        if let Some(recent) = self.recent.get_mut(slot) {
            *recent = at;
        }
        let known = self.known.get_mut(at)?;
        known.rows += 1;
        known.arrest
    }

    fn means_arrest(&self, outcome: &[u8]) -> bool {
        self.values.iter().any(|value| match value.strip_suffix('*') {
            Some(start) => {
                outcome.get(..start.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(start.as_bytes()))
            }
            None => outcome.eq_ignore_ascii_case(value.as_bytes()),
        })
    }

    /// What was taken as an arrest, and a remark on what may be one and was not.
    pub(super) fn tell(&self, values: &mut Vec<ArrestValue>, remarks: &mut Vec<Remark>) {
        for known in &self.known {
            let words = text(&known.value);
            if known.arrest == Some(true) {
                add_arrests(values, &words, known.rows);
            } else if known.arrest == Some(false) && meaning(&words) != Meaning::None {
                let example = || format!("{:?}", quoted(&known.value));
                add_remark(remarks, RemarkKind::ArrestNotTaken, known.rows, example);
            }
        }
        if self.others > 0 {
            add_arrests(values, &self.spelling, self.others);
        }
    }
}

/// The slot of a value: by its length and two of its bytes, in which most differ.
fn slot(value: &[u8]) -> usize {
    let at = |index: usize| value.get(index).copied().map_or(0, usize::from);
    let length = value.len();
    (length * 5 + at(0) * 7 + at(length / 2) * 31) % N_RECENT
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(values: &[&str]) -> Outcomes {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        Outcomes::new(Some(&ArrestColumn { column: "a".to_owned(), values }))
    }

    #[test]
    fn rows_are_counted_by_what_they_say() {
        let mut outcomes = outcomes(&["Adult Arrest", "CITE*"]);
        let rows = ["adult arrest", "Open", "Cited", "Juvenile Arrest", "", "UNK", "NONE", "Cited", "Open"];
        let read: Vec<Option<bool>> = rows.iter().map(|row| outcomes.read(row.as_bytes())).collect();
        let [yes, no, unknown] = [Some(true), Some(false), None];
        assert_eq!(read, [yes, no, yes, no, unknown, unknown, no, yes, no]);
        let (mut values, mut remarks) = (Vec::new(), Vec::new());
        outcomes.tell(&mut values, &mut remarks);
        let told: Vec<(&str, u64)> = values.iter().map(|value| (value.value.as_str(), value.rows)).collect();
        assert_eq!(told, [("Cited", 2), ("adult arrest", 1)]);
        assert_eq!((remarks.len(), remarks[0].rows, remarks[0].kind), (1, 1, RemarkKind::ArrestNotTaken));
        assert_eq!(remarks[0].example, "\"Juvenile Arrest\"");
    }

    #[test]
    fn a_date_of_arrest_means_one_and_a_blank_means_none() {
        let mut outcomes = outcomes(&["*"]);
        assert_eq!(outcomes.read(b"2021-01-04"), Some(true));
        assert_eq!((outcomes.read(b""), outcomes.read(b"NULL")), (Some(false), Some(false)));
        let mut values = Vec::new();
        outcomes.tell(&mut values, &mut Vec::new());
        assert_eq!((values.len(), values[0].rows), (1, 1));
    }

    #[test]
    fn more_outcomes_than_are_counted_are_still_understood() {
        let mut outcomes = outcomes(&["yes*"]);
        for number in 0..2_000 {
            assert_eq!(outcomes.read(format!("yes {number}").as_bytes()), Some(true));
        }
        let mut values = Vec::new();
        outcomes.tell(&mut values, &mut Vec::new());
        assert_eq!(values.iter().map(|value| value.rows).sum::<u64>(), 2_000);
    }
}
