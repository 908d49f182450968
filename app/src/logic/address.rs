//! What the page's address says: saved results beside the page, a layout, a table of offences.

use super::question::Question;
use watchback::ingest::{Address, AddressError, ImportPlan};
use watchback::wording::Lengths;
use watchback_translate::{tr, translated};

/// Letters of a name of results at most.
const NAME_LETTERS: usize = 60;

/// What a step in an address begins with, and saved results.
const STEP: &str = "step=";
const RESULTS: &str = "results=";
const STUDY: &str = "study=";
/// What stands before the units of lengths.
const UNITS: &str = "units=";

/// An address's parts, without the mark: a layout and offences, whose names are their own; and a
/// step or saved results, with what is chosen beside them.
pub fn parts(fragment: &str) -> (&str, &str) {
    let fragment = fragment.trim_start_matches('#');
    if !(fragment.starts_with("layout&") || fragment.starts_with("offences&")) {
        return ("", fragment);
    }
    // No name holds a bare `&`.
    match fragment.rfind("&step=") {
        Some(at) => (&fragment[..at], &fragment[at + 1..]),
        None => (fragment, ""),
    }
}

/// What of an address may be followed by choices: a step, saved results, or nothing.
fn place(fragment: &str) -> Option<&str> {
    let (files, place) = parts(fragment);
    let is_bare = files.is_empty() && place.is_empty();
    (is_bare || place.starts_with(STEP) || place.starts_with(RESULTS)).then_some(place)
}

/// A choice of an address, by what it begins with.
fn choice<'a>(fragment: &'a str, name: &str) -> Option<&'a str> {
    place(fragment)?.split('&').find_map(|part| part.strip_prefix(name))
}

/// The name of saved results that lie beside the page, where its address asks for some.
///
/// A name is of small letters, digits and dashes. So it cannot lead out of their folder, nor to
/// another host.
pub fn named_results(fragment: &str) -> Option<&str> {
    let name = choice(fragment, RESULTS)?;
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (!name.is_empty() && name.len() <= NAME_LETTERS && name.bytes().all(is_plain)).then_some(name)
}

/// What an address says is asked.
pub fn question_in(fragment: &str) -> Option<Question> {
    choice(fragment, STUDY).map(Question::from_text)
}

/// How an address calls units of lengths.
const fn name_of(lengths: Lengths) -> &'static str {
    match lengths {
        Lengths::Metric => "metres",
        Lengths::Feet => "feet",
    }
}

/// The units of lengths that an address asks for.
pub fn units_in(fragment: &str) -> Option<Lengths> {
    let units = choice(fragment, UNITS)?;
    Lengths::ALL.into_iter().find(|of| units == name_of(*of))
}

/// What an address holds wherever it leads.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choices {
    /// A layout and offences, as an address has them; empty for none.
    pub files: String,
    /// The name of the saved results that are shown.
    pub results: Option<String>,
    /// What is asked.
    pub question: Question,
    /// The units of lengths, where they were chosen.
    pub units: Option<Lengths>,
}

/// An address with these choices, without the mark; none where it cannot hold them, or holds them
/// already.
pub fn with_choices(fragment: &str, choices: &Choices) -> Option<String> {
    let place = place(fragment)?;
    let first = place.split('&').next().unwrap_or_default();
    let named = choices.results.as_ref().map(|name| format!("{RESULTS}{name}"));
    let chosen: Vec<String> = [
        // Saved results may be all that an address says; then they stand first.
        named.filter(|_| !first.starts_with(RESULTS)),
        choices.question.to_text().map(|text| format!("{STUDY}{text}")),
        choices.units.map(|lengths| format!("{UNITS}{}", name_of(lengths))),
    ]
    .into_iter()
    .flatten()
    .collect();
    if first.is_empty() && chosen.is_empty() {
        return None;
    }
    let first = if first.is_empty() { "step=bring" } else { first };
    let files = match parts(fragment).0 {
        "" if first.starts_with(STEP) => choices.files.as_str(),
        files => files,
    };
    let parts = [files, first].into_iter().filter(|part| !part.is_empty());
    let whole = parts.chain(chosen.iter().map(String::as_str)).collect::<Vec<_>>().join("&");
    (whole != fragment.trim_start_matches('#')).then_some(whole)
}

/// Values that mean an arrest, of a layout, that are named.
const NAMED_VALUES: usize = 5;
/// Letters of such a value that are shown.
const VALUE_LETTERS: usize = 40;

