//! The files at one look: whose they are and of when, what they allow, where and when their records
//! lie.

mod months;
mod points;

use std::sync::Arc;

use leptos::prelude::*;

use super::state::State;
use crate::protocol::{InspectionView, PointMap, city_name};
use months::Months;
use points::Points;
use watchback::wording::lights::{self, Light};
use watchback_translate::tr;

/// What stands first in the step.
#[component]
pub(super) fn AtOneLook(inspection: Arc<InspectionView>) -> impl IntoView {
    let state = expect_context::<State>();
    let quality = &inspection.quality;
    let city =
        inspection.studies.base().map_or(tr!("A city"), |settings| city_name(&settings.city)).to_owned();
    let city = if state.invented.get_untracked() { tr!("Simulated city").to_owned() } else { city };
    let kinds = lights::kinds(quality, &inspection.files);
    // The simulated city is as small as that, and says what it is.
    let map = inspection.points.as_ref().filter(|_| quality.simulated.count == 0);
    let size = map.map(PointMap::size_km);
    let part = move || {
        let [width, height] = size?;
        let text = lights::part_of_city(width, height, state.lengths())?;
        Some(view! { <p class="notice" data-testid="kind">{text}</p> })
    };
    let calendar = inspection.report.calendar.clone();
    view! {
        <p class="lead" data-testid="who-and-when">{lights::who_and_when(&city, quality)}</p>
        {kinds.into_iter().map(|text| view! { <p class="notice" data-testid="kind">{text}</p> }).collect_view()}
        {part}
        <ul class="lights" data-testid="lights" aria-label=tr!("What the files allow")>
            {lights::lights(quality, &inspection.report).map(light)}
        </ul>
        <div class="look">
            {inspection.points.clone().map(|map| view! { <Points map=map/> })}
            {calendar.map(|calendar| view! { <Months calendar=calendar/> })}
        </div>
    }
}

fn light(light: Light) -> impl IntoView {
    let Light { name, state, sentence } = light;
    let class = match state {
        lights::State::Good => "light good",
        lights::State::Care => "light care",
        lights::State::Missing => "light missing",
    };
    view! { <li class=class><b>{name}</b><span class="state-word">{state.name()}</span><span>{sentence}</span></li> }
}
