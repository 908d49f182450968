//! What words mean, from docs/glossary.md, as the page shows it.

use std::fs;
use std::path::Path;

/// A word's entry; links are words alone.
pub(super) fn meaning(root: &Path, word: &str) -> String {
    let glossary = fs::read_to_string(root.join("docs/glossary.md")).unwrap();
    let begin = format!("\n### {word}\n");
    let (_, entry) = glossary.split_once(&begin).unwrap_or_else(|| panic!("{word} is missing"));
    let entry = entry.split("\n#").next().unwrap_or_default().trim();
    let mut plain = String::new();
    for (at, part) in entry.split("](").enumerate() {
        // A link's target ends at its bracket.
        let behind = if at == 0 { part } else { part.split_once(')').map_or("", |(_, behind)| behind) };
        plain.push_str(behind);
    }
    plain.replace('[', "")
}
