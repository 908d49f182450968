//! What the first screen says before the program is there, in Spanish.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};

/// Stands in `www/language.js` for the texts, by their English.
const TEXTS: &str = "FIRST_TEXTS";
/// Files whose texts are said without the program, as the translations name them.
const SAID_BEFORE: [&str; 3] = ["index.html", "www/start.js", "site/src/results.rs"];

/// The page with the texts of a file of translations.
///
/// # Errors
/// If the file cannot be understood.
pub(crate) fn with_texts(page: &str, translations: &str) -> anyhow::Result<String> {
    let catalog = polib::po_file::parse_from_reader(translations.as_bytes())
        .map_err(|error| anyhow::anyhow!("{error}"))
        .context("reading translations")?;
    let mut texts = BTreeMap::new();
    for message in catalog.messages().filter(|message| SAID_BEFORE.contains(&message.source().trim())) {
        texts.insert(message.msgid(), message.msgstr().map_err(|_| anyhow::anyhow!("a plural"))?);
    }
    ensure!(!texts.is_empty(), "the translations have no text of the first screen");
    // A script that holds the end of a script would end there.
    let json = serde_json::to_string(&texts)?.replace("</", "<\\/");
    Ok(page.replace(TEXTS, &json))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_the_first_screen_alone_are_put_into_the_page() {
        let translations = "msgid \"\"\nmsgstr \"Plural-Forms: nplurals=2; plural=(n != 1);\\n\"\n\n\
                            #: index.html\nmsgid \"Check \\\"it\\\"\"\nmsgstr \"Revisar\"\n\n\
                            #: src/wording/a.rs\nmsgid \"No\"\nmsgstr \"No\"\n";
        let page = with_texts("const texts = FIRST_TEXTS;", translations).unwrap();
        assert_eq!(page, "const texts = {\"Check \\\"it\\\"\":\"Revisar\"};");
        assert!(with_texts("", "nothing").is_err());
    }
}
