//! Where files come in: a drop zone, a picker, and the way to the portal.

use leptos::html::Input;
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DragEvent, File, FileList};

use super::state::{Activity, State};
use super::table::Details;
use watchback::study::CITIES;

/// The cities that there are settings for, with plain links that the person follows.
#[component]
fn Portals() -> impl IntoView {
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
                // A file that cannot be read gives no text, and no text is nothing that is asked for.
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

/// The drop zone.
#[component]
pub(super) fn Files() -> impl IntoView {
    let state = expect_context::<State>();
    let input = NodeRef::<Input>::new();
    let over = RwSignal::new(false);
    let idle = move || state.activity.get() == Activity::Idle;
    let take = move |files: Option<FileList>| state.inspect(files_of(files));
    // Over the whole window: a browser would open a file that misses the zone, and so leave the page.
    let on_over = window_event_listener(leptos::ev::dragover, move |event: DragEvent| {
        event.prevent_default();
        over.set(true);
    });
    let on_leave = window_event_listener(leptos::ev::dragleave, move |_| over.set(false));
    let on_drop = window_event_listener(leptos::ev::drop, move |event: DragEvent| {
        // The zone for areas has taken what was dropped on it.
        let taken = event.default_prevented();
        event.prevent_default();
        over.set(false);
        if taken {
            return;
        }
        let files = files_of(event.data_transfer().and_then(|transfer| transfer.files()));
        // Once there are crimes, boundaries are no crime file, wherever they are dropped.
        let is_boundaries = |file: &File| file.name().to_ascii_lowercase().contains("geojson");
        if state.inspection.with_untracked(Option::is_some) && files.iter().any(is_boundaries) {
            state.take_areas(files);
        } else {
            state.inspect(files);
        }
    });
    on_cleanup(move || {
        on_over.remove();
        on_leave.remove();
        on_drop.remove();
    });
    let on_change = move |_| {
        if let Some(input) = input.get_untracked() {
            take(input.files());
            // So that choosing the same files again is a change again.
            input.set_value("");
        }
    };
    view! {
        <section class="card" aria-labelledby="files-title">
            <h2 id="files-title">"1. Bring the city's crime file"</h2>
            <div
                class="drop"
                class:over=over
                data-testid="drop"
            >
                <p>"Drop a city's crime file here, as its portal gives it: CSV, JSON, GeoJSON, Excel or a shapefile's zip, gzipped or not. One file or several years."</p>
                <div class="row">
                    <label class="button primary" class:disabled=move || !idle()>
                        "Choose files"
                        <input
                            node_ref=input
                            type="file"
                            multiple=true
                            accept=".csv,.tsv,.txt,.gz,.zip,.json,.geojson,.xlsx,.dbf"
                            class="visually-hidden"
                            data-testid="file-input"
                            disabled=move || !idle()
                            on:change=on_change
                        />
                    </label>
                    <button type="button" class="button" data-testid="try-simulated" disabled=move || !idle()
                        on:click=move |_| state.simulate()>
                        "Try the simulated city"
                    </button>
                </div>
            </div>
            <p class="hint">
                "No file at hand? The simulated city needs none: its streets and crimes are invented, with links planted so that there is something to find. Or take one from a portal below."
            </p>
            <Details summary="Where cities publish their files, and which filter to choose" testid="portals"><Portals/></Details>
        </section>
    }
}
