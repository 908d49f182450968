//! The page's address: a layout and what offences count as are put into it by a button, and taken
//! from it when files come. What is asked, which saved results are shown and the units are kept in
//! it wherever it leads. Never data.

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use super::language::{fragment, in_language};
use super::state::State;
use crate::logic::address::{Choices, named_results, parts, question_in, units_in, with_choices};
use watchback::ingest::{Address, ImportPlan};
use watchback::study::OffenceClass;
use watchback_translate::tr;

/// Takes what the address says, now and whenever it says something else, and puts into it what was
/// chosen. What says nothing of files or units, as a link within the page does, leaves them as they
/// were.
pub(super) fn keep_address(state: State) {
    state.opened.set(named_results(&fragment()).map(|name| (name.to_owned(), None)));
    let follow = move || {
        let fragment = fragment();
        let is_open =
            |name: &str| state.opened.with_untracked(|open| open.as_ref().is_some_and(|(of, _)| of == name));
        if named_results(&fragment).is_some_and(|name| !is_open(name)) {
            // They are fetched before the network is locked, and it is locked.
            let _ = window().location().reload();
            return;
        }
        match Address::from_fragment(parts(&fragment).0) {
            Ok(Address { plan: None, classes: None }) => {}
            address => state.address.set_value(address),
        }
        let units = units_in(&fragment);
        if units.is_some() && units != state.units.get_untracked() {
            state.units.set(units);
        }
        if let Some(asked) = question_in(&fragment).filter(|asked| *asked != state.question.get_untracked()) {
            state.question.set(asked);
        }
        remember(state);
    };
    follow();
    let listener = window_event_listener(leptos::ev::hashchange, move |_| follow());
    on_cleanup(move || listener.remove());
    Effect::new(move || {
        state.question.track();
        state.shown.track();
        state.units.track();
        remember(state);
    });
}

/// Puts what was chosen into the address. No step back is made of it.
fn remember(state: State) {
    let of_files = state.address.with_value(|address| address.as_ref().ok().map(Address::to_fragment));
    let shown = state.shown.get_untracked();
    let opened = state.opened.get_untracked().filter(|(_, run)| run.is_none_or(|run| run == shown));
    let choices = Choices {
        files: of_files.and_then(Result::ok).unwrap_or_default(),
        results: opened.map(|(name, _)| name),
        question: state.question.get_untracked(),
        units: state.units.get_untracked(),
    };
    if let (Some(with), Ok(history)) = (with_choices(&fragment(), &choices), window().history()) {
        let address = format!("#{}", in_language(&with));
        // A browser that refuses keeps the choices as long as the page is open.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
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
