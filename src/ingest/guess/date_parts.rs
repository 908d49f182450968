//! Dates whose year, month and day stand in columns of their own, and dates without days.

use super::columns::Facts;
use super::guesser::{Guesser, NEARLY_ALL};
use super::types::Question;
use super::words::{self, name_score};
use crate::ingest::plan::DateParts;

const YEAR: &[&str] = &["year", "yr", "yyyy", "ano", "anio", "annee", "an", "jahr", "jaar", "anno"];
const MONTH: &[&str] = &["month", "mon", "mm", "mth", "mes", "mois", "monat", "maand", "mese"];
const DAY: &[&str] = &["day", "dd", "dia", "jour", "tag", "dag", "giorno"];
const HOUR: &[&str] = &["hour", "hr", "hh", "hora", "heure", "stunde", "uur", "ora", "time", "hours"];
const MINUTE: &[&str] = &["minute", "min", "mi", "minutes", "minuto", "minuut"];
/// Words of a day that is none of a month.
const OF_WEEKS: &[&str] =
    &["week", "weekday", "semana", "semaine", "woche", "settimana", "of_week", "name", "year"];
/// Words beside that of the part that say nothing.
const SMALL: &[&str] = &["of", "the", "de", "del", "du", "des", "do", "da", "in"];

impl Guesser<'_> {
    /// The columns of a date in parts, in the order year, month, day, hour, minute.
    pub(super) fn date_in_parts(&self) -> Option<(Vec<usize>, DateParts)> {
        let years = self.parts(YEAR, (1_900.0, 2_100.0));
        // What happened comes before what was reported.
        let by_name =
            |at: &usize| self.facts.get(*at).map_or(0.0, |facts| name_score(&facts.words, words::DATE));
        let year =
            years.into_iter().reduce(|best, at| if by_name(&at) > by_name(&best) { at } else { best })?;
        let month = self.beside(year, MONTH, (1.0, 12.0))?;
        let day = self.beside(year, DAY, (1.0, 31.0))?;
        let hour = self.beside(year, HOUR, (0.0, 2_400.0));
        let minute = hour.and_then(|_| self.beside(year, MINUTE, (0.0, 59.0)));
        let columns: Vec<usize> =
            [Some(year), Some(month), Some(day), hour, minute].into_iter().flatten().collect();
        let parts = self.given_parts(&columns)?;
        Some((columns, parts))
    }

    /// The parts of which a person, or the names, say the columns.
    pub(super) fn given_parts(&self, columns: &[usize]) -> Option<DateParts> {
        let name =
            |at: usize| columns.get(at).and_then(|&at| self.facts.get(at)).map(|facts| facts.name.clone());
        Some(DateParts { month: name(1)?, day: name(2)?, hour: name(3), minute: name(4) })
    }

    /// Asks for days where the only dates are months.
    pub(super) fn ask_for_days(&mut self) {
        let months =
            |facts: &&Facts<'_>| facts.of_present(facts.months) >= NEARLY_ALL && facts.coverage() > 0.5;
        let columns: Vec<&Facts<'_>> = match self.facts.iter().find(months) {
            Some(facts) => vec![facts],
            None => {
                let year = self.parts(YEAR, (1_900.0, 2_100.0)).first().copied();
                let month = year.and_then(|year| self.beside(year, MONTH, (1.0, 12.0)));
                [year.filter(|_| month.is_some()), month]
                    .into_iter()
                    .flatten()
                    .filter_map(|at| self.facts.get(at))
                    .collect()
            }
        };
        let Some(last) = columns.last() else { return };
        let question = Question::NoDays {
            columns: columns.iter().map(|facts| facts.name.clone()).collect(),
            example: last.examples.first().cloned().unwrap_or_default(),
        };
        self.questions.push(question);
    }

    /// Columns whose names have a word and whose numbers lie in a range.
    fn parts(&self, word: &[&str], (least, most): (f64, f64)) -> Vec<usize> {
        let is_month = word == MONTH;
        let fits = |facts: &Facts<'_>| {
            let whole = facts.of_present(facts.whole) > 0.95;
            let within = facts.quantile(0.0).is_none_or(|first| first >= least)
                && facts.quantile(1.0).is_none_or(|last| last <= most);
            let clock = word == HOUR && facts.of_present(facts.clocks + facts.digit_times) > NEARLY_ALL;
            let named = is_month && facts.of_present(facts.month_names) > NEARLY_ALL;
            facts.present > 0 && ((whole && within) || named || clock)
        };
        let is =
            |facts: &Facts<'_>, words: &[&str]| facts.words.iter().any(|of| words.contains(&of.as_str()));
        let called = |facts: &Facts<'_>| {
            is(facts, word) && !(word == DAY && is(facts, OF_WEEKS)) && !(is_month && is(facts, DAY))
        };
        let found = self.facts.iter().enumerate().filter(|(_, facts)| called(facts) && fits(facts));
        found.map(|(at, _)| at).collect()
    }

    /// Of the columns of a part the one whose name is else that of the year, or the first.
    fn beside(&self, year: usize, word: &[&str], range: (f64, f64)) -> Option<usize> {
        let stem = |at: usize, word: &[&str]| -> Vec<&str> {
            let words = self.facts.get(at).map(|facts| facts.words.as_slice()).unwrap_or_default();
            let of = |of: &&str| !word.contains(of) && !SMALL.contains(of) && !MONTH.contains(of);
            words.iter().map(String::as_str).filter(of).collect()
        };
        let found = self.parts(word, range);
        let alike = found.iter().copied().find(|&at| stem(at, word) == stem(year, YEAR));
        alike.or(found.first().copied())
    }
}
