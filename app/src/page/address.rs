//! The page's address: a layout and what offences count as are put into it, and taken from it when
//! files come.

use leptos::prelude::*;
use web_sys::HtmlElement;

use super::language::{fragment, in_language};
use super::state::State;
use watchback::ingest::{Address, ImportPlan};
use watchback::study::OffenceClass;
use watchback_translate::tr;

/// Keeps what the address says of files, now and whenever it says something else. What says nothing
/// of them, as a link within the page does, leaves it as it was.
pub(super) fn keep_address(state: State) {
    let keep = move || match Address::from_fragment(&fragment()) {
        Ok(Address { plan: None, classes: None }) => {}
        address => state.address.set_value(address),
    };
    keep();
    let listener = window_event_listener(leptos::ev::hashchange, move |_| keep());
    on_cleanup(move || listener.remove());
}

/// A button that puts into the address how files are read: by `plan`, and what offences count as
/// now, `offered` where nobody changed it.
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
                let _ = window().location().set_hash(&in_language(&fragment));
                event_target::<HtmlElement>(&event).set_text_content(Some(tr!(
                    "It is in the address above; after a change, put it there again"
                )));
            }
            Err(error) => state.failure.set(Some(error.to_string())),
        }
    };
    view! {
        <button type="button" class="button" data-testid=testid on:click=put aria-live="polite">{tr!("Put it into this page's address")}</button>
    }
    .into_any()
}
