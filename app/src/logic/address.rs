//! What the page's address says: saved results beside the page, a layout, a table of offences.

use watchback::ingest::{Address, AddressError, ImportPlan};
use watchback_translate::{tr, translated};

/// Letters of a name of results at most.
const NAME_LETTERS: usize = 60;

/// The name of saved results that lie beside the page, where its address asks for some.
///
/// A name is of small letters, digits and dashes. So it cannot lead out of their folder, nor to
/// another host.
pub fn named_results(fragment: &str) -> Option<&str> {
    let name = fragment.trim_start_matches('#').strip_prefix("results=")?;
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (!name.is_empty() && name.len() <= NAME_LETTERS && name.bytes().all(is_plain)).then_some(name)
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
