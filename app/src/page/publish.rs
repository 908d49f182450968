//! The run as one file that others can check, and a published run checked.

use leptos::prelude::*;
use web_sys::{Event, HtmlElement};

use super::state::{Activity, State};
use crate::page::table::Details;
use crate::protocol::Packed;
use watchback::bundle::{Agent, Published};
use watchback::results::{Outcome, Verification};
use watchback::wording::verification;
use watchback_translate::{tr, translated};

/// Who publishes, and the bundle.
#[component]
pub(super) fn SaveBundle() -> impl IntoView {
    let state = expect_context::<State>();
    let idle = move || state.activity.get() == Activity::Idle;
    let [by, licence, source] = [(); 3].map(|()| RwSignal::new(String::new()));
    let said = |of: RwSignal<String>| Some(of.get_untracked().trim().to_owned()).filter(|of| !of.is_empty());
    let save = move |packed| {
        let by = said(by).map(|name| Agent { name, address: None });
        let now = (js_sys::Date::now() / 1000.0) as u64;
        let published = Published { by, licence: said(licence), source: said(source), ..Published::at(now) };
        state.write_bundle(published, packed);
    };
    // No field of a form: some browsers ask their maker's server what a page's fields may be filled
    // with, which no policy of a page can forbid.
    let field = |label: &'static str, name: &'static str, of: RwSignal<String>| {
        let write = move |event: Event| {
            of.set(event_target::<HtmlElement>(&event).text_content().unwrap_or_default());
        };
        view! {
            <p class="said"><span aria-hidden="true">{label}</span><span class="box" role="textbox" contenteditable="true" tabindex="0" aria-label=label data-testid=name on:input=write></span></p>
        }
    };
    view! {
        <section class="card" aria-labelledby="bundle-title">
            <h2 id="bundle-title">{tr!("One file that anybody can check")}</h2>
            <p>{tr!("The bundle holds every figure of this run, its forecasts, and a receipt: which files it was made of, byte for byte, how they were read, and by which program. None of the rows are in it. Put it on any website: whoever has the same public files can confirm it here, or see where it differs, without trusting you.")}</p>
            <Details summary=tr!("Who publishes it (optional)")>
                <div class="fields">
                    {field(tr!("Published by"), "published-by", by)}
                    {field(tr!("Where the files come from"), "source", source)}
                    {field(tr!("Licence of the bundle"), "licence", licence)}
                </div>
            </Details>
            <button type="button" class="button primary" data-testid="save-bundle" disabled=move || !idle() on:click=move |_| save(Packed::Bundle)>{tr!("Save run.crate.zip")}</button>
            <h3>{tr!("A folder for any website")}</h3>
            <p>{tr!("It holds the bundle, a report that is read without any program, a list, and headers for the host. The program is not in it: once the network is locked, this page cannot fetch itself. With it, ")}<code>"watchback publish run.crate.zip --out SITE --app dist"</code>{tr!(" makes the same folder.")}</p>
            <button type="button" class="button" data-testid="save-site" disabled=move || !idle() on:click=move |_| save(Packed::Site)>{tr!("Save site.zip")}</button>
        </section>
    }
}

/// A published run checked: its files, and what came of making it again.
#[component]
pub(super) fn Verify() -> impl IntoView {
    let state = expect_context::<State>();
    let idle = move || state.activity.get() == Activity::Idle;
    let wanted = move || state.of_shown(|run| run.view.results.receipt.clone()).flatten();
    let found = move || state.of_shown(|run| run.verified.clone()).flatten();
    let files = move || {
        let receipt = wanted()?;
        let areas = receipt.areas.iter().flat_map(|areas| [Some(&areas.boundaries), areas.table.as_ref()]);
        let areas = areas.flatten().filter(|_| receipt.simulated.is_none());
        let names = receipt.inputs.iter().chain(areas);
        let lines = names.map(|input| view! { <li>{input.name.clone()}" "<code class="digest">{input.sha256.clone()}</code></li> });
        let lines = lines.collect_view();
        let simulated = receipt.simulated.is_some();
        Some(view! {
            {simulated.then(|| view! { <p>{tr!("The city is simulated: no file is needed.")}</p> })}
            {(!simulated).then(|| view! { <p>{tr!("It was made of these files. Bring them, by whatever name:")}</p><ul class="files">{lines}</ul> })}
        })
    };
    view! {
        <section class="card" aria-labelledby="verify-title" data-testid="verify">
            <h2 id="verify-title">{tr!("Check this run")}</h2>
            <p>{tr!("The run is made again from the files that are open here, by the study that its receipt names. Each part is then confirmed or not.")}</p>
            {move || files().map_or_else(
                || view! { <p class="notice">{tr!("This run has no receipt, so it cannot be checked: it was made by an earlier version.")}</p> }.into_any(),
                |files| files.into_any(),
            )}
            <Show when=move || wanted().is_some()>
                <button type="button" class="button" data-testid="verify-run" disabled=move || !idle() on:click=move |_| state.verify()>{tr!("Make it again and compare")}</button>
            </Show>
            {move || found().map(|found| view! { <Found found=(*found).clone()/> })}
        </section>
    }
}

/// What came of it.
#[component]
fn Found(found: Verification) -> impl IntoView {
    let class = if found.outcome == Outcome::Confirmed { "notice good" } else { "notice bad" };
    let list = |lines: Vec<String>| lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    let more = found.n_differences.saturating_sub(found.differences.len());
    let of_audit = found.audit.iter();
    let reasons: Vec<String> = found
        .reasons
        .iter()
        .chain(of_audit.clone().flat_map(|audit| &audit.reasons))
        .map(|reason| translated(reason))
        .collect();
    let of_audit = of_audit.flat_map(|audit| &audit.differences);
    let differences: Vec<String> =
        found.differences.iter().chain(of_audit).map(verification::difference).collect();
    view! {
        <p class=class role="status" data-testid="verified">{verification::outcome(&found)}</p>
        <ul data-testid="verify-reasons">{list(reasons)}{list(differences)}</ul>
        {(more > 0).then(|| view! { <p>{tr!("And {more} more figures that differ.")}</p> })}
        <Details summary=tr!("Part by part") testid="verified-parts">
            <ul>{list(found.parts.iter().map(verification::part).chain(found.audit.iter().map(verification::audit)).collect())}</ul>
            <ul>{list(found.inputs.iter().map(verification::input).collect())}</ul>
            {found.published_by.as_ref().map(|program| view! { <p class="hint">{tr!("Published by ")}{verification::program(program)}</p> })}
            <p class="hint">{tr!("Checked by ")}{verification::program(&found.verified_by)}</p>
        </Details>
    }
}
