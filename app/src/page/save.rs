//! Saving results: the files are made in memory and handed to the browser; nothing is sent.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::state::{Activity, Saved, State};
use watchback_translate::tr;

/// Buttons for results.json and scores.csv, and the digest.
#[component]
pub(super) fn Save(digest: String) -> impl IntoView {
    let state = expect_context::<State>();
    let has_csv = move || state.of_shown(|run| run.saved.as_ref().is_some_and(|saved| saved.csv.is_some()));
    let save = move |name: &'static str, part: fn(&Saved) -> Option<&Blob>| {
        let shown = state.shown.get_untracked();
        state.runs.update(|runs| {
            let run = runs.iter_mut().find(|run| run.number == shown);
            if let Some((saved, is_saved)) =
                run.and_then(|run| Some((part(run.saved.as_ref()?)?, &mut run.is_saved)))
            {
                // A browser that refuses the download says so itself.
                let _ = download(saved, name);
                *is_saved = true;
            }
        });
    };
    let of_run = StoredValue::new(digest.clone());
    view! {
        <section class="card" aria-labelledby="save-title">
            <h2 id="save-title">{tr!("Keep and check")}</h2>
            <div class="row">
                <button type="button" class="button" data-testid="save-json" on:click=move |_| save("results.json", |saved| Some(&saved.json))>{tr!("Save results.json")}</button>
                <Show when=move || has_csv() == Some(true)>
                    <button type="button" class="button" data-testid="save-csv" on:click=move |_| save("scores.csv", |saved| saved.csv.as_ref())>{tr!("Save scores.csv")}</button>
                </Show>
                <Show when=move || state.is_last_of_these_files()>
                    <button type="button" class="button" data-testid="save-forecasts" disabled=move || state.activity.get() != Activity::Idle
                        on:click=move |_| state.write_forecasts(of_run.get_value())>{tr!("Save forecasts.csv.gz")}</button>
                </Show>
            </div>
            <p class="hint">{tr!("forecasts.csv.gz holds every forecast, a line a stream and day, by the network and each simple method, so that anybody can score them without this program. Of all of Chicago it has some 70 MB.")}</p>
            <p class="hint">
                {tr!("Anyone with the same files gets the same digest, here or with ")}<code>"watchback run"</code>{tr!(" on the command line. Digest: ")}
                <code class="digest" data-testid="digest">{digest}</code>
            </p>
        </section>
    }
}

/// Saves a value as a JSON file, printed when it is asked for.
pub(super) fn save_json(name: &str, value: &impl serde::Serialize) {
    if let Ok(bytes) = watchback::json::pretty(value) {
        save_bytes(name, "application/json", &bytes);
    }
}

/// Saves bytes as a file of a media type.
pub(super) fn save_bytes(name: &str, media_type: &str, bytes: &[u8]) {
    if let Some(blob) = blob_of(&js_sys::Uint8Array::from(bytes), media_type) {
        // A browser that refuses the download says so itself.
        let _ = download(&blob, name);
    }
}

/// Bytes as a file in the browser's memory.
pub(super) fn blob_of(bytes: &JsValue, media_type: &str) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    Blob::new_with_u8_array_sequence_and_options(&js_sys::Array::of1(bytes), &options).ok()
}

/// Hands a file to the browser to be saved.
pub(super) fn download(blob: &Blob, name: &str) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser has taken hold of the blob once the click is done.
    gloo::timers::callback::Timeout::new(10_000, move || drop(Url::revoke_object_url(&url))).forget();
    Ok(())
}
