//! Files that a person brings, and where cities publish them.

use leptos::html::Input;
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, FileList};

use super::state::{Activity, State};
use watchback::study::{CITIES, City, DataSet};
use watchback_translate::{look_up, tr};

/// The cities that there are settings for, with plain links that the person follows.
#[component]
pub(super) fn Portals() -> impl IntoView {
    let only_arrests = RwSignal::new(false);
    let row = |(city, place, set): (&'static City, usize, &'static DataSet)| {
        let is_shown = move || set.arrests || !only_arrests.get();
        view! {
            <tr hidden=move || !is_shown()>
                <th scope="row">{city.title}</th>
                <td class="number">{look_up(set.years)}</td>
                <td>{if set.arrests { tr!("yes") } else { tr!("no") }}</td>
                <td>{if set.tried { tr!("yes") } else { tr!("no") }}</td>
                <td><a href=set.url target="_blank" rel="noopener noreferrer">{set.title}</a>{format!(": {}.", look_up(set.filter))}
                    {(place == 0 && !city.caution.is_empty()).then(|| view! { <p class="hint">{look_up(city.caution)}</p> })}
                </td>
            </tr>
        }
    };
    let rows = CITIES
        .iter()
        .flat_map(|city| city.portals.iter().enumerate().map(move |(place, set)| (city, place, set)));
    view! {
        <label class="tick-box"><input type="checkbox" data-testid="only-arrests" on:change=move |event| only_arrests.set(event_target_checked(&event))/>{tr!("Only files that say whether an arrest was made")}</label>
        <div class="scroll" tabindex="0" role="region" aria-label=tr!("Cities and their files")>
            <table>
                <thead><tr><th>{tr!("City")}</th><th>{tr!("Years")}</th><th>{tr!("Arrests")}</th><th>{tr!("Tried here")}</th><th>{tr!("File, and the filter to choose")}</th></tr></thead>
                <tbody>{rows.map(row).collect_view()}</tbody>
            </table>
        </div>
        <p class="hint">{tr!("Any other city's file will do too: its layout is told from its header and first rows, and what cannot be told is asked. “Tried here”: a real file of this layout was read while the program was made.")}</p>
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
    take: Callback<(String, String)>,
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
                take.run((file.name(), text.unwrap_or_default()));
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
