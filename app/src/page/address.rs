//! The page's address: a layout and what offences count as are put into it, and taken from it when files come.

use leptos::prelude::*;
use web_sys::HtmlElement;

use super::state::State;
use watchback::ingest::{Address, AddressError, ImportPlan};
use watchback::study::OffenceClass;

/// Values that mean an arrest, of a layout, that are named.
const NAMED_VALUES: usize = 5;
/// Letters of such a value that are shown.
const VALUE_LETTERS: usize = 40;

/// Keeps what the address says of files, now and whenever it says something else. What says nothing of them, as a link within the page does,
/// leaves it as it was.
pub(super) fn keep_address(state: State) {
    let keep = move || {
        let hash = window().location().hash().unwrap_or_default();
        match Address::from_fragment(hash.trim_start_matches('#')) {
            Ok(Address { plan: None, classes: None }) => {}
            address => state.address.set_value(address),
        }
    };
    keep();
    let listener = window_event_listener(leptos::ev::hashchange, move |_| keep());
    on_cleanup(move || listener.remove());
}

/// What the reader is told of an address: what of it was used, or why it was not. Empty where it says nothing.
pub(super) fn told(
    address: Result<Address, AddressError>,
    plan: Option<&ImportPlan>,
    by_table: bool,
) -> String {
    let by_layout = match address {
        Ok(address) => address.plan.filter(|of_address| Some(of_address) == plan),
        Err(error) => return format!("This page's address was not used: {error}"),
    };
    let mut says = match (by_layout.is_some(), by_table) {
        (true, true) => "Columns, and what offences count as, are as this page's address says",
        (true, false) => "Columns are those that this page's address names",
        (false, true) => "Offences count as this page's address says",
        (false, false) => "",
    }
    .to_owned();
    let arrest = by_layout.and_then(|plan| plan.columns().arrest.clone());
    let values = arrest.map(|arrest| arrest.values).unwrap_or_default();
    for (at, value) in values.iter().take(NAMED_VALUES).enumerate() {
        says.push_str(if at == 0 { "; an arrest is what says " } else { ", " });
        says.extend(value.chars().take(VALUE_LETTERS));
    }
    if values.len() > NAMED_VALUES {
        says.push_str(&format!(" or one of {} more", values.len() - NAMED_VALUES));
    }
    says
}

/// A button that puts into the address how files are read: by `plan`, and what offences count as now, `offered` where nobody changed it.
pub(super) fn put_into_address(
    plan: StoredValue<Option<ImportPlan>>,
    offered: Option<StoredValue<Vec<(String, OffenceClass)>>>,
    testid: &'static str,
) -> AnyView {
    let state = expect_context::<State>();
    let put = move |event: leptos::ev::MouseEvent| {
        let offered = || offered.map(|offered| offered.get_value());
        let classes = state.classes.get_untracked().or_else(offered);
        match (Address { plan: plan.get_value(), classes }).to_fragment() {
            Ok(fragment) => {
                let _ = window().location().set_hash(&fragment);
                event_target::<HtmlElement>(&event)
                    .set_text_content(Some("It is in the address above; after a change, put it there again"));
            }
            Err(error) => state.failure.set(Some(error.to_string())),
        }
    };
    view! {
        <button type="button" class="button" data-testid=testid on:click=put aria-live="polite">"Put it into this page's address"</button>
    }
    .into_any()
}
