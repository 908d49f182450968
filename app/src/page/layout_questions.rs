//! What only a person can say of a file: one question a thing, in plain words, with an example and
//! the readings side by side.

use std::sync::Arc;

use leptos::prelude::*;

use super::state::State;
use crate::logic::format::sentence;
use watchback::ingest::{CONFIDENT, Guess, Question, Role, date_readings};
use watchback::space::CoordinateSystem;
use watchback::wording::numbers::day as in_words;
use watchback_translate::{tr, translated};

/// What all rows of a file of one offence may be. A list, as a browser asks its maker about fields
/// that are typed into.
const ONE_OFFENCE: [&str; 8] =
    ["SHOOTING", "HOMICIDE", "ROBBERY", "ASSAULT", "BURGLARY", "THEFT", "MOTOR VEHICLE THEFT", "VANDALISM"];
/// Systems that are offered as buttons; the rest stands in the list below.
const OFFERED_SYSTEMS: usize = 4;

/// All that is asked of a file.
#[component]
pub(super) fn LayoutQuestions(guess: Arc<Guess>) -> impl IntoView {
    let asked = guess.questions.iter().map(question).collect_view();
    let offence = guess.role(Role::Offence);
    let lacks_offence = offence.is_none_or(|of| of.columns.is_empty() || of.confidence < CONFIDENT);
    view! {
        {asked}
        {lacks_offence.then(|| view! { <OneOffence/> })}
    }
}

/// A question and its answers. Outcomes that mean an arrest are ticked further down.
fn question(question: &Question) -> Option<AnyView> {
    match question {
        Question::DateOrder { column, examples } | Question::TwoDateOrders { column, examples, .. } => {
            let asked = match question {
                Question::TwoDateOrders { month_first, day_first, .. } => tr!(
                    "Are the dates in “{column}” in two orders? {month_first} rows have the month first and {day_first} the day: a \
                     spreadsheet has swapped some. Best take the file as it was before. Else say that all are of one order:"
                ),
                _ => tr!("Which day is meant in “{column}”? Nothing in the file tells."),
            };
            let example = examples.iter().find(|example| date_readings(example).len() == 2).cloned();
            Some(view! { <Dates asked=asked example=example.or_else(|| examples.first().cloned()).unwrap_or_default()/> }.into_any())
        }
        Question::CoordinateSystem { x, y, middle, candidates } => {
            let asked = tr!("Where do “{x}” and “{y}” lie? The file does not say in which system they are.");
            Some(view! { <Systems asked=asked middle=*middle candidates=candidates.clone()/> }.into_any())
        }
        Question::ArrestValues { .. } => None,
        other => {
            let asked = sentence(&translated(&other.to_string()));
            Some(view! { <div class="ask"><p class="lead">{asked}</p></div> }.into_any())
        }
    }
}

/// The two orders of a date.
#[component]
fn Dates(asked: String, example: String) -> impl IntoView {
    let state = expect_context::<State>();
    let answers = date_readings(&example).into_iter().map(|(format, day)| {
        let choose = move |_| state.say_of_layout(move |said| said.date_format = Some(format));
        view! { <button type="button" class="button" data-testid=format!("answer-{}", format.name()) on:click=choose>{in_words(day)}</button> }
    });
    let label = asked.clone();
    view! {
        <div class="ask" role="group" aria-label=label data-testid="ask-dates">
            <p class="lead">{asked}</p>
            <p>{tr!("A row says ")}<code>{example}</code>{tr!(". Is that")}</p>
            <div class="row">{answers.collect_view()}</div>
        </div>
    }
}

/// The systems that may be meant, each with where it puts a row.
#[component]
fn Systems(asked: String, middle: [i64; 2], candidates: Vec<CoordinateSystem>) -> impl IntoView {
    let state = expect_context::<State>();
    let [x, y] = middle;
    let answers = candidates.into_iter().take(OFFERED_SYSTEMS).filter_map(|system| {
        let (latitude, longitude) = system.projection()?.degrees(x as f64, y as f64)?;
        let choose = move |_| state.say_of_layout(move |said| said.system = Some(system));
        Some(view! {
            <button type="button" class="button" on:click=choose>
                {tr!("at {latitude:.2}, {longitude:.2}: {} (EPSG {})", system.name(), system.epsg())}
            </button>
        })
    });
    let answers: Vec<_> = answers.collect();
    let none = answers.is_empty();
    let label = asked.clone();
    view! {
        <div class="ask" role="group" aria-label=label data-testid="ask-system">
            <p class="lead">{asked}</p>
            <p>{tr!("A row in the middle of the file has ")}<code>{format!("{x}, {y}")}</code>{if none { tr!(". No system known here puts it where it is used.") } else { tr!(". Look the degrees up on any map. Is it") }}</p>
            <div class="row">{answers}</div>
            <p class="hint">{tr!("Another can be chosen below. The city's page for the file often names it; else export the file with latitude and longitude.")}</p>
        </div>
    }
}

/// Whether all rows are one offence.
#[component]
fn OneOffence() -> impl IntoView {
    let state = expect_context::<State>();
    let choose = move |event| {
        let name = event_target_value(&event);
        state.say_of_layout(move |said| said.one_offence = Some(name).filter(|name| !name.is_empty()));
    };
    view! {
        <div class="ask" data-testid="ask-offence">
            <p class="lead">{tr!("Which column says what happened? If none does because every row is of one kind, say which:")}</p>
            <label>{tr!("Every row is ")}
                <select data-testid="one-offence" on:change=choose>
                    <option value="">{tr!("not of one kind")}</option>
                    {ONE_OFFENCE.map(|name| view! { <option value=name>{name}</option> }).collect_view()}
                </select>
            </label>
        </div>
    }
}
