//! Texts of index.html, which the page's program translates where they stand.

/// What is the same in each language, and what the program writes itself.
const NAMES: [&str; 5] = ["Watchback", "PROGRAM_VERSION", "English", "Español", "Language, idioma"];

/// Texts between tags, and the attributes that are read out, with single blanks.
pub(super) fn texts(html: &str) -> Vec<String> {
    let body = html.split_once("<body>").map_or("", |(_, body)| body);
    let mut found = Vec::new();
    let mut rest = body;
    let mut element = "";
    while let Some(at) = rest.find('<') {
        let (text, from) = rest.split_at(at);
        // Without scripts there is no program that could translate.
        if !["style", "noscript"].contains(&element) {
            keep(text, &mut found);
        }
        if let Some(behind) = from.strip_prefix("<!--") {
            rest = behind.split_once("-->").map_or("", |(_, behind)| behind);
            continue;
        }
        let (tag, behind) = from[1..].split_once('>').unwrap_or((from, ""));
        element = tag.split([' ', '/']).next().unwrap_or_default();
        if element == "noscript" {
            rest = behind.split_once("</noscript>").map_or("", |(_, behind)| behind);
            continue;
        }
        for part in tag.split("aria-label=\"").skip(1) {
            keep(part.split('"').next().unwrap_or_default(), &mut found);
        }
        rest = behind;
    }
    found
}

/// Texts of a script: what stands in `say('...')`.
pub(super) fn said(script: &str) -> impl Iterator<Item = String> {
    script.split("say('").skip(1).filter_map(|behind| Some(behind.split_once('\'')?.0.to_owned()))
}

fn keep(text: &str, found: &mut Vec<String>) {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().any(char::is_alphabetic) && !NAMES.contains(&text.as_str()) {
        found.push(text);
    }
}

#[test]
fn texts_and_labels_are_found() {
    let html = "<title>no</title><body><p aria-label=\"a b\">One\n  <b>two</b> <!-- not --> 3</p>";
    assert_eq!(texts(html), ["a b", "One", "two"]);
    assert_eq!(said("stop(say('a {0}.', 1)); say('b')").collect::<Vec<_>>(), ["a {0}.", "b"]);
}
