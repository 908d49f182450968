//! How a file is laid out: what was guessed of each column, five rows as they would be read, and what a person says instead.

use std::sync::Arc;

use leptos::prelude::*;

use super::files::TextFileButton;
use super::format::percent;
use super::quality::preview_table;
use super::save::save_bytes;
use super::state::{Activity, State};
use crate::page::table::Details;
use watchback::ingest::{DateFormat, Guess, GuessOptions, ImportPlan, Question, Role, RoleGuess};
use watchback::space::CoordinateSystem;

const FORMATS: [(DateFormat, &str); 4] = [
    (DateFormat::Exact, "as the portals of Chicago and Philadelphia do"),
    (DateFormat::YearFirst, "the year first: 2014-01-31"),
    (DateFormat::MonthFirst, "the month first: 1/31/2014"),
    (DateFormat::DayFirst, "the day first: 31/1/2014"),
];

/// What a role is, for people.
const fn says(role: Role) -> &'static str {
    match role {
        Role::Id => "Number of the row",
        Role::Date => "Date",
        Role::Time => "Time of day, where the date has none",
        Role::Place => "Place",
        Role::Offence => "Offence",
        Role::Arrest => "Arrest, or how the case ended",
        Role::Domestic => "Whether it was domestic",
    }
}

/// The panel of the file that is asked about.
#[component]
pub(super) fn Layout(guess: Arc<Guess>) -> impl IntoView {
    let state = expect_context::<State>();
    let idle = move || state.activity.get() == Activity::Idle;
    let names: Vec<(String, String)> = guess
        .columns
        .iter()
        .map(|column| {
            let example = column.examples.iter().find(|example| !example.is_empty());
            let shown = example
                .map_or_else(|| column.name.clone(), |example| format!("{} (like {example})", column.name));
            (column.name.clone(), shown)
        })
        .collect();
    let names = StoredValue::new(names);
    let rows = guess.roles.iter().map(|role| view! { <RoleRow role=role.clone() names=names/> });
    let doubt = guess.doubt().map(|doubt| doubt.to_string());
    let plan = StoredValue::new(guess.plan.clone());
    let ready = guess.plan.is_some() && guess.rows_read > 0;
    let read = move |_| {
        if let Some(plan) = plan.get_value() {
            state.inspect_again(Some(plan));
        }
    };
    let save = move |_| {
        if let Some(plan) = plan.get_value() {
            save_bytes("layout.txt", plan.to_fragment().as_bytes());
        }
    };
    let share = move |_| {
        if let (Some(plan), Some(window)) = (plan.get_value(), web_sys::window()) {
            let _ = window.location().set_hash(&format!("layout&{}", plan.to_fragment()));
        }
    };
    let told = match guess.portal {
        Some(portal) => format!("Its header is that of {}'s portal.", crate::view::city_name(portal.city())),
        None => format!("{} of the first {} rows can be read so.", guess.rows_read, guess.rows_seen),
    };
    let preview = guess.preview.clone();
    let shared_address = RwSignal::new(false);
    view! {
        <section class="card" aria-labelledby="layout-title" data-testid="layout">
            <h2 id="layout-title">{format!("How is {} laid out?", guess.file)}</h2>
            <p data-testid="layout-told">{told}" Look at the rows below: a wrong column shows there first."</p>
            {doubt.map(|doubt| view! { <p class="notice" role="status" data-testid="layout-doubt">{super::format::sentence(&doubt)}</p> })}
            <div class="scroll" tabindex="0" role="region" aria-label="What each column is taken for">
                <table class="layout" data-testid="layout-roles">
                    <thead><tr><td></td><th>"Column"</th><th>"Certain by"</th><th>"Why"</th></tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
            <Written guess=guess/>
            {(!preview.is_empty()).then(|| preview_table(preview, "The first rows, as they would be read"))}
            <div class="row">
                <button type="button" class="button primary" data-testid="layout-read" disabled=move || !idle() || !ready on:click=read>"Read the files so"</button>
                <button type="button" class="button" disabled=!ready on:click=save>"Save the layout"</button>
                <button type="button" class="button" data-testid="layout-share" disabled=!ready
                    on:click=move |event| { share(event); shared_address.set(true); }>"Put it into this page's address"</button>
            </div>
            <Show when=move || shared_address.get()>
                <p class="hint" role="status">"The address above now holds the layout: names of columns, nothing of the data. Whoever opens it reads files so."</p>
            </Show>
        </section>
    }
}

