//! Lines that the person brought: which lie over the maps, and how to take them away.

use leptos::prelude::*;

use super::state::State;
use crate::logic::format::count;
use crate::protocol::LinesView;
use watchback_translate::tr;

impl State {
    /// Draws lines over all maps from now on; those of a file of the same name take its place.
    pub(super) fn keep_lines(self, view: LinesView) {
        self.lines.update(|lines| {
            lines.retain(|of| of.name != view.name);
            lines.push(std::sync::Arc::new(view));
        });
    }
}

/// The names of the files whose lines are drawn.
#[component]
pub(super) fn LinesLegend() -> impl IntoView {
    let state = expect_context::<State>();
    let entry = move |name: String, n: usize| {
        let away = tr!("Take the lines of {name} away");
        let of = name.clone();
        let remove = move |_| state.lines.update(|lines| lines.retain(|line| line.name != of));
        view! {
            <span class="pill">
                <span class="only-name legend-line">{tr!("{name}: {} lines", count(n as u64))}</span>
                <button type="button" class="delete" aria-label=away on:click=remove>"\u{d7}"</button>
            </span>
        }
        .into_any()
    };
    move || {
        let lines = state.lines.get();
        (!lines.is_empty()).then(|| {
            let entries = lines.iter().map(|of| entry(of.name.clone(), of.lines.len())).collect_view();
            view! { <p class="legend" data-testid="lines-legend">{entries}</p> }.into_any()
        })
    }
}
