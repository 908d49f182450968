//! The question's card.

use leptos::prelude::*;

use crate::page::state::{Activity, State};
use watchback_translate::tr;

/// "How do they come to 90 %?"
#[component]
pub(in crate::page) fn AskLadder() -> impl IntoView {
    let state = expect_context::<State>();
    let idle = move || state.activity.get() == Activity::Idle;
    let takes = move || state.takes(|expected| expected.ladder_seconds);
    let climb = move |_| {
        if let Some(settings) = state.chosen.get_untracked() {
            state.climb(settings);
        }
    };
    view! {
        <section class="card" aria-labelledby="ask-ladder-title">
            <h2 id="ask-ladder-title">{tr!("How do they come to 90 %?")}</h2>
            <p>{tr!("The paper reports scores of about .90. Here the authors' own program is followed on your files, and its score is taken apart: one choice at a time, each beside what it gives forecasts that know nothing.")}</p>
            <p class="hint needs"><b>{tr!("Needs ")}</b>{tr!("the crime records. ")}{takes}</p>
            <button type="button" class="button primary" data-testid="climb" disabled=move || !idle() || state.chosen.get().is_none() on:click=climb>
                {tr!("Take it apart")}
            </button>
        </section>
    }
}
