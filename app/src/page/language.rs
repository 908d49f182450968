//! The page's language: chosen by its switch, by `lang=es` in the address, or by the browser's.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, Node};

use super::state::State;
use crate::logic::language::{Fragment, language_of};
use watchback::wording::{Language, language, set_language};
use watchback_translate::look_up;

/// Elements whose texts the program writes itself.
const OWN: [&str; 6] = ["app", "steps", "portals", "languages", "start-text", "requests-since-load"];

/// What the page's address says behind its mark, apart from the language.
pub(super) fn fragment() -> String {
    Fragment::new(&hash()).rest
}

/// The address of a step or a view in this language, behind the mark.
pub(super) fn in_language(fragment: &str) -> String {
    let is_browsers = language() == of_browser();
    Fragment { language: (!is_browsers).then(language), rest: fragment.to_owned() }.to_text()
}

fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

fn of_browser() -> Language {
    language_of(window().navigator().language().as_deref().unwrap_or_default())
}

/// Takes up the language and the switch. From here on the first screen's own texts, which
/// index.html has in English, follow the language.
pub(super) fn take_over(state: State) {
    let wanted = Fragment::new(&hash()).language.unwrap_or_else(of_browser);
    set_language(wanted);
    state.language.set(wanted);
    if let Some(place) = element("languages") {
        place.set_inner_html("");
        mount_to(place, move || view! { <Switch state=state/> }).forget();
    }
    let mut texts = Vec::new();
    if let Some(body) = document().body() {
        collect(&body, &mut texts);
    }
    Effect::new(move || {
        let language = state.language.get();
        let _ = document().document_element().map(|root| root.set_attribute("lang", language.code()));
        texts.iter().for_each(Said::say);
    });
    let listener = window_event_listener(leptos::ev::hashchange, move |_| {
        if let Some(wanted) = Fragment::new(&hash()).language {
            choose(state, wanted);
        }
    });
    on_cleanup(move || listener.remove());
}

/// Speaks a language from now on: what is on the page is drawn anew.
fn choose(state: State, wanted: Language) {
    if state.language.get_untracked() != wanted {
        set_language(wanted);
        state.language.set(wanted);
        let _ = window().location().set_hash(&in_language(&fragment()));
    }
}

/// The languages, each in its own words.
#[component]
fn Switch(state: State) -> impl IntoView {
    let button = |of: Language| {
        let is_spoken = move || (state.language.get() == of).to_string();
        view! { <button type="button" lang=of.code() data-testid=format!("language-{}", of.code()) aria-pressed=is_spoken on:click=move |_| choose(state, of)>{of.name()}</button> }
    };
    view! { {Language::ALL.map(button).collect_view()} }
}

fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// A text that index.html holds, as it is in English.
enum Said {
    /// A node of text, with the blanks around it.
    Text { node: Node, text: String, before: &'static str, after: &'static str },
    /// What an element is called for those who do not see it.
    Label { element: Element, text: String },
}

impl Said {
    fn say(&self) {
        match self {
            Self::Text { node, text, before, after } => {
                node.set_text_content(Some(&format!("{before}{}{after}", look_up(text))));
            }
            Self::Label { element, text } => {
                let _ = element.set_attribute("aria-label", look_up(text));
            }
        }
    }
}

/// A text of the first screen as index.html has it: www/language.js may have said it in Spanish.
fn in_english(text: String) -> String {
    Language::english_of(&text).map_or(text, str::to_owned)
}

/// The texts below an element, apart from those that the program writes.
fn collect(element: &Element, found: &mut Vec<Said>) {
    let is_line_of_slot = element.tag_name() == "SPAN"
        && element.parent_element().is_some_and(|parent| parent.id().starts_with("slot-"));
    // A script's text is what workers are made from, and not one to be read.
    let is_read = !matches!(element.tag_name().as_str(), "SCRIPT" | "STYLE" | "NOSCRIPT");
    if OWN.contains(&element.id().as_str()) || is_line_of_slot || !is_read {
        return;
    }
    if let Some(text) = element.get_attribute("aria-label") {
        found.push(Said::Label { element: element.clone(), text: in_english(text) });
    }
    let mut next = element.first_child();
    while let Some(node) = next {
        next = node.next_sibling();
        if let Some(element) = node.dyn_ref::<Element>() {
            collect(element, found);
        } else if node.node_type() == Node::TEXT_NODE {
            let whole = node.text_content().unwrap_or_default();
            let text = whole.split_whitespace().collect::<Vec<_>>().join(" ");
            if text.chars().any(char::is_alphabetic) {
                let blank = |is_there: bool| if is_there { " " } else { "" };
                let before = blank(whole.starts_with(char::is_whitespace));
                let after = blank(whole.ends_with(char::is_whitespace));
                found.push(Said::Text { node, text: in_english(text), before, after });
            }
        }
    }
}
