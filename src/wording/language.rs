//! The language that a thread speaks.

use serde::{Deserialize, Serialize};
use watchback_translate::{Table, english_of, set_table, table};

/// From English to Spanish, sorted by the English.
static SPANISH: Table = include!(concat!(env!("OUT_DIR"), "/spanish.rs"));

/// A language of sentences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// English, in which sentences stand in the code.
    #[default]
    English,
    /// Spanish, as it is written in the Americas.
    Spanish,
}

impl Language {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::English, Self::Spanish];

    /// What its speakers call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Español",
        }
    }

    /// Its code, as in the attribute `lang`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
        }
    }

    /// The language of a code such as `es` or `es-MX`.
    ///
    /// # Examples
    /// ```
    /// use watchback::wording::Language;
    /// assert_eq!(Language::of_code("es-MX"), Some(Language::Spanish));
    /// assert_eq!(Language::of_code("est"), None);
    /// ```
    pub fn of_code(code: &str) -> Option<Self> {
        let first = code.split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|language| first.eq_ignore_ascii_case(language.code()))
    }

    /// The English of a text of another language, where it is one.
    ///
    /// # Examples
    /// ```
    /// use watchback::wording::Language;
    /// assert_eq!(Language::english_of("Hallazgos"), Some("Findings"));
    /// assert_eq!(Language::english_of("Findings"), None);
    /// ```
    pub fn english_of(text: &str) -> Option<&'static str> {
        Self::ALL.into_iter().filter_map(Self::table).find_map(|table| english_of(table, text))
    }

    const fn table(self) -> Option<Table> {
        match self {
            Self::English => None,
            Self::Spanish => Some(SPANISH),
        }
    }
}

/// The language of this thread's sentences from now on.
pub fn set_language(language: Language) {
    set_table(language.table());
}

/// The language of this thread's sentences.
pub fn language() -> Language {
    if table().is_some() { Language::Spanish } else { Language::English }
}

/// Does something in English: what is saved is the same in every language.
pub fn in_english<T>(act: impl FnOnce() -> T) -> T {
    let before = language();
    set_language(Language::English);
    let done = act();
    set_language(before);
    done
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::findings::Certainty;

    #[test]
    fn a_thread_speaks_its_language_and_saves_in_english() {
        assert_eq!(Certainty::NotShown.name(), "Not shown");
        set_language(Language::Spanish);
        assert_eq!(Certainty::NotShown.name(), "No se demostró");
        assert_eq!(in_english(|| Certainty::NotShown.name()), "Not shown");
        assert_eq!(language(), Language::Spanish);
        let other = std::thread::spawn(|| Certainty::NotShown.name()).join().unwrap();
        assert_eq!(other, "Not shown");
    }

    #[test]
    fn the_table_is_sorted_so_that_it_can_be_searched() {
        assert!(SPANISH.is_sorted_by(|(one, _), (two, _)| one < two));
        assert!(SPANISH.len() > 100);
    }
}
