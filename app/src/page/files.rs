//! Where files come in: a drop zone, a picker, and the way to the portal.

use leptos::html::Input;
use leptos::prelude::*;
use web_sys::{DragEvent, File, FileList};

use super::state::{Activity, State};

/// The portals' pages of the data sets; plain links that the person follows.
const CHICAGO_PORTAL: &str = "https://data.cityofchicago.org/Public-Safety/Crimes-2001-to-Present/ijzp-q8t2";
const PHILADELPHIA_PORTAL: &str = "https://opendataphilly.org/datasets/crime-incidents/";

/// The files of a list; none for no list.
pub(super) fn files_of(list: Option<FileList>) -> Vec<File> {
    list.map(|list| (0..list.length()).filter_map(|at| list.get(at)).collect()).unwrap_or_default()
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
        // Boundaries are no crime file, wherever they are dropped.
        let is_json = |file: &File| file.name().to_ascii_lowercase().contains("json");
        if files.iter().any(is_json) {
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
                <p>"Drop the files here: Chicago, 2014 to 2017, or Philadelphia, 2016 to 2019, CSV as the portal gives it, or gzipped. One file or several."</p>
                <div class="row">
                    <label class="button primary" class:disabled=move || !idle()>
                        "Choose files"
                        <input
                            node_ref=input
                            type="file"
                            multiple=true
                            accept=".csv,.gz,.txt"
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
                "No file at hand? Open the "
                <a href=CHICAGO_PORTAL target="_blank" rel="noopener noreferrer">"Chicago Data Portal: Crimes, 2001 to Present"</a>
                ", filter "<em>"Date"</em>" between 01/01/2014 and 12/31/2017, and export as CSV (about 250 MB). Or "
                <a href=PHILADELPHIA_PORTAL target="_blank" rel="noopener noreferrer">"OpenDataPhilly: Crime Incidents"</a>
                ", the CSV files of 2016, 2017, 2018 and 2019; they hold no arrests. "
                "The simulated city needs no file: its streets and crimes are invented, with links planted so that there is something to find."
            </p>
        </section>
    }
}
