//! The language that an address, or a browser, asks for.

use watchback::wording::Language;

/// What a part of an address begins with that names its language.
const NAME: &str = "lang=";

/// What an address says behind its mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// The language that it names, where it is one that there is.
    pub language: Option<Language>,
    /// All else, without the mark.
    pub rest: String,
}

impl Fragment {
    /// The parts of `#step=check&lang=es`.
    pub fn new(fragment: &str) -> Self {
        let parts = || fragment.trim_start_matches('#').split('&');
        let rest: Vec<&str> = parts().filter(|part| !part.starts_with(NAME)).collect();
        let language = parts().find_map(|part| Language::of_code(part.strip_prefix(NAME)?));
        Self { language, rest: rest.join("&") }
    }

    /// The address's text, without the mark.
    pub fn to_text(&self) -> String {
        let language = self.language.map(|language| format!("{NAME}{}", language.code()));
        let parts = Some(self.rest.clone()).filter(|rest| !rest.is_empty()).into_iter().chain(language);
        parts.collect::<Vec<_>>().join("&")
    }
}

/// The language of a browser that asks for this code; English where there is none.
pub fn language_of(code: &str) -> Language {
    Language::of_code(code).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_language_beside_all_else() {
        for (text, language, rest) in [
            ("#step=check&lang=es", Some(Language::Spanish), "step=check"),
            ("#lang=en", Some(Language::English), ""),
            ("#results=chicago-2017", None, "results=chicago-2017"),
            ("#lang=fr&step=run", None, "step=run"),
        ] {
            let fragment = Fragment::new(text);
            assert_eq!(fragment, Fragment { language, rest: rest.to_owned() });
            let again = Fragment::new(&fragment.to_text());
            assert_eq!(again, fragment);
        }
    }

    #[test]
    fn a_browser_is_answered_in_its_language_or_in_english() {
        assert_eq!(
            ["es-MX", "es", "de", ""].map(language_of),
            [Language::Spanish, Language::Spanish, Language::English, Language::English]
        );
    }
}
