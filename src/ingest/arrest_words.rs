//! What an outcome in words says of an arrest.

use super::fold::folded;
use crate::study::suggested_class;

/// What an outcome says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// That an arrest was made.
    Arrest,
    /// That none was made, or nothing of arrests.
    None,
    /// It may be one: only a person can say.
    Doubtful,
}

/// Beginnings of words for an arrest: English, Spanish, French, German, Portuguese, Italian, Dutch.
const ARREST: &[&str] = &[
    "arrest",
    "detenid",
    "detencion",
    "aprehendid",
    "capturad",
    "interpell",
    "festgenommen",
    "festnahme",
    "verhaft",
    "preso",
    "presa",
    "prisao",
    "aangehouden",
    "aanhouding",
];
/// Beginnings of words that may mean an arrest by another name.
const LIKE_ARREST: &[&str] =
    &["booked", "custody", "apprehend", "detained", "jailed", "detido", "incarcerat", "summons", "charged"];
/// Words that deny what follows.
const DENIALS: &[&str] = &[
    "no", "not", "non", "without", "never", "none", "un", "pre", "sin", "ohne", "kein", "keine", "nicht",
    "sans", "pas", "sem", "nao", "senza", "nessun", "geen",
];
/// Beginnings of words in whose company no arrest was made, or not yet.
const NO_ARREST: &[&str] = &[
    "declin",
    "pending",
    "await",
    "refus",
    "denied",
    "deny",
    "cancel",
    "void",
    "unfound",
    "exception",
    "prior",
    "before",
    "wanted",
    "sought",
    "seek",
    "unable",
    "resist",
    "lieu",
    "instead",
    "rather",
    "attempt",
    "imposs",
    "evad",
    "avoid",
    "outstanding",
    "uncleared",
    "pendient",
    "orden",
    "mandat",
    "haftbefehl",
    "barred",
    "imminent",
];
/// Beginnings of words that make an arrest uncertain.
const UNCERTAIN: &[&str] = &[
    "possib",
    "potential",
    "probab",
    "may",
    "maybe",
    "likely",
    "eligib",
    "if",
    "request",
    "recommend",
    "refer",
    "unless",
    "fail",
    "lack",
    "insufficient",
];
/// Beginnings of words that say that a warrant is out.
const WARRANT_OUT: &[&str] =
    &["for", "issu", "obtain", "sign", "activ", "filed", "sworn", "enter", "open", "request"];

/// What an outcome says of an arrest.
///
/// An arrest is meant by words for one that nothing beside them denies. A warrant is none, and so
/// is a case that was cleared exceptionally.
pub(super) fn meaning(outcome: &str) -> Meaning {
    let lower: String = outcome.chars().filter_map(folded).flat_map(char::to_lowercase).collect();
    // An offence is no outcome: resisting arrest.
    if suggested_class(&lower).is_some() {
        return Meaning::None;
    }
    let juvenile = lower.starts_with("juvenile booked") || lower.starts_with("juvenile cited");
    if juvenile || lower.contains("juv arr") {
        return Meaning::Arrest;
    }
    let lower = lower.replace("w/o", "without");
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let begins = |word: &str, starts: &[&str]| starts.iter().any(|start| word.starts_with(start));
    let Some(at) = words.iter().position(|word| begins(word, ARREST)) else {
        let like = words.iter().any(|word| begins(word, LIKE_ARREST));
        let denied = words.iter().any(|word| DENIALS.contains(word) || begins(word, NO_ARREST));
        return if like && !denied { Meaning::Doubtful } else { Meaning::None };
    };
    if words.iter().any(|word| word.starts_with("nonarrest") || word.starts_with("unarrest")) {
        return Meaning::None;
    }
    let (before, after) = words.split_at(at);
    let denies = |word: &&str| DENIALS.contains(word);
    let other_than = lower.contains("other than");
    if other_than
        || words.iter().any(|word| begins(word, NO_ARREST))
        || before.iter().rev().take(4).any(denies)
    {
        return Meaning::None;
    }
    if words.iter().any(|word| word.starts_with("warrant")) {
        // Who is arrested on a warrant is arrested; a warrant for an arrest is none.
        let served = words.iter().any(|word| begins(word, &["on", "serv", "execut"]));
        let out = lower.contains("arrest warrant") || words.iter().any(|word| begins(word, WARRANT_OUT));
        return if out && !served { Meaning::None } else { Meaning::Doubtful };
    }
    let after = after.get(1..).unwrap_or_default();
    match after {
        // Arrest: no. Arrest not made.
        ["no" | "none" | "not" | "n" | "false" | "0"] => return Meaning::None,
        ["not", ..] => return Meaning::None,
        _ => {}
    }
    let uncertain = words.iter().any(|word| begins(word, UNCERTAIN)) || outcome.contains('?');
    if uncertain || words.iter().any(denies) { Meaning::Doubtful } else { Meaning::Arrest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrest_is_told_from_its_denials() {
        for text in [
            "Arrest",
            "ADULT ARREST",
            "Juvenile Arrest",
            "JUV ARREST",
            "Cleared by arrest",
            "ARREST, BOOKED",
            "ARREST, CITED",
            "Cite or Arrest Adult",
            "Closed - arrest made",
            "Arrested",
            "JUVENILE BOOKED",
            "Cleared by Arrest by Another Agency",
            "ARREST BY OTHER AGENCY",
            "CITED/ARRESTED",
            "Preso",
            "Con detenido",
            "Persona detenida",
            "Festnahme",
            "Arrestation",
            "ARRESTATO",
            "Aangehouden",
            "Arrestee transported",
        ] {
            assert_eq!(meaning(text), Meaning::Arrest, "{text}");
        }
        for text in [
            "Not cleared by arrest",
            "No arrest",
            "NO ARREST MADE",
            "Non-arrest",
            "Closed without arrest",
            "Cleared other than by arrest",
            "Cleared other than arrest",
            "Arrest declined",
            "Arrest pending",
            "Pending arrest",
            "Warrant for arrest issued",
            "Arrest warrant issued",
            "Exceptional clearance",
            "Cleared by exceptional means - arrest declined",
            "Exceptionally cleared, death of arrestee",
            "Arrest not made",
            "Arrest: No",
            "Uncleared",
            "Open",
            "Citation in lieu of arrest",
            "W/O ARREST",
            "Sin detenido",
            "Ohne Festnahme",
            "Sans arrestation",
            "Orden de arresto",
            "Resisting arrest",
            "Suspect not yet under arrest",
            "Prosecution declined",
            "NONE",
            "",
        ] {
            assert_eq!(meaning(text), Meaning::None, "{text}");
        }
        for text in [
            "Possible arrest",
            "Arrest - no charges filed",
            "Arrested on warrant",
            "Arrest warrant served",
            "WARRANT ARREST",
            "Booked",
            "Suspect charged",
            "Taken into custody",
            "Arrest requested",
            "Arrest?",
        ] {
            assert_eq!(meaning(text), Meaning::Doubtful, "{text}");
        }
    }
}