/// What the reader is told of an address: what of it was used, or why it was not. Empty where it
/// says nothing.
pub fn address_notice(
    address: &Result<Address, AddressError>,
    plan: Option<&ImportPlan>,
    by_table: bool,
) -> String {
    let by_layout = match address {
        Ok(address) => address.plan.as_ref().filter(|of_address| Some(*of_address) == plan),
        Err(error) => return tr!("This page's address was not used: {}", translated(&error.to_string())),
    };
    let mut says = match (by_layout.is_some(), by_table) {
        (true, true) => tr!("Columns, and what offences count as, are as this page's address says"),
        (true, false) => tr!("Columns are those that this page's address names"),
        (false, true) => tr!("Offences count as this page's address says"),
        (false, false) => "",
    }
    .to_owned();
    let arrest = by_layout.and_then(|plan| plan.columns().arrest.clone());
    let values = arrest.map(|arrest| arrest.values).unwrap_or_default();
    for (at, value) in values.iter().take(NAMED_VALUES).enumerate() {
        says.push_str(if at == 0 { tr!("; an arrest is what says ") } else { ", " });
        says.extend(value.chars().take(VALUE_LETTERS));
    }
    if values.len() > NAMED_VALUES {
        says.push_str(&tr!(" or one of {} more", values.len() - NAMED_VALUES));
    }
    says
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logic::language::Fragment;
    use watchback::ingest::{ArrestColumn, Limits};

    /// A plan whose arrests are so many values of a column.
    fn plan(n_values: usize) -> ImportPlan {
        let mut columns = ImportPlan::chicago_portal().columns().clone();
        let values = (1..=n_values).map(|value| format!("V{value}")).collect();
        columns.arrest = Some(ArrestColumn { column: "Outcome".to_owned(), values });
        ImportPlan::new(columns, Limits::default()).unwrap()
    }

    fn notice(of_address: Option<&ImportPlan>, used: Option<&ImportPlan>, by_table: bool) -> String {
        let address = Ok(Address { plan: of_address.cloned(), classes: None });
        address_notice(&address, used, by_table)
    }

    #[test]
    fn names_of_results_lead_nowhere_else() {
        assert_eq!(named_results("#results=chicago-2017"), Some("chicago-2017"));
        for fragment in
            ["#results=", "#results=../secret", "#results=//evil.example/a", "#step=run", "#results=A"]
        {
            assert_eq!(named_results(fragment), None, "{fragment}");
        }
    }

    fn of(units: Option<Lengths>) -> Choices {
        Choices { units, ..Choices::default() }
    }

    #[test]
    fn units_stand_behind_a_step_and_come_back_from_there() {
        for (fragment, with) in [
            ("", "step=bring&units=feet"),
            ("#step=evidence/simple", "step=evidence/simple&units=feet"),
            ("#step=run&units=metres", "step=run&units=feet"),
        ] {
            assert_eq!(with_choices(fragment, &of(Some(Lengths::Feet))).as_deref(), Some(with));
            assert_eq!(units_in(with), Some(Lengths::Feet));
            assert_eq!(with_choices(with, &of(Some(Lengths::Feet))), None);
        }
        assert_eq!(named_results("#results=chicago-2017&units=feet"), Some("chicago-2017"));
        // A language may stand before or behind them.
        for text in ["#step=run&units=feet&lang=es", "#step=run&lang=es&units=feet"] {
            assert_eq!(units_in(&Fragment::new(text).rest), Some(Lengths::Feet));
        }
        // A layout may have a column of this name.
        let layout = "#layout&date=When&units=feet";
        assert_eq!((units_in(layout), with_choices(layout, &of(Some(Lengths::Metric)))), (None, None));
        assert_eq!(["", "#step=run", "#step=run&units=miles"].map(units_in), [None; 3]);
    }

    #[test]
    fn an_address_holds_all_that_was_chosen_wherever_it_leads() {
        let question = Question { seeds: 1, ..Question::default() };
        let choices = Choices {
            files: "layout&date=When&step=3".to_owned(),
            results: Some("chicago-2017".to_owned()),
            question,
            units: Some(Lengths::Feet),
        };
        let whole = with_choices("#step=evidence/simple", &choices).unwrap();
        assert_eq!(
            whole,
            "layout&date=When&step=3&step=evidence/simple&results=chicago-2017&study=seeds:1&units=feet"
        );
        assert_eq!(with_choices(&whole, &choices), None);
        assert_eq!(named_results(&whole), Some("chicago-2017"));
        assert_eq!((question_in(&whole), units_in(&whole)), (Some(question), Some(Lengths::Feet)));
        assert_eq!(parts(&whole).0, choices.files);
        // What is not chosen any more goes; what is no step of ours is left alone.
        assert_eq!(with_choices("step=run&study=seeds:1&results=a", &of(None)).as_deref(), Some("step=run"));
        for fragment in ["", "#main", "#layout&date=When", "#step=run"] {
            assert_eq!(with_choices(fragment, &of(None)), None, "{fragment}");
        }
        assert_eq!(with_choices("#main", &choices), None);
        let other = with_choices(
            "#results=other",
            &Choices { question: Question::default(), units: None, ..choices },
        );
        assert_eq!(other, None);
    }

    #[test]
    fn an_address_that_says_nothing_is_not_told() {
        assert_eq!(notice(None, Some(&plan(0)), false), "");
    }

    #[test]
    fn a_layout_that_was_not_used_is_not_told() {
        assert_eq!(notice(Some(&plan(0)), Some(&plan(1)), false), "");
    }

    #[test]
    fn layout_and_table_are_told() {
        let used = plan(0);
        assert!(notice(Some(&used), Some(&used), false).starts_with("Columns are those"));
        assert!(notice(Some(&used), Some(&used), true).starts_with("Columns, and what offences"));
        assert!(notice(None, None, true).starts_with("Offences count as"));
    }

    #[test]
    fn values_that_mean_an_arrest_are_named_up_to_five() {
        let two = plan(2);
        assert!(notice(Some(&two), Some(&two), false).ends_with("; an arrest is what says V1, V2"));
        let seven = plan(7);
        assert!(notice(Some(&seven), Some(&seven), false).ends_with("V5 or one of 2 more"));
    }

    #[test]
    fn a_broken_address_is_told_with_its_reason() {
        let told = address_notice(&Err(AddressError::NoOffences), None, false);
        assert!(told.starts_with("This page's address was not used: "), "{told}");
    }
}
