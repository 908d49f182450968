//! A table of offences as part of an address (what follows `#`): names and their classes, nothing
//! of the data.

use super::OffenceClass;
use crate::percent::{percent_decoded, percent_encoded};
use watchback_translate::mark;

/// The most names that an address may hold; the longest table of a city here has 57.
pub const MAX_FRAGMENT_NAMES: usize = 2_000;

/// What is wrong with the offences of an address, or with a table that is to be put into one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OffenceFragmentError {
    /// A part of the address is none of a table, or of a table no address can hold it.
    #[error(
        "the offences in the address have {found:?}, where {expected} was expected; ask for another link, or for the table as a file"
    )]
    Part {
        /// What stands there, its first 60 signs.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
    /// There are more names than an address may hold.
    #[error(
        "an address holds at most {MAX_FRAGMENT_NAMES} offences, and there are more; share the table as a file"
    )]
    TooMany,
}

/// The offences of the two classes as `violent=NAME&property=NAME&names=2`, percent-encoded, in the
/// order in which they stand. How many they are comes last, so that an address that was cut short
/// on its way is known by it. Blanks around a name do not count, and what has no name is left out.
///
/// # Errors
/// [`OffenceFragmentError`] where no address can hold them.
///
/// # Examples
/// ```
/// use watchback::study::{OffenceClass, offences_from_fragment, offences_to_fragment};
/// let classes = vec![
///     ("Theft & Larceny".to_owned(), OffenceClass::Property),
///     ("Homicide".to_owned(), OffenceClass::Violent),
/// ];
/// let text = offences_to_fragment(&classes)?;
/// assert_eq!(text, "property=Theft%20%26%20Larceny&violent=Homicide&names=2");
/// assert_eq!(offences_from_fragment(&text)?, classes);
/// let cut =
///     offences_from_fragment("property=Theft%20%26%20Larceny&violent=Homi").unwrap_err();
/// assert!(cut.to_string().contains("may be cut short"));
/// # Ok::<(), watchback::study::OffenceFragmentError>(())
/// ```
pub fn offences_to_fragment(classes: &[(String, OffenceClass)]) -> Result<String, OffenceFragmentError> {
    let mut fragment = String::new();
    let mut n_names = 0;
    for (at, (name, class)) in classes.iter().enumerate() {
        let name = name.trim();
        if name.is_empty() {
            continue;
        }
        if n_names == MAX_FRAGMENT_NAMES {
            return Err(OffenceFragmentError::TooMany);
        }
        admissible(classes.get(..at).unwrap_or_default(), name)?;
        for part in [class.variable().name(), "=", &percent_encoded(name), "&"] {
            fragment.push_str(part);
        }
        n_names += 1;
    }
    some(n_names)?;
    fragment.push_str("names=");
    fragment.push_str(&n_names.to_string());
    Ok(fragment)
}

/// The offences that [`offences_to_fragment`] wrote.
///
/// # Errors
/// [`OffenceFragmentError`] with the first part that will not do.
pub fn offences_from_fragment(fragment: &str) -> Result<Vec<(String, OffenceClass)>, OffenceFragmentError> {
    let (parts, last) = fragment.rsplit_once('&').unwrap_or(("", fragment));
    let mut classes = Vec::new();
    for part in parts.split('&').filter(|part| !part.is_empty()) {
        let (class, name) = part.split_once('=').unwrap_or_default();
        let class = match class {
            "violent" => Some(OffenceClass::Violent),
            "property" => Some(OffenceClass::Property),
            _ => None,
        };
        let (Some(class), Some(name)) = (class, percent_decoded(name)) else {
            return wrong(part, mark!("violent=NAME or property=NAME"));
        };
        if classes.len() == MAX_FRAGMENT_NAMES {
            return Err(OffenceFragmentError::TooMany);
        }
        let name = name.trim();
        admissible(&classes, name)?;
        classes.push((name.to_owned(), class));
    }
    if last.strip_prefix("names=").and_then(|names| names.parse().ok()) != Some(classes.len()) {
        return wrong(last, mark!("names= and their number (the address may be cut short)"));
    }
    some(classes.len())?;
    Ok(classes)
}

fn wrong<T>(found: &str, expected: &'static str) -> Result<T, OffenceFragmentError> {
    Err(OffenceFragmentError::Part { found: found.chars().take(60).collect(), expected })
}

/// There must be something to forecast.
fn some(n_names: usize) -> Result<(), OffenceFragmentError> {
    if n_names == 0 { wrong("", mark!("a violent or property offence")) } else { Ok(()) }
}