/// A role with its column to be chosen.
#[component]
fn RoleRow(role: RoleGuess, names: StoredValue<Vec<(String, String)>>) -> impl IntoView {
    let state = expect_context::<State>();
    let RoleGuess { role, columns, confidence, why } = role;
    let is_place = role == Role::Place;
    let chosen = StoredValue::new(columns);
    let choose = move |at: usize, name: String| {
        let mut columns = chosen.get_value();
        columns.resize(at.max(columns.len().saturating_sub(1)) + 1, String::new());
        if let Some(column) = columns.get_mut(at) {
            *column = name;
        }
        columns.retain(|column| !column.is_empty());
        state.say_of_layout(move |said| {
            said.columns.retain(|(of, _)| *of != role);
            said.columns.push((role, columns));
        });
    };
    let select = move |at: usize, label: &'static str, none: &'static str| {
        let now = chosen.with_value(|columns| columns.get(at).cloned());
        let options = names.with_value(|names| {
            names
                .iter()
                .map(|(name, shown)| view! { <option value=name.clone() selected=now.as_ref() == Some(name)>{shown.clone()}</option> })
                .collect_view()
        });
        view! {
            <label><span class="visually-hidden">{label}</span>
                <select data-testid=format!("role-{role}-{at}") on:change=move |event| choose(at, event_target_value(&event))>
                    <option value="" selected=now.is_none()>{none}</option>
                    {options}
                </select>
            </label>
        }
    };
    let none = if role.is_required() { "choose" } else { "none" };
    view! {
        <tr>
            <th scope="row">{says(role)}</th>
            <td>
                {select(0, says(role), if is_place { "latitude, x or both in one" } else { none })}
                {is_place.then(|| select(1, "Longitude or y", "both are in one column"))}
            </td>
            <td class="number">{percent(confidence)}</td>
            <td class="hint">{why}</td>
        </tr>
    }
}

/// How values are written: dates, coordinates and outcomes.
#[component]
fn Written(guess: Arc<Guess>) -> impl IntoView {
    let state = expect_context::<State>();
    let columns = guess.plan.as_ref().map(|plan| plan.columns().clone());
    let format = columns.as_ref().map(|columns| columns.date_format);
    let formats = FORMATS.iter().enumerate().map(|(at, (of, name))| {
        view! { <option value=at.to_string() selected=format == Some(*of)>{*name}</option> }
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
    let others = CoordinateSystem::planes().filter(|system| !first.contains(system)).collect::<Vec<_>>();
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
            <label>"Dates are written with "
                <select data-testid="layout-dates" on:change=on_format>
                    <option value="" selected=format.is_none()>"as the values tell"</option>
                    {formats.collect_view()}
                </select>
            </label>
            {is_projected.then(|| view! {
                <label>"x and y are of "
                    <select data-testid="layout-system" on:change=on_system>
                        <option value="" selected=system.is_none()>"choose the coordinate system"</option>
                        {systems.collect_view()}
                    </select>
                </label>
            })}
        </div>
        {(!boxes.is_empty()).then(|| view! {
            <Details summary="Outcomes that mean an arrest" testid="layout-outcomes"><div class="tick-boxes">{boxes.collect_view()}</div></Details>
        })}
    }
}

/// A way to the layout of files that were read, and to a saved one.
#[component]
pub(super) fn OtherLayout() -> impl IntoView {
    let state = expect_context::<State>();
    let idle = move || state.activity.get() == Activity::Idle;
    let take = |state: State, name: &str, text: &str| match ImportPlan::from_fragment(text.trim()) {
        Ok(plan) => state.inspect_again(Some(plan)),
        Err(error) => state.failure.set(Some(format!("{name} is no saved layout: {error}"))),
    };
    view! {
        <div class="row">
            <button type="button" class="button" data-testid="layout-change" disabled=move || !idle()
                on:click=move |_| state.ask_layout(GuessOptions::default())>"Is a column wrong? Change the layout"</button>
            <TextFileButton label="Read by a saved layout" accept=".txt" testid="layout-load" take=take/>
        </div>
    }
}
