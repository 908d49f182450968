//! The page's address: a layout and what offences count as are put into it, and taken from it when files come.

use leptos::prelude::*;

use super::state::State;
use watchback::ingest::{Address, AddressError, ImportPlan};
use watchback::study::OffenceClass;

/// What the address holds.
pub(super) fn address_of_page() -> Result<Address, AddressError> {
    let hash = window().location().hash().unwrap_or_default();
    Address::from_fragment(hash.trim_start_matches('#'))
}

/// What was taken from an address, for people; `None` for nothing.
pub(super) fn taken(by_layout: bool, names: Option<usize>) -> Option<String> {
    let layout = if by_layout { ", by its layout" } else { "" };
    let offences = names.map(|names| format!(", with its {names} names of violent and property offences"));
    (by_layout || names.is_some()).then(|| {
        format!("The files were read as this page's address says{layout}{}.", offences.unwrap_or_default())
    })
}

/// A button that puts into the address how files are read: by `plan`, and what offences count as now, `offered` where nobody changed it.
pub(super) fn put_into_address(
    plan: StoredValue<Option<ImportPlan>>,
    offered: Option<StoredValue<Vec<(String, OffenceClass)>>>,
    testid: &'static str,
) -> AnyView {
    let state = expect_context::<State>();
    let put = move |_| {
        let offered = || offered.map(|offered| offered.get_value());
        let classes = state.classes.get_untracked().or_else(offered);
        match (Address { plan: plan.get_value(), classes }).to_fragment() {
            Ok(fragment) => {
                state.in_address.set(window().location().set_hash(&fragment).is_ok());
            }
            Err(error) => state.failure.set(Some(error.to_string())),
        }
    };
    let label = move || {
        if state.in_address.get() {
            "The address above holds it now"
        } else {
            "Put it into this page's address"
        }
    };
    view! { <button type="button" class="button" data-testid=testid on:click=put aria-live="polite">{label}</button> }.into_any()
}
