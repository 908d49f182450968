//! Texts in the code, by its tokens: those within `tr!` and `mark!`, and those that should be.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A text that is translated.
pub(super) struct Template {
    pub(super) context: String,
    pub(super) text: String,
    /// Where it stands first.
    pub(super) file: String,
}

/// Folders whose texts are translated.
const TRANSLATED: [&str; 6] = ["index.html", "www/start.js", "site/src", "app/src", "src", "tables/src"];
/// Folders in which each text that a person sees must be wrapped.
const SHOWN: [&str; 3] = ["app/src/page", "app/src/logic", "src/wording"];
/// Attributes of elements, and properties of components, that a person sees or hears.
const SHOWN_ATTRIBUTES: [&str; 10] = [
    "title",
    "aria-label",
    "placeholder",
    "alt",
    "label",
    "summary",
    "table_name",
    "aria-valuetext",
    "aria-description",
    "caption",
];

/// What no person reads, or reads so in each language: classes, keys, headers, names.
const NOT_TEXTS: [&str; 45] = [
    "ArrowDown",
    "ArrowLeft",
    "ArrowRight",
    "ArrowUp",
    "Enter",
    "badge cannot",
    "badge shown",
    "headline beats",
    "headline null",
    "light care",
    "light good",
    "light missing",
    "month gap",
    "notice bad",
    "notice good",
    "scroll tall",
    "Content-Security-Policy",
    "default-src 'none'; script-src 'wasm-unsafe-eval'; worker-src blob:; img-src data: blob:; style-src \
     'unsafe-inline'; base-uri 'none'; form-action 'none'",
    "background: linear-gradient(to right, {})",
    "screen and (prefers-color-scheme: dark)",
    "path, rect, line, circle, text, tspan, polygon, polyline, ellipse",
    "th, td",
    // Of columns of files.
    "Block",
    "MOTOR VEHICLE THEFT",
    "below pov",
    "home value",
    "call type",
    "call for service",
    ", with crime",
    // The same in each language.
    "AUC",
    "CSV",
    "PNG",
    "SVG",
    "Feature",
    "FeatureCollection",
    "MultiPolygon",
    "Conley {}",
    "English",
    "Español",
    "Watchback",
    "watchback publish run.crate.zip --out SITE --app dist",
    "watchback run",
    "watchback run --offences",
    "PAI",
    "PEI*",
];

/// Files of the engine that only the command line, which speaks English, reads or runs.
const COMMAND_LINE: [&str; 8] = [
    "src/bin/",
    "src/released/from_models.rs",
    "src/report/",
    "src/session.rs",
    "src/simulate/",
    "src/xpfsa/released/file.rs",
    "tables/src/geopackage/",
    "tables/src/parquet/",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Files below a path, in order of their names.
fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let mut entries: Vec<PathBuf> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries.iter().flat_map(|entry| files(entry)).collect()
}

fn tokens(file: &Path) -> Vec<TokenTree> {
    let source = fs::read_to_string(file).unwrap();
    let stream: TokenStream = source.parse().unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    stream.into_iter().collect()
}

/// All texts that are translated, each once, in the order of files.
pub(super) fn templates() -> Vec<Template> {
    let mut found = Vec::new();
    let mut known = BTreeSet::new();
    for file in TRANSLATED.iter().flat_map(|folder| files(&root().join(folder))) {
        let name = file.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        let mut texts = Vec::new();
        if COMMAND_LINE.iter().any(|path| name.starts_with(path)) {
            continue;
        }
        if name.ends_with(".rs") {
            collect(&tokens(&file), &mut texts);
        } else if name.ends_with(".html") {
            texts.extend(
                super::html::texts(&fs::read_to_string(&file).unwrap())
                    .into_iter()
                    .map(|text| (String::new(), text)),
            );
        }
        if name.ends_with("/glossary.rs") {
            let meanings =
                texts.iter().map(|(_, word)| (String::new(), super::glossary::meaning(&root(), word)));
            texts.extend(meanings.collect::<Vec<_>>());
        }
        if name.ends_with(".js") {
            texts.extend(
                super::html::said(&fs::read_to_string(&file).unwrap()).map(|text| (String::new(), text)),
            );
        }
        for (context, text) in texts {
            if known.insert((context.clone(), text.clone())) {
                found.push(Template { context, text, file: name.clone() });
            }
        }
    }
    found
}

