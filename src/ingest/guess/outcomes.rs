//! Which column tells of an arrest, and by which values.

use super::columns::Facts;
use super::guesser::{Guesser, NEARLY_ALL};
use super::types::Question;
use super::words::{self, name_score};
use crate::ingest::arrest_words::{Meaning, meaning};
use crate::ingest::plan::ArrestColumn;

/// Values that an arrest is asked of, at most.
const MOST_OUTCOMES: usize = 20;
/// More arrests than were ever made for one crime.
const MOST_ARRESTS: f64 = 100.0;
/// Words of a name that may stand beside `arrest` where its column has flags or counts.
const OF_FLAGS: [&str; 22] = [
    "number",
    "num",
    "no",
    "of",
    "count",
    "cnt",
    "n",
    "total",
    "made",
    "flag",
    "ind",
    "indicator",
    "is",
    "was",
    "has",
    "any",
    "yn",
    "with",
    "cleared",
    "by",
    "in",
    "arrests",
];
/// Words of a name that tell a date or a number of an arrest.
const OF_DATES: [&str; 12] =
    ["date", "dt", "datetime", "time", "number", "num", "no", "nr", "id", "key", "report", "case"];

impl Guesser<'_> {
    /// What of the column means an arrest.
    pub(in crate::ingest) fn arrest(&mut self, at: usize) -> Option<ArrestColumn> {
        let facts = self.facts.get(at)?;
        let column = facts.name.clone();
        if let Some(values) = &self.options.arrest_values {
            return Some(ArrestColumn { column, values: values.clone() });
        }
        let any_number = || (1..=9).map(|digit| format!("{digit}*")).collect();
        match kind(facts) {
            Some(Kind::Flag) => return Some(ArrestColumn { column, values: Vec::new() }),
            Some(Kind::Count) => return Some(ArrestColumn { column, values: any_number() }),
            Some(Kind::Date) => return Some(ArrestColumn { column, values: vec!["*".to_owned()] }),
            Some(Kind::Words) | None => {}
        }
        let all = values_of(facts);
        let values = arrest_values(&all);
        let doubtful: Vec<String> =
            all.iter().filter(|value| meaning(value) == Meaning::Doubtful).cloned().collect();
        let asked = match (values.is_empty(), doubtful.is_empty()) {
            (true, _) => all,
            (false, false) => doubtful,
            (false, true) => Vec::new(),
        };
        if !asked.is_empty() {
            let values = asked.into_iter().take(MOST_OUTCOMES).collect();
            self.questions.push(Question::ArrestValues { column: column.clone(), values });
        }
        (!values.is_empty()).then_some(ArrestColumn { column, values })
    }
}

/// How a column may tell of an arrest.
enum Kind {
    /// True or false.
    Flag,
    /// How many were arrested.
    Count,
    /// When, or by which number.
    Date,
    /// In words or codes.
    Words,
}

/// How the column tells of an arrest, if it does.
fn kind(facts: &Facts<'_>) -> Option<Kind> {
    let is_arrest = |word: &String| word.starts_with("arrest");
    let named = facts.words.iter().any(is_arrest);
    let others = |known: &[&str]| {
        facts.words.iter().filter(|word| !is_arrest(word)).all(|word| known.contains(&word.as_str()))
    };
    let name = name_score(&facts.words, words::ARREST);
    if named && are_flags(facts) && (name >= 0.8 || others(&OF_FLAGS)) {
        return Some(Kind::Flag);
    }
    if facts.of_present(facts.numbers + facts.best_dates()) > 0.5 || facts.of_present(facts.clocks) > 0.5 {
        let counts = facts.of_present(facts.whole) > 0.95
            && facts.quantile(1.0).is_none_or(|most| most <= MOST_ARRESTS)
            && facts.coverage() > 0.5;
        if named && counts && others(&OF_FLAGS) {
            return Some(Kind::Count);
        }
        let dates = facts.words.iter().any(|word| OF_DATES.contains(&word.as_str())) && facts.present > 0;
        return (named && dates).then_some(Kind::Date);
    }
    // Numbers with letters in them, each another.
    let differ = facts.distinct.len() * 10 > facts.present * 9;
    let numbers = facts.distinct.iter().all(|value| value.iter().any(u8::is_ascii_digit));
    if named && differ && numbers && facts.words.iter().any(|word| OF_DATES.contains(&word.as_str())) {
        return Some(Kind::Date);
    }
    (1..=60).contains(&facts.distinct.len()).then_some(Kind::Words)
}

/// Whether nearly all values are flags; of numbers all, because 2 may come after 0 and 1.
fn are_flags(facts: &Facts<'_>) -> bool {
    let of_numbers = facts.numbers * 2 > facts.present;
    facts.of_present(facts.flags) > NEARLY_ALL && (!of_numbers || facts.flags == facts.present)
}

/// How well a column tells of an arrest.
pub(in crate::ingest) fn arrest_score(facts: &Facts<'_>) -> f64 {
    let name = name_score(&facts.words, words::ARREST);
    match kind(facts) {
        None => 0.0,
        Some(Kind::Flag) => name.max(0.8),
        Some(Kind::Count) => 0.7,
        // When it was is told beside whether it was.
        Some(Kind::Date) => 0.5,
        Some(Kind::Words) => {
            let all = values_of(facts);
            let tells = !arrest_values(&all).is_empty();
            match tells {
                true if name >= 0.5 => name,
                true if all.iter().any(|value| meaning(value) == Meaning::Arrest) => 0.5,
                false if are_flags(facts) && name >= 0.8 => name,
                false if !are_flags(facts) && name >= 0.6 => 0.5 * name,
                _ => 0.0,
            }
        }
    }
}

fn values_of(facts: &Facts<'_>) -> Vec<String> {
    facts.distinct.iter().map(|value| watchback_tables::text::text(value).into_owned()).collect()
}

/// Values that tell by themselves of an arrest, or by a code list that is known.
fn arrest_values(all: &[String]) -> Vec<String> {
    let in_words: Vec<String> =
        all.iter().filter(|value| meaning(value) == Meaning::Arrest).cloned().collect();
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
