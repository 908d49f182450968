//! `src/wording/spanish.po`, read and written.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::source::Template;

/// Where the first text begins, behind the header.
const FIRST: &str = "\n\n#: ";

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/wording/spanish.po")
}

/// Translations by context and text. A text that is there twice, or is marked as uncertain, is an
/// error of the file.
pub(super) fn read() -> BTreeMap<(String, String), String> {
    let catalog = polib::po_file::parse(&path()).unwrap();
    let mut texts = BTreeMap::new();
    for message in catalog.messages() {
        assert!(!message.is_fuzzy(), "{:?} is marked fuzzy", message.msgid());
        let key = (message.msgctxt().unwrap_or_default().to_owned(), message.msgid().to_owned());
        texts.insert(key, message.msgstr().unwrap_or_default().to_owned());
    }
    let written = fs::read_to_string(path()).unwrap();
    let n_texts = written.lines().filter(|line| line.starts_with("msgid ")).count();
    // The header is a text without words.
    assert_eq!(n_texts, texts.len() + 1, "a text is there twice");
    texts
}

/// Writes the texts in the order of the code, with the translations that are there already.
pub(super) fn write(templates: &[Template]) {
    let known = read();
    let before = fs::read_to_string(path()).unwrap();
    let mut out = before.split(FIRST).next().unwrap_or_default().trim_end().to_owned() + "\n";
    for Template { context, text, file } in templates {
        let spanish = known.get(&(context.clone(), text.clone())).map_or("", String::as_str);
        write!(out, "\n#: {file}\n").unwrap();
        if !context.is_empty() {
            writeln!(out, "msgctxt {}", quoted(context)).unwrap();
        }
        writeln!(out, "msgid {}\nmsgstr {}", quoted(text), quoted(spanish)).unwrap();
    }
    fs::write(path(), out).unwrap();
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