/// The content of a literal, where it is a string.
fn string(token: Option<&TokenTree>) -> Option<String> {
    let TokenTree::Literal(literal) = token? else { return None };
    syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|text| text.value())
}

fn is_punct(token: Option<&TokenTree>, mark: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == mark)
}

fn is_ident(token: Option<&TokenTree>, name: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(ident)) if *ident == name)
}

/// The number of tokens at this place that hold no text for people: an attribute such as `#[error]`
/// apart from what it holds in `tr!`, a module of tests.
fn test_module(tokens: &[TokenTree], at: usize) -> Option<usize> {
    let TokenTree::Group(attribute) = tokens.get(at + 1)? else { return None };
    let is_test =
        is_punct(tokens.get(at), '#') && attribute.stream().to_string().replace(' ', "") == "cfg(test)";
    if !is_test {
        return None;
    }
    let ends = |token: &TokenTree| {
        matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
            || matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';')
    };
    tokens.iter().skip(at + 2).position(ends).map(|length| length + 3)
}

/// The text of an attribute `#[error("..")]`, which the page shows of errors.
fn error_text(tokens: &[TokenTree], at: usize) -> Option<String> {
    let TokenTree::Group(attribute) = tokens.get(at + 1).filter(|_| is_punct(tokens.get(at), '#'))? else {
        return None;
    };
    let inner: Vec<TokenTree> = attribute.stream().into_iter().collect();
    let TokenTree::Group(arguments) = inner.get(1).filter(|_| is_ident(inner.first(), "error"))? else {
        return None;
    };
    let arguments: Vec<TokenTree> = arguments.stream().into_iter().collect();
    string(arguments.first()).filter(|text| has_words(text))
}

/// Texts within an `impl Display`, which is English and is shown by `translated`.
fn of_display(tokens: &[TokenTree], found: &mut Vec<(String, String)>) {
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => of_display(&group.stream().into_iter().collect::<Vec<_>>(), found),
            TokenTree::Literal(_) if !is_punct(at.checked_sub(1).and_then(|at| tokens.get(at)), '#') => {
                let text = string(Some(token)).filter(|text| has_words(text));
                found.extend(text.map(|text| (String::new(), text)));
            }
            _ => {}
        }
    }
}

/// Whether anything is left of a text without its places to fill in.
fn has_words(text: &str) -> bool {
    let mut depth = 0;
    let mut letters = 0;
    for letter in text.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            letter => letters += usize::from(depth == 0 && letter.is_alphabetic()),
        }
    }
    letters > 0
}

/// Whether an `impl Display` begins here, and where its body is.
fn display_body(tokens: &[TokenTree], at: usize) -> Option<usize> {
    let is_brace =
        |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
    let length = tokens.iter().skip(at).position(is_brace).filter(|_| is_ident(tokens.get(at), "impl"))?;
    let is_display = tokens[at..at + length]
        .windows(2)
        .any(|two| is_ident(two.first(), "Display") && is_ident(two.get(1), "for"));
    is_display.then_some(at + length)
}

/// Texts within `tr!`, `mark!` and `kept!`, with their contexts; of errors, and of what is
/// displayed.
fn collect(tokens: &[TokenTree], found: &mut Vec<(String, String)>) {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if let Some(skipped) = test_module(tokens, at) {
            at += skipped;
            continue;
        }
        found.extend(error_text(tokens, at).map(|text| (String::new(), text)));
        if let Some(TokenTree::Group(body)) = display_body(tokens, at).and_then(|at| tokens.get(at)) {
            of_display(&body.stream().into_iter().collect::<Vec<_>>(), found);
        }
        if let TokenTree::Group(group) = token {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            let is_macro = at > 1 && is_punct(tokens.get(at - 1), '!');
            let is_ours =
                is_macro && ["tr", "mark", "kept"].iter().any(|name| is_ident(tokens.get(at - 2), name));
            if let Some(text) = string(inner.first()).filter(|_| is_ours) {
                let has_context = is_punct(inner.get(1), '=') && is_punct(inner.get(2), '>');
                match string(inner.get(3)).filter(|_| has_context) {
                    Some(in_context) => found.push((text, in_context)),
                    None => found.push((String::new(), text)),
                }
            }
            collect(&inner, found);
        }
        at += 1;
    }
}

