//! Which column tells of an arrest, and by which values.

use super::columns::Facts;
use super::guesser::{Guesser, NEARLY_ALL};
use super::types::Question;
use super::words::{self, name_score};
use crate::ingest::plan::ArrestColumn;
use crate::study::suggested_class;

/// Values that an arrest is asked of, at most.
const MOST_OUTCOMES: usize = 20;

impl Guesser<'_> {
    /// What of the column means an arrest.
    pub(in crate::ingest) fn arrest(&mut self, at: usize) -> Option<ArrestColumn> {
        let facts = self.facts.get(at)?;
        let column = facts.name.clone();
        if let Some(values) = &self.options.arrest_values {
            return Some(ArrestColumn { column, values: values.clone() });
        }
        if facts.of_present(facts.flags) > NEARLY_ALL && name_score(&facts.words, &[("arrest*", 0.3)]) > 0.5 {
            return Some(ArrestColumn { column, values: Vec::new() });
        }
        let all: Vec<String> =
            facts.distinct.iter().map(|value| watchback_tables::text::text(value).into_owned()).collect();
        let values = arrest_values(&all);
        if values.is_empty() {
            self.questions.push(Question::ArrestValues {
                column,
                values: all.into_iter().take(MOST_OUTCOMES).collect(),
            });
            return None;
        }
        Some(ArrestColumn { column, values })
    }
}

/// How well a column tells of an arrest.
pub(in crate::ingest) fn arrest_score(facts: &Facts<'_>) -> f64 {
    let name = name_score(&facts.words, words::ARREST);
    let outcomes = facts.distinct.len();
    if facts.of_present(facts.numbers + facts.best_dates()) > 0.5 || !(1..=60).contains(&outcomes) {
        return 0.0;
    }
    let flags = facts.of_present(facts.flags) > NEARLY_ALL;
    let all: Vec<String> =
        facts.distinct.iter().map(|value| watchback_tables::text::text(value).into_owned()).collect();
    let tells = !arrest_values(&all).is_empty();
    match (flags, tells) {
        (true, _) if name >= 0.8 => name,
        (_, true) if name >= 0.5 => name,
        (_, true) if all.iter().any(|value| means_arrest(value)) => 0.5,
        (false, false) if name >= 0.6 => 0.5 * name,
        _ => 0.0,
    }
}

/// Values that tell by themselves of an arrest, or by a code list that is known.
fn arrest_values(all: &[String]) -> Vec<String> {
    let in_words: Vec<String> = all.iter().filter(|value| means_arrest(value)).cloned().collect();
    if !in_words.is_empty() {
        return in_words;
    }
    // Codes of Los Angeles' status, and of Austin's clearance.
    const CODES: [(&[&str], &[&str]); 2] =
        [(&["AA", "JA", "AO", "JO", "IC", "CC"], &["AA", "JA"]), (&["C", "N", "O"], &["C"])];
    for (known, mean) in CODES {
        let are_known = all.iter().all(|value| known.contains(&value.as_str()));
        if are_known && all.len() > 1 && all.iter().any(|value| mean.contains(&value.as_str())) {
            return mean.iter().map(|value| (*value).to_owned()).collect();
        }
    }
    Vec::new()
}

fn means_arrest(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    let denied = ["no arrest", "not arrest", "non-arrest", "without arrest", "other than arrest"];
    let juvenile = value.starts_with("juvenile booked") || value.starts_with("juvenile cited");
    (juvenile || ["arrest", "juv arr"].iter().any(|word| value.contains(word)))
        && !denied.iter().any(|word| value.contains(word))
        && suggested_class(&value).is_none()
}
