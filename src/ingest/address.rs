//! What the page's address holds of how files are read (what follows `#`): a layout, what offences
//! count as, or both. Names alone.

use super::plan::{ImportPlan, PlanError};
use crate::study::{OffenceClass, OffenceFragmentError, offences_from_fragment, offences_to_fragment};

/// The most bytes of an address that are looked at.
pub const MAX_ADDRESS_BYTES: usize = 65_536;

const LAYOUT: &str = "layout&";
const OFFENCES: &str = "offences&";
/// What a layout begins with that offences follow: an address that is cut short between them is
/// known by it.
const FOLLOWED: &str = "with=offences&";

/// How files are to be read, as far as an address says it; the rest is told from the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Which column is what.
    pub plan: Option<ImportPlan>,
    /// What offences count as: the whole table, so that it means the same whatever the city.
    pub classes: Option<Vec<(String, OffenceClass)>>,
}

/// What is wrong with an address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddressError {
    /// It is too long.
    #[error(
        "the address would have {bytes} bytes, and {MAX_ADDRESS_BYTES} is the most; share the layout and the table of offences as files"
    )]
    TooLong {
        /// Its bytes.
        bytes: usize,
    },
    /// Its layout says that offences follow, and none do.
    #[error(
        "the address has a layout and no offences, although it should have both: it is cut short; ask for another link"
    )]
    NoOffences,
    /// Its layout is none.
    #[error(transparent)]
    Layout(#[from] PlanError),
    /// Its table of offences is none.
    #[error(transparent)]
    Offences(#[from] OffenceFragmentError),
}

impl Address {
    /// What follows `#`: `layout&` and the plan, `offences&` and the table, or both in this order,
    /// `with=offences&` before the plan. Limits of the plan are not in it.
    ///
    /// # Errors
    /// [`AddressError`] where no address can hold it.
    pub fn to_fragment(&self) -> Result<String, AddressError> {
        let mut fragment = String::new();
        if let Some(plan) = &self.plan {
            fragment.push_str(LAYOUT);
            if self.classes.is_some() {
                fragment.push_str(FOLLOWED);
            }
            fragment.push_str(&plan.to_fragment());
        }
        if let Some(classes) = &self.classes {
            if self.plan.is_some() {
                fragment.push('&');
            }
            fragment.push_str(OFFENCES);
            fragment.push_str(&offences_to_fragment(classes)?);
        }
        within(&fragment)?;
        Ok(fragment)
    }

    /// What [`Address::to_fragment`] wrote, without `#`. An address that begins otherwise, such as
    /// that of a heading, says nothing.
    ///
    /// # Errors
    /// [`AddressError`] for one that begins so and is none.
    ///
    /// # Examples
    /// ```
    /// use watchback::ingest::{Address, ImportPlan};
    /// use watchback::study::OffenceClass;
    /// let address = Address::from_fragment("offences&violent=ASSAULT&names=1")?;
    /// assert_eq!(address.classes, Some(vec![("ASSAULT".to_owned(), OffenceClass::Violent)]));
    /// let both = Address { plan: Some(ImportPlan::chicago_portal()), ..address };
    /// let fragment = both.to_fragment()?;
    /// assert!(
    ///     fragment.starts_with("layout&with=offences&parts=9&id=ID&")
    ///         && fragment.ends_with("&offences&violent=ASSAULT&names=1")
    /// );
    /// assert_eq!(Address::from_fragment(&fragment)?, both);
    /// assert_eq!(Address::from_fragment("files-title")?, Address::default());
    /// assert!(Address::from_fragment("layout&date=When&format=daily").is_err());
    /// # Ok::<(), watchback::ingest::AddressError>(())
    /// ```
    pub fn from_fragment(fragment: &str) -> Result<Self, AddressError> {
        let (mut layout, offences) = match (fragment.strip_prefix(LAYOUT), fragment.strip_prefix(OFFENCES)) {
            // No name holds a bare `&`, so the second part begins where its word does.
            (Some(layout), _) => match layout.split_once("&offences&") {
                Some((layout, offences)) => (Some(layout), Some(offences)),
                None => (Some(layout), None),
            },
            (None, offences) => (None, offences),
        };
        if layout.or(offences).is_some() {
            within(fragment)?;
        }
        if let Some(followed) = layout.and_then(|layout| layout.strip_prefix(FOLLOWED)) {
            if offences.is_none() {
                return Err(AddressError::NoOffences);
            }
            layout = Some(followed);
        }
        Ok(Self {
            plan: layout.map(ImportPlan::from_fragment).transpose()?,
            classes: offences.map(offences_from_fragment).transpose()?,
        })
    }
}

fn within(fragment: &str) -> Result<(), AddressError> {
    let bytes = fragment.len();
    if bytes > MAX_ADDRESS_BYTES { Err(AddressError::TooLong { bytes }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_megabyte_is_refused_and_so_is_what_would_become_one() {
        for begins in ["layout&date=", "offences&violent=", "offences&violent=A&violent=", "layout&"] {
            let text = format!("{begins}{}", "x".repeat(1_000_000));
            assert!(matches!(Address::from_fragment(&text), Err(AddressError::TooLong { .. })), "{begins}");
        }
        let names = (0..1_000).map(|at| (format!("{at:0>100}"), OffenceClass::Property)).collect();
        let address = Address { classes: Some(names), plan: None };
        assert!(matches!(address.to_fragment(), Err(AddressError::TooLong { bytes: 110_019 })));
    }

    #[test]
    fn what_is_broken_is_said() {
        for (text, says) in [
            ("layout&", "the layout in the address has"),
            ("offences&", "names= and their number"),
            ("layout&date=a&format=exact&place=p&offence=o&offences&violent=A", "names= and their number"),
            ("layout&date=a&format=exact&place=p&offence=o&offences", "key=name"),
        ] {
            let error = Address::from_fragment(text).unwrap_err().to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn an_address_that_was_cut_anywhere_is_refused_and_an_old_one_is_not() {
        let classes = vec![("THEFT".to_owned(), OffenceClass::Property)];
        let plan = ImportPlan::chicago_portal();
        let both = Address { plan: Some(plan.clone()), classes: Some(classes.clone()) };
        let text = both.to_fragment().unwrap();
        for cut in LAYOUT.len()..text.len() {
            assert!(Address::from_fragment(&text[..cut]).is_err(), "{}", &text[..cut]);
        }
        let (layout, _) = text.split_once("&offences&").unwrap();
        assert_eq!(Address::from_fragment(layout), Err(AddressError::NoOffences));
        let old = text.replace(FOLLOWED, "").replace("parts=9&", "");
        assert_eq!(Address::from_fragment(&old).unwrap(), both);
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn any_address_comes_back(name in ".{1,30}", other in ".{1,30}", layout: bool, table: bool) {
            let classes = [(name.clone(), OffenceClass::Violent), (other, OffenceClass::Property)];
            // Blanks around a name do not count, and no name is left out.
            let classes = classes.map(|(name, class)| (name.trim().to_owned(), class)).to_vec();
            let mut columns = ImportPlan::chicago_portal().columns().clone();
            columns.offence = name;
            let plan = ImportPlan::new(columns, super::super::Limits::default()).ok().filter(|_| layout);
            let address = Address { plan, classes: Some(classes.clone()).filter(|_| table) };
            let is_whole = classes.iter().all(|(name, _)| !name.is_empty());
            if let (true, Ok(fragment)) = (is_whole, address.to_fragment()) {
                proptest::prop_assert_eq!(Address::from_fragment(&fragment), Ok(address));
            }
        }
    }
}
