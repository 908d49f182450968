//! The units of lengths: as the city has them, or as the person chose, which the address remembers.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::language::{fragment, in_language};
use super::state::State;
use crate::logic::address::{units_in, with_units};
use crate::logic::units::lengths_of;
use watchback::study::BoundingBox;
use watchback::wording::Lengths;
use watchback_translate::tr;

impl State {
    /// The units of all lengths on the page.
    pub(super) fn lengths(self) -> Lengths {
        self.units.get().unwrap_or_else(|| self.city_box().as_ref().map_or(Lengths::Metric, lengths_of))
    }

    /// Where the city lies that is shown.
    fn city_box(self) -> Option<BoundingBox> {
        let of_run = self.run.with(|run| Some(run.as_ref()?.results.study.settings().bounds));
        of_run
            .or_else(|| self.chosen.with(|chosen| Some(chosen.as_ref()?.bounds)))
            .or_else(|| self.inspection.with(|files| Some(files.as_ref()?.studies.base()?.bounds)))
    }
}

/// Takes the units that the page's address says, and keeps chosen ones in it wherever it leads.
pub(super) fn keep_units(state: State) {
    let follow = move || match units_in(&fragment()) {
        Some(lengths) => {
            if state.units.get_untracked() != Some(lengths) {
                state.units.set(Some(lengths));
            }
        }
        None => remember(state),
    };
    follow();
    let listener = window_event_listener(leptos::ev::hashchange, move |_| follow());
    on_cleanup(move || listener.remove());
}

/// Puts chosen units into the address. No step back is made of it.
fn remember(state: State) {
    let Some(lengths) = state.units.get_untracked() else { return };
    if let (Some(with), Ok(history)) = (with_units(&fragment(), lengths), window().history()) {
        let address = format!("#{}", in_language(&with));
        // A browser that refuses keeps the choice as long as the page is open.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// The choice.
#[component]
pub(super) fn ChooseUnits() -> impl IntoView {
    let state = expect_context::<State>();
    let is = move |lengths| move || state.lengths() == lengths;
    let choose = move |event| {
        let is_feet = event_target_value(&event) == "feet";
        state.units.set(Some(if is_feet { Lengths::Feet } else { Lengths::Metric }));
        remember(state);
    };
    view! {
        <label>{tr!("Lengths in ")}
            <select data-testid="units" on:change=choose>
                <option value="metres" prop:selected=is(Lengths::Metric)>{tr!("metres")}</option>
                <option value="feet" prop:selected=is(Lengths::Feet)>{tr!("feet")}</option>
            </select>
        </label>
    }
    .into_any()
}
