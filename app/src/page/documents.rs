//! Links to the documents that are published beside the page, as text (`site` puts them there).

use leptos::prelude::*;

/// The method, with its formulas and sources.
#[component]
pub(super) fn MethodLink() -> impl IntoView {
    view! { <a href="method.txt" target="_blank" rel="noopener noreferrer">"the method"</a> }
}

/// The rules of the audit, fixed before any real file was audited, and how often each test is
/// wrong.
#[component]
pub(super) fn ValidityLink() -> impl IntoView {
    view! { <a href="validity.txt" target="_blank" rel="noopener noreferrer">"the rules of the audit"</a> }
}
