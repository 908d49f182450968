//! Links to the documents that are published beside the page (`site` makes pages of `docs/*.md`).

use leptos::prelude::*;
use watchback_translate::tr;

/// The method, with its formulas and sources.
#[component]
pub(super) fn MethodLink() -> impl IntoView {
    view! { <a href="docs/method.html" target="_blank" rel="noopener noreferrer">{tr!("the method")}</a> }
}

/// The rules of the audit, fixed before any real file was audited, and how often each test is
/// wrong.
#[component]
pub(super) fn ValidityLink() -> impl IntoView {
    view! { <a href="docs/validity.html" target="_blank" rel="noopener noreferrer">{tr!("the rules of the audit")}</a> }
}
