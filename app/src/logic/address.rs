//! What the page's address says: saved results beside the page, a layout, a table of offences.

use watchback::ingest::{Address, AddressError, ImportPlan};
use watchback::wording::Lengths;
use watchback_translate::{tr, translated};

/// Letters of a name of results at most.
const NAME_LETTERS: usize = 60;

/// The name of saved results that lie beside the page, where its address asks for some.
///
/// A name is of small letters, digits and dashes. So it cannot lead out of their folder, nor to
/// another host.
pub fn named_results(fragment: &str) -> Option<&str> {
    let name = fragment.trim_start_matches('#').strip_prefix("results=")?;
    // What follows is no part of the name.
    let name = name.split('&').next()?;
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (!name.is_empty() && name.len() <= NAME_LETTERS && name.bytes().all(is_plain)).then_some(name)
}

/// What stands before the units of lengths.
const UNITS: &str = "&units=";

/// How an address calls units of lengths.
const fn name_of(lengths: Lengths) -> &'static str {
    match lengths {
        Lengths::Metric => "metres",
        Lengths::Feet => "feet",
    }
}

/// What of a fragment may hold units, apart from them: an address of a step, of named results, or
/// of nothing. A layout's names are its own.
fn without_units(fragment: &str) -> Option<(&str, Option<&str>)> {
    let fragment = fragment.trim_start_matches('#');
    let may = fragment.is_empty() || fragment.starts_with("step=") || fragment.starts_with("results=");
    may.then(|| match fragment.split_once(UNITS) {
        Some((before, units)) => (before, Some(units)),
        None => (fragment, None),
    })
}

/// The units of lengths that an address asks for.
pub fn units_in(fragment: &str) -> Option<Lengths> {
    let (_, units) = without_units(fragment)?;
    Lengths::ALL.into_iter().find(|of| units == Some(name_of(*of)))
}

/// An address with units of lengths, without the mark; none where it cannot hold them, or holds
/// them already.
pub fn with_units(fragment: &str, lengths: Lengths) -> Option<String> {
    let (before, units) = without_units(fragment)?;
    let name = name_of(lengths);
    let before = if before.is_empty() { "step=bring" } else { before };
    (units != Some(name)).then(|| format!("{before}{UNITS}{name}"))
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

    #[test]
    fn units_stand_behind_a_step_and_come_back_from_there() {
        for (fragment, with) in [
            ("", "step=bring&units=feet"),
            ("#step=evidence/simple", "step=evidence/simple&units=feet"),
            ("#step=run&units=metres", "step=run&units=feet"),
            ("#results=chicago-2017", "results=chicago-2017&units=feet"),
        ] {
            assert_eq!(with_units(fragment, Lengths::Feet).as_deref(), Some(with));
            assert_eq!(units_in(with), Some(Lengths::Feet));
            assert_eq!(with_units(with, Lengths::Feet), None);
        }
        assert_eq!(named_results("#results=chicago-2017&units=feet"), Some("chicago-2017"));
        // A language may stand before or behind them.
        for text in ["#step=run&units=feet&lang=es", "#step=run&lang=es&units=feet"] {
            assert_eq!(units_in(&Fragment::new(text).rest), Some(Lengths::Feet));
        }
        // A layout may have a column of this name.
        let layout = "#layout&date=When&units=feet";
        assert_eq!((units_in(layout), with_units(layout, Lengths::Metric)), (None, None));
        assert_eq!(["", "#step=run", "#step=run&units=miles"].map(units_in), [None; 3]);
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
