//! A chart's title says what was found; below it stands what is measured, and in what unit.

use leptos::prelude::*;

/// The two of them.
#[component]
pub(super) fn ChartTitle(#[prop(into)] finding: String, #[prop(into)] measure: String) -> impl IntoView {
    view! {
        <figcaption class="chart-title">
            <strong class="chart-finding">{finding}</strong>
            <span class="chart-measure">{measure}</span>
        </figcaption>
    }
    .into_any()
}
