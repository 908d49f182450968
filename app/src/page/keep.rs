//! The switch by which finished stages are kept on this computer, and what is kept.

use leptos::prelude::*;

use super::state::{Activity, State};
use crate::logic::kept::{kept_in_words, no_storage_in_words, resumed_in_words, trouble_in_words};
use crate::protocol::Kept;
use watchback_translate::tr;

/// The switch, what is kept, and the way to delete it.
#[component]
pub(super) fn KeepStages() -> impl IntoView {
    let state = expect_context::<State>();
    let idle = move || state.activity.get() == Activity::Idle;
    let kept = move || state.kept.get().and_then(Result::ok);
    let is_on = move || kept().is_some_and(|kept| kept.is_on);
    let says = move || match state.kept.get()? {
        Ok(kept) => Some(kept_in_words(&kept)),
        Err(trouble) => Some(no_storage_in_words(&trouble, is_from_disk())),
    };
    let has_any = move || kept().is_some_and(|Kept { is_on, works, .. }| is_on || works > 0);
    view! {
        <section class="card keep" aria-labelledby="keep-title" data-testid="keep-stages">
            <h2 id="keep-title">{tr!("If the tab is closed meanwhile")}</h2>
            <label class="tick-box">
                <input type="checkbox" data-testid="keep-switch" aria-describedby="keep-hint" prop:checked=is_on
                    disabled=move || !idle() || kept().is_none()
                    on:change=move |event| state.switch_keeping(event_target_checked(&event))/>
                {tr!("Keep finished stages on this computer, so that a closed tab loses nothing")}
            </label>
            <p class="hint" id="keep-hint">{tr!("Stages of runs, audits and ladders are kept in this browser's own storage: counts, models and forecasts of tiles, and none of the rows. Nothing is sent. Bring the same files after that and ask the same: the work goes on from there, to the same digest. Pages of the same website could read what is kept. A private window forgets it when it is closed.")}</p>
            <p class="row spread">
                <span role="status" data-testid="kept">{says}</span>
                <button type="button" class="button" data-testid="delete-kept" disabled=move || !idle() || !has_any()
                    on:click=move |_| state.delete_kept()>{tr!("Delete everything")}</button>
            </p>
        </section>
    }
}

/// What of the work under way, or the last, was kept; and what could not be.
#[component]
pub(super) fn KeptNotices() -> impl IntoView {
    let state = expect_context::<State>();
    let resumed = move || state.resumed.with(|(outputs, stages)| resumed_in_words(outputs, *stages));
    let trouble = move || state.not_kept.with(|trouble| trouble.as_ref().map(trouble_in_words));
    view! {
        {move || resumed().map(|text| view! { <p class="notice" data-testid="resumed">{text}</p> })}
        {move || trouble().map(|text| view! { <p class="notice" data-testid="not-kept">{text}</p> })}
    }
}

/// Whether the page is a file on disk, to which browsers give no storage.
fn is_from_disk() -> bool {
    window().location().protocol().is_ok_and(|protocol| protocol == "file:")
}
