//! Spanish is complete: each text that a person sees goes through `tr!`, and each that does is in
//! `src/wording/spanish.po`, once, with the same places to fill in.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests are tests too")]

mod catalog;
mod glossary;
mod html;
mod source;

use std::collections::{BTreeMap, BTreeSet};

use source::{Template, templates, unwrapped};

#[test]
fn each_text_that_a_person_sees_is_wrapped() {
    let found = unwrapped();
    assert!(
        found.is_empty(),
        "wrap these in tr!, or name them in source.rs if nobody reads them:\n{}",
        found.join("\n")
    );
}

#[test]
fn each_text_is_in_spanish_with_the_same_places() {
    let all = templates();
    let catalog = catalog::read();
    let mut wrong = Vec::new();
    for Template { context, text, file } in &all {
        let Some(spanish) = catalog.get(&(context.clone(), text.clone())) else {
            wrong.push(format!("{file}: {text:?} is missing"));
            continue;
        };
        if let Some(says) = differs(text, spanish) {
            wrong.push(format!("{file}: {text:?} against {spanish:?}: {says}"));
        }
    }
    let said: BTreeSet<_> = all.into_iter().map(|of| (of.context, of.text)).collect();
    wrong.extend(
        catalog.keys().filter(|of| !said.contains(*of)).map(|(_, text)| format!("{text:?} is said nowhere")),
    );
    assert!(
        wrong.is_empty(),
        "{} texts; `cargo test --test spanish -- --ignored` writes what is missing:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// What of a translation does not go with its text.
fn differs(text: &str, spanish: &str) -> Option<&'static str> {
    let edge = |text: &str| (text.starts_with(' '), text.ends_with(' '));
    if spanish.trim().is_empty() {
        return Some("it is empty");
    }
    if places(text) != places(spanish) {
        return Some("places to fill in differ");
    }
    if edge(text) != edge(spanish) {
        return Some("a blank at an end differs");
    }
    // A sentence that ends otherwise is often one that was cut off.
    let ends = |text: &str| text.trim_end().chars().next_back().filter(|last| ".:?,;".contains(*last));
    (ends(text) != ends(spanish)).then_some("the last mark differs")
}

/// Places to fill in, as `watchback-translate` finds them: by name, or by number in their order.
fn places(text: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let mut in_turn = 0;
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let from = &rest[at..];
        if from.starts_with("{{") || from.starts_with("}}") {
            rest = &from[2..];
            continue;
        }
        let end = from.find('}').unwrap_or(from.len() - 1);
        let place = &from[1..end.max(1)];
        let name = if place.is_empty() || place.starts_with(':') {
            in_turn += 1;
            (in_turn - 1).to_string()
        } else {
            place.to_owned()
        };
        *found.entry(name).or_insert(0) += 1;
        rest = &from[end + 1..];
    }
    found
}

#[test]
fn a_translation_that_does_not_fit_is_found() {
    assert_eq!(differs("{n} of {}", "{} de {n}"), None);
    assert_eq!(differs("{} of {:.1}", "{1} de {0}"), None);
    assert_eq!(differs("{n} of {}", "{m} de {}"), Some("places to fill in differ"));
    assert_eq!(differs("Digest: ", "Resumen:"), Some("a blank at an end differs"));
    assert_eq!(differs("It is.", "Es"), Some("the last mark differs"));
    assert_eq!(differs("It is.", ""), Some("it is empty"));
}

/// Not a test: brings `spanish.po` to the texts of the code.
#[test]
#[ignore = "writes src/wording/spanish.po"]
fn write_what_is_missing() {
    catalog::write(&templates());
}
