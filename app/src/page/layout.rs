//! How a file is laid out: what was guessed of each column, five rows as they would be read, and
//! what a person says instead.

use std::sync::Arc;

use leptos::prelude::*;

use super::address::put_into_address;
use super::files::TextFileButton;
use super::layout_questions::LayoutQuestions;
use super::preview::preview_table;
use super::save::save_bytes;
use super::state::{Activity, State};
use super::values::Written;
use crate::logic::format::percent;
use crate::logic::layout::{role_title, with_column};
use watchback::ingest::{Guess, GuessOptions, ImportPlan, Role, RoleGuess};
use watchback_translate::{tr, translated};

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
                .map_or_else(|| column.name.clone(), |example| tr!("{} (like {example})", column.name));
            (column.name.clone(), shown)
        })
        .collect();
    let names = StoredValue::new(names);
    let rows = guess.roles.iter().map(|role| view! { <RoleRow role=role.clone() names=names/> });
    let doubt = guess.doubt().map(|doubt| translated(&doubt.to_string()));
    let plan = StoredValue::new(guess.plan.clone());
    let ready = guess.plan.is_some() && guess.rows_read > 0;
    let read = move |_| {
        if let Some(plan) = plan.get_value() {
            state.inspect_again(Some(plan));
        }
    };
    let save = move |_| {
        if let Some(plan) = plan.get_value() {
            save_bytes("layout.txt", "text/plain", plan.to_fragment().as_bytes());
        }
    };
    let told = match guess.portal {
        Some(portal) => {
            tr!("Its header is that of {}'s portal.", crate::protocol::city_name(portal.city()))
        }
        None => tr!("{} of the first {} rows can be read so.", guess.rows_read, guess.rows_seen),
    };
    let preview = guess.preview.clone();
    view! {
        <section class="card" aria-labelledby="layout-title" data-testid="layout">
            <h2 id="layout-title">{tr!("How is {} laid out?", guess.file)}</h2>
            <p data-testid="layout-told">{told}{tr!(" Look at the rows below: a wrong column shows there first.")}</p>
            <LayoutQuestions guess=guess.clone()/>
            {doubt.map(|doubt| view! { <p class="notice" role="status" data-testid="layout-doubt">{crate::logic::format::sentence(&doubt)}</p> })}
            <div class="scroll" tabindex="0" role="region" aria-label=tr!("What each column is taken for")>
                <table class="layout" data-testid="layout-roles">
                    <thead><tr><td></td><th>{tr!("Column")}</th><th>{tr!("Certain by")}</th><th>{tr!("Why")}</th></tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
            <Written guess=guess/>
            {(!preview.is_empty()).then(|| preview_table(preview, tr!("The first rows, as they would be read")))}
            <div class="row">
                <button type="button" class="button primary" data-testid="layout-read" disabled=move || !idle() || !ready on:click=read>{tr!("Read the files so")}</button>
                <button type="button" class="button" disabled=!ready on:click=save>{tr!("Save the layout")}</button>
                {ready.then(|| put_into_address(plan, None, "layout-share"))}
            </div>
            <p class="hint">{tr!("File and address hold names of columns, nothing of the data. Whoever opens the address reads files so.")}</p>
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
        let columns = with_column(chosen.get_value(), at, name);
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
    let none = if role.is_required() { tr!("choose") } else { tr!("none") };
    view! {
        <tr>
            <th scope="row">{role_title(role)}</th>
            <td>
                {select(0, role_title(role), if is_place { tr!("latitude, x or both in one") } else { none })}
                {is_place.then(|| select(1, tr!("Longitude or y"), tr!("both are in one column")))}
            </td>
            <td class="number">{percent(confidence)}</td>
            <td class="hint">{translated(&why)}</td>
        </tr>
    }
}

/// A way to the layout of files that were read, and to a saved one.
#[component]
pub(super) fn OtherLayout() -> impl IntoView {
    let state = expect_context::<State>();
    let idle = move || state.activity.get() == Activity::Idle;
    let take =
        Callback::new(move |(name, text): (String, String)| match ImportPlan::from_fragment(text.trim()) {
            Ok(plan) => state.inspect_again(Some(plan)),
            Err(error) => state
                .failure
                .set(Some(tr!("{name} is no saved layout: {error}", error = translated(&error.to_string())))),
        });
    view! {
        <div class="row">
            <button type="button" class="button" data-testid="layout-change" disabled=move || !idle()
                on:click=move |_| state.ask_layout(GuessOptions::default())>{tr!("Is a column wrong? Change the layout")}</button>
            <TextFileButton label=tr!("Read by a saved layout") accept=".txt" testid="layout-load" take=take/>
        </div>
    }
}