/// Whether one more name, without blanks around it, may follow these.
fn admissible(before: &[(String, OffenceClass)], name: &str) -> Result<(), OffenceFragmentError> {
    let same = |(earlier, _): &(String, OffenceClass)| earlier.trim().eq_ignore_ascii_case(name);
    if name.is_empty() || before.iter().any(same) {
        return wrong(name, mark!("a name that no other has"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{CITIES, offence_table};
    use super::*;

    #[test]
    fn each_citys_table_comes_back() {
        for city in &CITIES {
            let classes = offence_table(city.offences).unwrap();
            let text = offences_to_fragment(&classes).unwrap();
            assert_eq!(offences_from_fragment(&text).unwrap(), classes, "{}", city.name);
            assert!(text.len() < 8_000, "{}: {} bytes", city.name, text.len());
        }
    }

    #[test]
    fn each_broken_fragment_is_named() {
        for (text, says) in [
            ("", "names= and their number"),
            ("names=0", "a violent or property offence"),
            ("violent=A", "names= and their number"),
            ("violent=A&names=2", "names= and their number"),
            ("violent=A&property=B&names=", "names= and their number"),
            ("violent=A&names=1&violent=B", "where violent=NAME or property=NAME"),
            ("other=A&names=1", "where violent=NAME or property=NAME"),
            ("violent=%4&names=1", "where violent=NAME or property=NAME"),
            ("violent=%FF&names=1", "where violent=NAME or property=NAME"),
            ("violent&names=1", "where violent=NAME or property=NAME"),
            ("violent=%20&names=1", "a name that no other has"),
            ("violent=A&property=a%20&names=2", "have \"a\", where a name that no other has"),
        ] {
            let error = offences_from_fragment(text).unwrap_err().to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn what_no_table_is_as_long_as_is_refused() {
        let classes =
            |n: usize| (0..n).map(|at| (format!("A{at}"), OffenceClass::Violent)).collect::<Vec<_>>();
        let most = classes(MAX_FRAGMENT_NAMES);
        assert_eq!(offences_from_fragment(&offences_to_fragment(&most).unwrap()).unwrap(), most);
        for n in [MAX_FRAGMENT_NAMES + 1, 100_000] {
            assert_eq!(offences_to_fragment(&classes(n)), Err(OffenceFragmentError::TooMany));
        }
        let says = OffenceFragmentError::TooMany.to_string();
        assert!(says.starts_with("an address holds at most 2000 offences"), "{says}");
        let parts: Vec<String> = (0..100_000).map(|at| format!("violent=A{at}")).collect();
        let text = format!("{}&names=100000", parts.join("&"));
        assert_eq!(offences_from_fragment(&text), Err(OffenceFragmentError::TooMany));
        let long = offences_from_fragment(&format!("violence={}&names=1", "x".repeat(1_000_000)));
        assert!(long.unwrap_err().to_string().len() < 250);
    }

    #[test]
    fn blanks_around_names_do_not_count_and_what_has_no_name_is_left_out() {
        let of = |names: &[&str]| -> Vec<_> {
            names.iter().map(|name| ((*name).to_owned(), OffenceClass::Violent)).collect()
        };
        let text = offences_to_fragment(&of(&["", " A ", " ", "B"])).unwrap();
        assert_eq!(text, "violent=A&violent=B&names=2");
        // As they were written before, or by hand.
        assert_eq!(offences_from_fragment("violent=%20A%20&violent=B%09&names=2").unwrap(), of(&["A", "B"]));
        let nothing = offences_to_fragment(&of(&["", " "])).unwrap_err().to_string();
        assert!(nothing.contains("a violent or property offence"), "{nothing}");
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn any_table_comes_back(names in proptest::collection::vec((".{1,20}", proptest::bool::ANY), 1..20)) {
            let class = |violent| if violent { OffenceClass::Violent } else { OffenceClass::Property };
            let classes: Vec<_> = names.into_iter().map(|(name, violent)| (name, class(violent))).collect();
            if let Ok(text) = offences_to_fragment(&classes) {
                let named = classes.into_iter().map(|(name, class)| (name.trim().to_owned(), class));
                let named = named.filter(|(name, _)| !name.is_empty()).collect();
                proptest::prop_assert_eq!(offences_from_fragment(&text), Ok(named));
                // Cut anywhere, it is no table any more.
                for cut in 0..text.len() {
                    proptest::prop_assert!(offences_from_fragment(&text[..cut]).is_err());
                }
            }
        }

        #[test]
        fn no_fragment_is_too_strange(text in "(violent=|property=|names=|[a-z=&%0-9]){0,30}") {
            let _ = offences_from_fragment(&text);
        }
    }
}
