//! The units of lengths: as the city has them, or as the person chose, which the address remembers.

use leptos::prelude::*;

use super::state::State;
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

/// The choice.
#[component]
pub(super) fn ChooseUnits() -> impl IntoView {
    let state = expect_context::<State>();
    let is = move |lengths| move || state.lengths() == lengths;
    let choose = move |event| {
        let is_feet = event_target_value(&event) == "feet";
        state.units.set(Some(if is_feet { Lengths::Feet } else { Lengths::Metric }));
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
