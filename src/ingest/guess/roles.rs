//! Which column is what: each role's candidates are scored by what their values are and what their
//! names say.

use super::columns::{FORMATS, Facts};
use super::guesser::{Guesser, NEARLY_ALL};
use super::outcomes::arrest_score;
use super::places::PlaceGuess;
use super::swapped::swapped;
use super::types::{CONFIDENT, Question, Role, RoleGuess};
use super::words::{self, Speaks, name_score};
use crate::ingest::dates::{self, DateFormat};
use crate::ingest::plan::{Columns, DateParts, ImportPlan, Limits};
use crate::ingest::value;
use watchback_translate::{kept, mark};

/// A date that is told with less, such as that of a report, stands behind one in parts.
const SURER_THAN_PARTS: f64 = 0.6;

impl Guesser<'_> {
    /// All roles, what is to be asked, and the plan if nothing that it needs is missing.
    pub(in crate::ingest) fn guess(mut self) -> (Vec<RoleGuess>, Vec<Question>, Option<ImportPlan>) {
        self.ask_for_header();
        let place = self.place();
        let (date, date_parts) = self.date();
        let in_united_states = place.as_ref().is_some_and(PlaceGuess::in_united_states);
        let format = match date_parts {
            Some(_) => Some(Some(DateFormat::YearFirst)),
            None => date.map(|at| self.date_format(at, in_united_states)),
        };
        let date_words = date.and_then(|at| self.facts.get(at));
        let timed = date_words.is_some_and(|facts| facts.timed * 20 > facts.present);
        let in_parts = date_parts.is_some();
        let time = if (timed || in_parts) && self.given(Role::Time).is_none() {
            self.none(
                Role::Time,
                if in_parts { mark!("the hour is part of the date") } else { mark!("the dates have times") },
            );
            None
        } else {
            let date_words: Vec<String> = date_words.map(|facts| facts.words.clone()).unwrap_or_default();
            self.one(Role::Time, &|facts| time_score(facts, &date_words))
        };
        let offence = self.offence();
        let arrest = self.one(Role::Arrest, &arrest_score).map(|at| self.arrest(at));
        let domestic = self.one(Role::Domestic, &|facts| {
            let flags = facts.of_present(facts.flags);
            let name = name_score(&facts.words, words::DOMESTIC);
            if flags < NEARLY_ALL || name < 0.6 { 0.0 } else { name }
        });
        let id = self.one(Role::Id, &|facts| {
            let name = name_score(&facts.words, words::ID);
            if facts.all_differ() && name >= 0.5 { name } else { 0.0 }
        });
        let one_offence = self.options.one_offence.clone();
        let name = |at: usize| self.facts.get(at).map(|facts| facts.name.clone());
        let columns = || {
            let columns = Columns {
                id: id.and_then(name),
                date: name(date?)?,
                date_parts,
                date_format: format??,
                time: time.and_then(name),
                place: place?.columns?,
                offence: if one_offence.is_some() { String::new() } else { name(offence?)? },
                one_offence,
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

    /// The column of the date, and those of its month and day where it stands in parts.
    fn date(&mut self) -> (Option<usize>, Option<DateParts>) {
        if let Some(given) = self.given(Role::Date).filter(|given| given.len() > 2) {
            let parts = self.given_parts(&given);
            self.tell(Role::Date, &given, 1.0, "given".to_owned());
            return (given.first().copied(), parts);
        }
        let best = self.ranked(&|_, facts| date_score(facts)).first().copied();
        let given = self.given(Role::Date).is_some();
        // The only dates may be in universal time, or those of arrests: they are told so.
        let may_do = best.and_then(|(at, _)| self.facts.get(at)).is_some_and(|facts| {
            let told = facts.of_present(facts.universal) > 0.5
                || facts.words.iter().any(|word| word.starts_with("arrest"));
            let name = name_score(&facts.words, words::DATE);
            told && name >= 0.1
                && facts.of_present(facts.best_dates()) >= NEARLY_ALL
                && facts.coverage() > 0.9
        });
        if !given && !may_do && best.is_none_or(|(_, score)| score < SURER_THAN_PARTS) {
            if let Some((columns, parts)) = self.date_in_parts() {
                let why = mark!("year, month and day stand in columns of their own").to_owned();
                self.tell(Role::Date, &columns, 0.9, why);
                return (columns.first().copied(), Some(parts));
            }
            if best.is_none_or(|(_, score)| score < CONFIDENT) {
                self.ask_for_days();
            }
        }
        let date = self.one(Role::Date, &|facts| date_score(facts));
        if let Some(told) = self.roles.last_mut().filter(|told| may_do && told.role == Role::Date) {
            told.confidence = told.confidence.max(CONFIDENT);
        }
        (date, None)
    }

    /// The column of the offence, unless all rows are said to be one.
    fn offence(&mut self) -> Option<usize> {
        if let Some(name) = self.options.one_offence.clone() {
            self.tell(Role::Offence, &[], 1.0, kept!("all rows are {name}, as given"));
            return None;
        }
        let found = self.one(Role::Offence, &offence_score);
        if let Some(told) = self.roles.last_mut().filter(|told| told.confidence < CONFIDENT) {
            told.why.push_str(mark!(
                "; where all rows are one offence, such as shootings, say so: --one-offence SHOOTING"
            ));
        }
        found
    }

    /// Asks whether the first line is a header, where it has dates or places as the rows have.
    fn ask_for_header(&mut self) {
        let date =
            |text: &str| FORMATS.iter().any(|format| dates::written(text.as_bytes(), *format).is_some());
        let decimal = |text: &str| text.contains(['.', ',']) && value::number(text.as_bytes(), 0.0).is_some();
        let (mut found, mut dates, mut decimals) = (Vec::new(), 0, 0);
        for facts in self.facts {
            let name = facts.name.as_str();
            let is_date = name.len() >= 6 && date(name) && facts.of_present(facts.best_dates()) > NEARLY_ALL;
            let is_decimal = decimal(name) && facts.of_present(facts.decimals) > NEARLY_ALL;
            dates += usize::from(is_date);
            decimals += usize::from(is_decimal && !is_date);
            if is_date || is_decimal {
                found.push(name.to_owned());
            }
        }
        if dates > 0 || decimals > 1 {
            self.questions.push(Question::NoHeader { found });
        }
    }

    /// The free column with the best score, if any has one.
    fn one(&mut self, role: Role, score: &dyn Fn(&Facts<'_>) -> f64) -> Option<usize> {
        if let Some(given) = self.given(role) {
            match given.first() {
                Some(&at) => self.tell(role, &[at], 1.0, "given".to_owned()),
                None => self.none(role, mark!("given that there is none")),
            }
            return given.first().copied();
        }
        let ranked = self.ranked(&|_, facts| score(facts));
        let Some(&(at, best)) = ranked.first() else {
            self.none(role, mark!("no column's values and name fit"));
            return None;
        };
        let second = ranked.get(1).map_or(0.0, |scored| scored.1);
        let facts = self.facts.get(at)?;
        let mut why = kept!("{:.0} % of its values fit", 100.0 * fit_of(role, facts));
        if name_score(&facts.words, speaks(role)) > 0.45 {
            why.push_str(mark!(", and so does its name"));
        }
        if role == Role::Date && facts.of_present(facts.universal) > 0.5 {
            why.push_str(mark!("; it is in universal time, so days begin some hours off"));
        }
        if let Some((other, _)) = ranked.get(1).filter(|scored| scored.1 > 0.8 * best)
            && let Some(other) = self.facts.get(*other)
        {
            why.push_str(&kept!("; {:?} might fit too", other.name));
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
        if facts.counts_from_1899() {
            return Some(DateFormat::Serial);
        }
        let spreads = FORMATS.map(|format| spread(facts, format));
        let [_, month, day] = facts.dates;
        let is_asked = match self.year_first(facts, spreads) {
            Some(true) => return Some(DateFormat::YearFirst),
            Some(false) => false,
            None => true,
        };
        // One slip of the pen in a thousand does not make the day come first.
        if !is_asked && month.abs_diff(day) * 100 > month.max(day) {
            let format = if month > day { DateFormat::MonthFirst } else { DateFormat::DayFirst };
            return self.in_one_order(at, format);
        }
        // Names of months leave no doubt.
        let alike = |text: &&[u8]| {
            dates::written(text, DateFormat::MonthFirst) == dates::written(text, DateFormat::DayFirst)
        };
        if !is_asked && facts.distinct.iter().all(alike) {
            return Some(if in_united_states { DateFormat::MonthFirst } else { DateFormat::DayFirst });
        }
        let spread = if is_asked { [None, None] } else { [spreads[1], spreads[2]] };
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
        if in_united_states && !is_asked {
            return Some(DateFormat::MonthFirst);
        }
        let question = Question::DateOrder { column: facts.name.clone(), examples: facts.examples.clone() };
        self.questions.push(question);
        None
    }

    /// Whether the year comes first. Where it has two digits, so may the day, and what is meant is
    /// that by which the dates lie close together; `None` where neither does.
    fn year_first(&self, facts: &Facts<'_>, spreads: [Option<(i32, i32)>; 3]) -> Option<bool> {
        let [year, month, day] = facts.dates;
        let best = year.max(month).max(day);
        let fits = |count: usize| count * 100 >= best * 99;
        if !fits(year) {
            return Some(false);
        }
        let [of_year, of_month, of_day] = spreads;
        let others = [(month, of_month), (day, of_day)];
        let mut others = others.into_iter().filter(|(count, _)| fits(*count)).map(|(_, spread)| spread);
        let (Some((_, span)), Some(other)) = (of_year, others.clone().flatten().map(|(_, span)| span).min())
        else {
            return Some(true);
        };
        // Years of four digits are read alike whatever the rest is.
        if others.all(|other| other == of_year) {
            return Some(true);
        }
        match (span, other) {
            _ if span * 2 < other => Some(true),
            _ if other * 2 < span => Some(false),
            _ => None,
        }
    }

    /// A format, unless a spreadsheet has read some of the dates the other way.
    fn in_one_order(&mut self, at: usize, format: DateFormat) -> Option<DateFormat> {
        let facts = self.facts.get(at)?;
        let Some(swapped) = swapped(facts, format) else { return Some(format) };
        self.questions.push(Question::TwoDateOrders {
            column: facts.name.clone(),
            month_first: swapped.month_first as u64,
            day_first: swapped.day_first as u64,
            examples: swapped.examples,
        });
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
        Role::Id => facts.present,
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
    let unsure = if facts.counts_from_1899() {
        // A spreadsheet's number beside the same date in words is the worse of the two.
        0.3
    } else if facts.of_present(facts.universal) <= 0.5 {
        0.0
    } else if facts.counts_from_1970() {
        // Portals that write so have no other date.
        0.2
    } else {
        0.3
    };
    let name = name_score(&facts.words, words::DATE);
    // A column that many rows lack loses them, whatever else it says.
    (fit * (0.4 + 0.55 * name) + timed - unsure).clamp(0.01, 1.0) * facts.coverage() * facts.coverage()
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
    } else if digits > 0.95
        && name >= 0.6
        && (facts.quantile(0.95).is_some_and(|number| number >= 100.0)
            || facts.of_present(facts.day_shares) > 0.9)
    {
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
    let days: Vec<i32> = days.collect::<std::collections::BTreeSet<i32>>().into_iter().collect();
    // A few mistyped years are far from all others.
    let aside = days.len() / 50;
    let (first, last) = (days.get(aside)?, days.get(days.len() - 1 - aside)?);
    Some((days.len() as i32, last - first + 1))
}
