//! How a file's values are written, to be said by a person: dates, coordinates, and outcomes that
//! mean an arrest.

use std::sync::Arc;

use leptos::prelude::*;

use super::state::State;
use crate::page::table::Details;
use watchback::ingest::{DateFormat, Guess, Question};
use watchback::space::CoordinateSystem;
use watchback_translate::{look_up, mark, tr};

const FORMATS: [(DateFormat, &str); 6] = [
    (DateFormat::Exact, mark!("as the portals of Chicago and Philadelphia do")),
    (DateFormat::YearFirst, mark!("the year first: 2014-01-31")),
    (DateFormat::MonthFirst, mark!("the month first: 1/31/2014")),
    (DateFormat::DayFirst, mark!("the day first: 31/1/2014")),
    (DateFormat::Epoch, mark!("seconds or milliseconds since 1970")),
    (DateFormat::Serial, mark!("days as spreadsheets number them")),
];

/// The choices, as far as the file has such values.
#[component]
pub(super) fn Written(guess: Arc<Guess>) -> impl IntoView {
    let state = expect_context::<State>();
    let columns = guess.plan.as_ref().map(|plan| plan.columns().clone());
    let format = columns.as_ref().map(|columns| columns.date_format);
    let formats = FORMATS.iter().enumerate().map(|(at, (of, name))| {
        view! { <option value=at.to_string() selected=format == Some(*of)>{look_up(name)}</option> }
    });
    let on_format = move |event| {
        let at: Option<usize> = event_target_value(&event).parse().ok();
        let format = at.and_then(|at| FORMATS.get(at)).map(|(format, _)| *format);
        state.say_of_layout(move |said| said.date_format = format);
    };
    let asked = |question: &Question| match question {
        Question::CoordinateSystem { candidates, .. } => Some(candidates.clone()),
        _ => None,
    };
    let candidates = guess.questions.iter().find_map(asked);
    let system = columns.as_ref().and_then(|columns| columns.place.system());
    let is_projected = candidates.is_some() || system.is_some();
    // Those that fit come first.
    let first = candidates.unwrap_or_default();
    let others = CoordinateSystem::offered()
        .chain(CoordinateSystem::utm_zones())
        .filter(|system| !first.contains(system))
        .collect::<Vec<_>>();
    let systems = first.into_iter().chain(others).map(|of| {
        let name = format!("EPSG {}: {}", of.epsg(), of.name());
        view! { <option value=of.epsg().to_string() selected=system == Some(of)>{name}</option> }
    });
    let on_system = move |event| {
        let epsg: Option<u16> = event_target_value(&event).parse().ok();
        let system = epsg.and_then(|epsg| CoordinateSystem::from_epsg(epsg).ok());
        state.say_of_layout(move |said| said.system = system);
    };
    let means = columns.and_then(|columns| columns.arrest).map(|arrest| arrest.values).unwrap_or_default();
    let outcomes = guess.questions.iter().find_map(|question| match question {
        Question::ArrestValues { values, .. } => Some(values.clone()),
        _ => None,
    });
    let mut values = outcomes.unwrap_or_default();
    values.extend(means.iter().filter(|value| !values.contains(value)).cloned().collect::<Vec<_>>());
    let boxes = values.into_iter().map(|value| {
        let ticked = means.contains(&value);
        let means = means.clone();
        let shown = value.clone();
        let on_change = move |event| {
            let mut means: Vec<String> = means.iter().filter(|of| **of != value).cloned().collect();
            if event_target_checked(&event) {
                means.push(value.clone());
            }
            state.say_of_layout(move |said| said.arrest_values = Some(means));
        };
        view! { <label class="tick-box"><input type="checkbox" prop:checked=ticked on:change=on_change/>{shown}</label> }
    });
    let boxes: Vec<_> = boxes.collect();
    view! {
        <div class="row">
            <label>{tr!("Dates are written with ")}
                <select data-testid="layout-dates" on:change=on_format>
                    <option value="" selected=format.is_none()>{tr!("as the values tell")}</option>
                    {formats.collect_view()}
                </select>
            </label>
            {is_projected.then(|| view! {
                <label>{tr!("x and y are of ")}
                    <select data-testid="layout-system" on:change=on_system>
                        <option value="" selected=system.is_none()>{tr!("choose the coordinate system")}</option>
                        {systems.collect_view()}
                    </select>
                </label>
            })}
        </div>
        {(!boxes.is_empty()).then(|| view! {
            <Details summary=tr!("Outcomes that mean an arrest") testid="layout-outcomes"><div class="tick-boxes">{boxes.collect_view()}</div></Details>
        })}
    }
}
