//! Which column is what: each role's candidates are scored by what their values are and what their
//! names say.

use super::columns::Facts;
use super::guesser::{Guesser, NEARLY_ALL};
use super::outcomes::arrest_score;
use super::places::PlaceGuess;
use super::types::{Question, Role, RoleGuess};
use super::words::{self, Speaks, name_score};
use crate::ingest::dates::{self, DateFormat};
use crate::ingest::plan::{Columns, ImportPlan, Limits};

impl Guesser<'_> {
    /// All roles, what is to be asked, and the plan if nothing that it needs is missing.
    pub(in crate::ingest) fn guess(mut self) -> (Vec<RoleGuess>, Vec<Question>, Option<ImportPlan>) {
        let place = self.place();
        let date = self.one(Role::Date, &|facts| date_score(facts));
        let in_united_states = place.as_ref().is_some_and(PlaceGuess::in_united_states);
        let format = date.map(|at| self.date_format(at, in_united_states));
        let date_words = date.and_then(|at| self.facts.get(at));
        let timed = date_words.is_some_and(|facts| facts.timed * 20 > facts.present);
        let time = if timed && self.given(Role::Time).is_none() {
            self.none(Role::Time, "the dates have times");
            None
        } else {
            let date_words: Vec<String> = date_words.map(|facts| facts.words.clone()).unwrap_or_default();
            self.one(Role::Time, &|facts| time_score(facts, &date_words))
        };
        let offence = self.one(Role::Offence, &offence_score);
        let arrest = self.one(Role::Arrest, &arrest_score).map(|at| self.arrest(at));
        let domestic = self.one(Role::Domestic, &|facts| {
            let flags = facts.of_present(facts.flags);
            let name = name_score(&facts.words, words::DOMESTIC);
            if flags < NEARLY_ALL || name < 0.6 { 0.0 } else { name }
        });
        let id = self.one(Role::Id, &|facts| {
            let whole = facts.all_differ() && facts.whole == facts.rows;
            let name = name_score(&facts.words, words::ID);
            if whole && name >= 0.5 { name } else { 0.0 }
        });
        let name = |at: usize| self.facts.get(at).map(|facts| facts.name.clone());
        let columns = || {
            let columns = Columns {
                id: id.and_then(name),
                date: name(date?)?,
                date_format: format??,
                time: time.and_then(name),
                place: place?.columns?,
                offence: name(offence?)?,
                arrest: arrest.flatten(),
                domestic: domestic.and_then(name),
                mark: None,
            };
            ImportPlan::new(columns, Limits::default()).ok()
        };
        let plan = columns();
        self.roles.sort_by_key(|guess| guess.role);
        (self.roles, self.questions, plan)
    }

    /// The free column with the best score, if any has one.
    fn one(&mut self, role: Role, score: &dyn Fn(&Facts<'_>) -> f64) -> Option<usize> {
        if let Some(given) = self.given(role) {
            match given.first() {
                Some(&at) => self.tell(role, &[at], 1.0, "given".to_owned()),
                None => self.none(role, "given that there is none"),
            }
            return given.first().copied();
        }
        let ranked = self.ranked(&|_, facts| score(facts));
        let Some(&(at, best)) = ranked.first() else {
            self.none(role, "no column's values and name fit");
            return None;
        };
        let second = ranked.get(1).map_or(0.0, |scored| scored.1);
        let facts = self.facts.get(at)?;
        let mut why = format!("{:.0} % of its values fit", 100.0 * fit_of(role, facts));
        if name_score(&facts.words, speaks(role)) > 0.45 {
            why.push_str(", and so does its name");
        }
        if role == Role::Date && facts.of_present(facts.universal) > 0.5 {
            why.push_str("; it is in universal time, so days begin some hours off");
        }
        if let Some((other, _)) = ranked.get(1).filter(|scored| scored.1 > 0.8 * best)
            && let Some(other) = self.facts.get(*other)
        {
            why.push_str(&format!("; {:?} might fit too", other.name));
        }
        // Where another is as good, this may as well be wrong.
        let near = (second / best) * (second / best);
        let confidence = best * (1.0 - 0.5 * near * near * near * near);
        self.tell(role, &[at], confidence, why);
        Some(at)
    }

    /// How the column writes dates; asked where nothing tells.
    fn date_format(&mut self, at: usize, in_united_states: bool) -> Option<DateFormat> {
        if let Some(format) = self.options.date_format {
            return Some(format);
        }
        let facts = self.facts.get(at)?;
        if facts.counts_from_1970() {
            return Some(DateFormat::Epoch);
        }
        let [year, month, day] = facts.dates;
        if year >= month && year >= day {
            return Some(DateFormat::YearFirst);
        }
        // One slip of the pen in a thousand does not make the day come first.
        if month.abs_diff(day) * 100 > month.max(day) {
            return Some(if month > day { DateFormat::MonthFirst } else { DateFormat::DayFirst });
        }
        let spread = [DateFormat::MonthFirst, DateFormat::DayFirst].map(|format| spread(facts, format));
        if let [Some((month_days, month_span)), Some((day_days, day_span))] = spread {
            // Rows of one week, read the wrong way, are one day in each of many months.
            let denser = |days: i32, span: i32, other: i32| days >= 3 && span * 5 < other;
            if denser(month_days, month_span, day_span) {
                return Some(DateFormat::MonthFirst);
            }
            if denser(day_days, day_span, month_span) {
                return Some(DateFormat::DayFirst);
            }
        }
        if in_united_states {
            return Some(DateFormat::MonthFirst);
        }
        let question = Question::DateOrder { column: facts.name.clone(), examples: facts.examples.clone() };
        self.questions.push(question);
        None
    }
}

