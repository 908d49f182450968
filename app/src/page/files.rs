//! Files that a person brings, and where cities publish them.

use leptos::html::Input;
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, FileList};

use super::state::{Activity, State};
use watchback::study::CITIES;

/// The cities that there are settings for, with plain links that the person follows.
#[component]
pub(super) fn Portals() -> impl IntoView {
    let cities = CITIES.iter().map(|city| {
        let portals = city.portals.iter().map(|set| {
            let tried = if set.tried { "" } else { " No real file of this layout was tried." };
            view! {
                <li>
                    <a href=set.url target="_blank" rel="noopener noreferrer">{set.title}</a>
                    {format!(": {}.{tried}", set.filter)}
                </li>
            }
        });
        view! { <dt>{city.title}</dt><dd><ul>{portals.collect_view()}</ul>{city.caution}</dd> }
    });
    view! {
        <dl class="how">{cities.collect_view()}</dl>
        <p class="hint">"Any other city's file will do too: its layout is told from its header and first rows, and what cannot be told is asked."</p>
    }
}

/// The files of a list; none for no list.
pub(super) fn files_of(list: Option<FileList>) -> Vec<File> {
    list.map(|list| (0..list.length()).filter_map(|at| list.get(at)).collect()).unwrap_or_default()
}

/// A button that takes a small file of text; `take` is given its name and what it holds.
#[component]
pub(super) fn TextFileButton(
    label: &'static str,
    accept: &'static str,
    testid: &'static str,
    take: fn(State, &str, &str),
) -> impl IntoView {
    let state = expect_context::<State>();
    let input = NodeRef::<Input>::new();
    let idle = move || state.activity.get() == Activity::Idle;
    let load = move |_| {
        let Some(input) = input.get_untracked() else { return };
        for file in files_of(input.files()).into_iter().take(1) {
            spawn_local(async move {
                // A file that cannot be read gives no text, and no text is nothing that is asked
                // for.
                let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
                take(state, &file.name(), &text.unwrap_or_default());
            });
        }
        // So that choosing the same file again is a change again.
        input.set_value("");
    };
    view! {
        <label class="button" class:disabled=move || !idle()>
            {label}
            <input node_ref=input type="file" accept=accept class="visually-hidden" data-testid=testid disabled=move || !idle() on:change=load/>
        </label>
    }
}
