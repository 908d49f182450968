//! The field's words, each with its meaning on itself.

use leptos::prelude::*;

use crate::logic::glossary::meaning;
use watchback_translate::{look_up, tr};

/// A row of words; each shows what it means, one at a time.
#[component]
pub(super) fn Words(words: &'static [&'static str]) -> impl IntoView {
    let open = RwSignal::new(None::<&'static str>);
    let word = |word: &'static str| {
        let is_open = move || open.get() == Some(word);
        let toggle = move |_| open.update(|open| *open = if *open == Some(word) { None } else { Some(word) });
        view! { <button type="button" class="term" aria-expanded=move || is_open().to_string() on:click=toggle>{look_up(word)}</button> }
    };
    view! {
        <div class="words" data-testid="words">
            <p class="row"><span class="hint">{tr!("Words:")}</span>{words.iter().copied().map(word).collect_view()}</p>
            <p class="meaning" role="status">{move || open.get().and_then(|word| Some(format!("{}: {}", look_up(word), look_up(&meaning(word)?))))}</p>
        </div>
    }
}