fn speaks(role: Role) -> &'static Speaks {
    match role {
        Role::Id => words::ID,
        Role::Date => words::DATE,
        Role::Time => words::TIME,
        Role::Place => words::PLACE,
        Role::Offence => words::OFFENCE,
        Role::Arrest => words::ARREST,
        Role::Domestic => words::DOMESTIC,
    }
}

/// The share of values that are what the role needs.
fn fit_of(role: Role, facts: &Facts<'_>) -> f64 {
    facts.of_present(match role {
        Role::Id => facts.whole,
        Role::Date => facts.best_dates(),
        Role::Time => facts.clocks + facts.digit_times,
        Role::Place => facts.numbers,
        Role::Offence => facts.offences,
        Role::Arrest => facts.present,
        Role::Domestic => facts.flags,
    })
}

fn date_score(facts: &Facts<'_>) -> f64 {
    let fit = facts.of_present(facts.best_dates());
    if fit < NEARLY_ALL || facts.coverage() < 0.5 {
        return 0.0;
    }
    // A time within helps; universal time is not the local one, and its day may be another.
    let timed = if facts.of_present(facts.timed) > 0.05 { 0.05 } else { 0.0 };
    let universal = if facts.of_present(facts.universal) <= 0.5 {
        0.0
    } else if facts.counts_from_1970() {
        // Portals that write so have no other date.
        0.2
    } else {
        0.3
    };
    let name = name_score(&facts.words, words::DATE);
    // A column that many rows lack loses them, whatever else it says.
    (fit * (0.4 + 0.55 * name) + timed - universal).clamp(0.01, 1.0) * facts.coverage() * facts.coverage()
}

fn time_score(facts: &Facts<'_>, date_words: &[String]) -> f64 {
    let name = name_score(&facts.words, words::TIME);
    let clocks = facts.of_present(facts.clocks);
    let digits = facts.of_present(facts.digit_times);
    let shared = facts.words.iter().filter(|word| date_words.contains(word)).count();
    let beside = if shared > 0 { 0.15 } else { 0.0 };
    if facts.coverage() < 0.5 {
        0.0
    } else if clocks > NEARLY_ALL {
        (0.4 + 0.45 * name + beside).min(1.0)
    } else if digits > 0.95 && facts.quantile(0.95).is_some_and(|number| number >= 100.0) && name >= 0.6 {
        (0.85 * name + beside).min(1.0)
    } else {
        0.0
    }
}

fn offence_score(facts: &Facts<'_>) -> f64 {
    let known = facts.of_present(facts.offences);
    let name = name_score(&facts.words, words::OFFENCE);
    let text = 1.0 - facts.of_present(facts.numbers + facts.best_dates());
    // A file of one offence alone must call it by a name that is known.
    let unknown = known < 0.1 && (name < 0.6 || text < 0.5 || facts.distinct.len() < 2);
    if facts.coverage() < 0.5 || unknown {
        return 0.0;
    }
    // A few dozen kinds are a classification; many hundreds are descriptions.
    let kinds = facts.distinct.len() as f64;
    let few = if kinds <= 60.0 { 1.0 } else { (60.0 / kinds).sqrt().max(0.3) };
    let two = if kinds < 4.0 { 0.15 } else { 0.0 };
    (0.5 * known + 0.35 * name + 0.15 * few - two).clamp(0.01, 1.0) * facts.coverage().sqrt()
}

/// Different days and the days that they span, one way of reading them.
fn spread(facts: &Facts<'_>, format: DateFormat) -> Option<(i32, i32)> {
    let days = facts.distinct.iter().filter_map(|text| Some(dates::written(text, format)?.days));
    let days: std::collections::BTreeSet<i32> = days.collect();
    Some((days.len() as i32, days.last()? - days.first()? + 1))
}