/// Texts that a person sees and that are not wrapped, with their files.
pub(super) fn unwrapped() -> Vec<String> {
    let mut found = Vec::new();
    for file in SHOWN.iter().flat_map(|folder| files(&root().join(folder))) {
        if file.extension().is_some_and(|extension| extension == "rs") {
            let mut texts = Vec::new();
            look(&tokens(&file), Place::Code, &mut texts);
            let name = file.strip_prefix(root()).unwrap().display().to_string();
            found.extend(texts.into_iter().map(|text| format!("{name}: {text:?}")));
        }
    }
    found
}

/// Where a text stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Among elements.
    View,
    Code,
}

/// Whether a text in code reads as one for people: it begins as a sentence does, or has words.
fn is_for_people(text: &str) -> bool {
    let is_word = |word: &str| {
        word.len() > 1 && word.chars().all(|letter| letter.is_alphabetic() || ".,:;?".contains(letter))
    };
    let mut letters = text.trim_start().chars();
    let begins =
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase);
    let is_markup = text.contains(['<', '=', '/', '#', '\n']);
    !is_markup && (begins || text.split(' ').filter(|word| is_word(word)).count() > 1)
}

fn look(tokens: &[TokenTree], place: Place, found: &mut Vec<String>) {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if let Some(skipped) = test_module(tokens, at) {
            at += skipped;
            continue;
        }
        let is_attribute = is_punct(tokens.get(at), '#') && place == Place::Code;
        if is_attribute {
            let inner = usize::from(is_punct(tokens.get(at + 1), '!'));
            at += 2 + inner;
            continue;
        }
        match token {
            TokenTree::Group(group) => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let is_macro =
                    |name| at > 1 && is_punct(tokens.get(at - 1), '!') && is_ident(tokens.get(at - 2), name);
                if is_macro("tr") || is_macro("mark") {
                    // What is filled in may hold texts too; the text may follow its context.
                    let has_context = is_punct(inner.get(1), '=') && is_punct(inner.get(2), '>');
                    look(
                        inner.get(if has_context { 4 } else { 1 }..).unwrap_or_default(),
                        Place::Code,
                        found,
                    );
                } else {
                    look(&inner, if is_macro("view") { Place::View } else { Place::Code }, found);
                }
            }
            TokenTree::Literal(_) => {
                if let Some(text) = string(Some(token)).filter(|text| is_shown(tokens, at, place, text)) {
                    found.push(text);
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// Whether a person sees the text at this place.
fn is_shown(tokens: &[TokenTree], at: usize, place: Place, text: &str) -> bool {
    let is_text = has_words(text) && !NOT_TEXTS.contains(&text);
    let is_value = at > 0 && is_punct(tokens.get(at - 1), '=');
    is_text
        && match (place, is_value) {
            (Place::Code, _) => is_for_people(text),
            (Place::View, false) => true,
            (Place::View, true) => SHOWN_ATTRIBUTES.contains(&attribute(tokens, at - 1).as_str()),
        }
}

/// The name of the attribute that ends at this place, `aria-label` for instance.
fn attribute(tokens: &[TokenTree], end: usize) -> String {
    let is_part = |token: &&TokenTree| match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == '-',
        _ => false,
    };
    let mut parts: Vec<String> = Vec::new();
    let mut before_is_name = false;
    for token in tokens[..end].iter().rev().take_while(is_part) {
        let is_name = matches!(token, TokenTree::Ident(_));
        // Two names beside each other are two attributes, or the element and its first.
        if is_name && before_is_name {
            break;
        }
        before_is_name = is_name;
        parts.push(token.to_string());
    }
    parts.iter().rev().map(String::as_str).collect()
}
