//! What words of the field mean: docs/glossary.md, in the page on the words themselves.

use crate::logic::steps::View;
use watchback_translate::mark;

/// The glossary, a heading of the third level a word.
const GLOSSARY: &str = include_str!("../../../docs/glossary.md");

/// What a word means; `None` where the glossary does not have it.
pub fn meaning(word: &str) -> Option<String> {
    let mut entries = GLOSSARY.split("\n### ").skip(1);
    let entry = entries.find_map(|entry| entry.strip_prefix(word)?.strip_prefix('\n'))?;
    // The next group's heading may follow.
    let text = entry.split("\n## ").next()?.trim();
    Some(without_links(text))
}

/// Text whose links are words alone.
fn without_links(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        plain.push_str(before);
        match after.split_once("](").and_then(|(name, target)| Some((name, target.split_once(')')?.1))) {
            Some((name, left)) => {
                plain.push_str(name);
                rest = left;
            }
            None => {
                plain.push('[');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// The words that a view of the evidence uses and that a newcomer may not know.
pub const fn words_of(view: View) -> &'static [&'static str] {
    match view {
        View::Forecast => &[
            mark!("Stream"),
            mark!("Tile"),
            mark!("Horizon"),
            mark!("Strict AUC"),
            mark!("Chance"),
            mark!("Shift"),
        ],
        View::Simple => &[mark!("Log score"), mark!("Nat"), mark!("Comparator"), mark!("Static rate")],
        View::Alarms => &[mark!("False alarm"), mark!("Flag"), mark!("Quintile")],
        View::Arrests => &[mark!("Arrest"), mark!("Standardised rate"), mark!("Quintile")],
        View::Ladder => &[
            mark!("Ladder"),
            mark!("Strict AUC"),
            mark!("Tolerance, tolerant AUC"),
            mark!("Chance"),
            mark!("Rotation"),
        ],
        View::Pushes => &[mark!("Push"), mark!("Placebo"), mark!("Null network")],
        View::Statisticians => &[
            mark!("Gamma"),
            mark!("Transducer"),
            mark!("Delay"),
            mark!("Link"),
            mark!("Rotation"),
            mark!("Exceedance"),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_on_the_page_is_in_the_glossary() {
        for view in View::ALL {
            for word in words_of(view) {
                let meaning = meaning(word).unwrap_or_else(|| panic!("{word} is missing"));
                assert!(meaning.ends_with('.') || meaning.ends_with(')'), "{word}: {meaning}");
            }
        }
        assert_eq!(meaning("Strea"), None);
    }

    #[test]
    fn links_become_words() {
        assert_eq!(
            without_links("see [standardised rate](#standardised-rate), [not] so"),
            "see standardised rate, [not] so"
        );
    }
}
